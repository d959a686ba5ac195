"""The one writer thread of a process: each piece of work in a transaction of its own."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from reader.errors import StoreError
from reader.store import opening
from reader.store.door import Door
from reader.store.faults import forgive, translated

#: The user's actions go before everything that waits, and what may wait for idle moments after it.
_USER, _BACKGROUND, _IDLE, _STOP = 0, 1, 2, 3
#: Where it cannot be told whether somebody waits: seconds that background work leaves the lock free
#: between two transactions, so that a user's action in another process finds the door open; after a
#: long one a quarter of its time, since then the machine is busy and the other process comes late.
_GAP, _SHARE = 0.003, 0.25
#: How often who waits for the lock looks; and how long background work waits until who waited has
#: been let in, should that one be stopped.
_LOOK = 0.001
_YIELD = 1.0
#: Pages of the log at which background work folds it into the file (4 KiB each): a page that was
#: written several times is folded once, and each time waits for the disk twice. It stays under
#: what a log may be (``opening``), and is read through in 50 ms when a process was killed. A user's
#: action never folds, as that may take long; after so many of them, it is done when nothing waits.
_FOLD = 15_000
_FOLD_AFTER = 64
#: Longest wait for the lock, in seconds.
PATIENCE = 15.0


class _Job(NamedTuple):
    rank: int
    number: int
    work: Callable[[sqlite3.Connection], Any] | None
    future: Future[Any]


def which_file(path: Path) -> tuple[int, int]:
    """What tells the file at ``path`` from another one there; (0, 0) where there is none."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


class Writer:
    """Runs work on its own thread and connection, the user's actions first.

    ``file`` is which file is open: what would go into one that is at ``path`` no more, because it
    was moved, deleted or replaced meanwhile, is refused, as nobody would ever find it again.
    ``wal`` says whether the journal is a write-ahead log; without one every commit is synced,
    because a rollback journal may otherwise be left damaged by a loss of power.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, file: tuple[int, int], *, wal: bool
    ) -> None:
        self._connection = connection
        self._path = path
        self._file = file
        self._wal = wal
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._numbers = count()
        self._door = Door(path)
        self._free_at = 0.0
        self._actions = 0
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="clew-writer", daemon=True)
        self._thread.start()

    def submit(
        self,
        work: Callable[[sqlite3.Connection], Any],
        *,
        durable: bool = False,
        idle: bool = False,
    ) -> Future[Any]:
        """Queue ``work``; ``durable`` goes first and is on the disk when the future is done,
        ``idle`` goes when nothing else waits."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a write inside a write would wait for itself")
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise StoreError(f"{self._path} is closed", "Open it again")
            self._put(_USER if durable else _IDLE if idle else _BACKGROUND, work, future)
        return future

    def fold_soon(self) -> None:
        """Have the log folded into the file once nothing waits: what closes the file then need
        not."""
        self._put(_IDLE)

    def close(self) -> None:
        """Finish all that was queued, then close the connection."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._put(_STOP)
        self._thread.join()

    def _put(
        self,
        rank: int,
        work: Callable[[sqlite3.Connection], Any] | None = None,
        future: Future[Any] | None = None,
    ) -> None:
        self._jobs.put(_Job(rank, next(self._numbers), work, future or Future()))

    def _run(self) -> None:
        while True:
            job = self._jobs.get()
            if job.rank == _STOP:
                break
            if job.work is None:
                # The next time, then; a file that is damaged is told by the work that meets it.
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
                continue
            self._do(job.work, job.future, durable=job.rank == _USER)
            self._actions = self._actions + 1 if job.rank == _USER else 0
            del job  # its work and result may be large
            if self._actions >= _FOLD_AFTER:
                self._actions = 0
                self.fold_soon()
        self._connection.close()
        self._door.close()

    def _do(
        self, work: Callable[[sqlite3.Connection], Any], future: Future[Any], *, durable: bool
    ) -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            with translated(self._path):
                try:
                    result = self._transact(work, durable=durable)
                except sqlite3.OperationalError as error:
                    if not forgive(error, self._connection):
                        raise
                    result = self._transact(work, durable=durable)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    def _transact(self, work: Callable[[sqlite3.Connection], Any], *, durable: bool) -> Any:
        if which_file(self._path) != self._file:
            raise StoreError(
                f"{self._path} was moved or deleted while clew had it open",
                "Nothing more is kept: leave and start again",
            )
        connection = self._connection
        sync = "FULL" if durable or not self._wal else "NORMAL"
        connection.execute(f"PRAGMA synchronous = {sync}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {0 if durable else _FOLD}")
        self._begin(durable=durable)
        begun = time.monotonic()
        try:
            result = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            if not durable:
                now = time.monotonic()
                self._free_at = now + max(_GAP, _SHARE * (now - begun))
        return result

    def _begin(self, *, durable: bool) -> None:
        connection = self._connection
        if not durable:
            self._give_way()
        # SQLite's own busy handler sleeps up to 100 ms between looks, too long for a key press.
        connection.execute("PRAGMA busy_timeout = 0")
        give_up = time.monotonic() + PATIENCE
        try:
            if not self._has_begun(give_up):
                with self._door.waiting():
                    while not self._has_begun(give_up):
                        time.sleep(_LOOK if durable else _GAP)
        finally:
            connection.execute(f"PRAGMA busy_timeout = {opening.BUSY_TIMEOUT}")

    def _give_way(self) -> None:
        """Let in who waits in another process."""
        give_up = time.monotonic() + _YIELD
        while (waits := self._door.somebody_waits()) and time.monotonic() < give_up:
            time.sleep(_LOOK)
        if waits is None:
            time.sleep(max(0.0, self._free_at - time.monotonic()))

    def _has_begun(self, give_up: float) -> bool:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > give_up:
                raise
            return False
        return True
