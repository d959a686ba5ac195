"""The stories and threads held in memory, and the way from a feature to the stories that have it.

Weights are whole numbers (``UNIT`` is a weight of 1), so that sums do not depend on the order in
which they were made: a restored index decides exactly as the one that was packed.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt

#: A weight of one.
UNIT = 65_535
#: Threads of more stories keep their sum; most have fewer, and make it when it is asked for: kept
#: for all, sums took more memory than everything else.
SUMMED = 4
#: Stories of a feed by which its habits are known.
LATEST = 12
#: Sums of small threads that are kept between two uses.
RECENT = 2_000


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

    def dot(self, vector: dict[int, int]) -> float:
        """Cosine with a vector of unit length."""
        pairs = zip(self.features, self.weights, strict=True)
        return sum([vector[number] * weight for number, weight in pairs if number in vector]) / (
            UNIT * UNIT
        )

    def vector(self) -> dict[int, int]:
        return dict(zip(self.features, self.weights, strict=True))


@dataclass(slots=True)
class Thread:
    """One thread: its rows in the order they came, the span of its story time, and, once it holds
    two and is asked for, the sum of their vectors."""

    id: int
    rows: list[int] = field(default_factory=list)
    first: int = 0
    last: int = 0
    sum: dict[int, int] | None = None
    length: float = 0.0


class Index:
    """All that is held in memory. A dropped row leaves ``None`` until the next packing together."""

    def __init__(self) -> None:
        self.rows: list[Row | None] = []
        self.at: array[int] = array("q")
        self.where: dict[int, int] = {}
        self.threads: dict[int, Thread] = {}
        self.ids: dict[str, int] = {}
        self.names: list[str] = []
        self.surfaces: list[str] = []
        #: feature → the one row that has it, or rows in order; -1: none.
        self.postings: list[int | array[int]] = []
        self.in_threads: array[int] = array("i")
        #: feed → its latest rows
        self.latest: dict[int, list[int]] = {}
        self.by_language: dict[str, int] = {}
        self._sums: dict[int, dict[int, int]] = {}
        #: page → the story that pointed to it last
        self.links: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self.where)

    def feature(self, name: str, surface: str) -> int:
        """The number of a feature, new when it was never seen."""
        number = self.ids.get(name)
        if number is None:
            number = self.ids[name] = len(self.names)
            self.names.append(name)
            self.surfaces.append("" if surface == name[1:] else surface)
            self.postings.append(-1)
            self.in_threads.append(0)
        return number

    def surface(self, number: int) -> str:
        """A feature as people write it."""
        return self.surfaces[number] or self.names[number][1:]

    def posting(self, number: int) -> Sequence[int]:
        """The rows that have a feature, in the order they came."""
        found = self.postings[number]
        if isinstance(found, int):
            return (found,) if found >= 0 else ()
        return found

    def habits(self, feed: int, features: set[int]) -> dict[int, int]:
        """Which of some features a feed's latest stories have → in how many of their threads."""
        threads: dict[int, set[int]] = {}
        for number in self.latest.get(feed, ()):
            row = self.rows[number]
            if row is not None:
                for feature in features.intersection(row.features):
                    threads.setdefault(feature, set()).add(row.thread)
        return {feature: len(found) for feature, found in threads.items()}

    def row(self, number: int) -> Row:
        """A row that is held."""
        row = self.rows[number]
        if row is None:
            raise LookupError(f"row {number} is no longer held")
        return row

    def of_story(self, story: int) -> Row | None:
        """The row of a story, None when it is not held."""
        number = self.where.get(story)
        return None if number is None else self.rows[number]

    def add(self, row: Row) -> None:
        """Take a story in; its thread is made when it is new."""
        number = len(self.rows)
        self.rows.append(row)
        self.at.append(row.at)
        self.note(row, number)
        postings = self.postings
        for feature in row.features:
            found = postings[feature]
            if not isinstance(found, int):
                found.append(number)
            elif found < 0:
                postings[feature] = number
            else:
                postings[feature] = array("I", (found, number))
        self._enter(number, row)

    def note(self, row: Row, number: int) -> None:
        """Enter a row in the tables of stories, languages and links."""
        self.where[row.story] = number
        self.by_language[row.language] = self.by_language.get(row.language, 0) + 1
        latest = self.latest.setdefault(row.feed, [])
        latest.append(number)
        if len(latest) > LATEST:
            del latest[0]
        if row.link:
            self.links[row.link] = row.story

    def _enter(self, number: int, row: Row) -> None:
        thread = self.threads.get(row.thread)
        if thread is None:
            self.threads[row.thread] = Thread(row.thread, [number], row.at, row.at, None, 1.0)
            for feature in row.features:
                self.in_threads[feature] += 1
            return
        total = self.sum(thread)
        thread.rows.append(number)
        thread.first, thread.last = min(thread.first, row.at), max(thread.last, row.at)
        self._absorb(total, row.vector(), grow=1)
        thread.length = _length(total)

    def _absorb(self, total: dict[int, int], vector: dict[int, int], grow: int) -> None:
        """Add a vector to a sum. A feature new to the thread counts it once more (``grow`` 1), one
        that both of two merging threads had counts one thread less (``grow`` 0)."""
        for feature, weight in vector.items():
            old = total.get(feature)
            if old is None:
                self.in_threads[feature] += grow
                total[feature] = weight
            else:
                self.in_threads[feature] -= 1 - grow
                total[feature] = old + weight

    def sum(self, thread: Thread) -> dict[int, int]:
        """The sum of a thread's vectors."""
        if thread.sum is not None:
            return thread.sum
        kept = self._sums.get(thread.id)
        if kept is not None:
            return kept
        total: dict[int, int] = {}
        for number in thread.rows:
            row = self.row(number)
            for feature, weight in zip(row.features, row.weights, strict=True):
                total[feature] = total.get(feature, 0) + weight
        thread.length = _length(total)
        if len(thread.rows) > SUMMED:
            thread.sum = total
            self._sums.pop(thread.id, None)
        else:
            if len(self._sums) >= RECENT:
                self._sums.clear()
            self._sums[thread.id] = total
        return total

    def vector(self, thread: Thread) -> Iterator[tuple[int, int]]:
        """The summed vector as pairs, without keeping one for a thread of one story."""
        if len(thread.rows) == 1:
            row = self.row(thread.rows[0])
            return zip(row.features, row.weights, strict=True)
        return iter(self.sum(thread).items())

    def merge(self, survivor: Thread, absorbed: Thread) -> None:
        """Move all of a thread into another."""
        total = self.sum(survivor)
        self._absorb(total, dict(self.vector(absorbed)), grow=0)
        for number in absorbed.rows:
            self.row(number).thread = survivor.id
        survivor.rows.extend(absorbed.rows)
        survivor.first = min(survivor.first, absorbed.first)
        survivor.last = max(survivor.last, absorbed.last)
        survivor.length = _length(total)
        del self.threads[absorbed.id]
        self._sums.pop(absorbed.id, None)

    def remove(self, stories: set[int]) -> None:
        """Drop stories and pack what is left together, in the same order: numbers of rows and
        features change, decisions do not."""
        kept = [row for row in self.rows if row is not None and row.story not in stories]
        order = [
            (thread.id, [self.row(number).story for number in thread.rows])
            for thread in self.threads.values()
        ]
        used = sorted({feature for row in kept for feature in row.features})
        # Let go before building anew: both at once were the peak of a refresh's memory.
        self.postings, self.threads, self._sums, self.rows = [], {}, {}, []
        fresh = Index()
        number_of = {old: fresh.feature(self.names[old], self.surface(old)) for old in used}
        for row in kept:
            row.features = array("I", [number_of[feature] for feature in row.features])
            fresh.add(row)
        for thread, members in order:
            rows = [fresh.where[story] for story in members if story in fresh.where]
            if rows:
                fresh.threads[thread].rows = rows
        for name in self.__dict__:
            setattr(self, name, getattr(fresh, name))


def _length(total: dict[int, int]) -> float:
    return sqrt(sum(value * value for value in total.values())) / UNIT
