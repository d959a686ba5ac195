"""Plans of the user's word on threads: join, knock out, set lead, rename, links.

A correction moves stories now and leaves must-link or cannot-link pairs that every later grouping
obeys; undone, the pairs go and the stories stand where they stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reader.errors import UsageError
from reader.model import LinkState, PlacedBy, Reason, Verb
from reader.store import leading
from reader.store.edits import Value
from reader.store.merging import live_thread
from reader.store.plan import Plan, as_int, ids, name_of
from reader.store.reasons import pack
from reader.store.teaching import learn

#: Most stories on either side whose every pair is held apart; further ones are held apart from the
#: lead alone, which is enough while the thread stays whole.
MOST_APART = 50


@dataclass(frozen=True, slots=True)
class _Member:
    """A story of a thread that is being corrected."""

    id: int
    copy_of: int | None


def _members(plan: Plan, thread: int) -> list[_Member]:
    """The thread's stories, oldest first."""
    return [
        _Member(as_int(story), None if copy is None else as_int(copy))
        for story, copy in plan.rows(
            "SELECT id, copy_of FROM story WHERE thread = ? ORDER BY sort_at, id", thread
        )
    ]


def _lead(plan: Plan, thread: int) -> int | None:
    lead = plan.rows("SELECT lead FROM thread WHERE id = ?", thread)[0][0]
    return None if lead is None else as_int(lead)


def join(plan: Plan) -> None:
    """All of the threads' stories move ``into`` one thread, which keeps its headline."""
    if plan.action.into is None:
        raise UsageError("Say which thread the others are joined into")
    known = plan.rows("SELECT id FROM thread WHERE id = ?", plan.action.into)
    if not known:
        raise UsageError(f"There is no thread {plan.action.into}")
    into = live_thread(plan.connection, plan.action.into)
    threads = [thread for thread in plan.threads() if thread != into]
    moved = {thread: _members(plan, thread) for thread in threads}
    if not threads:
        return
    everyone = [m.id for m in _members(plan, into)]
    everyone += [m.id for members in moved.values() for m in members]
    _forget_pairs(plan, everyone, everyone, together=False)
    lead = _lead(plan, into)
    for thread, members in moved.items():
        own = _lead(plan, thread) or (members[0].id if members else None)
        if own is not None and lead is not None:
            _pair(plan, own, lead, together=True)
        reason = Reason(PlacedBy.USER, matched=lead, note="joined by you")
        for member in members:
            plan.edits.add("story", (member.id,), ("thread",), (thread,), (into,))
            place(plan, member.id, into, reason)
        own_lead = _thread_values(plan, thread, "lead, lead_pinned")
        plan.set("thread", (thread,), ("lead", "lead_pinned"), own_lead, (None, 0))
        plan.edits.add("thread", (thread,), ("merged_into",), (None,), (into,))
    _said_of(plan, threads, into)
    _carry_over(plan, threads, into)
    plan.changed += len(threads)
    plan.made = into


def hand_over(plan: Plan, threads: Sequence[int], into: int) -> None:
    """Threads that are left empty live on in another, with all that hangs on them."""
    _said_of(plan, threads, into)
    _carry_over(plan, threads, into)
    for thread in threads:
        plan.edits.add("thread", (thread,), ("merged_into",), (None,), (into,))


_HANDED_ON = ("name", "lead", "lead_pinned", "followed_at", "opened_at")


def _said_of(plan: Plan, threads: Sequence[int], into: int) -> None:
    """What the user said of the joined threads holds for the one they became, unless that has a
    word of its own: name, pinned lead, follow, opened, tags. Its mute stays as it is."""
    columns = ", ".join(_HANDED_ON)
    before = _thread_values(plan, into, columns)
    after = list(before)
    tags = {row[0] for row in plan.rows("SELECT tag FROM thread_tag WHERE thread = ?", into)}
    for thread in threads:
        name, lead, pinned, followed, opened = _thread_values(plan, thread, columns)
        after[0] = after[0] or name
        if pinned and not after[2]:
            after[1:3] = lead, pinned
        after[3] = after[3] if after[3] is not None else followed
        after[4] = after[4] if after[4] is not None else opened
        for tag, text, at in plan.rows(
            "SELECT t.id, t.name, tt.at FROM thread_tag tt JOIN tag t ON t.id = tt.tag"
            " WHERE tt.thread = ?",
            thread,
        ):
            plan.edits.add("thread_tag", (str(text), thread), ("at",), (as_int(at),), None)
            if tag not in tags:
                tags.add(tag)
                plan.edits.add("thread_tag", (str(text), into), ("at",), None, (as_int(at),))
    plan.set("thread", (into,), _HANDED_ON, before, tuple(after))


def _thread_values(plan: Plan, thread: int, columns: str) -> tuple[Value, ...]:
    row = plan.connection.execute(f"SELECT {columns} FROM thread WHERE id = ?", (thread,))
    values: tuple[Value, ...] = row.fetchone()
    return values


def _carry_over(plan: Plan, threads: Sequence[int], into: int) -> None:
    """Headlines, links and mentions of the joined threads become those of the one they became."""
    gone = ids(threads)
    inside = "thread IN (SELECT value FROM json_each(?))"
    for row, thread in plan.connection.execute(
        f"SELECT id, thread FROM headline WHERE {inside}", (gone,)
    ):
        plan.edits.add("headline", (row,), ("thread",), (thread,), (into,))
    told = {row[0] for row in plan.rows("SELECT story FROM mention WHERE thread = ?", into)}
    columns = ("first_block", "last_block", "score", "terms")
    for story, thread, *values in plan.connection.execute(
        f"SELECT story, thread, {', '.join(columns)} FROM mention WHERE {inside}", (gone,)
    ):
        plan.edits.add("mention", (story, thread), columns, tuple(values), None)
        if story not in told:
            told.add(story)
            plan.edits.add("mention", (story, into), columns, None, tuple(values))
    _carry_links(plan, threads, into)


def _carry_links(plan: Plan, threads: Sequence[int], into: int) -> None:
    columns = ("state", "score", "terms")
    linked = {
        (row[0], row[1], row[2])
        for row in plan.rows("SELECT a, b, kind FROM thread_link WHERE ? IN (a, b)", into)
    }
    inside = "IN (SELECT value FROM json_each(?))"
    gone = ids(threads)
    for a, b, kind, *values in plan.connection.execute(
        f"SELECT a, b, kind, {', '.join(columns)} FROM thread_link WHERE a {inside} OR b {inside}",
        (gone, gone),
    ):
        plan.edits.add("thread_link", (a, b, kind), columns, tuple(values), None)
        ends = sorted(into if end in threads else end for end in (a, b))
        key = (ends[0], ends[1], kind)
        if ends[0] != ends[1] and key not in linked:
            linked.add(key)
            plan.edits.add("thread_link", key, columns, None, tuple(values))


def knock_out(plan: Plan) -> None:
    """The stories leave their thread; those of one thread stand in one new thread together.

    A thread all of whose stories are named stays as it is.
    """
    out: dict[int, set[int]] = {}
    for story, thread in plan.rows(
        "SELECT id, thread FROM story WHERE id IN (SELECT value FROM json_each(?))",
        ids(plan.stories()),
    ):
        out.setdefault(as_int(thread), set()).add(as_int(story))
    for thread, stories in sorted(out.items()):
        members = _members(plan, thread)
        going = [m for m in members if m.id in stories]
        staying = [m for m in members if m.id not in stories]
        if staying:
            made = _knock_out_of(plan, thread, going, staying)
            plan.made = plan.made or made
            plan.changed += len(going)


def _knock_out_of(
    plan: Plan, thread: int, going: Sequence[_Member], staying: Sequence[_Member]
) -> int:
    # Born merged into the thread it comes from, as it will stand when the action is undone.
    made = plan.connection.execute(
        "INSERT INTO thread(merged_into, opened_at) SELECT id, opened_at FROM thread WHERE id = ?",
        (thread,),
    ).lastrowid
    assert made is not None
    plan.edits.add("thread", (made,), ("merged_into",), (thread,), (None,))
    lead, pinned = _thread_values(plan, thread, "lead, lead_pinned")
    if any(m.id == lead for m in going):
        next_lead = leading.best_of(plan.connection, [m.id for m in staying])
        plan.set("thread", (thread,), ("lead", "lead_pinned"), (lead, pinned), (next_lead, 0))
    learn(plan, [m.id for m in going])
    reason = Reason(PlacedBy.USER, note="knocked out by you")
    for member in going:
        plan.edits.add("story", (member.id,), ("thread",), (thread,), (made,))
        place(plan, member.id, made, reason)
    _part_copies(plan, going, staying)
    _part_copies(plan, staying, going)
    _hold_apart(plan, [m.id for m in going], _lead_first(staying, lead))
    return made


def _lead_first(members: Sequence[_Member], lead: Value) -> list[int]:
    """Ids with the lead first, then the newest."""
    newest = [m.id for m in reversed(members)]
    return sorted(newest, key=lambda story: story != lead)


def _part_copies(plan: Plan, here: Sequence[_Member], there: Sequence[_Member]) -> None:
    """Copies whose account went elsewhere: the oldest is an account now, the others its copies."""
    gone = {m.id for m in there}
    accounts: dict[int, int] = {}
    for member in here:
        if member.copy_of in gone:
            assert member.copy_of is not None
            account = accounts.setdefault(member.copy_of, member.id)
            after = None if account == member.id else account
            plan.edits.add("story", (member.id,), ("copy_of",), (member.copy_of,), (after,))


def _hold_apart(plan: Plan, going: Sequence[int], staying: Sequence[int]) -> None:
    """Cannot-link pairs between the two sides; must-link ones among those that go together."""
    _forget_pairs(plan, going, staying, together=True)
    for n, story in enumerate(going):
        few = staying[:MOST_APART] if n < MOST_APART else staying[:1]
        for other in few:
            _pair(plan, story, other, together=False)
    for story in going[1:]:
        _pair(plan, going[0], story, together=True)


def _pair(plan: Plan, one: int, other: int, *, together: bool) -> None:
    key = (min(one, other), max(one, other))
    rows = plan.rows("SELECT together, at FROM correction WHERE a = ? AND b = ?", *key)
    before = (as_int(rows[0][0]), as_int(rows[0][1])) if rows else None
    if before is None or before[0] != together:
        plan.edits.add("correction", key, ("together", "at"), before, (int(together), plan.now))


def _forget_pairs(
    plan: Plan, ones: Sequence[int], others: Sequence[int], *, together: bool
) -> None:
    """Take back earlier words of that kind between the two sides: they say the contrary."""
    sides = set(ones), set(others)
    for a, b, at in plan.rows(
        "SELECT a, b, at FROM correction WHERE together = ?"
        " AND (a IN (SELECT value FROM json_each(?)) OR b IN (SELECT value FROM json_each(?)))",
        int(together),
        ids(sides[0]),
        ids(sides[0]),
    ):
        first, second = as_int(a), as_int(b)
        if (first in sides[0] and second in sides[1]) or (first in sides[1] and second in sides[0]):
            plan.edits.add(
                "correction",
                (first, second),
                ("together", "at"),
                (int(together), as_int(at)),
                None,
            )


def place(plan: Plan, story: int, thread: int, reason: Reason) -> None:
    """Note why the story stands in the thread."""
    rows = plan.connection.execute(
        "SELECT thread, at, reason FROM placement WHERE story = ?", (story,)
    ).fetchall()
    before: tuple[Value, ...] | None = tuple(rows[0]) if rows else None
    columns = ("thread", "at", "reason")
    plan.edits.add("placement", (story,), columns, before, (thread, plan.now, pack(reason)))


def set_lead(plan: Plan) -> None:
    """``stories`` names the one story whose headline names the thread from now on."""
    thread = plan.one_thread()
    stories = plan.stories()
    if len(stories) != 1 or stories[0] not in {m.id for m in _members(plan, thread)}:
        raise UsageError(f"The lead of thread {thread} must be one of its own stories")
    columns = ("lead", "lead_pinned")
    before = _thread_values(plan, thread, "lead, lead_pinned")
    plan.changed += plan.set("thread", (thread,), columns, before, (stories[0], 1))


def rename(plan: Plan) -> None:
    """An empty name gives the thread its lead's headline again."""
    thread = plan.one_thread()
    name = name_of(plan.action.text, "thread") if plan.action.text.strip() else None
    before = _thread_values(plan, thread, "name")
    plan.changed += plan.set("thread", (thread,), ("name",), before, (name,))


def confirm_link(plan: Plan) -> None:
    _judge_link(plan, LinkState.CONFIRMED)


def refuse_link(plan: Plan) -> None:
    _judge_link(plan, LinkState.REFUSED)


def _judge_link(plan: Plan, state: LinkState) -> None:
    """Of the two ``threads``; ``more`` "kind" limits it to links of that kind."""
    threads = plan.threads()
    if len(threads) != 2:
        raise UsageError(f"A link is between two threads, not {len(threads)}")
    kind = plan.more("kind")
    rows = [
        row
        for row in plan.rows(
            "SELECT a, b, kind, state FROM thread_link WHERE (a, b) IN (VALUES (?, ?), (?, ?))",
            *threads,
            *reversed(threads),
        )
        if kind in (None, row[2])
    ]
    if not rows:
        raise UsageError(f"Threads {threads[0]} and {threads[1]} are not linked")
    for a, b, of, before in rows:
        key = (as_int(a), as_int(b), str(of))
        plan.changed += plan.set("thread_link", key, ("state",), (str(before),), (state.value,))


PLANS = {
    Verb.JOIN: join,
    Verb.KNOCK_OUT: knock_out,
    Verb.SET_LEAD: set_lead,
    Verb.RENAME_THREAD: rename,
    Verb.CONFIRM_LINK: confirm_link,
    Verb.REFUSE_LINK: refuse_link,
}
