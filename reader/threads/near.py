"""The stories that are like one, as candidates: by a walk over the stories of its own features."""

from __future__ import annotations

from functools import lru_cache

from reader.threads import loops
from reader.threads.index import UNIT, Index, Row

#: Rows looked at for one story; the newest of a feature that very many have.
CANDIDATES, TAIL = 16, 250
#: Postings walked for one story, those of its heaviest features first. (At 1,500 pair F1 of two
#: days among 32,000 stories -.02, for a tenth more work; few stories have not as many.)
LOOKED = 800
#: Share of a story's own weight that is walked: the rest are common words with long postings.
MASS = 0.88
#: Share of it after which a feature of more rows than ``MANY`` counts for those alone that were met
#: before: what is first met by one of the lighter and common features is rarely among the best, and
#: they are most of what is walked. (Of the rows looked at 2 % are others, a third of the walk is
#: saved, all scores are ±0. Of less common ones as well: broad events on titles -.02.)
MET, MANY = 0.4, 100
#: A row that shares less of the story's weight cannot score high enough to matter.
LEAST = int(0.05 * UNIT * UNIT)


def near(index: Index, row: Row, window: int) -> list[int]:
    """Rows inside the story's window that share its heaviest features, the best first."""
    since, low, high = days(index, row.at, window)
    return loops.near(
        index.postings, row.features, row.weights, index.rows.at, since, low, high, bounds()
    )


def days(index: Index, at: int, window: int) -> tuple[int, int, int]:
    """The first row that may be inside a window around a time, and the times where that begins and
    ends."""
    low = at - window
    return index.rows.since(low), low, at + window


def bounds() -> loops.Bounds:
    """What is looked at."""
    return _bounds(CANDIDATES, TAIL, LOOKED, MASS, MET, MANY, LEAST)


@lru_cache(maxsize=1)
def _bounds(
    candidates: int, tail: int, looked: int, mass: float, met: float, many: int, least: float
) -> loops.Bounds:
    unit = UNIT * UNIT
    return loops.Bounds(candidates, tail, looked, mass * unit, met * unit, many, least)
