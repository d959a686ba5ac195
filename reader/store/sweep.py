"""Looking into stories one by one, for what no index holds: regular expressions and signs.

SQLite calls back for each story; ``Sweep`` counts them, so that a long search can say how far it
is while it runs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from reader.query.match import literal_of, row_with_signs
from reader.query.regex import finder
from reader.query.tree import InView, Node, Phrase, Prefix, Query, Regex, Word, leaves
from reader.store.matching import COLUMNS
from reader.store.sql import Sql

#: Stories between two looks at the clock.
_EVERY = 64


def sweeps(
    node: Node, view: Callable[[InView], Query], inside: frozenset[str] = frozenset()
) -> bool:
    """Whether ``node``, or a view it names, holds for a story only once that is looked into."""
    for leaf in leaves(node):
        match leaf:
            case InView(name) if name.casefold() not in inside:
                found = sweeps(view(leaf).root, view, inside | {name.casefold()})
            case Regex(where=where):
                found = where != "note"
            case Word() | Phrase() | Prefix() if leaf.where in COLUMNS:
                found = bool(literal_of(leaf)) and not row_with_signs(leaf)[0]
            case _:
                found = False
        if found:
            return True
    return False


class Sweep:
    """The stories one query has looked into. ``tick`` is called now and then while it runs."""

    def __init__(self) -> None:
        self.looked = 0
        self.tick: Callable[[], None] = lambda: None
        self._last = 0

    def condition(self, connection: sqlite3.Connection, node: Regex) -> tuple[str, str]:
        """The start of an SQL call that holds for stories with what ``node`` looks for, and its
        parameter; the columns looked at follow."""
        connection.create_function("sweep", -1, self._look)
        return "sweep(s.id, ?, ", f"{'i' if node.ignore_case else 'c'}{node.pattern}"

    def counted(self, connection: sqlite3.Connection, condition: Sql) -> Sql:
        """``condition``, which looks into a story, with the story counted."""
        connection.create_function("looked_into", 1, self._count)
        return Sql(f"CASE WHEN looked_into(s.id) THEN {condition.text} END", condition.values)

    def _count(self, story: int) -> bool:
        if story != self._last:
            self._last = story
            self.looked += 1
            if self.looked % _EVERY == 0:
                self.tick()
        return True

    def _look(self, story: int, pattern: str, *texts: str) -> bool:
        self._count(story)
        found = finder(pattern[1:], ignore_case=pattern[0] == "i")
        return any(found(text) for text in texts if text)
