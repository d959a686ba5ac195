"""The longer strides of placing a story: each in one, from column to column.

As ``loops`` has the tightest loops, and ``compiled`` has these again in C: between two loops that
are quick the values that went from one to the other took most of the time.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from math import exp, log2, sqrt
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from reader.threads import loops
from reader.threads.loops import Alike, Bounds, Posting

if TYPE_CHECKING:
    from reader.threads.index import Thread

DAY = loops.DAY
#: Of the stories held: features, weights, where the features of each begin, threads, feeds, times
#: and languages (see ``rows.Rows.columns``).
Columns: TypeAlias = tuple[
    "array[int]", "array[int]", "array[int]", "array[int]", "array[int]", "array[int]", "array[int]"
]
#: A story that is not among them: its features and weights, its feed, its time and its language
#: (-1 for one that none of them has).
Told: TypeAlias = tuple["array[int]", "array[int]", int, int, int]
#: A thread, how well a story fits it, and which of its rows is the most alike.
Fitting: TypeAlias = "tuple[Thread, float, int]"


class Measure(NamedTuple):
    """What a story is compared with threads by: see the constants of the module ``score``, and of
    ``index`` for ``few``."""

    centroid: float
    own: float
    tau: float
    unit: float
    foreign: float
    size: float
    doubt: float
    top: int
    few: int
    large: int


def entered(
    postings: list[Posting], features: array[int], weights: array[int], number: int,
    known: Collection[int], in_stories: array[int], in_threads: array[int],
) -> int:  # fmt: skip
    """Enter a row, newer than all, where its features are: with those that have them, in how many
    stories each is, and in how many threads, where its own did not have it yet (``known``). The
    square of its length."""
    for feature in features:
        found = postings[feature]
        if not isinstance(found, int):
            found.append(number)
        elif found < 0:
            postings[feature] = number
        else:
            postings[feature] = array("I", (found, number))
        in_stories[feature] += 1
        in_threads[feature] += feature not in known
    return sum([weight * weight for weight in weights])


def fits(
    columns: Columns, postings: list[Posting], threads: Mapping[int, Thread], told: Told,
    days: tuple[int, int, int], bounds: Bounds, by: Measure, floor: float,
    total: Callable[[Thread], dict[int, int]], doubted: Callable[[Thread, float, int], float],
) -> list[Fitting]:  # fmt: skip
    """The threads of what is near a story, as far as they may score ``floor`` or the best, with the
    score: the best first, of equal ones the older. ``days``: the first row and the times between
    which stories are looked at, as ``near`` has it; ``total``: the sum of a thread's vectors;
    ``doubted``: what is left of a score that deserves doubt, given the row that is closest."""
    features, weights, places, thread_of, feed_of, at, language_of = columns
    own_features, own_weights, feed, when, _ = told
    since, low, high = days
    numbers = loops.near(postings, own_features, own_weights, at, since, low, high, bounds)
    vector = dict(zip(own_features, own_weights, strict=True))
    known = dict(zip(numbers, loops.dots(features, weights, places, numbers, vector), strict=True))
    found: list[Fitting] = []
    best = 0.0
    for most, thread, alike in _ranked(known, thread_of, feed_of, threads, feed, when, by):
        if most < floor and most < best:
            break
        dot = _dot(columns, thread, vector, known, total, by)
        score = scored(thread, alike, dot, told, language_of, by)
        closest = -alike[0][1]
        if score >= by.doubt:
            score = doubted(thread, score, closest)
        found.append((thread, score, closest))
        best = max(best, score)
    found.sort(key=lambda fit: (-fit[1], fit[0].age))
    return found


def _ranked(
    known: Mapping[int, int], thread_of: array[int], feed_of: array[int],
    threads: Mapping[int, Thread], feed: int, at: int, by: Measure,
) -> list[tuple[float, Thread, Alike]]:  # fmt: skip
    """The threads of some rows, ``known`` by their products with a story of ``feed`` told ``at`` a
    time: the most that it may score in each, were all its stories as close as the closest, and its
    rows; the best first."""
    tops: dict[int, Alike] = {}
    for number, dot in known.items():
        cosine = dot / (by.unit * by.unit)
        if feed_of[number] == feed:
            cosine *= by.own
        tops.setdefault(thread_of[number], []).append((cosine, -number))
    found = []
    for thread_id, alike in tops.items():
        alike.sort(reverse=True)
        thread, most = threads[thread_id], alike[0][0]
        size = len(thread.rows)
        if size > 1:
            length = sqrt(thread.square) / by.unit
            most *= by.centroid / by.own * size / length + 1 - by.centroid
        found.append((most * decay(thread, at, by.tau), thread, alike))
    found.sort(key=itemgetter(0), reverse=True)
    return found


def decay(thread: Thread, at: int, tau: float) -> float:
    """What the time between a thread and a story leaves of their likeness."""
    if thread.first <= at <= thread.last:
        return 1.0
    return exp(-max(thread.first - at, at - thread.last) / DAY / tau)


def _dot(
    columns: Columns, thread: Thread, vector: dict[int, int], known: Mapping[int, int],
    total: Callable[[Thread], dict[int, int]], by: Measure,
) -> int:  # fmt: skip
    """The product of a thread with a vector, as ``Index.dot`` has it."""
    if len(thread.rows) == 1:
        return 0  # it is not asked
    if len(thread.rows) > by.few:
        return loops.product(total(thread), vector)
    features, weights, places, *_ = columns
    others = [number for number in thread.rows if number not in known]
    found = sum([known[number] for number in thread.rows if number in known])
    return found + sum(loops.dots(features, weights, places, others, vector))


def scored(
    thread: Thread, alike: Alike, dot: int, told: Told, language_of: array[int], by: Measure
) -> float:
    """The score of a thread, before it is doubted: from the likeness to its centroid (``dot`` is
    the product with the sum of its vectors) and to those of its stories that are ``alike``, the
    most alike first."""
    _, _, _, at, language = told
    cosine = most = alike[0][0]
    size = len(thread.rows)
    if size > 1:
        cosine = dot / (by.unit * by.unit * (sqrt(thread.square) / by.unit))
    if size > 2:
        most = 0.0
        for likeness, _ in alike[: by.top]:
            most += likeness
        most /= by.top
    score = (by.centroid * cosine + (1 - by.centroid) * most) * decay(thread, at, by.tau)
    if language_of[-alike[0][1]] != language:
        score *= by.foreign
    if size > by.large:
        score /= 1 + by.size * log2(size / by.large)
    return score


if not TYPE_CHECKING:
    with suppress(ImportError):  # it could not be compiled
        from reader.threads._loops import entered, fits
