"""Searching: a query's text → hits, for the search box, the filter, views and commands."""

from __future__ import annotations

from dataclasses import dataclass

from reader.clock import Clock
from reader.model import Hits
from reader.query.tree import Query
from reader.store import Interrupt, Store


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits of a query, and what the foot of a bare query says of them."""

    query: Query
    hits: Hits


class Searching:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def parse(self, text: str) -> Query:
        """Raises ``QueryError`` with the column; views named by ``in:`` must exist."""
        raise NotImplementedError

    def hits(
        self,
        text: str,
        *,
        within: str = "",
        group: str = "thread",
        sort: str = "",
        first: int | None = None,
        rank: bool = False,
        interrupt: Interrupt | None = None,
    ) -> Answer:
        """What ``text`` selects, narrowed to the query ``within`` (the list one is looking at)."""
        raise NotImplementedError

    def count(self, text: str) -> int:
        raise NotImplementedError

    def stories(self, text: str, *, within: str = "") -> tuple[int, ...]:
        """Every story selected: the scope of a bulk action."""
        raise NotImplementedError

    def explain(self, text: str) -> str:
        raise NotImplementedError
