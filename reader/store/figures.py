"""A thread's figures, lead and headlines, brought up to date from the stories it holds."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from functools import partial
from itertools import islice

from reader.store.leading import COLUMNS, Member, Ranking, lead, margin, typical

#: Seconds in which the heat of a thread halves.
HALF_LIFE = 86_400
#: The figures of a thread that holds nothing, as they are set.
EMPTY = (
    "stories = 0, accounts = 0, sources = 0, languages = '', first_at = 0, last_at = 0,"
    " moved_at = 0, heat = 0"
)
#: Threads whose stories are looked up in one go.
_AT_ONCE = 500


def recount(
    connection: sqlite3.Connection, threads: Iterable[int], now: int, *, placing: bool = False
) -> None:
    """Bring stories, accounts, sources, languages, times, heat and lead of ``threads`` up to date
    (``unread`` is kept by triggers). A thread without stories is left with zeros and its old lead,
    in case its stories come back by an undo.

    The lead is chosen by ``leading``; only ``placing`` takes it from a story that may keep it: what
    the user does changes no headline that he did not mean. ``now`` dates a headline that changes
    by this.
    """
    ranks = Ranking(connection)
    left = iter(dict.fromkeys(threads))
    while some := list(islice(left, _AT_ONCE)):
        members = _members(connection, some)
        rows = []
        for thread, now_leads, pins, opened_at in _threads(connection, some):
            leading, pinned, stories = now_leads, bool(pins), members.get(thread, [])
            if stories:
                by = margin(opened=opened_at is not None) if placing else None
                said = partial(typical, connection, stories, now_leads)
                leading, pinned = lead(stories, now_leads, ranks, pinned=pinned, by=by, said=said)
                if leading != now_leads and now_leads is not None:
                    _new_headline(connection, thread, now_leads, leading, now)
            rows.append((*_figures(stories), leading, int(pinned), thread))
        connection.executemany(
            "UPDATE thread SET stories = ?, accounts = ?, sources = ?, languages = ?,"
            " first_at = ?, last_at = ?, moved_at = ?, heat = ?, lead = ?, lead_pinned = ?"
            " WHERE id = ?",
            rows,
        )


def _threads(
    connection: sqlite3.Connection, threads: list[int]
) -> list[tuple[int, int | None, int, int | None]]:
    """Id, lead, whether that is pinned, and ``opened_at`` of those that are there, as asked."""
    rows = connection.execute(
        "SELECT t.id, t.lead, t.lead_pinned, t.opened_at"
        " FROM json_each(?) j CROSS JOIN thread t ON t.id = j.value ORDER BY j.id",
        (json.dumps(threads),),
    )
    return rows.fetchall()


def _members(connection: sqlite3.Connection, threads: list[int]) -> dict[int, list[Member]]:
    """The stories of those that have any, the earliest first."""
    found: dict[int, list[Member]] = {}
    for thread, *values in connection.execute(
        f"SELECT thread, {COLUMNS} FROM story WHERE thread IN (SELECT value FROM json_each(?))"
        " ORDER BY sort_at, id",
        (json.dumps(threads),),
    ):
        found.setdefault(thread, []).append(Member(*values))
    return found


def languages(counts: Counter[str]) -> str:
    """Languages as a thread keeps them: most told first, separated by spaces."""
    return " ".join(sorted((name for name in counts if name), key=lambda n: (-counts[n], n)))


def _figures(members: list[Member]) -> tuple[int, int, int, str, int, int, int, float]:
    if not members:
        return (0, 0, 0, "", 0, 0, 0, 0.0)
    accounts = [one for one in members if one.copy_of is None]
    moved = (accounts or members)[-1].sort_at
    return (
        len(members),
        len(accounts),
        len({one.feed for one in members}),
        languages(Counter(one.language for one in members)),
        members[0].sort_at,
        members[-1].sort_at,
        moved,
        sum(2.0 ** ((one.sort_at - moved) / HALF_LIFE) for one in accounts),
    )


def _new_headline(
    connection: sqlite3.Connection, thread: int, old: int, new: int, now: int
) -> None:
    title = connection.execute("SELECT title FROM story WHERE id = ?", (old,)).fetchone()
    if title is not None:
        headline(connection, thread, old, str(title[0]), new, now)


def headline(
    connection: sqlite3.Connection, thread: int, old: int, old_title: str, new: int, now: int
) -> None:
    """Note that the headline of ``thread`` becomes story ``new``'s title; the one before it, which
    was ``old_title`` of story ``old``, goes first when nothing was noted yet."""
    title = connection.execute("SELECT title FROM story WHERE id = ?", (new,)).fetchone()[0]
    if title == old_title:
        return
    connection.execute(
        "INSERT INTO headline(thread, at, story, title)"
        " SELECT id, first_at, ?, ? FROM thread WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM headline WHERE thread = ?)",
        (old, old_title, thread, thread),
    )
    connection.execute(
        "INSERT INTO headline(thread, at, story, title) VALUES (?, ?, ?, ?)",
        (thread, now, new, title),
    )
