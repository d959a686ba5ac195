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
from math import exp, log, log2
from operator import itemgetter

from reader.model import Merge, PlacedBy, Reason
from reader.threads import loops
from reader.threads.doubt import FEW, OTHERS, PER, breadth, conflicting
from reader.threads.index import UNIT, Index, Row, Thread, heaviest
from reader.threads.score import (
    DAY,
    TAU,
    WINDOW,
    editions,
    reach,
    shared,
)
from reader.threads.shown import tells_which
from reader.threads.split import TITLE, fullness, two_events

#: Features of a thread by which others are sought.
WIDEST = 8
#: Share of these features' weight that another must have to be looked at: of those that were merged
#: none had less, and half of all that were looked at did.
SHARE = 0.15
#: What likeness of threads in two languages counts: words that look alike are no proof.
FOREIGN = 0.85
#: Newest stories of each that are looked at. (100, and 12 features: the same scores.)
BACK = 50
#: A thread is looked at again when it has grown past a step, each this factor above the last: what
#: one story more of many would change is found from the other thread's side. (With any growth the
#: same scores for half as much work again; at 1.3, over three orders, broad events -.003, titles of
#: look-alikes -.001.)
GREW = 1.15
#: Two threads of more stories than this each must be nearer, by this much for each doubling: their
#: merge may hide an event (at .12, since look-alikes are held apart: broad events -.03).
SMALL, SIZE = 3, 0.03
#: And nearer when the larger has more than this: what it absorbs in one piece is rarely its own
#: (at 0 pair F1 of two days of 41 outlets -.01; at .06 broad events lose .04 of BCubed F1).
LARGE, GROWN = 4, 0.015
#: Centroids of loose threads are alike whatever they tell: likeness is taken between that of the
#: centroids (1) and the mean over all pairs of stories (0). At 1 pair precision -.03; 0 no better.
MEAN = 0.5
#: The same for titles alone: what two of them leave out is much, and the mean over pairs falls with
#: it. (Titles, BCubed F1: broad events +.04, two days of 41 outlets +.004, pair F1 +.05, look-alike
#: events +.003; 1.0 for those -.006. With summaries ±0, pair F1 +.004.)
TITLES = 0.8
#: Threads of one product or person share it and little else: of those that share fewer words than
#: this (counted as ``doubt.BROAD`` has it), that part of the likeness is left. (Of merges of two
#: days of 41 outlets that shared fewer, one of nine was right, of the others 15 of 25; and of 39
#: threads of four days of 73 outlets that this parts, read one by one, 31 had told two things. Mean
#: over three orders: those two days BCubed F1 +.001, pair F1 +.002, their titles as much, all
#: others ±0; at 3 pair F1 -.001; squared, broad events -.001.)
BROAD = 2.4
#: First stories of a thread by which it is told whether it has titles alone.
FIRST = 8


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
            if thread is None or not (thread_id in changed or self._grown(thread, since)):
                continue
            while thread is not None and len(thread.rows) > 1:
                best = self._best(thread)
                if best is None:
                    break
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
        index = self.index
        total = index.sum(thread)
        best: tuple[float, Thread] | None = None
        level = self.level + self.extra(thread)
        for other in self._sharing(thread, total, reach(level)):
            score = self._score(thread, total, other, best[0] if best else level)
            if score < level or (best is not None and score <= best[0]):
                continue
            score *= self._broad(thread, other)
            if score < level or (best is not None and score <= best[0]):
                continue
            if score * (1 - OTHERS) < level and self._conflict(thread, other):
                continue
            if self.allowed(thread, other) and not two_events(index, thread, other):
                best = (score, other)
        return best

    def _sharing(self, thread: Thread, total: dict[int, int], window: int) -> list[Thread]:
        """The threads of its days that share the most of a thread's heaviest features, of equal
        ones the older first."""
        index = self.index
        threads = index.threads
        widest = heaviest(total, WIDEST)
        features, weights = [feature for feature, _ in widest], [weight for _, weight in widest]
        since = index.rows.since(thread.first - window)
        found = dict(
            loops.sharing(index.postings, features, weights, index.rows.thread, since, BACK, True)
        )
        found.pop(thread.id, None)
        least = SHARE * sum(weights)
        if len(found) > WIDEST:
            least = max(least, sorted(found.values())[-WIDEST])
        enough = [
            (-weight, threads[other].age, threads[other])
            for other, weight in found.items()
            if weight >= least
        ]
        enough.sort(key=itemgetter(0, 1))
        return [other for _, _, other in enough[:WIDEST]]

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
        score = self._score(thread, self.index.sum(thread), other) * self._broad(thread, other)
        return score * (1 - OTHERS) if self._conflict(thread, other) else score

    def _score(
        self, thread: Thread, total: dict[int, int], other: Thread, floor: float = 0.0
    ) -> float:
        """How alike two threads are; of what is less than ``floor`` only that it is less."""
        gap = max(0, thread.first - other.last, other.first - thread.last)
        if gap > WINDOW:
            return 0.0
        na, nb = len(thread.rows), len(other.rows)
        within = thread.length / na * other.length / nb
        share = exp(-gap / DAY / TAU)
        language = self.index.rows.language
        if language[thread.rows[0]] != language[other.rows[0]]:
            share *= FOREIGN
        smaller = min(na, nb)
        if smaller > SMALL:
            share /= 1 + SIZE * log2(smaller / SMALL)
        larger = max(na, nb)
        if larger > LARGE:
            share /= 1 + GROWN * log2(larger / LARGE)
        # Of titles at the most; what two threads share, and then what they are, is asked last.
        most = float(share * within ** (1 - TITLES))
        if most < floor:
            return most
        dot = self.index.dot(other, total)
        cosine = dot / (UNIT * UNIT * thread.length * other.length)
        if cosine * most < floor:
            return cosine * most
        return float(cosine * share * within ** (1 - self._mean(thread, other)))

    def _mean(self, thread: Thread, other: Thread) -> float:
        """The share of the centroids in the likeness of two threads."""
        full = min(fullness(self.index, each.rows[:FIRST]) for each in (thread, other))
        return TITLES if full < TITLE else MEAN


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
