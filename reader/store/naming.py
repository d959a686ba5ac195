"""Plans of what the user names: views and rules."""

from __future__ import annotations

from reader.errors import UsageError
from reader.model import Verb
from reader.query.tree import BUILTIN_VIEWS, GROUPS, SORTS
from reader.store.edits import Value, Values
from reader.store.plan import Plan, name_of
from reader.text import line

#: When moving through a view marks its stories read.
MARK_READ = ("open", "end", "passed", "never")

_VIEW = ("query", "sort", "grouping", "mark_read", "notify", "position")
_RULE = ("query", "action", "unless", "until", "enabled", "problem", "position")


def save_view(plan: Plan) -> None:
    """``text`` is the name; ``more``: "query", "sort", "group", "mark_read", "notify" ("1").

    What ``more`` does not name stays as it was, or as a new view begins.
    """
    name = name_of(plan.action.text, "view", 100)
    if any(name.casefold() == builtin.casefold() for builtin, _query in BUILTIN_VIEWS):
        raise UsageError(f"The view {name} is built in", "Choose another name")
    name, before = _named(plan, "view", name, _VIEW)
    old = before or ("", "date", "thread", "open", 0, _next(plan, "view"))
    query = plan.more("query")
    after: Values = (
        _query(str(old[0]) if query is None else query),
        _sort(plan.more("sort") or str(old[1])),
        _choice("group", plan.more("group") or str(old[2]), GROUPS),
        _choice("mark_read", plan.more("mark_read") or str(old[3]), MARK_READ),
        old[4] if plan.more("notify") is None else int(plan.more("notify") == "1"),
        old[5],
    )
    plan.changed += plan.edits.add("view", (name,), _VIEW, before, after)


def remove_view(plan: Plan) -> None:
    """``text`` is the name."""
    name, before = _known(plan, "view", _VIEW)
    plan.changed += plan.edits.add("view", (name,), _VIEW, before, None)


def save_rule(plan: Plan) -> None:
    """``text`` is the name, ``until`` when it ends; ``more``: "query", "action", "unless",
    "enabled" ("0" or "1"). What is not named stays as it was."""
    name, before = _named(plan, "rule", name_of(plan.action.text, "rule", 100), _RULE)
    old = before or ("", "", "", None, 1, "", _next(plan, "rule"))
    query, does = plan.more("query"), plan.more("action")
    unless = plan.more("unless")
    after: Values = (
        _query(str(old[0]) if query is None else query),
        line(str(old[1]) if does is None else does),
        str(old[2]) if unless is None else (_query(unless) if unless else ""),
        old[3] if plan.action.until is None else plan.action.until,
        old[4] if plan.more("enabled") is None else int(plan.more("enabled") == "1"),
        "",
        old[6],
    )
    if not after[0] or not after[1]:
        raise UsageError("A rule needs a query and an action")
    plan.changed += plan.edits.add("rule", (name,), _RULE, before, after)


def remove_rule(plan: Plan) -> None:
    """``text`` is the name. What the rule said of stories goes and comes back with it."""
    name, before = _known(plan, "rule", _RULE)
    number = plan.rows("SELECT id FROM rule WHERE name = ?", name)[0][0]
    for story, at, action in plan.connection.execute(
        "SELECT story, at, action FROM verdict WHERE rule = ?", (number,)
    ):
        plan.edits.add("verdict", (story, name), ("at", "action"), (at, action), None)
    plan.changed += plan.edits.add("rule", (name,), _RULE, before, None)


def _named(
    plan: Plan, table: str, name: str, columns: tuple[str, ...]
) -> tuple[str, tuple[Value, ...] | None]:
    """The name as it is stored (case does not tell names apart) and its row, if there is one."""
    for (stored,) in plan.rows(f"SELECT name FROM {table}"):
        if str(stored).casefold() == name.casefold():
            return str(stored), plan.row(table, "name", str(stored), columns)
    return name, None


def _known(plan: Plan, table: str, columns: tuple[str, ...]) -> tuple[str, tuple[Value, ...]]:
    name, before = _named(plan, table, line(plan.action.text), columns)
    if before is None:
        raise UsageError(f"There is no {table} named {name!r}")
    return name, before


def _next(plan: Plan, table: str) -> float:
    position: float = plan.connection.execute(
        f"SELECT ifnull(max(position), 0) + 1.0 FROM {table}"
    ).fetchone()[0]
    return position


def _query(text: str) -> str:
    """The query's text when it can be read; ``QueryError`` with the column when not."""
    from reader.query.parse import parse

    parse(text)
    return text


def _sort(value: str) -> str:
    _choice("sort", value.removeprefix("-"), SORTS)
    return value


def _choice(what: str, value: str, choices: list[str] | tuple[str, ...]) -> str:
    if value not in choices:
        raise UsageError(f"{what} cannot be {value!r}", f"It is one of {', '.join(choices)}")
    return value


PLANS = {
    Verb.SAVE_VIEW: save_view,
    Verb.REMOVE_VIEW: remove_view,
    Verb.SAVE_RULE: save_rule,
    Verb.REMOVE_RULE: remove_rule,
}
