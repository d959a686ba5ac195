"""Longer beginnings of words, newest first.

The index keeps beginnings of two and three letters. A longer one it gathers from every story that
has such a word before it gives the first, 0.2 s where most of a million have one. So the newest
stories with the three letters are looked into instead, and the index is asked only for what is
older, and only where few of them had the word: then it is quick.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reader.query.letters import forms
from reader.query.match import literal_of, row_of
from reader.query.numerals import spelled
from reader.query.tokens import indexed
from reader.query.tree import Node, Prefix
from reader.store.matching import Matching, within

#: Letters of the longest beginning that the index keeps.
KEPT = 3
#: Stories from which the index is slower than looking into a few (13 us each) may be.
MANY = 50_000
#: Stories looked into before the index may be asked, and one of how many of these must have had
#: the word: of a million the index takes 10 ms to gather one in eight.
LOOKED, SHARE = 128, 8

_TEXTS = {
    "": "i.title, i.summary, i.body, i.author",
    "title": "i.title",
    "body": "i.summary, i.body",
    "author": "i.author",
    "from": "i.author",
}
#: What may be folded to a letter of ASCII or dropped from within a word.
_FOLDED = re.compile("[\u00c0-\u1fff\u2070-\U0010ffff]").search


@dataclass(frozen=True, slots=True)
class Beginning:
    """One long beginning among what is asked: ``match`` finds all that may have it, ``has`` tells
    by the ``texts`` of a story, which are columns of ``indexed i``."""

    match: str
    texts: str
    has: Callable[[Iterable[str]], bool]


def long_one(
    connection: sqlite3.Connection, matching: Matching, parts: Sequence[Node]
) -> Beginning | None:
    """The long beginning among ``parts`` (all asked of the index), where looking into stories may
    be quicker: in a big store, all of whose texts are indexed as they are."""
    long = [part for part in parts if isinstance(part, Prefix) and _word(part)]
    if len(long) != 1 or not _worth_it(connection):
        return None
    node, word = long[0], _word(long[0])
    others = [part for part in parts if part is not node]
    rest = matching.all_of(others) if others else ""
    if others and not rest:
        return None
    starts = dict.fromkeys(f'"{way[:KEPT]}" *' for way in forms(word))
    match = within(node.where, f"({' OR '.join(starts)})")
    both = f"({match} AND {rest})" if rest else match
    return Beginning(both, _TEXTS[node.where], looker(word))


def _word(node: Prefix) -> str:
    """The one word that may go on, "" where it is no single one or short enough for the index."""
    row, goes_on = row_of(node)
    if not goes_on or len(row) != 1 or len(row[0]) <= KEPT or node.where not in _TEXTS:
        return ""
    return "" if literal_of(node) or [*spelled(row)] != [row] else row[0]


def _worth_it(connection: sqlite3.Connection) -> bool:
    row = connection.execute(
        "SELECT n >= ? AND NOT EXISTS (SELECT 1 FROM index_queue) FROM counter"
        " WHERE name = 'stories'",
        (MANY,),
    ).fetchone()
    return bool(row and row[0])


def looker(word: str) -> Callable[[Iterable[str]], bool]:
    """Whether a word begins with ``word`` (folded), in any way to write it, in any of a story's
    texts."""
    ways = forms(word)
    # In ASCII a word is a run of letters and digits: no need to cut the text into its words. Most
    # texts do not have the letters at all, which is told in a tenth of the time of an expression.
    ascii_ways = "|".join(re.escape(way) for way in ways if way.isascii())
    plain = re.compile(f"(?<![0-9a-z])(?:{ascii_ways or '(?!)'})").search

    def begins(text: str) -> bool:
        low = text.lower()
        if text.isascii():
            return any(map(low.__contains__, ways)) and plain(low) is not None
        if _FOLDED(low) is None and not any(map(low.__contains__, ways)):
            return False
        return any(one.startswith(ways) for one in indexed(text))

    def has(texts: Iterable[str]) -> bool:
        return any(map(begins, texts))

    return has
