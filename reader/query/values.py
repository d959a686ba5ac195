"""The values after a field: numbers, dates, states; each says what it takes when it is wrong."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC

from reader.errors import QueryError
from reader.query import dates, fields
from reader.query.tokens import tokens
from reader.query.tree import (
    NUMBERS,
    ORIGINS,
    STATES,
    Date,
    Has,
    InView,
    Like,
    Node,
    Number,
    Origin,
    State,
    Tag,
    ThreadIs,
)
from reader.words import N_, Said

_AMOUNT = re.compile(r"(>=|<=|>|<|=)?(\d{1,12}(?:\.\d{1,6})?)(k?)")
_RANGE = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)?\.\.(\d{1,12}(?:\.\d{1,6})?)?")
#: Letters of a language's code: two, or three where there is none of two.
_LONGEST_CODE = 3
#: Highest id SQLite can hold.
MAX_ID = (1 << 63) - 1


def is_sign(char: str) -> bool:
    """Whether ``char`` is a sign worth finding by itself: ``+`` of C++, ``#`` of C#, an emoji."""
    return char == "#" or unicodedata.category(char).startswith("S")


def signs(text: str) -> bool:
    """Whether ``text`` has signs, which the index does not hold: they are looked up as written."""
    return any(is_sign(char) for char in text)


def searchable(text: str) -> bool:
    """Whether there is anything in ``text`` to look for."""
    return bool(tokens(text)) or signs(text)


def leaf(name: str, text: str, at: int, value_at: int) -> Node:
    """The condition that ``name:text`` says, of a field that takes no words of the text."""
    if name in ORIGINS:
        return Origin(name, code(text, value_at) if name == "lang" else text, at)
    simple: dict[str, Callable[[], Node]] = {
        "tag": lambda: labelled(text, at),
        "in": lambda: InView(text, at),
        "thread": lambda: ThreadIs(identity(name, text, value_at), at),
        "like": lambda: Like(identity(name, text, value_at), at),
        "is": lambda: state(text, at, value_at),
        "has": lambda: having(text, at, value_at),
    }
    if name in simple:
        return simple[name]()
    return (number if name in NUMBERS else date)(name, text, at, value_at)


def code(text: str, at: int) -> str:
    """The code of a language: as said, or that of the language whose name is or begins so."""
    word = text.lower()
    if len(word.replace("_", "-").partition("-")[0]) <= _LONGEST_CODE:
        return text
    for language, its_code in fields.LANGUAGES.items():
        if language.startswith(word):
            return its_code
    raise QueryError(
        Said(N_("There is no language {name}"), name=text),
        at,
        N_("It takes two letters, such as en, de, fr"),
    )


def choice(name: str, text: str, at: int) -> str:
    """``text`` if it is one of the words that the field ``name`` takes."""
    choices = fields.CHOICES[name]
    word = text.lower()
    if word in choices:
        return word
    near = fields.nearest(word, choices)
    hint = Said(N_("It takes {choices}"), choices=", ".join(choices))
    if near:
        hint = Said(N_("Did you mean {near}? {rest}"), near=f"{name}:{near}", rest=hint)
    raise QueryError(Said(N_("There is no {name}"), name=f"{name}:{text}"), at, hint)


def state(text: str, at: int, value_at: int) -> State | Has:
    """``is:`` one of the states; ``is:noted`` is ``has:note``."""
    word = text.lower()
    if word == "noted":
        return Has("note", at)
    return State(choice("is", fields.STATE_ALIASES.get(word, text), value_at), at)


def labelled(text: str, at: int) -> Tag | State:
    """``tag:`` a tag; ``tag:unread`` and ``label:flagged``, which notmuch and Gmail keep as such,
    are states here. ``#unread`` is always a tag."""
    word = text.lower()
    if word in ("unread", "flagged", "starred"):
        return State(fields.STATE_ALIASES.get(word, word), at)
    return Tag(text.removeprefix("#") or text, at)


def having(text: str, at: int, value_at: int) -> Has | State:
    """``has:`` one of the havings; ``has:star`` is ``is:starred``."""
    word = text.lower()
    if fields.STATE_ALIASES.get(word, word) in STATES:
        return State(fields.STATE_ALIASES.get(word, word), at)
    return Has(choice("has", fields.HAVING_ALIASES.get(word, text), value_at), at)


def identity(name: str, text: str, at: int) -> int:
    """A whole number: an id or a limit."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= MAX_ID):
        message = Said(N_("{name} takes a whole number, not {text}"), name=f"{name}:", text=text)
        raise QueryError(message, at)
    return int(text)


def number(name: str, text: str, at: int, value_at: int) -> Number:
    """``sources:>=3``, ``words:<300``, ``stories:2..5``, ``langs:2``."""
    span = _RANGE.fullmatch(text)
    if span and (span[1] or span[2]):
        low = float(span[1]) if span[1] else None
        high = float(span[2]) if span[2] else None
        if low is not None and high is not None and low > high:
            raise QueryError(
                Said(N_("{text} runs backwards"), text=text),
                value_at,
                f"{name}:{span[2]}..{span[1]}?",
            )
        return Number(name, low, high, at)
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise QueryError(
            Said(N_("{name} takes a number, not {text}"), name=f"{name}:", text=text),
            value_at,
            Said(N_("For example {text}"), text=f"{name}:>=3, {name}:2..5"),
        )
    amount = float(match[2]) * (1000 if match[3] else 1)
    whole = name != "heat"
    match match[1]:
        case ">=":
            return Number(name, amount, None, at)
        case "<=":
            return Number(name, None, amount, at)
        case ">":
            above = math.floor(amount) + 1.0 if whole else math.nextafter(amount, math.inf)
            return Number(name, above, None, at)
        case "<":
            below = math.ceil(amount) - 1.0 if whole else math.nextafter(amount, -math.inf)
            return Number(name, None, below, at)
        case _:
            return Number(name, amount, amount, at)


def date(field: str, text: str, at: int, value_at: int) -> Date:
    """``date:`` ``seen:`` ``readat:`` with a date, an age or a range; ``after:`` ``before:``
    ``newer:`` ``older:`` with a date or an age."""
    if field in ("after", "newer"):
        return Date("date", _checked(text, value_at), "", at)
    if field in ("before", "older"):
        _checked(text, value_at)
        return Date("date", "", text if dates.is_age(text) else f"<{text}", at)
    low, dots, high = text.partition("..")
    if dots:
        return _range(field, low, high, at, value_at)
    for sign in (">=", "<=", ">", "<"):
        if text.startswith(sign):
            return _compared(field, sign, text[len(sign) :], at, value_at)
    _checked(text, value_at)
    return Date(field, text, "" if dates.is_age(text) else text, at)


def _range(field: str, low: str, high: str, at: int, value_at: int) -> Date:
    if not low and not high:
        raise QueryError(f"{field}: needs a date on one side of ..", value_at)
    if low:
        _checked(low, value_at)
    if high:
        _checked(high, value_at + len(low) + 2)
    if low and high and all(_backwards(low, high, now) for now in (0, 4_000_000_000)):
        raise QueryError(
            Said(N_("{text} runs backwards"), text=f"{low}..{high}"),
            value_at,
            f"{field}:{high}..{low}?",
        )
    return Date(field, low, high, at)


def _backwards(low: str, high: str, now: int) -> bool:
    start, end = dates.span(low, high, now, UTC)
    return end <= start


def _compared(field: str, sign: str, text: str, at: int, value_at: int) -> Date:
    """``date:>=2026-11-01``; of an age ("age:<3d" in other programs) the sign says nothing more."""
    _checked(text, value_at + len(sign))
    if dates.is_age(text):
        older = sign.startswith(">")
        return Date(field, "" if older else text, text if older else "", at)
    if sign.startswith(">"):
        return Date(field, text if sign == ">=" else f">{text}", "", at)
    return Date(field, "", text if sign == "<=" else f"<{text}", at)


def elfeed_date(text: str, at: int) -> Date | None:
    """What elfeed writes after ``@``: an age, a date, or two with ``--`` between."""
    low, _, high = text.partition("--")
    try:
        for part in (low, high):
            if part:
                dates.check(part)
    except dates.BadDate:
        return None
    return Date("date", low, high, at) if low or high else None


def _checked(text: str, at: int) -> str:
    try:
        dates.check(text)
    except dates.BadDate:
        near = fields.nearest(text, (*dates.WORDS, *dates.WEEKDAYS))
        hint = N_("Dates are 2026-11-15, 2026-11, today, yesterday, or an age such as 3d, 2w")
        if near:
            hint = Said(N_("Did you mean {near}? {rest}"), near=near, rest=hint)
        message = Said(N_("{text} is not a date"), text=text or Said(N_("nothing")))
        raise QueryError(message, at, hint) from None
    return text
