"""Subscriptions, folders and fetch state. What the user does to them goes through ``actions``."""

from __future__ import annotations

from collections.abc import Sequence

from reader.clock import Clock
from reader.model import FeedRow, FeedState, FetchTarget, FolderRow
from reader.store.connection import Connections


class Feeds:
    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def all(self, *, removed: bool = False) -> list[FeedRow]:
        """Subscribed feeds by source name; ``removed`` also those no longer subscribed."""
        raise NotImplementedError

    def get(self, feed: int) -> FeedRow | None:
        raise NotImplementedError

    def by_url(self, url: str) -> FeedRow | None:
        """The feed of that address, subscribed or removed; http/https, www. and / do not matter."""
        raise NotImplementedError

    def folders(self) -> list[FolderRow]:
        """Folders, parents before children, in the user's order, with unread counts."""
        raise NotImplementedError

    def due(self, now: int, *, force: bool = False, only: Sequence[int] = ()) -> list[FetchTarget]:
        """What to ask now: subscribed, not paused, not gone, ``next_at`` passed.

        ``force`` ignores ``next_at``; ``only`` limits to those feeds. Hosts that said to wait are
        left out in either case (see ``waiting_hosts``).
        """
        raise NotImplementedError

    def states(self, feeds: Sequence[int]) -> dict[int, FeedState]:
        raise NotImplementedError

    def waiting_hosts(self, now: int) -> dict[str, int]:
        """Hosts (loopback: whole URLs) that said Retry-After, and until when."""
        raise NotImplementedError

    def host_waits(self, host: str, until: int, why: str) -> None:
        """Remember that ``host`` wants no request before ``until``."""
        raise NotImplementedError

    def moved(self, feed: int, url: str) -> None:
        """Take a permanent new address; refused with ``UsageError`` when another feed has it."""
        raise NotImplementedError
