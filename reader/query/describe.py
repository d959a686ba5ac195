"""A tree in words, for ``:explain``: what was understood, one sentence."""

from __future__ import annotations

from reader.query.tree import (
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

_PLACES = {
    "": "the text or the name of the source",
    "title": "the title",
    "body": "the body",
    "author": "the author",
    "from": "the author or the name of the source",
    "url": "the address",
    "note": "your note",
}
_STATES = {
    "saved": "starred, tagged or in a followed thread",
    "followed": "in a followed thread",
    "muted": "in a muted thread",
    "snoozed": "in a snoozed thread",
    "hidden": "of a feed kept out of Unread",
    "new": "new since the thread was opened",
    "lead": "the lead of the thread",
    "single": "alone in the thread",
    "updated": "changed by the publisher",
    "copy": "a copy",
}
_HAVINGS = {"error": "a feed that fails", "fulltext": "the full text fetched", "tag": "any tag"}
_NUMBERS = {
    "sources": "sources in the thread",
    "stories": "stories in the thread",
    "langs": "languages in the thread",
    "new": "new accounts in the thread",
    "words": "words",
    "heat": "heat of the thread",
}
_DATES = {"date": "dated", "seen": "first seen", "readat": "read"}
_SORTS = {
    "": "newest first",
    "date": "newest first",
    "rank": "best match first",
    "sources": "most sources first",
    "stories": "most stories first",
    "heat": "hottest first",
    "fair": "newest first, busy feeds held back",
}


def sentence(query: Query) -> str:
    """The whole query in one sentence."""
    order = _SORTS[query.sort] + (", turned round" if query.reverse else "")
    what = "every story" if isinstance(query.root, Everything) else f"stories {node(query.root)}"
    parts = [f"Finds {what}", order]
    if query.limit is not None:
        parts.append(f"at most {query.limit}")
    if query.group:
        parts.append("not grouped" if query.group == "none" else f"grouped by {query.group}")
    return "; ".join(parts)


def node(part: Node) -> str:
    """One condition, to be read after "stories"."""
    match part:
        case Everything():
            return "of any kind"
        case And(parts):
            return " and ".join(_inner(one) for one in parts)
        case Or(parts):
            return " or ".join(_inner(one) for one in parts)
        case Not(inner):
            return f"not {_inner(inner)}"
        case ThreadOf(inner):
            return f"in a thread that has stories {_inner(inner)}"
        case Word() | Phrase() | Prefix() | Near() | Fuzzy() | Regex():
            return f"with {_text(part)} in {_PLACES[part.where]}"
        case _:
            return _plain(part)


def _inner(part: Node) -> str:
    return f"({node(part)})" if isinstance(part, And | Or) else node(part)


def _text(part: Word | Phrase | Prefix | Near | Fuzzy | Regex) -> str:
    match part:
        case Word(text):
            return text
        case Phrase(text):
            return f'"{text}"'
        case Prefix(text):
            return f"a word that begins with {text}"
        case Fuzzy(text):
            return f"a word spelled like {text}"
        case Near(left, right, distance):
            return f"{_text(left)} within {distance} words of {_text(right)}"
        case Regex(pattern):
            return f"a match of /{pattern}/"


def _plain(part: Node) -> str:
    match part:
        case Origin(name, text):
            names = {
                "feed": f"of feeds named {text}",
                "folder": f"of feeds in the folder {text}",
                "lang": f"in the language {text}",
                "site": f"of feeds or stories at {text}",
            }
            return names[name]
        case Tag(name):
            return f"tagged {name} (themselves, their thread or their feed)"
        case State(name):
            return f"that are {_STATES.get(name, name)}"
        case Has(name):
            return f"that have {_HAVINGS.get(name, name)}"
        case Number(name, low, high):
            return f"with {_range(low, high)} {_NUMBERS[name]}"
        case Date():
            return _date(part)
        case ThreadIs(id_):
            return f"of thread {id_}"
        case InView(name):
            return f"that the view {name} selects"
        case Like(id_):
            return f"related to story {id_}"
        case _:
            raise TypeError(f"not a query node: {part!r}")


def _range(low: float | None, high: float | None) -> str:
    if low is not None and low == high:
        return f"{low:g}"
    if high is None:
        return f"at least {low:g}"
    return f"at most {high:g}" if low is None else f"{low:g} to {high:g}"


def _date(part: Date) -> str:
    word = _DATES[part.name]
    if part.low == part.high:
        return f"{word} {part.low}"
    low = f"after {part.low[1:]}" if part.low.startswith(">") else f"from {part.low} on"
    high = f"before {part.high[1:]}" if part.high.startswith("<") else f"up to {part.high}"
    said = ([low] if part.low else []) + ([high] if part.high else [])
    return f"{word} {' and '.join(said)}"
