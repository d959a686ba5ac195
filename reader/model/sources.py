"""What the sources pane shows: feeds, folders, tags, views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.model.fetching import FeedState


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed as the sources pane and ``clew feeds`` show it. ``source`` is its name as people see
    it: the user's name, else its title, else its host."""

    id: int
    url: str
    source: str
    title: str
    site: str
    language: str
    folders: tuple[int, ...]
    stories: int
    unread: int
    added_at: int
    paused: bool
    removed: bool
    state: FeedState
    tags: tuple[str, ...] = ()
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder of feeds; ``parent`` is None at the top."""

    id: int
    name: str
    parent: int | None
    unread: int = 0


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag with how many stories and threads carry it and how many of the stories are unread."""

    name: str
    stories: int
    threads: int
    unread: int


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved query with a name. ``builtin`` views cannot be removed. ``unread`` is None while it
    is not known yet."""

    name: str
    query: str
    builtin: bool
    unread: int | None = None
    group: str = "thread"
    sort: str = "date"
