"""Refresh: due feeds → fetch → parse → decide → store → place in threads → report.

``Refresh.run`` is the code of ``clew refresh``; ``Refreshing`` starts that command as a process of
its own and reads its events, for the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TypeVar

from reader.clock import Clock
from reader.config import Config
from reader.model import RefreshEvent
from reader.paths import Profile
from reader.services.decide import decide
from reader.services.lock import held
from reader.services.refreshing import Refreshing
from reader.store import Store

__all__ = ["Refresh", "Refreshing", "decide"]

T = TypeVar("T")


class Refresh:
    """One refresh of a profile. Holds the refresh lock, the thread index and the parser child."""

    def __init__(self, store: Store, profile: Profile, config: Config, clock: Clock) -> None:
        self._store = store
        self._profile = profile
        self._config = config
        self._clock = clock

    def run(
        self,
        *,
        force: bool = False,
        only: Sequence[int] = (),
        report: Callable[[RefreshEvent], None] = lambda event: None,
    ) -> RefreshEvent:
        """Ask what is due, store it, place it, index it; the closing event. ``BusyError`` says who
        holds the lock. Interrupting it (SIGINT, SIGTERM) ends it within a second, nothing lost:
        ``KeyboardInterrupt``."""
        from reader.services.pipeline import Pipeline

        with held(self._profile.refresh_lock):
            pipeline = Pipeline(self._store, self._config, self._clock, report)
            return interruptible(pipeline.refresh(force=force, only=only))


def interruptible(work: Coroutine[object, object, T]) -> T:
    """Run ``work`` in a loop of its own; SIGINT and SIGTERM cancel it, once each.

    Away from the main thread signals are not ours: the loop is then run as it is.
    """
    import asyncio
    import signal
    import threading

    from reader import interrupt

    async def main() -> T:
        if threading.current_thread() is threading.main_thread():
            task = asyncio.current_task()
            assert task is not None
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await work

    interrupt.is_raised()
    try:
        return asyncio.run(main())
    except asyncio.CancelledError as error:
        raise KeyboardInterrupt from error
