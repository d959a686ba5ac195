"""Indexing beside other work: a bite at a time, between what that work writes."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress

from reader.errors import StoreError
from reader.store import Store


class Indexing:
    """Indexes what waits, one bite at each ``step`` at most: bite upon bite would leave no room for
    what is written meanwhile."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._bite: Future[tuple[int, int]] | None = None
        self._done = False

    def step(self) -> None:
        """Have the next bite written, unless one is, or nothing waited any more. A failure ends
        this: what it stumbled over is met again by whoever indexes the rest."""
        if self._done or (self._bite is not None and not self._bite.done()):
            return
        self._done = True
        with suppress(StoreError):
            if self._bite is None or self._store.fulltext.finish(self._bite.result()):
                self._bite = self._store.fulltext.submit()
                self._done = False
