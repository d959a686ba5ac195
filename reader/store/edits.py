"""Edits: what an action changes, row by row, with the values before and after.

An action is planned as edits from what is stored now, and the same code applies them forward (done,
done again) and backward (undone). Rows are named by keys that last: tags by name, stories and
threads by id; a thread that was merged meanwhile is followed to where it lives on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = int | float | str | None
Values: TypeAlias = tuple[Value, ...]
#: A key as the journal keeps it: the values that name one row of its table.
Key: TypeAlias = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The same change to many rows of a table. ``before`` None: the rows were not there;
    ``after`` None: they are there no more."""

    table: str
    columns: tuple[str, ...]
    before: Values | None
    after: Values | None
    keys: tuple[Key, ...]

    def turned(self) -> Change:
        """The change that takes this one back."""
        return Change(self.table, self.columns, self.after, self.before, self.keys)


@dataclass(slots=True)
class Touched:
    """Ids whose rows changed. ``moved``: threads that lost or won stories. ``rest``: something
    that has no id of its own to be drawn anew by (folders, views, rules)."""

    stories: set[int] = field(default_factory=set)
    threads: set[int] = field(default_factory=set)
    feeds: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    rest: bool = False


class Edits:
    """Changes being gathered; equal ones share a group, so that a bulk action stays small."""

    def __init__(self) -> None:
        self._groups: dict[
            tuple[str, tuple[str, ...], Values | None, Values | None], dict[Key, None]
        ] = {}

    def add(
        self,
        table: str,
        key: Key,
        columns: tuple[str, ...],
        before: Values | None,
        after: Values | None,
    ) -> bool:
        """Note one row's change; whether it is one."""
        if before == after:
            return False
        self._groups.setdefault((table, columns, before, after), {})[key] = None
        return True

    def __bool__(self) -> bool:
        return bool(self._groups)

    def changes(self) -> list[Change]:
        """All that was gathered, in the order of first mention; new folders first, since rows
        gathered in an earlier group may refer to them."""
        changes = [Change(*group, tuple(keys)) for group, keys in self._groups.items()]
        return sorted(changes, key=lambda c: c.table != "folder" or c.before is not None)


def dump(changes: Sequence[Change]) -> str:
    """Changes as JSON for the journal. Keys of one value are written bare."""
    rows = [
        [c.table, c.columns, c.before, c.after, [k[0] if len(k) == 1 else k for k in c.keys]]
        for c in changes
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> list[Change]:
    """What ``dump`` wrote."""
    return [
        Change(
            table,
            tuple(columns),
            None if before is None else tuple(before),
            None if after is None else tuple(after),
            tuple(tuple(key) if isinstance(key, list) else (key,) for key in keys),
        )
        for table, columns, before, after, keys in json.loads(text)
    ]
