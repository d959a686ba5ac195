"""Forgetting feeds with all they brought: for the sample edition, never for what a user follows."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from reader.store import changes, figures
from reader.store.plan import ids

# Rows of the user's own about the stories; what hangs on a story by a foreign key goes with it.
_MARKS = ("mark", "place", "story_tag", "note")


def forget(connection: sqlite3.Connection, feeds: Sequence[int], now: int) -> None:
    """Delete the feeds, their stories, every mark on these, and the threads and folders that
    nothing is left in. Once no feed is left at all the journal goes too: it has nothing to undo.
    """
    gone = ids(feeds)
    threads = [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT thread FROM story WHERE feed IN (SELECT value FROM json_each(?))",
            (gone,),
        )
    ]
    connection.execute(
        "DELETE FROM correction WHERE EXISTS (SELECT 1 FROM story s WHERE s.id IN (a, b)"
        " AND s.feed IN (SELECT value FROM json_each(?)))",
        (gone,),
    )
    for table in (*_MARKS, "story"):
        connection.execute(
            f"DELETE FROM {table} WHERE feed IN (SELECT value FROM json_each(?))", (gone,)
        )
    _folders(connection, gone)
    connection.execute("DELETE FROM feed WHERE id IN (SELECT value FROM json_each(?))", (gone,))
    _threads(connection, threads, now)
    connection.execute(
        "DELETE FROM tag WHERE id NOT IN (SELECT tag FROM story_tag"
        " UNION SELECT tag FROM thread_tag UNION SELECT tag FROM feed_tag)"
    )
    if connection.execute("SELECT NOT EXISTS (SELECT 1 FROM feed)").fetchone()[0]:
        connection.execute("DELETE FROM journal")
    connection.execute("DELETE FROM snapshot")
    changes.record(connection, everything=True)


def _folders(connection: sqlite3.Connection, feeds: str) -> None:
    """Folders that hold only those feeds, and those around them that then hold nothing."""
    inside = connection.execute(
        "WITH RECURSIVE up(id) AS (SELECT folder FROM feed_folder"
        " WHERE feed IN (SELECT value FROM json_each(?)) UNION"
        " SELECT f.parent FROM folder f JOIN up ON f.id = up.id WHERE f.parent IS NOT NULL)"
        " SELECT id FROM up",
        (feeds,),
    ).fetchall()
    connection.execute(
        "DELETE FROM feed_folder WHERE feed IN (SELECT value FROM json_each(?))", (feeds,)
    )
    chosen = ids([row[0] for row in inside])
    while connection.execute(
        "DELETE FROM folder WHERE id IN (SELECT value FROM json_each(?))"
        " AND id NOT IN (SELECT folder FROM feed_folder)"
        " AND id NOT IN (SELECT parent FROM folder WHERE parent IS NOT NULL)",
        (chosen,),
    ).rowcount:
        continue


def _threads(connection: sqlite3.Connection, threads: Sequence[int], now: int) -> None:
    """Bring the threads up to date that hold other stories too; the empty ones go, with those
    that were merged into them."""
    empty = [
        row[0]
        for row in connection.execute(
            "WITH RECURSIVE gone(id) AS ("
            " SELECT value FROM json_each(?) WHERE value NOT IN (SELECT thread FROM story)"
            " UNION SELECT t.id FROM thread t JOIN gone ON t.merged_into = gone.id)"
            " SELECT id FROM gone",
            (ids(threads),),
        )
    ]
    chosen = ids(empty)
    for table, column in (
        ("thread_tag", "thread"),
        ("headline", "thread"),
        ("mention", "thread"),
        ("thread_link", "a"),
        ("thread_link", "b"),
    ):
        connection.execute(
            f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", (chosen,)
        )
    connection.execute(
        "UPDATE thread SET merged_into = NULL WHERE id IN (SELECT value FROM json_each(?))",
        (chosen,),
    )
    connection.execute("DELETE FROM thread WHERE id IN (SELECT value FROM json_each(?))", (chosen,))
    figures.recount(connection, set(threads) - set(empty), now)
