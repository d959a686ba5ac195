"""How well a story fits a thread, from what they share and the time between them.

All of it is loops over some tens or hundreds of small numbers. What was tried with 30,000 stories
held and did not pay: numpy for the walk over postings (104 → 46 µs a story) and for the products
(41 → 36 µs), which does not make up for 90 ms and 17 MB at every start; dictionaries united a
posting at a time (59 → 84 µs of the walk); products by mapped lookups or sets (± 4 µs).
The tightest are compiled where that can be (``loops``, which takes a quarter of all time away), and
whole strides of them (``strides``: another quarter, since no values go from one to the next).
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

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from math import log
from typing import NamedTuple

from reader.threads import loops, strides
from reader.threads.dates import edition
from reader.threads.index import FEW as ONE_BY_ONE
from reader.threads.index import UNIT, Index, Row, Thread
from reader.threads.lexicon import name_of
from reader.threads.near import CANDIDATES, bounds, days
from reader.threads.vocabulary import A_NAME, A_NUMBER, A_WORD, UNASKED

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


#: Score from which a fit is looked at again: where less than ``ENOUGH`` of the likeness is of other
#: words than names, up to ``NAMES`` of it is taken away: a protagonist has several events a day
#: (pair F1 +.02 on two days of 41 outlets; twice as much: -.03 on English and French together).
DOUBT, ENOUGH, NAMES = 0.2, 0.04, 0.25
#: What is left where all that a story shares with the closest is one word, name or number: "£40k"
#: and 40,000 rockets. (Titles of two days of 41 outlets BCubed F1 +.005, of broad events +.005;
#: others ±0, as are all with summaries.)
ONE_WORD = 0.5
#: And where it is two plain words, of a thread that the same feed alone told: "only a title, no
#: text". (All ±.001. At .5 look-alike events on titles -.004; of several feeds as well, pair F1 of
#: titles of those days -.03.)
TWO_WORDS = 0.7
#: Topics share one word ("sleep", "iPhone", a candidate), events several: of a story with a text
#: and a thread that share fewer than ``BROAD``, counted by their parts in the likeness (one of half
#: of it and two of a quarter: 2.7), this power of what is missing is left. A title has fewer to
#: share: a word counts for ``PER`` of the story's. (Of joins of two days that shared less than two,
#: in a stream of 73 outlets, 31 % were right, with two to three 59 %, with five and more 88 %. Pair
#: F1 there .749 → .768, of the two days alone +.004; all others ±0. At 5 the largest threads come
#: apart; the words shared with the closest story say less than those with the whole thread.)
BROAD, POWER, PER = 3.0, 0.35, 6
#: Share of a word's stories that must show it as a name.
SHOWN = 0.3
#: Look-alikes (two quakes, two verdicts) share words and neither name nor number. In a thread of so
#: few stories, sharing less than ``COMMON`` of the likeness by these costs ``NAMELESS`` of it, and
#: ``OTHERS`` where both have their own: more than such shares of their squared length, the thread's
#: in ``MOST`` of its stories. (Small look-alikes, BCubed F1: .86 → .98, and of others .86 → .97, of
#: which the errors were read while this was made; two days of 41 outlets +.002, look-alike events
#: on titles -.003. In larger threads as well: those of one day -.005.)
FEW, COMMON, NAMELESS, OTHERS = 4, 0.02, 0.1, 0.7
OWN_NAMES, THEIRS, MOST = 0.1, 0.05, 0.7
#: The most that it costs where capitals tell no names, or all nouns. (Events told in twenty-two
#: languages BCubed F1 +.004; at .1 titles +.003 of one and -.01 of pair precision of another.)
UNSURE, NAMES_UNSURE = 0.35, frozenset(("de", "ar", "he", "fa", "ja", "zh", "ko"))
#: What likeness to a story of the same feed counts: its turns of phrase are no proof.
OWN = 0.9
#: And to a small thread that this feed alone told: columns and series have its manner in common
#: (BCubed F1 of two days +.003; at .85 look-alike events -.01).
ONE_FEED = 0.92
#: Stories of a thread whose mean likeness counts beside the centroid's: one alone may be a bridge
#: to another event (1: pair precision -.03 on three days of 73 outlets).
TOP = 3
#: Shared terms told in a reason.
TERMS = 5


_MEASURE = strides.Measure(CENTROID, OWN, TAU, UNIT, FOREIGN, SIZE, DOUBT, TOP, ONE_BY_ONE, LARGE)


#: See ``_held``.
_Held = tuple[dict[int, int], dict[int, int]]


class Fit(NamedTuple):
    """A thread that a story may belong to."""

    thread: Thread
    score: float
    #: the most alike row
    closest: int


class _Story:
    """A story that is compared with threads: its vector, and which of it are names, each asked
    once, if at all."""

    __slots__ = ("_names", "_vector", "index", "row")

    def __init__(self, index: Index, row: Row) -> None:
        self.index = index
        self.row = row
        self._vector: dict[int, int] | None = None
        self._names: dict[int, bool] = {}

    @property
    def vector(self) -> dict[int, int]:
        """Feature → weight."""
        if self._vector is None:
            self._vector = self.row.vector()
        return self._vector

    def named(self, feature: int) -> bool:
        """Whether a feature is a name."""
        found = self._names.get(feature)
        if found is None:
            found = self._names[feature] = named(self.index, feature, self.row.language)
        return found

    def edition(self) -> int:
        """The day's edition that its headline says it is, 0 for none."""
        return edition(self.row.title.decode(), self.row.at)

    def tells_which(self, feature: int) -> bool:
        """Whether a feature tells events of one kind apart: a name or a number."""
        return self.index.channels[feature] == A_NUMBER or self.named(feature)


def reach(level: float) -> int:
    """The story time behind which nothing scores a level, however alike it is."""
    return int(min(WINDOW, max(0.0, -log(level) * TAU * DAY))) if level > 0 else WINDOW


def fits(index: Index, row: Row, floor: float = 0.0, window: int = WINDOW) -> list[Fit]:
    """The threads a story may belong to, best first; equal ones by the older thread. Of those that
    score less than ``floor`` only the best is sure to be there."""
    found = strides.fits(
        index.rows.columns(), index.postings, index.threads, _told(index, row),
        days(index, row.at, window), bounds(), _MEASURE, floor, index.sum,
        partial(_doubted, _Story(index, row)),
    )  # fmt: skip
    return list(map(Fit._make, found))


def _told(index: Index, row: Row) -> strides.Told:
    return row.features, row.weights, row.feed, row.at, index.rows.coded(row.language)


def fit_of(index: Index, row: Row, thread: Thread) -> Fit:
    """How a story fits one thread, whether or not it is among its candidates."""
    story, rows = _Story(index, row), index.rows
    numbers = [number for number in thread.rows[-CANDIDATES:] if rows.story[number] != row.story]
    known = dict(zip(numbers, rows.dots(numbers, story.vector), strict=True))
    alike = [
        (dot / (UNIT * UNIT) * (OWN if rows.feed[number] == row.feed else 1.0), -number)
        for number, dot in known.items()
    ]
    alike.sort(reverse=True)
    dot = index.dot(thread, story.vector, known)
    score = strides.scored(thread, alike, dot, _told(index, row), rows.language, _MEASURE)
    closest = -alike[0][1]
    return Fit(
        thread, _doubted(story, thread, score, closest) if score >= DOUBT else score, closest
    )


def _doubted(story: _Story, thread: Thread, score: float, closest: int) -> float:
    """What is left of a score by what a story shares with a thread, and with the ``closest`` of its
    stories."""
    row, rows = story.row, story.index.rows
    n = len(thread.rows)
    own = n <= FEW and all([rows.feed[number] == row.feed for number in thread.rows])
    if own:
        score *= ONE_FEED
    which = story.edition()
    if which and editions(story.index, [closest]) - {which}:
        score *= 1 - OTHERS
    both = {f: w for f, w in rows.pairs(closest) if f in story.vector}
    other = _unnamed(story, both)
    if other < ENOUGH:
        score *= 1 - NAMES * (1 - other / ENOUGH)
    score *= _enough(story, both, own)
    held = _held(story.index, thread) if n <= FEW else None
    total = held[0] if held else story.index.sum(thread)
    score *= _broad(story, total)
    if held:
        taken = conflict(story.index, story.vector, story.tells_which, thread, row.language, held)
        score *= 1 - (min(taken, UNSURE) if row.language in NAMES_UNSURE else taken)
    return score


def breadth(index: Index, vector: Mapping[int, int], total: Mapping[int, int]) -> float:
    """How many words two sums of vectors share, counted by their parts in the likeness. (A word
    and the name it is are one.)"""
    parts: dict[str, float] = {}
    surface = index.surface
    for feature, weight in vector.items():
        if feature in total:
            word = surface(feature)
            parts[word] = parts.get(word, 0.0) + weight * total[feature]
    whole, squares = sum(parts.values()), sum([part * part for part in parts.values()])
    return whole * whole / squares if squares else 0.0


def _broad(story: _Story, total: Mapping[int, int]) -> float:
    """What is left of a score by how many words a story shares with a thread, of which this is the
    sum of the vectors."""
    shared = breadth(story.index, story.vector, total)
    wanted = min(BROAD, len(story.vector) / PER)
    return min(1.0, shared / wanted) ** POWER if shared else 1.0


def conflict(
    index: Index,
    vector: Mapping[int, int],
    telling: Callable[[int], bool],
    thread: Thread,
    language: str,
    known: _Held | None = None,
) -> float:
    """What is taken away where a small thread and another or a story share no name and no number;
    ``vector``, of unit length, is that of the other, and ``telling`` says what in it are such."""
    held, times = known or _held(index, thread)
    length = thread.length * UNIT
    shared = sum(
        [
            weight * held[feature] / length / UNIT
            for feature, weight in vector.items()
            if feature in held and telling(feature)
        ]
    )
    if shared >= COMMON:
        return 0.0
    own = [w for f, w in vector.items() if f not in held and telling(f)]
    if sum([(weight / UNIT) ** 2 for weight in own]) <= OWN_NAMES:
        return NAMELESS
    least = MOST * len(thread.rows)
    core = [
        weight
        for feature, weight in held.items()
        if times[feature] >= least
        and feature not in vector
        and tells_which(index, feature, language)
    ]
    return OTHERS if sum([(weight / length) ** 2 for weight in core]) > THEIRS else NAMELESS


def _held(index: Index, thread: Thread) -> _Held:
    """Of a small thread feature → weight in all, and feature → how many stories have it."""
    held: dict[int, int] = dict(index.rows.pairs(thread.rows[0]))
    times = dict.fromkeys(held, 1)
    for number in thread.rows[1:]:
        for feature, weight in index.rows.pairs(number):
            held[feature] = held.get(feature, 0) + weight
            times[feature] = times.get(feature, 0) + 1
    return held, times


def editions(index: Index, numbers: Iterable[int]) -> set[int]:
    """The editions that some stories say they are."""
    rows = index.rows
    return {edition(rows.title(n).decode(), rows.at[n]) for n in numbers} - {0}


def tells_which(index: Index, feature: int, language: str) -> bool:
    """Whether a feature tells events of one kind apart: a name or a number."""
    channel = index.channels[feature]
    return channel != A_WORD or shown_as(index, feature, language) is not None


def named(index: Index, feature: int, language: str) -> bool:
    """Whether a feature is a name, be it as a word."""
    channel = index.channels[feature]
    return channel == A_NAME or (
        channel == A_WORD and shown_as(index, feature, language) is not None
    )


def shown_as(index: Index, word: int, language: str) -> int | None:
    """The name that a word is in the stories that have it, as far as they show it (in Title Case
    and where a sentence begins they do not); None when it is none."""
    name = index.as_names(language)[word]
    if name == UNASKED:
        name = index.note_name(word, name_of(index.surface(word), language), language)
    shown = name >= 0 and index.in_stories[name] >= SHOWN * index.in_stories[word]
    return name if shown else None


def _unnamed(story: _Story, both: Mapping[int, int]) -> float:
    """What two stories share beside names: the part of their cosine. ``both``: the features that
    the other has, too, with its weights."""
    vector, named = story.vector, story.named
    return sum([w * vector[f] for f, w in both.items() if not named(f)]) / (UNIT * UNIT)


def _enough(story: _Story, both: Iterable[int], own: bool) -> float:
    """What is left of a score by how much two stories share, told by one feed (``own``) or not."""
    words = len({story.index.surface(feature).casefold() for feature in both})
    if words < 2:
        return ONE_WORD
    return TWO_WORDS if words == 2 and own and not any(map(story.tells_which, both)) else 1.0


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
    rounded = [(-round(part, 1), word) for word, part in terms.items()]
    rounded.sort()
    return tuple([(word, -part) for part, word in rounded[:TERMS]])
