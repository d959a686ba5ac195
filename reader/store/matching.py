"""The text of a query → FTS5 MATCH expressions. Only folded words go in, each in quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from typing import TypeAlias

from reader.query.fuzzy import spellings
from reader.query.letters import forms
from reader.query.match import literal_of, row_of, row_with_signs
from reader.query.numerals import spelled
from reader.query.tokens import tokens
from reader.query.tree import NAMED, And, Fuzzy, Near, Node, Not, Or, Phrase, Prefix, Word
from reader.store.sourcenames import SourceNames

#: Columns of the index that each text field looks at; "" is all of them.
COLUMNS = {
    "": "",
    "title": "{title}",
    "body": "{summary body}",
    "author": "{author}",
    "from": "{author}",
}
#: Ways to write a row of words from which the index is asked which of them there are; most that
#: are looked for: more than any text has.
_FEW, _MOST = 8, 500
TextNode: TypeAlias = Word | Phrase | Prefix | Near | Fuzzy


@dataclass(frozen=True, slots=True)
class TextAtom:
    """A text atom: a MATCH expression ("" when the index cannot tell), what must stand there as
    written ("" if nothing), and the feeds whose name alone answers it."""

    match: str
    literal: str
    feeds: frozenset[int]


class Matching:
    """Builds expressions against the names and words of one moment.

    ``vocabulary`` gives the words of the index that may be like one, ``known`` those of some that
    the index has.
    """

    def __init__(
        self,
        names: Callable[[], SourceNames],
        vocabulary: Callable[[str], Sequence[str]],
        known: Callable[[Sequence[str]], Sequence[str]],
    ) -> None:
        self._names = names
        self._vocabulary = vocabulary
        self._in_index = known
        self._known: dict[TextNode, TextAtom] = {}

    def atom(self, node: TextNode) -> TextAtom:
        """What ``node`` asks of the index, of the text as written, and of feed names."""
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._atom(node)
        return known

    def _atom(self, node: TextNode) -> TextAtom:
        if isinstance(node, Near):
            return TextAtom(within(node.where, self._near(node)), "", frozenset())
        if isinstance(node, Fuzzy):
            return self._fuzzy(node)
        literal = literal_of(node)
        row, prefix = row_with_signs(node) if literal else row_of(node)
        feeds: frozenset[int] = frozenset()
        if node.where in NAMED:
            names = self._names()
            feeds = names.literally(literal) if literal else names.having(row, prefix)
        match = within(node.where, _either(self._ways(row, prefix))) if row else ""
        return TextAtom(match, literal, feeds)

    def _near(self, node: Near) -> str:
        sides = self._ways(*row_of(node.left)), self._ways(*row_of(node.right))
        pairs = [f"NEAR({left} {right}, {node.distance})" for left, right in product(*sides)]
        return _either(pairs)

    def _ways(self, row: list[str], prefix: bool) -> list[str]:
        """The row as phrases, one for each way to write its numbers and words."""
        star = " *" if prefix else ""
        ways = [words for way in spelled(row) for words in self._written(way, prefix)]
        return [f'"{" ".join(words)}"{star}' for words in ways]

    def _written(self, row: list[str], prefix: bool) -> Iterator[tuple[str, ...]]:
        """``row`` with its words in each way to write them; of a long row in those the index has,
        which are one or two of a word."""
        ways = [*map(forms, row)]
        if len(row) > 1 and prod(map(len, ways)) > _FEW:
            last = len(row) - 1
            for at, way in enumerate(ways):
                if len(way) > 1 and not (prefix and at == last):
                    ways[at] = tuple(self._in_index(way)) or way[:1]
        return islice(product(*ways), _MOST)

    def _fuzzy(self, node: Fuzzy) -> TextAtom:
        word = tokens(node.text)[0]
        names: frozenset[int] = frozenset()
        if node.where in NAMED:
            names = self._names().any_of(spellings(word, [*self._names().words]))
        found = spellings(word, self._vocabulary(word)) or [word]
        match = " OR ".join(f'"{other}"' for other in found)
        return TextAtom(within(node.where, f"({match})"), "", names)

    @property
    def asked(self) -> bool:
        """Whether anything was asked of the index."""
        return any(atom.match for atom in self._known.values())

    def sources(self) -> list[tuple[str, frozenset[int]]]:
        """Text atoms asked so far whose words are also in the names of feeds."""
        return [
            (node.text, atom.feeds)
            for node, atom in self._known.items()
            if atom.feeds and not isinstance(node, Near)
        ]

    def whole(self, node: Node) -> str:
        """One expression that selects exactly what ``node`` does, "" when there is none."""
        match node:
            case Word() | Phrase() | Prefix() | Near() | Fuzzy():
                if node.where not in COLUMNS:
                    return ""
                atom = self.atom(node)
                return "" if atom.feeds or atom.literal else atom.match
            case And(parts):
                return self.all_of(parts)
            case Or(parts):
                found = [self.whole(part) for part in parts]
                return _joined(" OR ", found) if all(found) else ""
            case _:
                return ""

    def all_of(self, parts: Sequence[Node]) -> str:
        """One expression for all ``parts`` at once; "" unless each can be part of it and at least
        one is asked for rather than ruled out."""
        wanted = [self.whole(part) for part in parts if not isinstance(part, Not)]
        unwanted = [self.whole(part.part) for part in parts if isinstance(part, Not)]
        if not wanted or not all(wanted) or not all(unwanted):
            return ""
        found = _joined(" AND ", wanted)
        return f"({found} NOT {_joined(' OR ', unwanted)})" if unwanted else found

    def ranking(self, node: Node) -> str:
        """The expression whose bm25 ranks the answer: the words asked for, "" if there are none."""
        match node:
            case Word() | Phrase() | Prefix() | Near() | Fuzzy():
                return self.atom(node).match if node.where in COLUMNS else ""
            case And(parts) | Or(parts):
                found = [one for part in parts if (one := self.ranking(part))]
                return _joined(" AND " if isinstance(node, And) else " OR ", found) if found else ""
            case _:
                return ""


def _either(parts: list[str]) -> str:
    return _joined(" OR ", parts)


def _joined(operator: str, parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({operator.join(parts)})"


def within(where: str, expression: str) -> str:
    """``expression`` asked of the columns that the field ``where`` looks at."""
    return f"{COLUMNS[where]} : {expression}" if where else expression
