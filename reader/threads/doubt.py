"""Doubt: what is left of a score when what a story shares with a thread is looked at.

Names alone, one word, words of a topic, look-alikes: each costs a part of it. ``doubted`` is in C
as well, as are ``loops`` and ``strides``.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from reader.threads.rows import UNIT
from reader.threads.strides import Columns
from reader.threads.vocabulary import A_NAME, A_NUMBER, A_WORD, UNASKED

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
#: And to a small thread that this feed alone told: columns and series have its manner in common
#: (BCubed F1 of two days +.003; at .85 look-alike events -.01).
ONE_FEED = 0.92
#: Share of a word's stories that must show it as a name.
SHOWN = 0.3


class Doubt(NamedTuple):
    """What ``doubted`` measures by: see the constants."""

    enough: float
    names: float
    one_word: float
    two_words: float
    broad: float
    power: float
    per: float
    shown: float
    common: float
    nameless: float
    others: float
    own_names: float
    theirs: float
    most: float
    unit: float


BY = Doubt(
    ENOUGH, NAMES, ONE_WORD, TWO_WORDS, BROAD, POWER, PER, SHOWN, COMMON, NAMELESS, OTHERS,
    OWN_NAMES, THEIRS, MOST, UNIT,
)  # fmt: skip

#: What features are, by number (see ``vocabulary``): their channels, the names that they would be
#: as words of a language, in how many stories they are, how people write them, their names; and
#: what finds out which name a word would be.
Words: TypeAlias = tuple[
    bytearray, "array[int]", "array[int]", list[str], list[str], Callable[[int], int]
]


def doubted(
    score: float, alone: bool, told: tuple[array[int], array[int]], columns: Columns, closest: int,
    members: list[int], total: Mapping[int, int], length: float, words: Words, most: float,
    by: Doubt,
) -> float:  # fmt: skip
    """What is left of the score of a story, ``told`` by features and weights, in a thread: by what
    it shares with the row that is the ``closest``, and with the thread, of so much ``length``.
    ``alone``: whether the story's feed alone told that; ``members``: the rows of a small one, else
    ``total``, the sum of its vectors; ``most``: the most that it costs to share no name with it."""
    vector = dict(zip(*told, strict=True))
    both = {f: w for f, w in _pairs(columns, closest) if f in vector}
    channels, *_, surfaces, names, _ = words

    def named(feature: int) -> bool:
        return _named(feature, words, by.shown)

    def telling(feature: int) -> bool:
        return channels[feature] == A_NUMBER or named(feature)

    def surface(feature: int) -> str:
        return surfaces[feature] or names[feature][1:]

    other = sum([w * vector[f] for f, w in both.items() if not named(f)]) / (by.unit * by.unit)
    if other < by.enough:
        score *= 1 - by.names * (1 - other / by.enough)
    different = len({surface(feature).casefold() for feature in both})
    if different < 2:
        score *= by.one_word
    elif different == 2 and alone and not any(map(telling, both)):
        score *= by.two_words
    held, times = _held(columns, members)
    shared = breadth(surface, vector, held if members else total)
    if shared:
        score *= min(1.0, shared / min(by.broad, len(vector) / by.per)) ** by.power
    if members:
        taken = conflict(vector, telling, held, times, len(members), length, by)
        score *= 1 - min(taken, most)
    return score


def _pairs(columns: Columns, row: int) -> Iterable[tuple[int, int]]:
    features, weights, places, *_ = columns
    begin, end = places[row : row + 2]
    return zip(features[begin:end], weights[begin:end], strict=True)


def _named(feature: int, words: Words, shown: float) -> bool:
    """Whether a feature is a name, be it as a word; see ``shown.shown_as``."""
    channels, as_names, in_stories, _, _, ask = words
    if channels[feature] != A_WORD:
        return channels[feature] == A_NAME
    if as_names[feature] == UNASKED:
        ask(feature)
    name = as_names[feature]
    return name >= 0 and in_stories[name] >= shown * in_stories[feature]


def _held(columns: Columns, members: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Of a small thread feature → weight in all, and feature → how many stories have it."""
    held: dict[int, int] = {}
    times: dict[int, int] = {}
    for number in members:
        for feature, weight in _pairs(columns, number):
            held[feature] = held.get(feature, 0) + weight
            times[feature] = times.get(feature, 0) + 1
    return held, times


def breadth(
    surface: Callable[[int], str], vector: Mapping[int, int], total: Mapping[int, int]
) -> float:
    """How many words two sums of vectors share, counted by their parts in the likeness. (A word
    and the name it is are one.)"""
    parts: dict[str, float] = {}
    for feature, weight in vector.items():
        if feature in total:
            word = surface(feature)
            parts[word] = parts.get(word, 0.0) + weight * total[feature]
    whole = squares = 0.0
    for part in parts.values():
        whole += part
        squares += part * part
    return whole * whole / squares if squares else 0.0


def conflict(
    vector: Mapping[int, int], telling: Callable[[int], bool], held: Mapping[int, int],
    times: Mapping[int, int], size: int, length: float, by: Doubt = BY,
) -> float:  # fmt: skip
    """What is taken away where a small thread, of so many stories and so much ``length``, and
    another or a story share no name and no number; ``vector``, of unit length, is that of the
    other, ``held`` and ``times`` say what the thread's features weigh in all and in how many of its
    stories each is, and ``telling`` whether a feature is a name or a number."""
    shared = own = theirs = 0.0
    for feature, weight in vector.items():
        if feature in held and telling(feature):
            shared += weight * held[feature] / length / by.unit
    if shared >= by.common:
        return 0.0
    for feature, weight in vector.items():
        if feature not in held and telling(feature):
            own += (weight / by.unit) * (weight / by.unit)
    if own <= by.own_names:
        return by.nameless
    least = by.most * size
    for feature, weight in held.items():
        if times[feature] >= least and feature not in vector and telling(feature):
            theirs += (weight / length) * (weight / length)
    return by.others if theirs > by.theirs else by.nameless


def conflicting(
    vector: Mapping[int, int], telling: Callable[[int], bool], columns: Columns,
    members: Sequence[int], length: float,
) -> bool:  # fmt: skip
    """Whether a small thread and another, of the ``vector``, have each names of their own and share
    none."""
    held, times = _held(columns, members)
    return conflict(vector, telling, held, times, len(members), length) == OTHERS


if not TYPE_CHECKING:
    with suppress(ImportError):  # it could not be compiled
        from reader.threads._loops import doubted
