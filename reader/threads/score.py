"""How well a story fits a thread, from what they share and the time between them.

All of it is loops over some tens or hundreds of small numbers. What was tried with 30,000 stories
held and did not pay: numpy for the walk over postings (104 → 46 µs a story) and for the products
(41 → 36 µs), which does not make up for 90 ms and 17 MB at every start; dictionaries united a
posting at a time (59 → 84 µs of the walk); products by mapped lookups or sets (± 4 µs).
The tightest are compiled where that can be (``loops``), and whole strides of them (``strides``,
``doubt``, ``alike``, ``repeats``: since no values go from one loop to the next they save as much
again). Constants go into C as tuples that it reads itself: taken apart by a nested format of
``PyArg_ParseTuple`` they took a sixth of the time.
Tried beside: the whole engine through mypyc (a quarter slower: maps and generators are called, not
compiled), the heaviest features in C as well (1 %).
Sorting fewer rows, counts by ``Counter`` and products over united keys: ± 2 µs or worse; garbage
collection is 1 % of a story. What threads say in every language told once a settling (``bridge``):
slower; which words say nothing there remembered: 4 µs of 1,000.
What did pay, a tenth to a sixth in all: columns of numbers in place of strings and dictionaries
(``vocabulary``), memories that outlive a refresh, looking no further back than can score.
And a third in all: what can find nothing new is not looked at again (a thread's further stories
change neither its links nor its tellings in other languages, ``engine``, and little of what it is
like, ``repair``); common words count for rows that were met already, and fewer of them (``near``);
threads are passed over that cannot score enough; words are remembered while they come back.
Every bound was swept, with all scores beside it: 26 features kept of a story instead of 30 cost .01
of all BCubed F1 (look-alike events .03) and save next to nothing, 12 rows looked at instead of
16 pair F1 .008, .75 instead of .88 of the weight walked .008 on broad events, repair half as often
.01 on look-alike events; summaries read to 340 characters find .02 more pairs and part look-alikes
.02 worse; habits of a feed by 8 stories instead of 12 the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from math import log

from reader.threads import doubt, loops, strides
from reader.threads.dates import edition
from reader.threads.doubt import DOUBT, FEW, NAMES_UNSURE, ONE_FEED, OTHERS, UNSURE
from reader.threads.index import FEW as ONE_BY_ONE
from reader.threads.index import UNIT, Index, Row, Thread
from reader.threads.near import CANDIDATES, bounds, days
from reader.threads.shown import words

DAY = loops.DAY
#: Story time within which stories are compared at all.
WINDOW = 5 * DAY
#: Days after which likeness counts 1/e (no decay: BCubed F1 -.04; 10 days of window: no gain).
TAU = 3.0
#: Share of the thread's centroid, against the closest stories, in the score (.6: look-alike events
#: -.01; .9: pair F1 -.02 on two days of 41 outlets).
CENTROID = 0.8
#: A thread of more stories than this must fit better, by this much for each doubling.
LARGE, SIZE = 8, 0.05
#: What a story in another language than the closest one scores; see ``bridge`` for these.
FOREIGN = 0.7
#: What likeness to a story of the same feed counts: its turns of phrase are no proof.
OWN = 0.9
#: Stories of a thread whose mean likeness counts beside the centroid's: one alone may be a bridge
#: to another event (1: pair precision -.03 on three days of 73 outlets).
TOP = 3
#: Shared terms told in a reason.
TERMS = 5


_MEASURE = strides.Measure(CENTROID, OWN, TAU, UNIT, FOREIGN, SIZE, DOUBT, TOP, ONE_BY_ONE, LARGE)


@lru_cache(maxsize=64)
def reach(level: float) -> int:
    """The story time behind which nothing scores a level, however alike it is."""
    return int(min(WINDOW, max(0.0, -log(level) * TAU * DAY))) if level > 0 else WINDOW


def fits(index: Index, row: Row, floor: float = 0.0, window: int = WINDOW) -> list[strides.Fitting]:
    """The threads a story may belong to, best first; equal ones by the older thread. Of those that
    score less than ``floor`` only the best is sure to be there."""
    return strides.fits(
        index.rows.columns(), index.postings, index.threads, _told(index, row),
        days(index, row.at, window), bounds(), _MEASURE, floor, index.sum,
        partial(_doubted, index, row),
    )  # fmt: skip


def _told(index: Index, row: Row) -> strides.Told:
    return row.features, row.weights, row.feed, row.at, index.rows.coded(row.language)


def fit_of(index: Index, row: Row, thread: Thread) -> float:
    """The score of a story in one thread, whether or not it is among its candidates."""
    rows, vector = index.rows, row.vector()
    numbers = [number for number in thread.rows[-CANDIDATES:] if rows.story[number] != row.story]
    known = dict(zip(numbers, rows.dots(numbers, vector), strict=True))
    alike = [
        (dot / (UNIT * UNIT) * (OWN if rows.feed[number] == row.feed else 1.0), -number)
        for number, dot in known.items()
    ]
    alike.sort(reverse=True)
    dot, told = index.dot(thread, vector, known), _told(index, row)
    score = strides.scored(thread, alike, dot, told, rows.language, _MEASURE)
    return score if score < DOUBT else _doubted(index, row, thread, score, -alike[0][1])


def _doubted(index: Index, row: Row, thread: Thread, score: float, closest: int) -> float:
    """What is left of a score by what a story shares with a thread, and with the ``closest`` of its
    stories."""
    feed_of, few = index.rows.feed, len(thread.rows) <= FEW
    own = few and all([feed_of[number] == row.feed for number in thread.rows])
    if own:
        score *= ONE_FEED
    which = edition(row.title.decode(), row.at)
    if which and editions(index, [closest]) - {which}:
        score *= 1 - OTHERS
    return doubt.doubted(
        score, own, (row.features, row.weights), index.rows.columns(), closest,
        thread.rows if few else [], {} if few else index.sum(thread), thread.length * UNIT,
        words(index, row.language), UNSURE if row.language in NAMES_UNSURE else 1.0, doubt.BY,
    )  # fmt: skip


def editions(index: Index, numbers: Iterable[int]) -> set[int]:
    """The editions that some stories say they are."""
    rows = index.rows
    return {edition(rows.title(n).decode(), rows.at[n]) for n in numbers} - {0}


def shared(index: Index, row: Row, other: Row) -> tuple[tuple[str, float], ...]:
    """The terms two stories share, as ``as_terms`` tells them."""
    vector = row.vector()
    surfaces, names = index.surfaces, index.names
    terms: dict[str, float] = {}
    for number, weight in zip(other.features, other.weights, strict=True):
        if number in vector:
            surface = surfaces[number] or names[number][1:]
            part = 10.0 * weight * vector[number] / (UNIT * UNIT)
            terms[surface] = terms.get(surface, 0.0) + part
    return as_terms(terms)


def as_terms(terms: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """What two share, as people write it, with ten times its share of the cosine: the heaviest of
    these terms, as reasons tell them."""
    # What is lighter by more than rounding can make up for is not among them.
    least = sorted(terms.values())[-TERMS] - 0.11 if len(terms) > TERMS else 0.0
    rounded = [(-round(part, 1), word) for word, part in terms.items() if part >= least]
    rounded.sort()
    return tuple([(word, -part) for part, word in rounded[:TERMS]])
