"""Checks and repairs for ``clew doctor``, and backups."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from reader.clock import Clock
from reader.store import changes, figures, misspelt, opening, schema
from reader.store.connection import Connections
from reader.store.faults import translated

#: (what is counted, SQL whose first column is how many are wrong, SQL that mends them)
_COUNTS = (
    (
        "The counts of feeds",
        "SELECT count(*) FROM feed f LEFT JOIN"
        " (SELECT feed, count(*) n, sum(read = 0) u FROM story GROUP BY feed) s ON s.feed = f.id"
        " WHERE f.stories <> coalesce(s.n, 0) OR f.unread <> coalesce(s.u, 0)",
        "UPDATE feed SET stories = (SELECT count(*) FROM story WHERE feed = feed.id),"
        " unread = (SELECT count(*) FROM story WHERE feed = feed.id AND read = 0)",
    ),
    (
        "The unread counts of threads",
        "SELECT count(*) FROM thread t LEFT JOIN"
        " (SELECT thread, sum(read = 0) u FROM story GROUP BY thread) s ON s.thread = t.id"
        " WHERE t.unread <> coalesce(s.u, 0)",
        "UPDATE thread SET unread ="
        " (SELECT count(*) FROM story WHERE thread = thread.id AND read = 0)",
    ),
    (
        "The marks of stories",
        "SELECT count(*) FROM story s LEFT JOIN mark m ON m.story = s.id"
        " WHERE s.read <> (m.read_at IS NOT NULL) OR s.opened <> (m.opened_at IS NOT NULL)"
        " OR s.starred <> (m.starred_at IS NOT NULL)",
        "UPDATE story SET (read, opened, starred) = (SELECT m.read_at IS NOT NULL,"
        " m.opened_at IS NOT NULL, m.starred_at IS NOT NULL"
        " FROM (SELECT story.id AS one) LEFT JOIN mark m ON m.story = one)",
    ),
)
_WRONG_FIGURES = (
    "SELECT t.id FROM thread t LEFT JOIN (SELECT thread, count(*) n, sum(copy_of IS NULL) a,"
    " count(DISTINCT feed) f, min(sort_at) low, max(sort_at) high FROM story GROUP BY thread) s"
    " ON s.thread = t.id WHERE t.stories <> coalesce(s.n, 0) OR t.accounts <> coalesce(s.a, 0)"
    " OR t.sources <> coalesce(s.f, 0) OR t.first_at <> coalesce(s.low, 0)"
    " OR t.last_at <> coalesce(s.high, 0) OR (s.n > 0 AND NOT EXISTS"
    " (SELECT 1 FROM story WHERE id = t.lead AND thread = t.id))"
)
# docsize holds one row for each story in the index.
_UNINDEXED = (
    "SELECT s.id FROM story s WHERE s.id NOT IN (SELECT story FROM index_queue)"
    " AND s.id NOT IN (SELECT id FROM fulltext_docsize)"
)
_STRAY = "SELECT id FROM fulltext_docsize WHERE id NOT IN (SELECT rowid FROM indexed)"
_FACTS = (
    ("feeds", "SELECT count(*) FROM feed WHERE removed_at IS NULL"),
    ("feeds removed", "SELECT count(*) FROM feed WHERE removed_at IS NOT NULL"),
    ("stories", "SELECT n FROM counter WHERE name = 'stories'"),
    ("unread", "SELECT n FROM counter WHERE name = 'unread'"),
    ("starred", "SELECT n FROM counter WHERE name = 'starred'"),
    ("threads", "SELECT count(*) FROM thread WHERE merged_into IS NULL"),
    ("revisions", "SELECT count(*) FROM revision"),
    ("waiting for the index", "SELECT count(*) FROM index_queue"),
    ("not placed yet", "SELECT count(*) FROM story WHERE placed_at IS NULL"),
    ("journal", "SELECT count(*) FROM journal"),
)


class Health:
    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def check(self, *, full: bool = False) -> list[str]:
        """Problems found, one sentence each; none is good. ``full`` also runs the integrity checks
        of the database and the index, and reads every text."""
        found = list(self._connections.warnings)
        found += self._connections.read(_count_problems)
        if full:
            found += self._connections.read(_damage)
            found += self._connections.read(misspelt.told)
            if not self._connections.readonly:
                found += self._connections.write(_index_damage)
        return found

    def repair(self) -> list[str]:
        """Put text and counters right, requeue what the index misses; what was done, a sentence
        each."""
        now = self._clock.now()

        def work(connection: sqlite3.Connection) -> list[str]:
            done = misspelt.mend(connection)
            done += [*_mend_counts(connection), *_mend_threads(connection, now)]
            done += _mend_index(connection)
            if done:
                changes.record(connection, everything=True)
            return done

        return self._connections.write(work)

    def facts(self) -> dict[str, str | int]:
        """Sizes, counts and versions for the report."""
        path = self._connections.path

        def work(connection: sqlite3.Connection) -> dict[str, str | int]:
            found: dict[str, str | int] = {
                "database": str(path),
                "schema": schema.VERSION,
                "sqlite": sqlite3.sqlite_version,
                "journal mode": str(connection.execute("PRAGMA journal_mode").fetchone()[0]),
                "size": path.stat().st_size,
            }
            log = path.with_name(path.name + "-wal")
            with contextlib.suppress(FileNotFoundError):
                found["log size"] = log.stat().st_size
            for name, sql in _FACTS:
                found[name] = int(connection.execute(sql).fetchone()[0])
            return found

        return self._connections.read(work)

    def backup(self, target: Path) -> None:
        """A complete copy of the database at ``target`` (which must not exist), mode 0600."""
        with translated(target), contextlib.closing(self._connections.side()) as connection:
            opening.copy_to(connection, target)


def _count_problems(connection: sqlite3.Connection) -> list[str]:
    found = []
    for what, wrong, _ in _COUNTS:
        number = connection.execute(wrong).fetchone()[0]
        if number:
            found.append(f"{what}: {number} wrong")
    threads = len(connection.execute(_WRONG_FIGURES).fetchall())
    if threads:
        found.append(f"The figures of threads: {threads} wrong")
    lost = len(connection.execute(_UNINDEXED).fetchall())
    if lost:
        found.append(f"{lost} stories are missing from the full-text index")
    stray = len(connection.execute(_STRAY).fetchall())
    if stray:
        found.append(f"{stray} entries of the full-text index belong to no story")
    return found


def _damage(connection: sqlite3.Connection) -> list[str]:
    rows = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
    found = [] if rows == ["ok"] else [f"The database is damaged: {row}" for row in rows]
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        found.append(f"{len(broken)} rows refer to rows that are gone ({tables})")
    return found


def _index_damage(connection: sqlite3.Connection) -> list[str]:
    try:
        connection.execute("INSERT INTO fulltext(fulltext, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        return ["The full-text index differs from the stories"]
    return []


def _mend_counts(connection: sqlite3.Connection) -> list[str]:
    done = []
    # Marks first: setting stories right by them moves the counts by triggers.
    for what, wrong, mend in reversed(_COUNTS):
        number = connection.execute(wrong).fetchone()[0]
        if number:
            connection.execute(mend)
            done.append(f"{what}: {number} put right")
    return done


def _mend_threads(connection: sqlite3.Connection, now: int) -> list[str]:
    threads = [row[0] for row in connection.execute(_WRONG_FIGURES)]
    if not threads:
        return []
    figures.recount(connection, threads, now)
    return [f"Recounted {len(threads)} threads"]


def _mend_index(connection: sqlite3.Connection) -> list[str]:
    if _index_damage(connection) or connection.execute(_STRAY).fetchone():
        connection.execute("INSERT INTO fulltext(fulltext) VALUES ('delete-all')")
        connection.execute("INSERT OR IGNORE INTO index_queue SELECT id FROM story")
        return ["Threw the full-text index away; it is being made anew"]
    lost = [row[0] for row in connection.execute(_UNINDEXED)]
    if not lost:
        return []
    connection.executemany("INSERT INTO index_queue(story) VALUES (?)", ((one,) for one in lost))
    return [f"Queued {len(lost)} stories that the full-text index missed"]
