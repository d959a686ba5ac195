"""Many rows in few statements.

A statement that runs lets other threads go on, and then waits until they let it: row by row, a
batch of 1,000 would wait a thousand times, beside a thread that computes for milliseconds each.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import chain

#: Rows in one statement: few different numbers, as each makes a statement that is kept ready.
_SIZES = (40, 5, 1)


def insert(
    connection: sqlite3.Connection,
    into: str,
    rows: Sequence[Sequence[object]],
    *,
    clash: str = "",
) -> None:
    """Insert ``rows``, all of one width, in their order; ``into`` is a table with its columns,
    ``story(id, feed)``, and ``clash`` an ON CONFLICT clause."""
    done = 0
    while done < len(rows):
        size = next(size for size in _SIZES if size <= len(rows) - done)
        some = rows[done : done + size]
        statement = _statement(into, len(some[0]), size, clash)
        connection.execute(statement, list(chain.from_iterable(some)))
        done += size


@cache
def _statement(into: str, width: int, rows: int, clash: str) -> str:
    row = f"({', '.join('?' * width)})"
    return f"INSERT INTO {into} VALUES {', '.join([row] * rows)} {clash}"
