"""Edits applied: each table's way of making a change and of taking it back.

What a change does is the same whether it is done, undone or done again. Triggers keep the mirrors
and counts in step; the figures of ``Touched.moved`` threads are the caller's to recount.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from reader.store.edits import Change, Key, Touched, Value
from reader.store.merging import live_thread
from reader.store.plainly import (
    Applier,
    Touch,
    ids_of,
    of_feeds,
    of_nothing,
    of_stories,
    of_threads,
    plain,
    renamed,
)
from reader.store.plan import ids as as_json


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
    touched.moved.update(ids_of(change.keys))


def _close_threads(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    assert change.after is not None
    target = change.after[0]
    assert isinstance(target, int)
    live = live_thread(connection, target)
    for thread in ids_of(change.keys):
        if thread != live:
            connection.execute(
                "UPDATE thread SET merged_into = ? WHERE id = ?"
                " AND NOT EXISTS (SELECT 1 FROM story WHERE thread = ?)"
                " AND EXISTS (SELECT 1 FROM thread WHERE id = ?)",
                (live, thread, thread, live),
            )
        touched.moved.update((thread, live))


#: What a mark says; a row that says nothing is not kept.
_MARKS = ("read_at", "opened_at", "starred_at")


def _marks(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    assert change.after is not None
    stories = as_json(ids_of(change.keys))
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
    touched.stories.update(ids_of(change.keys))


def _threads(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    assert change.before is not None
    assert change.after is not None
    sets = ", ".join(f"{column} = ?" for column in change.columns)
    for thread in ids_of(change.keys):
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
        if column in ("thread", "feed") and not _is_there(connection, column, after[n]):
            return  # forgotten since: the stories stay where they are
    sets = ", ".join(f"{column} = ?" for column in change.columns)
    # A feed that got a story of the same key since keeps its own; the other stays where it is.
    connection.executemany(
        f"UPDATE OR IGNORE story SET {sets} WHERE id = ?", ((*after, *key) for key in change.keys)
    )
    touched.stories.update(ids_of(change.keys))


def _is_there(connection: sqlite3.Connection, table: str, id_: Value) -> bool:
    row = connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (id_,)).fetchone()
    return row is not None


def _threads_of(connection: sqlite3.Connection, stories: Iterable[Key]) -> set[int]:
    sql = "SELECT DISTINCT thread FROM story WHERE id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.execute(sql, (as_json(ids_of(stories)),))}


def _placements(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    if change.after is None:
        connection.executemany("DELETE FROM placement WHERE story = ?", change.keys)
        return
    after = list(change.after)
    thread = after[0]
    assert isinstance(thread, int)
    after[0] = live_thread(connection, thread)
    if not _is_there(connection, "thread", after[0]):
        return  # forgotten since, and the stories stay where they are
    connection.executemany(
        "INSERT OR REPLACE INTO placement(thread, at, reason, story)"
        " SELECT ?, ?, ?, id FROM story WHERE id = ?",
        ((*after, *key) for key in change.keys),
    )


def tag_id(connection: sqlite3.Connection, name: str) -> int:
    """The tag's id, made when it is new. Tags that nothing carries stay, unseen."""
    connection.execute("INSERT INTO tag(name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
    row = connection.execute("SELECT id FROM tag WHERE name = ?", (name,)).fetchone()
    assert isinstance(row[0], int)
    return row[0]


def _tagged(column: str, touch: Touch) -> Applier:
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
        touch(touched).update(ids_of(change.keys, 1))

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


def _told(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    """Stories that are read again for what they tell of other threads, whether these were wound
    anew or stand again as before: then what they told stands again, too."""
    from reader.store import mentions  # only what winds anew needs it

    mentions.ask(connection, ids_of(change.keys))
    said = change.after[0] if change.after else ""
    if isinstance(said, str) and said:
        for story in ids_of(change.keys):
            touched.threads |= mentions.put_back(connection, story, said)


def _notes(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    if change.after is None:
        connection.executemany("DELETE FROM note WHERE story = ?", change.keys)
    else:
        connection.executemany(
            "INSERT OR REPLACE INTO note(story, feed, key, text, at)"
            " SELECT id, feed, key, ?, ? FROM story WHERE id = ?",
            ((*change.after, *key) for key in change.keys),
        )
    touched.stories.update(ids_of(change.keys))


def _tags(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    for key in change.keys:
        tag_id(connection, str(key[0]))
    plain(("name",))(connection, change, touched)


def _views(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    plain(("name",))(connection, change, touched)
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
    touched.stories.update(ids_of(change.keys))


def _feeds(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
    if "url" not in change.columns:
        plain(("id",), of_feeds)(connection, change, touched)
        return
    assert change.after is not None
    wanted = dict(zip(change.columns, change.after, strict=True))
    for feed in ids_of(change.keys):
        now = connection.execute("SELECT url, key FROM feed WHERE id = ?", (feed,)).fetchone()
        if now is not None:
            address = (wanted["url"], wanted.get("key", now[1]))
            touched.feeds.update(_readdress(connection, feed, now, address))


def _readdress(
    connection: sqlite3.Connection, feed: int, now: tuple[str, str], wanted: tuple[Value, ...]
) -> list[int]:
    """Give a feed another (address, key); the feeds changed. Where another feed has that address
    since, it keeps it; one that was removed meanwhile takes the address that becomes free."""
    holders = connection.execute(
        "SELECT id, removed_at IS NOT NULL FROM feed WHERE (url = ? OR key = ?) AND id <> ?",
        (*wanted, feed),
    ).fetchall()
    if len(holders) > 1 or not all(removed for _, removed in holders):
        return []
    others = [holder for holder, _ in holders]
    put = "UPDATE feed SET url = ?, key = ? WHERE id = ?"
    connection.executemany(put, ((f"free:{one}", f"free:{one}", one) for one in others))
    connection.execute(put, (*wanted, feed))
    connection.executemany(put, ((*now, one) for one in others))
    # Validators are an address's own: sent to another they may well be answered "not modified".
    connection.executemany(
        "UPDATE feed_state SET etag = NULL, last_modified = NULL, body_hash = NULL WHERE feed = ?",
        ((one,) for one in (feed, *others)),
    )
    return [feed, *others]


_APPLIERS: dict[str, Applier] = {
    "mark": _marks,
    "note": _notes,
    "thread": _threads,
    "story": _stories,
    "placement": _placements,
    "correction": _corrections,
    "story_tag": _tagged("story", of_stories),
    "thread_tag": _tagged("thread", of_threads),
    "feed_tag": _tagged("feed", of_feeds),
    "tag": _tags,
    "thread_link": plain(("a", "b", "kind"), of_threads, {"a": "thread", "b": "thread"}),
    "mention": plain(("story", "thread"), of_stories, {"story": "story", "thread": "thread"}),
    "told": _told,
    "headline": plain(("id",), of_nothing, {"thread": "thread"}),
    "feed": _feeds,
    "feed_state": plain(("feed",), of_feeds),
    "feed_folder": plain(("feed", "folder"), of_feeds, {"feed": "feed", "folder": "folder"}),
    "shelf": plain(("story",), of_nothing, {"feed": "feed"}),
    "folder": plain(("id",), refers={"parent": "folder"}),
    "view": _views,
    "verdict": _verdicts,
    "rule": plain(("name",)),
    "rule name": renamed("rule"),
    "view name": renamed("view"),
    "alias": plain(("form",), of_nothing),
    "never_join": plain(("kind", "value"), of_nothing),
    "lesson": plain(("term",), of_nothing),
}
