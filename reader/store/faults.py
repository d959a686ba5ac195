"""sqlite3's errors in the words of the store: what happened, to which file, what to do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reader.errors import BusyError, ClewError, StoreError

_PRIMARY = 0xFF  # an extended result code holds its primary code in the lowest byte


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise the store's own error for any error of sqlite3 inside the block."""
    try:
        yield
    except sqlite3.Error as error:
        raise fault(error, path) from error


def fault(error: sqlite3.Error, path: Path) -> ClewError:
    """The store's error for ``error``, which happened to the database at ``path``."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code == sqlite3.SQLITE_FULL:
        return StoreError(f"No room to write {path} ({_free(path)})", "Make room, then try again")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BusyError(f"Another program holds {path}", "Close it or try again in a moment")
    if code == sqlite3.SQLITE_NOTADB:
        return StoreError(
            f"{path} is not a database",
            "The file was not touched: clew restore lists the backups and puts one back",
        )
    if code == sqlite3.SQLITE_CORRUPT:
        return StoreError(
            f"{path} is damaged ({error})",
            "Nothing was deleted: clew restore puts a backup back, clew restore --salvage saves"
            " what can still be read",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return StoreError(f"{path} can only be read", "Give yourself the right to write it")
    if code == sqlite3.SQLITE_CANTOPEN:
        return StoreError(f"Cannot open {path}", "Check that its folder exists and is yours")
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(f"The disk failed under {path} ({error})", "Check the disk")
    return StoreError(f"The database at {path} refused: {error}", "Run clew doctor")


def _free(path: Path) -> str:
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return "free space unknown"
    return f"{free / 1_000_000:,.1f} MB free"
