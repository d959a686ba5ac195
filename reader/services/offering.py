"""When nothing is found: other spellings, and the query with less asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reader.errors import QueryError
from reader.query.tokens import tokens
from reader.query.tree import (
    And,
    Everything,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Word,
    joined,
    mapped,
)
from reader.query.unparse import unparse
from reader.services.searching import Interrupt, Searching, narrowed
from reader.store import Store

#: Most offers made, and most conditions that are left out one at a time.
MOST, _TRIED = 4, 6
#: Words spelled much alike that are tried for one word.
_SPELLINGS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A query that finds something: ``why`` is spelled (another spelling), less (a condition left
    out, a phrase as words, a field as any), either (any of the words) or everywhere."""

    text: str
    stories: int
    why: str


class Offering:
    """Finds out what a query that found nothing was meant to be."""

    def __init__(self, store: Store, searching: Searching) -> None:
        self._store = store
        self._searching = searching

    def offers(
        self, text: str, within: str = "", interrupt: Interrupt | None = None
    ) -> list[Offer]:
        """Queries near ``text`` that find something, likest first; none when it is no query."""
        try:
            query, base = self._searching.parse(text), self._searching.parse(within)
        except QueryError:
            return []
        found: list[Offer] = []
        tried = {unparse(query)}
        for why, other in self._others(query, interrupt):
            said = unparse(other)
            if said in tried or isinstance(other.root, Everything):
                continue
            tried.add(said)
            stories = self._stories(other, base, interrupt)
            if stories:
                found.append(Offer(said, stories, why))
            if len(found) == MOST:
                return found
        if within:
            stories = self._stories(query, Query(), interrupt)
            if stories:
                found.insert(0, Offer(text, stories, "everywhere"))
        return found[:MOST]

    def _stories(self, query: Query, base: Query, interrupt: Interrupt | None) -> int:
        try:
            whole = narrowed(query, base)
            return self._store.lists.counted(whole, interrupt=interrupt).stories
        except QueryError:
            return 0

    def _others(self, query: Query, interrupt: Interrupt | None) -> Iterator[tuple[str, Query]]:
        respelled = [*self._spelled(query.root, interrupt)]
        for root in respelled:
            yield "spelled", replace(query, root=root)
        # What no story has says nothing, however much is left out beside it.
        nearest = respelled[0] if respelled else query.root
        for root in _looser(nearest):
            yield "less", replace(query, root=root)
        words = _words(nearest)
        if len(words) > 1:
            yield "either", replace(query, root=joined(Or, words))

    def _spelled(self, node: Node, interrupt: Interrupt | None) -> Iterator[Node]:
        """``node`` with the words that no story has as the index spells them."""
        known: dict[str, list[str]] = {}
        for word in _words(node):
            if isinstance(word, Word | Prefix) and len(tokens(word.text)) == 1:
                alone = Query(replace(word, where=""))
                if not self._stories(alone, Query(), interrupt):
                    known[word.text] = self._store.lists.spellings(word.text, _SPELLINGS)
        for nth in range(_SPELLINGS if known else 0):

            def better(leaf: Node, nth: int = nth) -> Node:
                near = known.get(leaf.text, ()) if isinstance(leaf, Word | Prefix) else ()
                if not near or not isinstance(leaf, Word | Prefix):
                    return leaf
                return Word(near[min(nth, len(near) - 1)], leaf.where)

            yield mapped(node, better)


def _words(node: Node) -> list[Node]:
    """The words and phrases that ``node`` asks for."""
    match node:
        case Word() | Phrase() | Prefix():
            return [node]
        case And(parts) | Or(parts):
            return [word for part in parts for word in _words(part)]
        case _:
            return []


def _looser(node: Node) -> Iterator[Node]:
    """``node`` with one thing less asked of it."""
    match node:
        case Phrase(text, where) if len(text.split()) > 1:
            yield joined(And, [Word(word, where) for word in text.split() if tokens(word)])
        case Word(text, where) | Prefix(text, where) | Phrase(text, where) if where:
            yield replace(node, where="")
        case And(parts) if len(parts) <= _TRIED:
            for at, part in enumerate(parts):
                for other in _looser(part):
                    yield joined(And, [*parts[:at], other, *parts[at + 1 :]])
            for at in reversed(range(len(parts))):
                rest = [*parts[:at], *parts[at + 1 :]]
                if not all(isinstance(part, Not) for part in rest):
                    yield rest[0] if len(rest) == 1 else joined(And, rest)
        case _:
            return
