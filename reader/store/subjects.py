"""Stories as rules see them: everything a query may ask, read in one batch."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reader.query.memory import Subject
from reader.store.sources import SOURCE
from reader.store.sources import ids as as_json

_STORIES = f"""
SELECT s.id, s.thread, s.feed, {SOURCE} AS source, s.title, s.summary, b.text AS body, s.author,
       s.url, coalesce(n.text, '') AS note, f.url AS feed_url, f.site, s.language, s.words,
       s.sort_at, s.first_seen, m.read_at, s.read, s.opened, s.starred, s.copy_of, s.changed_at,
       coalesce(s.placed_at, s.first_seen) AS came_at, b.has_code, b.has_media,
       b.fulltext IS NOT NULL AS has_fulltext, coalesce(e.error_kind, '') AS error_kind,
       coalesce(json_extract(f.settings, '$.hidden'), '') AS hidden
  FROM story s JOIN feed f ON f.id = s.feed JOIN body b ON b.story = s.id
  LEFT JOIN feed_state e ON e.feed = s.feed LEFT JOIN mark m ON m.story = s.id
  LEFT JOIN note n ON n.story = s.id
 WHERE s.id IN (SELECT value FROM json_each(?))
"""
_THREADS = """
SELECT t.id, t.lead, t.sources, t.stories, t.languages, t.opened_at, t.followed_at, t.muted,
       t.muted_until, t.snoozed_until, t.heat, t.moved_at,
       (SELECT count(*) FROM story n WHERE n.thread = t.id AND n.copy_of IS NULL
         AND coalesce(n.placed_at, n.first_seen) > t.opened_at) AS new
  FROM thread t WHERE t.id IN (SELECT value FROM json_each(?))
"""
_TAGS = "SELECT x.{0}, g.name FROM {0}_tag x JOIN tag g ON g.id = x.tag WHERE x.{0} IN (%s)"
_FOLDERS = """
WITH RECURSIVE up(feed, folder) AS (
  SELECT feed, folder FROM feed_folder WHERE feed IN (SELECT value FROM json_each(?))
  UNION SELECT up.feed, f.parent FROM up JOIN folder f ON f.id = up.folder
   WHERE f.parent IS NOT NULL
) SELECT up.feed, f.name FROM up JOIN folder f ON f.id = up.folder
"""

Row = dict[str, Any]
Names = Mapping[int, tuple[str, ...]]


def subjects(connection: sqlite3.Connection, stories: Sequence[int], now: int) -> list[Subject]:
    """The stories that are there, oldest id first, each with its thread as it stands at ``now``."""
    rows = _dicts(connection, _STORIES, stories)
    threads = {row["id"]: row for row in _dicts(connection, _THREADS, {r["thread"] for r in rows})}
    feeds = {row["feed"] for row in rows}
    tags = {
        "tags": _tags(connection, "story", stories),
        "thread_tags": _tags(connection, "thread", threads),
        "feed_tags": _tags(connection, "feed", feeds),
    }
    folders = _names(connection.execute(_FOLDERS, (as_json(feeds),)))
    return [_subject(row, threads[row["thread"]], tags, folders, now) for row in rows]


def _dicts(connection: sqlite3.Connection, sql: str, among: Iterable[int]) -> list[Row]:
    cursor = connection.execute(sql, (as_json(sorted(among)),))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _tags(connection: sqlite3.Connection, kind: str, among: Iterable[int]) -> Names:
    sql = _TAGS.format(kind) % "SELECT value FROM json_each(?)"
    return _names(connection.execute(sql, (as_json(among),)))


def _names(rows: Iterable[tuple[int, str]]) -> Names:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for owner, name in rows:
        found[owner].append(name)
    return {owner: tuple(names) for owner, names in found.items()}


def _states(row: Row, thread: Row, now: int) -> frozenset[str]:
    """The words of ``is:`` that hold."""
    opened = thread["opened_at"]
    muted = thread["muted"] and (thread["muted_until"] is None or thread["muted_until"] > now)
    snoozed = (thread["snoozed_until"] or 0) > now
    states = {
        "read": row["read"],
        "opened": row["opened"],
        "starred": row["starred"],
        "copy": row["copy_of"] is not None,
        "updated": row["changed_at"] is not None,
        "muted": muted or snoozed,
        "snoozed": snoozed,
        "hidden": row["hidden"] == "1",
        "followed": thread["followed_at"] is not None,
        "lead": thread["lead"] == row["id"],
        "new": row["copy_of"] is None and (opened is None or row["came_at"] > opened),
    }
    return frozenset(name for name, holds in states.items() if holds)


def _subject(row: Row, thread: Row, tags: Mapping[str, Names], folders: Names, now: int) -> Subject:
    havings = {
        "code": row["has_code"],
        "media": row["has_media"],
        "fulltext": row["has_fulltext"],
        "error": row["error_kind"],
    }
    return Subject(
        id=row["id"],
        thread=row["thread"],
        feed=row["feed"],
        source=row["source"],
        title=row["title"],
        summary=row["summary"],
        body=row["body"],
        author=row["author"],
        url=row["url"],
        note=row["note"],
        feed_url=row["feed_url"],
        site=row["site"],
        folders=folders.get(row["feed"], ()),
        language=row["language"],
        words=row["words"],
        sort_at=row["sort_at"],
        first_seen=row["first_seen"],
        read_at=row["read_at"],
        states=_states(row, thread, now),
        havings=frozenset(name for name, holds in havings.items() if holds),
        tags=tags["tags"].get(row["id"], ()),
        thread_tags=tags["thread_tags"].get(row["thread"], ()),
        feed_tags=tags["feed_tags"].get(row["feed"], ()),
        thread_sources=thread["sources"],
        thread_stories=thread["stories"],
        thread_languages=len(thread["languages"].split()),
        thread_new=thread["new"],
        heat=thread["heat"],
        moved_at=thread["moved_at"],
    )
