"""Text of a line for each thing, as exports write it: read whole, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from reader.errors import ClewError, UsageError

T = TypeVar("T")


def read_lines(text: str, read: Callable[[str], T], refused: str) -> list[T]:
    """What ``read`` makes of each line that is neither empty nor a remark (``#``). ``UsageError``
    that begins with ``refused`` and names every line that is wrong."""
    found: list[T] = []
    wrong: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            found.append(read(line.strip()))
        except ClewError as error:
            wrong.append(f"line {number}: {error}")
    if wrong:
        raise UsageError("\n".join([refused, *wrong]))
    return found


def name_in(quoted: str) -> str:
    """A name as ``json.dumps`` quotes it; ``UsageError`` when it cannot be read."""
    try:
        return str(json.loads(quoted))
    except ValueError as error:
        raise UsageError(f"{quoted} cannot be read as a name", "Quote it as JSON does") from error
