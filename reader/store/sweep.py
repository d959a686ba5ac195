"""Looking into stories one by one, for what no index holds: regular expressions.

SQLite calls back for each story; ``Sweep`` counts them, so that a long search can say how far it
is while it runs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from reader.query.regex import finder
from reader.query.tree import Regex

#: Stories between two looks at the clock.
_EVERY = 64


class Sweep:
    """The stories one query has looked into. ``tick`` is called now and then while it runs."""

    def __init__(self) -> None:
        #: Whether any part of the query looks into stories.
        self.asked = False
        self.looked = 0
        self.tick: Callable[[], None] = lambda: None
        self._last = 0

    def condition(self, connection: sqlite3.Connection, node: Regex) -> tuple[str, str]:
        """The start of an SQL call that holds for stories with what ``node`` looks for, and its
        parameter; the columns looked at follow."""
        self.asked = True
        connection.create_function("sweep", -1, self._look)
        return "sweep(s.id, ?, ", f"{'i' if node.ignore_case else 'c'}{node.pattern}"

    def _look(self, story: int, pattern: str, *texts: str) -> bool:
        if story != self._last:
            self._last = story
            self.looked += 1
            if self.looked % _EVERY == 0:
                self.tick()
        found = finder(pattern[1:], ignore_case=pattern[0] == "i")
        return any(found(text) for text in texts if text)
