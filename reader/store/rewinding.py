"""The plan of a rethread: many stories into the threads that winding them anew found, at once.

Threads keep their ids where they overlap; one that is left empty lives on in the thread that most
of its stories went to, with what the user said of it; undone, everything stands as it stood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from reader.model import PlacedBy, Resettled
from reader.store import mentions
from reader.store.corrections import hand_over, place
from reader.store.plan import Plan, as_int
from reader.store.reasons import unpack


def planner(moves: Sequence[Resettled], told: Sequence[int]) -> Callable[[Plan], None]:
    """A plan that makes these moves. A story that the user has placed meanwhile, or that is not
    where it was when the moves were found, is left alone. ``told``: stories that are to be read
    again for what they tell of the threads, also when this is undone: until then it stands as it
    did before."""

    def rewind(plan: Plan) -> None:
        kept = [move for move in moves if _as_found(plan, move)]
        went = _move(plan, kept, _make_threads(plan, kept))
        _leave(plan, kept, went)
        for story in told if plan.edits else ():
            before = mentions.written(plan.connection, story)
            plan.edits.add("told", (story,), ("mentions",), (before,), ("",))

    return rewind


def _move(plan: Plan, moves: Sequence[Resettled], made: dict[int, int]) -> dict[int, Counter[int]]:
    """Move the stories; thread → how many of its stories went into each other one."""
    went: dict[int, Counter[int]] = {}
    for move in moves:
        into = made.get(move.thread, move.thread)
        before = plan.row("story", "id", move.story, ("copy_of",))
        assert before is not None
        if into != move.was:
            plan.edits.add("story", (move.story,), ("thread",), (move.was,), (into,))
            went.setdefault(move.was, Counter())[into] += 1
            plan.changed += 1
        plan.edits.add("story", (move.story,), ("copy_of",), before, (move.copy_of,))
        place(plan, move.story, into, move.reason)
    return went


def _leave(plan: Plan, moves: Sequence[Resettled], went: dict[int, Counter[int]]) -> None:
    """See to the threads that stories went out of: a lead for what stays; one left empty lives on
    where most of it went."""
    gone = {move.story for move in moves if move.thread != move.was}
    entered = {move.thread for move in moves if move.thread != move.was}
    into_of: dict[int, list[int]] = {}
    for thread, ways in went.items():
        rows = plan.rows(
            "SELECT id FROM story WHERE thread = ? ORDER BY copy_of IS NOT NULL, sort_at, id",
            thread,
        )
        staying = [story for (story,) in rows if story not in gone]
        if staying:
            _keep_lead(plan, thread, gone, as_int(staying[0]))
        elif thread not in entered:
            target = min(ways.items(), key=lambda pair: (-pair[1], pair[0]))[0]
            into_of.setdefault(target, []).append(thread)
    for target, threads in sorted(into_of.items()):
        hand_over(plan, threads, target)


def _as_found(plan: Plan, move: Resettled) -> bool:
    row = plan.row("story", "id", move.story, ("thread",))
    said = plan.row("placement", "story", move.story, ("reason",))
    by_user = said is not None and unpack(str(said[0])).by is PlacedBy.USER
    return row is not None and row[0] == move.was and not by_user


def _make_threads(plan: Plan, moves: Sequence[Resettled]) -> dict[int, int]:
    """The new threads, by the negative numbers that stand for them in the moves. Each is born
    merged into the thread its first story comes from, as it will stand when this is undone."""
    made: dict[int, int] = {}
    for move in moves:
        if move.thread < 0 and move.thread not in made:
            row = plan.connection.execute(
                "INSERT INTO thread(merged_into, opened_at)"
                " SELECT id, opened_at FROM thread WHERE id = ?",
                (move.was,),
            ).lastrowid
            assert row is not None
            made[move.thread] = row
            plan.edits.add("thread", (row,), ("merged_into",), (move.was,), (None,))
            _hand_on(plan, move.was, row)
    return made


#: The user's word on a whole thread; it holds for what becomes of it.
_WORD = ("followed_at", "muted", "muted_until", "muted_by", "muted_unless", "snoozed_until")


def _hand_on(plan: Plan, thread: int, made: int) -> None:
    """Give a new thread what the user said of the one its first story comes from."""
    said, silent = plan.row("thread", "id", thread, _WORD), plan.row("thread", "id", made, _WORD)
    assert said is not None
    assert silent is not None
    plan.set("thread", (made,), _WORD, silent, said)
    for name, at in plan.rows(
        "SELECT t.name, g.at FROM thread_tag g JOIN tag t ON t.id = g.tag WHERE g.thread = ?",
        thread,
    ):
        plan.edits.add("thread_tag", (str(name), made), ("at",), None, (as_int(at),))


def _keep_lead(plan: Plan, thread: int, going: set[int], other: int) -> None:
    """A thread whose lead goes takes another, by an edit, so that undo brings it back."""
    columns = ("lead", "lead_pinned")
    before = plan.row("thread", "id", thread, columns)
    if before is not None and before[0] in going:
        plan.set("thread", (thread,), columns, before, (other, 0))
