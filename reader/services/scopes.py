"""What a command would act on: how many, and a few of them by name, before anything is done."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from reader.services.searching import Searching
from reader.store import Store

#: Titles named.
SAMPLE = 6


@dataclass(frozen=True, slots=True)
class Preview:
    """``n`` stories (or threads) and the titles of the newest."""

    n: int
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """A query, inside the query of the list one is looking at."""

    text: str
    within: str = ""


class Scopes:
    """Queries as the scope of a command."""

    def __init__(self, store: Store, searching: Searching) -> None:
        self._store = store
        self._searching = searching

    def stories(self, scope: Scope) -> tuple[int, ...]:
        """Every story selected. Raises ``QueryError``."""
        return self._searching.stories(scope.text, within=scope.within)

    def threads(self, scope: Scope) -> tuple[int, ...]:
        """Every thread with a story selected. Raises ``QueryError``."""
        answer = self._searching.hits(scope.text, within=scope.within, group="thread")
        return tuple(answer.hits.ids)

    def preview(self, scope: Scope, *, threads: bool = False) -> Preview:
        """What a command would act on."""
        if threads:
            ids = self.threads(scope)
            rows = self._store.rows.threads(ids[:SAMPLE])
            return Preview(len(ids), tuple(row.title for row in rows))
        ids = self.stories(scope)
        newest = heapq.nlargest(SAMPLE, ids)  # ids go up with the date
        told = self._store.rows.stories(newest)
        return Preview(len(ids), tuple(f"{row.title} — {row.source}" for row in told))
