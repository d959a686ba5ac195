"""Plans of the marks on stories and threads: read, star, tag, note, follow, mute, snooze."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reader.errors import UsageError
from reader.model import FOR_GOOD, MAX_TAG, TAG_COLORS, Verb
from reader.store import following, tagnames
from reader.store.edits import Edits, Value
from reader.store.plan import Plan, as_int, ids
from reader.text import block, display


def read(plan: Plan) -> None:
    """Stories, all that is in the threads now, and the copies of the stories read."""
    how = plan.more("how") or "marked"
    plan.changed += mark_read(plan, with_copies(plan, plan.stories_and_threads()), how)


def unread(plan: Plan) -> None:
    """Only what is named: copies and siblings stay as they are."""
    rows = plan.rows(
        "SELECT m.story, m.read_at, m.read_how FROM mark m"
        " JOIN json_each(?) j ON m.story = j.value WHERE m.read_at IS NOT NULL",
        ids(plan.stories_and_threads()),
    )
    for story, at, how in rows:
        plan.changed += _set_mark(plan, story, ("read_at", "read_how"), (at, how), (None, ""))


def open_story(plan: Plan) -> None:
    """Read (with "unread" in ``more``: not yet) and opened; what comes into its thread later is
    new."""
    stories = plan.stories()
    if len(stories) != 1:
        raise UsageError(f"open takes one story, not {len(stories)}")
    if plan.more("unread") is None:
        plan.changed += mark_read(plan, with_copies(plan, stories), "opened")
    fresh = plan.rows(
        "SELECT s.id FROM story s LEFT JOIN mark m ON m.story = s.id"
        " WHERE s.id = ? AND m.opened_at IS NULL",
        stories[0],
    )
    if fresh:
        _set_mark(plan, stories[0], ("opened_at",), (None,), (plan.now,))
    thread = plan.rows("SELECT thread FROM story WHERE id = ?", stories[0])[0][0]
    moved = _open(plan, [as_int(thread)])
    plan.changed = max(plan.changed, bool(fresh), moved)


def open_thread(plan: Plan) -> None:
    plan.changed += _open(plan, plan.threads())


def _open(plan: Plan, threads: Iterable[int]) -> int:
    """Move ``opened_at`` of threads where something came since: elsewhere it says nothing new."""
    rows = plan.rows(
        "SELECT id, opened_at FROM thread WHERE id IN (SELECT value FROM json_each(?))"
        " AND (opened_at IS NULL OR opened_at < ? AND EXISTS (SELECT 1 FROM story s"
        " WHERE s.thread = thread.id AND max(s.first_seen, ifnull(s.placed_at, 0)) >= opened_at))",
        ids(threads),
        plan.now,
    )
    for thread, at in rows:
        plan.set("thread", (as_int(thread),), ("opened_at",), (_value(at),), (plan.now,))
    return len(rows)


def with_copies(plan: Plan, stories: list[int]) -> list[int]:
    """The stories and the copies of them: who has read an account has read its copies."""
    copies = plan.rows(
        "SELECT c.id FROM json_each(?) j JOIN story s ON s.id = j.value"
        " JOIN story c ON c.thread = s.thread AND c.copy_of = s.id WHERE s.copy_of IS NULL",
        ids(stories),
    )
    return list(dict.fromkeys([*stories, *(as_int(row[0]) for row in copies)]))


def mark_read(plan: Plan, stories: Sequence[int], how: str) -> int:
    """Ask for stories to be read; how many were not. ``how`` is kept with the mark."""
    rows = plan.rows(
        "SELECT j.value, ifnull(m.read_how, '') FROM json_each(?) j"
        " LEFT JOIN mark m ON m.story = j.value WHERE m.read_at IS NULL",
        ids(stories),
    )
    for story, before in rows:
        _set_mark(plan, story, ("read_at", "read_how"), (None, before), (plan.now, how))
    return len(rows)


def _set_mark(
    plan: Plan,
    story: object,
    columns: tuple[str, ...],
    before: tuple[object, ...],
    after: tuple[Value, ...],
) -> bool:
    return plan.edits.add(
        "mark", (as_int(story),), columns, tuple(_value(value) for value in before), after
    )


def _value(value: object) -> Value:
    assert value is None or isinstance(value, int | float | str)
    return value


def star(plan: Plan) -> None:
    rows = plan.rows(
        "SELECT j.value FROM json_each(?) j LEFT JOIN mark m ON m.story = j.value"
        " WHERE m.starred_at IS NULL",
        ids(plan.stories()),
    )
    for (story,) in rows:
        plan.changed += _set_mark(plan, story, ("starred_at",), (None,), (plan.now,))


def unstar(plan: Plan) -> None:
    rows = plan.rows(
        "SELECT story, starred_at FROM mark JOIN json_each(?) j ON story = j.value"
        " WHERE starred_at IS NOT NULL",
        ids(plan.stories()),
    )
    for story, at in rows:
        plan.changed += _set_mark(plan, story, ("starred_at",), (at,), (None,))


def checked_tag(name: str) -> str:
    """The tag as it is stored: as written. ``UsageError`` when it cannot be one."""
    if not name.strip():
        raise UsageError("A tag cannot be empty")
    if len(name) > MAX_TAG:
        raise UsageError(f"The tag has {len(name)} characters", f"{MAX_TAG} is the most")
    if display(name) != name:
        raise UsageError(
            "The tag holds control or invisible characters", "Use letters, digits, signs, spaces"
        )
    return name


def _targets(plan: Plan) -> list[tuple[str, int]]:
    return [
        *(("story", story) for story in plan.stories()),
        *(("thread", thread) for thread in plan.threads()),
        *(("feed", feed) for feed in plan.feeds()),
    ]


def tag(plan: Plan) -> None:
    name = plan.tag(checked_tag(plan.action.text))
    plan.action = replace(plan.action, text=name)
    carried = _carried(plan, name)
    for kind, target in _targets(plan):
        if (kind, target) not in carried:
            plan.edits.add(f"{kind}_tag", (name, target), ("at",), None, (plan.now,))
            plan.changed += 1


def untag(plan: Plan) -> None:
    name = plan.tag(plan.action.text)
    plan.action = replace(plan.action, text=name)
    carried = _carried(plan, name)
    for kind, target in _targets(plan):
        if (kind, target) in carried:
            at = carried[kind, target]
            plan.edits.add(f"{kind}_tag", (name, target), ("at",), (at,), None)
            plan.changed += 1


def retag(plan: Plan) -> None:
    """Several tags added and taken away at once; the targets that change are counted once."""
    targets: set[object] = set()
    for names, work in ((plan.action.text, tag), (plan.more("off") or "", untag)):
        for name in filter(None, names.split("\n")):
            part = replace(plan, action=replace(plan.action, text=name), edits=Edits())
            work(part)
            for change in part.edits.changes():
                for key in change.keys:
                    plan.edits.add(change.table, key, change.columns, change.before, change.after)
                    targets.add((change.table, key[1]))
    plan.changed += len(targets)


def color_tag(plan: Plan) -> None:
    """``text`` is the tag, ``more`` "color" the name of a colour ("" for none of its own)."""
    name, color = plan.action.text, plan.more("color") or ""
    if color and color not in TAG_COLORS:
        raise UsageError(f"There is no colour {color}", f"There are {', '.join(TAG_COLORS)}")
    _refuse_unused(name, _carried(plan, name))
    before = plan.rows("SELECT color FROM tag WHERE name = ?", name)[0][0]
    plan.changed += plan.set("tag", (name,), ("color",), (_value(before),), (color,))


def _carried(plan: Plan, name: str) -> dict[tuple[str, int], int]:
    """(kind, id) → since when, of everything that carries the tag."""
    found: dict[tuple[str, int], int] = {}
    for kind in ("story", "thread", "feed"):
        for target, at in plan.rows(
            f"SELECT {kind}, at FROM {kind}_tag JOIN tag t ON t.id = tag WHERE t.name = ?", name
        ):
            found[kind, as_int(target)] = as_int(at)
    return found


def rename_tag(plan: Plan) -> None:
    """``text`` becomes ``more`` "to" everywhere, in kept queries and rules too; a tag that is there
    already takes the other in."""
    old, new = plan.action.text, checked_tag(plan.more("to") or "")
    if old == new:
        return
    others = [name for name in tagnames.names(plan.connection) if name != old]
    new = tagnames.meant(new, others) or new
    carried, already = _carried(plan, old), _carried(plan, new)
    _refuse_unused(old, carried)
    for (kind, target), at in carried.items():
        plan.edits.add(f"{kind}_tag", (old, target), ("at",), (at,), None)
        if (kind, target) not in already:
            plan.edits.add(f"{kind}_tag", (new, target), ("at",), None, (at,))
        plan.changed += 1
    following.tag(plan, old, new, others)
    looks = plan.rows("SELECT color, position FROM tag WHERE name = ?", old)[0]
    if not already:
        there = plan.rows("SELECT color, position FROM tag WHERE name = ?", new)
        before = there[0] if there else ("", 0.0)
        columns = ("color", "position")
        plan.set("tag", (new,), columns, tuple(map(_value, before)), tuple(map(_value, looks)))


def remove_tag(plan: Plan) -> None:
    carried = _carried(plan, plan.action.text)
    _refuse_unused(plan.action.text, carried)
    for (kind, target), at in carried.items():
        plan.edits.add(f"{kind}_tag", (plan.action.text, target), ("at",), (at,), None)
        plan.changed += 1


def _refuse_unused(name: str, carried: dict[tuple[str, int], int]) -> None:
    if not carried:
        raise UsageError(f"Nothing carries the tag {display(name)!r}", "Tags are told exactly")


def note(plan: Plan) -> None:
    """Set the note of each story; an empty text takes it away."""
    text = block(plan.action.text).strip()
    for story in plan.stories():
        rows = plan.rows("SELECT text, at FROM note WHERE story = ?", story)
        before = (_value(rows[0][0]), _value(rows[0][1])) if rows else None
        if (before[0] if before else "") == text:
            continue
        after = (text, plan.now) if text else None
        plan.changed += plan.edits.add("note", (story,), ("text", "at"), before, after)


#: What a mute says, and what is said when there is none.
MUTED = ("muted", "muted_until", "muted_by", "muted_unless")
UNMUTED: tuple[Value, ...] = (0, None, None, "")


def follow(plan: Plan) -> None:
    """Following a muted thread ends its mute: both at once would say two things."""
    set_threads(plan, ("followed_at", *MUTED), (plan.now, *UNMUTED), keep=0)


def unfollow(plan: Plan) -> None:
    set_threads(plan, ("followed_at",), (None,))


def mute(plan: Plan) -> None:
    """Until ``until``, or for good; ``more`` "unless" is a query that ends it sooner, once a story
    of the thread answers it. A followed thread stays followed, for when it comes back."""
    until = FOR_GOOD if plan.action.until is None else plan.action.until
    _refuse_past(plan, until)
    unless = (plan.more("unless") or "").strip()
    if unless:
        from reader.query.parse import parse

        parse(unless)
    set_threads(plan, MUTED, (1, until, None, unless))


def unmute(plan: Plan) -> None:
    set_threads(plan, MUTED, UNMUTED)


def snooze(plan: Plan) -> None:
    """Out of sight until ``until``; None ends it now."""
    if plan.action.until is not None:
        _refuse_past(plan, plan.action.until)
    set_threads(plan, ("snoozed_until",), (plan.action.until,))


def _refuse_past(plan: Plan, until: int) -> None:
    if until <= plan.now:
        raise UsageError(
            f"A thread cannot be put out of sight until a time gone by ({until})",
            "Name a time to come",
        )


def set_threads(
    plan: Plan, columns: tuple[str, ...], after: tuple[Value, ...], keep: int | None = None
) -> None:
    """Set columns of the threads. ``keep``: the column whose value, once set, stays as it was."""
    rows = plan.rows(
        f"SELECT id, {', '.join(columns)} FROM thread WHERE id IN (SELECT value FROM json_each(?))",
        ids(plan.threads()),
    )
    for thread, *values in rows:
        before = tuple(map(_value, values))
        wanted = list(after)
        if keep is not None and before[keep] is not None:
            wanted[keep] = before[keep]
        plan.changed += plan.set("thread", (as_int(thread),), columns, before, tuple(wanted))


PLANS = {
    Verb.READ: read,
    Verb.UNREAD: unread,
    Verb.OPEN: open_story,
    Verb.OPEN_THREAD: open_thread,
    Verb.STAR: star,
    Verb.UNSTAR: unstar,
    Verb.TAG: tag,
    Verb.UNTAG: untag,
    Verb.RETAG: retag,
    Verb.COLOR_TAG: color_tag,
    Verb.RENAME_TAG: rename_tag,
    Verb.REMOVE_TAG: remove_tag,
    Verb.NOTE: note,
    Verb.FOLLOW: follow,
    Verb.UNFOLLOW: unfollow,
    Verb.MUTE: mute,
    Verb.UNMUTE: unmute,
    Verb.SNOOZE: snooze,
}
