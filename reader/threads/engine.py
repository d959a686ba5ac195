"""The engine that clew ships: reads stories, finds threads they may belong to, and decides."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from heapq import nlargest
from math import exp, log2, sqrt

from reader.model import Correction, Merge, Outcome, PlacedBy, Placement, Reason, Telling
from reader.threads.features import Features, Reader
from reader.threads.index import Index, Row, Thread
from reader.threads.weights import idf, probability

DAY = 86_400
WINDOW = 5 * DAY
TAU = 3.0
MOST = 40
JOIN, MERGE = 0.23, 0.38
STEP = 0.075
TAIL = 400
CANDIDATES = 48


class ThreadEngine:
    """See ``reader.threads.Engine``."""

    version = 1

    def __init__(
        self,
        tightness: float,
        aliases: Mapping[str, str],
        never_words: frozenset[str],
        never_feeds: frozenset[int],
    ) -> None:
        self._reader = Reader(dict(aliases), never_words)
        self._never_feeds = never_feeds
        self._join = JOIN + STEP * tightness
        self._merge = MERGE + STEP * tightness
        self._index = Index()
        self._touched: set[int] = set()

    def place(self, tellings: Sequence[Telling]) -> Outcome:
        placements = []
        merges: list[Merge] = []
        for i, telling in enumerate(tellings):
            placements.append(self._place(telling))
            if i % 100 == 99:
                merges += self._repair()
        merges += self._repair()
        return Outcome(tuple(placements), tuple(merges))

    def settle(self) -> Outcome:
        return Outcome((), tuple(self._repair()))

    def learn(self, tellings: Sequence[Telling]) -> None:
        for telling in tellings:
            self._index.add(self._row(telling, self._reader.read(telling), telling.thread))

    def correct(self, corrections: Sequence[Correction]) -> None:
        pass

    def pack(self) -> bytes:
        return b""

    def unpack(self, data: bytes) -> None:
        pass

    def _row(self, telling: Telling, read: Features, thread: int) -> Row:
        index = self._index
        threads = len(index.threads)
        total = index.live
        own = index.by_language.get(read.language, 0)
        weighted = []
        for name, weight in read.weights.items():
            number = index.feature(name, read.surfaces[name])
            in_threads, in_stories = index.counts(number)
            if name[0] == "w" and total:
                n, t = own, threads * own // total
            else:
                n, t = total, threads
            value = idf(probability(name, read.zipfs[name]), in_threads, in_stories, t, n)
            weighted.append((weight * value, number))
        weighted.sort(key=lambda pair: (-pair[0], pair[1]))
        del weighted[MOST:]
        norm = sqrt(sum(weight * weight for weight, _ in weighted)) or 1.0
        return Row(
            telling.story, thread, telling.feed, telling.sort_at, read.language,
            array("I", [number for _, number in weighted]),
            array("f", [weight / norm for weight, _ in weighted]),
        )  # fmt: skip

    def _place(self, telling: Telling) -> Placement:
        read = self._reader.read(telling)
        row = self._row(telling, read, telling.thread)
        best, score, near = None, 0.0, None
        if telling.feed not in self._never_feeds:
            for thread, value, closest in self._scored(row):
                if best is None or value > score or (value == score and thread.id < best.id):
                    best, score, near = thread, value, closest
        if best is not None and score >= self._join:
            row.thread = best.id
            reason = self._reason(row, best, score, near)
        else:
            reason = Reason(PlacedBy.ALONE, round(score, 3))
        self._index.add(row)
        self._touched.add(row.thread)
        return Placement(telling.story, row.thread, reason, None, read.language)

    def _reason(self, row: Row, thread: Thread, score: float, near: Row | None) -> Reason:
        vector = dict(self._index.vector(thread))
        norm = sqrt(thread.square)
        shared = [
            (weight * vector[number] / norm, number)
            for number, weight in zip(row.features, row.weights, strict=True)
            if number in vector
        ]
        terms: dict[str, float] = {}
        for weight, number in sorted(shared, key=lambda pair: (-pair[0], pair[1])):
            surface = self._index.surfaces[number]
            terms[surface] = terms.get(surface, 0.0) + weight
        top = sorted(terms.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
        return Reason(
            PlacedBy.JOIN, round(score, 3), near.story if near else None,
            tuple((word, round(10 * weight, 1)) for word, weight in top),
            abs(row.at - near.at) if near else 0,
        )  # fmt: skip

    def _near(self, row: Row) -> list[tuple[float, int]]:
        """Rows that share the heaviest features with the story, inside its window."""
        index = self._index
        found: dict[int, float] = {}
        get = found.get
        for number, weight in zip(row.features, row.weights, strict=True):
            posting = index.postings[number]
            if posting:
                square = weight * weight
                for other in posting if len(posting) <= TAIL else posting[-TAIL:]:
                    found[other] = get(other, 0.0) + square
        low, high = row.at - WINDOW, row.at + WINDOW
        at = index.at
        return nlargest(
            CANDIDATES,
            [(weight, -other) for other, weight in found.items() if low <= at[other] <= high],
        )

    def _scored(self, row: Row) -> list[tuple[Thread, float, Row]]:
        index = self._index
        vector = dict(zip(row.features, row.weights, strict=True))
        closest: dict[int, tuple[float, Row]] = {}
        for _, negative in self._near(row):
            other = index.rows[-negative]
            if other is None:
                continue
            cosine = 0.0
            for number, weight in zip(other.features, other.weights, strict=True):
                if number in vector:
                    cosine += vector[number] * weight
            if other.thread not in closest or cosine > closest[other.thread][0]:
                closest[other.thread] = (cosine, other)
        result = []
        for thread_id, (most, near) in closest.items():
            thread = index.threads[thread_id]
            total = thread.sum
            if total is None:
                cosine = most
            else:
                cosine = sum(
                    weight * total[number] for number, weight in vector.items() if number in total
                ) / sqrt(thread.square)
            gap = max(0, thread.first - row.at, row.at - thread.last) / DAY
            score = (0.7 * cosine + 0.3 * most) * exp(-gap / TAU)
            n = len(thread.rows)
            if n > 8:
                score /= 1 + 0.05 * log2(n / 8)
            result.append((thread, score, near))
        return result

    def _repair(self) -> list[Merge]:
        index = self._index
        merges = []
        queue = sorted(self._touched)
        self._touched.clear()
        while queue:
            thread = index.threads.get(queue.pop(0))
            if thread is None:
                continue
            total = dict(index.vector(thread))
            norm = sqrt(thread.square)
            top = nlargest(12, total.items(), key=lambda pair: (pair[1], -pair[0]))
            found: dict[int, float] = {}
            for number, weight in top:
                for other in (index.postings[number] or ())[-TAIL:]:
                    row = index.rows[other]
                    if row is not None and row.thread != thread.id:
                        found[row.thread] = found.get(row.thread, 0.0) + weight
            best, best_score = None, 0.0
            for other, _ in nlargest(12, found.items(), key=lambda pair: (pair[1], -pair[0])):
                candidate = index.threads[other]
                gap = max(0, thread.first - candidate.last, candidate.first - thread.last) / DAY
                if gap > 5:
                    continue
                cosine = sum(
                    weight * total[number]
                    for number, weight in index.vector(candidate)
                    if number in total
                ) / (norm * sqrt(candidate.square))
                score = cosine * exp(-gap / TAU)
                if score > best_score:
                    best, best_score = candidate, score
            if best is not None and best_score >= self._merge:
                a, b = thread, best
                if (len(b.rows), -b.id) > (len(a.rows), -a.id):
                    a, b = b, a
                index.merge(a, b)
                merges.append(Merge(a.id, b.id, Reason(PlacedBy.MERGE, round(best_score, 3))))
                queue.append(a.id)
        return merges
