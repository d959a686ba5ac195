"""Edits applied: each table's way of making a change and of taking it back.

What a change does is the same whether it is done, undone or done again. Triggers keep the mirrors
and counts in step; the figures of ``Touched.moved`` threads are the caller's to recount.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from reader.store.edits import Change, Key, Value
from reader.store.merging import live_thread
from reader.store.plan import ids as as_json


@dataclass(slots=True)
class Touched:
    """Ids whose rows changed. ``moved``: threads that lost or won stories. ``rest``: something
    that has no id of its own to be drawn anew by (folders, views, rules)."""

    stories: set[int] = field(default_factory=set)
    threads: set[int] = field(default_factory=set)
    feeds: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    rest: bool = False


def apply(connection: sqlite3.Connection, changes: Sequence[Change]) -> Touched:
    """Make the changes, first to last, inside the caller's transaction.

    Threads that come to life again do so before stories move into them, and threads that were
    emptied are closed after; one that holds stories again is left open.
    """
    touched = Touched()
    closing: list[Change] = []
    for change in changes:
        if change.columns == ("merged_into",) and change.after == (None,):
            _open_threads(connection, change, touched)
    for change in changes:
        if change.columns != ("merged_into",):
            _APPLIERS[change.table](connection, change, touched)
        elif change.after != (None,):
            closing.append(change)
    for change in closing:
        _close_threads(connection, change, touched)
    return touched


def _open_threads(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    connection.executemany("UPDATE thread SET merged_into = NULL WHERE id = ?", change.keys)
    touched.moved.update(_ids(change.keys))


def _close_threads(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    assert change.after is not None
    target = change.after[0]
    assert isinstance(target, int)
    live = live_thread(connection, target)
    for thread in _ids(change.keys):
        if thread != live:
            connection.execute(
                "UPDATE thread SET merged_into = ? WHERE id = ?"
                " AND NOT EXISTS (SELECT 1 FROM story WHERE thread = ?)",
                (live, thread, thread),
            )
        touched.moved.update((thread, live))


def _ids(keys: Iterable[Key], at: int = 0) -> Iterator[int]:
    for key in keys:
        value = key[at]
        assert isinstance(value, int)
        yield value


#: What a mark says; a row that says nothing is not kept.
_MARKS = ("read_at", "opened_at", "starred_at")


def _marks(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    assert change.after is not None
    stories = as_json(_ids(change.keys))
    names = ", ".join(change.columns)
    if any(change.after):
        values = ", ".join("?" * len(change.columns))
        sets = ", ".join(f"{column} = excluded.{column}" for column in change.columns)
        connection.execute(
            f"INSERT INTO mark(story, feed, key, key2, {names})"
            f" SELECT s.id, s.feed, s.key, s.key2, {values}"
            " FROM json_each(?) j CROSS JOIN story s ON s.id = j.value WHERE true"
            f" ON CONFLICT(story) DO UPDATE SET {sets}",
            (*change.after, stories),
        )
    else:
        others = " AND ".join(f"{each} IS NULL" for each in _MARKS if each not in change.columns)
        chosen = "story IN (SELECT value FROM json_each(?))"
        connection.execute(f"DELETE FROM mark WHERE {chosen} AND {others}", (stories,))
        sets = ", ".join(f"{column} = ?" for column in change.columns)
        connection.execute(f"UPDATE mark SET {sets} WHERE {chosen}", (*change.after, stories))
    touched.stories.update(_ids(change.keys))


def _threads(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    assert change.before is not None
    assert change.after is not None
    sets = ", ".join(f"{column} = ?" for column in change.columns)
    for thread in _ids(change.keys):
        connection.execute(f"UPDATE thread SET {sets} WHERE id = ?", (*change.after, thread))
        live = live_thread(connection, thread)
        if live != thread:
            for names, old, new in _units(change):
                # Merged since: what it handed on is taken back there, the other's own is not.
                connection.execute(
                    f"UPDATE thread SET {' = ?, '.join(names)} = ?"
                    f" WHERE id = ? AND {' IS ? AND '.join(names)} IS ?",
                    (*new, live, *old),
                )
        touched.threads.update((thread, live))
        if {"lead", "lead_pinned"} & set(change.columns):
            touched.moved.add(live)


#: Columns that say one thing together.
_TOGETHER = {
    "muted_until": "muted",
    "muted_by": "muted",
    "muted_unless": "muted",
    "lead_pinned": "lead",
}


def _units(change: Change) -> Iterator[tuple[list[str], list[Value], list[Value]]]:
    """(columns, before, after) of the things that the change says, each on its own."""
    units: dict[str, tuple[list[str], list[Value], list[Value]]] = {}
    for column, old, new in zip(
        change.columns, change.before or (), change.after or (), strict=True
    ):
        names, olds, news = units.setdefault(_TOGETHER.get(column, column), ([], [], []))
        names.append(column)
        olds.append(old)
        news.append(new)
    yield from units.values()


def _stories(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    assert change.before is not None
    assert change.after is not None
    after = list(change.after)
    for n, column in enumerate(change.columns):
        if column == "thread":
            ends = (change.before[n], change.after[n])
            threads = [live_thread(connection, end) for end in ends if isinstance(end, int)]
            touched.moved.update(threads)
            after[n] = threads[-1]
        if column == "feed":
            touched.feeds.update(
                end for end in (change.before[n], change.after[n]) if isinstance(end, int)
            )
        if column in ("thread", "feed", "copy_of"):
            touched.moved.update(_threads_of(connection, change.keys))
    sets = ", ".join(f"{column} = ?" for column in change.columns)
    # A feed that got a story of the same key since keeps its own; the other stays where it is.
    connection.executemany(
        f"UPDATE OR IGNORE story SET {sets} WHERE id = ?", ((*after, *key) for key in change.keys)
    )
    touched.stories.update(_ids(change.keys))


def _threads_of(connection: sqlite3.Connection, stories: Iterable[Key]) -> set[int]:
    sql = "SELECT DISTINCT thread FROM story WHERE id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.execute(sql, (as_json(_ids(stories)),))}


def _placements(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    if change.after is None:
        connection.executemany("DELETE FROM placement WHERE story = ?", change.keys)
        return
    after = list(change.after)
    thread = after[0]
    assert isinstance(thread, int)
    after[0] = live_thread(connection, thread)
    connection.executemany(
        "INSERT OR REPLACE INTO placement(thread, at, reason, story) VALUES (?, ?, ?, ?)",
        ((*after, *key) for key in change.keys),
    )


def tag_id(connection: sqlite3.Connection, name: str) -> int:
    """The tag's id, made when it is new. Tags that nothing carries stay, unseen."""
    connection.execute("INSERT INTO tag(name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
    row = connection.execute("SELECT id FROM tag WHERE name = ?", (name,)).fetchone()
    assert isinstance(row[0], int)
    return row[0]


def _tagged(
    column: str, touch: Callable[[Touched], set[int]]
) -> Callable[[sqlite3.Connection, Change, Touched], None]:
    table = f"{column}_tag"
    source = {
        "story": "SELECT ?, id, feed, key, ? FROM story WHERE id = ?",
        "thread": "SELECT ?, id, ? FROM thread WHERE id = ?",
        "feed": "SELECT ?, id, ? FROM feed WHERE id = ?",
    }[column]

    def applier(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
        ids = {name: tag_id(connection, str(name)) for name in {key[0] for key in change.keys}}
        if change.after is None:
            connection.executemany(
                f"DELETE FROM {table} WHERE tag = ? AND {column} = ?",
                ((ids[key[0]], key[1]) for key in change.keys),
            )
            if column == "thread":
                _untag_survivors(connection, change, ids, touched)
        else:
            at = change.after[0]
            connection.executemany(
                f"INSERT OR REPLACE INTO {table} {source}",
                ((ids[key[0]], at, _where(connection, column, key[1])) for key in change.keys),
            )
        touch(touched).update(_ids(change.keys, 1))

    return applier


def _where(connection: sqlite3.Connection, column: str, key: int | str) -> int:
    assert isinstance(key, int)
    return live_thread(connection, key) if column == "thread" else key


def _untag_survivors(
    connection: sqlite3.Connection, change: Change, ids: dict[int | str, int], touched: Touched
) -> None:
    """A tag that a thread handed on when it was merged goes from the survivor too."""
    at = change.before[0] if change.before else None
    for key in change.keys:
        live = _where(connection, "thread", key[1])
        if live != key[1]:
            connection.execute(
                "DELETE FROM thread_tag WHERE tag = ? AND thread = ? AND at IS ?",
                (ids[key[0]], live, at),
            )
            touched.threads.add(live)


def _corrections(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    connection.executemany("DELETE FROM correction WHERE a = ? AND b = ?", change.keys)
    if change.after is not None:
        connection.executemany(
            "INSERT INTO correction(together, at, a, b, a_key, b_key)"
            " SELECT ?, ?, x.id, y.id, x.key, y.key FROM story x, story y"
            " WHERE x.id = ? AND y.id = ?",
            ((*change.after, *key) for key in change.keys),
        )


def _notes(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    if change.after is None:
        connection.executemany("DELETE FROM note WHERE story = ?", change.keys)
    else:
        connection.executemany(
            "INSERT OR REPLACE INTO note(story, feed, key, text, at)"
            " SELECT id, feed, key, ?, ? FROM story WHERE id = ?",
            ((*change.after, *key) for key in change.keys),
        )
    touched.stories.update(_ids(change.keys))


def _tags(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    for key in change.keys:
        tag_id(connection, str(key[0]))
    _plain(("name",))(connection, change, touched)


def _renamed(table: str) -> Callable[[sqlite3.Connection, Change, Touched], None]:
    """A row that keeps all but its name: the edit's values are the names."""

    def applier(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
        assert change.before is not None
        assert change.after is not None
        connection.execute(
            f"UPDATE {table} SET name = ? WHERE name = ?", (*change.after, *change.before)
        )
        touched.rest = True

    return applier


def _views(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    _plain(("name",))(connection, change, touched)
    connection.executemany(
        "UPDATE view SET unread = NULL, counted_at = NULL WHERE name = ?", change.keys
    )


def _verdicts(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    """Verdicts go with their rule by the reference between them; here they come back, and go alone
    when what a rule did is taken back."""
    connection.executemany(
        "DELETE FROM verdict WHERE story = ? AND rule = (SELECT id FROM rule WHERE name = ?)",
        change.keys,
    )
    if change.after is not None:
        connection.executemany(
            "INSERT INTO verdict(at, action, story, rule)"
            " SELECT ?, ?, s.id, r.id FROM story s, rule r WHERE s.id = ? AND r.name = ?",
            ((*change.after, *key) for key in change.keys),
        )
    touched.stories.update(_ids(change.keys))


def _plain(
    key_columns: tuple[str, ...],
    touch: Callable[[Touched], set[int]] | None = None,
) -> Callable[[sqlite3.Connection, Change, Touched], None]:
    """Rows that hold nothing but what the edit says."""
    where = " AND ".join(f"{column} = ?" for column in key_columns)

    def applier(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
        if change.after is None:
            connection.executemany(f"DELETE FROM {change.table} WHERE {where}", change.keys)
        elif change.before is None:
            names = (*change.columns, *key_columns)
            sets = ", ".join(f"{column} = excluded.{column}" for column in change.columns)
            connection.executemany(
                f"INSERT INTO {change.table}({', '.join(names)})"
                f" VALUES ({', '.join('?' * len(names))})"
                f" ON CONFLICT({', '.join(key_columns)}) DO UPDATE SET {sets}",
                ((*change.after, *key) for key in change.keys),
            )
        else:
            sets = ", ".join(f"{column} = ?" for column in change.columns)
            connection.executemany(
                f"UPDATE {change.table} SET {sets} WHERE {where}",
                ((*change.after, *key) for key in change.keys),
            )
        if touch is None:
            touched.rest = True
        elif touch is not _of_nothing:
            touch(touched).update(_ids(change.keys))

    return applier


def _of_stories(touched: Touched) -> set[int]:
    return touched.stories


def _of_threads(touched: Touched) -> set[int]:
    return touched.threads


def _of_nothing(_touched: Touched) -> set[int]:
    return set()


def _feeds(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    _plain(("id",), _of_feeds)(connection, change, touched)
    if "url" in change.columns:
        # Validators are an address's own: sent to another they may well be answered "not modified".
        connection.executemany(
            "UPDATE feed_state SET etag = NULL, last_modified = NULL, body_hash = NULL"
            " WHERE feed = ?",
            change.keys,
        )


def _of_feeds(touched: Touched) -> set[int]:
    return touched.feeds


_APPLIERS: dict[str, Callable[[sqlite3.Connection, Change, Touched], None]] = {
    "mark": _marks,
    "note": _notes,
    "thread": _threads,
    "story": _stories,
    "placement": _placements,
    "correction": _corrections,
    "story_tag": _tagged("story", _of_stories),
    "thread_tag": _tagged("thread", _of_threads),
    "feed_tag": _tagged("feed", _of_feeds),
    "tag": _tags,
    "thread_link": _plain(("a", "b", "kind"), _of_threads),
    "mention": _plain(("story", "thread"), _of_stories),
    "headline": _plain(("id",), _of_nothing),
    "feed": _feeds,
    "feed_state": _plain(("feed",), _of_feeds),
    "feed_folder": _plain(("feed", "folder"), _of_feeds),
    "folder": _plain(("id",)),
    "view": _views,
    "verdict": _verdicts,
    "rule": _plain(("name",)),
    "rule name": _renamed("rule"),
    "view name": _renamed("view"),
    "alias": _plain(("form",), _of_nothing),
    "never_join": _plain(("kind", "value"), _of_nothing),
    "lesson": _plain(("term",), _of_nothing),
}
