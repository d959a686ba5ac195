"""Rethread: what is stored, wound into threads anew by the engine and the corrections of today.

First found, then done: nothing is stored before ``apply``. Memory stays bounded: the engine lets go
of what is far away, and of each story only its thread is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reader.clock import Clock
from reader.config import Config
from reader.model import (
    Action,
    Actor,
    Done,
    Merge,
    Outcome,
    PlacedBy,
    Reason,
    Resettled,
    Telling,
    Verb,
)
from reader.paths import Profile
from reader.services.ahead import Ahead, divided
from reader.services.judging import judge
from reader.services.keeping import AROUND, LEARNED, Keeping
from reader.services.latest import latest
from reader.services.lock import held
from reader.services.meaning import fixed_among, installed, kept_space
from reader.services.placing import BATCH, SETTLE
from reader.services.roundups import MOST
from reader.services.settling import settled
from reader.services.standing import Standing
from reader.store import Store
from reader.threads import WORDS, Engine

#: Numbers of the threads that stories stand in while they are wound; no thread of a store has one.
_TRIAL = 1 << 48
#: Story time without end.
_EVER = 1 << 40


@dataclass(frozen=True, slots=True)
class Rewound:
    """What winding anew found. ``stories``: how many were wound; ``moves``: those that would stand
    elsewhere or copy another; ``joined`` and ``parted``: threads that would be no more, and new
    ones."""

    stories: int
    moves: tuple[Resettled, ...]
    joined: int
    parted: int

    @property
    def moved(self) -> int:
        """Stories that change their thread."""
        return sum(move.thread != move.was for move in self.moves)


@dataclass(slots=True)
class _Trial:
    """The threads found so far. ``reasons``: of the placement, or of the merge it came with."""

    standing: Standing = field(default_factory=Standing)
    copy_of: dict[int, int | None] = field(default_factory=dict)
    reasons: dict[int, Reason] = field(default_factory=dict)
    by: dict[int, Reason] = field(default_factory=dict)

    def take(self, outcome: Outcome) -> None:
        for placed in outcome.placements:
            self.standing.thread[placed.story] = placed.thread
            self.copy_of[placed.story] = placed.copy_of
            self.reasons[placed.story] = placed.reason
        self._merge(outcome.merges)
        for split in outcome.splits:
            self.standing.split(split)
            self.reasons |= dict.fromkeys(split.stories, split.reason)
        self._merge(outcome.wakes)

    def settle(self, engine: Engine) -> None:
        """Let the engine repair, and take what it did; all of it is done here."""
        outcome = engine.settle()
        self.take(outcome)
        engine.named({wake.absorbed: self.root(wake.survivor) for wake in outcome.wakes})

    def _merge(self, merges: Sequence[Merge]) -> None:
        for merge in merges:
            self.standing.merge(merge)
            self.by[merge.absorbed] = merge.reason

    def root(self, thread: int) -> int:
        return self.standing.root(thread)

    def groups(self, stories: Sequence[int]) -> list[list[int]]:
        """The stories by thread."""
        found: dict[int, list[int]] = {}
        for story in stories:
            found.setdefault(self.root(self.standing.thread[story]), []).append(story)
        return list(found.values())

    def reason(self, story: int) -> Reason:
        """Why the story stands where it does: alone, it came with its thread's merge."""
        reason = self.reasons[story]
        if reason.by is PlacedBy.ALONE:
            return self.by.get(self.standing.thread[story], reason)
        return reason


class Rethreading:
    """``find`` says what would change, ``apply`` does it; one action, one thing to undo."""

    def __init__(
        self, store: Store, config: Config, profile: Profile, actor: Actor, clock: Clock
    ) -> None:
        self._store = store
        self._config = config
        self._profile = profile
        self._actor = actor
        self._clock = clock

    def start(self, seconds: int) -> int:
        """So long before the newest story, if that is in the past: time is that of the stories, so
        that an archive is wound anew as what comes in today is."""
        return latest(self._store, self._clock) - seconds

    def find(
        self, since: int, moved: Callable[[int, int], None] = lambda done, total: None
    ) -> Rewound:
        """Wind the stories since then anew, among the threads of the days before; ``moved`` is told
        how many of all are done. Stores nothing."""
        placing = self._store.placing
        stories = placing.standing(since, _EVER)
        engine = Keeping(self._store, self._config).fresh()
        around = self._before(engine, since)
        trial = _Trial(Standing(dict(around)))
        done = 0
        with Ahead(placing.aliases(), len(stories)) as ahead:
            for start in range(0, len(stories), SETTLE):
                tellings = placing.tellings(stories[start : start + SETTLE])
                for batch, read in ahead.batches(divided(list(map(_alone, tellings)), BATCH)):
                    trial.take(engine.place(batch, ahead.unpacked(read)))
                    done += len(batch)
                    moved(done, max(done, len(stories)))
                trial.settle(engine)
        groups = self._by_meaning(engine, stories, trial.groups((*around, *stories)))
        return self._found(stories, around, trial, groups)

    def apply(self, found: Rewound, said: str) -> Done:
        """Do what was found; ``said`` is since when, in the user's words. ``BusyError`` while a
        refresh runs."""
        with held(self._profile.refresh_lock):
            action = Action(Verb.RETHREAD, text=said)
            told = self._telling(found)
            return self._store.actions.resettle(action, found.moves, told, self._actor)

    def _telling(self, found: Rewound) -> list[int]:
        """The stories that tell of threads that change, and the long ones that move themselves."""
        mentions = self._store.mentions
        moved = [move for move in found.moves if move.thread != move.was]
        threads = {each for move in moved for each in (move.was, move.thread) if each > 0}
        long = mentions.long([move.story for move in moved], WORDS, MOST)
        return sorted({*mentions.telling(sorted(threads)), *long})

    def _before(self, engine: Engine, since: int) -> dict[int, int]:
        """Teach the engine the days before, as they stand: story → thread."""
        placing = self._store.placing
        stories = placing.standing(since - AROUND, since - 1)[-LEARNED:]
        for start in range(0, len(stories), BATCH):
            engine.learn(placing.tellings(stories[start : start + BATCH]))
        return placing.threads_of(stories)

    def _by_meaning(
        self, engine: Engine, stories: Sequence[int], groups: list[list[int]]
    ) -> list[list[int]]:
        """The groups as meaning judges them too, where stories have vectors: what joined late
        stays joined."""
        if not stories or not installed():
            return groups
        ends = self._store.placing.tellings([stories[0], stories[-1]])
        space = kept_space(self._store, [telling.sort_at for telling in ends])
        if space is None:
            return groups
        held = engine.held()
        fresh = [story for story in stories if story in held and story in space.place]
        threads: dict[int, list[int]] = {}
        for story, thread in held.items():
            threads.setdefault(thread, []).append(story)
        judged = judge(
            engine,
            space,
            fresh,
            threads,
            tightness=self._config.number("threads.tightness"),
            fixed=fixed_among(self._store, fresh),
            allowed=engine.allowed,
        )
        again = {story for group in judged.groups for story in group}
        rest = [[story for story in group if story not in again] for group in groups]
        return [group for group in rest if group] + judged.groups

    def _found(
        self,
        stories: Sequence[int],
        around: dict[int, int],
        trial: _Trial,
        groups: list[list[int]],
    ) -> Rewound:
        now = self._store.placing.threads_of(stories)
        copies = self._store.placing.copies_of(stories)
        # The days before stay as they stand, whatever came together since.
        thread = settled(groups, {**around, **now}, fixed=around)
        moves = tuple(
            Resettled(
                story,
                now[story],
                thread[story],
                trial.reason(story),
                trial.copy_of[story] if _same(thread, story, trial.copy_of[story]) else None,
            )
            for story in stories
            if story in now
            and (thread[story] != now[story] or trial.copy_of[story] != copies.get(story))
        )
        kept = {thread[story] for story in now}
        return Rewound(
            len(stories),
            moves,
            joined=len(set(now.values()) - kept),
            parted=len({each for each in kept if each < 0}),
        )


def _alone(telling: Telling) -> Telling:
    return telling._replace(thread=_TRIAL + telling.story)


def _same(thread: dict[int, int], story: int, other: int | None) -> bool:
    return other is not None and thread.get(other) == thread[story]
