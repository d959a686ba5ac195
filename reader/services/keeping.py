"""The engine between two refreshes: as it was kept, brought up to date with the store, and kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from reader.config import Config
from reader.model import Correction
from reader.services.aside import Aside
from reader.services.away import Away, Kept
from reader.store import Store
from reader.threads import Engine, new_engine

#: Stories given to the engine at a time.
BATCH = 200
#: Story time around the waiting stories whose neighbours the engine must know, in seconds: twice
#: its window, so that it also knows what is common in those days.
AROUND = 10 * 86_400
#: Stories the engine is taught anew at most, the newest: a feed that brings two years of stories
#: must not make it read the whole archive. The older ones are then placed among themselves.
LEARNED = 5_000
#: Names of what is kept between two refreshes: the index, and the records of silent threads, which
#: hold whatever the user teaches meanwhile.
_SNAPSHOT, _RETIRED = "engine", "retired"
_DIGEST = 16


class Keeping:
    """Makes the engine, here or in a child, and keeps it; the refresh lock must be held to keep."""

    def __init__(self, store: Store, config: Config) -> None:
        self._placing = store.placing
        self._tightness = config.number("threads.tightness")
        #: what the engine was made with, a digest of what of that its index rests on, its version
        self.said: dict[str, Any] = {}
        self._settings = b""
        self._version = 0
        #: the corrections that it knows
        self._corrections: list[Correction] = []

    def made(self, waiting: Sequence[int]) -> Engine:
        """The engine, knowing the threads around the stories of these times (in order) as they
        stand now."""
        kept, seq = self._kept(), -1
        engine = new_engine(**self.said)
        self._version = engine.version
        if kept is not None and kept.version == engine.version:
            try:
                engine.unpack(kept.index)
                seq = kept.seq
            except ValueError:
                engine = new_engine(**self.said)
        silent = self._placing.snapshot(_RETIRED)
        if silent is not None:
            with suppress(ValueError):
                engine.unpack_retired(silent[2])
        self.catch_up(engine, waiting, known=seq)
        return engine

    def sent(self, aside: Aside, waiting: Sequence[int]) -> Away:
        """As ``made``, in a child. ``LostError`` when that is lost."""
        kept = self._kept()
        silent = self._placing.snapshot(_RETIRED)
        away = Away(aside)
        try:
            self._version, took = away.make(self.said, kept, b"" if silent is None else silent[2])
            known = kept.seq if took and kept is not None else -1
            self.catch_up(away, waiting, known=known)
        except BaseException:
            away.close()
            raise
        return away

    def _kept(self) -> Kept | None:
        """The index as it was kept, if it rests on what the user says now."""
        self.said = self._all_said()
        aliases, words, feeds = (
            self.said[each] for each in ("aliases", "never_words", "never_feeds")
        )
        self._settings = _digest([sorted(aliases.items()), sorted(words), sorted(feeds)])
        saved = self._placing.snapshot(_SNAPSHOT)
        if saved is None or saved[2][:_DIGEST] != self._settings:
            return None
        return Kept(saved[0], saved[1], memoryview(saved[2])[_DIGEST:])

    def fresh(self) -> Engine:
        """An engine that holds nothing and goes by all that the user said."""
        engine = new_engine(**self._all_said())
        engine.correct(self._placing.corrections())
        return engine

    def _all_said(self) -> dict[str, Any]:
        """What the user said, as ``new_engine`` takes it. What misled counts less in what comes
        from now on: it is no reason to read the stories that are held anew."""
        words, feeds = self._placing.never_join()
        return {
            "tightness": self._tightness,
            "aliases": dict(self._placing.aliases()),
            "never_words": words,
            "never_feeds": feeds,
            "misled": dict(self._placing.lessons()),
            "tighter": dict(self._placing.tighter()),
        }

    def corrected(self) -> bool:
        """Whether the user corrected something that the engine does not know."""
        return self._placing.corrections() != self._corrections

    def catch_up(self, engine: Engine | Away, waiting: Sequence[int], known: int = -1) -> None:
        """Teach the engine what was joined, parted or undone since it last looked (at the store's
        state ``known``), and the stories of the waiting ones' days that it does not hold: after a
        kill, or because they were too old to be kept."""
        current = self._placing.seq() == known
        self._corrections = self._placing.corrections()
        engine.correct(self._corrections)
        held = engine.held()
        wrong: list[int] = []
        if not current:
            now = self._placing.threads_of(list(held))
            wrong = [story for story, thread in held.items() if now.get(story, thread) != thread]
        missing: list[int] = []
        for low, high in _unknown(engine.since(), waiting, current=current):
            if len(missing) < LEARNED:
                standing = self._placing.standing(low, high)
                missing = [story for story in standing if story not in held] + missing
        wrong += missing[-LEARNED:]
        for start in range(0, len(wrong), BATCH):
            engine.learn(self._placing.tellings(wrong[start : start + BATCH]))

    def keep(self, engine: Engine | Away, written: Callable[[], None] = lambda: None) -> None:
        """Keep the engine for the next refresh. Not when the user corrected something meanwhile:
        then the number would stand for what it does not know. ``written`` waits for what is still
        being written of what it decided: it is packed beside that."""
        index: bytes | bytearray
        if isinstance(engine, Away):
            index, retired = engine.pack()
        else:
            index, retired = engine.pack(), engine.pack_retired()
        written()
        seq = self._placing.seq()
        if self.corrected():
            seq = -1
        self._placing.save_snapshot(_RETIRED, self._version, retired, seq)
        self._placing.save_snapshot(_SNAPSHOT, self._version, self._settings + index, seq)


def _unknown(since: int | None, waiting: Sequence[int], *, current: bool) -> list[tuple[int, int]]:
    """The stretches of story time around the waiting stories in which the engine may lack some that
    stand, newest first: what it let go of (``since``: the newest of that), and unless it is
    ``current`` all others."""
    if since is None:
        return [] if current else list(spans(waiting))[::-1]
    old = list(spans([at for at in waiting if at <= since]))
    if current:
        return old[::-1]
    new = spans([at for at in waiting if at > since])
    return [*old, *((max(low, since + 1), high) for low, high in new)][::-1]


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
