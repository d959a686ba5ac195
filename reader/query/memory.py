"""A tree against one story in memory: what rules ask of arriving stories.

The answers are those of the store's SQL; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import lru_cache

from reader.errors import QueryError
from reader.query import dates, regex
from reader.query.fuzzy import spellings
from reader.query.match import (
    feed_named,
    in_row,
    literal_of,
    lowered,
    named_so,
    near,
    on_host,
    primary_tag,
    row_of,
    row_with_signs,
)
from reader.query.tokens import indexed, tokens
from reader.query.tree import (
    NAMED,
    And,
    Date,
    Everything,
    Fuzzy,
    Has,
    InView,
    Like,
    Near,
    Node,
    Not,
    Number,
    Or,
    Origin,
    Phrase,
    Prefix,
    Query,
    Regex,
    State,
    Tag,
    ThreadIs,
    ThreadOf,
    Word,
)
from reader.words import N_, Said

#: Seconds in which the heat of a thread halves.
HALF_LIFE = 86_400

TextNode = Word | Phrase | Prefix | Near | Fuzzy


@dataclass(frozen=True, slots=True)
class Subject:
    """A story with all that a query may ask of it.

    ``folders`` are the folders its feed is in, with their parents. ``muted`` is true now, whether
    for good or until later. ``thread_new`` counts accounts since the thread was opened; ``heat``
    is as of ``moved_at``. ``havings`` are the words of ``has:`` that hold, tags and notes aside.
    """

    id: int
    thread: int
    feed: int
    source: str
    title: str
    summary: str = ""
    body: str = ""
    author: str = ""
    url: str = ""
    note: str = ""
    feed_url: str = ""
    site: str = ""
    folders: tuple[str, ...] = ()
    language: str = ""
    words: int = 0
    sort_at: int = 0
    first_seen: int = 0
    read_at: int | None = None
    states: frozenset[str] = frozenset()
    havings: frozenset[str] = frozenset()
    tags: tuple[str, ...] = ()
    thread_tags: tuple[str, ...] = ()
    feed_tags: tuple[str, ...] = ()
    thread_sources: int = 1
    thread_stories: int = 1
    thread_languages: int = 1
    thread_new: int = 0
    heat: float = 0.0
    moved_at: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """When and among what a query is asked: ``views`` by casefolded name, ``siblings`` the other
    stories of the thread (for ``thread:(…)``)."""

    now: int
    zone: tzinfo | None = None
    views: Mapping[str, Query] = field(default_factory=dict)
    siblings: Sequence[Subject] = ()


def matches(node: Node, story: Subject, asking: Asking) -> bool:
    """Whether ``node`` selects ``story``. Raises ``QueryError`` for what cannot be answered."""
    match node:
        case Everything():
            return True
        case And(parts):
            return all([matches(part, story, asking) for part in parts])
        case Or(parts):
            return any([matches(part, story, asking) for part in parts])
        case Not(part):
            return not matches(part, story, asking)
        case Word() | Phrase() | Prefix() | Near() | Fuzzy():
            return _text(node, story)
        case ThreadIs(id_):
            return story.thread == id_
        case ThreadOf(part):
            members = (story, *asking.siblings)
            inside = replace(asking, siblings=members)
            return any(matches(part, one, inside) for one in members)
        case InView():
            return _in_view(node, story, asking)
        case Regex():
            return _regex(node, story)
        case Like(at=at):
            raise QueryError("This cannot be answered yet", at)
        case _:
            return _plain(node, story, asking)


def _plain(node: Node, story: Subject, asking: Asking) -> bool:
    match node:
        case Origin():
            return _origin(node, story)
        case Tag(name):
            carried = (*story.tags, *story.thread_tags, *story.feed_tags)
            return name.casefold() in {tag.casefold() for tag in carried}
        case State(name):
            return _state(name, story)
        case Has(name):
            return _has(name, story)
        case Number():
            return _number(node, story, asking.now)
        case Date():
            return _date(node, story, asking)
        case _:
            raise TypeError(f"not a query node: {node!r}")


# -- text


@lru_cache(16)
def _words(text: str) -> list[str]:
    """The words of a text, cut once for all that ask of the same story in a row."""
    return indexed(text)


def text_matches(node: TextNode, text: str) -> bool:
    """Whether the words of ``node`` are in ``text``."""
    words = _words(text)
    if isinstance(node, Near):
        return near(words, node)
    if isinstance(node, Fuzzy):
        return bool(spellings(tokens(node.text)[0], [*set(words)], 1))
    literal = literal_of(node)
    row, prefix = row_with_signs(node) if literal else row_of(node)
    return (not row or in_row(words, row, prefix)) and (not literal or literal in lowered(text))


def _text(node: TextNode, story: Subject) -> bool:
    if node.where == "url":
        if isinstance(node, Near | Fuzzy):
            raise QueryError(N_("url: takes a part of the address"), node.at)
        return lowered(node.text) in lowered(story.url)
    if node.where == "note":
        return bool(story.note) and text_matches(node, story.note)
    # As in the index: a summary that only repeats the beginning of the body is not held twice.
    summary = "" if story.body.startswith(story.summary) else story.summary
    texts = {
        "title": (story.title,),
        "author": (story.author,),
        "from": (story.author,),
        "body": (summary, story.body),
        "": (story.title, summary, story.body, story.author),
    }[node.where]
    if not isinstance(node, Near | Fuzzy) and literal_of(node):
        return _with_signs(node, story, texts)
    if any(text_matches(node, text) for text in texts):
        return True
    return node.where in NAMED and not isinstance(node, Near) and text_matches(node, story.source)


def _with_signs(node: Word | Phrase | Prefix, story: Subject, texts: Sequence[str]) -> bool:
    """The words are somewhere, and the signs as written are somewhere."""
    literal = literal_of(node)
    row, prefix = row_with_signs(node)
    if node.where in NAMED and literal in lowered(story.source):
        return True
    return any(literal in lowered(text) for text in texts) and (
        not row or any(in_row(_words(text), row, prefix) for text in texts)
    )


def _regex(node: Regex, story: Subject) -> bool:
    texts = {
        "title": (story.title,),
        "author": (story.author,),
        "from": (story.author, story.source),
        "body": (story.summary, story.body),
        "url": (story.url,),
        "note": (story.note,),
        "": (story.title, story.summary, story.body, story.author, story.source),
    }[node.where]
    regex.check(node)
    return any(text and regex.found(node, text) for text in texts)


# -- names


def _origin(node: Origin, story: Subject) -> bool:
    text = node.text
    match node.name:
        case "lang":
            return primary_tag(story.language) == primary_tag(text)
        case "folder":
            return any(named_so(folder, text) for folder in story.folders)
        case "site":
            return any(on_host(url, text) for url in (story.site, story.feed_url, story.url))
        case _:
            return feed_named(story.feed, story.source, story.feed_url, text)


# -- states, numbers, dates


def _state(name: str, story: Subject) -> bool:
    tagged = bool(story.tags or story.thread_tags)
    if name == "tagged":
        return tagged
    if name == "saved":
        return tagged or bool(story.states & {"starred", "followed"})
    if name == "single":
        return story.thread_stories == 1
    if name == "unread":
        return "read" not in story.states
    return name in story.states


def _has(name: str, story: Subject) -> bool:
    match name:
        case "tag":
            return bool(story.tags or story.thread_tags or story.feed_tags)
        case "note":
            return bool(story.note)
        case "link":
            return bool(story.url)
        case _:
            return name in story.havings


def heat_now(heat: float, moved_at: int, now: int) -> float:
    """A thread's heat now, from what it was when the thread last moved."""
    return float(heat * 2.0 ** (-max(0, now - moved_at) / HALF_LIFE))


def _number(node: Number, story: Subject, now: int) -> bool:
    measures: dict[str, Callable[[], float]] = {
        "sources": lambda: story.thread_sources,
        "stories": lambda: story.thread_stories,
        "langs": lambda: story.thread_languages,
        "new": lambda: story.thread_new,
        "words": lambda: story.words,
        "heat": lambda: heat_now(story.heat, story.moved_at, now),
    }
    value = measures[node.name]()
    return (node.low is None or value >= node.low) and (node.high is None or value <= node.high)


def _date(node: Date, story: Subject, asking: Asking) -> bool:
    try:
        start, end = dates.span(node.low, node.high, asking.now, asking.zone)
    except dates.BadDate as error:
        raise QueryError(Said(N_("{text} is not a date"), text=str(error)), node.at) from None
    moments: dict[str, int | None] = {
        "date": story.sort_at,
        "seen": story.first_seen,
        "readat": story.read_at,
    }
    moment = moments[node.name]
    if moment is None:
        return False
    return (not node.low or moment >= start) and (not node.high or moment < end)


def _in_view(node: InView, story: Subject, asking: Asking) -> bool:
    query = asking.views.get(node.name.casefold())
    if query is None:
        raise QueryError(Said(N_("There is no view named {name}"), name=node.name), node.at)
    rest = {name: one for name, one in asking.views.items() if name != node.name.casefold()}
    inner = Asking(asking.now, asking.zone, rest, asking.siblings)
    return matches(query.root, story, inner)
