"""Queries while they are typed: what is not finished at the end is no error yet."""

from __future__ import annotations

import re
from dataclasses import replace

from reader.errors import QueryError
from reader.query import dates, fields
from reader.query.parse import parse
from reader.query.scan import QUOTES, end_of_quote
from reader.query.tokens import has_cjk, tokens
from reader.query.tree import (
    NUMBERS,
    And,
    Everything,
    Near,
    Node,
    Or,
    Prefix,
    Query,
    ThreadOf,
    Word,
    joined,
)
from reader.query.values import signs

#: What is cut off an unfinished end: a word, or a quote that is not closed with what it belongs to.
_LAST = re.compile(r'(?<!\S)(?:\S*"[^"]*|\S++\s*+)$')
#: A field and its value at the end, not in quotes; signs and digits that may go on.
_FIELD = re.compile(r"(?<![^\s(-])([A-Za-z_]+):([^\s\"()]*)$")
_QUOTE = re.compile(f"[{''.join(QUOTES)}]")
_DIGITS = re.compile(r"[\d.<>=/-]*")
#: Ends cut off at most: an operator and what stands before it (``a OR -``).
_CUTS = 2


def unfinished(text: str) -> Query:
    """The query of ``text`` as far as it is typed: quotes and parentheses are closed, the last word
    may go on, and an end that says nothing yet is left out. Raises ``QueryError`` for what is wrong
    before the end."""
    try:
        return open_ended(parse(_closed(text)), text)
    except QueryError as error:
        first = error
    if not _may_become_right(text):
        raise first
    for shorter in shortened(text, first.column):
        try:
            return parse(_closed(shorter))
        except QueryError:
            continue
    raise first


def shortened(text: str, column: int) -> list[str]:
    """``text`` without its last word, and without two, as far as what is wrong at ``column`` goes
    with them."""
    found: list[str] = []
    for _ in range(_CUTS):
        text = _LAST.sub("", text)
        if column < len(text):
            break
        found.append(text)
        if not text:
            break
    return found


def _may_become_right(text: str) -> bool:
    """Whether more letters can make a value of what ``text`` ends in."""
    match = _FIELD.search(text.rstrip())
    if match is not None and match[2] and text[-1:].isspace():
        return False  # the value is whole
    if match is None or not match[2]:
        return match is None or _known(match[1]) in fields.FIELDS
    name, value = _known(match[1]), match[2].lower()
    if name in fields.CHOICES:
        others = {"is": fields.STATE_ALIASES, "has": fields.HAVING_ALIASES}.get(name, {})
        return any(one.startswith(value.lstrip("-")) for one in (*fields.CHOICES[name], *others))
    if name in fields.DATE_FIELDS:
        words = (*dates.WORDS, *dates.WEEKDAYS)
        last = re.split(r"\.\.|[<>=]", value)[-1]
        return bool(_DIGITS.fullmatch(last)) or any(word.startswith(last) for word in words)
    if name in (*NUMBERS, "limit", "thread", "like"):
        return bool(_DIGITS.fullmatch(value))
    return name in fields.FIELDS


def _known(name: str) -> str:
    return fields.FIELD_ALIASES.get(name.lower(), name.lower())


def open_ended(query: Query, text: str) -> Query:
    """``query`` with the word that ``text`` ends in taken for a beginning. One letter says too
    little and is left out, unless it stands alone as a word of its own (CJK)."""
    root = _opened(query.root, text)
    return replace(query, root=root if root is not None else Everything())


def _opened(node: Node, text: str) -> Node | None:
    match node:
        case Word(word, where, at) if at + len(word) == len(text) and text.endswith(word):
            return _beginning(word, where, at)
        case And(parts) | Or(parts):
            found = [one for part in parts if (one := _opened(part, text)) is not None]
            return joined(type(node), found) if len(found) > 1 else found[0] if found else None
        case ThreadOf(part, at):
            inner = _opened(part, text)
            return ThreadOf(inner, at) if inner is not None else None
        case Near(_, Word() as right):
            last = _opened(right, text)
            return replace(node, right=last) if isinstance(last, Prefix) else node
        case _:
            return node


def _beginning(word: str, where: str, at: int) -> Node | None:
    if signs(word) or not tokens(word):
        return Word(word, where, at)
    if len(tokens(word)[-1]) == 1 and not has_cjk(word):
        return None
    return Prefix(word, where, at)


def closed(text: str) -> str:
    """``text`` with its quotes and parentheses closed."""
    bare, close = _unquoted(text)
    text += close
    brace = "}" if re.search(r"thread:\{[^}]*$", bare) else ""
    return text + ")" * (bare.count("(") - bare.count(")")) + brace


def _closed(text: str) -> str:
    """``closed``, where the phrase that was open may go on."""
    whole = closed(text)
    phrase = _unquoted(text)[1] == '"' and not text.endswith(('"', ":", ": "))
    return f'{text}"*{whole[len(text) + 1 :]}' if phrase else whole


def _unquoted(text: str) -> tuple[str, str]:
    """``text`` without its quotes, and what closes the last of them, "" when nothing is open."""
    bare, at = "", 0
    while match := _QUOTE.search(text, at):
        bare += text[at : match.start()]
        end = end_of_quote(text, match.start())
        if end < 0:
            return bare, QUOTES[match.group()][-1]
        at = end + 1
    return bare + text[at:], ""
