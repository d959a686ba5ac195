"""From a feed's answer to stored stories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.model.feeds import ParsedItem
    from reader.model.fetching import FeedState


@dataclass(frozen=True, slots=True)
class Known:
    """A stored story as *decide* needs it: enough to tell new, changed and same apart. ``gone``:
    it was let go, and is not to come back by itself."""

    story: int
    key: str
    key2: str
    hash: bytes
    url: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story to store. ``sort_at`` = min(published, first_seen + 1 day); ``date_note`` says why
    it is not the published date ("", "missing", "absurd", "future")."""

    item: ParsedItem
    first_seen: int
    sort_at: int
    date_note: str = ""


@dataclass(frozen=True, slots=True)
class ChangedStory:
    """A stored story whose content or address changed; the old content is kept as a revision
    unless ``revise`` is false (only the address or key moved)."""

    story: int
    item: ParsedItem
    revise: bool = True


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    """All that one answer of a feed changes, stored in one transaction with its validators."""

    feed: int
    state: FeedState
    new: tuple[NewStory, ...] = ()
    changed: tuple[ChangedStory, ...] = ()
    title: str = ""
    site: str = ""
    language: str = ""
    status: int = 0
    received: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class FeedStored:
    """What a stored update came to: ids of the new and the changed stories."""

    feed: int
    new: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
