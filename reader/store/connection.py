"""Connections: one writer thread, read-only readers, interruption, migrations at opening."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Self, TypeVar

from reader.clock import Clock

T = TypeVar("T")


class Interrupt:
    """A handle that stops a running read: pass it to the read, call ``stop`` from any thread.

    The read then raises ``Interrupted``.
    """

    def stop(self) -> None:
        raise NotImplementedError

    @property
    def stopped(self) -> bool:
        raise NotImplementedError


class Interrupted(Exception):
    """A read was stopped because its answer is no longer wanted."""


class Connections:
    """The file's connections. ``write`` is one transaction on the writer thread."""

    readonly: bool

    @classmethod
    def open(cls, path: Path, clock: Clock) -> Self:
        raise NotImplementedError

    def write(self, work: Callable[[sqlite3.Connection], T], *, durable: bool = False) -> T:
        """Run ``work`` in one BEGIN IMMEDIATE transaction on the writer thread and wait for it.

        ``durable`` commits with ``synchronous=FULL`` (the user's actions) and goes before waiting
        background work. An exception rolls everything back and is raised here.
        """
        raise NotImplementedError

    def submit(
        self, work: Callable[[sqlite3.Connection], T], *, durable: bool = False
    ) -> Future[T]:
        """As ``write``, without waiting."""
        raise NotImplementedError

    def reader(self) -> sqlite3.Connection:
        """This thread's read-only connection."""
        raise NotImplementedError

    def read(
        self,
        work: Callable[[sqlite3.Connection], T],
        interrupt: Interrupt | None = None,
    ) -> T:
        """Run ``work`` on this thread's read-only connection; ``interrupt`` can stop it."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError
