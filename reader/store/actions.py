"""The user's actions: applied, journaled and undone, each in one durable transaction.

``marking``, ``corrections``, ``subscribing``, ``naming`` and ``rulemaking`` plan what an action
changes, ``edits`` changes it, ``journal`` writes it down; undo and redo apply what was written
down.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future

from reader.clock import Clock
from reader.model import Action, Actor, Done, Place, Resettled, Verb
from reader.store import (
    corrections,
    following,
    journal,
    marking,
    naming,
    ordering,
    rulemaking,
    subscribed,
    subscribing,
    teaching,
    uniting,
)
from reader.store.applying import apply
from reader.store.changes import record
from reader.store.connection import Connections
from reader.store.edits import Change, Touched
from reader.store.figures import recount
from reader.store.plan import Plan, ids, refuse_unknown
from reader.store.sources import SOURCE, headed

_PLANS: dict[Verb, Callable[[Plan], None]] = {
    **marking.PLANS,
    **corrections.PLANS,
    **subscribing.PLANS,
    **naming.PLANS,
    **ordering.PLANS,
    **teaching.PLANS,
    **rulemaking.PLANS,
    **uniting.PLANS,
}

#: Above so many changed ids the change table says "all": drawing everything anew is cheaper.
MANY = 2_000


class Actions:
    """What a person does, kept."""

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def do(self, action: Action, actor: Actor = Actor.SCREEN) -> Done:
        """Apply and journal one action; what was already so does not count as changed.

        Raises ``UsageError`` when the action cannot be (unknown target, a name taken).
        """
        return self._connections.write(self._work(action, actor), durable=True)

    def resettle(
        self, action: Action, moves: Sequence[Resettled], told: Sequence[int], actor: Actor
    ) -> Done:
        """Move stories into the threads that winding them anew found, as one action; what the
        stories ``told`` tell of other threads is looked for again."""
        from reader.store.rewinding import planner

        return self._connections.write(
            self._work(action, actor, planner(moves, told)), durable=True
        )

    def begin(self, action: Action, actor: Actor = Actor.SCREEN) -> Future[Done]:
        """As ``do``, without waiting: the screen has shown it already."""
        return self._connections.submit(self._work(action, actor), durable=True)

    def _work(
        self, action: Action, actor: Actor, planner: Callable[[Plan], None] | None = None
    ) -> Callable[[sqlite3.Connection], Done]:
        now = self._clock.now()
        return lambda connection: do_within(connection, action, actor, now, planner)

    def undo(self) -> Done | None:
        """Take back the last action of screen or command not yet undone; None when there is none.

        Also restores what a later arrival built on it: only the action's own targets change."""
        now = self._clock.now()
        return self._connections.write(lambda connection: _undo(connection, now), durable=True)

    def redo(self) -> Done | None:
        """Do again what was undone last, if nothing was done since."""
        now = self._clock.now()
        return self._connections.write(lambda connection: _redo(connection, now), durable=True)

    def undo_to(self, entry: int) -> list[Done]:
        """Take back the action of that journal row and all done after it, newest first, all or
        nothing."""
        return self._steps(_undo, lambda c: (journal.next_undo(c) or 0) >= entry)

    def redo_to(self, entry: int) -> list[Done]:
        """Do again what was undone, up to the action of that journal row."""
        return self._steps(_redo, lambda c: (journal.next_redo(c) or entry + 1) <= entry)

    def _steps(
        self,
        step: Callable[[sqlite3.Connection, int], Done | None],
        goes_on: Callable[[sqlite3.Connection], bool],
    ) -> list[Done]:
        now = self._clock.now()

        def work(connection: sqlite3.Connection) -> list[Done]:
            steps: list[Done] = []
            while goes_on(connection):
                done = step(connection, now)
                if done is None:
                    break
                steps.append(done)
            return steps

        return self._connections.write(work, durable=True)

    def set_place(self, story: int, place: Place) -> None:
        """Remember where the reader is in an article (kept, not journaled)."""
        now = self._clock.now()

        def work(connection: sqlite3.Connection) -> None:
            stored = connection.execute(
                "INSERT OR REPLACE INTO place(story, feed, key, block, offset, at)"
                " SELECT id, feed, key, ?, ?, ? FROM story WHERE id = ?",
                (place.block, place.offset, now, story),
            ).rowcount
            refuse_unknown("story", "stories", [] if stored else [story])

        self._connections.write(work, durable=True)

    def set_unread(self, views: Mapping[str, int | None]) -> None:
        """Keep what the unread stories of the user's views were counted to (None: it could not be
        asked). Not journaled; what was counted so before is not written again."""
        now = self._clock.now()
        sql = "UPDATE view SET unread = ?, counted_at = ? WHERE name = ? AND unread IS NOT ?"

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(sql, ((n, now, name, n) for name, n in views.items()))

        self._connections.write(work)

    def expire(self, now: int) -> int:
        """End mutes and snoozes whose time has come; how many threads came back."""
        due = (
            "SELECT id FROM thread WHERE muted = 1 AND muted_until <= ?"
            " UNION SELECT id FROM thread WHERE snoozed_until <= ?"
        )

        def work(connection: sqlite3.Connection) -> int:
            back = {row[0] for row in connection.execute(due, (now, now))}
            connection.execute(
                "UPDATE thread SET muted = 0, muted_until = NULL, muted_by = NULL,"
                " muted_unless = '' WHERE muted = 1 AND muted_until <= ?",
                (now,),
            )
            connection.execute(
                "UPDATE thread SET snoozed_until = NULL WHERE snoozed_until <= ?", (now,)
            )
            _note_changes(connection, Touched(threads=back))
            return len(back)

        if not self._connections.read(lambda reader: reader.execute(due, (now, now)).fetchone()):
            return 0
        return self._connections.write(work, durable=True)


def do_within(
    connection: sqlite3.Connection,
    action: Action,
    actor: Actor,
    now: int,
    planner: Callable[[Plan], None] | None = None,
) -> Done:
    """Apply and journal one action inside the caller's transaction; ``planner`` plans it when the
    action does not say all itself."""
    plan = Plan(connection, action, now)
    (planner or _PLANS[action.verb])(plan)
    changes = plan.edits.changes()
    if not changes:
        return Done(action, None, 0, made=plan.made)
    # Written before it is done: a thread that is joined away still has the lead that names it.
    entry = journal.append(connection, plan.action, actor, now, changes, plan.changed)
    touched = _apply(connection, changes, now)
    return _done(connection, plan.action, entry, plan.changed, touched, plan.made)


def _undo(connection: sqlite3.Connection, now: int) -> Done | None:
    entry = journal.newest_done(connection)
    if entry is None:
        return None
    journal.set_undone(connection, entry.id, now)
    changes = entry.changes
    if entry.action.verb in rulemaking.PLANS:
        changes = [*changes, *rulemaking.judged(connection, changes)]
    back = _turned(changes)
    if entry.action.verb is Verb.SUBSCRIBE:
        back += subscribed.leave(connection, subscribed.feeds_of(entry.changes), now)
    if entry.action.verb is Verb.UNSUBSCRIBE:
        back += subscribed.come_back(connection, entry.action.feeds, entry.at)
    done, followed = _again(connection, entry, back, now)
    journal.keep(connection, entry, [*changes, *_turned(followed)])
    if untagged := {str(k[0]) for c in back if c.table in _TAGGED and not c.after for k in c.keys}:
        following.let_go(Plan(connection, entry.action, now), untagged)
    return done


_TAGGED = ("story_tag", "thread_tag", "feed_tag")


def _turned(changes: list[Change]) -> list[Change]:
    return [change.turned() for change in reversed(changes)]


def _redo(connection: sqlite3.Connection, now: int) -> Done | None:
    entry = journal.last_undone(connection)
    if entry is None:
        return None
    again = list(entry.changes)
    if entry.action.verb is Verb.SUBSCRIBE and entry.undone_at is not None:
        again += subscribed.come_back(
            connection, subscribed.feeds_of(entry.changes), entry.undone_at
        )
    if entry.action.verb is Verb.UNSUBSCRIBE:
        # First: what the action itself read keeps the time at which it did.
        again = subscribed.leave(connection, entry.action.feeds, now) + again
    journal.set_undone(connection, entry.id, None)
    done, followed = _again(connection, entry, again, now)
    journal.keep(connection, entry, [*entry.changes, *followed])
    return done


def _again(
    connection: sqlite3.Connection, entry: journal.Entry, changes: list[Change], now: int
) -> tuple[Done, list[Change]]:
    """Make the changes; what further ones followed from them."""
    touched = _apply(connection, changes, now)
    followed: list[Change] = []
    if entry.action.verb in rulemaking.PLANS:
        followed = rulemaking.settled(connection, changes)
        touched.threads |= _apply(connection, followed, now).threads
    return _done(connection, entry.action, entry.id, entry.count, touched, None), followed


def _done(
    connection: sqlite3.Connection,
    action: Action,
    entry: int,
    changed: int,
    touched: Touched,
    made: int | None,
) -> Done:
    return Done(
        action,
        entry,
        changed,
        stories=tuple(sorted(touched.stories)),
        threads=tuple(sorted(touched.threads)),
        feeds=tuple(sorted(touched.feeds)),
        made=made,
        title=_title(connection, action),
    )


#: What a target is called, by the kind of target.
_TITLES = {
    "stories": f"SELECT {headed('s')} FROM story s WHERE s.id = ?",
    "threads": f"SELECT coalesce(nullif(t.name, ''), {headed('s')}) FROM thread t"
    " LEFT JOIN story s ON s.id = t.lead WHERE t.id = ?",
    "feeds": f"SELECT {SOURCE} FROM feed f WHERE f.id = ?",
}


def _title(connection: sqlite3.Connection, action: Action) -> str:
    """What the only target of the action is called; a lead stands before its thread."""
    targets = [(kind, id_) for kind in _TITLES for id_ in getattr(action, kind)]
    if len(targets) != 1 and action.verb is not Verb.SET_LEAD:
        return ""
    kind, id_ = targets[0]
    row = connection.execute(_TITLES[kind], (id_,)).fetchone()
    return str(row[0] or "") if row else ""


def _apply(connection: sqlite3.Connection, changes: Sequence[Change], now: int) -> Touched:
    """Make the changes, bring the figures of threads up to date, and say what changed."""
    touched = apply(connection, changes)
    if touched.moved:
        recount(connection, touched.moved, now)
    touched.threads |= touched.moved
    touched.threads.update(
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT thread FROM story WHERE id IN (SELECT value FROM json_each(?))",
            (ids(touched.stories),),
        )
    )
    _note_changes(connection, touched)
    return touched


def _note_changes(connection: sqlite3.Connection, touched: Touched) -> None:
    found = (sorted(touched.stories), sorted(touched.threads), sorted(touched.feeds))
    if touched.rest or sum(map(len, found)) > MANY:
        record(connection, everything=True)
    else:
        record(connection, stories=found[0], threads=found[1], feeds=found[2])
