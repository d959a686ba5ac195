"""Work that may take longer than a frame: one thread a kind, so that no kind waits for another.

``acting`` writes the user's actions in the order they were made; ``looking`` reads pages and
articles; ``searching`` answers queries at once, ``counting`` tells what there is beyond that. What
a call gives comes back on the screen's own thread.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from reader.errors import ClewError

T = TypeVar("T")

log = logging.getLogger(__name__)

ROOMS = ("acting", "looking", "searching", "counting", "fetching", "figures")


class Background:
    """The threads of one open screen."""

    def __init__(self, failed: Callable[[ClewError], None], opened: Callable[[], None]) -> None:
        self._failed = failed
        self._opened = opened
        self._opening = 0
        self._rooms: dict[str, ThreadPoolExecutor] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.closed = False

    def run(
        self,
        room: str,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[ClewError], None] | None = None,
    ) -> None:
        """Do ``work`` in a thread of ``room``; then call ``then`` with what it gave, here."""
        if self.closed:
            return
        if room not in self._rooms:
            self._rooms[room] = ThreadPoolExecutor(1, thread_name_prefix=f"clew-{room}")
        future = asyncio.get_running_loop().run_in_executor(self._rooms[room], work)
        task = asyncio.ensure_future(self._finish(future, then, failed or self._failed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _finish(
        self,
        future: asyncio.Future[T],
        then: Callable[[T], None] | None,
        failed: Callable[[ClewError], None],
    ) -> None:
        try:
            value = await future
        except Exception as error:
            self._tell(error, failed)
            return
        if then is not None and not self.closed:
            try:
                then(value)
            except Exception as error:
                self._tell(error, self._failed)

    def now(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Read here, at once, what a key opens, so that the keys typed after it go to what it
        opens and not to what lies under that. For reads of a few milliseconds."""
        try:
            value = work()
        except Exception as error:
            self._tell(error, self._failed)
            return
        then(value)

    @property
    def opens(self) -> bool:
        """Whether anything is read that a key opens: what is typed meanwhile waits for it."""
        return self._opening > 0

    def opening(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """As ``now``, for reads that take longer: the screen stays alive, and what is typed waits
        for what the key opens."""
        if self.closed:
            return

        def opened(do: Callable[[], None]) -> None:
            self._opening -= 1
            try:
                do()
            finally:
                self._opened()

        self._opening += 1
        self.run(
            "looking",
            work,
            lambda value: opened(lambda: then(value)),
            lambda error: opened(lambda: self._failed(error)),
        )

    def _tell(self, error: Exception, failed: Callable[[ClewError], None]) -> None:
        """Say what went wrong. A fault of ours must not take the screen down; it is written whole
        to the log."""
        if not isinstance(error, ClewError):
            log.error("work for the screen failed", exc_info=error)
            error = ClewError(f"Unexpected: {error!r}", "The log file has the details")
        if not self.closed:
            failed(error)

    async def settle(self) -> None:
        """Wait until all that was asked for is done (tests, and leaving)."""
        while self._tasks:
            tasks = list(self._tasks)
            await asyncio.gather(*tasks, return_exceptions=True)
            # Since Python 3.12 tasks that are done let nothing else run, their callbacks neither.
            self._tasks.difference_update(tasks)

    def close(self) -> None:
        """Finish the user's actions; drop the rest."""
        self.closed = True
        for name, room in self._rooms.items():
            room.shutdown(wait=name == "acting", cancel_futures=name != "acting")
