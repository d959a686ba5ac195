"""sqlite3's errors in the words of the store: what happened, to which file, what to do."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from reader.errors import BusyError, ClewError, StoreError

_log = logging.getLogger(__name__)

#: What remains to be done about a database that holds nothing any more.
START_ANEW = (
    "clew restore lists the backups and puts one back; without any, move the file away, and clew"
    " begins with an empty one"
)
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
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and is_full(path)):
        return StoreError(f"No room to write {path} ({_free(path)})", "Make room, then try again")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BusyError(f"Another program holds {path}", "Close it or try again in a moment")
    if code == sqlite3.SQLITE_NOTADB:
        return StoreError(
            f"{path} is not a database",
            f"The file was not touched: {START_ANEW}",
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


#: Text with each byte that is no UTF-8 as U+FFFD.
_forgiving = partial(str, encoding="utf-8", errors="replace")


def forgive(error: sqlite3.Error, connection: sqlite3.Connection) -> bool:
    """Let ``connection`` read texts that are no UTF-8 from now on, if ``error`` came of one;
    whether what failed is worth another try. Not done at once: it makes every reading slower."""
    if connection.text_factory is not str or "decode to UTF-8" not in str(error):
        return False
    _log.info("The database holds text that is no UTF-8; it is shown as \ufffd")
    connection.text_factory = _forgiving
    return True


#: Bytes below which a disk counts as full: the files beside a write-ahead log take as much.
_LITTLE = 256 << 10


def is_full(path: Path) -> bool:
    """Whether the disk that ``path`` lies on has no room left. There SQLite does not always say
    so: a memory-mapped file that cannot grow is a failing disk to it."""
    try:
        return shutil.disk_usage(path.parent).free < _LITTLE
    except OSError:
        return False


def _free(path: Path) -> str:
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return "free space unknown"
    return f"{free / 1_000_000:,.1f} MB free"
