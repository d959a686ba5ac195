"""Text in the database that is no UTF-8, as another program or a failing disk may leave it."""

from __future__ import annotations

import sqlite3

_COLUMNS = (
    "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
    " WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND c.type = 'TEXT'"
    " ORDER BY m.name, c.cid"
)


def found(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """How many texts of each (table, column) are no UTF-8; reads every text there is."""
    connection.create_function("misspelt", 1, _is_misspelt, deterministic=True)
    counts = {}
    for table, column in connection.execute(_COLUMNS).fetchall():
        sql = f'SELECT count(*) FROM "{table}" WHERE misspelt(CAST("{column}" AS BLOB))'
        number = connection.execute(sql).fetchone()[0]
        if number:
            counts[table, column] = number
    return counts


def told(connection: sqlite3.Connection) -> list[str]:
    """The problem in one sentence; empty when there is none."""
    counts = found(connection)
    if not counts:
        return []
    where = ", ".join(f"{number} in {'.'.join(column)}" for column, number in counts.items())
    return [f"Text that is no UTF-8, shown with \ufffd where it cannot be read: {where}"]


def mend(connection: sqlite3.Connection) -> list[str]:
    """Write such text as it is shown; what was done, in a sentence.

    A key that would then be another row's stays as it is.
    """
    counts = found(connection)
    connection.create_function("respelt", 1, _respelt, deterministic=True)
    for table, column in counts:
        blob = f'CAST("{column}" AS BLOB)'
        connection.execute(
            f'UPDATE OR IGNORE "{table}" SET "{column}" = respelt({blob}) WHERE misspelt({blob})'
        )
    number = sum(counts.values()) - sum(found(connection).values()) if counts else 0
    return [f"Text that was no UTF-8: {number} put right"] if number else []


def _is_misspelt(stored: bytes | None) -> bool:
    if stored is None:
        return False
    try:
        stored.decode()
    except UnicodeDecodeError:
        return True
    return False


def _respelt(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")
