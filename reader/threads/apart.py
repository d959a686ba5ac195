"""Why not: what keeps two stories apart, measured as it is when stories are placed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reader.model import Apart, Bar
from reader.threads.bridge import CERTAIN, Bridge
from reader.threads.index import Index, Row, Thread
from reader.threads.repair import Repair
from reader.threads.score import WINDOW, fit_of, shared
from reader.threads.split import two_events
from reader.threads.vocabulary import A_WORD

#: Names and numbers told of each side that the other has not.
OWN = 4


@dataclass(frozen=True, slots=True)
class Levels:
    """What a story must reach to join a thread, and two threads to merge; ``bar`` says what of the
    user's word, of feeds or of headlines forbids that two rows stand together."""

    join: Callable[[Row], float]
    merge: Callable[[Thread], float]
    bar: Callable[[Row, Row], Bar | None]
    #: what two threads in different languages must reach
    across: Callable[[Thread, Thread], float]


def compare(index: Index, a: Row, b: Row, levels: Levels) -> Apart:
    """Two stories that are held. Of all ways in which they could have come together the one that
    came nearest is told: either into the other's thread, or their threads into one."""
    gap = abs(a.at - b.at)
    terms = shared(index, a, b)
    score, needed = 0.0, levels.join(max(a, b, key=lambda row: (row.at, row.story)))
    bar = levels.bar(a, b)
    if a.thread != b.thread and gap <= WINDOW:
        threads = index.threads[a.thread], index.threads[b.thread]
        ways = [(*way, terms) for way in _ways(index, a, b, levels)]
        if a.language != b.language:
            across = levels.across(*threads)
            bridge = Bridge(index, across - CERTAIN, lambda one, other: True)
            alike, certain, names = bridge.likeness(*threads)
            ways.append((alike, across, names))
            if alike >= across and not certain:
                bar = bar or Bar.COMMON
        score, needed, terms = max(ways, key=lambda way: (way[0] / way[1], -way[1]))
        if bar is None and score >= needed and two_events(index, *threads):
            bar = Bar.EVENTS
    mine, theirs = _said(index, a), _said(index, b)
    return Apart(
        a=a.story,
        b=b.story,
        together=a.thread == b.thread,
        score=round(score, 3),
        needed=round(needed, 3),
        terms=terms,
        only_a=_only(mine, theirs),
        only_b=_only(theirs, mine),
        gap=gap,
        window=WINDOW,
        languages=(a.language, b.language),
        bar=bar,
    )


def _ways(index: Index, a: Row, b: Row, levels: Levels) -> list[tuple[float, float]]:
    """(score, what is needed) of each way."""
    mine, theirs = index.threads[a.thread], index.threads[b.thread]
    ways = [
        (fit_of(index, a, theirs), levels.join(a)),
        (fit_of(index, b, mine), levels.join(b)),
    ]
    if len(mine.rows) > 1 or len(theirs.rows) > 1:
        repair = Repair(index, 0.0, lambda one, other: True)
        needed = max(levels.merge(mine), levels.merge(theirs))
        ways.append((repair.likeness(mine, theirs), needed))
    return [(score, max(0.01, needed)) for score, needed in ways]


def _said(index: Index, row: Row) -> dict[str, str]:
    """Names and numbers of a story, heaviest first: feature → as people write it."""
    return {
        index.names[number]: index.surface(number)
        for number in row.features
        if index.channels[number] != A_WORD
    }


def _only(mine: dict[str, str], theirs: dict[str, str]) -> tuple[str, ...]:
    return tuple(surface for name, surface in mine.items() if name not in theirs)[:OWN]
