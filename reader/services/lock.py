"""One refresh at a time: a file lock that the kernel lets go of however its holder ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reader.errors import BusyError, StoreError


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock at ``path``; ``BusyError`` says who holds it already.

    The file stays when the lock is let go: removing it would let two processes lock two files of
    one name. Its text (pid and host) is only for people.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"Cannot open {path}: {error.strerror}", "Check the folder") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"A refresh is running already{_holder(path)}", "Let it end") from error
        except OSError as error:
            said = f"{path} cannot be locked, so that two refreshes could meet: {error.strerror}"
            raise StoreError(said, "Choose a folder on another disk with --dir") from error
        with contextlib.suppress(OSError):  # a full disk; who writes more there says so
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()} {socket.gethostname()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _holder(path: Path) -> str:
    try:
        pid, _, host = path.read_text(encoding="utf-8").strip().partition(" ")
    except (OSError, UnicodeDecodeError):
        return ""
    return f" (process {pid} on {host})" if pid.isdigit() else ""
