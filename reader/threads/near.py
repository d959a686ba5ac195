"""The stories that are like one, as candidates: by a walk over the stories of its own features."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice

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
    found: dict[int, float] = {}
    get, met = found.get, found.keys()
    postings = index.postings
    low, high = row.at - window, row.at + window
    since = index.rows.since(low)
    looked, mass = 0, 0.0
    for feature, weight in zip(row.features, row.weights, strict=True):
        if looked > LOOKED or mass > MASS * UNIT * UNIT:
            break
        # Whole numbers all the same; such large ones are added and sorted quicker as floats.
        square = float(weight * weight)
        posting = postings[feature]
        if isinstance(posting, int):
            if posting >= since:
                found[posting] = get(posting, 0.0) + square
        else:
            looked += min(TAIL, len(posting))
            first = max(0, len(posting) - TAIL)
            if posting[first] < since:
                first = bisect_left(posting, since, first)
            newest = posting[first:] if first else posting
            if mass > MET * UNIT * UNIT and len(newest) > MANY:
                for other in met & newest:
                    found[other] += square
            else:
                for other in newest:
                    found[other] = get(other, 0.0) + square
        mass += square
    # Two sorts, since of equal ones the earlier row is the better: each compares plain numbers.
    enough = sorted([other for other, value in found.items() if value > LEAST])
    enough.sort(key=found.__getitem__, reverse=True)
    at = index.rows.at
    inside = (other for other in enough if low <= at[other] <= high)
    return list(islice(inside, CANDIDATES))
