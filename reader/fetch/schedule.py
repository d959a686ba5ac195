"""When to ask a feed again: a pure function of its state and what came of the last request."""

from __future__ import annotations

from reader.model import FeedState, FetchResult, ParsedFeed

MIN_INTERVAL = 3_600
MAX_INTERVAL = 86_400
MANUAL_INTERVAL = 300


def after(
    state: FeedState,
    result: FetchResult,
    parsed: ParsedFeed | None,
    now: int,
    *,
    jitter: float = 0.0,
    body_hash: bytes = b"",
) -> FeedState:
    """The feed's state after a request: validators, failures, ``next_at`` and why.

    ``parsed`` is None for 304, an unchanged body and failures. ``jitter`` in [0, 1] spreads feeds;
    it only ever makes the next request later.
    """
    raise NotImplementedError
