"""Placing: unplaced stories through the engine into threads, in small transactions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress

from reader.config import Config
from reader.model import Apart, Correction
from reader.services.ahead import Ahead, Batch
from reader.services.roundups import find
from reader.store import Store
from reader.threads import Engine, new_engine
from reader.threads.roundup import WORDS

#: Stories placed in one transaction, so that the writer is never held over 50 ms.
BATCH = 200
#: Stories fetched at a time.
AHEAD = 2_000
#: Story time around the waiting stories whose neighbours the engine must know, in seconds: twice
#: its window, so that it also knows what is common in those days.
AROUND = 10 * 86_400
#: Stories after which the engine repairs and lets go of what is too far away, also in the middle
#: of a first import: its memory stays bounded.
SETTLE = 2_000
#: Stories the engine is taught anew at most, the newest: a feed that brings two years of stories
#: must not make it read the whole archive. The older ones are then placed among themselves.
LEARNED = 5_000
#: Stories looked through in one refresh for what they tell of other threads, each ten milliseconds:
#: of those that were to be read again, and of those stored before; and how far back these go.
ASKED, AT_ONCE, BACK = 100, 20, 14 * 86_400
#: Names of what is kept between two refreshes: the index, and the records of silent threads, which
#: hold whatever the user teaches meanwhile.
_SNAPSHOT, _RETIRED = "engine", "retired"
_DIGEST = 16


class Placer:
    """Holds the engine and its index for one refresh; the refresh lock must be held."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._tightness = config.number("threads.tightness")
        self._engine: Engine | None = None
        self._settings = b""
        self._corrections: list[Correction] = []
        #: what is being written while the engine places the next stories
        self._writing: Future[dict[int, int]] | None = None
        #: threads that were parted since placing began
        self._parted: set[int] = set()
        #: reads what is to be placed later
        self._ahead: Ahead | None = None

    def foresee(self, stories: Sequence[int]) -> None:
        """Stories that were stored and that ``place`` will meet: where there are many they are read
        meanwhile, on the second core. ``close`` ends that."""
        if self._ahead is None:
            self._ahead = Ahead(self._store.placing.aliases())
        self._ahead.coming(self._store.placing.tellings(stories))

    def close(self) -> None:
        """Let go of what still reads ahead."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            ahead.close()

    def _reading(self, waiting: int) -> Ahead:
        """What reads so many waiting stories: what foresaw them, if the user's aliases still are
        what it knows."""
        aliases = self._store.placing.aliases()
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.aliases == aliases:
            ahead.wanted = waiting
            return ahead
        if ahead is not None:
            ahead.close()
        return Ahead(aliases, waiting)

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
        engine = self._ready(waiting)
        done = 0
        placed: list[int] = []
        self._parted.clear()
        with self._reading(len(waiting)) as ahead:
            for batch, plain in self._waiting(ahead):
                if stopped():
                    break
                self._corrected(engine, waiting)
                outcome = engine.place(batch, plain)
                self._written()
                self._writing = self._store.placing.submit(outcome)
                done += len(batch)
                placed += [telling.story for telling in batch]
                if done % SETTLE == 0:
                    self._settle(engine)
                moved(done, max(done, len(waiting)))
        self._written()
        if not stopped():
            self._corrected(engine, waiting)
            self._settle(engine)
            self._keep(engine)
            # The paragraphs that told of a thread that was parted tell of one of its parts.
            again = self._store.mentions.telling(list(self._parted))
            find(self._store, engine, placed, again, stopped)
        return done

    def _waiting(self, ahead: Ahead) -> Iterator[Batch]:
        """The stories that are not placed, as they are read ahead; more when those are placed."""
        while tellings := self._store.placing.unplaced(AHEAD):
            yield from ahead.batches(tellings, BATCH)
            self._written()

    def look_again(self, stories: Sequence[int], stopped: Callable[[], bool]) -> None:
        """See what stories tell of other threads once more: their full text came."""
        if self._engine is not None:
            find(self._store, self._engine, (), stories, stopped)

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
        times = sorted(t.sort_at for t in self._store.placing.tellings(wanted))
        find(self._store, self._ready(times), (), wanted, stopped)
        if asked and not stopped():
            mentions.answered(asked[-ASKED:])
        if before and not stopped():
            mentions.went_back(before[-1])
        return len(wanted)

    def _written(self) -> None:
        """Wait for what is being written."""
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    def _settle(self, engine: Engine) -> None:
        self._written()
        outcome = engine.settle()
        writing = self._store.placing.submit(outcome)
        if outcome.splits or outcome.wakes:
            engine.named(writing.result())
        else:
            self._writing = writing
        self._parted |= {split.thread for split in outcome.splits}

    def _corrected(self, engine: Engine, waiting: Sequence[int]) -> None:
        """Let the engine know what the user corrected meanwhile."""
        if self._store.placing.corrections() != self._corrections:
            self._written()
            self._catch_up(engine, waiting)

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
        seq, engine = -1, self._engine
        if engine is None:
            seq, engine = self._made()
        self._engine = engine
        self._catch_up(engine, waiting, known=seq)
        return engine

    def _made(self) -> tuple[int, Engine]:
        """The engine as it was kept, and the number of the store's state that it knows, -1 when it
        knows none."""
        words, feeds = self._store.placing.never_join()
        aliases = self._store.placing.aliases()
        self._settings = _digest([sorted(aliases.items()), sorted(words), sorted(feeds)])
        engine = self._new(aliases, words, feeds)
        saved = self._store.placing.snapshot(_SNAPSHOT)
        seq = -1
        if (
            saved is not None
            and saved[1] == engine.version
            and saved[2][:_DIGEST] == self._settings
        ):
            try:
                engine.unpack(memoryview(saved[2])[_DIGEST:])
                seq = saved[0]
            except ValueError:
                engine = self._new(aliases, words, feeds)
        silent = self._store.placing.snapshot(_RETIRED)
        if silent is not None:
            with suppress(ValueError):
                engine.unpack_retired(silent[2])
        return seq, engine

    def fresh(self) -> Engine:
        """An engine that holds nothing and goes by all that the user said."""
        words, feeds = self._store.placing.never_join()
        engine = self._new(self._store.placing.aliases(), words, feeds)
        engine.correct(self._store.placing.corrections())
        return engine

    def _new(
        self, aliases: Mapping[str, str], words: frozenset[str], feeds: frozenset[int]
    ) -> Engine:
        # What misled counts less in what comes from now on: it is no reason to read the stories
        # that are held anew.
        return new_engine(
            tightness=self._tightness,
            aliases=aliases,
            never_words=words,
            never_feeds=feeds,
            misled=self._store.placing.lessons(),
            tighter=self._store.placing.tighter(),
        )

    def _catch_up(self, engine: Engine, waiting: Sequence[int], known: int = -1) -> None:
        """Teach the engine what was joined, parted or undone since it last looked (at the store's
        state ``known``), and the stories of the waiting ones' days that it does not hold: after a
        kill, or because they were too old to be kept."""
        current = self._store.placing.seq() == known
        self._corrections = self._store.placing.corrections()
        engine.correct(self._corrections)
        held = engine.held()
        wrong: list[int] = []
        if not current:
            now = self._store.placing.threads_of(list(held))
            wrong = [story for story, thread in held.items() if now.get(story, thread) != thread]
        missing: list[int] = []
        for low, high in self._unknown(engine, waiting, current=current):
            if len(missing) < LEARNED:
                standing = self._store.placing.standing(low, high)
                missing = [story for story in standing if story not in held] + missing
        wrong += missing[-LEARNED:]
        for start in range(0, len(wrong), BATCH):
            engine.learn(self._store.placing.tellings(wrong[start : start + BATCH]))

    @staticmethod
    def _unknown(engine: Engine, waiting: Sequence[int], *, current: bool) -> list[tuple[int, int]]:
        """The stretches of story time around the waiting stories in which the engine may lack some
        that stand, newest first: what it let go of, and unless it is ``current`` all others."""
        since = engine.since()
        if since is None:
            return [] if current else list(spans(waiting))[::-1]
        old = list(spans([at for at in waiting if at <= since]))
        if current:
            return old[::-1]
        new = spans([at for at in waiting if at > since])
        return [*old, *((max(low, since + 1), high) for low, high in new)][::-1]

    def _keep(self, engine: Engine) -> None:
        """Keep the engine for the next refresh. Not when the user corrected something meanwhile:
        then the number would stand for what it does not know."""
        self._written()
        seq = self._store.placing.seq()
        if self._store.placing.corrections() != self._corrections:
            seq = -1
        save = self._store.placing.save_snapshot
        save(_RETIRED, engine.version, engine.pack_retired(), seq)
        save(_SNAPSHOT, engine.version, self._settings + engine.pack(), seq)


def spans(times: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Stretches of story time within ``AROUND`` of any of ``times`` (in order), none touching."""
    low: int | None = None
    high = 0
    for at in times:
        if low is not None and at - AROUND > high:
            yield low, high
            low = None
        if low is None:
            low = at - AROUND
        high = at + AROUND
    if low is not None:
        yield low, high


def _digest(values: object) -> bytes:
    return hashlib.blake2b(json.dumps(values).encode(), digest_size=_DIGEST).digest()
