"""Letting old stories go, and bringing them back.

What goes is put on a shelf, packed, and can come back whole for a while; after that only its key is
left, so that a feed which still lists the story does not bring it as new. The marks on it stay, as
they do for any story that is gone.
"""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from reader.clock import Clock
from reader.store import changes
from reader.store.connection import Connections
from reader.store.figures import recount
from reader.store.keeping import KEPT
from reader.store.merging import live_thread
from reader.store.plan import ids as as_json
from reader.store.sources import headed

#: Stories put away or brought back in one transaction: each takes its words out of the full-text
#: index, about half a millisecond, and the lock is not to be held longer than 50 ms.
BATCH = 40
#: Tables that hold something of a story, in the order in which they are filled again.
_PARTS = ("story", "body", "revision", "placement", "mention")
# A whole thread goes at once: all of it older, all of it read, none of it touched since.
_OLD = """
  FROM story s JOIN thread t ON t.id = s.thread
 WHERE s.sort_at < :before AND s.first_seen < :before AND s.placed_at IS NOT NULL
   AND t.unread = 0 AND t.last_at < :before AND t.snoozed_until IS NULL
   AND NOT EXISTS (SELECT 1 FROM story y LEFT JOIN mark m ON m.story = y.id
                    WHERE y.thread = s.thread AND (y.first_seen >= :before
                       OR m.read_at >= :before OR m.opened_at >= :before))
"""
_GOING = f"{_OLD} AND NOT {KEPT}"


@dataclass(frozen=True, slots=True)
class Old:
    """What retention would let go: how many stories in how many threads, about how many bytes,
    titles of some, and how many as old are kept because they are starred, tagged, noted or of a
    followed thread."""

    stories: int
    threads: int
    size: int
    sample: tuple[str, ...]
    kept: int


class Retaining:
    """Stories that were let go, and those that would be."""

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def old(self, before: int, sample: int = 10) -> Old:
        """What ``let_go(before)`` would take: nothing is changed."""
        named = {"before": before}

        def work(connection: sqlite3.Connection) -> Old:
            stories, threads, size = connection.execute(
                "SELECT count(*), count(DISTINCT s.thread),"
                " coalesce(sum((SELECT length(html) + length(text) FROM body WHERE story = s.id)),"
                f" 0) {_GOING}",
                named,
            ).fetchone()
            titles = connection.execute(
                f"SELECT {headed('s')} {_GOING} ORDER BY s.sort_at DESC LIMIT {sample:d}", named
            ).fetchall()
            every = connection.execute(f"SELECT count(*) {_OLD}", named).fetchone()[0]
            return Old(stories, threads, size, tuple(row[0] for row in titles), every - stories)

        return self._connections.read(work)

    def let_go(self, before: int) -> int:
        """Put a batch of stories from before that time on the shelf; how many, 0 when all are."""
        now = self._clock.now()

        def work(connection: sqlite3.Connection) -> int:
            rows = connection.execute(
                # The lead goes last: a thread that is left with some stories keeps its headline.
                f"SELECT s.id, s.thread {_GOING} ORDER BY s.thread, s.id IS t.lead LIMIT {BATCH}",
                {"before": before},
            ).fetchall()
            _put_away(connection, [row[0] for row in rows], now)
            recount(connection, sorted({row[1] for row in rows}), now)
            if rows:
                changes.record(connection, everything=True)
            return len(rows)

        return self._connections.write(work)

    def bring_back(self) -> int:
        """Bring a batch of stories back from the shelf; how many, 0 when none is left."""
        now = self._clock.now()

        def work(connection: sqlite3.Connection) -> int:
            rows = connection.execute(
                "SELECT story, data, feed FROM shelf WHERE data IS NOT NULL"
                # The leads come first, so that no other story takes their place.
                f" ORDER BY story IN (SELECT lead FROM thread) DESC, at DESC, story LIMIT {BATCH}"
            ).fetchall()
            threads = {_take_down(connection, data, feed) for _, data, feed in rows}
            connection.execute(
                "DELETE FROM shelf WHERE story IN (SELECT value FROM json_each(?))",
                (as_json(row[0] for row in rows),),
            )
            recount(connection, sorted(threads), now)
            if rows:
                changes.record(connection, everything=True)
            return len(rows)

        return self._connections.write(work)

    def forget(self, before: int) -> int:
        """Let go for good what was put on the shelf before that time; how many stories. Their keys
        stay, and so do the threads that other things still name."""

        def work(connection: sqlite3.Connection) -> int:
            return connection.execute(
                "UPDATE shelf SET data = NULL WHERE story IN (SELECT story FROM shelf"
                f" WHERE data IS NOT NULL AND at < ? LIMIT {BATCH * 10})",
                (before,),
            ).rowcount

        return self._connections.write(work)


def _put_away(connection: sqlite3.Connection, stories: Sequence[int], now: int) -> None:
    for story in stories:
        packed = {table: _rows(connection, table, story) for table in _PARTS}
        data = zlib.compress(json.dumps(packed, ensure_ascii=False).encode())
        connection.execute(
            "INSERT OR REPLACE INTO shelf(story, feed, key, key2, at, data)"
            " SELECT id, feed, key, key2, ?, ? FROM story WHERE id = ?",
            (now, data, story),
        )
        connection.execute("DELETE FROM story WHERE id = ?", (story,))


def _rows(connection: sqlite3.Connection, table: str, story: int) -> list[dict[str, object]]:
    column = "id" if table == "story" else "story"
    cursor = connection.execute(f"SELECT * FROM {table} WHERE {column} = ?", (story,))
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in cursor]


def _plain(value: object) -> object:
    return {"b": base64.b85encode(value).decode()} if isinstance(value, bytes) else value


def _bytes(value: object) -> object:
    return base64.b85decode(value["b"]) if isinstance(value, dict) else value


def _take_down(connection: sqlite3.Connection, data: bytes, feed: int) -> int:
    """Put one story back where it stood, as one of ``feed``; the thread it stands in now.

    One that its feed got again in another way (from one that became one with it) is not put beside
    it."""
    packed: dict[str, list[dict[str, object]]] = json.loads(zlib.decompress(data))
    (story,) = packed["story"]
    thread = live_thread(connection, _number(story["thread"]))
    story["thread"], story["feed"] = thread, feed
    if connection.execute(
        "SELECT 1 FROM story WHERE feed = ? AND key = ?", (story["feed"], story["key"])
    ).fetchone():
        return thread
    for table in _PARTS:
        known = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        for row in packed.get(table, ()):
            # A column that a later version dropped is left out, one that it added has its default.
            columns = [
                name for name in row if name in known and (table, name) != ("revision", "id")
            ]
            connection.execute(
                f"INSERT OR IGNORE INTO {table}({', '.join(columns)})"
                f" VALUES ({', '.join('?' * len(columns))})",
                [_bytes(row[name]) for name in columns],
            )
    # The marks are what they became meanwhile: an undo takes one back of a story that is gone, too.
    connection.execute(
        "UPDATE story SET (read, opened, starred) = (SELECT count(read_at), count(opened_at),"
        " count(starred_at) FROM mark WHERE story = :story) WHERE id = :story",
        {"story": story["id"]},
    )
    connection.execute("INSERT OR IGNORE INTO index_queue VALUES (?)", (story["id"],))
    return thread


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
