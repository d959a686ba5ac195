"""Where queries of the user's are kept."""

from __future__ import annotations

import sqlite3

#: Table, column, and how they are found there with their keys.
QUERIES = (
    ("view", "query", "SELECT name, query FROM view"),
    ("rule", "query", "SELECT name, query FROM rule"),
    ("rule", "unless", "SELECT name, unless FROM rule"),
    (
        "thread",
        "muted_unless",
        "SELECT id, muted_unless FROM thread WHERE muted = 1 AND muted_unless <> ''",
    ),
)


def has_any(connection: sqlite3.Connection) -> bool:
    """Whether there is any that could name something."""
    return any(connection.execute(f"{found} LIMIT 1").fetchone() for _, _, found in QUERIES)
