"""Longer beginnings of words, newest first.

The index keeps beginnings of two and three letters. A longer one it gathers from every story that
has such a word before it gives the first, 0.2 s where most of a million have one. So the newest
stories with the three letters are looked into instead, and the index is asked only for what is
older, and only where few of them had the word: then it is quick.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reader.query.match import literal_of, row_of
from reader.query.numerals import spelled
from reader.query.tokens import indexed
from reader.query.tree import Node, Prefix
from reader.store.matching import Matching, within

#: Letters of the longest beginning that the index keeps.
KEPT = 3
#: Stories from which the index is slower than looking into a few (20 us each) may be.
MANY = 50_000
#: Stories looked into before the index may be asked, and how many of these must have had the word.
LOOKED, SHARE = 128, 3

_TEXTS = "SELECT {} FROM indexed WHERE rowid = ?"
_COLUMNS = {
    "": "title, summary, body, author",
    "title": "title",
    "body": "summary, body",
    "author": "author",
    "from": "author",
}


@dataclass(frozen=True, slots=True)
class Beginning:
    """One long beginning among what is asked: ``match`` finds all that may have it."""

    match: str
    has: Callable[[int], bool]


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
    match = within(node.where, f'"{word[:KEPT]}" *')
    return Beginning(f"({match} AND {rest})" if rest else match, _looker(connection, node, word))


def _word(node: Prefix) -> str:
    """The one word that may go on, "" where it is no single one or short enough for the index."""
    row, goes_on = row_of(node)
    if not goes_on or len(row) != 1 or len(row[0]) <= KEPT or node.where not in _COLUMNS:
        return ""
    return "" if literal_of(node) or [*spelled(row)] != [row] else row[0]


def _worth_it(connection: sqlite3.Connection) -> bool:
    row = connection.execute(
        "SELECT n >= ? AND NOT EXISTS (SELECT 1 FROM index_queue) FROM counter"
        " WHERE name = 'stories'",
        (MANY,),
    ).fetchone()
    return bool(row and row[0])


def _looker(connection: sqlite3.Connection, node: Prefix, word: str) -> Callable[[int], bool]:
    sql = _TEXTS.format(_COLUMNS[node.where])
    # In ASCII a word is a run of letters and digits: no need to cut the text into its words.
    plain = re.compile(f"(?<![0-9a-z]){re.escape(word)}").search

    def begins(text: str) -> bool:
        if text.isascii():
            return plain(text.lower()) is not None
        return any(one.startswith(word) for one in indexed(text))

    def has(story: int) -> bool:
        return any(begins(text) for text in connection.execute(sql, (story,)).fetchone() or ())

    return has
