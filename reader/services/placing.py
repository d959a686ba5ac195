"""Placing: unplaced stories through the engine into threads, in small transactions."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable, Sequence

from reader.config import Config
from reader.model import Correction, Telling
from reader.store import Store
from reader.threads import Engine, new_engine

#: Stories placed in one transaction, so that the writer is never held over 50 ms.
BATCH = 200
#: Story time around the waiting stories from which a lost index is rebuilt, in seconds: wider than
#: any window the engine looks back over.
AROUND = 60 * 86_400
_SNAPSHOT = "engine"
_HEAD = struct.Struct(">16sqq")


class Placer:
    """Holds the engine and its index for one refresh; the refresh lock must be held."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._tightness = config.number("threads.tightness")
        self._engine: Engine | None = None
        self._corrections: list[Correction] = []
        self._covers = (0, -1)

    def place(
        self,
        stopped: Callable[[], bool] = lambda: False,
        moved: Callable[[int, int], None] = lambda done, total: None,
    ) -> int:
        """Place every story that is not placed, in order of (sort_at, feed, key); how many were.

        ``stopped`` is asked between transactions; what is left then is placed by the next call,
        with the same outcome. ``moved`` is told how many of all are done.
        """
        waiting = self._store.placing.unplaced()
        if not waiting:
            return 0
        engine = self._ready(waiting)
        done = 0
        while done < len(waiting) and not stopped():
            engine = self._corrected(engine, waiting[done:])
            batch = waiting[done : done + BATCH]
            self._store.placing.apply(engine.place(batch))
            done += len(batch)
            moved(done, len(waiting))
        if not stopped():
            self._store.placing.apply(engine.settle())
            self._keep(engine)
        return done

    def _corrected(self, engine: Engine, waiting: Sequence[Telling]) -> Engine:
        """The engine, made anew when the user joined or parted threads in the meantime."""
        if self._store.placing.corrections() == self._corrections:
            return engine
        self._engine = None
        return self._ready(waiting)

    def _ready(self, waiting: Sequence[Telling]) -> Engine:
        need = (waiting[0].sort_at - AROUND, waiting[-1].sort_at + AROUND)
        if self._engine is not None and self._covers[0] <= need[0]:
            return self._engine
        words, feeds = self._store.placing.never_join()
        aliases = self._store.placing.aliases()
        engine = new_engine(
            tightness=self._tightness, aliases=aliases, never_words=words, never_feeds=feeds
        )
        self._settings = _digest(
            [self._tightness, sorted(aliases.items()), sorted(words), sorted(feeds)]
        )
        self._corrections = self._store.placing.corrections()
        if not self._restore(engine, need):
            engine.correct(self._corrections)
            engine.learn(self._store.placing.placed(*need))
            self._covers = need
        else:
            engine.correct(self._corrections)
        self._engine = engine
        return engine

    def _restore(self, engine: Engine, need: tuple[int, int]) -> bool:
        """Whether the saved index was taken back: it is of now, of these settings, and wide
        enough."""
        saved = self._store.placing.snapshot(_SNAPSHOT)
        if saved is None:
            return False
        seq, version, data = saved
        if version != engine.version or seq != self._store.placing.seq() or len(data) < _HEAD.size:
            return False
        settings, low, high = _HEAD.unpack_from(data)
        if settings != self._settings or low > need[0]:
            return False
        try:
            engine.unpack(data[_HEAD.size :])
        except ValueError:
            return False
        self._covers = (low, max(high, need[1]))
        return True

    def _keep(self, engine: Engine) -> None:
        # A correction made after `seq` is read moves it, and the snapshot is stale; one made
        # before is seen by the comparison.
        seq = self._store.placing.seq()
        if self._store.placing.corrections() != self._corrections:
            return
        data = _HEAD.pack(self._settings, *self._covers) + engine.pack()
        self._store.placing.save_snapshot(_SNAPSHOT, engine.version, data, seq)


def _digest(values: object) -> bytes:
    return hashlib.blake2b(json.dumps(values).encode(), digest_size=16).digest()
