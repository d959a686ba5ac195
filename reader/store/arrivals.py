"""Storing what feeds answer: one transaction a feed, validators in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from reader.clock import Clock
from reader.model import FeedState, FeedStored, FeedUpdate, Known
from reader.store.connection import Connections


class Arrivals:
    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def known(self, feed: int, keys: Sequence[str], keys2: Sequence[str]) -> list[Known]:
        """Stored stories of the feed that have one of the keys or second keys."""
        raise NotImplementedError

    def store(self, update: FeedUpdate) -> FeedStored:
        """Store one feed's answer: new stories (each a thread of one, unplaced, queued for the
        index), changed ones (old content kept as a revision), state, log line, change rows.

        A returning story takes up its marks, tags and notes again by key or second key.
        """
        raise NotImplementedError

    def note(self, feed: int, state: FeedState, *, status: int, outcome: str) -> None:
        """Store the outcome of a request that brought nothing: 304, same body, failure."""
        raise NotImplementedError
