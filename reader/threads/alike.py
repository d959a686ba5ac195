"""Which thread another is the most like, of those that share its heaviest features: by all that
both say, and by how far each says one thing.

``alike`` is in C as well, as are ``loops`` and ``strides``.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from contextlib import suppress
from math import exp, log2, sqrt
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from reader.threads import loops
from reader.threads.index import FEW, UNIT, Thread, heaviest
from reader.threads.loops import Posting
from reader.threads.score import DAY, TAU, WINDOW
from reader.threads.split import TITLE
from reader.threads.strides import Columns

#: Features of a thread by which others are sought.
WIDEST = 8
#: Share of these features' weight that another must have to be looked at: of those that were merged
#: none had less, and half of all that were looked at did.
SHARE = 0.15
#: What likeness of threads in two languages counts: words that look alike are no proof.
FOREIGN = 0.85
#: Newest stories of each that are looked at. (100, and 12 features: the same scores.)
BACK = 50
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
#: First stories of a thread by which it is told whether it has titles alone.
FIRST = 8


class By(NamedTuple):
    """What ``alike`` measures by: see the constants."""

    unit: float
    share: float
    foreign: float
    size: float
    grown: float
    tau: float
    mean: float
    titles: float
    title: float
    widest: int
    back: int
    small: int
    large: int
    first: int
    few: int
    window: int


BY = By(
    UNIT, SHARE, FOREIGN, SIZE, GROWN, TAU, MEAN, TITLES, TITLE, WIDEST, BACK, SMALL, LARGE, FIRST,
    FEW, WINDOW,
)  # fmt: skip

#: The sum of a thread's vectors.
_Sum = Callable[[Thread], dict[int, int]]
#: What is left of the likeness of another thread; None when it is less than asked, or than the best
#: so far, or they may not be one. (The thread, its likeness, the best so far.)
_Judged = Callable[[Thread, float, float], float | None]


def alike(
    columns: Columns, postings: list[Posting], threads: Mapping[int, Thread], thread: Thread,
    name: int, total: dict[int, int], since: int, level: float, by: By, sum_of: _Sum,
    judged: _Judged,
) -> tuple[float, Thread] | None:  # fmt: skip
    """The thread that another (``name``, with the ``total`` of its vectors) is the most like when
    it is ``judged``, with how like it is then; None when none is so by ``level``. ``since``: the
    row from which on stories are looked at."""
    best: tuple[float, Thread] | None = None
    most = float("-inf")
    sharing = _sharing(postings, columns[3], threads, name, total, since, by)
    for other in sharing:
        score = likeness(columns, thread, total, other, most if best else level, by, sum_of)
        if score < level or score <= most:
            continue
        left = judged(other, score, most)
        if left is not None:
            most = left
            best = most, other
    return best


def _sharing(
    postings: list[Posting], thread_of: array[int], threads: Mapping[int, Thread], name: int,
    total: dict[int, int], since: int, by: By,
) -> list[Thread]:  # fmt: skip
    """The threads that share the most of a thread's heaviest features, of equal ones the older
    first."""
    widest = heaviest(total, by.widest)
    features, weights = [feature for feature, _ in widest], [weight for _, weight in widest]
    found = dict(loops.sharing(postings, features, weights, thread_of, since, by.back, True))
    found.pop(name, None)
    least = by.share * sum(weights)
    if len(found) > by.widest:
        least = max(least, sorted(found.values())[-by.widest])
    enough = [
        (-weight, threads[other].age, threads[other])
        for other, weight in found.items()
        if weight >= least
    ]
    enough.sort(key=itemgetter(0, 1))
    return [other for _, _, other in enough[: by.widest]]


def likeness(
    columns: Columns, thread: Thread, total: dict[int, int], other: Thread, floor: float, by: By,
    sum_of: _Sum,
) -> float:  # fmt: skip
    """How alike two threads are, of which the one has this ``total``; of what is less than
    ``floor`` only that it is less."""
    gap = max(0, thread.first - other.last, other.first - thread.last)
    if gap > by.window:
        return 0.0
    na, nb = len(thread.rows), len(other.rows)
    length, others = (sqrt(each.square) / by.unit for each in (thread, other))
    within = length / na * others / nb
    share = exp(-gap / DAY / by.tau)
    language = columns[6]
    if language[thread.rows[0]] != language[other.rows[0]]:
        share *= by.foreign
    smaller = min(na, nb)
    if smaller > by.small:
        share /= 1 + by.size * log2(smaller / by.small)
    larger = max(na, nb)
    if larger > by.large:
        share /= 1 + by.grown * log2(larger / by.large)
    # Of titles at the most; what two threads share, and then what they are, is asked last.
    most = float(share * within ** (1 - by.titles))
    if most < floor:
        return most
    features, weights, places, *_ = columns
    if nb > by.few:
        dot = loops.product(sum_of(other), total)
    else:
        dot = sum(loops.dots(features, weights, places, other.rows, total))
    cosine = dot / (by.unit * by.unit * length * others)
    if cosine * most < floor:
        return cosine * most
    full = min(_fullness(places, each.rows[: by.first]) for each in (thread, other))
    mean = by.titles if full < by.title else by.mean
    return float(cosine * share * within ** (1 - mean))


def _fullness(places: array[int], numbers: list[int]) -> float:
    """Features that some stories have on average."""
    return sum([places[number + 1] - places[number] for number in numbers]) / len(numbers)


if not TYPE_CHECKING:
    with suppress(ImportError):  # it could not be compiled
        from reader.threads._loops import alike
