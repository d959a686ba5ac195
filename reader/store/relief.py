"""Giving memory back after an answer that took much of it.

What SQLite and Python free stays with the process: glibc keeps a heap for each thread and gives
back only what lies at its end. One broad search in an archive of a million stories left 50 MB so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache

#: Stories from which an answer is worth the few milliseconds that giving back takes.
MANY = 20_000


def give_back(connection: sqlite3.Connection) -> None:
    """Empty the connection's page cache and let the system have all pages that lie free."""
    connection.execute("PRAGMA shrink_memory").fetchall()
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    """``malloc_trim`` of glibc; other C libraries give back by themselves."""
    import ctypes  # 8 ms: only when there is much to give back

    try:
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # TypeError: Windows takes no None
        return lambda _: None
    return trim
