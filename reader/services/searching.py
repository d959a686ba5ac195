"""Searching: a query's text → hits, for the search box, the filter, views and commands."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reader.clock import Clock
from reader.errors import QueryError
from reader.model import Hits
from reader.query.tree import (
    SORTS,
    And,
    Everything,
    InView,
    Node,
    Query,
    leaves,
)
from reader.store import Interrupt, Store

__all__ = ["Answer", "Interrupt", "Searching", "in_views", "narrowed"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits of a query, and what the foot of a bare query says of them."""

    query: Query
    hits: Hits


class Searching:
    """The same answers for the screen and the command line."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def parse(self, text: str) -> Query:
        """Raises ``QueryError`` with the column; views named by ``in:`` must exist."""
        from reader.query.parse import parse

        query = parse(text)
        views = list(in_views(query.root))
        if views:
            self._check_views(views)
        return query

    def _check_views(self, views: list[InView]) -> None:
        names = {view.name.casefold(): view.name for view in self._store.rows.views()}
        for view in views:
            if view.name.casefold() not in names:
                near = difflib.get_close_matches(view.name.casefold(), names, n=1, cutoff=0.5)
                known = names[near[0]] if near else ", ".join(names.values())
                raise QueryError(
                    f"There is no view named {view.name}",
                    view.at,
                    f"Did you mean {known}?" if near else f"There are {known}",
                )

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
        """What ``text`` selects, narrowed to the query ``within`` (the list one is looking at).

        A sort or group written in the query wins over ``sort`` (as in a query, "-" reverses) and
        ``group``, and these over those of ``within``.
        """
        query = narrowed(self.parse(text), self.parse(within), sort)
        hits = self._store.lists.select(
            query,
            group=query.group or group,
            first=first,
            rank=rank or query.sort == "rank",
            interrupt=interrupt,
        )
        return Answer(query, hits)

    def count(self, text: str) -> int:
        """How many stories ``text`` selects."""
        return self._store.lists.count(self.parse(text))

    def stories(self, text: str, *, within: str = "") -> tuple[int, ...]:
        """Every story selected: the scope of a bulk action."""
        return self._store.lists.stories_of(narrowed(self.parse(text), self.parse(within)))

    def explain(self, text: str) -> str:
        """How ``text`` was understood and how it is answered, in words."""
        return self._store.lists.explain(self.parse(text))


def narrowed(query: Query, within: Query, sort: str = "") -> Query:
    """``query`` inside ``within``: stories that both select, ordered as ``query`` says."""
    roots = tuple(r for r in (within.root, query.root) if not isinstance(r, Everything))
    root: Node = And(roots) if len(roots) > 1 else roots[0] if roots else Everything()
    query = replace(query, root=root, group=query.group or within.group)
    if query.sort:
        return query
    if sort:
        name = sort.removeprefix("-")
        if name not in SORTS:
            raise QueryError(f"Nothing is sorted by {name}", 0, f"There are {', '.join(SORTS)}")
        return replace(query, sort=name, reverse=sort.startswith("-"))
    return replace(query, sort=within.sort, reverse=within.reverse)


def in_views(node: Node) -> Iterator[InView]:
    """Every ``in:`` of a tree."""
    return (leaf for leaf in leaves(node) if isinstance(leaf, InView))
