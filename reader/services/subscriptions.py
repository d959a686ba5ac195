"""Subscriptions: add (with discovery), remove, rename, import; the sample edition."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reader.clock import Clock
from reader.config import Config
from reader.model import Actor, Done, FeedRow, ImportReport
from reader.paths import Profile
from reader.store import Store


class Subscriptions:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        profile: Profile,
        config: Config,
        actor: Actor = Actor.SCREEN,
    ) -> None:
        self._store = store
        self._clock = clock
        self._profile = profile
        self._config = config
        self._actor = actor

    def all(self) -> list[FeedRow]:
        raise NotImplementedError

    def add(
        self, address: str, *, folder: str = "", name: str = "", tags: Sequence[str] = ()
    ) -> Done:
        """Subscribe to a feed by its address or a page's: exactly one GET for a feed, whose body is
        stored at once; a page costs one more for the feed it names. ``Done.made`` is the feed.

        ``NetworkError``, ``NotAFeed`` (with the feeds a page offers when there are several, in the
        hint), ``UsageError`` for a refused address. A feed that was removed comes back with all.
        """
        raise NotImplementedError

    def remove(self, feeds: Sequence[int]) -> Done:
        """Unsubscribe; stories stay. Undo brings the subscription back."""
        raise NotImplementedError

    def rename(self, feed: int, name: str) -> Done:
        raise NotImplementedError

    def move(self, feed: int, folder: str) -> Done:
        """Put into the folder of that path ("Tech/AI"; made when missing); "" takes out of all."""
        raise NotImplementedError

    def pause(self, feeds: Sequence[int], *, on: bool = True) -> Done:
        raise NotImplementedError

    def import_file(self, path: Path) -> ImportReport:
        """OPML or newsboat ``urls``, told by content; all or nothing; again adds nothing twice."""
        raise NotImplementedError

    def export_opml(self) -> str:
        raise NotImplementedError

    def find(self, text: str) -> FeedRow:
        """The one feed meant by an id, an address or a name; ``UsageError`` otherwise."""
        raise NotImplementedError

    def is_empty(self) -> bool:
        """Whether nothing was ever subscribed here."""
        raise NotImplementedError

    def load_sample(self) -> ImportReport:
        """Load the sample edition by the same road as any feed, offline; its feeds end paused.

        Refused with ``UsageError`` where feeds are already."""
        raise NotImplementedError

    def remove_sample(self) -> None:
        """Take the sample edition away, with one action."""
        raise NotImplementedError
