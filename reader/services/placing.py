"""Placing: unplaced stories through the engine into threads, in small transactions."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress

from reader import heap
from reader.config import Config
from reader.model import Apart, Outcome, Telling
from reader.services.ahead import ENOUGH, Ahead, Told
from reader.services.aside import Aside, LostError
from reader.services.away import GIVEN, Away
from reader.services.keeping import Keeping
from reader.services.roundups import find
from reader.store import Store
from reader.store.arrivals import Prepared
from reader.threads import WORDS, Engine

#: Stories placed in one transaction, so that the writer is never held over 50 ms.
BATCH = 200
#: Stories after which the engine repairs and lets go of what is too far away, also in the middle
#: of a first import: its memory stays bounded.
SETTLE = 2_000
#: Outcomes that wait to be written, at most, while the engine goes on.
WRITING = 3
#: Stories looked through in one refresh for what they tell of other threads, each ten milliseconds:
#: of those that were to be read again, and of those stored before; and how far back these go.
ASKED, AT_ONCE, BACK = 100, 20, 14 * 86_400


class Placer:
    """Holds the engine and its index for one refresh; the refresh lock must be held."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._keeping = Keeping(store, config)
        self._engine: Engine | None = None
        #: what is being written while the engine places the next stories, the oldest first
        self._writing: deque[Future[dict[int, int]]] = deque()
        #: threads that were parted since placing began
        self._parted: set[int] = set()
        #: reads what is to be placed later
        self._ahead: Ahead | None = None
        #: what will place many stories, and what does: the engine is away
        self._aside: Aside | None = None
        self._away: Away | None = None

    def expect(self, aside: Aside) -> None:
        """A child that was begun to read what is to come."""
        self._ahead = Ahead(self._store.placing.aliases(), aside=aside)

    def foresee(self, prepared: Prepared, language: str) -> None:
        """Stories that will be stored and that ``place`` will meet, of a feed in this ``language``:
        where there are many they are read meanwhile, on the second core. ``close`` ends that."""
        if not prepared.new:
            return
        if self._ahead is None:
            self._ahead = Ahead(self._store.placing.aliases())
        language = prepared.update.language or language
        self._ahead.coming(
            [
                (one.title, one.summary, one.url, one.language or language, story.sort_at)
                for story, one in prepared.new
            ]
        )
        if self._ahead.told >= ENOUGH and self._aside is None:
            with suppress(OSError):
                self._aside = Aside()
                self._aside.give("load")

    def close(self) -> None:
        """Let go of what still reads ahead, or places."""
        for one in (self._ahead, self._away, self._aside):
            if one is not None:
                one.close()
        self._ahead = self._aside = None

    def place(
        self,
        stopped: Callable[[], bool] = lambda: False,
        moved: Callable[[int, int], None] = lambda done, total: None,
    ) -> int:
        """Place every story that is not placed, in order of (sort_at, feed, key); how many were.

        ``stopped`` is asked between transactions; what is left then is placed by the next call.
        ``moved`` is told how many of all are done.
        """
        waiting = self._store.placing.waiting()
        if not waiting:
            return 0
        placed: list[int] = []

        def done(batch: Sequence[Telling]) -> None:
            placed.extend([telling.story for telling in batch])
            moved(len(placed), max(len(placed), len(waiting)))

        self._parted.clear()
        try:
            finished = self._place(self._chosen(waiting), waiting, stopped, done)
        except LostError:
            # What it placed and we stored stands; the rest is placed here.
            self._written()
            self._come_back()
            finished = not stopped() and self._place(self._ready(waiting), waiting, stopped, done)
        finally:
            self._come_back()
        if finished:
            # The paragraphs that told of a thread that was parted tell of one of its parts.
            again = self._store.mentions.telling(list(self._parted))
            find(self._store, lambda: self._at_hand(waiting), placed, again, stopped)
        return len(placed)

    def _chosen(self, waiting: Sequence[int]) -> Engine | Away:
        """Who places so many waiting stories: the engine, or where they are many one in a child."""
        aside, self._aside = self._aside, None
        if aside is None and len(waiting) >= ENOUGH:
            with suppress(OSError):
                aside = Aside()
        if aside is None:
            return self._ready(waiting)
        self._engine = None
        heap.trim()  # so many stories were stored just before, as a rule
        self._away = self._keeping.sent(aside, waiting)
        return self._away

    def _reading(self, waiting: int) -> Ahead:
        """What reads so many waiting stories: what foresaw them, if the user's aliases still are
        what it knows."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.aliases == self._keeping.said["aliases"]:
            ahead.wanted = waiting
            return ahead
        if ahead is not None:
            ahead.close()
        return Ahead(self._keeping.said["aliases"], waiting)

    def _come_back(self) -> None:
        away, self._away = self._away, None
        if away is not None:
            away.close()

    def _place(
        self,
        engine: Engine | Away,
        waiting: Sequence[int],
        stopped: Callable[[], bool],
        done: Callable[[Sequence[Telling]], None],
    ) -> bool:
        """Place them; false when it was stopped before the end."""
        with self._reading(len(waiting)) as ahead:
            for batch, read, last in self._batches(engine, ahead):
                if stopped():
                    break
                self._corrected(engine, waiting)
                if isinstance(engine, Away):
                    outcome = engine.place(batch)
                else:
                    outcome = engine.place(batch, ahead.unpacked(read))
                self._write(outcome)
                done(batch)
                if last:
                    self._settle(engine)
        self._written()
        if stopped():
            return False
        self._corrected(engine, waiting)
        self._settle(engine)
        if isinstance(engine, Away):
            self._store.fold_soon()  # beside the packing; what is written after that is little
        self._keeping.keep(engine, self._written)
        return True

    def _batches(
        self, engine: Engine | Away, ahead: Ahead
    ) -> Iterator[tuple[Sequence[Telling], Told, bool]]:
        """The stories that are not placed, in order, a batch at a time, what was read of each, and
        whether the engine settles then. One that is away is given the next meanwhile, up to there.
        """
        given: deque[tuple[Sequence[Telling], Told, bool]] = deque()
        for number, (batch, read) in enumerate(ahead.batches(self._unplaced()), 1):
            last = number % (SETTLE // BATCH) == 0
            if isinstance(engine, Away):
                engine.expect(batch, read)
            given.append((batch, read, last))
            while given and (last or len(given) > GIVEN):
                yield given.popleft()
        yield from given

    def _unplaced(self) -> Iterator[Sequence[Telling]]:
        stories = self._store.placing.unplaced_ids()
        for start in range(0, len(stories), BATCH):
            yield self._store.placing.unplaced(stories[start : start + BATCH])

    def look_again(self, stories: Sequence[int], stopped: Callable[[], bool]) -> None:
        """See what stories tell of other threads once more: their full text came."""
        find(self._store, lambda: self._at_hand(self._times(stories)), (), stories, stopped)

    def look_back(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """See what stories tell of other threads that were to be read again, and some of those that
        were stored before such was looked for; how many were looked at."""
        mentions = self._store.mentions
        asked = mentions.asked()
        newest = self._store.placing.newest()
        before = mentions.before(WORDS, newest - BACK, AT_ONCE)
        wanted = [*asked[-ASKED:], *before]
        if not wanted or stopped():
            return 0
        find(self._store, lambda: self._ready(self._times(wanted)), (), wanted, stopped)
        if asked and not stopped():
            mentions.answered(asked[-ASKED:])
        if before and not stopped():
            mentions.went_back(before[-1])
        return len(wanted)

    def _times(self, stories: Sequence[int]) -> list[int]:
        return sorted(telling.sort_at for telling in self._store.placing.tellings(stories))

    def _at_hand(self, times: Sequence[int]) -> Engine:
        """The engine that has just placed stories, or, where that was away, one that was kept."""
        return self._ready(times) if self._engine is None else self._engine

    def _write(self, outcome: Outcome) -> None:
        """Have it written, and wait only for what was written long before: the log is folded now
        and then, and the engine is not to wait for the disk."""
        self._writing.append(self._store.placing.submit(outcome))
        while len(self._writing) > WRITING:
            self._writing.popleft().result()

    def _written(self) -> None:
        """Wait for what is being written."""
        while self._writing:
            self._writing.popleft().result()

    def _settle(self, engine: Engine | Away) -> None:
        outcome = engine.settle()
        self._write(outcome)
        if outcome.splits or outcome.wakes:
            last = self._writing[-1]
            self._written()
            engine.named(last.result())
        self._parted |= {split.thread for split in outcome.splits}

    def _corrected(self, engine: Engine | Away, waiting: Sequence[int]) -> None:
        """Let the engine know what the user corrected meanwhile."""
        if self._keeping.corrected():
            self._written()
            self._keeping.catch_up(engine, waiting)

    def apart(self, a: int, b: int) -> Apart | None:
        """What keeps two stories apart, as they stand now; None when one is not placed. Stores
        nothing: the refresh lock is not needed."""
        tellings = self._store.placing.tellings([a, b])
        engine = self._ready(sorted(telling.sort_at for telling in tellings))
        engine.learn([telling for telling in tellings if telling.story not in engine.held()])
        return engine.apart(a, b)

    def knowing(self, times: Sequence[int]) -> Engine:
        """The engine, knowing the threads around these times (in order) as they stand now. Stores
        nothing."""
        return self._ready(times)

    def _ready(self, waiting: Sequence[int]) -> Engine:
        """The engine, knowing the threads around the waiting stories as they stand now."""
        if self._engine is None:
            self._engine = self._keeping.made(waiting)
        else:
            self._keeping.catch_up(self._engine, waiting)
        return self._engine
