"""What is known of one feed beyond its row: what it publishes, what was read, its requests."""

from __future__ import annotations

import sqlite3

from reader.model import FeedFigures, FetchLine

WEEK = 7 * 86_400
#: Weeks told of, and lines of the log.
WEEKS, LINES = 12, 12

_COUNTS = """
SELECT coalesce(sum(opened), 0), coalesce(sum(read), 0), coalesce(sum(starred), 0),
       coalesce(sum(copy_of IS NOT NULL), 0)
  FROM story WHERE feed = ? AND sort_at >= ?
"""
_SIZE = """
SELECT coalesce(sum(length(b.html) + length(b.text)), 0)
  FROM story s CROSS JOIN body b ON b.story = s.id WHERE s.feed = ?
"""
# Threads of several sources that the feed has a story in, and those in which it was first.
_LEADS = """
SELECT count(*), coalesce(sum(first_feed = :feed), 0) FROM (
  SELECT (SELECT feed FROM story s WHERE s.thread = t.id ORDER BY s.sort_at, s.id LIMIT 1)
           AS first_feed
    FROM thread t
   WHERE t.sources > 1
     AND t.id IN (SELECT thread FROM story WHERE feed = :feed AND sort_at >= :start)
)
"""


def read(connection: sqlite3.Connection, feed: int, now: int) -> FeedFigures | None:
    """The figures of a feed for the last twelve weeks; None when there is no such feed."""
    row = connection.execute("SELECT description FROM feed WHERE id = ?", (feed,)).fetchone()
    if row is None:
        return None
    start = now - WEEKS * WEEK
    weeks = [0] * WEEKS
    for week, n in connection.execute(
        "SELECT (sort_at - ?) / ?, count(*) FROM story WHERE feed = ? AND sort_at >= ? GROUP BY 1",
        (start, WEEK, feed, start),
    ):
        weeks[min(week, WEEKS - 1)] += n
    opened, seen, starred, copies = connection.execute(_COUNTS, (feed, start)).fetchone()
    shared, leads = connection.execute(_LEADS, {"feed": feed, "start": start}).fetchone()
    newest = connection.execute("SELECT max(sort_at) FROM story WHERE feed = ?", (feed,)).fetchone()
    log = connection.execute(
        "SELECT at, status, outcome, new, changed, received, seconds FROM fetch_log"
        " WHERE feed = ? ORDER BY id DESC LIMIT ?",
        (feed, LINES),
    )
    return FeedFigures(
        weeks=tuple(weeks),
        opened=opened,
        read=seen,
        starred=starred,
        copies=copies,
        leads=leads,
        shared=shared,
        size=connection.execute(_SIZE, (feed,)).fetchone()[0],
        newest=newest[0],
        log=tuple(FetchLine(*line) for line in log),
        description=row[0],
    )
