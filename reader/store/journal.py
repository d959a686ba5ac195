"""The journal: one row an action, with text keys for other machines and edits for undo and redo."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from reader.model import Action, Actor, JournalRow, Verb
from reader.store.edits import Change, dump, load
from reader.store.plan import as_int, ids
from reader.store.sources import SOURCE, headed

#: Whose actions undo takes back: those a person made here by hand.
_BY_HAND = f"actor IN ('{Actor.SCREEN.value}', '{Actor.COMMAND.value}')"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the journal, opened."""

    id: int
    action: Action
    changes: list[Change]
    count: int
    at: int
    undone_at: int | None = None


def machine(connection: sqlite3.Connection) -> str:
    """This profile's own random name, made at its first action."""
    connection.execute(
        "INSERT INTO state(name, value) VALUES ('machine', ?) ON CONFLICT DO NOTHING",
        (secrets.token_hex(8),),
    )
    row = connection.execute("SELECT value FROM state WHERE name = 'machine'").fetchone()
    return str(row[0])


def append(
    connection: sqlite3.Connection,
    action: Action,
    actor: Actor,
    now: int,
    changes: Sequence[Change],
    count: int,
) -> int:
    """Write an action down; its row's id."""
    name = machine(connection)
    if actor in (Actor.SCREEN, Actor.COMMAND):
        connection.execute(_SUPERSEDE)
    inverse = dump(changes)
    made = connection.execute(
        "INSERT INTO journal(machine, seq, at, actor, verb, action, targets, inverse, count)"
        " VALUES (?, (SELECT ifnull(max(seq), 0) + 1 FROM journal WHERE machine = ?),"
        " ?, ?, ?, ?, ?, ?, ?)",
        (
            name,
            name,
            now,
            actor.value,
            action.verb.value,
            _packed(action),
            _targets(connection, action, changes),
            inverse,
            count,
        ),
    ).lastrowid
    assert made is not None
    return made


def _targets(connection: sqlite3.Connection, action: Action, changes: Sequence[Change]) -> str:
    """What the action changed, by text keys: ``stories`` {feed address: [keys]}, ``threads`` [[feed
    address, key of its lead]], ``feeds`` [addresses]. Keys the database made mean nothing
    elsewhere; these do."""
    stories: dict[str, list[str]] = {}
    changed = {key[0] for c in changes if c.table in _BY_STORY for key in c.keys}
    changed |= {key[1] for c in changes if c.table == "story_tag" for key in c.keys}
    for url, key in connection.execute(
        "SELECT f.url, s.key FROM story s JOIN feed f ON f.id = s.feed"
        " WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.id",
        (ids(n for n in changed if isinstance(n, int)),),
    ):
        stories.setdefault(url, []).append(key)
    into = [action.into] if action.verb is Verb.JOIN and action.into is not None else []
    threads = connection.execute(
        "SELECT f.url, s.key FROM thread t JOIN story s ON s.id = t.lead"
        " JOIN feed f ON f.id = s.feed WHERE t.id IN (SELECT value FROM json_each(?))",
        (ids([*action.threads, *into]),),
    ).fetchall()
    feeds = connection.execute(
        "SELECT url FROM feed WHERE id IN (SELECT value FROM json_each(?))",
        (ids(_feeds(action, changes)),),
    ).fetchall()
    targets = {"stories": stories, "threads": threads, "feeds": [url for (url,) in feeds]}
    return json.dumps(targets, ensure_ascii=False, separators=(",", ":"))


_BY_STORY = ("mark", "note", "story")


def _feeds(action: Action, changes: Sequence[Change]) -> set[int]:
    feeds = set(action.feeds)
    for change in changes:
        at = {"feed": 0, "feed_folder": 0, "feed_tag": 1}.get(change.table)
        if at is not None:
            feeds.update(as_int(key[at]) for key in change.keys)
    return feeds


_NEXT_UNDO = f"SELECT max(id) FROM journal WHERE undone_at IS NULL AND {_BY_HAND}"
# Undo goes from new to old, so what may be done again is newer than all that is done, and redo
# begins with the oldest of it. An action done meanwhile ends that, undone itself or not.
_MAY_REDO = (
    f"undone_at IS NOT NULL AND superseded = 0 AND {_BY_HAND}"
    f" AND id > (SELECT ifnull(max(id), 0) FROM journal WHERE undone_at IS NULL AND {_BY_HAND})"
)
_NEXT_REDO = f"SELECT min(id) FROM journal WHERE {_MAY_REDO}"
_SUPERSEDE = f"UPDATE journal SET superseded = 1 WHERE {_MAY_REDO}"


def next_undo(connection: sqlite3.Connection) -> int | None:
    """The row that undo takes back next."""
    return _number(connection, _NEXT_UNDO)


def next_redo(connection: sqlite3.Connection) -> int | None:
    """The row that redo does again next."""
    return _number(connection, _NEXT_REDO)


def _number(connection: sqlite3.Connection, sql: str) -> int | None:
    found: int | None = connection.execute(sql).fetchone()[0]
    return found


def newest_done(connection: sqlite3.Connection) -> Entry | None:
    """What undo takes back next."""
    return _entry(connection, next_undo(connection))


def last_undone(connection: sqlite3.Connection) -> Entry | None:
    """What redo does again next."""
    return _entry(connection, next_redo(connection))


def _entry(connection: sqlite3.Connection, id_: int | None) -> Entry | None:
    row = connection.execute(
        "SELECT id, action, inverse, count, at, undone_at FROM journal WHERE id = ?", (id_,)
    ).fetchone()
    if row is None:
        return None
    return Entry(row[0], _action(row[1]), load(row[2]), *row[3:])


# What the only target is called: a lead stands before its thread.
_ROWS = f"""
SELECT id, at, actor, verb, coalesce(json_extract(action, '$.text'), ''), count,
       undone_at IS NOT NULL,
       CASE WHEN stories + threads + feeds = 1 OR (verb = 'set_lead' AND stories = 1) THEN coalesce(
         (SELECT {headed("s")} FROM story s WHERE s.id = json_extract(action, '$.stories[0]')),
         (SELECT coalesce(nullif(t.name, ''), {headed("s")}) FROM thread t
            LEFT JOIN story s ON s.id = t.lead WHERE t.id = json_extract(action, '$.threads[0]')),
         (SELECT {SOURCE} FROM feed f WHERE f.id = json_extract(action, '$.feeds[0]')),
         '') ELSE '' END,
       stories, threads, feeds, json_extract(action, '$.until'), superseded,
       json_extract(action, '$.more')
  FROM (
    SELECT *, json_array_length(action, '$.stories') AS stories,
           json_array_length(action, '$.threads') AS threads,
           json_array_length(action, '$.feeds') AS feeds
      FROM journal
     WHERE id < :before
       AND (:feed IS NULL
            OR :feed IN (SELECT value FROM json_each(journal.action, '$.feeds')))
     ORDER BY id DESC LIMIT :limit
  )
 ORDER BY id DESC
"""


def rows(
    connection: sqlite3.Connection, limit: int, before: int | None, feed: int | None = None
) -> list[JournalRow]:
    """Entries newest first, older than the entry ``before``; ``feed``: only those done to it."""
    end = before if before is not None else (1 << 63) - 1
    return [
        JournalRow(id_, at, Actor(actor), Verb(verb), text, count, bool(undone), *rest)
        for id_, at, actor, verb, text, count, undone, *rest in _with_more(
            connection.execute(_ROWS, {"before": end, "feed": feed, "limit": limit})
        )
    ]


def _packed(action: Action) -> str:
    values = {each.name: getattr(action, each.name) for each in fields(action)}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _action(text: str) -> Action:
    values = json.loads(text)
    return Action(
        verb=Verb(values["verb"]),
        stories=tuple(values["stories"]),
        threads=tuple(values["threads"]),
        feeds=tuple(values["feeds"]),
        text=values["text"],
        into=values["into"],
        until=values["until"],
        more=_pairs(values["more"]),
    )


def _with_more(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    return ((*rest, bool(gone), _pairs(json.loads(more))) for *rest, gone, more in rows)


def _pairs(values: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in values)


def keep(connection: sqlite3.Connection, entry: Entry, changes: list[Change]) -> None:
    """What an entry changed includes what followed once it was undone or done again, so that the
    next step the other way takes that back too."""
    if len(changes) > len(entry.changes):
        connection.execute("UPDATE journal SET inverse = ? WHERE id = ?", (dump(changes), entry.id))


def set_undone(connection: sqlite3.Connection, entry: int, at: int | None) -> None:
    """Note that an entry was undone at that time; None: it was done again."""
    connection.execute("UPDATE journal SET undone_at = ? WHERE id = ?", (at, entry))
