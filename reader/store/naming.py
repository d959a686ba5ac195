"""Plans of what the user names: views; and what rules share with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from reader.errors import UsageError
from reader.model import MARK_READ, Verb
from reader.query.tree import BUILTIN_VIEWS, GROUPS, SORTS, InView, Node
from reader.store import kept
from reader.store.edits import Value, Values
from reader.store.plan import Plan, name_of
from reader.text import line

_VIEW = ("query", "sort", "grouping", "mark_read", "notify", "position")


def save_view(plan: Plan) -> None:
    """``text`` is the name; ``more``: "query", "sort", "group", "mark_read", "notify" ("1"), "to"
    (another name for a view that is there).

    What ``more`` does not name stays as it was, or as a new view begins.
    """
    name = name_of(plan.action.text, "view", 100)
    _refuse_builtin(name)
    name, before = named(plan, "view", name, _VIEW)
    old = before or ("", "date", "thread", "open", 0, next_position(plan, "view"))
    query = plan.more("query")
    after: Values = (
        checked_query(str(old[0]) if query is None else query),
        _sort(plan.more("sort") or str(old[1])),
        _choice("group", plan.more("group") or str(old[2]), GROUPS),
        _choice("mark_read", plan.more("mark_read") or str(old[3]), MARK_READ),
        old[4] if plan.more("notify") is None else int(plan.more("notify") == "1"),
        old[5],
    )
    changed = plan.edits.add("view", (name,), _VIEW, before, after)
    if plan.more("to") is not None:
        rename_view(plan)
    plan.changed = max(plan.changed, changed)


def remove_view(plan: Plan) -> None:
    """``text`` is the name."""
    name, before = known(plan, "view", _VIEW)
    plan.changed += plan.edits.add("view", (name,), _VIEW, before, None)


def rename_view(plan: Plan) -> None:
    """``text`` is the name, ``more`` "to" the new one. Views and rules that name it by ``in:`` name
    it by the new one."""
    name, _before = known(plan, "view", _VIEW)
    to = name_of(plan.more("to") or "", "view", 100)
    _refuse_builtin(to)
    rename(plan, "view", name, to)
    _rename_inside(plan, name, to)


def _refuse_builtin(name: str, hint: str = "Choose another name") -> None:
    if any(name.casefold() == builtin.casefold() for builtin, _query in BUILTIN_VIEWS):
        raise UsageError(f"The view {name} is built in", hint)


def rename(plan: Plan, table: str, name: str, to: str) -> None:
    """Ask for another name of a view or rule; ``UsageError`` when it is taken."""
    other, there = named(plan, table, to, ("position",))
    if there is not None and other != name:
        raise UsageError(f"There is a {table} {other} already", "Choose another name")
    plan.changed += plan.edits.add(f"{table} name", (name,), ("name",), (name,), (to,))


def _rename_inside(plan: Plan, name: str, to: str) -> None:
    """Queries that hold ``in:name`` hold ``in:to``."""

    def leaf(node: Node) -> Node:
        called = isinstance(node, InView) and node.name.casefold() == name.casefold()
        return InView(to) if called else node

    rewrite(plan, leaf, {name: to})


def rewrite(
    plan: Plan, leaf: Callable[[Node], Node], views: Mapping[str, str] | None = None
) -> None:
    """In every query that is kept, put what ``leaf`` makes of each of its leaves in its place. A
    view that is renamed by then goes by its name in ``views``."""
    for table, column, found in kept.QUERIES:
        for key, text in plan.rows(found):
            now = _rewritten(str(text), leaf)
            if now != text:
                name = (views or {}).get(str(key), key) if table == "view" else key
                assert isinstance(name, int | str)
                plan.edits.add(table, (name,), (column,), (str(text),), (now,))


def _rewritten(text: str, leaf: Callable[[Node], Node]) -> str:
    """The query so rewritten; as it is written where nothing in it changes, or it is none."""
    from reader.query.parse import parse
    from reader.query.tree import mapped
    from reader.query.unparse import unparse

    try:
        query = parse(text)
    except UsageError:
        return text
    root = mapped(query.root, leaf)
    return text if root == query.root else unparse(replace(query, root=root))


def named(
    plan: Plan, table: str, name: str, columns: tuple[str, ...]
) -> tuple[str, tuple[Value, ...] | None]:
    """The name as it is stored (case does not tell names apart) and its row, if there is one."""
    for (stored,) in plan.rows(f"SELECT name FROM {table}"):
        if str(stored).casefold() == name.casefold():
            return str(stored), plan.row(table, "name", str(stored), columns)
    return name, None


def known(plan: Plan, table: str, columns: tuple[str, ...]) -> tuple[str, tuple[Value, ...]]:
    name, before = named(plan, table, line(plan.action.text), columns)
    if before is None:
        if table == "view":
            _refuse_builtin(name, "It stays as it is")
        raise UsageError(f"There is no {table} named {name!r}")
    return name, before


def next_position(plan: Plan, table: str) -> float:
    position: float = plan.connection.execute(
        f"SELECT ifnull(max(position), 0) + 1.0 FROM {table}"
    ).fetchone()[0]
    return position


def checked_query(text: str) -> str:
    """The query's text, on one line, when it can be read; ``QueryError`` with the column when
    not."""
    from reader.query.parse import parse

    parse(text)
    return " ".join(text.splitlines())


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
    Verb.RENAME_VIEW: rename_view,
}
