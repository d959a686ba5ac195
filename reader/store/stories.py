"""New stories into the database: each with its body, a thread of one, and what was marked of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from reader.model import NewStory
from reader.store import bulk
from reader.store.content import Content

#: Stories that may share one second: the low bits of an id.
ID_BITS = 20
# Seconds are kept below this, so that an id stays a positive 64-bit number.
_LAST_SECOND = (1 << 62 >> ID_BITS) - 1

_THREAD = (
    "thread(id, lead, stories, accounts, sources, languages, first_at, last_at, moved_at, heat)"
)
_STORY = (
    "story(id, feed, thread, key, key2, url, comments_url, title, author, summary, published,"
    " updated, stated, date_note, first_seen, sort_at, language, words, hash)"
)
_BODY = "body(story, html, text, expanded, enclosures, categories, truncated, has_code, has_media)"

#: Whether there is anything of the user's that a story which was here before could take up.
_LEFT_BEHIND = "SELECT " + " OR ".join(
    f"EXISTS (SELECT 1 FROM {table})"
    for table in ("mark", "story_tag", "note", "place", "correction")
)

#: A feed and what is new of it.
Fresh: TypeAlias = tuple[int, Sequence[tuple[NewStory, Content]]]


class Stored(NamedTuple):
    """A story that was stored or changed, and its thread."""

    story: int
    thread: int


def insert(connection: sqlite3.Connection, fresh: Sequence[Fresh]) -> list[list[Stored]]:
    """Store new stories of several feeds, inside the caller's transaction; those of each feed.

    They go in by their ids, from whatever feed: a leaf of ``story`` is then met once.
    """
    new = [(feed, story, content) for feed, some in fresh for story, content in some]
    if not new:
        return [[] for _ in fresh]
    ids = _story_ids(connection, [story.sort_at for _, story, _ in new])
    first = _next_thread(connection)
    made = [Stored(id_, first + number) for number, id_ in enumerate(ids)]
    bulk.insert(connection, _THREAD, list(map(_thread_row, made, new)))
    rows = sorted(zip(made, new, strict=True), key=itemgetter(0))
    bulk.insert(connection, _STORY, [_story_row(at, *one) for at, one in rows])
    bulk.insert(connection, _BODY, [_body_row(at.story, one[2]) for at, one in rows])
    connection.execute(
        "INSERT INTO index_queue(story) SELECT value FROM json_each(?)", (json.dumps(sorted(ids)),)
    )
    left = iter(made)
    result = [list(islice(left, len(some))) for _, some in fresh]
    if connection.execute(_LEFT_BEHIND).fetchone()[0]:
        for (feed, some), stored in zip(fresh, result, strict=True):
            if some:
                names = [(at.story, content) for at, (_, content) in zip(stored, some, strict=True)]
                _take_up(connection, feed, names)
    return result


def _thread_row(at: Stored, new: tuple[int, NewStory, Content]) -> tuple[object, ...]:
    _, story, content = new
    when = story.sort_at
    return (at.thread, at.story, 1, 1, 1, content.language, when, when, when, 1.0)


def _story_row(at: Stored, feed: int, story: NewStory, content: Content) -> tuple[object, ...]:
    return (
        at.story,
        feed,
        at.thread,
        content.key,
        content.key2,
        content.url,
        content.comments_url,
        content.title,
        content.author,
        content.summary,
        content.published,
        content.updated,
        content.stated,
        story.date_note,
        story.first_seen,
        story.sort_at,
        content.language,
        content.words,
        content.hash,
    )


def _body_row(story: int, content: Content) -> tuple[object, ...]:
    return (
        story,
        content.html,
        content.text,
        content.expanded,
        content.enclosures,
        content.categories,
        content.truncated,
        content.has_code,
        content.has_media,
    )


def _story_ids(connection: sqlite3.Connection, times: Sequence[int]) -> list[int]:
    """Free ids for stories of these times. An id under which something was marked or let go is not
    given again, even when its story is gone."""
    seconds = [min(max(at, 0), _LAST_SECOND) for at in times]
    free = _free_ids(connection, set(seconds))
    ids = []
    for second in seconds:
        while free[second] >> ID_BITS != second:
            second += 1  # a million stories in one second: the next one lends its numbers
            if second not in free:
                free |= _free_ids(connection, {second})
        ids.append(free[second])
        free[second] += 1
    return ids


def _free_ids(connection: sqlite3.Connection, seconds: set[int]) -> dict[int, int]:
    """The lowest free id above all taken ones of each second."""
    rows = connection.execute(
        "SELECT value, max("
        " (SELECT coalesce(max(id), -1) FROM story"
        "   WHERE id BETWEEN value << :bits AND ((value + 1) << :bits) - 1),"
        " (SELECT coalesce(max(story), -1) FROM mark"
        "   WHERE story BETWEEN value << :bits AND ((value + 1) << :bits) - 1),"
        " (SELECT coalesce(max(story), -1) FROM shelf"
        "   WHERE story BETWEEN value << :bits AND ((value + 1) << :bits) - 1))"
        " FROM json_each(:seconds)",
        {"bits": ID_BITS, "seconds": json.dumps(sorted(seconds))},
    )
    return {second: max(taken + 1, second << ID_BITS) for second, taken in rows}


def _next_thread(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'thread'").fetchone()
    return int(row[0]) + 1 if row else 1


def _take_up(connection: sqlite3.Connection, feed: int, new: Sequence[tuple[int, Content]]) -> None:
    """Give stories that were here before what the user did to them then."""
    names = {content.key: story for story, content in new}
    names2 = {content.key2: story for story, content in new}
    keys = dict(names)  # also those under which a story was known before
    for old, key, key2 in connection.execute(
        "WITH back AS ("
        " SELECT * FROM mark WHERE feed = :feed AND key IN (SELECT value FROM json_each(:keys))"
        " UNION"
        " SELECT * FROM mark WHERE feed = :feed AND key2 IN (SELECT value FROM json_each(:keys2)))"
        " SELECT story, key, key2 FROM back"
        " WHERE NOT EXISTS (SELECT 1 FROM story WHERE id = back.story)",
        {"feed": feed, "keys": _list(names), "keys2": _list(names2)},
    ).fetchall():
        story = names.get(key) or names2[key2]
        keys.setdefault(key, story)
        connection.execute(
            "UPDATE OR IGNORE mark SET story = :story,"
            " (key, key2) = (SELECT key, key2 FROM story WHERE id = :story) WHERE story = :old",
            {"story": story, "old": old},
        )
    for table in ("story_tag", "note", "place"):
        left = connection.execute(
            f"SELECT DISTINCT key, story FROM {table} WHERE feed = ?"
            " AND key IN (SELECT value FROM json_each(?))"
            f" AND NOT EXISTS (SELECT 1 FROM story WHERE id = {table}.story)",
            (feed, _list(keys)),
        ).fetchall()
        connection.executemany(
            f"UPDATE OR IGNORE {table} SET story = :story,"
            " key = (SELECT key FROM story WHERE id = :story) WHERE story = :old",
            ({"story": keys[key], "old": old} for key, old in left),
        )
    _take_up_corrections(connection, keys)


def _take_up_corrections(connection: sqlite3.Connection, keys: dict[str, int]) -> None:
    """What the user said of a story that was here before and another holds for it again."""
    for end in ("a", "b"):
        left = connection.execute(
            f"SELECT id, {end}_key, a, b FROM correction"
            f" WHERE {end}_key IN (SELECT value FROM json_each(?))"
            f" AND NOT EXISTS (SELECT 1 FROM story WHERE id = correction.{end})",
            (_list(keys),),
        ).fetchall()
        for row, key, *ends in left:
            other = ends[1] if end == "a" else ends[0]
            if other == keys[key]:
                continue
            # The lower id stands first, as in every pair.
            first, second = sorted((keys[key], other))
            turned = (first == keys[key]) != (end == "a")
            swap = ", a_key = b_key, b_key = a_key" if turned else ""
            connection.execute(
                f"UPDATE OR IGNORE correction SET a = ?, b = ?{swap} WHERE id = ?",
                (first, second, row),
            )


def _list(keys: Iterable[str]) -> str:
    return json.dumps(list(keys), ensure_ascii=False)
