"""A query tree → ids and counts. The tree becomes SQL in ``store/select.py`` and nowhere else."""

from __future__ import annotations

from reader.clock import Clock
from reader.model import Hits
from reader.query.tree import Query
from reader.store.connection import Connections, Interrupt


class Lists:
    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def select(
        self,
        query: Query,
        *,
        group: str = "thread",
        first: int | None = None,
        rank: bool = False,
        interrupt: Interrupt | None = None,
    ) -> Hits:
        """The threads or stories that ``query`` selects, in its order.

        ``group`` (the query's own wins) is thread or none. Threads are ordered by their newest
        selected story. ``first`` gives the first screenful fast, without counting (``complete`` is
        then false when there may be more). ``rank`` orders by bm25. Raises ``QueryError``.
        """
        raise NotImplementedError

    def count(self, query: Query, *, interrupt: Interrupt | None = None) -> int:
        """How many stories ``query`` selects."""
        raise NotImplementedError

    def stories_of(self, query: Query, *, interrupt: Interrupt | None = None) -> tuple[int, ...]:
        """Every story ``query`` selects: what a bulk action acts on."""
        raise NotImplementedError

    def explain(self, query: Query) -> str:
        """The plan in words."""
        raise NotImplementedError
