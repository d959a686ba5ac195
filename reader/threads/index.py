"""The stories and threads of the window, and the way from a feature to the stories that have it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Row:
    """One story: its features as numbers, heaviest first, with unit-length weights."""

    story: int
    thread: int
    feed: int
    at: int
    language: str
    features: array[int]
    weights: array[float]
    title: int = 0
    prints: tuple[int, ...] = ()


@dataclass(slots=True)
class Thread:
    """One thread: its rows, the span of its story time, and the sum of their vectors."""

    id: int
    rows: list[int] = field(default_factory=list)
    first: int = 0
    last: int = 0
    sum: dict[int, float] | None = None
    square: float = 1.0


class Index:
    """All that is held in memory. Rows are numbered; a dropped row leaves ``None`` until the index
    is packed together again."""

    def __init__(self) -> None:
        self.rows: list[Row | None] = []
        self.at: array[int] = array("q")
        self.where: dict[int, int] = {}
        self.threads: dict[int, Thread] = {}
        self.ids: dict[str, int] = {}
        self.names: list[str] = []
        self.surfaces: list[str] = []
        self.postings: list[array[int] | None] = []
        self.in_threads: array[int] = array("i")
        self.by_language: dict[str, int] = {}
        self.live = 0

    def feature(self, name: str, surface: str) -> int:
        """The number of a feature, new when it was never seen."""
        number = self.ids.get(name)
        if number is None:
            number = self.ids[name] = len(self.names)
            self.names.append(name)
            self.surfaces.append(surface)
            self.postings.append(None)
            self.in_threads.append(0)
        return number

    def counts(self, number: int) -> tuple[int, int]:
        """In how many threads and stories a feature is."""
        posting = self.postings[number]
        return self.in_threads[number], len(posting) if posting else 0

    def add(self, row: Row) -> int:
        """Take a story in; its thread is made when it is new."""
        number = len(self.rows)
        self.rows.append(row)
        self.at.append(row.at)
        self.where[row.story] = number
        self.live += 1
        self.by_language[row.language] = self.by_language.get(row.language, 0) + 1
        for feature in row.features:
            posting = self.postings[feature]
            if posting is None:
                self.postings[feature] = array("I", (number,))
            else:
                posting.append(number)
        self._enter(number, row)
        return number

    def _enter(self, number: int, row: Row) -> None:
        thread = self.threads.get(row.thread)
        if thread is None:
            self.threads[row.thread] = Thread(row.thread, [number], row.at, row.at)
            for feature in row.features:
                self.in_threads[feature] += 1
            return
        total = self.sum(thread)
        for feature, weight in zip(row.features, row.weights, strict=True):
            old = total.get(feature)
            if old is None:
                self.in_threads[feature] += 1
                total[feature] = weight
            else:
                total[feature] = old + weight
        thread.square = sum(value * value for value in total.values())
        thread.rows.append(number)
        thread.first = min(thread.first, row.at)
        thread.last = max(thread.last, row.at)

    def sum(self, thread: Thread) -> dict[int, float]:
        """The sum of a thread's vectors (made when a second story comes)."""
        if thread.sum is None:
            row = self.rows[thread.rows[0]]
            assert row is not None
            thread.sum = dict(zip(row.features, row.weights, strict=True))
        return thread.sum

    def vector(self, thread: Thread) -> Iterator[tuple[int, float]]:
        """The thread's summed vector as pairs."""
        if thread.sum is not None:
            return iter(thread.sum.items())
        row = self.rows[thread.rows[0]]
        assert row is not None
        return zip(row.features, row.weights, strict=True)

    def merge(self, survivor: Thread, absorbed: Thread) -> None:
        """Move all of a thread into another."""
        total = self.sum(survivor)
        for feature, weight in self.vector(absorbed):
            old = total.get(feature)
            if old is None:
                total[feature] = weight
            else:
                total[feature] = old + weight
                self.in_threads[feature] -= 1
        survivor.square = sum(value * value for value in total.values())
        for number in absorbed.rows:
            row = self.rows[number]
            if row is not None:
                row.thread = survivor.id
        survivor.rows.extend(absorbed.rows)
        survivor.first = min(survivor.first, absorbed.first)
        survivor.last = max(survivor.last, absorbed.last)
        del self.threads[absorbed.id]
