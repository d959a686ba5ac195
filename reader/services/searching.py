"""Searching: a query's text → hits, for the search box, the filter, views and commands."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeGuard

from reader.clock import Clock
from reader.errors import QueryError
from reader.model import Hits
from reader.query.tree import (
    SORTS,
    And,
    Everything,
    InView,
    Like,
    Node,
    Query,
    leaves,
    mapped,
)
from reader.query.unfinished import closed, open_ended, shortened, unfinished
from reader.store import Store
from reader.store.connection import Interrupt
from reader.words import N_, Said

__all__ = ["Answer", "Interrupt", "Question", "Searching", "in_views", "narrowed"]


#: Where earlier searches are kept, and how many.
_RECENT, KEPT = "searches", 200


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits of a query, and what the foot of a bare query says of them.

    ``query`` is all that was asked, ``asked`` the part of it that was typed, as ``text`` says it.
    """

    query: Query
    hits: Hits
    asked: Query
    text: str
    #: the other forms of names that were looked for (``clew alias``)
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a list wants to know, beside what was typed.

    ``within`` is the query of the list one is looking at; ``first`` wants no more ids than that;
    ``rank`` the best first; ``tell`` hears of what there is so far (see ``Searching.sweeps``).
    """

    within: str = ""
    group: str = "thread"
    sort: str = ""
    first: int | None = None
    rank: bool = False
    interrupt: Interrupt | None = None
    tell: Callable[[Answer], None] | None = None


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
        return self._related(query)

    def finished(self, text: str) -> str:
        """``text`` as a whole query: a quote or parenthesis left open is closed. Raises
        ``QueryError`` for what is wrong besides."""
        try:
            self.parse(text)
        except QueryError:
            whole = closed(text)
            with suppress(QueryError):
                self.parse(whole)
                return whole
            raise
        return text

    def _related(self, query: Query) -> Query:
        """The query with what each ``like:`` finds by meaning, where there are vectors; the store
        answers the others by words."""
        if not any(isinstance(leaf, Like) for leaf in leaves(query.root)):
            return query
        from reader.services.kindred import kindred

        def found(node: Node) -> Node:
            return replace(node, found=kindred(self._store, node.id)) if _open(node) else node

        return replace(query, root=mapped(query.root, found))

    def _check_views(self, views: list[InView]) -> None:
        names = {view.name.casefold(): view.name for view in self._store.rows.views()}
        for view in views:
            if view.name.casefold() not in names:
                near = difflib.get_close_matches(view.name.casefold(), names, n=1, cutoff=0.5)
                known = names[near[0]] if near else ", ".join(names.values())
                raise QueryError(
                    Said(N_("There is no view named {name}"), name=view.name),
                    view.at,
                    Said(N_("Did you mean {near}?"), near=known)
                    if near
                    else Said(N_("There are {names}"), names=known),
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
        question = Question(within, group, sort, first, rank, interrupt)
        return self._answer(self.parse(text), text, question)

    def typed(self, text: str, question: Question) -> Answer:
        """The answer to a query still being typed: its last word may go on, and what says nothing
        yet is left out. Raises ``QueryError`` for what is wrong before the end."""
        asked = unfinished(text)
        try:
            return self._answer(asked, text, question)
        except QueryError as error:
            # A name at the end that nothing has, yet: #lat of #later.
            may_go_on = error.hint and not text[-1:].isspace()
            for shorter in shortened(text, error.column) if may_go_on else ():
                with suppress(QueryError):
                    return self._answer(unfinished(shorter + " "), text, question)
            raise

    def settled(self, text: str, question: Question) -> Answer:
        """The answer to a finished query. Where its last word is found nowhere, and was only the
        beginning of words, it is asked as such, and ``text`` says so (``semaf*``)."""
        answer = self._answer(self.parse(text), text, question)
        if answer.hits.ids or not answer.hits.complete:
            return answer
        longer = f"{text}*"
        try:
            asked = self.parse(longer)
        except QueryError:
            return answer
        if asked.root != open_ended(answer.asked, text).root:
            return answer
        again = self._answer(asked, longer, question)
        return again if again.hits.ids else answer

    def _answer(self, asked: Query, text: str, question: Question) -> Answer:
        query = self._related(narrowed(asked, self.parse(question.within), question.sort))
        hear, also = question.tell, self._store.lists.also(asked)

        def tell(hits: Hits) -> None:
            if hear is not None:
                hear(Answer(query, hits, asked, text, also))

        hits = self._store.lists.select(
            query,
            group=query.group or question.group,
            first=question.first,
            rank=question.rank or query.sort == "rank",
            interrupt=question.interrupt,
            tell=tell if hear is not None else None,
        )
        return Answer(query, hits, asked, text, also)

    def counted(self, answer: Answer, interrupt: Interrupt | None = None) -> Answer:
        """The answer with its counts, when it was asked for a first screenful alone."""
        counts = self._store.lists.counted(answer.query, interrupt=interrupt)
        return replace(answer, hits=replace(counts, kind=answer.hits.kind, ids=answer.hits.ids))

    def sweeps(self, text: str, within: str = "") -> bool:
        """Whether the answer takes its time, because stories are looked into one by one."""
        try:
            query = narrowed(unfinished(text), self.parse(within))
            return self._store.lists.sweeps(query)
        except QueryError:
            return False  # the answer says what is wrong

    def ranks(self, text: str) -> bool:
        """Whether one hit of ``text`` can be a better match than another: not of a pattern, a state
        or a date alone."""
        try:
            return self._store.lists.ranks(self.parse(text))
        except QueryError:
            return False  # the answer says what is wrong

    def in_thread(self, query: Query, thread: int) -> frozenset[int]:
        """The stories of a thread that ``query`` selects."""
        return self._store.lists.in_thread(query, thread)

    def passages(self, answer: Answer, ids: Sequence[int]) -> dict[int, str]:
        """The text of the hit behind each of some rows of an answer."""
        if answer.hits.kind == "stories":
            return self._store.lists.passages(ids)
        behind = answer.hits.behind
        shown = {behind[one]: one for one in ids if one in behind}
        found = self._store.lists.passages([*shown])
        return {shown[story]: text for story, text in found.items()}

    def recent(self) -> tuple[str, ...]:
        """Earlier searches, newest first."""
        kept = self._store.choices.get(_RECENT)
        try:
            found = json.loads(kept) if kept else []
        except ValueError:
            return ()
        return tuple(one for one in found if isinstance(one, str))

    def remember(self, text: str) -> None:
        """Keep a search as the newest of the earlier ones."""
        text = " ".join(text.split())
        others = [one for one in self.recent() if one != text]
        self._store.choices.set(_RECENT, json.dumps([text, *others][:KEPT], ensure_ascii=False))

    def count(self, text: str) -> int:
        """How many stories ``text`` selects."""
        return self._store.lists.count(self.parse(text))

    def stories(self, text: str, *, within: str = "") -> tuple[int, ...]:
        """Every story selected: the scope of a bulk action."""
        return self._store.lists.stories_of(narrowed(self.parse(text), self.parse(within)))

    def joined(self, text: str, within: str) -> str:
        """One query for what ``text`` selects within ``within``: to be kept under a name."""
        if not text.strip() or not within.strip():
            return text.strip() or within.strip()
        from reader.query.unparse import unparse

        return unparse(narrowed(self.parse(text), self.parse(within)))

    def explain(self, text: str) -> str:
        """How ``text`` was understood and how it is answered, in words."""
        return self._store.lists.explain(self.parse(text))


def _open(node: Node) -> TypeGuard[Like]:
    return isinstance(node, Like) and node.found is None


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
