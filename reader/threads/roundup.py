"""Round-ups: a long story that tells, paragraph by paragraph, what other threads are about.

A paragraph tells of a thread when they share what is rare: names, numbers and words of few threads,
weighed as the engine weighs them, and less the more paragraphs have them: that is what the story as
a whole is about. A paragraph is for the thread it fits best; neighbours for one thread are a run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

from reader.model import Passage
from reader.threads import WORDS
from reader.threads.features import Features
from reader.threads.index import UNIT, Index, Thread
from reader.threads.score import DAY
from reader.threads.shown import named
from reader.threads.vocabulary import A_WORD
from reader.threads.weights import BACKGROUND, probability

#: Story time between a round-up and the threads it may tell of.
WITHIN = 8 * DAY
#: A story tells several events from so many paragraphs on, and words (``WORDS``).
PASSAGES = 6
#: Cosine of a paragraph and a thread from which it tells of it (read by hand on four days of 73
#: outlets: from .3 on most are right, nearly all in daily briefings; below, most are wrong), from
#: which its neighbour does too, and the share of a paragraph's best thread that another must reach.
LEVEL, PART, BEST = 0.3, 0.08, 0.7
#: The part of it that is not of names, which have several events a week (right ones .19 or more).
OTHER = 0.12
#: Rare features shared, and how rare each is among the threads (1: in none, 0: in all).
RARE, RARITY = 3, 0.5
#: Threads told of by one story, at most; newest stories of a feature that are looked at.
MOST, BACK = 6, 60


def is_long(passages: Sequence[Passage]) -> bool:
    """Whether a story may tell several events."""
    return len(passages) >= PASSAGES and sum(len(p.text.split()) for p in passages) >= WORDS


@dataclass(frozen=True, slots=True)
class Told:
    """A thread that passages ``first`` to ``last`` tell of."""

    thread: int
    first: int
    last: int
    score: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    """How one passage fits one thread; ``rare``: what rare they share, the heaviest first."""

    score: float
    rare: tuple[str, ...]
    #: the part of the score that is of no name, if a name or a number is shared, else 0
    proof: float


def told(
    index: Index, passages: Sequence[Features], at: int, own: int, barred: Iterable[int] = ()
) -> list[Told]:
    """The threads that runs of passages tell of, in the order of the text. ``at`` is the story's
    time, ``own`` its thread, which only competes; ``barred`` are those it may not be shown in."""
    vectors = _vectors(index, passages)
    fits = [
        _fits(index, vector, read.given, at, own)
        for vector, read in zip(vectors, passages, strict=True)
    ]
    out = {own, *barred}
    found = [
        run
        for thread in dict.fromkeys(thread for each in fits for thread in each)
        if thread not in out and (run := _run(fits, thread)) is not None
    ]
    best = sorted(found, key=lambda run: -run.score)[:MOST]
    return sorted(best, key=lambda run: run.first)


def _vectors(index: Index, passages: Sequence[Features]) -> list[dict[int, float]]:
    """Known features of each passage with weights, of unit length with the unknown ones."""
    threads = len(index.threads)
    common = Counter(name for read in passages for name in read.names)
    top = BACKGROUND + threads + 1.0
    vectors: list[dict[int, float]] = []
    for read in passages:
        vector: dict[int, float] = {}
        square = 0.0
        for name, weight, zipf in zip(read.names, read.weights, read.zipfs, strict=True):
            number = index.ids.get(name, -1)
            held = index.in_threads[number] if number >= 0 else 0
            p = probability(name, zipf)
            weight *= max(0.05, log(top / (p * BACKGROUND + held + 0.5)))
            weight /= sqrt(max(1.0, common[name] / 2))
            square += weight * weight
            if number >= 0:
                vector[number] = weight
        length = sqrt(square) or 1.0
        vectors.append({number: weight / length for number, weight in vector.items()})
    return vectors


def _fits(
    index: Index, vector: Mapping[int, float], given: Collection[str], at: int, own: int
) -> dict[int, _Fit]:
    """The threads near in time that share enough of what is rare with a passage."""
    whole = log(len(index.threads) + 2)
    rare = {
        number
        for number in vector
        if 1 - log(index.in_threads[number] + 1) / whole >= RARITY
        and index.names[number] not in given
    }
    seen: Counter[int] = Counter()
    rows = index.rows
    for number in rare:
        posting = index.posting(number)[-BACK:]
        seen.update({rows.thread[row] for row in posting if abs(rows.at[row] - at) <= WITHIN})
    found: dict[int, _Fit] = {}
    often = [thread for thread, times in seen.items() if times >= RARE]
    for thread_id in index.in_order(often):
        thread = index.threads[thread_id]
        if thread_id != own or len(thread.rows) > 1:
            fit = _fit(index, vector, rare, thread)
            if fit.score >= PART and len(fit.rare) >= RARE:
                found[thread_id] = fit
    return found


def _fit(index: Index, vector: Mapping[int, float], rare: set[int], thread: Thread) -> _Fit:
    total = index.vector(thread)
    scale = UNIT * thread.length
    parts = sorted(
        ((weight * total[n] / scale, n) for n, weight in vector.items() if n in total),
        key=lambda part: (-part[0], part[1]),
    )
    telling = [number for _, number in parts if number in rare]
    terms = tuple(dict.fromkeys(map(index.surface, telling)))
    language = index.rows.spoken(thread.rows[0])
    proof = 0.0
    if any(index.channels[number] != A_WORD for number in telling):
        proof = sum(part for part, number in parts if not named(index, number, language))
    return _Fit(sum(part for part, _ in parts), terms, proof)


def _run(fits: Sequence[Mapping[int, _Fit]], thread: int) -> Told | None:
    """The run of passages that tells of a thread best, None when none does."""
    mine = [
        at
        for at, each in enumerate(fits)
        if thread in each and each[thread].score >= BEST * max(fit.score for fit in each.values())
    ]
    if not mine:
        return None
    runs = [[mine[0]]]
    for before, at in pairwise(mine):
        if at - before == 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    best = max(runs, key=lambda run: max(fits[at][thread].score for at in run))
    top = max((fits[at][thread] for at in best), key=lambda fit: fit.score)
    if top.score < LEVEL or top.proof < OTHER or 2 * len(mine) > len(fits):
        return None
    return Told(thread, best[0], best[-1], round(top.score, 3), top.rare[:4])
