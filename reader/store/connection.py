"""Connections: one writer thread, read-only readers, interruption, migrations at opening."""

from __future__ import annotations

import atexit
import sqlite3
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Self, TypeVar

from reader.clock import Clock
from reader.errors import StoreError
from reader.store import opening
from reader.store.faults import fault, forgive, is_full, translated
from reader.store.writer import Writer, which_file

T = TypeVar("T")

#: Steps of SQLite's machine between two looks at an interrupt (about 3 ms): it only catches a stop
#: that fell between two statements, so it may be rare.
_STEPS = 50_000


class Interrupt:
    """A handle that stops a running read: pass it to the read, call ``stop`` from any thread.

    The read then raises ``Interrupted``; so does every later read with the same handle.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self._connection: sqlite3.Connection | None = None

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            if self._connection is not None:
                self._connection.interrupt()

    @property
    def stopped(self) -> bool:
        return self._stopped

    def _attach(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if self._stopped:
                raise Interrupted
            self._connection = connection
        connection.set_progress_handler(lambda: self._stopped, _STEPS)

    def _detach(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            self._connection = None
        connection.set_progress_handler(None, 0)


#: How long closing waits for reads of other threads to end, and how often it interrupts them.
_END_SECONDS = 2.0
_END_STEP = 0.01


class Interrupted(Exception):
    """A read was stopped because its answer is no longer wanted."""


class Connections:
    """The file's connections. ``write`` is one transaction on the writer thread."""

    readonly: bool

    def __init__(self, path: Path, opened: opening.Opened) -> None:
        self.path = path
        self.readonly = opened.readonly
        #: What a person should know of how the file was opened, one sentence each.
        self.warnings = opened.warnings
        self._opened = opened
        self._file = which_file(path)
        self._lock = threading.Lock()
        #: Told whenever a thread has done with its connection.
        self._done = threading.Condition(self._lock)
        #: Threads that read at this moment.
        self._reading: set[threading.Thread] = set()
        self._writer: Writer | None = None
        self._readers: dict[threading.Thread, sqlite3.Connection] = {}
        self._watch: sqlite3.Connection | None = None
        self._closed = False
        atexit.register(self.close)

    @classmethod
    def open(cls, path: Path, clock: Clock, upgrading: opening.Upgrading = None) -> Self:
        """Open, make or migrate the file; see ``Store.open`` for the errors."""
        path = path.absolute()
        return cls(path, opening.open_file(path, clock.now(), upgrading))

    def write(
        self,
        work: Callable[[sqlite3.Connection], T],
        *,
        durable: bool = False,
        idle: bool = False,
    ) -> T:
        """Run ``work`` in one BEGIN IMMEDIATE transaction on the writer thread and wait for it.

        ``durable`` commits with ``synchronous=FULL`` (the user's actions) and goes before waiting
        background work, ``idle`` after all of it. An exception rolls everything back and is raised
        here.
        """
        return self.submit(work, durable=durable, idle=idle).result()

    def submit(
        self,
        work: Callable[[sqlite3.Connection], T],
        *,
        durable: bool = False,
        idle: bool = False,
    ) -> Future[T]:
        """As ``write``, without waiting."""
        if self.readonly:
            hint = "Give yourself the right to write it"
            if is_full(self.path) or self._opened.immutable:
                hint = "Make room or give yourself the right to write it, then start again"
            raise StoreError(f"{self.path} can only be read", hint)
        return self._writing().submit(work, durable=durable, idle=idle)

    def fold_soon(self) -> None:
        """Have what was written folded into the file once the writer has nothing else to do."""
        with self._lock:
            if self._writer is not None:
                self._writer.fold_soon()

    def reader(self) -> sqlite3.Connection:
        """This thread's read-only connection."""
        thread = threading.current_thread()
        with self._lock:
            self._check_open()
            connection = self._readers.get(thread)
            if connection is None:
                for other in [one for one in self._readers if not one.is_alive()]:
                    self._readers.pop(other).close()
                with translated(self.path):
                    connection = opening.connect_reader(self.path, self._opened)
                self._readers[thread] = connection
        return connection

    def read(
        self,
        work: Callable[[sqlite3.Connection], T],
        interrupt: Interrupt | None = None,
    ) -> T:
        """Run ``work`` on this thread's read-only connection; ``interrupt`` can stop it.

        All its statements see one state of the database.
        """
        connection = self.reader()
        if connection.in_transaction:  # a read inside a read belongs to it
            return work(connection)
        thread = threading.current_thread()
        with self._lock:
            self._check_open()
            self._reading.add(thread)
        try:
            if interrupt is not None:
                interrupt._attach(connection)
            connection.execute("BEGIN")
            try:
                return work(connection)
            except sqlite3.OperationalError as error:
                if not forgive(error, connection):
                    raise
            return work(connection)
        except sqlite3.Error as error:
            if interrupt is None or not interrupt.stopped or not _was_interrupt(error):
                raise fault(error, self.path) from error
            # Cursors kept alive by the traceback would carry the interrupt into the next query.
            traceback.clear_frames(error.__traceback__)
        finally:
            if interrupt is not None:
                interrupt._detach(connection)
            _let_go(connection)
            with self._done:
                self._reading.discard(thread)
                self._done.notify_all()
        raise Interrupted

    def version(self) -> int:
        """``PRAGMA data_version`` of one connection kept for it: its values only compare within
        one connection, and callers come from any thread."""
        with self._lock, translated(self.path):
            self._check_open()
            if self._watch is None:
                self._watch = opening.connect_reader(self.path, self._opened)
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def side(self) -> sqlite3.Connection:
        """A further connection to read this file and write others, which the caller closes."""
        with self._lock, translated(self.path):
            self._check_open()
            connection = opening.connect_reader(self.path, self._opened)
            connection.execute("PRAGMA query_only = OFF")  # mode=ro still guards this file
            return connection

    def close(self) -> None:
        """Finish the writes under way and close everything. Closing twice is allowed."""
        atexit.unregister(self.close)
        with self._lock:
            self._closed = True
            writer, self._writer = self._writer, None
            self._end_reading()
            readers = [
                connection
                for thread, connection in self._readers.items()
                if thread not in self._reading or thread is threading.current_thread()
            ]
            self._readers.clear()
            if self._watch is not None:
                readers.append(self._watch)
                self._watch = None
        # Readers first: the last connection to close folds the log into the file.
        for connection in readers:
            connection.close()
        if writer is not None:
            writer.close()

    def _end_reading(self) -> None:
        """Interrupt what other threads read and wait for them, the lock held: a connection closed
        under a running statement takes the process with it. One that does not end stays open."""
        others = self._reading - {threading.current_thread()}
        for _ in range(int(_END_SECONDS / _END_STEP)):
            if not others & self._reading:
                return
            for thread in others & self._reading:
                self._readers[thread].interrupt()
            self._done.wait(_END_STEP)

    def _writing(self) -> Writer:
        with self._lock:
            self._check_open()
            if self._writer is None:
                with translated(self.path):
                    connection = opening.connect_writer(self.path)
                self._writer = Writer(connection, self.path, self._file, wal=self._opened.wal)
            return self._writer

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError(f"{self.path} is closed", "Open it again")


def _was_interrupt(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_INTERRUPT


def _let_go(connection: sqlite3.Connection) -> None:
    """End the read transaction, so that the log can be folded into the file."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")
