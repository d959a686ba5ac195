"""What the thread engine takes and decides.

What there is of every story is a tuple, which is made in a fifth of a dataclass's time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Telling(NamedTuple):
    """A story as the engine sees it. ``thread`` is the thread it stands in now (its own thread of
    one when it has just arrived); ``summary`` is plain text; ``sort_at`` is the engine's clock."""

    story: int
    thread: int
    feed: int
    source: str
    title: str
    summary: str = ""
    url: str = ""
    language: str = ""
    sort_at: int = 0
    links: tuple[str, ...] = ()


class PlacedBy(StrEnum):
    ALONE = "alone"
    JOIN = "join"
    COPY = "copy"
    MERGE = "merge"
    SPLIT = "split"
    LANGUAGE = "language"
    MEANING = "meaning"
    WAKE = "wake"
    USER = "user"


class Reason(NamedTuple):
    """Why a story stands where it does. ``terms`` are the words that decided with their weight,
    heaviest first; ``gap`` is seconds between the story and ``matched``; ``note`` says more, of
    threads in two languages the terms that both sides name."""

    by: PlacedBy
    score: float = 0.0
    matched: int | None = None
    terms: tuple[tuple[str, float], ...] = ()
    gap: int = 0
    same_link: bool = False
    note: str = ""


class Placement(NamedTuple):
    """Story ``story`` belongs in ``thread``; ``copy_of`` is the account whose text it repeats. A
    negative ``thread`` is a new one, the same for the same number."""

    story: int
    thread: int
    reason: Reason
    copy_of: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """All of thread ``absorbed`` moves into ``survivor``."""

    survivor: int
    absorbed: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Split:
    """``stories`` of thread ``thread`` tell another event: they get a thread of their own, which
    the engine calls ``made`` (below 0) until it is told the id (``Engine.named``)."""

    thread: int
    made: int
    stories: tuple[int, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph with the heading above it: the article's blocks ``first`` to ``last``."""

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Blocks ``first`` to ``last`` of ``story``, a round-up, tell of ``thread``, in which it does
    not stand; ``terms`` are what they share."""

    story: int
    thread: int
    first: int
    last: int
    score: float
    terms: tuple[str, ...] = ()


class LinkKind(StrEnum):
    RELATED = "related"
    LANGUAGE = "language"


class LinkState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ThreadLink:
    """Two threads that belong near each other without being one."""

    a: int
    b: int
    kind: LinkKind
    state: LinkState
    score: float
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """The user's word on two stories: ``together`` (must-link) or not (cannot-link). It is law."""

    a: int
    b: int
    together: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the engine decided for a batch, in the order it decided it: placements, then merges,
    then splits, then wakes. Links may name threads that a split makes. ``wakes`` are merges into
    threads that were silent, which the engine holds for done once ``Engine.named`` says so."""

    placements: tuple[Placement, ...] = ()
    merges: tuple[Merge, ...] = ()
    links: tuple[ThreadLink, ...] = ()
    splits: tuple[Split, ...] = ()
    wakes: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class Resettled:
    """A story that stands elsewhere, or copies another, when stories are wound anew: in ``thread``
    instead of in ``was``. A negative ``thread`` is a new one, the same for the same number."""

    story: int
    was: int
    thread: int
    reason: Reason
    copy_of: int | None = None


class Bar(StrEnum):
    """What forbids two stories to stand together, however alike they are. ``COMMON``: told in two
    languages, they share nothing that is rare; ``EVENTS``: their threads tell two events."""

    USER = "user"
    FEED = "feed"
    SEVERAL = "several"
    COMMON = "common"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Apart:
    """What keeps two stories apart. ``score`` is what the nearest way to each other reached,
    ``needed`` what it takes; ``only_a`` and ``only_b`` are names and numbers of one alone; ``gap``
    and ``window`` (the most) are seconds of story time."""

    a: int
    b: int
    together: bool
    score: float
    needed: float
    terms: tuple[tuple[str, float], ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    gap: int
    window: int
    languages: tuple[str, str]
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two stories as words measure them: the cosine of all they share (0 to 1), the part of it that
    is of names and numbers, days between them, whether their languages differ, whether they are of
    one feed, and how much of either is names and numbers that the other lacks (the lesser share of
    its squared length)."""

    a: int
    b: int
    cosine: float
    named: float
    days: float
    foreign: bool
    same_feed: bool
    clash: float = 0.0
