"""What grouping reads and writes: unplaced stories, placements, merges, links, corrections."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future

from reader.clock import Clock
from reader.model import (
    Correction,
    LinkKind,
    LinkState,
    Outcome,
    Reason,
    Telling,
    ThreadLink,
)
from reader.store import reasons
from reader.store.connection import Connections
from reader.store.grouping import apply_outcome
from reader.store.merging import live_thread
from reader.store.sources import SOURCE

_TELLING = (
    f"SELECT s.id, s.thread, s.feed, {SOURCE}, s.title, s.summary, s.url,"
    " coalesce(nullif(s.language, ''), f.language), s.sort_at"
    " FROM story s JOIN feed f ON f.id = s.feed"
)


#: Bytes of a snapshot in one row: SQLite copies a value three times on its way to the file, which
#: for one of 8 MB was the peak of a refresh's memory.
_PIECE = 1 << 20


def _named(name: str) -> tuple[str, str]:
    """A snapshot's only row, as it was kept once, and its pieces."""
    return name, f"{name}:*"


class Placing:
    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def unplaced(self, stories: Sequence[int] | None = None) -> list[Telling]:
        """Stories not yet placed, all or those among ``stories``, in order of (sort_at, feed,
        key)."""
        if stories is None:
            return self._tellings("WHERE s.placed_at IS NULL")
        where = "WHERE s.id IN (SELECT value FROM json_each(?)) AND s.placed_at IS NULL"
        return self._tellings(where, json.dumps(list(stories)))

    def unplaced_ids(self) -> list[int]:
        """The stories not yet placed, in order of (sort_at, feed, key)."""
        return self._connections.read(
            lambda connection: [
                row[0]
                for row in connection.execute(
                    "SELECT id FROM story INDEXED BY story_unplaced"
                    " WHERE placed_at IS NULL ORDER BY sort_at, feed, key"
                )
            ]
        )

    def waiting(self) -> list[int]:
        """``sort_at`` of every story not yet placed, in order."""
        return self._connections.read(
            lambda connection: [
                row[0]
                for row in connection.execute(
                    "SELECT sort_at FROM story INDEXED BY story_unplaced"
                    " WHERE placed_at IS NULL ORDER BY sort_at"
                )
            ]
        )

    def newest(self) -> int:
        """``sort_at`` of the newest story, 0 without any."""
        return self._connections.read(
            lambda connection: int(
                connection.execute("SELECT coalesce(max(sort_at), 0) FROM story").fetchone()[0]
            )
        )

    def standing(self, since: int, until: int) -> list[int]:
        """Ids of the placed stories with sort_at in [since, until], in order of sort_at."""
        return self._connections.read(
            lambda connection: [
                row[0]
                for row in connection.execute(
                    "SELECT id FROM story WHERE placed_at IS NOT NULL"
                    " AND sort_at BETWEEN ? AND ? ORDER BY sort_at, id",
                    (since, until),
                )
            ]
        )

    def threads_of(self, stories: Sequence[int]) -> dict[int, int]:
        """Story → the thread it stands in; stories that are gone are left out."""
        return self._connections.read(
            lambda connection: dict(
                connection.execute(
                    "SELECT id, thread FROM story WHERE id IN (SELECT value FROM json_each(?))",
                    (json.dumps(list(stories)),),
                ).fetchall()
            )
        )

    def languages(self, stories: Sequence[int]) -> dict[int, str]:
        """Story → its language as found."""
        return self._connections.read(
            lambda connection: dict(
                connection.execute(
                    "SELECT id, language FROM story WHERE id IN (SELECT value FROM json_each(?))",
                    (json.dumps(list(stories)),),
                ).fetchall()
            )
        )

    def by_user(self, stories: Sequence[int]) -> frozenset[int]:
        """Those of the stories that the user has placed."""
        return self._connections.read(
            lambda connection: frozenset(
                row[0]
                for row in connection.execute(
                    "SELECT story FROM placement WHERE json_extract(reason, '$.by') = 'user'"
                    " AND story IN (SELECT value FROM json_each(?))",
                    (json.dumps(list(stories)),),
                )
            )
        )

    def copies_of(self, stories: Sequence[int]) -> dict[int, int]:
        """Story → the account it copies, of those that copy one."""
        return self._connections.read(
            lambda connection: dict(
                connection.execute(
                    "SELECT id, copy_of FROM story WHERE copy_of IS NOT NULL"
                    " AND id IN (SELECT value FROM json_each(?))",
                    (json.dumps(list(stories)),),
                ).fetchall()
            )
        )

    def tellings(self, stories: Sequence[int]) -> list[Telling]:
        """These stories as the engine sees them, in order of (sort_at, feed, key)."""
        where = "WHERE s.id IN (SELECT value FROM json_each(?))"
        return self._tellings(where, json.dumps(list(stories)))

    def placed(self, since: int, until: int) -> list[Telling]:
        """Placed stories with sort_at in [since, until], same order, each with its thread: what a
        lost index is rebuilt from."""
        return self._tellings(
            "WHERE s.placed_at IS NOT NULL AND s.sort_at BETWEEN ? AND ?", since, until
        )

    def _tellings(self, where: str, *values: int | str) -> list[Telling]:
        def work(connection: sqlite3.Connection) -> list[Telling]:
            sql = f"{_TELLING} {where} ORDER BY s.sort_at, s.feed, s.key"
            return [
                Telling(
                    story=row[0],
                    thread=row[1],
                    feed=row[2],
                    source=row[3],
                    title=row[4],
                    summary=row[5],
                    url=row[6],
                    language=row[7],
                    sort_at=row[8],
                )
                for row in connection.execute(sql, values)
            ]

        return self._connections.read(work)

    def apply(self, outcome: Outcome) -> dict[int, int]:
        """Store placements, merges, splits and links in one transaction (give at most 200
        placements); the ids of the threads that splits made, by what the engine calls them.

        An absorbed thread keeps a ``merged_into`` row; name, pinned lead, follow, mute, tags and
        opened_at pass to the survivor. A copy that lands in a thread where an account was read is
        stored read. Leads, headlines and thread figures are brought up to date. What the user
        placed stays where it is, and no correction is broken, whatever the outcome says: it may
        have been made while the engine was deciding.
        """
        return self.submit(outcome).result()

    def submit(self, outcome: Outcome) -> Future[dict[int, int]]:
        """As ``apply``, without waiting."""
        now = self._clock.now()
        return self._connections.submit(lambda connection: apply_outcome(connection, outcome, now))

    def corrections(self) -> list[Correction]:
        """The user's must-link and cannot-link pairs, oldest first."""
        return self._connections.read(
            lambda connection: [
                Correction(a, b, bool(together))
                for a, b, together in connection.execute(
                    "SELECT a, b, together FROM correction ORDER BY at, id"
                )
            ]
        )

    def never_join(self) -> tuple[frozenset[str], frozenset[int]]:
        """Words and feeds that the user said never join."""

        def work(connection: sqlite3.Connection) -> tuple[frozenset[str], frozenset[int]]:
            rows = connection.execute("SELECT kind, value FROM never_join").fetchall()
            return (
                frozenset(value for kind, value in rows if kind == "word"),
                frozenset(int(value) for kind, value in rows if kind == "feed"),
            )

        return self._connections.read(work)

    def lessons(self) -> dict[str, int]:
        """Term → how often a correction said that it misled."""
        return self._connections.read(
            lambda connection: dict(
                connection.execute("SELECT term, times FROM lesson ORDER BY term").fetchall()
            )
        )

    def tighter(self) -> dict[int, float]:
        """Feed → what its folders add to the tightness for all: each folder's own, else that of
        the folder around it; of a feed in several, the tightest."""
        sql = (
            "WITH RECURSIVE asked(id, tightness) AS ("
            " SELECT id, tightness FROM folder WHERE parent IS NULL UNION ALL"
            " SELECT f.id, coalesce(f.tightness, a.tightness) FROM folder f"
            " JOIN asked a ON f.parent = a.id)"
            " SELECT ff.feed, max(a.tightness) FROM feed_folder ff JOIN asked a ON a.id = ff.folder"
            " WHERE a.tightness IS NOT NULL GROUP BY ff.feed"
        )
        return self._connections.read(lambda connection: dict(connection.execute(sql).fetchall()))

    def folders(self) -> list[tuple[str, float]]:
        """(path, tightness) of every folder that has one of its own."""
        sql = (
            "WITH RECURSIVE named(id, path, tightness) AS ("
            " SELECT id, name, tightness FROM folder WHERE parent IS NULL UNION ALL"
            " SELECT f.id, n.path || '/' || f.name, f.tightness FROM folder f"
            " JOIN named n ON f.parent = n.id)"
            " SELECT path, tightness FROM named WHERE tightness IS NOT NULL ORDER BY path"
        )
        return self._connections.read(lambda connection: connection.execute(sql).fetchall())

    def aliases(self) -> dict[str, str]:
        """form → canonical, both as the user wrote them."""
        return self._connections.read(
            lambda connection: dict(
                connection.execute("SELECT form, canonical FROM alias ORDER BY form").fetchall()
            )
        )

    def links(self, thread: int) -> list[ThreadLink]:
        """Links of the thread (of what it was merged into), strongest first."""

        def work(connection: sqlite3.Connection) -> list[ThreadLink]:
            where = live_thread(connection, thread)
            return [
                ThreadLink(a, b, LinkKind(kind), LinkState(state), score, tuple(json.loads(terms)))
                for a, b, kind, state, score, terms in connection.execute(
                    "SELECT a, b, kind, state, score, terms FROM thread_link"
                    " WHERE a = ? OR b = ? ORDER BY score DESC, a, b",
                    (where, where),
                )
            ]

        return self._connections.read(work)

    def why(self, story: int) -> Reason | None:
        """The reason stored with the story's placement."""

        def work(connection: sqlite3.Connection) -> Reason | None:
            row = connection.execute(
                "SELECT reason FROM placement WHERE story = ?", (story,)
            ).fetchone()
            return reasons.unpack(row[0]) if row else None

        return self._connections.read(work)

    def save_snapshot(self, name: str, version: int, data: bytes, seq: int) -> None:
        """Keep the engine's index as it was at ``seq``."""
        whole = memoryview(data)

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM snapshot WHERE name = ? OR name GLOB ?", _named(name))
            for number, start in enumerate(range(0, max(1, len(whole)), _PIECE)):
                connection.execute(
                    "INSERT INTO snapshot(name, seq, version, data) VALUES (?, ?, ?, ?)",
                    (f"{name}:{number:04}", seq, version, whole[start : start + _PIECE]),
                )

        self._connections.write(work)

    def snapshot(self, name: str) -> tuple[int, int, bytes] | None:
        """(seq, version, data) as saved, or None."""

        def work(connection: sqlite3.Connection) -> tuple[int, int, bytes] | None:
            rows = connection.execute(
                "SELECT seq, version, data FROM snapshot WHERE name = ? OR name GLOB ?"
                " ORDER BY name",
                _named(name),
            ).fetchall()
            return (rows[0][0], rows[0][1], b"".join(row[2] for row in rows)) if rows else None

        return self._connections.read(work)

    def seq(self) -> int:
        """A number that moves with every change to placements, merges or corrections, whoever made
        it; a snapshot of another number is stale."""
        return self._connections.read(
            lambda connection: int(connection.execute("SELECT n FROM step").fetchone()[0])
        )

    def resolve(self, threads: Sequence[int]) -> dict[int, int]:
        """Each thread id → the thread it lives on in (following merged_into)."""
        return self._connections.read(
            lambda connection: {thread: live_thread(connection, thread) for thread in threads}
        )
