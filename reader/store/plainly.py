"""Edits of tables whose rows hold nothing but what the edit says, made and taken back alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from reader.store.edits import Change, Key, Touched

Applier: TypeAlias = Callable[[sqlite3.Connection, Change, Touched], None]
Touch: TypeAlias = Callable[[Touched], set[int]]


def of_stories(touched: Touched) -> set[int]:
    return touched.stories


def of_threads(touched: Touched) -> set[int]:
    return touched.threads


def of_feeds(touched: Touched) -> set[int]:
    return touched.feeds


def of_nothing(_touched: Touched) -> set[int]:
    return set()


def ids_of(keys: Iterable[Key], at: int = 0) -> Iterable[int]:
    """The ids that stand at one place of the keys."""
    for key in keys:
        value = key[at]
        assert isinstance(value, int)
        yield value


def plain(
    key_columns: tuple[str, ...],
    touch: Touch | None = None,
    refers: Mapping[str, str] | None = None,
) -> Applier:
    """Rows named by ``key_columns``. ``refers``: column → table whose row it names; a row that
    names one which is gone by now (let go, forgotten) is passed over, so that undo goes on."""

    def applier(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
        if change.after is None:
            where = " AND ".join(f"{column} = ?" for column in key_columns)
            connection.executemany(f"DELETE FROM {change.table} WHERE {where}", change.keys)
        else:
            sql = (_put if change.before is None else _alter)(change, key_columns, refers or {})
            rows = ((*change.after, *key) for key in change.keys)
            values = ({f"v{n}": value for n, value in enumerate(row)} for row in rows)
            connection.executemany(sql, values)
        if touch is None:
            touched.rest = True
        elif touch is not of_nothing:
            touch(touched).update(ids_of(change.keys))

    return applier


def _put(change: Change, keys: tuple[str, ...], refers: Mapping[str, str]) -> str:
    """SQL that adds a row; its parameters, ``v0`` and so on, are the values, then the key. (By name
    and not by number: of numbers with a sequence Python 3.12 warns until 3.12.4.)"""
    names = (*change.columns, *keys)
    values = ", ".join(f":v{n}" for n in range(len(names)))
    sets = ", ".join(f"{column} = excluded.{column}" for column in change.columns)
    return (
        f"INSERT INTO {change.table}({', '.join(names)}) SELECT {values}"
        f" WHERE {_there(names, refers)} ON CONFLICT({', '.join(keys)}) DO UPDATE SET {sets}"
    )


def _alter(change: Change, keys: tuple[str, ...], refers: Mapping[str, str]) -> str:
    """As ``_put``, for a row that is there."""
    names = (*change.columns, *keys)
    terms = [f"{column} = :v{n}" for n, column in enumerate(names)]
    sets, where = terms[: len(change.columns)], terms[len(change.columns) :]
    found = " AND ".join([*where, _there(names, refers)])
    return f"UPDATE {change.table} SET {', '.join(sets)} WHERE {found}"


def _there(names: Sequence[str], ends: Mapping[str, str]) -> str:
    """SQL: whatever the columns ``names``, parameters in that order, refer to is there."""
    found = [
        f"(:v{n} IS NULL OR EXISTS (SELECT 1 FROM {ends[name]} WHERE id = :v{n}))"
        for n, name in enumerate(names)
        if name in ends
    ]
    return " AND ".join(found) or "true"


def renamed(table: str) -> Applier:
    """A row that keeps all but its name: the edit's values are the names."""

    def applier(connection: sqlite3.Connection, change: Change, touched: Touched) -> None:
        assert change.before is not None
        assert change.after is not None
        connection.execute(
            f"UPDATE {table} SET name = ? WHERE name = ?", (*change.after, *change.before)
        )
        touched.rest = True

    return applier
