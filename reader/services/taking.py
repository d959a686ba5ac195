"""Taking one answer of a feed: decide, schedule, store. Blocking; shared by refresh and add."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from reader.clock import Clock
from reader.config import Config
from reader.errors import UsageError
from reader.fetch import schedule
from reader.model import FeedRow, FeedState, FetchKind, FetchResult, ParsedFeed
from reader.services.decide import decide
from reader.store import Store


@dataclass(frozen=True, slots=True)
class Taken:
    """What an answer came to; ``status`` as in ``RefreshEvent``: new, unchanged or failed."""

    status: str
    new: int = 0
    changed: int = 0
    error: str = ""
    warnings: tuple[str, ...] = ()


class Taking:
    """Takes answers, one feed at a time."""

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

    def read(self, feed: FeedRow, result: FetchResult, parsed: ParsedFeed, digest: bytes) -> Taken:
        """Store a body that was parsed; ``digest`` is its sha256."""
        keys = [item.id for item in parsed.items]
        keys2 = [item.id2 for item in parsed.items if item.id2]
        known = self._store.arrivals.known(feed.id, keys, keys2)
        now = self._clock.now()
        state = self._after(feed, result, parsed, digest, now)
        stored = self._store.arrivals.store(decide(feed, result, parsed, known, now, state))
        self._follow_move(feed, state)
        new, changed = len(stored.new), len(stored.changed)
        warnings = parsed.warnings
        return Taken("new" if new or changed else "unchanged", new, changed, "", warnings)

    def pass_over(self, feed: FeedRow, result: FetchResult, digest: bytes = b"") -> Taken:
        """Note an answer that brought nothing: 304, the same body (``digest``), a failure."""
        state = self._after(feed, result, None, digest, self._clock.now())
        failed = result.kind is FetchKind.FAILED
        outcome = result.error_kind if failed else "same" if digest else "not_modified"
        self._store.arrivals.note(feed.id, state, status=result.status, outcome=outcome)
        if result.error_kind == "slow_down" and result.retry_after:
            until = self._clock.now() + result.retry_after
            self._store.feeds.host_waits(_host(result.url), until, result.error)
        if not failed:
            self._follow_move(feed, state)
        return Taken("failed" if failed else "unchanged", error=result.error)

    def _after(
        self,
        feed: FeedRow,
        result: FetchResult,
        parsed: ParsedFeed | None,
        digest: bytes,
        now: int,
    ) -> FeedState:
        return schedule.after(
            feed.state,
            result,
            parsed,
            now,
            jitter=self._jitter(),
            body_hash=digest,
            interval=self._interval,
        )

    def _follow_move(self, feed: FeedRow, state: FeedState) -> None:
        """Take the new address of a feed once it was said long and often enough."""
        address = schedule.move(state, self._clock.now())
        if address:
            # Another feed may have that address: then this one stays, and is led there each time.
            with suppress(UsageError):
                self._store.feeds.moved(feed.id, address)


def _host(url: str) -> str:
    """What a Retry-After holds for: the host, on loopback the one address."""
    host = urlsplit(url).hostname or ""
    return url if host in ("localhost", "::1") or host.startswith("127.") else host
