"""One thread taken into another: its stories, and what the user said of it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from reader.store.figures import EMPTY

if TYPE_CHECKING:
    from reader.model import Reason

#: With its id, under which a muted thread is kept that grew by another: what ends its mute is then
#: asked, though no story arrived in it.
GROWN = "muted.grown."
#: Whether the user said something of a thread, or something else is told of it; whether others lead
#: to it; and whether the one that takes it in is muted until a query is answered. Of most that are
#: taken into others, none of it: they were a new story's own.
_SAID = """
SELECT name IS NOT NULL OR lead_pinned OR followed_at IS NOT NULL OR opened_at IS NOT NULL
  OR (muted AND muted_by IS NULL) OR snoozed_until IS NOT NULL
  OR EXISTS (SELECT 1 FROM thread_tag WHERE thread = t.id)
  OR EXISTS (SELECT 1 FROM headline WHERE thread = t.id)
  OR EXISTS (SELECT 1 FROM mention WHERE thread = t.id)
  OR EXISTS (SELECT 1 FROM thread_link WHERE a = t.id)
  OR EXISTS (SELECT 1 FROM thread_link WHERE b = t.id),
  EXISTS (SELECT 1 FROM thread WHERE merged_into = t.id),
  EXISTS (SELECT 1 FROM thread WHERE id = :survivor AND muted = 1 AND muted_unless <> '')
  FROM thread t WHERE id = :absorbed
"""


def live_thread(connection: sqlite3.Connection, thread: int) -> int:
    """Where ``thread`` lives on: itself, or what it was merged into, followed to the end."""
    seen = {thread}
    while True:
        row = connection.execute(
            "SELECT merged_into FROM thread WHERE id = ?", (thread,)
        ).fetchone()
        if row is None or row[0] is None or row[0] in seen:
            return thread
        thread = row[0]
        seen.add(thread)


def absorb(
    connection: sqlite3.Connection, survivor: int, absorbed: int, reason: Reason | None
) -> list[int]:
    """Move all of ``absorbed`` into ``survivor`` (both live, not the same); the stories moved.

    ``reason`` is kept with those stories that so far only stood alone: a story that was joined to
    another keeps the word that joined it. The figures of ``survivor`` are left to ``recount``.
    """
    from reader.store.reasons import pack

    moved = [
        row[0] for row in connection.execute("SELECT id FROM story WHERE thread = ?", (absorbed,))
    ]
    connection.execute("UPDATE story SET thread = ? WHERE thread = ?", (survivor, absorbed))
    connection.executemany(
        "UPDATE placement SET thread = ? WHERE story = ?", ((survivor, story) for story in moved)
    )
    if reason is not None:
        connection.executemany(
            "UPDATE placement SET reason = ? WHERE story = ?"
            " AND json_extract(reason, '$.by') = 'alone'",
            ((pack(reason), story) for story in moved),
        )
    live_on(connection, survivor, absorbed)
    return moved


def live_on(connection: sqlite3.Connection, survivor: int, absorbed: int) -> None:
    """``absorbed``, whose stories have all gone into ``survivor``, is that from now on."""
    both = {"survivor": survivor, "absorbed": absorbed}
    said, led, muted = connection.execute(_SAID, both).fetchone()
    if said:
        hand_on(connection, survivor, absorbed)
    if said or muted:  # it may be muted by what it was handed
        connection.execute(
            "INSERT OR IGNORE INTO state(name, value) SELECT ? || id, '' FROM thread"
            " WHERE id = ? AND muted = 1 AND muted_unless <> ''",
            (GROWN, survivor),
        )
    connection.execute(
        f"UPDATE thread SET merged_into = :survivor, {EMPTY} WHERE id = :absorbed", both
    )
    if led:  # at once to the survivor, so that no chain grows
        connection.execute(
            "UPDATE thread SET merged_into = :survivor WHERE merged_into = :absorbed", both
        )


def hand_on(connection: sqlite3.Connection, survivor: int, absorbed: int) -> None:
    """What the user said of ``absorbed`` holds for ``survivor``, unless that has a word of its own:
    name, pinned lead, follow, mute, snooze, when it was opened, tags, links, headlines."""
    connection.execute(
        "UPDATE thread SET"
        " name = coalesce(thread.name, o.name),"
        " lead = iif(o.lead_pinned AND NOT thread.lead_pinned, o.lead, thread.lead),"
        " lead_pinned = max(thread.lead_pinned, o.lead_pinned),"
        " followed_at = coalesce(thread.followed_at, o.followed_at),"
        " opened_at = coalesce(thread.opened_at, o.opened_at),"
        " muted_until = iif(thread.muted AND o.by_hand,"
        "  iif(thread.muted_until IS NULL OR o.muted_until IS NULL, NULL,"
        "      max(thread.muted_until, o.muted_until)),"
        "  iif(thread.muted, thread.muted_until, iif(o.by_hand, o.muted_until, NULL))),"
        " muted_by = iif(o.by_hand, NULL, thread.muted_by),"
        " muted_unless = iif(o.by_hand AND (NOT thread.muted OR thread.muted_by IS NOT NULL),"
        "                    o.muted_unless, thread.muted_unless),"
        " muted = max(thread.muted, o.by_hand),"
        " snoozed_until = coalesce(thread.snoozed_until, o.snoozed_until)"
        # A rule mutes a thread for what its lead tells: what it absorbs may tell of other things.
        " FROM (SELECT *, muted = 1 AND muted_by IS NULL AS by_hand FROM thread) o"
        " WHERE thread.id = ? AND o.id = ?",
        (survivor, absorbed),
    )
    both = (survivor, absorbed)
    connection.execute(
        "INSERT OR IGNORE INTO thread_tag(tag, thread, at)"
        " SELECT tag, ?, at FROM thread_tag WHERE thread = ?",
        both,
    )
    connection.execute("DELETE FROM thread_tag WHERE thread = ?", (absorbed,))
    connection.execute("UPDATE headline SET thread = ? WHERE thread = ?", both)
    connection.execute("UPDATE OR IGNORE mention SET thread = ? WHERE thread = ?", both)
    connection.execute("DELETE FROM mention WHERE thread = ?", (absorbed,))
    _move_links(connection, survivor, absorbed)


def _move_links(connection: sqlite3.Connection, survivor: int, absorbed: int) -> None:
    rows = connection.execute(
        "SELECT a, b, kind, state, score, terms FROM thread_link WHERE a = ? OR b = ?",
        (absorbed, absorbed),
    ).fetchall()
    connection.execute("DELETE FROM thread_link WHERE a = ? OR b = ?", (absorbed, absorbed))
    for a, b, *rest in rows:
        put_link(
            connection,
            survivor if a == absorbed else a,
            survivor if b == absorbed else b,
            *rest,
        )


def put_link(
    connection: sqlite3.Connection, a: int, b: int, kind: str, state: str, score: float, terms: str
) -> bool:
    """Keep a link between two live threads (the lower id first); whether anything changed. What
    the user confirmed or refused stays so."""
    if a == b:
        return False
    done = connection.execute(
        "INSERT INTO thread_link(a, b, kind, state, score, terms) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT(a, b, kind) DO UPDATE SET score = excluded.score, terms = excluded.terms,"
        " state = iif(state = 'proposed', excluded.state, state)"
        " WHERE score <> excluded.score OR terms <> excluded.terms"
        " OR (state = 'proposed' AND excluded.state <> 'proposed')",
        (min(a, b), max(a, b), kind, state, score, terms),
    )
    return done.rowcount > 0
