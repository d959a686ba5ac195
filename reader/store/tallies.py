"""Counts for the sources pane: views, tags, totals. Nothing here reads every story."""

from __future__ import annotations

import sqlite3

from reader import model
from reader.query import dates
from reader.query.tree import BUILTIN_VIEWS
from reader.store.tagnames import IN_USE

#: Threads snoozed now; its parameter is now.
SNOOZED = "SELECT id FROM thread WHERE snoozed_until IS NOT NULL AND snoozed_until > ?"
#: Threads kept out of sight now (muted, or snoozed); its two parameters are both now.
HIDDEN = (
    "SELECT id FROM thread WHERE muted = 1 AND (muted_until IS NULL OR muted_until > ?)"
    f" UNION ALL {SNOOZED}"
)

#: Feeds that the user keeps out of Unread.
QUIET_FEEDS = (
    "SELECT id FROM feed WHERE settings <> '{}' AND json_extract(settings, '$.hidden') = '1'"
)

_TODAY = f"""
SELECT count(*) FROM story
 WHERE read = 0 AND sort_at >= ? AND sort_at < ? AND thread NOT IN ({HIDDEN})
"""

# CROSS JOIN keeps SQLite from walking all stories instead of the few threads.
_NEW = """
SELECT count(*) FROM thread t CROSS JOIN story s ON s.thread = t.id
 WHERE t.followed_at IS NOT NULL AND s.copy_of IS NULL
   AND (t.opened_at IS NULL OR coalesce(s.placed_at, s.first_seen) > t.opened_at)
"""

# A tag's unread stories: those of tagged feeds are counted by the feeds' own counters, so only the
# stories of other feeds are looked at one by one.
_TAGS = f"""
WITH unread(tag, n) AS (
  SELECT tag, count(*) FROM (
    SELECT st.tag, s.id, s.feed FROM story_tag st CROSS JOIN story s ON s.id = st.story
     WHERE s.read = 0
    UNION
    SELECT tt.tag, s.id, s.feed FROM thread_tag tt CROSS JOIN story s ON s.thread = tt.thread
     WHERE s.read = 0
  ) one
  WHERE NOT EXISTS (SELECT 1 FROM feed_tag ft WHERE ft.tag = one.tag AND ft.feed = one.feed)
  GROUP BY tag
)
SELECT g.name,
       (SELECT count(*) FROM story_tag st WHERE st.tag = g.id) AS stories,
       (SELECT count(*) FROM thread_tag tt WHERE tt.tag = g.id) AS threads,
       coalesce((SELECT n FROM unread u WHERE u.tag = g.id), 0)
         + coalesce((SELECT sum(f.unread) FROM feed_tag ft JOIN feed f ON f.id = ft.feed
                      WHERE ft.tag = g.id), 0),
       (SELECT count(*) FROM feed_tag ft WHERE ft.tag = g.id), g.color,
       min(g.position, 0.0)
  FROM tag g WHERE {IN_USE}
"""


def tags(connection: sqlite3.Connection) -> list[model.TagRow]:
    """Every tag in use, in the user's order, then by name."""
    rows = sorted(connection.execute(_TAGS), key=lambda row: (row[6], row[0].casefold(), row[0]))
    return [model.TagRow(*row[:6]) for row in rows]


def views(connection: sqlite3.Connection, now: int) -> list[model.ViewRow]:
    """Built-in views with counts as of now, then the user's with the count last made."""
    start, end = dates.span("today", "today", now, dates.local())
    counts = {
        "Unread": unread(connection, now),
        "Followed": _number(connection, _NEW),
        "Starred": _counter(connection, "starred"),
        "Today": _number(connection, _TODAY, start, end, now, now),
    }
    found = [model.ViewRow(name, query, True, counts.get(name)) for name, query in BUILTIN_VIEWS]
    own = connection.execute(
        "SELECT name, query, unread, grouping, sort, mark_read, notify"
        ' FROM "view" ORDER BY position, id'
    )
    found += [
        model.ViewRow(name, query, False, n, group, sort, mark, bool(notify))
        for name, query, n, group, sort, mark, notify in own
    ]
    return found


def totals(connection: sqlite3.Connection, now: int) -> tuple[int, int, int]:
    """(feeds subscribed, stories, unread stories not muted)."""
    feeds = _number(connection, "SELECT count(*) FROM feed WHERE removed_at IS NULL")
    return feeds, _counter(connection, "stories"), unread(connection, now)


def unread(connection: sqlite3.Connection, now: int) -> int:
    """Unread stories that are in sight: all but those of threads put away and of quiet feeds."""
    hidden = f"SELECT coalesce(sum(unread), 0) FROM thread WHERE id IN ({HIDDEN})"
    n = _counter(connection, "unread") - _number(connection, hidden, now, now)
    quiet = [row[0] for row in connection.execute(QUIET_FEEDS)]
    if quiet:
        among = ", ".join(map(str, quiet))
        n -= _number(connection, f"SELECT sum(unread) FROM feed WHERE id IN ({among})")
        # What is both was taken off twice.
        both = (
            "SELECT count(*) FROM story WHERE read = 0"
            f" AND thread IN ({HIDDEN}) AND feed IN ({among})"
        )
        n += _number(connection, both, now, now)
    return n


def away(connection: sqlite3.Connection, now: int) -> int:
    """Threads with something unread that are kept out of sight."""
    sql = f"SELECT count(*) FROM thread WHERE unread > 0 AND id IN ({HIDDEN})"
    return _number(connection, sql, now, now)


def _counter(connection: sqlite3.Connection, name: str) -> int:
    return _number(connection, "SELECT coalesce(sum(n), 0) FROM counter WHERE name = ?", name)


def _number(connection: sqlite3.Connection, sql: str, *values: object) -> int:
    return int(connection.execute(sql, values).fetchone()[0])
