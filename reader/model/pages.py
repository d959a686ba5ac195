"""Thread pages, and what is stored of one story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.model.feeds import Enclosure
    from reader.model.grouping import LinkKind, LinkState
    from reader.model.rows import StoryRow, ThreadRow


@dataclass(frozen=True, slots=True)
class Headline:
    """One entry of a thread's headline history."""

    at: int
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class RelatedThread:
    """A thread near this one, with the shared names said. ``languages``: those of its stories that
    this thread has not."""

    id: int
    title: str
    stories: int
    kind: LinkKind
    state: LinkState
    terms: tuple[str, ...]
    languages: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether it may be this very event, told in another language, and nobody said yet."""
        return self.kind.value == "language" and self.state.value == "proposed"


@dataclass(frozen=True, slots=True)
class AlsoTold:
    """A story of another thread that tells this one's event in its blocks ``first`` to ``last``;
    ``terms`` are what they share."""

    story: StoryRow
    first: int
    last: int
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """All a thread page shows: its row, its stories oldest first, and what surrounds them;
    ``notes`` are (story, the user's words on it), ``phases`` the stories that began a new burst
    after a pause."""

    row: ThreadRow
    stories: tuple[StoryRow, ...]
    headlines: tuple[Headline, ...] = ()
    related: tuple[RelatedThread, ...] = ()
    first_source: str = ""
    thread_tags: tuple[str, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    mentions: tuple[AlsoTold, ...] = ()
    phases: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class StoredBody:
    """The body of one story: sanitised HTML, plain text, enclosures, number of revisions. ``full``:
    the full text was fetched, and the text is that of it."""

    story: int
    html: str
    text: str
    enclosures: tuple[Enclosure, ...] = ()
    revisions: int = 0
    truncated: bool = False
    full: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier state of a story, kept when its publisher changed it."""

    at: int
    title: str
    html: str
