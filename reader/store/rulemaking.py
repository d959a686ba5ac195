"""Plans of rules: save, remove, rename, apply to stories, take back what was applied.

A rule that mutes stands behind the threads it muted: when it goes, is switched off or ends, they
come back; when its end or its break-through changes, so do theirs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from reader.errors import UsageError
from reader.model import FOR_GOOD, Action, Verb
from reader.query.ruling import Effect, parse_effects, write_effects
from reader.store import marking
from reader.store.edits import Change, Value
from reader.store.naming import checked_query, known, named, next_position, rename
from reader.store.plan import Plan, as_int, ids, name_of

_RULE = ("query", "action", "unless", "until", "enabled", "problem", "position")
_DEEDS = {"star": Verb.STAR, "read": Verb.READ}


def save_rule(plan: Plan) -> None:
    """``text`` is the name, ``until`` when it ends (``FOR_GOOD``: never); ``more``: "query",
    "action", "unless", "enabled" ("0" or "1"). What is not named stays as it was. ``stories`` are
    older ones that it is to judge at once."""
    name, before = named(plan, "rule", name_of(plan.action.text, "rule", 100), _RULE)
    old = before or ("", "", "", None, 1, "", next_position(plan, "rule"))
    query, does, unless = plan.more("query"), plan.more("action"), plan.more("unless")
    until = old[3] if plan.action.until is None else plan.action.until
    after: tuple[Value, ...] = (
        checked_query(str(old[0]) if query is None else query.strip()),
        write_effects(parse_effects(str(old[1]) if does is None else does)[0]),
        str(old[2]) if unless is None else checked_query(unless.strip()),
        None if until == FOR_GOOD else until,
        old[4] if plan.more("enabled") is None else int(plan.more("enabled") == "1"),
        "",
        old[6],
    )
    if not after[0]:
        raise UsageError("A rule needs a query and an action")
    if isinstance(until, int) and plan.action.until is not None and until <= plan.now:
        raise UsageError("The rule would have ended before it began", "Name a time to come")
    plan.changed += plan.edits.add("rule", (name,), _RULE, before, after)
    if before is not None:
        _set_muted(plan, name, _mute_of(name, after))
    _apply(plan, name, after)


def _mute_of(name: str, row: Sequence[Value] | None) -> tuple[Value, ...]:
    """How the threads stand that the rule muted: as it says, or in sight when it does not any
    more. ``row`` is the rule, None when there is none of that name."""
    if row is None or not row[4] or Effect("mute") not in parse_effects(str(row[1]))[0]:
        return marking.UNMUTED
    return (1, row[3] or FOR_GOOD, name, row[2])


def settled(connection: sqlite3.Connection, changes: Sequence[Change]) -> list[Change]:
    """What is to follow once ``changes`` of rules were taken back or made again: what these rules
    muted meanwhile, which the changes say nothing of, stands as the rules stand now."""
    plan = Plan(connection, Action(Verb.SAVE_RULE), 0)
    called = {
        c.before[0]: c.after[0] for c in changes if c.table == "rule name" and c.before and c.after
    }
    names = {key[0] for c in changes if c.table == "rule" for key in c.keys}
    for name in {str(each): None for each in (*called, *names)}:
        now = str(called.get(name, name))
        _set_muted(plan, name, _mute_of(now, plan.row("rule", "name", now, _RULE)))
    return plan.edits.changes()


def judged(connection: sqlite3.Connection, changes: Sequence[Change]) -> list[Change]:
    """What rules that ``changes`` made have said of stories since: it goes with them, and comes
    back with them."""
    plan = Plan(connection, Action(Verb.SAVE_RULE), 0)
    made = [c for c in changes if c.table == "rule" and c.before is None]
    told = {key for c in changes if c.table == "verdict" for key in c.keys}
    for name in {str(key[0]): None for c in made for key in c.keys}:
        for story, at, action in _verdicts(plan, name):
            if (story, name) not in told:
                plan.edits.add("verdict", (story, name), ("at", "action"), None, (at, action))
    return plan.edits.changes()


def remove_rule(plan: Plan) -> None:
    """``text`` is the name. What the rule said of stories goes and comes back with it; what it
    muted comes into sight."""
    name, before = known(plan, "rule", _RULE)
    for story, at, action in _verdicts(plan, name):
        plan.edits.add("verdict", (story, name), ("at", "action"), (at, action), None)
    _set_muted(plan, name, marking.UNMUTED)
    plan.changed += plan.edits.add("rule", (name,), _RULE, before, None)


def rename_rule(plan: Plan) -> None:
    """``text`` is the name, ``more`` "to" the new one."""
    name, _before = known(plan, "rule", _RULE)
    to = name_of(plan.more("to") or "", "rule", 100)
    rename(plan, "rule", name, to)
    for (thread,) in plan.rows("SELECT id FROM thread WHERE muted_by = ?", name):
        plan.edits.add("thread", (as_int(thread),), ("muted_by",), (name,), (to,))


def _verdicts(plan: Plan, name: str) -> list[tuple[int, int, str]]:
    return plan.connection.execute(
        "SELECT v.story, v.at, v.action FROM verdict v JOIN rule r ON r.id = v.rule"
        " WHERE r.name = ?",
        (name,),
    ).fetchall()


def _set_muted(plan: Plan, name: str, after: tuple[Value, ...]) -> None:
    """Give every thread that the rule muted another mute, or none."""
    muted = plan.rows("SELECT id FROM thread WHERE muted = 1 AND muted_by = ?", name)
    changed = plan.changed
    _threads(plan, [as_int(row[0]) for row in muted], after)
    plan.changed = changed


def _threads(plan: Plan, threads: list[int], after: tuple[Value, ...]) -> None:
    part = replace(plan, action=Action(Verb.MUTE, threads=tuple(threads)), changed=0)
    marking.set_threads(part, marking.MUTED, after)


def apply_rule(plan: Plan) -> None:
    """What the rule named ``text`` does, to the stories: marks and tags on these, follow on their
    threads, mute on the threads that they lead, unless it is switched off: what such a rule muted
    is in sight. Each story keeps the verdict.

    A thread that the rule muted before and that was brought back stays in sight."""
    _apply(plan, *known(plan, "rule", _RULE))


def _apply(plan: Plan, name: str, row: Sequence[Value]) -> None:
    """As ``apply_rule``; ``row`` is the rule as it will be."""
    does = row[1]
    fresh = _unjudged(plan, name)
    effects = parse_effects(str(does))[0]
    for effect in effects:
        part = replace(plan, action=Action(plan.action.verb, stories=tuple(fresh)), changed=0)
        if effect.deed == "tag":
            part.action = replace(part.action, text=effect.name)
            marking.tag(part)
        elif effect.deed in _DEEDS:
            part.action = replace(part.action, more=(("how", "rule"),))
            {"star": marking.star, "read": marking.read}[effect.deed](part)
        elif effect.deed == "follow":
            part.action = replace(part.action, threads=_threads_of(plan, fresh), stories=())
            marking.follow(part)
        elif effect.deed == "mute" and (mute := _mute_of(name, row)) != marking.UNMUTED:
            _threads(plan, _to_mute(plan, fresh, name), mute)
    for story in fresh:
        plan.edits.add("verdict", (story, name), ("at", "action"), None, (plan.now, str(does)))
    plan.changed += len(fresh)


def _unjudged(plan: Plan, name: str) -> list[int]:
    """The action's stories of which the rule has not judged yet."""
    judged = {story for story, _at, _action in _verdicts_among(plan, name)}
    return [story for story in plan.stories() if story not in judged]


def _verdicts_among(plan: Plan, name: str) -> list[tuple[int, int, str]]:
    return plan.connection.execute(
        "SELECT v.story, v.at, v.action FROM json_each(?) j JOIN verdict v ON v.story = j.value"
        " JOIN rule r ON r.id = v.rule WHERE r.name = ?",
        (ids(plan.action.stories), name),
    ).fetchall()


def _threads_of(plan: Plan, stories: list[int]) -> tuple[int, ...]:
    rows = plan.rows(
        "SELECT DISTINCT thread FROM story WHERE id IN (SELECT value FROM json_each(?))",
        ids(stories),
    )
    return tuple(as_int(row[0]) for row in rows)


def _to_mute(plan: Plan, stories: list[int], name: str) -> list[int]:
    """Threads led by one of the stories, neither muted nor followed, and not brought back after
    the rule muted them."""
    rows = plan.rows(
        "SELECT t.id FROM thread t WHERE t.lead IN (SELECT value FROM json_each(?))"
        " AND t.merged_into IS NULL AND t.muted = 0 AND t.followed_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM story s JOIN verdict v ON v.story = s.id"
        "  JOIN rule r ON r.id = v.rule WHERE s.thread = t.id AND r.name = ?)",
        ids(stories),
        name,
    )
    return [as_int(row[0]) for row in rows]


def take_back_rule(plan: Plan) -> None:
    """Undo what the rule named ``text`` did where it still stands: tags and stars since set by
    hand stay, as does what was read otherwise. Its verdicts go, so that it may judge anew."""
    name, _row = known(plan, "rule", _RULE)
    verdicts = _verdicts(plan, name)
    for effect in {effect for _s, _at, does in verdicts for effect in parse_effects(does)[0]}:
        judged = {s: at for s, at, does in verdicts if effect in parse_effects(does)[0]}
        _take_back(plan, effect, judged)
    for story, at, action in verdicts:
        plan.edits.add("verdict", (story, name), ("at", "action"), (at, action), None)
    _set_muted(plan, name, marking.UNMUTED)
    plan.changed += len(verdicts)


#: Where an effect left its time, by which it is known as the rule's own.
_LEFT = {
    "tag": "SELECT story FROM story_tag x JOIN tag g ON g.id = x.tag"
    " WHERE x.story = ? AND x.at = ? AND g.name = ?",
    "star": "SELECT story FROM mark WHERE story = ? AND starred_at = ?",
    "read": "SELECT story FROM mark WHERE story = ? AND read_at = ? AND read_how = 'rule'",
    "follow": "SELECT t.id FROM story s JOIN thread t ON t.id = s.thread"
    " WHERE s.id = ? AND t.followed_at = ?",
}


def _take_back(plan: Plan, effect: Effect, judged: dict[int, int]) -> None:
    if effect.deed == "mute":
        return
    name = (plan.tag(effect.name),) if effect.deed == "tag" else ()
    left = [
        as_int(row[0])
        for story, at in judged.items()
        for row in plan.rows(_LEFT[effect.deed], story, at, *name)
    ]
    targets = tuple(dict.fromkeys(left))
    action = Action(plan.action.verb, stories=targets, text=effect.name)
    if effect.deed == "follow":
        action = Action(plan.action.verb, threads=targets)
    part = replace(plan, action=action, changed=0)
    back = {
        "tag": marking.untag,
        "star": marking.unstar,
        "read": marking.unread,
        "follow": marking.unfollow,
    }
    back[effect.deed](part)


PLANS = {
    Verb.SAVE_RULE: save_rule,
    Verb.REMOVE_RULE: remove_rule,
    Verb.RENAME_RULE: rename_rule,
    Verb.APPLY_RULE: apply_rule,
    Verb.TAKE_BACK_RULE: take_back_rule,
}
