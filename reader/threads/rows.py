"""The stories held in memory as a table: a column an array, the texts of all in one blob.

An object a story, with an array of its own for each part, took three times the memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

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
    features: Sequence[int]
    weights: Sequence[int]
    title: bytes = b""
    prints: array[int] | None = None
    link: int = 0

    def dot(self, vector: dict[int, int]) -> float:
        """Cosine with a vector of unit length."""
        pairs = zip(self.features, self.weights, strict=True)
        return sum([vector[number] * weight for number, weight in pairs if number in vector]) / (
            UNIT * UNIT
        )

    def vector(self) -> dict[int, int]:
        return dict(zip(self.features, self.weights, strict=True))


class Rows:
    """The table. A story's number is its place in every column; what it has several of stands in
    a column of its own, up to the place that the column ``..._end`` says."""

    def __init__(self) -> None:
        self.story = array("q")
        self.thread = array("q")
        self.feed = array("q")
        self.at = array("q")
        self.link = array("q")
        self.language = array("H")
        self.features, self.weights, self.end = array("I"), array("H"), array("I")
        self.titles, self.title_end = bytearray(), array("I")
        self.prints, self.print_end = array("I"), array("I")
        #: what the column ``language`` counts
        self.languages: list[str] = []

    def __len__(self) -> int:
        return len(self.story)

    def add(self, row: Row) -> int:
        """Put a story at the end; its number."""
        self.story.append(row.story)
        self.thread.append(row.thread)
        self.feed.append(row.feed)
        self.at.append(row.at)
        self.link.append(row.link)
        self.language.append(self.code(row.language))
        self.features.extend(row.features)
        self.weights.extend(row.weights)
        self.end.append(len(self.features))
        self.titles += row.title
        self.title_end.append(len(self.titles))
        if row.prints is not None:
            self.prints.extend(row.prints)
        self.print_end.append(len(self.prints))
        return len(self.story) - 1

    def code(self, language: str) -> int:
        """The number of a language, new when it was never seen."""
        if language not in self.languages:
            self.languages.append(language)
        return self.languages.index(language)

    def __getitem__(self, number: int) -> Row:
        """A story as a row of its own: for what is done now and then."""
        begin, end = self._span(self.end, number)
        return Row(
            self.story[number],
            self.thread[number],
            self.feed[number],
            self.at[number],
            self.languages[self.language[number]],
            self.features[begin:end],
            self.weights[begin:end],
            self.title(number),
            self.marks(number),
            self.link[number],
        )

    @staticmethod
    def _span(ends: array[int], number: int) -> tuple[int, int]:
        return ends[number - 1] if number else 0, ends[number]

    def of(self, number: int) -> array[int]:
        """The features of a story, heaviest first."""
        begin, end = self._span(self.end, number)
        return self.features[begin:end]

    def pairs(self, number: int) -> Iterator[tuple[int, int]]:
        """The features of a story with their weights, heaviest first."""
        begin, end = self._span(self.end, number)
        return zip(self.features[begin:end], self.weights[begin:end], strict=True)

    def title(self, number: int) -> bytes:
        begin, end = self._span(self.title_end, number)
        return bytes(self.titles[begin:end])

    def marks(self, number: int) -> array[int] | None:
        """The fingerprints of a story's text; None when it has none."""
        begin, end = self._span(self.print_end, number)
        return self.prints[begin:end] if begin < end else None

    def dot(self, number: int, vector: dict[int, int]) -> float:
        """Cosine of a story with a vector of unit length."""
        ends = self.end
        begin, end = ends[number - 1] if number else 0, ends[number]
        pairs = zip(self.features[begin:end], self.weights[begin:end], strict=True)
        return sum([vector[feature] * weight for feature, weight in pairs if feature in vector]) / (
            UNIT * UNIT
        )

    def keep(self, numbers: Sequence[int]) -> None:
        """Drop all stories but these, in their order: they are numbered anew. One column after the
        other, so that never two tables are held."""
        for name in ("story", "thread", "feed", "at", "link", "language"):
            column: array[int] = getattr(self, name)
            setattr(self, name, array(column.typecode, map(column.__getitem__, numbers)))
        self.features, _ = _cut(self.features, self.end, numbers)
        self.weights, self.end = _cut(self.weights, self.end, numbers)
        self.titles, self.title_end = _cut(self.titles, self.title_end, numbers)
        self.prints, self.print_end = _cut(self.prints, self.print_end, numbers)


def _cut(column: Column, ends: array[int], numbers: Sequence[int]) -> tuple[Column, array[int]]:
    kept, kept_ends = column[:0], array("I")
    for number in numbers:
        kept += column[ends[number - 1] if number else 0 : ends[number]]
        kept_ends.append(len(kept))
    return kept, kept_ends
