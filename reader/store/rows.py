"""Ids → what is shown. Lists ask for a window of rows at a time and never load a body."""

from __future__ import annotations

from collections.abc import Sequence

from reader.clock import Clock
from reader.model import (
    FeedRow,
    JournalRow,
    Place,
    Revision,
    StoredBody,
    StoryRow,
    TagRow,
    ThreadPage,
    ThreadRow,
    ViewRow,
)
from reader.store.connection import Connections


class Rows:
    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def stories(self, ids: Sequence[int]) -> list[StoryRow]:
        """Rows in the order of ``ids``; ids that are gone are left out."""
        raise NotImplementedError

    def threads(self, ids: Sequence[int]) -> list[ThreadRow]:
        """Rows in the order of ``ids``; a merged thread is given as its survivor."""
        raise NotImplementedError

    def thread_page(self, thread: int) -> ThreadPage | None:
        raise NotImplementedError

    def thread_stories(self, thread: int) -> tuple[int, ...]:
        """Ids of the thread's stories, oldest first."""
        raise NotImplementedError

    def body(self, story: int) -> StoredBody | None:
        raise NotImplementedError

    def revisions(self, story: int) -> list[Revision]:
        """Earlier states, oldest first."""
        raise NotImplementedError

    def place(self, story: int) -> Place:
        raise NotImplementedError

    def note(self, story: int) -> str:
        raise NotImplementedError

    def tags(self) -> list[TagRow]:
        """Every tag in use, by name."""
        raise NotImplementedError

    def views(self) -> list[ViewRow]:
        """Built-in views, then the user's, with unread counts where they are known at once."""
        raise NotImplementedError

    def journal(self, limit: int = 100, before: int | None = None) -> list[JournalRow]:
        """Newest first."""
        raise NotImplementedError

    def errors(self) -> list[FeedRow]:
        """Feeds that fail, longest failing first."""
        raise NotImplementedError

    def totals(self) -> tuple[int, int, int]:
        """(feeds subscribed, stories, unread stories not muted)."""
        raise NotImplementedError
