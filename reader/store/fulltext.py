"""The full-text index, filled in batches off the critical path.

A story is in the index exactly when it is not in the queue, and the index holds it with the words
of the view ``indexed``; what changes those words must call ``forget`` first.
"""

from __future__ import annotations

import json
import sqlite3

from reader.store.connection import Connections

_COLUMNS = "rowid, title, summary, body, author"
#: Most words indexed in one transaction, unless one story alone has more: about 20 ms. They make
#: one segment, as the index gathers 4 MB (``hashsize``) before it writes one by itself.
_WORDS = 90_000
#: Segments of the index from which they are merged, sixteen or more of about one size into one.
#: Each batch makes one; a search looks into all of them (60 segments cost it 1 ms), but a merge
#: writes again all that it merges, which takes as long as indexing it did.
_SEGMENTS = 64
_COUNT_SEGMENTS = (
    "WITH RECURSIVE one(id) AS (SELECT min(segid) FROM fulltext_idx UNION ALL"
    " SELECT (SELECT min(segid) FROM fulltext_idx WHERE segid > id) FROM one WHERE id IS NOT NULL)"
    " SELECT count(id) FROM one"
)
#: Pages that one transaction of a merge writes: about 15 ms.
_PAGES = 100


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

    def index_some(self, limit: int = 500) -> int:
        """Index up to ``limit`` waiting stories in one transaction (under 50 ms); how many were.

        The newest go first: they are what is looked for. 0 means that none waits. Now and then
        the index is tidied as well, in further short transactions.
        """

        def work(connection: sqlite3.Connection) -> tuple[int, int]:
            indexed = _index(connection, limit)
            return indexed, int(connection.execute(_COUNT_SEGMENTS).fetchone()[0])

        indexed, segments = self._connections.write(work, idle=True)
        if indexed and segments >= _SEGMENTS:
            self._tidy()
        return indexed

    def _tidy(self) -> None:
        """Merge segments wherever sixteen or more are of about one size."""

        def work(connection: sqlite3.Connection) -> bool:
            before = connection.total_changes
            connection.execute(
                "INSERT INTO fulltext(fulltext, rank) VALUES ('merge', ?)", (_PAGES,)
            )
            # The command itself counts as one change: more means that it found work.
            return connection.total_changes - before > 1

        while self._connections.write(work, idle=True):
            pass


def forget(connection: sqlite3.Connection, story: int) -> None:
    """Take a story out of the index and queue it, before its words change."""
    connection.execute(
        f"INSERT INTO fulltext(fulltext, {_COLUMNS})"
        f" SELECT 'delete', {_COLUMNS} FROM indexed WHERE rowid = ?",
        (story,),
    )
    connection.execute("INSERT OR IGNORE INTO index_queue(story) VALUES (?)", (story,))


def _index(connection: sqlite3.Connection, limit: int) -> int:
    ids: list[int] = []
    words = 0
    # In one row: at each that is fetched, what computes beside this would take its turn.
    (queue,) = connection.execute(
        "SELECT json_group_array(json_array(story, words)) FROM (SELECT q.story, s.words"
        " FROM index_queue q JOIN story s ON s.id = q.story ORDER BY q.story DESC LIMIT ?)",
        (limit,),
    ).fetchone()
    for story, length in sorted(json.loads(queue), reverse=True):
        words += length
        if ids and words > _WORDS:
            break
        ids.append(story)
    if not ids:
        return 0
    chosen = json.dumps(ids)
    # Out of the queue first: the view shows what is not in it.
    connection.execute(
        "DELETE FROM index_queue WHERE story IN (SELECT value FROM json_each(?))", (chosen,)
    )
    connection.execute(
        f"INSERT INTO fulltext({_COLUMNS}) SELECT {_COLUMNS} FROM indexed"
        " WHERE rowid IN (SELECT value FROM json_each(?)) ORDER BY rowid",
        (chosen,),
    )
    return len(ids)
