"""A tree → text that parses to the same tree: for saved queries, links and "did you mean"."""

from __future__ import annotations

import math
import re

from reader.query import dates
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

_PLAIN = re.compile(r"\w+")


def unparse(query: Query) -> str:
    """The text of a whole query, in the language's own words."""
    parts = [] if isinstance(query.root, Everything) else [node(query.root)]
    if query.sort:
        parts.append(f"sort:{'-' if query.reverse else ''}{query.sort}")
    if query.limit is not None:
        parts.append(f"limit:{query.limit}")
    if query.group:
        parts.append(f"group:{query.group}")
    return " ".join(parts)


def node(part: Node) -> str:
    """The text of one condition."""
    match part:
        case Everything():
            return ""
        case And(parts):
            return " ".join(_inner(one) if isinstance(one, Or) else node(one) for one in parts)
        case Or(parts):
            return " OR ".join(_inner(one) if isinstance(one, Or) else node(one) for one in parts)
        case Not(inner):
            text = _inner(inner) if isinstance(inner, And | Or | Not | Near) else node(inner)
            return f"NOT {text}" if text.startswith("-") else f"-{text}"
        case ThreadOf(inner):
            return f"thread:({node(inner)})"
        case Word() | Phrase() | Prefix() | Fuzzy() | Regex() | Near():
            return _text(part)
        case _:
            return _plain(part)


def _inner(part: Node) -> str:
    return f"({node(part)})"


def _text(part: Word | Phrase | Prefix | Fuzzy | Regex | Near) -> str:
    if isinstance(part, Near):
        return f"{_text(part.left)} NEAR/{part.distance} {_text(part.right)}"
    field = f"{part.where}:" if part.where else ""
    match part:
        case Word(text):
            return field + text
        case Phrase(text):
            return field + _quoted(text)
        case Prefix(text):
            return f"{field}{text if _PLAIN.fullmatch(text) else _quoted(text)}*"
        case Fuzzy(text):
            return f"{field}~{text}"
        case Regex(pattern, ignore_case):
            return f"{field}/{pattern}/{'i' if ignore_case else ''}"


def _plain(part: Node) -> str:
    match part:
        case Origin(name, text):
            return f"{name}:{_value(text)}"
        case Tag(name):
            return f"#{_value(name)}"
        case State(name):
            return f"is:{name}"
        case Has(name):
            return f"has:{name}"
        case Number():
            return f"{part.name}:{_number(part)}"
        case Date():
            return f"{part.name}:{_date(part)}"
        case ThreadIs(id_):
            return f"thread:{id_}"
        case InView(name):
            return f"in:{_value(name)}"
        case Like(id_):
            return f"like:{id_}"
        case _:
            raise TypeError(f"not a query node: {part!r}")


def _quoted(text: str) -> str:
    return f"”{text}”" if '"' in text else f'"{text}"'


def _value(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else _quoted(text)


def _number(part: Number) -> str:
    low, high = part.low, part.high
    if low is not None and low == high:
        return _digits(low)
    if low is not None and high is not None:
        return f"{_digits(low)}..{_digits(high)}"
    if low is not None:
        return f">={_digits(low)}" if _short(low) else f">{_digits(math.nextafter(low, -math.inf))}"
    assert high is not None
    if high < 0:
        return "<0"
    return f"<={_digits(high)}" if _short(high) else f"<{_digits(math.nextafter(high, math.inf))}"


def _short(value: float) -> bool:
    """Whether six decimals say all of ``value``; else it is the neighbour of one that is."""
    return value >= 0 and float(f"{value:.6f}") == value


def _digits(value: float) -> str:
    text = f"{value:.6f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(part: Date) -> str:
    if part.low.startswith(">"):
        return _value_of_date(part.low)
    if part.high.startswith("<"):
        return _value_of_date(part.high)
    if part.low == part.high and not dates.is_age(part.low):
        return _value_of_date(part.low)
    return _value_of_date(f"{part.low}..{part.high}")


def _value_of_date(text: str) -> str:
    return f'"{text}"' if any(char.isspace() for char in text) else text
