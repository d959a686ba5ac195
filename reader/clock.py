"""Injected time: nothing else in the project asks the system what time it is."""

from __future__ import annotations

import time
from typing import Protocol


def local(at: int) -> str:
    """Seconds since 1970 as people read them: of their own zone, to the minute."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))


class Clock(Protocol):
    """Wall time in whole seconds since 1970 UTC, and a monotonic time in seconds."""

    def now(self) -> int: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        return int(time.time())

    def monotonic(self) -> float:
        return time.monotonic()


class FixedClock:
    """A clock that stands still until it is moved: for tests and for ``CLEW_NOW``."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._start = now

    def now(self) -> int:
        return self._now

    def monotonic(self) -> float:
        return float(self._now - self._start)

    def advance(self, seconds: int) -> None:
        """Move the clock by ``seconds`` (negative: back)."""
        self._now += seconds
