"""Where a new story stands: with what the user put it beside, with what points to the same page,
in the thread it fits best, or alone."""

from __future__ import annotations

from functools import lru_cache

from reader.model import PlacedBy, Placement, Reason
from reader.threads.index import Index, Row
from reader.threads.law import Law
from reader.threads.repeats import WITHIN, first_copied
from reader.threads.score import fits, reach, shared
from reader.threads.strides import Fitting

#: Score from which a thread is searched for a story's original, and how many of its stories.
COPY, LATEST = 0.2, 16


def placed(law: Law, row: Row) -> Placement:
    """Where a story that is not in the index of the law yet stands; alone it has the thread that it
    came with."""
    return _by_user(law, row) or _by_link(law, row) or _by_fit(law, row)


def _by_user(law: Law, row: Row) -> Placement | None:
    """Where the user's must-links put the story, if one of its group is held."""
    index = law.index
    for story in law.rules.together(row.story):
        other = index.of_story(story)
        if other is not None and law.may_join(row, index.threads[other.thread]):
            return _beside(index, row, other, PlacedBy.USER, 1.0)
    return None


def _by_link(law: Law, row: Row) -> Placement | None:
    """Where a story stands that pointed to the same page within the window of copies."""
    index = law.index
    number = index.where.get(index.links.get(row.link, 0)) if row.link else None
    if number is None:
        return None
    other = index.row(number)
    if (
        row.feed in law.never_feeds
        or other.feed in law.never_feeds
        or abs(row.at - other.at) > WITHIN
        or not law.may_join(row, index.threads[other.thread])
    ):
        return None
    copied = first_copied(row, index.rows, [number]) is not None
    by = PlacedBy.COPY if copied else PlacedBy.JOIN
    return _beside(index, row, other, by, 1.0, same_link=True)


def _by_fit(law: Law, row: Row) -> Placement:
    """With the story it repeats, in the thread it fits best when that is enough, or alone."""
    index, level = law.index, law.level(row.feed)
    found: list[Fitting] = []
    if row.feed not in law.never_feeds:
        found = fits(index, row, min(COPY, level), reach(level))
    if law.never_feeds or law.rules.any_apart:
        found = [fit for fit in found if law.may_join(row, fit[0]) and not law.barred(fit[0])]
    for thread, score, _ in found[:4]:
        original = None
        if score >= COPY:
            original = first_copied(row, index.rows, thread.rows[-LATEST:])
        if original is not None:
            return _beside(index, row, index.row(original), PlacedBy.COPY, score)
    best = 0.0
    # What belongs to no event met its copies above, and meets nothing else.
    for thread, score, closest in [] if row.alone else found:
        if index.alone(thread):
            continue
        if score >= level:
            return _beside(index, row, index.row(closest), PlacedBy.JOIN, score)
        best = score
        break
    return Placement(row.story, row.thread, _alone(round(best, 3)), None, row.language)


@lru_cache(maxsize=256)
def _alone(score: float) -> Reason:
    """Why a story stands alone whose best fit has this score."""
    return Reason(PlacedBy.ALONE, score)


def _beside(
    index: Index, row: Row, other: Row, by: PlacedBy, score: float, *, same_link: bool = False
) -> Placement:
    """In the thread of another story, of which it is a copy when it is placed by that."""
    terms, gap = shared(index, row, other), abs(row.at - other.at)
    reason = Reason(by, round(score, 3), other.story, terms, gap, same_link=same_link)
    copy = other.story if by is PlacedBy.COPY else None
    return Placement(row.story, other.thread, reason, copy, row.language)
