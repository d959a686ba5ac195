"""The full-text index, filled in batches off the critical path.

A story is in the index exactly when it is not in the queue, and the index holds it with the words
of the view ``indexed``; what changes those words must call ``forget`` first.
"""

from __future__ import annotations

import json
import sqlite3

from reader.store.connection import Connections

_COLUMNS = "rowid, title, summary, body, author"


class FullText:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def pending(self) -> int:
        """How many stories wait to be indexed."""
        return self._connections.read(
            lambda connection: int(
                connection.execute("SELECT count(*) FROM index_queue").fetchone()[0]
            )
        )

    def index_some(self, limit: int = 200) -> int:
        """Index up to ``limit`` waiting stories in one transaction (under 50 ms); how many were.

        The newest go first: they are what is looked for.
        """

        def work(connection: sqlite3.Connection) -> int:
            ids = [
                row[0]
                for row in connection.execute(
                    "SELECT story FROM index_queue ORDER BY story DESC LIMIT ?", (limit,)
                )
            ]
            if ids:
                # Out of the queue first: the view shows what is not in it.
                chosen = json.dumps(ids)
                connection.execute(
                    "DELETE FROM index_queue WHERE story IN (SELECT value FROM json_each(?))",
                    (chosen,),
                )
                connection.execute(
                    f"INSERT INTO fulltext({_COLUMNS}) SELECT {_COLUMNS} FROM indexed"
                    " WHERE rowid IN (SELECT value FROM json_each(?)) ORDER BY rowid",
                    (chosen,),
                )
            return len(ids)

        return self._connections.write(work)

    def rebuild(self) -> None:
        """Throw the index away and queue every story."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO fulltext(fulltext) VALUES ('delete-all')")
            connection.execute("INSERT OR IGNORE INTO index_queue SELECT id FROM story")

        self._connections.write(work)


def forget(connection: sqlite3.Connection, story: int) -> None:
    """Take a story out of the index and queue it, before its words change."""
    connection.execute(
        f"INSERT INTO fulltext(fulltext, {_COLUMNS})"
        f" SELECT 'delete', {_COLUMNS} FROM indexed WHERE rowid = ?",
        (story,),
    )
    connection.execute("INSERT OR IGNORE INTO index_queue(story) VALUES (?)", (story,))
