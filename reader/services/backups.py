"""Backups: made, listed, put back; and what can be saved of a damaged database.

Works on the profile's file, not on an opened store: it is wanted most when that cannot be opened.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reader.clock import Clock
from reader.errors import StoreError
from reader.paths import Profile
from reader.services import lock
from reader.store import Store
from reader.store.backups import Backup, found, inspect, name_for, restore
from reader.store.salvage import salvage

__all__ = ["Backup", "Salvaged", "backups", "inspect", "make", "put_back", "save_what_is_left"]


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was saved of a damaged database: table → (rows, whether all could be read), and where
    the damaged file is kept."""

    tables: dict[str, tuple[int, bool]]
    kept: Path | None


def make(store: Store, profile: Profile, clock: Clock, target: Path | None = None) -> Backup:
    """A complete copy of the database, at ``target`` or in the profile's own folder of backups.

    Safe at any time, beside an open screen or a refresh. Raises ``StoreError`` when the file is
    there already or cannot be written, or the folder of ``target`` is not there: were it made, the
    backup for a disk that is not mounted would lie on this one.
    """
    chosen = target or name_for(profile.database, clock.now())
    if target is None:
        with _writing(chosen):
            chosen.parent.mkdir(exist_ok=True, mode=0o700)
    elif not target.parent.is_dir():
        raise StoreError(
            f"There is no folder {target.parent}", "Make it or mount its disk, or name another"
        )
    store.health.backup(chosen)
    return inspect(chosen)


def backups(profile: Profile) -> list[Backup]:
    """The backups of the profile's database, newest first."""
    return found(profile.database)


def put_back(profile: Profile, clock: Clock, source: Path) -> Path | None:
    """Put a backup in the place of the database; where the file that was there is kept.

    Raises ``BusyError`` while a refresh or another clew uses the profile, ``StoreError`` when the
    backup cannot be used. Nothing is deleted.
    """
    with _writing(profile.database):
        profile.create()
    with lock.held(profile.refresh_lock), _writing(profile.database):
        return restore(profile.database, source, clock.now())


def save_what_is_left(profile: Profile, clock: Clock) -> Salvaged:
    """Make a new database of what can be read of the profile's damaged one."""
    fresh = profile.database.with_name(f"{profile.database.name}.salvaged")
    with _writing(fresh):
        fresh.unlink(missing_ok=True)
    try:
        tables = salvage(profile.database, fresh)
        with Store.open(fresh, clock) as store:
            store.health.repair()
        kept = put_back(profile, clock, fresh)
    finally:
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
    return Salvaged(tables, kept)


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Raise ``StoreError`` where a file beside ``path``, or itself, cannot be written."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"Cannot write {path}: {error.strerror}",
            "Make room or give yourself the right to write there; nothing was changed",
        ) from error
