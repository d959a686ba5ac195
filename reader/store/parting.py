"""Stories taken out of a thread that told two events, into a thread of their own."""

from __future__ import annotations

import json
import sqlite3

from reader.model import PlacedBy, Split
from reader.store.merging import live_thread
from reader.store.reasons import pack


def part(connection: sqlite3.Connection, split: Split, now: int) -> tuple[int, list[int]] | None:
    """Move the stories of a split; the new thread and what was moved, or None when nothing may be.

    What the user put there stays. The user's word on the whole (follow, mute, snooze, tags) holds
    for both; a pinned lead goes with its story. Figures are left to ``figures.recount``.
    """
    thread = live_thread(connection, split.thread)
    inside = [
        row[0]
        for row in connection.execute(
            "SELECT s.id FROM story s LEFT JOIN placement p ON p.story = s.id"
            " WHERE s.thread = ? AND s.id IN (SELECT value FROM json_each(?))"
            " AND coalesce(json_extract(p.reason, '$.by'), '') <> ? ORDER BY s.sort_at, s.id",
            (thread, json.dumps(split.stories), PlacedBy.USER.value),
        )
    ]
    stories = connection.execute(
        "SELECT count(*) FROM story WHERE thread = ?", (thread,)
    ).fetchone()[0]
    if not inside or len(inside) == stories:
        return None
    made = _like(connection, thread, inside)
    moved = json.dumps(inside)
    connection.execute(
        "UPDATE story SET thread = ? WHERE id IN (SELECT value FROM json_each(?))", (made, moved)
    )
    connection.execute(
        "UPDATE placement SET thread = ?, reason = ?, at = ?"
        " WHERE story IN (SELECT value FROM json_each(?))",
        (made, pack(split.reason), now, moved),
    )
    _part_copies(connection, made)
    _part_copies(connection, thread)
    return made, inside


def _like(connection: sqlite3.Connection, thread: int, stories: list[int]) -> int:
    """A new thread for ``stories`` with the user's word on ``thread``, and its pinned lead if that
    is among them."""
    made = connection.execute(
        "INSERT INTO thread(lead, lead_pinned, opened_at, followed_at, muted, muted_until,"
        " muted_by, muted_unless, snoozed_until)"
        " SELECT iif(pin, lead, ?), pin, opened_at, followed_at, muted, muted_until,"
        " muted_by, muted_unless, snoozed_until"
        " FROM (SELECT *, lead_pinned AND lead IN (SELECT value FROM json_each(?)) AS pin"
        " FROM thread WHERE id = ?)",
        (stories[0], json.dumps(stories), thread),
    ).lastrowid
    assert made is not None
    connection.execute(
        "INSERT INTO thread_tag(tag, thread, at) SELECT tag, ?, at FROM thread_tag"
        " WHERE thread = ?",
        (made, thread),
    )
    return made


def _part_copies(connection: sqlite3.Connection, thread: int) -> None:
    """Of copies whose account stands elsewhere the oldest is an account now, the others copy it."""
    accounts: dict[int, int] = {}
    for story, copied in connection.execute(
        "SELECT s.id, s.copy_of FROM story s JOIN story a ON a.id = s.copy_of"
        " WHERE s.thread = ? AND a.thread <> ? ORDER BY s.sort_at, s.id",
        (thread, thread),
    ).fetchall():
        account = accounts.setdefault(copied, story)
        connection.execute(
            "UPDATE story SET copy_of = ? WHERE id = ?",
            (None if account == story else account, story),
        )
