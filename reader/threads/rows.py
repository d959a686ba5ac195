"""The stories held in memory as a table: a column an array, the texts of all in one blob.

An object a story, with an array of its own for each part, took three times the memory.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TypeVar

from reader.threads import loops
from reader.threads.strides import Columns

Column = TypeVar("Column", "array[int]", bytearray)

#: A weight of one. Weights are whole numbers, so that sums do not depend on the order in which
#: they were made: a restored index decides exactly as the one that was packed.
UNIT = 65_535


@dataclass(slots=True)
class Row:
    """One story: its features by number, heaviest first, with weights of unit length; its folded
    title and the fingerprints of its text, by which copies are known."""

    story: int
    thread: int
    feed: int
    at: int
    language: str
    features: array[int]
    weights: array[int]
    title: bytes = b""
    prints: array[int] | None = None
    link: int = 0
    #: of a kind that belongs to no event (``genre``)
    alone: bool = False
    _vector: dict[int, int] | None = field(default=None, init=False, repr=False, compare=False)

    def dot(self, vector: dict[int, int]) -> float:
        """Cosine with a vector of unit length."""
        pairs = zip(self.features, self.weights, strict=True)
        return sum([vector[number] * weight for number, weight in pairs if number in vector]) / (
            UNIT * UNIT
        )

    def vector(self) -> dict[int, int]:
        """Feature → weight, made once."""
        if self._vector is None:
            self._vector = dict(zip(self.features, self.weights, strict=True))
        return self._vector


class Rows:
    """The table. A story's number is its place in every column; what it has several of stands in
    a column of its own, from the place that the column ``..._at`` says to the next one's."""

    def __init__(self) -> None:
        self.story = array("q")
        self.thread = array("q")
        self.feed = array("q")
        self.at = array("q")
        self.link = array("q")
        self.language = array("H")
        #: 1 for a story of a kind that belongs to no event
        self.alone = array("B")
        self.features, self.weights, self.feature_at = array("I"), array("H"), array("I", (0,))
        self.titles, self.title_at = bytearray(), array("I", (0,))
        self.prints, self.print_at = array("I"), array("I", (0,))
        #: what the column ``language`` counts
        self.languages: list[str] = []
        #: the newest story time up to each story
        self.newest = array("q")

    def __len__(self) -> int:
        return len(self.story)

    def add(self, row: Row) -> int:
        """Put a story at the end; its number."""
        self.story.append(row.story)
        self.thread.append(row.thread)
        self.feed.append(row.feed)
        self.at.append(row.at)
        self.newest.append(max(row.at, self.newest[-1]) if self.newest else row.at)
        self.link.append(row.link)
        self.language.append(self.code(row.language))
        self.alone.append(row.alone)
        self.features.extend(row.features)
        self.weights.extend(row.weights)
        self.feature_at.append(len(self.features))
        self.titles += row.title
        self.title_at.append(len(self.titles))
        if row.prints is not None:
            self.prints.extend(row.prints)
        self.print_at.append(len(self.prints))
        return len(self.story) - 1

    def code(self, language: str) -> int:
        """The number of a language, new when it was never seen."""
        if language not in self.languages:
            self.languages.append(language)
        return self.languages.index(language)

    def coded(self, language: str) -> int:
        """The number of a language, -1 for one that no story has."""
        return self.languages.index(language) if language in self.languages else -1

    def columns(self) -> Columns:
        """What stories are compared by."""
        return (
            self.features, self.weights, self.feature_at, self.thread, self.feed, self.at,
            self.language,
        )  # fmt: skip

    def spoken(self, number: int) -> str:
        """The language of a story."""
        return self.languages[self.language[number]]

    def __getitem__(self, number: int) -> Row:
        """A story as a row of its own: for what is done now and then."""
        begin, end = self.feature_at[number : number + 2]
        return Row(
            self.story[number],
            self.thread[number],
            self.feed[number],
            self.at[number],
            self.spoken(number),
            self.features[begin:end],
            self.weights[begin:end],
            self.title(number),
            self.marks(number),
            self.link[number],
            bool(self.alone[number]),
        )

    def since(self, at: int) -> int:
        """The number before which all stories are older than ``at``."""
        return bisect_left(self.newest, at)

    def of(self, number: int) -> array[int]:
        """The features of a story, heaviest first."""
        places = self.feature_at
        return self.features[places[number] : places[number + 1]]

    def pairs(self, number: int) -> Iterator[tuple[int, int]]:
        """The features of a story with their weights, heaviest first."""
        begin, end = self.feature_at[number], self.feature_at[number + 1]
        return zip(self.features[begin:end], self.weights[begin:end], strict=True)

    def title(self, number: int) -> bytes:
        return bytes(self.titles[self.title_at[number] : self.title_at[number + 1]])

    def marks(self, number: int) -> array[int] | None:
        """The fingerprints of a story's text; None when it has none."""
        begin, end = self.print_at[number], self.print_at[number + 1]
        return self.prints[begin:end] if begin < end else None

    def dots(self, numbers: Iterable[int], vector: dict[int, int]) -> list[int]:
        """The products of some stories with a vector, in ``UNIT`` squared."""
        return loops.dots(self.features, self.weights, self.feature_at, numbers, vector)

    def sum(self, numbers: list[int]) -> dict[int, int]:
        """The sum of some stories' vectors."""
        return loops.total(self.columns(), numbers)

    def keep(self, numbers: Sequence[int]) -> None:
        """Drop all stories but these, in their order: they are numbered anew. One column after the
        other, so that never two tables are held."""
        for name in ("story", "thread", "feed", "at", "link", "language", "alone"):
            column: array[int] = getattr(self, name)
            setattr(self, name, array(column.typecode, map(column.__getitem__, numbers)))
        self.newest = array("q", accumulate(self.at, max))
        self.features, _ = _cut(self.features, self.feature_at, numbers)
        self.weights, self.feature_at = _cut(self.weights, self.feature_at, numbers)
        self.titles, self.title_at = _cut(self.titles, self.title_at, numbers)
        self.prints, self.print_at = _cut(self.prints, self.print_at, numbers)


def _cut(column: Column, places: array[int], numbers: Sequence[int]) -> tuple[Column, array[int]]:
    kept, kept_places = column[:0], array("I", (0,))
    for number in numbers:
        kept += column[places[number] : places[number + 1]]
        kept_places.append(len(kept))
    return kept, kept_places
