"""Related threads: a saga's events share rare names without being one event."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from heapq import nlargest
from itertools import islice
from math import exp
from operator import itemgetter

from reader.model import LinkKind, LinkState, ThreadLink
from reader.threads import loops
from reader.threads.index import Index, Thread
from reader.threads.proof import Proof
from reader.threads.score import DAY
from reader.threads.vocabulary import A_NAME

#: Cosine of the names from which two threads are related, names they must share, links a thread.
LEVEL, NAMES, LINKS = 0.35, 2, 5
#: And what these must prove (see ``proof``): the two countries of a war are in a tenth of all
#: threads. (Of 110 related threads of four days of 73 outlets that were read, 73 prove less, of
#: which some ten belong together; of the 37 others 32 do.)
PROOF = 1.2
#: Names by which others are sought; newest stories of each that are looked at.
WIDEST, BACK = 5, 60
#: Stories of a thread whose names are read.
ROWS = 4
#: Days after which being related counts 1/e.
TAU = 10.0


class Names:
    """The names of threads, each thread's read once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[int, dict[int, float]] = {}
        self._told: dict[int, tuple[array[int], array[int]]] = {}

    def of(self, thread: Thread) -> dict[int, float]:
        """The names in a thread's first stories weighed by rarity, of unit length."""
        found = self._known.get(thread.id)
        if found is None:
            found = self._known[thread.id] = self._read(thread)
        return found

    def _read(self, thread: Thread) -> dict[int, float]:
        return loops.rare(*self.told(thread), self._index.in_threads)

    def told(self, thread: Thread) -> tuple[array[int], array[int]]:
        """The names in a thread's first stories and their weights."""
        told = self._told.get(thread.id)
        if told is None:
            index, first = self._index, thread.rows[:ROWS]
            told = loops.channelled(index.rows.columns(), first, index.channels, A_NAME)
            self._told[thread.id] = told
        return told


def related(index: Index, thread: Thread, names: Names, proof: Proof) -> list[ThreadLink]:
    """The threads nearest to this one by names, best first."""
    mine = names.of(thread)
    widest = [
        feature
        for feature, _ in nlargest(WIDEST, mine.items(), key=lambda pair: (pair[1], -pair[0]))
    ]
    thread_of = index.rows.thread
    seen = loops.sharing(index.postings, widest, [1] * len(widest), thread_of, 0, BACK, False)
    alike: list[tuple[float, int, Thread, list[int]]] = []
    for other in [index.threads[other] for other, times in seen if times >= NAMES]:
        if other is thread:
            continue
        both = mine.keys() & names.told(other)[0]
        if len(both) < NAMES or proof.most(both) < PROOF:
            continue
        theirs = names.of(other)
        shared = sorted(both, key=lambda f: (-mine[f] * theirs[f], f))
        gap = max(0, thread.first - other.last, other.first - thread.last) / DAY
        score = sum([mine[f] * theirs[f] for f in shared]) * exp(-gap / TAU)
        if score >= LEVEL:
            alike.append((-round(score, 3), other.age, other, shared))
    alike.sort(key=itemgetter(0, 1))  # of equal ones the older first
    proven = (each for each in alike if proof.of(each[3], thread, each[2]) >= PROOF)
    found: list[ThreadLink] = []
    for negative, _, other, shared in islice(proven, LINKS):
        a, b = min(thread.id, other.id), max(thread.id, other.id)
        terms = tuple([index.surface(feature) for feature in shared[:4]])
        found.append(ThreadLink(a, b, LinkKind.RELATED, LinkState.PROPOSED, -negative, terms))
    return found


def all_related(index: Index, threads: Iterable[int]) -> list[ThreadLink]:
    """The links of some threads that have several stories each."""
    names, proof = Names(index), Proof(index)
    found: list[ThreadLink] = []
    for thread in map(index.threads.__getitem__, dict.fromkeys(threads)):
        if len(thread.rows) > 1:
            found += related(index, thread, names, proof)
    return found
