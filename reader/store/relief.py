"""Giving memory back after an answer that took much of it: one broad search in an archive of a
million stories left 50 MB with the process."""

from __future__ import annotations

import sqlite3

from reader import heap

#: Stories from which an answer is worth the few milliseconds that giving back takes.
MANY = 20_000


def give_back(connection: sqlite3.Connection) -> None:
    """Empty the connection's page cache and let the system have all pages that lie free."""
    connection.execute("PRAGMA shrink_memory").fetchall()
    heap.trim()
