"""The words of the index, for spellings almost alike: walked once for each state of the index."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence

from reader.query.fuzzy import reach

#: The records of FTS5 that move with every change: totals and the list of segments.
_STATE = "SELECT block FROM fulltext_data WHERE id IN (1, 10) ORDER BY id"


class Vocabulary:
    """Keeps the words by length, each length in one string: a big index has half a million."""

    def __init__(self) -> None:
        self._known: tuple[list[tuple[bytes]], dict[int, str]] = ([], {})

    def near(self, connection: sqlite3.Connection, word: str) -> list[str]:
        """Words of the index that are not much longer or shorter than ``word``."""
        state = connection.execute(_STATE).fetchall()
        known, words = self._known
        if state != known:
            words = _walk(connection)
            self._known = state, words
        lengths = range(len(word) - reach(word), len(word) + reach(word) + 1)
        return [one for length in lengths if length in words for one in words[length].split("\n")]


def having(connection: sqlite3.Connection, words: Sequence[str]) -> list[str]:
    """Those of ``words`` that the index has."""
    sql = "SELECT 1 FROM vocabulary WHERE term = ?"
    return [word for word in words if connection.execute(sql, (word,)).fetchone()]


def _walk(connection: sqlite3.Connection) -> dict[int, str]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for (word,) in connection.execute("SELECT term FROM vocabulary"):
        found[len(word)].append(word)
    return {length: "\n".join(words) for length, words in found.items()}
