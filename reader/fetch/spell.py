"""Lengths of time in plain English, for errors and for why a feed is asked when it is."""

from __future__ import annotations

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def spell(seconds: int) -> str:
    """``3600`` → "1 hour", ``5400`` → "90 minutes", ``200000`` → "2 days"; rounded, never zero."""
    seconds = max(1, seconds)
    for size, name in _UNITS:
        if seconds % size == 0 and seconds >= size:
            return _count(seconds // size, name)
    for size, name in _UNITS:
        if seconds >= 2 * size:
            return _count(round(seconds / size), name)
    return _count(seconds, "second")


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
