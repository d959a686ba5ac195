"""Pieces of SQL with their parameters, and how they are put together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its parameters, in order."""

    text: str
    values: tuple[object, ...] = ()


#: The conditions of every story and of none.
TRUE, FALSE = Sql("1"), Sql("0")


def literally(where: str, text: str) -> Sql:
    """``text`` (ASCII lowered) stands somewhere as written."""
    columns = {
        "title": ("s.title",),
        "author": ("s.author",),
        "from": ("s.author",),
        "body": ("s.summary",),
    }.get(where, ("s.title", "s.summary", "s.author"))
    parts = [f"instr(lower({column}), ?)" for column in columns]
    if where in ("", "body"):
        parts.append(
            "EXISTS (SELECT 1 FROM body b WHERE b.story = s.id AND instr(lower(b.text), ?))"
        )
    return Sql(f"({' OR '.join(parts)})", (text,) * len(parts))


def among(column: str, ids: Iterable[int]) -> Sql:
    """``column`` is one of ``ids``, however many."""
    return Sql(f"{column} IN (SELECT value FROM json_each(?))", (as_json(ids),))


def as_json(ids: Iterable[int]) -> str:
    return json.dumps(sorted(ids))


def joined_by(operator: str, parts: Sequence[Sql]) -> Sql:
    """``parts`` in one condition, halved again and again: SQLite refuses a chain of 1,000."""
    if not parts:
        return TRUE if operator == "AND" else FALSE
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    left, right = joined_by(operator, parts[:middle]), joined_by(operator, parts[middle:])
    return Sql(f"({left.text} {operator} {right.text})", left.values + right.values)
