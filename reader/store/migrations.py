"""Numbered, append-only migrations. Imported only when a file must be made or brought forward.

A released migration is never edited or renamed: its name is its identity in the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from sqlite_utils import Database, Migrations

from reader.store import schema, schema_rules

migrations = Migrations("clew")

#: Rows that are moved at a time from one table into another.
_ROWS = 1_000


@migrations()
def m0001_first(db: Database) -> None:
    """Every table of the first schema."""
    _run(db, schema.FIRST)


@migrations()
def m0002_taught(db: Database) -> None:
    """What corrections teach, and how readily the stories of a folder join."""
    _run(db, (schema.TAUGHT,))


@migrations()
def m0003_shelf(db: Database) -> None:
    """Room for stories that were let go."""
    _run(db, (schema.SHELF,))


@migrations()
def m0004_rules(db: Database) -> None:
    """Who muted a thread and what ends that; the queue of stories that rules look at."""
    _run(db, schema_rules.RULES)


@migrations()
def m0005_gathering(db: Database) -> None:
    """Larger segments of the full-text index."""
    _run(db, (schema.GATHERING,))


@migrations()
def m0006_superseded(db: Database) -> None:
    """Which undone actions are not done again."""
    _run(db, (schema.SUPERSEDED,))


@migrations()
def m0007_moved_said(db: Database) -> None:
    """Who said that a feed moved."""
    _run(db, (schema.MOVED_SAID,))


@migrations()
def m0008_appended(db: Database) -> None:
    """Bodies in the order in which they came."""
    _run(db, (schema.APPENDED,))
    _move(db.conn, "body", "body_appended", "story")
    _run(db, (schema.INSTEAD,))


def _move(connection: sqlite3.Connection, table: str, into: str, key: str) -> None:
    """Move the rows of ``table``, whose integer primary key is ``key``, into another one with the
    same columns, some at a time: they take the room that those before them left, so that the file
    does not grow by all of them."""
    columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))
    some = f"(SELECT {key} FROM {table} ORDER BY {key} LIMIT {_ROWS})"
    while connection.execute(
        f"INSERT INTO {into}({columns}) SELECT {columns} FROM {table} WHERE {key} IN {some}"
        f" ORDER BY {key}"
    ).rowcount:
        connection.execute(f"DELETE FROM {table} WHERE {key} IN {some}")


def _run(db: Database, scripts: Iterable[str]) -> None:
    # Not executescript: it commits, and a migration must be one transaction.
    for script in scripts:
        for statement in statements(script):
            db.conn.execute(statement)


def statements(script: str) -> Iterator[str]:
    """The statements of a script, triggers whole."""
    part = ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            yield part
            part = ""
    if part.strip():
        raise ValueError(f"Unfinished statement: {part.strip()[:60]}")


def names() -> list[str]:
    """Names of all migrations, in order."""
    empty = Database(memory=True, execute_plugins=False)
    found = [migration.name for migration in migrations.pending(empty)]
    empty.close()
    return found


def unknown(connection: sqlite3.Connection) -> list[str]:
    """Names of migrations the file has had that this program does not know."""
    applied = migrations.applied(Database(connection, execute_plugins=False))
    return sorted({migration.name for migration in applied} - set(names()))


def apply(connection: sqlite3.Connection) -> None:
    """Bring the file to ``schema.VERSION``. The caller holds one transaction around it all, so
    that a kill half-way leaves the file as it was."""
    migrations.apply(Database(connection, execute_plugins=False))
    connection.execute(f"PRAGMA user_version = {schema.VERSION}")
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
