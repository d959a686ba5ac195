"""Taking one answer of a feed: decide, schedule, store. Blocking; shared by refresh and add."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from reader import text
from reader.clock import Clock
from reader.config import Config
from reader.errors import UsageError
from reader.fetch import schedule
from reader.model import (
    Action,
    Actor,
    FeedRow,
    FeedState,
    FeedStored,
    FetchKind,
    FetchResult,
    ParsedFeed,
    Verb,
)
from reader.services import courtesy
from reader.services.decide import decide
from reader.services.ruling import Ruling
from reader.store import Store
from reader.store.arrivals import Prepared
from reader.store.content import Pressed

#: A feed as it was, what came of asking it, and the sha256 of its body (b"" when none came).
Answer = tuple[FeedRow, FetchResult, bytes]


class Body(NamedTuple):
    """An answer that was parsed; ``digest`` is the sha256 of its bytes, ``made`` what was pressed
    of items, by their ids: these are without their HTML."""

    feed: FeedRow
    result: FetchResult
    parsed: ParsedFeed
    digest: bytes
    made: Mapping[str, Pressed] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Taken:
    """What an answer came to; ``status`` as in ``RefreshEvent``: new, unchanged or failed;
    ``stories`` are the new ones; ``says`` is where the feed itself says, often and long enough,
    that it moved, which is not believed before there is a feed."""

    status: str
    new: int = 0
    changed: int = 0
    error: str = ""
    stories: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    says: str = ""


class Taking:
    """Takes answers."""

    def __init__(
        self,
        store: Store,
        config: Config,
        clock: Clock,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._interval = int(config.number("refresh.interval") * 60)
        self._clock = clock
        self._jitter = jitter
        self.ruling = Ruling(store, clock)

    def read(self, body: Body) -> Taken:
        """Store a body that was parsed."""
        prepared = self.prepare(body)
        return self.end(body, prepared, self.submit([prepared]).result()[0])

    def prepare(self, body: Body) -> Prepared:
        """Decide what a body comes to, and make that ready to be stored."""
        now = self._clock.now()
        feed, result, parsed, digest, made = body
        keys = [item.id for item in parsed.items]
        keys2 = [item.id2 for item in parsed.items if item.id2]
        known = self._store.arrivals.known(feed.id, keys, keys2)
        state = self._after(feed, result, parsed, digest, now)
        update = decide(feed, result, parsed, known, now, state)
        return self._store.arrivals.prepare(update, made)

    def submit(self, prepared: Sequence[Prepared]) -> Future[list[FeedStored]]:
        """Hand bodies, each of another feed, to the store, which writes them in one transaction.
        ``end`` is to be called with what came of each."""
        return self._store.arrivals.submit(prepared)

    def end(self, body: Body, prepared: Prepared, stored: FeedStored) -> Taken:
        """What follows once a body is stored: rules are asked, a feed that moved is followed."""
        self.ruling.arrived(stored.new)
        says = self._follow_move(body.feed, prepared.update.state)
        new, changed = len(stored.new), len(stored.changed)
        status = "new" if new or changed else "unchanged"
        warnings = body.parsed.warnings
        return Taken(status, new, changed, stories=stored.new, warnings=warnings, says=says)

    def pass_over_all(self, answers: Sequence[Answer]) -> list[Taken]:
        """Note answers that brought nothing (304, the same body, a failure), in one transaction."""
        now = self._clock.now()
        states = [self._after(f, r, None, digest, now) for f, r, digest in answers]
        self._store.arrivals.note_all(
            [
                (feed.id, state, result.status, _outcome(result, digest))
                for (feed, result, digest), state in zip(answers, states, strict=True)
            ]
        )
        taken = []
        for (feed, result, _), state in zip(answers, states, strict=True):
            if result.error_kind == "slow_down":
                # With or without Retry-After, the whole host is left alone as long as the feed is.
                self._store.feeds.host_waits(result.url, state.next_at, result.error)
            failed = result.kind is FetchKind.FAILED
            says = "" if failed else self._follow_move(feed, state)
            taken.append(Taken("failed" if failed else "unchanged", error=result.error, says=says))
        return taken

    def _after(
        self,
        feed: FeedRow,
        result: FetchResult,
        parsed: ParsedFeed | None,
        digest: bytes,
        now: int,
    ) -> FeedState:
        state = schedule.after(
            feed.state,
            result,
            parsed,
            now,
            jitter=self._jitter(),
            body_hash=digest,
            interval=60 * feed.settings.interval if feed.settings.interval else self._interval,
        )
        address = schedule.move(state, now)
        other = self._store.feeds.by_url(address) if address else None
        if other is None or other.id == feed.id:
            return state
        words = f"It moved to the address of feed {other.id} ({other.source}): " + (
            "subscribe to that again, and unsubscribe here"
            if other.removed
            else f"clew merge {feed.id} {other.id} makes one of them"
        )
        if words in state.warning:
            return state
        return replace(state, warning="; ".join(filter(None, (state.warning, words))))

    def _follow_move(self, feed: FeedRow, state: FeedState) -> str:
        """Take the new address of a feed once it was said long and often enough. What the feed
        itself says is given back, to be tried first: nobody was led there yet."""
        now = self._clock.now()
        address = schedule.move(state, now)
        if address and state.moved_said:
            other = self._store.feeds.by_url(address)
            free = self._store.feeds.free_at(address, now) <= now
            return address if free and (other is None or other.id == feed.id) else ""
        if address:
            self._move(feed, address)
        return ""

    def _move(self, feed: FeedRow, address: str) -> bool:
        """Give a feed its new address; whether that could be done. Another feed may have it: then
        this one stays, is led there each time, and its warning says so."""
        with suppress(UsageError):
            self._store.actions.do(
                Action(Verb.READDRESS, feeds=(feed.id,), text=address, more=(("moved", "1"),)),
                Actor.SYNC,
            )
            return True
        return False

    def tried(self, feed: FeedRow, tried: FetchResult, address: str) -> None:
        """What came of trying the address that a feed says it moved to: it is taken, or tried
        again once the feed has said it as often and long once more."""
        if tried.kind is not FetchKind.FAILED and self._move(feed, address):
            return
        now = self._clock.now()
        courtesy.note(self._store, self._clock, tried)
        state = self._store.feeds.states([feed.id])[feed.id]
        where = text.masked(address)
        why = f"It says that it moved to {where}, where there is no feed: {tried.error}"
        state = replace(state, moved_count=0, moved_since=now, warning=why)
        outcome = tried.error_kind or "same"
        self._store.arrivals.note(feed.id, state, status=tried.status, outcome=outcome)


def _outcome(result: FetchResult, digest: bytes) -> str:
    if result.kind is FetchKind.FAILED:
        return result.error_kind
    return "same" if digest else "not_modified"
