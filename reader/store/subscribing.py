"""Plans of what the user does to feeds and folders. Nothing is deleted with a subscription: the
feed's row, its stories, folders and tags stay, and come back with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reader.errors import UsageError
from reader.model import Verb
from reader.store import following
from reader.store.addresses import feed_key
from reader.store.edits import Value
from reader.store.marking import checked_tag, mark_read
from reader.store.plan import Plan, as_int, as_real, ids, name_of, refuse_unknown
from reader.text import line


@dataclass(frozen=True, slots=True)
class _Wish:
    """One subscription asked for."""

    url: str
    name: str = ""
    folders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    site: str = ""
    allow_private: bool = False


def subscribe(plan: Plan) -> None:
    """New feeds, and removed ones back; what is subscribed already gets its new folders and tags.

    A feed's row is stored at once, as one that is not subscribed; the edit subscribes it.
    """
    for wish in _wishes(plan):
        feed, before = _found(plan, wish)
        back = plan.set("feed", (feed,), ("removed_at",), (before,), (None,))
        if wish.name:
            own = plan.rows("SELECT name FROM feed WHERE id = ?", feed)[0][0]
            plan.set("feed", (feed,), ("name",), (_text(own),), (line(wish.name),))
        for path in wish.folders:
            folder = folder_at(plan, path)
            if folder is not None:
                put_into(plan, feed, folder)
        for tag in wish.tags:
            _tag(plan, feed, plan.tag(checked_tag(tag)))
        plan.made = plan.made or feed
        plan.changed += back


def _wishes(plan: Plan) -> list[_Wish]:
    many = plan.more("feeds")
    if many is not None:
        return [_wish(each) for each in json.loads(many)]
    more: dict[str, object] = dict(plan.action.more)
    more["url"] = plan.action.text
    more["folders"] = [str(more.pop("folder", ""))]
    more["tags"] = str(more.get("tags", "")).splitlines()
    return [_wish(more)]


def _wish(values: Mapping[str, object]) -> _Wish:
    url = str(values.get("url", "")).strip()
    if not url:
        raise UsageError("A subscription needs an address")
    return _Wish(
        url=url,
        name=str(values.get("name") or ""),
        folders=tuple(path for path in _list(values.get("folders")) if path),
        tags=tuple(tag for tag in _list(values.get("tags")) if tag),
        site=str(values.get("site") or ""),
        allow_private=values.get("allow_private") in (True, 1, "1"),
    )


def _list(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else []


def _found(plan: Plan, wish: _Wish) -> tuple[int, Value]:
    """The feed of that address and since when it is removed; stored when it is new."""
    key = feed_key(wish.url)
    rows = plan.rows(
        "SELECT id, removed_at FROM feed WHERE url = ? OR key = ? ORDER BY url = ? DESC",
        wish.url,
        key,
        wish.url,
    )
    if rows:
        feed, removed = rows[0]
        if wish.allow_private:
            plan.connection.execute("UPDATE feed SET allow_private = 1 WHERE id = ?", (feed,))
        return as_int(feed), None if removed is None else as_int(removed)
    made = plan.connection.execute(
        "INSERT INTO feed(url, key, site, added_at, removed_at, allow_private, position)"
        " VALUES (?, ?, ?, ?, ?, ?, (SELECT ifnull(max(position), 0) + 1 FROM feed))",
        (wish.url, key, wish.site, plan.now, plan.now, wish.allow_private),
    ).lastrowid
    assert made is not None
    plan.connection.execute("INSERT INTO feed_state(feed) VALUES (?)", (made,))
    return made, plan.now


def _text(value: object) -> str | None:
    assert value is None or isinstance(value, str)
    return value


def put_into(plan: Plan, feed: int, folder: int) -> bool:
    """Ask for the feed to stand in the folder too; whether it did not."""
    there = plan.rows("SELECT 1 FROM feed_folder WHERE feed = ? AND folder = ?", feed, folder)
    return not there and plan.edits.add("feed_folder", (feed, folder), ("position",), None, (0.0,))


def _tag(plan: Plan, feed: int, name: str) -> None:
    there = plan.rows(
        "SELECT 1 FROM feed_tag JOIN tag t ON t.id = tag WHERE feed = ? AND t.name = ?", feed, name
    )
    if not there:
        plan.edits.add("feed_tag", (name, feed), ("at",), None, (plan.now,))


def unsubscribe(plan: Plan) -> None:
    """What is unread of a feed that goes is read with it: it would stand in Unread for ever."""
    unread = plan.rows(
        "SELECT s.id FROM feed f JOIN story s ON s.feed = f.id WHERE s.read = 0"
        " AND f.removed_at IS NULL AND f.id IN (SELECT value FROM json_each(?))",
        ids(plan.feeds()),
    )
    mark_read(plan, [as_int(row[0]) for row in unread], "unsubscribed")
    leave(plan)


def leave(plan: Plan) -> None:
    """The feeds are subscribed no more; nothing else changes."""
    _set_feeds(plan, ("removed_at",), (plan.now,), only="removed_at IS NULL")


def pause(plan: Plan) -> None:
    _set_feeds(plan, ("paused",), (1,))


def resume(plan: Plan) -> None:
    _set_feeds(plan, ("paused",), (0,))


def _set_feeds(
    plan: Plan, columns: tuple[str, ...], after: tuple[Value, ...], only: str = "1"
) -> None:
    rows = plan.connection.execute(
        f"SELECT id, {', '.join(columns)} FROM feed WHERE {only}"
        " AND id IN (SELECT value FROM json_each(?))",
        (ids(plan.feeds()),),
    ).fetchall()
    for feed, *before in rows:
        plan.changed += plan.set("feed", (feed,), columns, tuple(before), after)


def rename(plan: Plan) -> None:
    """An empty name gives the feed its own title again. Queries that name the feed follow."""
    name = name_of(plan.action.text, "feed") if plan.action.text.strip() else None
    feeds = plan.feeds()
    if len(feeds) != 1:
        raise UsageError(f"A name is for one feed, not {len(feeds)}")
    _set_feeds(plan, ("name",), (name,))
    following.feed(plan, feeds[0], name)


def move(plan: Plan) -> None:
    """Into the folder ``into`` or of the path ``text`` ("Tech/AI"), out of all others; neither
    takes the feeds out of all folders."""
    feeds = plan.feeds()
    folder = _folder(plan, plan.action.into)
    if plan.action.text.strip():
        folder = folder_at(plan, plan.action.text, folder)
    for feed in feeds:
        moved = False
        for old, position in plan.rows(
            "SELECT folder, position FROM feed_folder WHERE feed = ?", feed
        ):
            if old != folder:
                key = (feed, as_int(old))
                moved = plan.edits.add(
                    "feed_folder", key, ("position",), (as_real(position),), None
                )
        if folder is not None:
            moved = put_into(plan, feed, folder) or moved
        plan.changed += moved


def settings(plan: Plan) -> None:
    """``more`` names settings of the feeds and their values; an empty value takes one away."""
    for feed, before in plan.rows(
        "SELECT id, settings FROM feed WHERE id IN (SELECT value FROM json_each(?))",
        ids(plan.feeds()),
    ):
        values = json.loads(str(before)) | dict(plan.action.more)
        kept = {name: value for name, value in values.items() if value != ""}
        after = json.dumps(kept, ensure_ascii=False, sort_keys=True)
        if kept != json.loads(str(before)):
            plan.changed += plan.set(
                "feed", (as_int(feed),), ("settings",), (str(before),), (after,)
            )


# --------------------------------------------------------------------------- folders

FOLDER = ("parent", "name", "position", "tightness")


def _folder(plan: Plan, folder: int | None) -> int | None:
    if folder is not None and not plan.rows("SELECT 1 FROM folder WHERE id = ?", folder):
        refuse_unknown("folder", "folders", [folder])
    return folder


def folder_at(plan: Plan, path: str, parent: int | None = None) -> int | None:
    """The folder of a path with ``/`` between its names, below ``parent``; made when missing."""
    for part in path.split("/"):
        if part.strip():
            parent = _child(plan, parent, name_of(part, "folder"))
    return parent


def _child(plan: Plan, parent: int | None, name: str) -> int:
    rows = plan.rows("SELECT id FROM folder WHERE parent IS ? AND name = ?", parent, name)
    return as_int(rows[0][0]) if rows else _new_folder(plan, parent, name)


def _new_folder(plan: Plan, parent: int | None, name: str) -> int:
    # Stored now, so that what else the action does can refer to it; the edit says so once more.
    last = plan.rows("SELECT ifnull(max(position), 0) FROM folder WHERE parent IS ?", parent)
    after = (parent, name, as_real(last[0][0]) + 1, None)
    made = plan.connection.execute(
        "INSERT INTO folder(parent, name, position, tightness) VALUES (?, ?, ?, ?)", after
    ).lastrowid
    assert made is not None
    plan.edits.add("folder", (made,), FOLDER, None, after)
    return made


def add_folder(plan: Plan) -> None:
    """``text`` is a path, below the folder ``into`` when that is given."""
    if not plan.action.text.replace("/", "").strip():
        raise UsageError("The name of a folder cannot be empty")
    plan.made = folder_at(plan, plan.action.text, _folder(plan, plan.action.into))
    plan.changed += bool(plan.edits)


def remove_folder(plan: Plan) -> None:
    """The folder ``into`` and those inside it go; their feeds stay subscribed."""
    top = needed_folder(plan)
    inside = subtree(plan, top)
    feeds = plan.rows(
        "SELECT feed, folder, position FROM feed_folder"
        " WHERE folder IN (SELECT value FROM json_each(?))",
        ids(inside),
    )
    for feed, folder, position in feeds:
        key = (as_int(feed), as_int(folder))
        plan.edits.add("feed_folder", key, ("position",), (as_real(position),), None)
    for folder in reversed(inside):
        before = folder_row(plan, folder)
        plan.edits.add("folder", (folder,), FOLDER, before, None)
    plan.changed += len(inside)


def rename_folder(plan: Plan) -> None:
    """``into`` is the folder, ``text`` its new name. Queries that name it follow."""
    folder = needed_folder(plan)
    name = name_of(plan.action.text, "folder")
    before = folder_row(plan, folder)
    taken = plan.rows(
        "SELECT 1 FROM folder WHERE parent IS ? AND name = ? AND id <> ?", before[0], name, folder
    )
    if taken:
        raise UsageError(f"There is a folder {name!r} beside it already", "Choose another name")
    plan.changed += plan.set("folder", (folder,), FOLDER, before, (before[0], name, *before[2:]))
    following.folder(plan, folder, str(before[1]), name)


def needed_folder(plan: Plan) -> int:
    folder = _folder(plan, plan.action.into)
    if folder is None:
        raise UsageError("Say which folder is meant")
    return folder


def folder_row(plan: Plan, folder: int) -> tuple[Value, ...]:
    row: tuple[Value, ...] = plan.connection.execute(
        "SELECT parent, name, position, tightness FROM folder WHERE id = ?", (folder,)
    ).fetchone()
    return row


def subtree(plan: Plan, top: int) -> Sequence[int]:
    """The folder and all inside it, parents first."""
    return [
        as_int(row[0])
        for row in plan.rows(
            "WITH RECURSIVE inside(id, depth) AS (SELECT ?, 0 UNION"
            " SELECT f.id, depth + 1 FROM folder f JOIN inside i ON f.parent = i.id)"
            " SELECT id FROM inside ORDER BY depth, id",
            top,
        )
    ]


PLANS = {
    Verb.SUBSCRIBE: subscribe,
    Verb.UNSUBSCRIBE: unsubscribe,
    Verb.RENAME_FEED: rename,
    Verb.MOVE_FEED: move,
    Verb.PAUSE_FEED: pause,
    Verb.RESUME_FEED: resume,
    Verb.FEED_SETTINGS: settings,
    Verb.ADD_FOLDER: add_folder,
    Verb.REMOVE_FOLDER: remove_folder,
    Verb.RENAME_FOLDER: rename_folder,
}
