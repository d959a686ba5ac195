"""Late repair: threads that turn out to be one are merged.

Asked to share as many words as a story and a thread are (``doubt.BROAD``), threads that are one
stay two as often as others stay apart: pairs of four days of 73 outlets P +.008, R -.011.
How rare what two threads share is, and whether it comes together elsewhere (``proof``), tells right
candidates from wrong ones better than their likeness does (area .61 to .74 against .42 to .60), but
those that prove little are not alike enough to merge anyway: asked of three, pair F1 of two days
-.002, broad events -.001.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import partial
from math import log

from reader.model import Merge, PlacedBy, Reason
from reader.threads import alike
from reader.threads.alike import FIRST
from reader.threads.doubt import FEW, OTHERS, PER, breadth, conflicting
from reader.threads.index import UNIT, Index, Row, Thread
from reader.threads.score import editions, reach, shared
from reader.threads.shown import tells_which
from reader.threads.split import fullness, two_events

#: A thread is looked at again when it has grown past a step, each this factor above the last: what
#: one story more of many would change is found from the other thread's side. (With any growth the
#: same scores for half as much work again; at 1.3, over three orders, broad events -.003, titles of
#: look-alikes -.001.)
GREW = 1.15
#: Threads of one product or person share it and little else: of those that share fewer words than
#: this (counted as ``doubt.BROAD`` has it), that part of the likeness is left. (Of merges of two
#: days of 41 outlets that shared fewer, one of nine was right, of the others 15 of 25; and of 39
#: threads of four days of 73 outlets that this parts, read one by one, 31 had told two things. Mean
#: over three orders: those two days BCubed F1 +.001, pair F1 +.002, their titles as much, all
#: others ±0; at 3 pair F1 -.001; squared, broad events -.001.)
BROAD = 2.4


@dataclass(slots=True)
class Repair:
    """Merges threads of an index; ``allowed`` says whether the user's corrections let two meet,
    ``extra`` how much more than ``level`` a thread asks."""

    index: Index
    level: float
    allowed: Callable[[Thread, Thread], bool]
    extra: Callable[[Thread], float] = lambda thread: 0.0

    def run(
        self, touched: set[int], since: int = 0, changed: Set[int] = frozenset()
    ) -> list[Merge]:
        """Merge each touched thread with its best other while one is near enough; ``since``: the
        row from which on stories are new since the last time; ``changed``: those that are not what
        they were, however little they grew."""
        merges: list[Merge] = []
        for thread_id in self.index.in_order(touched):
            thread = self.index.threads.get(thread_id)
            if thread is None or len(thread.rows) < 2:
                continue
            if not (thread_id in changed or self._grown(thread, since)):
                continue
            while (best := self._best(thread)) is not None:
                score, other = best
                merge = join(self.index, thread, other, score, PlacedBy.MERGE)
                merges.append(merge)
                thread = self.index.threads[merge.survivor]
        return merges

    def _grown(self, thread: Thread, since: int) -> bool:
        """Whether a thread has grown past a step since it was last looked at."""
        size = len(thread.rows)
        before = size - thread.came(since)
        return before < 2 or int(log(size) / log(GREW)) > int(log(before) / log(GREW))

    def _best(self, thread: Thread) -> tuple[float, Thread] | None:
        """The thread that a thread is the most like, if it is near enough, with how near it is."""
        index = self.index
        level = self.level + self.extra(thread)

        def judged(other: Thread, score: float, best: float) -> float | None:
            score *= self._broad(thread, other)
            if score < level or score <= best:
                return None
            if score * (1 - OTHERS) < level and self._conflict(thread, other):
                return None
            both = self.allowed(thread, other) and not two_events(index, thread, other)
            return score if both else None

        return alike.alike(
            index.rows.columns(), index.postings, index.threads, thread, thread.id,
            index.sum(thread), index.rows.since(thread.first - reach(level)), level, alike.BY,
            index.sum, judged,
        )  # fmt: skip

    def _broad(self, thread: Thread, other: Thread) -> float:
        """What is left of the likeness of two threads by how many words they share."""
        fewer, more = sorted((thread, other), key=lambda each: len(each.rows))
        index = self.index
        wanted = min(BROAD, fullness(index, fewer.rows[:FIRST]) / PER)
        return min(1.0, breadth(index.surface, index.vector(fewer), index.sum(more)) / wanted)

    def _conflict(self, thread: Thread, other: Thread) -> bool:
        """Whether two threads are two days' editions, or, while they are small, have names of their
        own and share none. (Asked of larger ones, or of what has no names of its own either:
        BCubed F1 of one day -.005.)"""
        index, rows = self.index, self.index.rows
        own, theirs = (editions(index, each.rows[:FEW]) for each in (thread, other))
        if own and theirs and own.isdisjoint(theirs):
            return True
        if max(len(thread.rows), len(other.rows)) > FEW:
            return False
        language = rows.spoken(other.rows[0])
        vector = {f: int(weight / thread.length) for f, weight in index.vector(thread).items()}
        telling = partial(tells_which, index, language=language)
        length = other.length * UNIT
        return conflicting(vector, telling, rows.columns(), other.rows, length)

    def likeness(self, thread: Thread, other: Thread) -> float:
        """How alike two threads are, as far as merging goes."""
        index = self.index
        columns, total = index.rows.columns(), index.sum(thread)
        score = alike.likeness(columns, thread, total, other, 0.0, alike.BY, index.sum)
        score *= self._broad(thread, other)
        return score * (1 - OTHERS) if self._conflict(thread, other) else score


def join(index: Index, a: Thread, b: Thread, score: float, by: PlacedBy) -> Merge:
    """Merge two threads into the larger, of two equal ones into the older."""
    if (len(b.rows), -b.age) > (len(a.rows), -a.age):
        a, b = b, a
    mine, theirs = _closest(index, a, b)
    reason = Reason(
        by, round(score, 3), mine.story, shared(index, theirs, mine), abs(mine.at - theirs.at)
    )
    index.merge(a, b)
    return Merge(a.id, b.id, reason)


def _closest(index: Index, a: Thread, b: Thread) -> tuple[Row, Row]:
    """The two most alike stories of two threads (of the last twelve of each)."""
    pairs = [
        (first.dot(second.vector()), first, second)
        for first in map(index.row, a.rows[-12:])
        for second in map(index.row, b.rows[-12:])
    ]
    _, first, second = max(pairs, key=lambda pair: (pair[0], -pair[1].story, -pair[2].story))
    return first, second
