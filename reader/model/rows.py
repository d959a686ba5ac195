"""Rows of lists, and the ids a query selects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story as lists show it; the body is never loaded for a list. ``titled``: the title is its
    own, and not how its text begins; ``came_at``: when it came into a thread, which is what makes
    it new there."""

    id: int
    thread: int
    feed: int
    source: str
    title: str
    url: str
    author: str
    sort_at: int
    published: int | None
    first_seen: int
    language: str
    words: int
    summary: str
    read: bool
    starred: bool
    opened: bool
    copy_of: int | None = None
    new: bool = False
    updated: bool = False
    noted: bool = False
    tags: tuple[str, ...] = ()
    date_note: str = ""
    comments_url: str = ""
    titled: bool = True
    came_at: int = 0


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread as lists show it.

    ``new`` counts accounts since it was last opened (0 when it never was); ``activity`` holds
    twelve counts of stories over equal slices from first to last story; ``tags`` are the thread's
    and its stories'. ``muted_until`` is ``FOR_GOOD`` when there is no end,
    ``muted_by`` the rule that muted it ("": by hand), ``muted_unless`` the query that ends that.
    """

    id: int
    lead: int
    title: str
    source: str
    sources: int
    stories: int
    accounts: int
    unread: int
    new: int
    languages: tuple[str, ...]
    first_at: int
    last_at: int
    moved_at: int
    opened_at: int | None
    followed: bool
    muted: bool
    muted_until: int | None
    starred: bool
    activity: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    named: bool = False
    feed: int = 0
    muted_by: str = ""
    muted_unless: str = ""
    snoozed_until: int | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """The ids a query selects, newest first unless it says otherwise.

    ``kind`` says whether ``ids`` are threads or stories. ``complete`` is false when only the first
    screenful was asked for; all counts are 0 then, unless all were counted. ``muted`` and ``read``
    count hits among the stories selected.
    ``unindexed`` counts stories that words cannot find yet, when the query asks for words.
    ``behind`` gives, where words were asked for, the first hit of each thread in that order, of the
    first few thousand threads. Many ids are packed (4 or 8 bytes each).
    ``looked`` of ``among`` stories were looked into so far, when that is what the query takes.
    """

    kind: str
    ids: Sequence[int]
    complete: bool = True
    stories: int = 0
    threads: int = 0
    muted: int = 0
    read: int = 0
    unindexed: int = 0
    looked: int = 0
    among: int = 0
    behind: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """What other processes and the writer changed since a sequence number."""

    seq: int
    stories: tuple[int, ...] = ()
    threads: tuple[int, ...] = ()
    feeds: tuple[int, ...] = ()
    everything: bool = False
