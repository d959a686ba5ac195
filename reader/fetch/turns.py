"""Whose turn it is to ask: so many at once in all, one at a time per host, a pause between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Admits requests. ``gap`` is the least seconds between two requests of one real host.

    This machine itself is exempt from the gap and from one at a time.
    """

    def __init__(self, *, in_flight: int, loopback: int, gap: float) -> None:
        self._all = asyncio.Semaphore(in_flight)
        self._loopback = asyncio.Semaphore(loopback)
        self._gap = gap
        self._hosts: dict[str, asyncio.Lock] = {}
        self._free_at: dict[str, float] = {}

    @asynccontextmanager
    async def take(self, host: str, *, loopback: bool) -> AsyncIterator[None]:
        """Wait for the turn of ``host`` and hold it for the length of the block."""
        if loopback:
            async with self._loopback:
                yield
            return
        # The host's own turn comes first, so that nobody who merely waits out a gap holds one of
        # the places that other hosts could use.
        async with self._hosts.setdefault(host, asyncio.Lock()):
            await asyncio.sleep(self._free_at.get(host, 0.0) - _now())
            async with self._all:
                try:
                    yield
                finally:
                    self._free_at[host] = _now() + self._gap


def _now() -> float:
    return asyncio.get_running_loop().time()
