"""The stories and threads held in memory, and the way from a feature to its stories."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import sqrt

from reader.threads import loops, strides
from reader.threads.rows import UNIT, Row, Rows
from reader.threads.vocabulary import Vocabulary

__all__ = ["UNIT", "Index", "Row", "Thread", "heaviest"]

#: Stories of a feed by which its habits are known.
LATEST = 12
#: A thread of so many stories is told by them one by one; of a larger one the sum is made and kept.
FEW = 4
#: Features in all sums that are kept between two uses: kept for all, sums took more memory than
#: everything else.
SUMMED = 100_000


@dataclass(slots=True)
class Thread:
    """One thread: its rows in the order they came, the span of its story time, and the squared
    length of the sum of their vectors."""

    id: int
    rows: list[int]
    first: int
    last: int
    square: int
    #: how many stories it had when it was last searched for a second event
    looked: int = 0

    @property
    def age(self) -> int:
        """Its place among the threads, the oldest first: by the order of the stories, which does
        not depend on the order in which feeds answered, as ids do."""
        return self.rows[0]

    def came(self, since: int) -> int:
        """How many of its stories came from row ``since`` on."""
        return sum([number >= since for number in self.rows])

    @property
    def length(self) -> float:
        """Of the sum of the vectors, a story's being 1."""
        return sqrt(self.square) / UNIT


class Index(Vocabulary):
    """All that is held in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = Rows()
        #: story → row
        self.where: dict[int, int] = {}
        self.threads: dict[int, Thread] = {}
        #: feed → its latest rows
        self.latest: dict[int, list[int]] = {}
        self.by_language: dict[str, int] = {}
        #: page → the story that pointed to it last
        self.links: dict[int, int] = {}
        self._sums: dict[int, dict[int, int]] = {}
        self._summed = 0

    def __len__(self) -> int:
        return len(self.rows)

    # ------------------------------------------------------------------ stories

    def row(self, number: int) -> Row:
        """A story that is held, as a row of its own."""
        return self.rows[number]

    def of_story(self, story: int) -> Row | None:
        """The row of a story, None when it is not held."""
        number = self.where.get(story)
        return None if number is None else self.rows[number]

    def add(self, row: Row) -> None:
        """Take a story in; its thread is made when it is new."""
        number = self.rows.add(row)
        self._note(number)
        thread = self.threads.get(row.thread)
        known = self.features(thread) if thread is not None else ()
        square = strides.entered(
            self.postings, row.features, row.weights, number, known, self.in_stories,
            self.in_threads,
        )  # fmt: skip
        if thread is None:
            self.threads[row.thread] = Thread(row.thread, [number], row.at, row.at, square)
        else:
            self._enter(number, thread, square, row.vector())

    def _enter(self, number: int, thread: Thread, square: int, vector: dict[int, int]) -> None:
        """Take a row, with its vector and the square of its length, into a thread."""
        at = self.rows.at[number]
        thread.square += square + 2 * self.dot(thread, vector)
        thread.rows.append(number)
        thread.first, thread.last = min(thread.first, at), max(thread.last, at)
        total = self._sums.get(thread.id)
        if total is not None:
            self._summed += _absorb(total, vector)

    def move(self, number: int, thread_id: int) -> None:
        """Let a story stand in another thread."""
        if self.rows.thread[number] != thread_id:
            self._leave([number])
            self.rows.thread[number] = thread_id
            vector = dict(self.rows.pairs(number))
            square = sum([weight * weight for weight in vector.values()])
            thread = self.threads.get(thread_id)
            known = self.features(thread) if thread is not None else frozenset()
            for feature in vector.keys() - known:
                self.in_threads[feature] += 1
            if thread is None:
                at = self.rows.at[number]
                self.threads[thread_id] = Thread(thread_id, [number], at, at, square)
            else:
                self._enter(number, thread, square, vector)

    def _note(self, number: int) -> None:
        """Enter a row in the tables of stories, languages, feeds and links."""
        rows = self.rows
        story = rows.story[number]
        self.where[story] = number
        language = rows.spoken(number)
        self.by_language[language] = self.by_language.get(language, 0) + 1
        latest = self.latest.setdefault(rows.feed[number], [])
        latest.append(number)
        if len(latest) > LATEST:
            del latest[0]
        if rows.link[number]:
            self.links[rows.link[number]] = story

    def derive(self) -> None:
        """Make all that follows from the table of stories anew."""
        self._derive_notes()
        self._unpost()
        in_threads = self.in_threads[:]  # what is kept of these was packed
        none = self.rows.weights[:0]
        for number in range(len(self.rows)):
            features = self.rows.of(number)
            strides.entered(self.postings, features, none, number, (), self.in_stories, in_threads)

    def _derive_notes(self) -> None:
        self.where, self.latest, self.by_language, self.links = {}, {}, {}, {}
        self._sums, self._summed = {}, 0
        for number in range(len(self.rows)):
            self._note(number)

    def remove(self, stories: set[int]) -> None:
        """Drop stories and pack what is left together, in the same order: numbers of rows and
        features change, decisions do not."""
        kept = [n for n, story in enumerate(self.rows.story) if story not in stories]
        self._leave(self.where[story] for story in stories if story in self.where)
        moved = array("i", (-1,)) * len(self.rows)
        for new, old in enumerate(kept):
            moved[old] = new
        self.rows.keep(kept)
        for thread in self.threads.values():
            thread.rows = [moved[number] for number in thread.rows]
        self.rows.features = array("I", map(self._move(moved).__getitem__, self.rows.features))
        self._derive_notes()

    def _leave(self, numbers: Iterable[int]) -> None:
        """Take stories out of their threads, a thread's all at once: one by one, each would look
        at all that are left."""
        leaving: dict[int, set[int]] = {}
        for number in numbers:
            leaving.setdefault(self.rows.thread[number], set()).add(number)
        for thread_id, gone in leaving.items():
            thread = self.threads[thread_id]
            before = set(self.features(thread))
            self._forget(thread_id)
            thread.rows = [number for number in thread.rows if number not in gone]
            left: Set[int] = frozenset()
            if thread.rows:
                times = [self.rows.at[number] for number in thread.rows]
                thread.first, thread.last = min(times), max(times)
                thread.square = sum([weight * weight for weight in self.vector(thread).values()])
                left = self.features(thread)
            else:
                del self.threads[thread_id]
            for feature in before - left:
                self.in_threads[feature] -= 1

    # ------------------------------------------------------------------ threads

    def sum(self, thread: Thread) -> dict[int, int]:
        """The sum of a thread's vectors; what was not asked for longest is forgotten."""
        total = self._sums.pop(thread.id, None)
        if total is None:
            total = self.rows.sum(thread.rows)
            self._summed += len(total)
            while self._summed > SUMMED and self._sums:
                self._summed -= len(self._sums.pop(next(iter(self._sums))))
        self._sums[thread.id] = total
        return total

    def dot(
        self, thread: Thread, vector: dict[int, int], known: Mapping[int, int] | None = None
    ) -> int:
        """The product of the sum of a thread's vectors with a vector, in ``UNIT`` squared;
        ``known``: rows whose product with it is known already."""
        if len(thread.rows) > FEW:
            return loops.product(self.sum(thread), vector)
        if not known:
            return sum(self.rows.dots(thread.rows, vector))
        others = [number for number in thread.rows if number not in known]
        found = sum([known[number] for number in thread.rows if number in known])
        return found + sum(self.rows.dots(others, vector)) if others else found

    def features(self, thread: Thread) -> Set[int]:
        """The features of a thread's stories."""
        if len(thread.rows) > FEW:
            return self.sum(thread).keys()
        return set().union(*map(self.rows.of, thread.rows))

    def vector(self, thread: Thread) -> dict[int, int]:
        """The sum of a thread's vectors, without keeping one for a thread of one story."""
        return dict(self.rows.pairs(thread.rows[0])) if len(thread.rows) == 1 else self.sum(thread)

    def merge(self, survivor: Thread, absorbed: Thread) -> None:
        """Move all of a thread into another."""
        total, other = self.sum(survivor), self.vector(absorbed)
        survivor.square += absorbed.square + 2 * loops.product(total, other)
        for feature in other.keys() & total.keys():
            self.in_threads[feature] -= 1
        self._summed += _absorb(total, other)
        for number in absorbed.rows:
            self.rows.thread[number] = survivor.id
        survivor.rows.extend(absorbed.rows)
        survivor.first = min(survivor.first, absorbed.first)
        survivor.last = max(survivor.last, absorbed.last)
        del self.threads[absorbed.id]
        self._forget(absorbed.id)

    def part(self, thread: Thread, numbers: Sequence[int], made: int) -> Thread:
        """Move some of a thread's stories into a new thread, ``made``."""
        going = set(numbers)
        self._forget(thread.id)
        rows, at = self.rows, self.rows.at
        other = self.threads[made] = Thread(made, [], 0, 0, 0)
        other.rows = [number for number in thread.rows if number in going]
        thread.looked = 0
        thread.rows = [number for number in thread.rows if number not in going]
        for one in (thread, other):
            times = [at[number] for number in one.rows]
            one.first, one.last = min(times), max(times)
            one.square = sum([weight * weight for weight in self.sum(one).values()])
        for number in other.rows:
            rows.thread[number] = made
        for feature in self.features(thread) & self.features(other):
            self.in_threads[feature] += 1
        return other

    def alone(self, thread: Thread) -> bool:
        """Whether a thread is of a kind that belongs to no event: it holds that and its copies."""
        return bool(self.rows.alone[thread.rows[0]])

    def in_order(self, threads: Iterable[int]) -> list[int]:
        """Those of some threads that are held, the oldest first."""
        held = self.threads
        return [
            one for _, one in sorted([(held[one].rows[0], one) for one in threads if one in held])
        ]

    def rename(self, thread: int, name: int) -> None:
        """Give a thread the id it goes by elsewhere."""
        one = self.threads.pop(thread)
        self._forget(thread)
        one.id = name
        self.threads[name] = one
        for number in one.rows:
            self.rows.thread[number] = name

    def _forget(self, thread: int) -> None:
        self._summed -= len(self._sums.pop(thread, ()))


def heaviest(weights: Mapping[int, int], most: int) -> list[tuple[int, int]]:
    """The heaviest of some features with their weights, of equal ones the first numbers first."""
    pairs: Iterable[tuple[int, int]] = weights.items()
    if len(weights) > 3 * most:  # not worth it for fewer
        least = sorted(weights.values())[-most]
        pairs = [pair for pair in pairs if pair[1] >= least]
    found = sorted([(-weight, feature) for feature, weight in pairs])
    return [(feature, -weight) for weight, feature in found[:most]]


def _absorb(total: dict[int, int], vector: dict[int, int]) -> int:
    """Add a vector to a sum; by how many features that grew."""
    before = len(total)
    get = total.get
    for feature, weight in vector.items():
        total[feature] = get(feature, 0) + weight
    return len(total) - before
