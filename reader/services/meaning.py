"""Meaning in the background: vectors for the newest stories, and what they change, in bites.

A bite is turned into vectors without any lock (that takes seconds), then judged and stored under
the lock of a refresh (that takes less than one): a vector that is stored has been judged. Killed at
any moment, at most a bite is done again.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from reader.config import Config
from reader.errors import BusyError
from reader.meaning import MODEL, Model, installed, load
from reader.model import (
    LinkKind,
    LinkState,
    Merge,
    Outcome,
    PlacedBy,
    Placement,
    Reason,
    Telling,
    ThreadLink,
)
from reader.paths import Profile
from reader.services.judging import Judgement, judge, text_of
from reader.services.lock import held
from reader.services.placing import Placer
from reader.services.settling import settled
from reader.store import Store
from reader.threads import Engine

if TYPE_CHECKING:
    from reader.meaning.vectors import Space

__all__ = ["RATE", "Meaning", "fixed_among", "installed", "kept_space"]

#: Stories turned into vectors between two looks at the store: about five seconds.
BITE = 64
#: Story time around a bite whose stories are compared with it, in seconds.
AROUND = 3 * 86_400
#: Seconds between two tries while a refresh runs, and tries before the rest is left to the next.
PAUSE, TRIES = 2.0, 150
#: Under which the last run's figures are kept, for ``clew doctor``.
RATE = "meaning.rate"
#: Shared words told in a reason.
_TOLD = 3


class Meaning:
    """One run over what waits. ``load`` gives the model; without the extra nothing is done."""

    def __init__(
        self,
        store: Store,
        profile: Profile,
        config: Config,
        *,
        model: Model | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._profile = profile
        self._config = config
        self._model = model
        self._sleep = sleep

    def run(
        self,
        stopped: Callable[[], bool] = lambda: False,
        moved: Callable[[int, int], None] = lambda done, total: None,
    ) -> int:
        """Give every story that waits its vector, the newest first; how many got one."""
        model = self._model or load()
        if model is None:
            return 0
        total = len(self._store.vectors.waiting(model.name))
        done, start = 0, time.process_time()
        before: list[int] = []
        while not stopped() and (bite := self._store.vectors.waiting(model.name, BITE)):
            if bite == before:
                break  # nothing is kept: somebody took the database away
            before = bite
            tellings = self._store.placing.tellings(bite)
            rows = model.encode([text_of(telling) for telling in tellings])
            if not self._take(model, tellings, rows):
                break
            done += len(tellings)
            moved(done, total)
        if done:
            rate = done / max(0.01, time.process_time() - start)
            self._store.choices.set(RATE, f"{rate:.0f} stories/s, {_peak() >> 20} MiB of memory")
        return done

    def _take(self, model: Model, tellings: Sequence[Telling], rows: object) -> bool:
        """Judge and store a bite, when no refresh runs; whether it could be done."""
        for _ in range(TRIES):
            with suppress(BusyError), held(self._profile.refresh_lock):
                self._judged(model, tellings, rows)
                return True
            self._sleep(PAUSE)
        return False

    def _judged(self, model: Model, tellings: Sequence[Telling], rows: object) -> None:
        from reader.meaning.vectors import pack

        packed = [
            (telling.story, *pack(row))
            for telling, row in zip(tellings, rows, strict=True)  # type: ignore[call-overload]
        ]
        times = sorted(telling.sort_at for telling in tellings)
        engine = Placer(self._store, self._config).knowing(times)
        space = self._space(model, times, packed)
        threads: dict[int, list[int]] = {}
        for story, thread in engine.held().items():
            threads.setdefault(thread, []).append(story)
        fresh = [telling.story for telling in tellings]
        fixed = fixed_among(self._store, fresh)
        judgement = judge(
            engine,
            space,
            fresh,
            threads,
            tightness=self._config.number("threads.tightness"),
            fixed=fixed,
            allowed=engine.allowed,
        )
        self._store.placing.apply(_outcome(engine, space, set(fresh) - fixed, judgement))
        self._store.vectors.save(model.name, packed)

    def _space(
        self, model: Model, times: Sequence[int], packed: Sequence[tuple[int, float, bytes]]
    ) -> Space:
        from reader.meaning.vectors import Space, means, unpack

        kept = self._store.vectors.between(model.name, times[0] - AROUND, times[-1] + AROUND)
        new = {story: (scale, data) for story, scale, data in packed}
        rows = [(k.story, k.language, (k.scale, k.data)) for k in kept if k.story not in new]
        rows += [
            (story, language, new[story])
            for story, language in self._store.placing.languages(list(new)).items()
        ]
        stories, languages = [row[0] for row in rows], [row[1] for row in rows]
        vectors = unpack([row[2] for row in rows], model.size)
        return Space(stories, languages, vectors, means(model.name, model.size))


def fixed_among(store: Store, stories: Sequence[int]) -> frozenset[int]:
    """Those that the user has placed, or that others were joined to: they stay."""
    pairs = [each for each in store.placing.corrections() if each.together]
    return store.placing.by_user(stories) | {story for pair in pairs for story in (pair.a, pair.b)}


def kept_space(store: Store, times: Sequence[int], model: str = MODEL) -> Space | None:
    """The vectors kept of the stories from the first of the times to the last, None when there are
    none."""
    kept = store.vectors.between(model, min(times), max(times)) if times else []
    if not kept:
        return None
    from reader.meaning.vectors import Space, means, unpack

    size = len(kept[0].data)
    rows = unpack([(each.scale, each.data) for each in kept], size)
    stories, languages = [each.story for each in kept], [each.language for each in kept]
    return Space(stories, languages, rows, means(model, size))


def _outcome(engine: Engine, space: Space, fresh: set[int], judgement: Judgement) -> Outcome:
    """What a judgement changes: fresh stories that move, threads that become one, doubtful links.
    Stories that are not fresh keep their thread, or their whole thread moves."""
    thread_of = engine.held()
    old = {story for group in judgement.groups for story in group} - fresh
    now = settled(judgement.groups, thread_of, fixed=old)
    placements: list[Placement] = []
    merges: dict[int, Merge] = {}
    number_of: dict[int, int] = {}
    for group in judgement.groups:
        stays = [story for story in group if story in old]
        moving = [story for story in group if story in fresh]
        number = _number(group, thread_of, now, stays)
        number_of[id(group)] = number
        placements += [
            Placement(story, number, _reason(engine, space, judgement, story, group))
            for story in moving
            if number != thread_of[story]
        ]
        for thread in sorted({thread_of[story] for story in stays} - {number}):
            story = max(
                (story for story in stays if thread_of[story] == thread),
                key=lambda each: _best(judgement, each, group)[1],
            )
            others = [each for each in group if thread_of[each] != thread]
            reason = _reason(engine, space, judgement, story, [story, *others])
            merges[thread] = Merge(number, thread, reason)
    links = tuple(_links(engine, judgement, number_of, thread_of))
    return Outcome(tuple(placements), tuple(merges.values()), links)


def _number(
    group: Sequence[int], thread_of: dict[int, int], now: dict[int, int], stays: Sequence[int]
) -> int:
    """The thread a group stands in: that of most of its old stories, else what it was given."""
    if not stays:
        return now[group[0]]
    threads = [thread_of[story] for story in stays]
    return min(set(threads), key=lambda thread: (-threads.count(thread), thread))


def _best(judgement: Judgement, story: int, group: Sequence[int]) -> tuple[int | None, float]:
    """The story of a group that one is most likely to share an event with, and how likely."""
    inside = set(group) - {story}
    found = [(p, -o) for o, p in judgement.pairs.get(story, {}).items() if o in inside]
    if not found:
        return None, 0.0
    likely, other = max(found)
    return -other, likely


def _reason(
    engine: Engine, space: Space, judgement: Judgement, story: int, group: Sequence[int]
) -> Reason:
    other, likely = _best(judgement, story, group)
    if other is None:
        return Reason(PlacedBy.ALONE, note="by meaning it tells something else than its thread")
    apart = engine.apart(story, other)
    terms = apart.terms if apart else ()
    note = ""
    if story in space.place and other in space.place:
        note = f"same meaning, {space.cosine(story, other):.2f}".replace("0.", ".")
        names = [term for term, _ in terms[:_TOLD]]
        note += f"; both name {', '.join(names)}" if names else ""
    gap = apart.gap if apart else 0
    return Reason(PlacedBy.MEANING, round(likely, 3), other, terms, gap, note=note)


def _links(
    engine: Engine, judgement: Judgement, number_of: dict[int, int], thread_of: dict[int, int]
) -> list[ThreadLink]:
    """Doubtful pairs, between threads that are there already."""
    found = []
    for value, one, other in judgement.doubtful:
        a, b = number_of[id(one)], number_of[id(other)]
        story, near = max(
            ((story, *_best(judgement, story, other)) for story in one), key=lambda each: each[2]
        )[:2]
        if a < 0 or b < 0 or a == b or near is None:
            continue
        apart = engine.apart(story, near)
        foreign = apart is not None and len(set(apart.languages)) > 1
        terms = tuple(term for term, _ in apart.terms[:_TOLD]) if apart else ()
        kind = LinkKind.LANGUAGE if foreign else LinkKind.RELATED
        found.append(
            ThreadLink(min(a, b), max(a, b), kind, LinkState.PROPOSED, round(value, 3), terms)
        )
    return found


def _peak() -> int:
    """The most memory this process held, in bytes."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used << 10
