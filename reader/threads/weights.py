"""How much a feature tells: its rarity in the language, in the reader's own stream, and today.

``idf = ln((N0 + N + 1) / (p·N0 + df + ½))`` with the background probability ``p`` of a document to
hold the feature, and ``df`` counted partly by threads and partly by stories. Each simpler choice
was measured to break somewhere: the stream alone on the first day, threads alone by a snowball
thread, stories alone by today's biggest event, the background alone when every feed is about Musk.
"""

from __future__ import annotations

from functools import lru_cache
from math import log

#: Stories the background is worth; more while the stream is short.
BACKGROUND = 300.0
#: Share of threads (against stories) in the document frequency.
BY_THREADS = 0.8
#: Words of a document: what turns the probability of a word into that of a document.
WORDS = 30.0
FLOOR, NUMBER_FLOOR, YEAR_FLOOR = 2e-5, 5e-4, 5e-3


@lru_cache(maxsize=1_024)
def _chance(zipf: float) -> float:
    return min(0.5, max(FLOOR, WORDS * float(10.0 ** (zipf - 9.0))))


def probability(feature: str, zipf: float) -> float:
    """The background probability that a story holds the feature."""
    if feature[0] == "#":
        year = len(feature) == 5 and feature[1:3] in ("19", "20")
        return YEAR_FLOOR if year else NUMBER_FLOOR
    return _chance(zipf)


def idf(p: float, in_threads: int, in_stories: int, threads: int, stories: int) -> float:
    """The weight of a feature's rarity."""
    df = BY_THREADS * in_threads + (1 - BY_THREADS) * in_stories
    n = BY_THREADS * threads + (1 - BY_THREADS) * stories
    return max(0.05, log((BACKGROUND + n + 1.0) / (p * BACKGROUND + df + 0.5)))
