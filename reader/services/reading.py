"""Reading: what the sources pane, the lists, a thread page and an article show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reader.clock import Clock
from reader.model import (
    Article,
    Changes,
    FeedRow,
    FolderRow,
    Place,
    StoryRow,
    TagRow,
    ThreadPage,
    ThreadRow,
    ViewRow,
)
from reader.store import Store


@dataclass(frozen=True, slots=True)
class Sources:
    """All the sources pane shows."""

    views: tuple[ViewRow, ...]
    folders: tuple[FolderRow, ...]
    feeds: tuple[FeedRow, ...]
    tags: tuple[TagRow, ...]


class Reading:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def sources(self) -> Sources:
        raise NotImplementedError

    def thread_rows(self, ids: Sequence[int]) -> list[ThreadRow]:
        raise NotImplementedError

    def story_rows(self, ids: Sequence[int]) -> list[StoryRow]:
        raise NotImplementedError

    def thread_page(self, thread: int) -> ThreadPage | None:
        raise NotImplementedError

    def article(self, story: int) -> Article | None:
        """The story as blocks, with where the reader was in it. Does not mark it read."""
        raise NotImplementedError

    def keep_place(self, story: int, place: Place) -> None:
        raise NotImplementedError

    def why(self, story: int) -> list[str]:
        """Why the story stands in its thread, one sentence a line."""
        raise NotImplementedError

    def changes(self, seq: int) -> Changes | None:
        """What changed after ``seq`` by anyone; None when nothing did (cheap: ask each second)."""
        raise NotImplementedError

    def seq(self) -> int:
        """The newest change now."""
        raise NotImplementedError

    def state(self, name: str) -> str | None:
        """A choice made on the screen earlier (theme, layout, sort)."""
        raise NotImplementedError

    def set_state(self, name: str, value: str) -> None:
        raise NotImplementedError
