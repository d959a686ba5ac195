"""Backups beside the database, and putting one in its place; works on a file that cannot be opened.

A backup is a complete database of its own. Nothing here deletes what it replaces: the file that was
there is kept beside, under a name that says when.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from reader.errors import BusyError, NewerStoreError, StoreError
from reader.store import opening, schema
from reader.store.faults import translated

#: Where backups are made that are given no other place, beside the database.
FOLDER = "backups"
_STAMP = "%Y%m%dT%H%M%SZ"
#: What a person wants to know of a backup before it takes the place of what is there.
_COUNTS = (
    ("feeds", "SELECT count(*) FROM feed WHERE removed_at IS NULL"),
    ("stories", "SELECT count(*) FROM story"),
    ("starred", "SELECT count(*) FROM story WHERE starred = 1"),
    ("tags", "SELECT count(*) FROM tag"),
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as it lies on the disk: ``at`` is when it was made (seconds), ``size`` in bytes;
    ``counts`` what is in it; ``problem`` says why it cannot be used, "" when it can."""

    path: Path
    at: int
    size: int
    schema: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    problem: str = ""


def name_for(path: Path, now: int) -> Path:
    """Where a backup of the database at ``path`` goes that is given no other place."""
    return path.parent / FOLDER / f"{path.stem}-{time.strftime(_STAMP, time.gmtime(now))}.db"


def found(path: Path) -> list[Backup]:
    """Backups of the database at ``path`` made by us, newest first, each looked into."""
    files = [
        *(path.parent / FOLDER).glob(f"{path.stem}-*.db"),
        *path.parent.glob(f"{path.name}.v*.backup"),
        *path.parent.glob(f"{path.name}.before-*"),
    ]
    files = [one for one in files if not one.name.endswith(("-wal", "-shm"))]
    return sorted((inspect(one) for one in files), key=lambda one: -one.at)


def inspect(path: Path) -> Backup:
    """Look into a backup without changing it."""
    try:
        stat = path.stat()
    except OSError as error:
        return Backup(path, 0, 0, problem=error.strerror or str(error))
    at, size = int(stat.st_mtime), stat.st_size
    try:
        with contextlib.closing(_read(path)) as connection:
            version = _version(connection, path)
            counts = tuple((n, int(connection.execute(sql).fetchone()[0])) for n, sql in _COUNTS)
    except (sqlite3.Error, StoreError) as error:
        return Backup(path, at, size, problem=str(error))
    return Backup(path, at, size, version, counts)


def _read(path: Path) -> sqlite3.Connection:
    # Immutable: a backup is nobody's open file, and looking must leave nothing beside it.
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema of one of our files; refuses what is not ours or newer than we are."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        raise StoreError(f"{path} is no database of clew", "Choose another file")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > schema.VERSION:
        raise NewerStoreError(
            f"{path} was made by a newer clew (schema {version}, this one knows {schema.VERSION})",
            "Update clew; the file was not touched",
        )
    return version


def restore(path: Path, source: Path, now: int) -> Path | None:
    """Put the backup ``source`` in the place of the database at ``path``; where the file that was
    there is kept now, None when there was none.

    Raises ``StoreError`` when the backup is damaged, not ours or newer, ``BusyError`` when the
    database is in use. There is no moment at which the database is missing.
    """
    if source.exists() and path.exists() and source.samefile(path):
        raise StoreError(f"{source} is the database itself", "Name a backup of it")
    _check(source)
    fresh = path.with_name(f"{path.name}.restoring")
    fresh.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with translated(fresh), contextlib.closing(_read(source)) as connection:
            opening.copy_to(connection, fresh)
        aside = _set_aside(path, now) if path.exists() else None
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    _settle(path.parent)
    return aside


def _check(source: Path) -> None:
    if not source.is_file():
        raise StoreError(f"There is no file {source}", "clew restore lists the backups there are")
    with translated(source), contextlib.closing(_read(source)) as connection:
        _version(connection, source)
        answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if answer != "ok":
        raise StoreError(f"{source} is damaged ({answer})", "Choose another backup")


def _set_aside(path: Path, now: int) -> Path:
    """Keep the present file under another name too, complete with what its log still holds.

    A log that cannot be folded in (the file is damaged) goes aside as well: left beside another
    database it would be taken for that one's.
    """
    stamp = time.strftime(_STAMP, time.gmtime(now))
    aside = path.with_name(f"{path.name}.before-{stamp}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.before-{stamp}-{number}")
    _fold_in(path)
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + ending))
    try:
        aside.hardlink_to(path)
    except OSError:  # a file system without hard links
        path.replace(aside)
    return aside


def _fold_in(path: Path) -> None:
    """Fold the log into the file and make sure that nobody else has it open."""
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=0.5)
        with contextlib.closing(connection):
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BusyError(
                f"{path} is in use", "Close every clew on this profile and try again"
            ) from error
        # Damaged: nobody can be at work on it, and what can be kept of it is.


def _settle(folder: Path) -> None:
    """See to it that the names in a folder are on the disk."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
