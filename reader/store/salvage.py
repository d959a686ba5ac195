"""Saving what can be read of a damaged database into a new one.

Each table is read from both ends, then row by row by the ids that its indexes still name, so that
an unreadable page costs the rows on it and few others. (SQLite's own ``.recover`` walks the pages;
it is part of its shell, not of the library: https://sqlite.org/recovery.html.) Indexes, counts and
the full-text index are made anew.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from reader.errors import StoreError
from reader.store import migrations, opening
from reader.store.faults import START_ANEW, translated

#: Made anew, or only true of the file they were in.
_NOT_TAKEN = ("index_queue", "snapshot", "change", "step")
#: What tells the rows of a table where their number in it does not last.
_TOLD_BY = {"body": "story"}
#: Tables whose ids another one names too; stories are copied last.
_ELSEWHERE = {
    "body": "SELECT id FROM story",
    "story": "SELECT story FROM body UNION SELECT story FROM mark",
}
#: Rows taken at a time.
_ROWS = 500


def salvage(damaged: Path, target: Path) -> dict[str, tuple[int, bool]]:
    """Copy every readable row of the database at ``damaged`` into a new one at ``target``.

    Table → (rows taken, whether all could be read). The damaged file is only read. Raises
    ``StoreError`` when nothing at all can be read, or the copy cannot be written.
    """
    opening.make_file(target)
    try:
        with (
            translated(target),
            contextlib.closing(opening.connect_writer(target)) as connection,
        ):
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("BEGIN IMMEDIATE")
            migrations.apply(connection)
            connection.execute("COMMIT")
            taken = _fill(connection, damaged)
            _mend(connection)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return taken


def _fill(connection: sqlite3.Connection, damaged: Path) -> dict[str, tuple[int, bool]]:
    source = sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)
    with contextlib.closing(source):
        # Goes on where a page of the schema itself cannot be read.
        source.execute("PRAGMA writable_schema = ON")
        try:
            source.execute("PRAGMA schema_version").fetchone()
        except sqlite3.DatabaseError as error:
            said = f"Nothing of {damaged} can be read ({error})"
            raise StoreError(said, f"Nothing was deleted: {START_ANEW}") from error
        connection.execute("BEGIN IMMEDIATE")
        triggers = _without_triggers(connection)
        taken = {table: _table(source, connection, table) for table in _tables(connection)}
        if not taken["body"][1]:  # now that its stories are known
            taken["body"] = taken["body"][0] + _table(source, connection, "body")[0], False
        for sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")
    if not any(rows for rows, _ in taken.values()):
        raise StoreError(f"No row of {damaged} can be read", f"Nothing was deleted: {START_ANEW}")
    return taken


def _tables(connection: sqlite3.Connection) -> list[str]:
    names = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        " ORDER BY name = 'story', name"
    )
    return [name for (name,) in names if name not in _NOT_TAKEN]


def _without_triggers(connection: sqlite3.Connection) -> list[str]:
    """Take the triggers away for the time of copying: the rows already say what they would do."""
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    rows = found.fetchall()
    for name, _ in rows:
        connection.execute(f'DROP TRIGGER "{name}"')
    return [sql for _, sql in rows]


def _table(source: sqlite3.Connection, into: sqlite3.Connection, table: str) -> tuple[int, bool]:
    """Copy one table; (rows taken, whether all of it could be read)."""
    ours = [row[1] for row in into.execute(f'PRAGMA table_info("{table}")')]
    try:
        theirs = {row[1] for row in source.execute(f'PRAGMA table_info("{table}")')}
    except sqlite3.DatabaseError:
        return 0, False
    columns = [name for name in ours if name in theirs]
    if not columns:
        return 0, True  # a table the damaged file is too old to have
    names = ", ".join(f'"{name}"' for name in columns)
    put = f'INSERT OR IGNORE INTO "{table}"({names}) VALUES ({", ".join("?" * len(columns))})'
    key = _key(into, table)
    total, whole = 0, True
    for order in ("", " DESC"):
        got, whole = _run(source, into, f'SELECT {names} FROM "{table}" ORDER BY {key}{order}', put)
        total += got
        if whole:
            return total, order == ""
    if key == "rowid":
        total += _one_by_one(source, into, table, f'SELECT {names} FROM "{table}"', put)
    return total, False


def _one_by_one(
    source: sqlite3.Connection, into: sqlite3.Connection, table: str, select: str, put: str
) -> int:
    """Rows between two unreadable places, found by the ids that indexes of the table name."""
    before = into.total_changes
    number = _TOLD_BY.get(table, "rowid")
    have = {row[0] for row in into.execute(f'SELECT {number} FROM "{table}"')}
    wanted = {row[0] for row in into.execute(_ELSEWHERE[table])} if table in _ELSEWHERE else set()
    for (name,) in into.execute("SELECT name FROM pragma_index_list(?)", (table,)).fetchall():
        with contextlib.suppress(sqlite3.DatabaseError):
            named = source.execute(f'SELECT {number} FROM "{table}" INDEXED BY "{name}"')
            for rows in _batches(named):
                wanted.update(row[0] for row in rows)
    for one in sorted(wanted - have):
        with _reading(into):
            row = source.execute(f"{select} WHERE {number} = ?", (one,)).fetchone()
            if row is not None:
                into.execute(put, row)
    return into.total_changes - before


def _key(connection: sqlite3.Connection, table: str) -> str:
    """What a table's pages are sorted by, so that reading never needs an index."""
    keys = sorted(
        (row[5], row[1]) for row in connection.execute(f'PRAGMA table_info("{table}")') if row[5]
    )
    without = connection.execute("SELECT wr FROM pragma_table_list WHERE name = ?", (table,))
    return ", ".join(f'"{name}"' for _, name in keys) if without.fetchone()[0] else "rowid"


def _run(
    source: sqlite3.Connection, into: sqlite3.Connection, select: str, put: str
) -> tuple[int, bool]:
    """Rows that were new, and whether the end was reached."""
    before = into.total_changes
    whole = False
    with _reading(into):
        for rows in _batches(source.execute(select)):
            into.executemany(put, rows)
        whole = True
    return into.total_changes - before, whole


@contextlib.contextmanager
def _reading(into: sqlite3.Connection) -> Iterator[None]:
    """Pass over what cannot be read, but not over that there is no room to write ``into``: SQLite
    takes all back then that was not committed."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
        if full or not into.in_transaction:
            raise


def _batches(cursor: sqlite3.Cursor) -> Iterator[list[tuple[object, ...]]]:
    """Rows a few at a time; those before an unreadable one are given too."""
    rows: list[tuple[object, ...]] = []
    try:
        for row in cursor:
            rows.append(row)
            if len(rows) == _ROWS:
                yield rows
                rows = []
    except sqlite3.DatabaseError:
        if rows:
            yield rows
        raise
    if rows:
        yield rows


def _mend(connection: sqlite3.Connection) -> None:
    """Drop what refers to rows that are gone, give stories without a thread one, and queue all
    stories for the index; counts are the caller's to make anew."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "INSERT OR IGNORE INTO thread(id, lead) SELECT thread, min(id) FROM story"
        " WHERE thread NOT IN (SELECT id FROM thread) GROUP BY thread"
    )
    connection.execute(
        "INSERT OR IGNORE INTO feed(id, url, key, title, added_at)"
        " SELECT DISTINCT feed, 'lost:' || feed, 'lost:' || feed, 'Lost feed ' || feed, 0"
        " FROM story WHERE feed NOT IN (SELECT id FROM feed)"
    )
    connection.execute(
        "INSERT OR IGNORE INTO body(story, html, text) SELECT id, x'', summary FROM story"
        " WHERE id NOT IN (SELECT story FROM body)"
    )
    connection.execute("UPDATE thread SET merged_into = NULL WHERE merged_into NOT IN"
                       " (SELECT id FROM thread)")  # fmt: skip
    connection.execute("INSERT OR IGNORE INTO index_queue SELECT id FROM story")
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    for table, rowid, _, _ in broken:
        if rowid is not None:
            connection.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))
    _drop_orphans(connection, {row[0] for row in broken if row[1] is None})
    connection.execute("COMMIT")


def _drop_orphans(connection: sqlite3.Connection, tables: set[str]) -> None:
    """Rows of tables without rowids whose other end is gone."""
    for table in sorted(tables):
        for row in connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
            other, column, theirs = row[2], row[3], row[4]
            connection.execute(
                f'DELETE FROM "{table}" WHERE "{column}" NOT IN (SELECT "{theirs}" FROM "{other}")'
            )
