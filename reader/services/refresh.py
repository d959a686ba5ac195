"""Refresh: due feeds → fetch → parse → decide → store → place in threads → report.

``Refresh.run`` is the code of ``clew refresh``; ``Refreshing`` starts that command as a process of
its own and reads its events, for the screen.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

from reader.clock import Clock
from reader.config import Config
from reader.model import FeedRow, FeedUpdate, FetchResult, Known, ParsedFeed, RefreshEvent
from reader.paths import Profile
from reader.store import Store


def decide(
    feed: FeedRow, result: FetchResult, parsed: ParsedFeed, known: Sequence[Known], now: int
) -> FeedUpdate:
    """What is new, changed and same, by key and content hash. Pure."""
    raise NotImplementedError


class Refresh:
    """One refresh of a profile. Holds the refresh lock, the thread index and the parser child."""

    def __init__(self, store: Store, profile: Profile, config: Config, clock: Clock) -> None:
        self._store = store
        self._profile = profile
        self._config = config
        self._clock = clock

    def run(
        self,
        *,
        force: bool = False,
        only: Sequence[int] = (),
        report: Callable[[RefreshEvent], None] = lambda event: None,
    ) -> RefreshEvent:
        """Ask what is due, store it, place it, index it; the closing event. ``BusyError`` says who
        holds the lock. Interrupting it (SIGINT, SIGTERM) ends it within a second, nothing lost."""
        raise NotImplementedError


class Refreshing:
    """A refresh seen from the screen: ``python -m reader refresh --json`` as a child process."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    def events(
        self, *, force: bool = False, only: Sequence[int] = ()
    ) -> AsyncIterator[RefreshEvent]:
        """Start it and give its events as they come; ends with an ``end`` or ``offline`` event.

        A refresh that another process runs raises ``BusyError``. Closing the iterator stops it."""
        raise NotImplementedError
