"""What ships with the engine, and its expressions: each made ready when a story first needs it.

Most stories need few of them, and the start of a child that reads or places is waited for.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pkgutil import get_data


def table(name: str) -> bytes:
    """A table of the folder ``data``."""
    found = get_data("reader.threads", f"data/{name}")
    assert found is not None  # what loads our modules can read files beside them
    return found


def lines(name: str) -> list[str]:
    """The lines of a table that is text, without those that are empty or say what it is."""
    text = table(name).decode()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=256)
def pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """An expression made ready. (``re`` remembers too, and takes five times as long to.)"""
    return re.compile(expression, flags)
