"""Indexing during a refresh: in idle moments, beside other work, and the rest at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
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
        self._store = store
        self._fulltext = store.fulltext
        self._bite: Future[tuple[int, int]] | None = None
        self._done = False

    async def meanwhile(self, idle: Callable[[], bool], off: Off) -> None:
        """Until it is cancelled, index in the moments in which nothing waits for the store: not
        each story by itself, as a few large batches are less work than many small ones."""
        while True:
            await asyncio.sleep(EVERY)
            while idle() and await off(self._fulltext.index_some) > 0:
                pass

    def step(self) -> None:
        """Have the next bite written beside other work, unless one is, or nothing waited any more:
        bite upon bite would leave no room for what that work writes. A failure ends this: what it
        stumbled over is met again by ``rest``."""
        if self._done or (self._bite is not None and not self._bite.done()):
            return
        self._done = True
        with suppress(StoreError):
            if self._bite is None or self._fulltext.finish(self._bite.result()):
                self._bite = self._fulltext.submit()
                self._done = False
            else:  # what is still written is little beside that
                self._store.fold_soon()

    async def rest(self, off: Off) -> AsyncIterator[tuple[int, int]]:
        """Index all that waits; before each bite (how many were, of how many)."""
        waiting, done = await off(self._fulltext.pending), 0
        while done < waiting:
            yield done, waiting
            indexed = await off(self._fulltext.index_some)
            if not indexed:
                break
            done += indexed
