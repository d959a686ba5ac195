"""Indexing during a refresh: in idle moments, beside other work, and the rest at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

from reader.errors import StoreError
from reader.store import Store

#: Seconds between two looks, while feeds are asked, at whether there is time to index.
EVERY = 0.5

#: Runs work that blocks, in the thread that a refresh has for that.
Off: TypeAlias = Callable[[Callable[[], int]], Awaitable[int]]


class Indexing:
    """Indexes what waits for it."""

    def __init__(self, store: Store) -> None:
        self._fulltext = store.fulltext

    async def meanwhile(self, idle: Callable[[], bool], off: Off) -> None:
        """Until it is cancelled, index in the moments in which nothing waits for the store: not
        each story by itself, as a few large batches are less work than many small ones."""
        while True:
            await asyncio.sleep(EVERY)
            while idle() and await off(self._fulltext.index_some) > 0:
                pass

    async def beside(self) -> None:
        """Index all that waits beside other work, which goes first, until this is cancelled. A
        failure ends it: what it stumbled over is met again by ``rest``."""
        with suppress(StoreError):
            async for _ in self.rest(asyncio.to_thread):
                pass

    async def rest(self, off: Off) -> AsyncIterator[tuple[int, int]]:
        """Index all that waits; before each bite (how many were, of how many)."""
        waiting, done = await off(self._fulltext.pending), 0
        while done < waiting:
            yield done, waiting
            indexed = await off(self._fulltext.index_some)
            if not indexed:
                break
            done += indexed
