"""Retention: letting go, when the user asked for it, of stories that are old, read and unmarked."""

from __future__ import annotations

from collections.abc import Callable

from reader.clock import Clock
from reader.errors import UsageError
from reader.store import Store
from reader.store.retaining import Old

__all__ = ["LEAST_DAYS", "Old", "Retention"]

DAY = 86_400
#: Fewer days would let go of stories that feeds still list.
LEAST_DAYS = 14
#: Days in which what was let go can be brought back.
SHELF_DAYS = 30


class Retention:
    """Off unless ``retention.days`` is set; nothing starred, tagged, noted, followed or unread ever
    goes, nor anything of a thread that holds such a story, nor what was touched meanwhile."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def would_go(self, days: int) -> Old:
        """What ``let_go`` would take; changes nothing."""
        return self._store.retaining.old(self._before(days))

    def let_go(self, days: int, stop: Callable[[], bool] = lambda: False) -> int:
        """Let go of what is older than ``days``, in short transactions; how many stories.

        ``stop`` is asked between them. What went more than ``SHELF_DAYS`` ago is given up for good.
        """
        before = self._before(days)
        gone = 0
        while not stop():
            batch = self._store.retaining.let_go(before)
            if not batch:
                break
            gone += batch
        while not stop() and self._store.retaining.forget(self._clock.now() - SHELF_DAYS * DAY):
            continue
        return gone

    def bring_back(self) -> int:
        """Bring back all that can be; how many stories."""
        back = 0
        while batch := self._store.retaining.bring_back():
            back += batch
        return back

    def _before(self, days: int) -> int:
        if days < LEAST_DAYS:
            raise UsageError(
                f"Stories cannot be let go after {days} days", f"At least {LEAST_DAYS} days"
            )
        return self._clock.now() - days * DAY
