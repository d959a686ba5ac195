"""Who waits to write says so, so that background work of another process lets him in.

SQLite's lock has no queue: whoever looks in the right moment gets it. Background work that writes
one transaction after the other would have to leave gaps long enough for anybody's next look.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class Door:
    """A lock on the folder of the database at ``path``, which those share who wait to write it.

    The kernel lets go of it however its holder ends. One for each who may wait.
    """

    def __init__(self, path: Path) -> None:
        self._handle: int | None = None
        with contextlib.suppress(OSError):
            self._handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def close(self) -> None:
        """Let go of it for good."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Be known as one who waits."""
        self._lock(fcntl.LOCK_SH)
        try:
            yield
        finally:
            self._lock(fcntl.LOCK_UN)

    def somebody_waits(self) -> bool | None:
        """Whether another one waits; None where that cannot be told (a network's file system)."""
        if self._handle is None:
            return None
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return None
        self._lock(fcntl.LOCK_UN)
        return False

    def _lock(self, how: int) -> None:
        if self._handle is not None:
            with contextlib.suppress(OSError):
                fcntl.flock(self._handle, how)
