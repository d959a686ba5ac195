"""What commands print: JSON lines and aligned text on stdout, talk on stderr."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from reader import clock, text

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

#: Rows asked of the store at a time.
WINDOW = 500


def json_option(command: F) -> F:
    """The ``--json`` option, the same for every command."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")(command)


def emit(values: Mapping[str, object]) -> None:
    """One JSON line, with the version of its keys."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    sys.stdout.write(json.dumps({"v": 1, **values}, ensure_ascii=plain) + "\n")


def say(line: str = "") -> None:
    """One line of text on stdout, safe for a terminal whatever it holds."""
    click.echo(text.display(line))


def talk(line: str) -> None:
    """One line on stderr: what was done, not data."""
    click.echo(text.display(line), err=True)


def iso(at: int | None) -> str | None:
    """A time as ISO 8601 UTC, or None."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(at: int | None) -> str:
    """A time as people read it: local, to the minute; "" when there is none."""
    return clock.local(at) if at is not None else ""


def count(n: int, singular: str, plural: str = "") -> str:
    """``1 story``, ``1,204 stories``."""
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}"


def table(rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Rows in aligned columns, two spaces apart; columns ``right`` are flush right.

    The last column is cut at the terminal's edge, and only on a terminal.
    """
    lines = [[text.display(cell) for cell in row] for row in rows]
    if not lines:
        return
    last = len(lines[0]) - 1
    widths = [max(text.width(line[n]) for line in lines) for n in range(last)]
    edge = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    for line in lines:
        cells = [_padded(line[n], widths[n], n in right) for n in range(last)]
        row = "  ".join([*cells, line[last]]).rstrip()
        click.echo(_cut(row, edge) if edge else row)


def _padded(cell: str, width: int, right: bool) -> str:
    space = " " * (width - text.width(cell))
    return space + cell if right else cell + space


def _cut(row: str, edge: int) -> str:
    if text.width(row) <= edge:
        return row
    low, high = 0, len(row)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text.width(row[:middle]) < edge else (low, middle - 1)
    return row[:low].rstrip() + "…"


def export_to(file: Path | None, whole: str, told: str) -> None:
    """An export into a file, whole or not at all, and then ``told``; None is stdout. That gets all
    of it too, in UTF-8, whatever letters the locale has; a terminal what it can show."""
    from reader.services.files import write_whole

    if file is not None:
        write_whole(file, whole)
        talk(f"{told} {file}")
    elif sys.stdout.isatty():
        for line in whole.splitlines():
            say(line)
    else:
        click.echo(whole.encode(), nl=False)


def windows(ids: Sequence[int], rows: Callable[[Sequence[int]], list[T]]) -> Iterator[T]:
    """The rows of many ids, a window at a time."""
    for start in range(0, len(ids), WINDOW):
        yield from rows(ids[start : start + WINDOW])
