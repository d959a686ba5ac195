"""What came with a subscription while it stood, when the subscription itself is taken back or made
again: its stories were not there when it was made, so that its edits say nothing of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from reader.model import Action, Verb
from reader.store.edits import Change
from reader.store.marking import mark_read
from reader.store.plan import Plan, as_int, ids

#: How stories were read that went with their feed.
HOW = "unsubscribed"


def feeds_of(changes: Sequence[Change]) -> list[int]:
    """The feeds that the edits of a SUBSCRIBE brought onto the list."""
    return [
        as_int(key[0])
        for change in changes
        if change.table == "feed" and change.columns == ("removed_at",) and change.after == (None,)
        for key in change.keys
    ]


def leave(connection: sqlite3.Connection, feeds: Sequence[int], now: int) -> list[Change]:
    """What is unread of feeds that go is read with them: it would stand in Unread for ever."""
    plan = Plan(connection, Action(Verb.UNSUBSCRIBE, feeds=tuple(feeds)), now)
    unread = plan.rows(
        "SELECT id FROM story WHERE read = 0 AND feed IN (SELECT value FROM json_each(?))",
        ids(feeds),
    )
    mark_read(plan, [as_int(row[0]) for row in unread], HOW)
    return plan.edits.changes()


def come_back(connection: sqlite3.Connection, feeds: Sequence[int], left_at: int) -> list[Change]:
    """What was read because its feed went at ``left_at`` or later is unread again."""
    keys = tuple(
        (as_int(story),)
        for (story,) in connection.execute(
            "SELECT m.story FROM mark m JOIN story s ON s.id = m.story WHERE m.read_at >= ?"
            " AND m.read_how = ? AND s.feed IN (SELECT value FROM json_each(?))",
            (left_at, HOW, ids(feeds)),
        )
    )
    columns = ("read_at", "read_how")
    return [Change("mark", columns, (left_at, HOW), (None, ""), keys)] if keys else []
