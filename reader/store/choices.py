"""Choices made on the screen (theme, layout, folds): kept, not journaled."""

from __future__ import annotations

import sqlite3

from reader.store.connection import Connections


class Choices:
    """A text by name."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def get(self, name: str) -> str | None:
        """The choice of that name; None when none was made."""
        row = self._connections.read(
            lambda reader: reader.execute(
                "SELECT value FROM state WHERE name = ?", (name,)
            ).fetchone()
        )
        return None if row is None else str(row[0])

    def set(self, name: str, value: str) -> None:
        """Keep a choice."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO state(name, value) VALUES (?, ?)"
                " ON CONFLICT(name) DO UPDATE SET value = excluded.value",
                (name, value),
            )

        self._connections.write(work, durable=True)
