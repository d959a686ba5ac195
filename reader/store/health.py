"""Checks and repairs for ``clew doctor``, and backups."""

from __future__ import annotations

from pathlib import Path

from reader.clock import Clock
from reader.store.connection import Connections


class Health:
    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def check(self, *, full: bool = False) -> list[str]:
        """Problems found, one sentence each; none is good. ``full`` also runs the integrity checks
        of the database and the index."""
        raise NotImplementedError

    def repair(self) -> list[str]:
        """Recount the counters, requeue what the index misses; what was done, a sentence each."""
        raise NotImplementedError

    def facts(self) -> dict[str, str | int]:
        """Sizes, counts and versions for the report."""
        raise NotImplementedError

    def backup(self, target: Path) -> None:
        """A complete copy of the database at ``target`` (which must not exist), mode 0600."""
        raise NotImplementedError
