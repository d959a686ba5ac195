"""An outcome of the engine into the database: placements, merges, splits, then links."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from reader.model import Merge, Outcome, PlacedBy, Placement, Split, ThreadLink
from reader.store import bulk, changes, figures, reasons
from reader.store.merging import absorb, live_on, live_thread, put_link
from reader.store.parting import part


@dataclass(slots=True)
class _Batch:
    """What one outcome touches. ``apart``: the user's cannot-link pairs, both ways round."""

    connection: sqlite3.Connection
    now: int
    apart: dict[int, set[int]]
    stories: dict[int, None] = field(default_factory=dict)
    threads: dict[int, None] = field(default_factory=dict)
    #: threads that were taken into others, and hold nothing
    absorbed: set[int] = field(default_factory=set)
    #: new threads, by the numbers below 0 that stand for them in placements and splits → their ids;
    #: and threads that took up a silent one → that one
    made: dict[int, int] = field(default_factory=dict)
    #: what is placed, still to be written: story → (thread, language, account, placement)
    placed: dict[int, tuple[int, str, int | None, Placement]] = field(default_factory=dict)

    def write(self) -> None:
        """Write the placements gathered so far: before anything asks for them."""
        self.connection.executemany(
            "UPDATE story SET placed_at = ?, language = ?, copy_of = ? WHERE id = ?",
            (
                (self.now, spoken, account, story)
                for story, (_, spoken, account, _) in self.placed.items()
            ),
        )
        bulk.insert(
            self.connection,
            "placement(story, thread, at, reason)",
            [
                (story, thread, self.now, reasons.pack(one.reason))
                for story, (thread, _, _, one) in self.placed.items()
            ],
            clash="ON CONFLICT(story) DO UPDATE"
            " SET thread = excluded.thread, at = excluded.at, reason = excluded.reason",
        )
        self.placed.clear()

    def thread(self, number: int) -> int:
        """The thread of a placement: where it lives on, made when it is a new one."""
        if number >= 0:
            return live_thread(self.connection, number)
        if number not in self.made:
            row = self.connection.execute("INSERT INTO thread DEFAULT VALUES").lastrowid
            assert row is not None
            self.made[number] = row
        return self.made[number]


def apply_outcome(connection: sqlite3.Connection, outcome: Outcome, now: int) -> dict[int, int]:
    """Store the outcome inside the caller's transaction; the ids of the threads that splits made,
    and of those that took up a silent one. Doing it twice changes nothing more."""
    apart: dict[int, set[int]] = {}
    for a, b in connection.execute("SELECT a, b FROM correction WHERE together = 0"):
        apart.setdefault(a, set()).add(b)
        apart.setdefault(b, set()).add(a)
    batch = _Batch(connection, now, apart)
    standing = _standing(connection, outcome.placements)
    for placement in outcome.placements:
        if placement.story in standing:
            _place(batch, placement, standing.pop(placement.story))
    batch.write()
    for merge in outcome.merges:
        _merge(batch, merge)
    for split in outcome.splits:
        _split(batch, split)
    for merge in outcome.wakes:
        _wake(batch, merge)
    left = [thread for thread in batch.threads if thread not in batch.absorbed]
    figures.recount(connection, left, now, placing=True)
    for placement in outcome.placements:
        if placement.copy_of is not None:
            _read_with_account(batch, placement.story)
    for link in outcome.links:
        _link(batch, link)
    changes.record(connection, stories=batch.stories, threads=batch.threads)
    return batch.made


#: A story's thread, language, account, reason as packed, and the language its feed is set to.
_Standing: TypeAlias = tuple[int, str, int | None, str | None, str | None]


def _standing(
    connection: sqlite3.Connection, placements: Sequence[Placement]
) -> dict[int, _Standing]:
    """How the stories that are placed stand now; those that are gone are left out. Placing one
    changes nothing of this of another."""
    rows = connection.execute(
        "SELECT s.id, s.thread, s.language, s.copy_of, p.reason,"
        " json_extract(f.settings, '$.language') FROM json_each(?) j"
        " JOIN story s ON s.id = j.value JOIN feed f ON f.id = s.feed"
        " LEFT JOIN placement p ON p.story = s.id",
        (json.dumps([placement.story for placement in placements]),),
    )
    return {row[0]: row[1:] for row in rows}


def _place(batch: _Batch, placement: Placement, standing: _Standing) -> None:
    thread, language, copy_of, known, set_by_user = standing
    if known is not None and reasons.unpack(known).by is PlacedBy.USER:
        batch.connection.execute(
            "UPDATE story SET placed_at = coalesce(placed_at, ?) WHERE id = ?",
            (batch.now, placement.story),
        )
        return
    # What a story stands in lives: most stay in the thread of their own.
    target = thread if placement.thread == thread else batch.thread(placement.thread)
    if target != thread and not _may_move(batch, placement.story, target):
        target = thread
    if target != thread:
        _move(batch, placement.story, thread, target)
    account = _account(batch, placement, target)
    spoken = set_by_user or placement.language or language
    batch.placed[placement.story] = target, spoken, account, placement
    if target != thread or spoken != language or account != copy_of:
        batch.stories[placement.story] = None
        batch.threads[target] = None


def _may_move(batch: _Batch, story: int, target: int) -> bool:
    """Whether the thread is there and holds no story that the user set apart from this one."""
    connection = batch.connection
    if not connection.execute("SELECT 1 FROM thread WHERE id = ?", (target,)).fetchone():
        return False
    apart = batch.apart.get(story)
    return not apart or not _any_in(connection, apart, target)


def _any_in(connection: sqlite3.Connection, stories: set[int], thread: int) -> bool:
    return (
        connection.execute(
            "SELECT 1 FROM story WHERE thread = ? AND id IN (SELECT value FROM json_each(?))",
            (thread, json.dumps(sorted(stories))),
        ).fetchone()
        is not None
    )


def _move(batch: _Batch, story: int, thread: int, target: int) -> None:
    """Take a story over; a thread of one that it leaves empty lives on in the other, with what the
    user said of it before it was placed."""
    connection = batch.connection
    connection.execute("UPDATE story SET thread = ? WHERE id = ?", (target, story))
    if not connection.execute("SELECT 1 FROM story WHERE thread = ?", (thread,)).fetchone():
        live_on(connection, target, thread)
        batch.absorbed.add(thread)
    batch.threads[thread] = None
    batch.threads[target] = None


def _account(batch: _Batch, placement: Placement, target: int) -> int | None:
    """The account that the story copies, when it stands in the same thread; of a copy, its own."""
    if placement.copy_of is None or placement.copy_of == placement.story:
        return None
    row = batch.connection.execute(
        "SELECT copy_of FROM story WHERE id = ? AND thread = ?", (placement.copy_of, target)
    ).fetchone()
    if row is None:
        return None
    unwritten = batch.placed.get(placement.copy_of)
    account = row[0] if unwritten is None else unwritten[2]
    if account is None:
        return placement.copy_of
    return None if account == placement.story else int(account)


def _merge(batch: _Batch, merge: Merge) -> None:
    connection = batch.connection
    survivor, absorbed = (
        live_thread(connection, merge.survivor),
        live_thread(connection, merge.absorbed),
    )
    if survivor == absorbed or not _may_merge(batch, survivor, absorbed):
        return
    for story in absorb(connection, survivor, absorbed, merge.reason):
        batch.stories[story] = None
    batch.absorbed.add(absorbed)
    batch.threads[absorbed] = None
    batch.threads[survivor] = None


def _wake(batch: _Batch, merge: Merge) -> None:
    """A new thread goes on with a silent one, when that still tells something."""
    connection = batch.connection
    absorbed = batch.made.get(merge.absorbed, merge.absorbed)
    survivor = live_thread(connection, merge.survivor)
    there = connection.execute("SELECT stories FROM thread WHERE id = ?", (survivor,)).fetchone()
    if there is None or not there[0]:
        return
    _merge(batch, replace(merge, absorbed=absorbed))
    if live_thread(connection, absorbed) == survivor:
        batch.made[merge.absorbed] = survivor


def _may_merge(batch: _Batch, survivor: int, absorbed: int) -> bool:
    connection = batch.connection
    both = connection.execute(
        "SELECT count(*) FROM thread WHERE id IN (?, ?)", (survivor, absorbed)
    ).fetchone()[0]
    if both != 2:
        return False
    if not batch.apart:
        return True
    leaving = connection.execute("SELECT id FROM story WHERE thread = ?", (absorbed,)).fetchall()
    apart = set[int]().union(*(batch.apart.get(row[0], ()) for row in leaving))
    return not apart or not _any_in(connection, apart, survivor)


def _split(batch: _Batch, split: Split) -> None:
    named = batch.made.get(split.thread, split.thread)
    found = part(batch.connection, replace(split, thread=named), batch.now)
    if found is None:
        return
    made, stories = found
    batch.made[split.made] = made
    batch.stories |= dict.fromkeys(stories)
    batch.threads[live_thread(batch.connection, named)] = None
    batch.threads[made] = None


def _read_with_account(batch: _Batch, story: int) -> None:
    """A copy brings nothing new: where an account was read it is stored read, and so it is from a
    feed whose copies are muted. What the user marked himself stays as he marked it."""
    done = batch.connection.execute(
        "INSERT INTO mark(story, feed, key, key2, read_at, read_how)"
        " SELECT s.id, s.feed, s.key, s.key2, ?, 'copy' FROM story s"
        " WHERE s.id = ? AND s.copy_of IS NOT NULL AND s.read = 0"
        " AND (EXISTS (SELECT 1 FROM story a WHERE a.thread = s.thread AND a.copy_of IS NULL"
        " AND a.read = 1) OR EXISTS (SELECT 1 FROM feed f WHERE f.id = s.feed"
        " AND json_extract(f.settings, '$.copies') = 'mute'))"
        " ON CONFLICT(story) DO NOTHING",
        (batch.now, story),
    )
    if done.rowcount > 0:
        batch.stories[story] = None


def _link(batch: _Batch, link: ThreadLink) -> None:
    connection = batch.connection
    a, b = (live_thread(connection, batch.made.get(thread, thread)) for thread in (link.a, link.b))
    there = connection.execute("SELECT count(*) FROM thread WHERE id IN (?, ?)", (a, b))
    if there.fetchone()[0] != 2:
        return
    terms = json.dumps(link.terms, ensure_ascii=False)
    if put_link(connection, a, b, link.kind.value, link.state.value, link.score, terms):
        batch.threads[a] = None
        batch.threads[b] = None
