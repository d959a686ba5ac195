"""What changed since, whoever changed it: screens learn of a refresh by cron through this."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from reader.model import Changes
from reader.store.connection import Connections

#: Rows kept; a screen that was away for longer reads everything anew.
KEEP = 20_000
#: More changes than this at once are told as "everything".
MOST = 5_000
# Old rows are cut away once in so many new ones.
_TRIM_EVERY = 1_000


class ChangeLog:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def version(self) -> int:
        """``PRAGMA data_version``: moves with every commit to the file, by any process. Cheap to
        ask once a second, from any thread."""
        return self._connections.version()

    def last(self) -> int:
        """The sequence number of the newest change."""
        return self._connections.read(last)

    def since(self, seq: int) -> Changes:
        """Ids that changed after ``seq``; ``everything`` when too many or too old to tell."""

        def work(connection: sqlite3.Connection) -> Changes:
            newest = last(connection)
            if seq >= newest:
                # A number from the future: the file was put back from a backup meanwhile.
                return Changes(newest, everything=seq > newest)
            oldest = connection.execute("SELECT min(seq) FROM change").fetchone()[0]
            if oldest is None or seq < oldest - 1 or newest - seq > MOST:
                return Changes(newest, everything=True)
            found: dict[str, dict[int, None]] = {}
            for kind, id_ in connection.execute(
                "SELECT kind, id FROM change WHERE seq > ? ORDER BY seq", (seq,)
            ):
                found.setdefault(kind, {})[id_] = None
            return Changes(
                newest,
                stories=tuple(found.get("story", ())),
                threads=tuple(found.get("thread", ())),
                feeds=tuple(found.get("feed", ())),
                everything="all" in found,
            )

        return self._connections.read(work)


def last(connection: sqlite3.Connection) -> int:
    """The sequence number of the newest change, also when the rows are gone."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'change'").fetchone()
    return int(row[0]) if row else 0


def record(
    connection: sqlite3.Connection,
    *,
    stories: Iterable[int] = (),
    threads: Iterable[int] = (),
    feeds: Iterable[int] = (),
    everything: bool = False,
) -> None:
    """Note what a transaction changes, inside that transaction."""
    before = last(connection)
    after = before
    all_ = (0,) if everything else ()
    for kind, ids in (("story", stories), ("thread", threads), ("feed", feeds), ("all", all_)):
        numbers = list(ids)
        after += len(numbers)
        if numbers:
            connection.execute(
                "INSERT INTO change(kind, id) SELECT ?, value FROM json_each(?)",
                (kind, json.dumps(numbers)),
            )
    if before // _TRIM_EVERY != after // _TRIM_EVERY:
        connection.execute("DELETE FROM change WHERE seq <= ?", (after - KEEP,))
