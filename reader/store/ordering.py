"""Plans of what stands where in the sources pane: order by hand, folders into folders.

A place given by hand is a negative ``position``, counted up to the last at -1: whatever was never
placed (0 and above, as rows are made) stands after it by name. Views and rules have always an order
of their own: theirs is counted from 1.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from reader.errors import TakenError, UsageError
from reader.model import Verb
from reader.store.plan import Plan, as_int, as_real, refuse_unknown
from reader.store.subscribing import FOLDER, folder_at, folder_row, needed_folder, subtree


def order(plan: Plan) -> None:
    """``more`` "order" lists what stands side by side in its new order."""
    wanted = json.loads(plan.more("order") or "[]")
    places: Sequence[float] = [float(n - len(wanted)) for n in range(len(wanted))]
    match plan.action.text:
        case "feeds" if plan.action.into is not None:
            _in_folder(plan, plan.action.into, wanted, places)
        case "feeds":
            _by_key(plan, "feed", "id", wanted, places)
        case "folders":
            _by_key(plan, "folder", "id", wanted, places)
        case "tags":
            _by_key(plan, "tag", "name", wanted, places)
        case "views" | "rules":
            _by_key(
                plan, plan.action.text[:-1], "name", wanted, [n + 1.0 for n in range(len(wanted))]
            )
        case other:
            raise UsageError(f"{other or 'Nothing'} cannot be ordered")
    plan.changed = min(1, len(plan.edits.changes()))


def _in_folder(plan: Plan, folder: int, wanted: list[int], places: Sequence[float]) -> None:
    rows = plan.rows("SELECT feed, position FROM feed_folder WHERE folder = ?", folder)
    here = {feed: position for feed, position in rows}
    refuse_unknown("feed", "feeds", [feed for feed in wanted if feed not in here])
    for feed, place in zip(wanted, places, strict=True):
        before = (as_real(here[feed]),)
        plan.set("feed_folder", (feed, folder), ("position",), before, (place,))


def _by_key(
    plan: Plan, table: str, key: str, wanted: list[int | str], places: Sequence[float]
) -> None:
    here = {
        name: position for name, position in plan.rows(f'SELECT {key}, position FROM "{table}"')
    }
    for name, place in zip(wanted, places, strict=True):
        if name not in here:
            raise UsageError(f"There is no {table} {name}")
        plan.set(table, (name,), ("position",), (as_real(here[name]),), (place,))


def move_folder(plan: Plan) -> None:
    """Folder ``into`` goes below the folder ``more`` "parent"; ``text`` may be a path, made where
    missing; neither: to the top."""
    folder = needed_folder(plan)
    wanted = plan.more("parent")
    parent = int(wanted) if wanted else None
    if plan.action.text.strip():
        parent = folder_at(plan, plan.action.text)
    if parent is not None:
        inside = subtree(plan, folder)
        if parent in inside:
            raise UsageError("A folder cannot go into itself", "Choose another place")
        if not plan.rows("SELECT 1 FROM folder WHERE id = ?", parent):
            refuse_unknown("folder", "folders", [parent])
    before = folder_row(plan, folder)
    taken = plan.rows(
        "SELECT 1 FROM folder WHERE parent IS ? AND name = ? AND id <> ?",
        parent,
        before[1],
        folder,
    )
    if taken:
        raise UsageError(f"There is a folder {before[1]!r} there already", "Rename one of the two")
    plan.changed += plan.set(
        "folder", (folder,), FOLDER, before, (parent, before[1], 0.0, *before[3:])
    )


def readdress(plan: Plan) -> None:
    """The feed is asked at ``text`` from now on; what was noted of its moving is done with. It is
    due at once, unless ``more`` says "moved": it went there by itself, and was just asked."""
    from reader.store.addresses import feed_key
    from reader.store.sources import SOURCE

    feeds = plan.feeds()
    if len(feeds) != 1:
        raise UsageError(f"An address is for one feed, not {len(feeds)}")
    url, key = plan.action.text, feed_key(plan.action.text)
    for id_, source, removed in plan.rows(
        f"SELECT f.id, {SOURCE}, f.removed_at IS NOT NULL FROM feed f"
        " WHERE (f.key = ? OR f.url = ?) AND f.id <> ?",
        key,
        url,
        feeds[0],
    ):
        told = f"That is the address of {source} already (feed {id_})"
        hint = "Remove one"
        if removed:
            told = f"That was the address of {source}, which was removed (feed {id_})"
            hint = "Subscribe to it again: it comes back with all its stories"
        raise TakenError(told, hint, as_int(id_), removed=bool(removed))
    before = plan.connection.execute("SELECT url, key FROM feed WHERE id = ?", feeds).fetchone()
    plan.changed += plan.set("feed", (feeds[0],), ("url", "key"), before, (url, key))
    columns: tuple[str, ...] = ("moved_to", "moved_count", "moved_since", "next_at", "gone")
    columns = columns[:3] if plan.more("moved") else columns
    state = plan.connection.execute(
        f"SELECT {', '.join(columns)} FROM feed_state WHERE feed = ?", feeds
    ).fetchone()
    if state is not None:
        plan.set("feed_state", (feeds[0],), columns, state, ("", 0, None, 0, 0)[: len(columns)])


PLANS = {
    Verb.ORDER: order,
    Verb.MOVE_FOLDER: move_folder,
    Verb.READDRESS: readdress,
}
