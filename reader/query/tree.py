"""The query tree: one value for search box, filter, views, rules, bulk scopes and commands.

Relative dates stay as words here and are resolved against a clock when the query is run, so that a
saved view ``date:today`` means today on any day. ``at`` is the column of a leaf in the query text
(0-based) for errors; it does not take part in equality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True)
class Word:
    """One word, case- and accent-insensitive. ``where`` "" means anywhere (text or source name);
    else title, body, author, url or note. The same for Prefix, Phrase, Fuzzy, Regex, Near."""

    text: str
    where: str = ""
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """``pre*``"""

    text: str
    where: str = ""
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """``"these words in a row"``"""

    text: str
    where: str = ""
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """``~semaphor`` finds Semafor."""

    text: str
    where: str = ""
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Regex:
    """``/pattern/`` or ``/pattern/i``"""

    pattern: str
    ignore_case: bool = False
    where: str = ""
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """``a NEAR/5 b``: both within ``distance`` words of each other, in either order."""

    left: Word | Phrase | Prefix
    right: Word | Phrase | Prefix
    distance: int = 10
    where: str = ""
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Origin:
    """``feed:`` ``folder:`` ``lang:`` ``site:`` with the text looked for in the name."""

    name: str
    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Tag:
    """``#x`` or ``tag:x``: the story's, its thread's or its feed's tag."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class State:
    """``is:unread`` … one of ``STATES``."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Has:
    """``has:link`` … one of ``HAVINGS``."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """``sources:>=3``: ``name`` is one of ``NUMBERS``; an exact value has low == high; None is
    open. Both ends are inclusive."""

    name: str
    low: float | None
    high: float | None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Date:
    """``date:2026-11`` ``after:2026-11-01`` ``newer:3d``: ``name`` is date, seen or readat.

    ``low`` and ``high`` are spelled as written ("today", "2026-11", "3d" for an age) and resolved
    by ``query.dates.span``; "" is open.
    """

    name: str
    low: str
    high: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ThreadIs:
    """``thread:12``"""

    id: int
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ThreadOf:
    """``thread:(query)``: every story of any thread that has a match."""

    part: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class InView:
    """``in:name``: what the view of that name selects."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Like:
    """``like:ID``: stories related to that one. ``found`` are those, once somebody looked."""

    id: int
    at: int = field(default=0, compare=False)
    found: tuple[int, ...] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty query."""


Node: TypeAlias = (
    And
    | Or
    | Not
    | Word
    | Prefix
    | Phrase
    | Fuzzy
    | Regex
    | Near
    | Origin
    | Tag
    | State
    | Has
    | Number
    | Date
    | ThreadIs
    | ThreadOf
    | InView
    | Like
    | Everything
)


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query: the tree and its trailing controls ("" and None mean "not said").

    ``sort`` is date, rank, sources, stories or heat; ``reverse`` is a ``-`` before it; ``group``
    is thread, none, feed or day.
    """

    root: Node = Everything()
    sort: str = ""
    reverse: bool = False
    limit: int | None = None
    group: str = ""
    text: str = field(default="", compare=False)


TEXT_FIELDS = ("title", "body", "author", "from", "url", "note")
#: The text fields that the name of a story's source answers, too; "" is all of the text.
NAMED = ("", "from")
ORIGINS = ("feed", "folder", "lang", "site")
STATES = [
    "unread",
    "read",
    "opened",
    "starred",
    "saved",
    "tagged",
    "followed",
    "muted",
    "snoozed",
    "hidden",
    "new",
    "lead",
    "copy",
    "single",
    "updated",
]
HAVINGS = ["link", "media", "code", "note", "fulltext", "tag", "error"]
NUMBERS = ["sources", "stories", "langs", "new", "words", "heat"]
DATES = ["date", "seen", "readat"]
SORTS = ["date", "rank", "sources", "stories", "heat", "fair"]
GROUPS = ["thread", "none", "feed", "day"]

#: Built-in views: (name, query), in the order of the sources pane.
BUILTIN_VIEWS = (
    ("Unread", "is:unread -is:muted -is:hidden"),
    ("Followed", "is:followed is:new"),
    ("Starred", "is:starred"),
    ("Today", "date:today -is:muted"),
)


def joined(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    """``parts`` in one node, nested nodes of the same kind laid flat."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    return kind(tuple(flat))


def leaves(node: Node) -> Iterator[Node]:
    """Every leaf of ``node``, those inside ``thread:( )`` too."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part) | ThreadOf(part):
            yield from leaves(part)
        case _:
            yield node


def mapped(node: Node, leaf: Callable[[Node], Node], *, threads: bool = True) -> Node:
    """``node`` with what ``leaf`` makes of each of its leaves in its place: of those inside
    ``thread:( )`` too or, without ``threads``, of such a node as if it were a leaf."""
    match node:
        case And(parts):
            return joined(And, [mapped(part, leaf, threads=threads) for part in parts])
        case Or(parts):
            return joined(Or, [mapped(part, leaf, threads=threads) for part in parts])
        case Not(part):
            return Not(mapped(part, leaf, threads=threads))
        case ThreadOf(part, at) if threads:
            return ThreadOf(mapped(part, leaf), at)
        case _:
            return leaf(node)
