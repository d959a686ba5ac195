"""Whose turn it is to ask: so many at once in all, one at a time per host, a pause between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

#: Bytes of bodies that may wait to be taken before no more are asked for.
READY_BYTES = 4_000_000


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
        self._ready = 0
        self._room = asyncio.Event()
        self._room.set()

    def ready(self, size: int) -> None:
        """Note a body of ``size`` bytes that waits to be taken (below 0: that was taken). While
        more than ``READY_BYTES`` wait, nobody's turn comes: what takes them is slower than we."""
        self._ready += size
        if self._ready > READY_BYTES:
            self._room.clear()
        else:
            self._room.set()

    @asynccontextmanager
    async def take(self, host: str, *, loopback: bool) -> AsyncIterator[None]:
        """Wait for the turn of ``host`` and hold it for the length of the block."""
        if loopback:
            async with self._loopback:
                await self._room.wait()
                yield
            return
        # The host's own turn comes first, so that nobody who merely waits out a gap holds one of
        # the places that other hosts could use.
        async with self._hosts.setdefault(host, asyncio.Lock()):
            await asyncio.sleep(self._free_at.get(host, 0.0) - _now())
            async with self._all:
                await self._room.wait()
                try:
                    yield
                finally:
                    self._free_at[host] = _now() + self._gap


def _now() -> float:
    return asyncio.get_running_loop().time()
