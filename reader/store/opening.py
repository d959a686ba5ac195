"""Opening the file: made when missing, brought forward when old, refused when not ours."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reader.errors import NewerStoreError, StoreError
from reader.store import schema
from reader.store.faults import is_full, translated

#: Backups made before a migration that are kept, newest first.
KEEP_BACKUPS = 3
#: Milliseconds SQLite itself waits for a lock (readers, checkpoints, a rollback journal's commit).
BUSY_TIMEOUT = 15_000
#: Bytes to which a write-ahead log that has grown larger is cut once it is folded in.
_LOG_LIMIT = 64_000_000
#: Page cache of a reader and of the writer, in KiB; filled only as far as it is used. Each thread
#: that reads has one; typed letters are answered as quickly with 2,000 as with 8,000. What one
#: transaction of the writer changes has to fit, else it is written twice.
_READER_CACHE, _WRITER_CACHE = 2_000, 10_000


#: What is told the path of the copy that is kept, before a database is brought forward.
Upgrading = Callable[[Path], None] | None


@dataclass(frozen=True, slots=True)
class Opened:
    """How a file was opened. ``immutable``: read-only in a place where not even the files beside
    a write-ahead log can be made. ``warnings``: what a person should know of it."""

    readonly: bool = False
    wal: bool = True
    immutable: bool = False
    warnings: tuple[str, ...] = ()


def open_file(path: Path, now: int, upgrading: Upgrading = None) -> Opened:
    """Make, check or migrate the file at ``path`` (absolute); ``now`` names a backup, and
    ``upgrading`` is called with its path before the file is copied and migrated: of a large one
    that takes seconds.

    Raises ``NewerStoreError`` (file untouched) or ``StoreError``.
    """
    with translated(path):
        if path.exists() and not os.access(path, os.W_OK):
            return _open_readonly(path)
        make_file(path)
        logged = _log_size(path)
        try:
            with contextlib.closing(connect_writer(path)) as connection:
                if not _is_current(connection, path):
                    _bring_forward(connection, path, now, upgrading)
                mode = _journal(connection)
        except sqlite3.OperationalError:
            if logged or not is_full(path):
                raise
            return _open_readonly(path, immutable=True)
    if mode == "wal":
        return Opened()
    return Opened(
        wal=False,
        warnings=(
            f"{path} lies where no write-ahead log can be kept (mode {mode}): "
            "reading may have to wait for writing",
        ),
    )


def _connect(path: Path, flags: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{flags}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)


def connect_writer(path: Path) -> sqlite3.Connection:
    """A connection that may write; transactions are the caller's own."""
    connection = _connect(path, "mode=rw")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA journal_size_limit = {_LOG_LIMIT}")
    # Else each row that is stored writes the pages it touches to a file as well, as they were, lest
    # a trigger of it fails: a refresh of 10,000 new stories wrote 250,000 of them.
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE}")
    return connection


def connect_reader(path: Path, opened: Opened) -> sqlite3.Connection:
    """A connection that can only read."""
    connection = _connect(path, "mode=ro&immutable=1" if opened.immutable else "mode=ro")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{_READER_CACHE}")
    return connection


def make_file(path: Path) -> None:
    """An empty file of mode 0600 where there is none: addresses of feeds may hold secrets."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            f"Cannot make {path}: {error.strerror}", "Choose another place with --dir or CLEW_DIR"
        ) from error
    with contextlib.suppress(OSError):  # not our file: it stays as its owner made it
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _log_size(path: Path) -> int:
    """Bytes of the write-ahead log, which holds what was done last."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size
    except OSError:
        return 0


def _open_readonly(path: Path, *, immutable: bool = False) -> Opened:
    why = "its disk is full" if is_full(path) else "it may not be written"
    warnings = [f"{path} is only read, since {why}: nothing that you do is kept"]
    opened = Opened(readonly=True, immutable=immutable, warnings=tuple(warnings))
    try:
        connection = connect_reader(path, opened)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        if _log_size(path):
            warnings.append("What was done last stands in a log beside it and cannot be seen")
        opened = Opened(readonly=True, immutable=True, warnings=tuple(warnings))
        connection = connect_reader(path, opened)
    with contextlib.closing(connection):
        if not _is_current(connection, path):
            raise StoreError(
                f"{path} was made by an older clew and can only be read",
                "Give yourself the right to write it, so that it can be brought up to date",
            )
    return opened


def _is_current(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file has our newest schema; refuses what is newer or another program's."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if application != schema.APPLICATION_ID:
        empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if application == 0 and version == 0 and empty:
            return False
        raise StoreError(
            f"{path} is the database of another program", "Choose another place with --dir"
        )
    if version > schema.VERSION:
        raise NewerStoreError(
            f"{path} was made by a newer clew (schema {version}, this one knows {schema.VERSION})",
            "Update clew; the file was not touched",
        )
    return version == schema.VERSION


def _bring_forward(
    connection: sqlite3.Connection, path: Path, now: int, upgrading: Upgrading
) -> None:
    """Apply the migrations that are missing, all in one transaction, after a backup."""
    from reader.store import migrations  # sqlite_utils costs 160 ms: only when there is work

    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version:
        target = _backup_name(path, version, now)
        if upgrading is not None:
            upgrading(target)
        _backup(connection, path, target)
    connection.execute("PRAGMA foreign_keys = OFF")
    # Each migration can be taken back by itself, for which SQLite keeps every page as it was before
    # it: of a table that is moved, all. In memory 100,000 stories took 300 MB.
    connection.execute("PRAGMA temp_store = FILE")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _is_current(connection, path):  # another process may have been first
            strangers = migrations.unknown(connection)
            if strangers:
                raise NewerStoreError(
                    f"{path} has had changes this clew does not know ({', '.join(strangers)})",
                    "Update clew; the file was not touched",
                )
            migrations.apply(connection)
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            if broken:
                raise StoreError(
                    f"Bringing {path} up to date would break a reference in {broken[0]}",
                    "The file was left as it was; please report this",
                )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _backup_name(path: Path, version: int, now: int) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    return path.with_name(f"{path.name}.v{version}-{stamp}.backup")


def _backup(connection: sqlite3.Connection, path: Path, target: Path) -> None:
    if target.exists():
        return  # made by an attempt of this very second
    copy_to(connection, target)
    backups = sorted(
        path.parent.glob(f"{path.name}.v*.backup"), key=lambda one: one.stat().st_mtime
    )
    for old in backups[:-KEEP_BACKUPS]:
        old.unlink()


def copy_to(connection: sqlite3.Connection, target: Path) -> None:
    """A complete copy of the database at ``target``, mode 0600, on the disk when this returns."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            f"Cannot make {target}: {error.strerror}", "Choose another name"
        ) from error
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
        descriptor = os.open(target, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        target.unlink()
        raise


def _journal(connection: sqlite3.Connection) -> str:
    """The journal in use: a write-ahead log, or where that cannot be a rollback journal."""
    mode = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
    if mode == "wal":
        return mode
    try:
        mode = str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
    except sqlite3.OperationalError:
        mode = str(connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0])
    return mode
