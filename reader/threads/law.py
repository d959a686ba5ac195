"""The user's word as the engine obeys it: what may stand together, and how much alike it must be.

Corrections are law, feeds that never join join nothing, and folders ask more than the setting for
all does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reader.model import Bar, Correction
from reader.threads.bridge import CERTAIN
from reader.threads.index import Index, Row, Thread
from reader.threads.records import Record
from reader.threads.retired import LEVEL as WAKE
from reader.threads.rules import Rules

#: Score from which a story joins a thread, and two threads merge. At .24 and .27, on three days of
#: 73 outlets, pair precision +.01, recall -.07; broad events lose .04 of BCubed F1.
JOIN, MERGE = 0.225, 0.26
#: What one step of tightness adds to both.
STEP = 0.075


class Law:
    """What the user said, about the stories and threads of an index."""

    def __init__(
        self,
        index: Index,
        tightness: float,
        never_feeds: frozenset[int],
        tighter: Mapping[int, float],
    ) -> None:
        self.index = index
        self.rules = Rules()
        self.never_feeds = never_feeds
        self._tighter = tighter
        #: what the setting for all adds to every level
        self.step = STEP * tightness

    def correct(self, corrections: Sequence[Correction]) -> None:
        """All corrections, replacing those given before."""
        self.rules = Rules(corrections)

    # ------------------------------------------------------------------ how much is asked

    def level(self, feed: int) -> float:
        """The score from which a feed's story joins, as its folders say."""
        return JOIN + self.step + STEP * self._tighter.get(feed, 0.0)

    def merging(self, thread: Thread) -> float:
        """What a thread and another must reach to merge."""
        return MERGE + self.step + self.extra(thread)

    def extra(self, thread: Thread) -> float:
        """How much more a thread asks of another, as the tightest of its folders says."""
        if not self._tighter:
            return 0.0
        return STEP * self.asked({self.index.rows.feed[number] for number in thread.rows})

    def across(self, a: Thread, b: Thread) -> float:
        """What two threads in different languages must reach."""
        extra = max(self.extra(a), self.extra(b))
        return max(0.01, CERTAIN + self.step + extra)

    def asked(self, feeds: Iterable[int]) -> float:
        """What the tightest of the folders of some feeds asks beyond the setting for all."""
        return max([self._tighter[feed] for feed in feeds if feed in self._tighter], default=0.0)

    def wake_level(self, thread: Thread, silent: Record) -> float:
        """How alike a thread and a silent one must be."""
        return WAKE + self.step + max(self.extra(thread), STEP * self.asked(silent.feeds))

    def tighter(self, stories: Sequence[int]) -> float:
        """See ``Engine.tighter``."""
        if not self._tighter:
            return 0.0
        numbers = [self.index.where[story] for story in stories if story in self.index.where]
        return self.asked({self.index.rows.feed[number] for number in numbers})

    # ------------------------------------------------------------------ what may stand together

    def allowed(self, ones: Sequence[int], others: Sequence[int]) -> bool:
        """See ``Engine.allowed``."""
        rows = [self.index.of_story(story) for story in (*ones, *others)]
        if any(row is not None and row.feed in self.never_feeds for row in rows):
            return False
        if not self.rules.any_apart:
            return True
        there = set(others)
        return not any(there & self.rules.apart(story) for story in ones)

    def may_join(self, row: Row, thread: Thread) -> bool:
        """Whether no story of a thread must stand apart from this one."""
        for story in self.rules.apart(row.story):
            other = self.index.of_story(story)
            if other is not None and other.thread == thread.id:
                return False
        return True

    def barred(self, thread: Thread) -> bool:
        """Whether a story of a feed that never joins stands there: only the user adds to it."""
        return bool(self.never_feeds) and any(
            self.index.rows.feed[number] in self.never_feeds for number in thread.rows
        )

    def bar(self, a: Row, b: Row) -> Bar | None:
        """What forbids two stories to stand together, whatever they share."""
        there = [self.index.threads[a.thread], self.index.threads[b.thread]]
        if b.story in self.rules.apart(a.story) or not self.may_unite(*there):
            return Bar.USER
        if any(map(self.barred, there)):
            return Bar.FEED
        if any(map(self.index.alone, there)):
            return Bar.SEVERAL
        return None

    def may_merge(self, a: Thread, b: Thread) -> bool:
        """Whether two threads may become one because they are alike."""
        if len(a.rows) > len(b.rows):
            a, b = b, a
        if self.index.alone(a) or self.index.alone(b):
            return False
        if self.barred(a) or self.barred(b):
            return False
        return not self.rules.any_apart or self.may_unite(a, b)

    def may_unite(self, a: Thread, b: Thread) -> bool:
        """Whether no story of a thread must stand apart from one of another."""
        return all(self.may_join(self.index.row(number), b) for number in a.rows)

    def may_wake(self, thread: Thread, silent: Record) -> bool:
        """Whether a thread may take up a silent one."""
        rows = self.index.rows
        if self.barred(thread) or not self.never_feeds.isdisjoint(silent.feeds):
            return False
        if not self.rules.any_apart:
            return True
        there = set(silent.stories)
        return not any(there & self.rules.apart(rows.story[number]) for number in thread.rows)
