"""What the engine measures of two stories, for whoever weighs it together with other measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt

from reader.model import Likeness
from reader.threads.index import UNIT, Index
from reader.threads.near import near
from reader.threads.score import DAY, WINDOW
from reader.threads.shown import named
from reader.threads.split import fullness
from reader.threads.vocabulary import A_WORD

#: Stories of its own thread that a story is paired with, the newest.
OWN_THREAD = 60
#: Stories in its language that there must be to say what a story shares with a thread beside names.
OTHERS = 3
#: Features they have on average, from which what one leaves out counts.
TEXT = 18


def pairs(
    index: Index, stories: Sequence[int], more: Iterable[tuple[int, int]]
) -> Iterator[Likeness]:
    """Each of ``stories`` with those it may share an event with as far as words go, and with its
    thread's; and the pairs ``more``. What is not held is left out, and so is what belongs to no
    event, but for its copies; every pair comes once."""
    wanted: dict[int, set[int]] = {}
    for story in stories:
        number = index.where.get(story)
        if number is not None:
            thread = index.threads[index.rows.thread[number]]
            others = {*near(index, index.row(number), WINDOW), *thread.rows[-OWN_THREAD:]}
            _want(wanted, number, others)
    for a, b in more:
        one, other = index.where.get(a), index.where.get(b)
        if one is not None and other is not None:
            _want(wanted, one, {other})
    for number in sorted(wanted):
        yield from _of(index, number, sorted(wanted[number]))


def _want(wanted: dict[int, set[int]], number: int, others: set[int]) -> None:
    for other in others:
        if other != number:
            wanted.setdefault(min(number, other), set()).add(max(number, other))


def _of(index: Index, number: int, others: Sequence[int]) -> Iterator[Likeness]:
    rows, channels = index.rows, index.channels
    others = [
        other
        for other in others
        if not (rows.alone[number] or rows.alone[other])
        or rows.thread[number] == rows.thread[other]
    ]
    vector = dict(rows.pairs(number))
    named = {feature: weight for feature, weight in vector.items() if channels[feature] != A_WORD}
    own = sum([weight * weight for weight in named.values()])
    for other, whole, part in zip(
        others, rows.dots(others, vector), rows.dots(others, named), strict=True
    ):
        yield Likeness(
            rows.story[number],
            rows.story[other],
            whole / (UNIT * UNIT),
            part / (UNIT * UNIT),
            abs(rows.at[number] - rows.at[other]) / DAY,
            rows.language[number] != rows.language[other],
            rows.feed[number] == rows.feed[other],
            _clash(index, named, own, other) / (UNIT * UNIT),
        )


def _clash(index: Index, named: Mapping[int, int], own: int, other: int) -> int:
    """How much of two stories is names and numbers that the other has not: the lesser."""
    channels, theirs = index.channels, 0
    for feature, weight in index.rows.pairs(other):
        if feature in named:
            own -= named[feature] ** 2
        elif channels[feature] != A_WORD:
            theirs += weight * weight
    return min(own, theirs)


def unnamed(index: Index, number: int, others: Sequence[int]) -> float | None:
    """What a story shares with others in its language beside names: that part of its cosine with
    their sum. None where they are too few or titles, of which what they leave out says nothing."""
    rows = index.rows
    others = [other for other in others if rows.language[other] == rows.language[number]]
    if len(others) < OTHERS or fullness(index, [number, *others]) < TEXT:
        return None
    total: Counter[int] = Counter()
    for other in others:
        total.update(dict(rows.pairs(other)))
    length = sqrt(sum([weight * weight for weight in total.values()]))
    language = rows.spoken(number)
    words = [
        weight * total[feature]
        for feature, weight in rows.pairs(number)
        if feature in total and not named(index, feature, language)
    ]
    return sum(words) / length / UNIT
