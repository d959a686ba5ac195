"""Where spans that reach back begin: time is that of the stories, so that an archive or the sample
edition is treated as what comes in today is."""

from __future__ import annotations

from reader.clock import Clock
from reader.store import Store


def latest(store: Store, clock: Clock) -> int:
    """The time of the newest story, or now where there is none or it is dated ahead."""
    now = clock.now()
    return min(now, store.placing.newest() or now)
