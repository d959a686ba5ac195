"""How much a feature tells: its rarity in the language, in the reader's own stream, and today.

``idf = ln((N0 + N + 1) / (p·N0 + df + ½))`` with the background probability ``p`` of a document to
hold the feature, and ``df`` counted partly by threads and partly by stories. Each simpler choice
was measured to break somewhere: the stream alone on the first day, threads alone by a snowball
thread, stories alone by today's biggest event, the background alone when every feed is about Musk.
"""

from __future__ import annotations

from functools import lru_cache
from math import log, sqrt

from reader.threads.dates import is_year
from reader.threads.features import Features
from reader.threads.index import UNIT, Index

#: Stories the background is worth; more while the stream is short.
BACKGROUND = 300.0
#: Share of threads (against stories) in the document frequency.
BY_THREADS = 0.8
BY_STORIES = 1 - BY_THREADS
#: Words of a document: what turns the probability of a word into that of a document.
WORDS = 20.0
FLOOR, NUMBER_FLOOR, YEAR_FLOOR = 2e-5, 5e-4, 5e-3
#: The least that rarity weighs.
LEAST = 0.05
#: A feature in this many threads of a feed's latest stories is its habit (a slogan, a column, a
#: call to subscribe), and what is left of its weight (BCubed F1 +.002 on three days).
HABIT, LEFT = 3, 0.3
#: Length of what is told from which a story has a vector of unit length: one that says less ("It's
#: about time", "Posted 11/27/2005") is no more like others than that (events told by titles alone
#: +.005; at 10 broad events lose .03).
POOR = 8.0
#: Features kept of a story, the heaviest.
MOST = 30


@lru_cache(maxsize=1_024)
def _chance(zipf: float) -> float:
    return min(0.5, max(FLOOR, WORDS * float(10.0 ** (zipf - 9.0))))


def probability(feature: str, zipf: float) -> float:
    """The background probability that a story holds the feature."""
    if feature[0] == "#":
        return YEAR_FLOOR if is_year(feature) else NUMBER_FLOOR
    return _chance(zipf)


@lru_cache(maxsize=1_024)
def _share(zipf: float) -> float:
    """How many of the background's stories hold a word or name so common."""
    return _chance(zipf) * BACKGROUND


def _size(threads: float, stories: float) -> float:
    """How many a rarity is taken of."""
    return BY_THREADS * threads + BY_STORIES * stories


def weigh(index: Index, read: Features, feed: int) -> tuple[list[int], list[int]]:
    """The heaviest features of a story by number, heaviest first, with weights of unit length."""
    threads, stories = len(index.threads), len(index)
    own = index.by_language.get(read.language, 0)
    # What a word is rare among are the stories of its language; names and numbers know none.
    everywhere = BACKGROUND + _size(threads, stories) + 1.0
    words = BACKGROUND + _size(threads * own // stories, own) + 1.0 if stories else everywhere
    in_stories, in_threads, seen = index.in_stories, index.in_threads, read.seen
    numbers = list(map(index.ids.get, read.weights))
    often = {n for n in numbers if n is not None and in_threads[n] >= HABIT}
    habits = index.habits(feed, often) if often else {}
    known = unseen = len(index.names)
    weighted: list[tuple[float, int, str]] = []
    for (name, weight), number in zip(read.weights.items(), numbers, strict=True):
        channel = name[0]
        share = probability(name, 0.0) * BACKGROUND if channel == "#" else _share(seen[name][2])
        if number is None:
            number, unseen, df = unseen, unseen + 1, 0.0
        else:
            df = BY_THREADS * in_threads[number] + BY_STORIES * in_stories[number]
            if number in habits and habits[number] >= HABIT:
                weight *= LEFT
        rarity = log((words if channel == "w" else everywhere) / (share + df + 0.5))
        weight *= rarity if rarity > LEAST else LEAST
        weighted.append((-weight, number, name))
    weighted.sort()
    del weighted[MOST:]
    scale = UNIT / max(POOR, sqrt(sum([weight * weight for weight, _, _ in weighted])))
    return (
        [
            number if number < known else index.feature(name, seen[name][1])
            for _, number, name in weighted
        ],
        [int(-weight * scale) for weight, _, _ in weighted],
    )
