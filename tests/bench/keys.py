"""What every key costs on the screen: wall from the key until its answer is drawn, and CPU.

``python tests/bench/keys.py --dir FOLDER [--size 120x40] [--times 5] [--busy] [--reading]``; FOLDER
is a profile (make a large one with ``lists.py --db FOLDER/clew.db``). ``--busy`` measures during
refreshes that bring new stories without end, ``--reading`` only opening and leaving a story. All
is done on a copy of the profile, whose newest stories are given long texts. CPU is that of all
the program's threads until it rests again, so it tells what a key sets off as well.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from terminal import MOST, Terminal, late

from reader.store.content import pack

#: Milliseconds that a key may take in 95 of 100 cases: two frames.
WANTED = 33
ESC, ENTER, PAGE = b"\x1b", b"\r", b"\x1b[6~"
#: One turn: what is told of a step ("" for one that only leads on) and its key.
TURN: tuple[tuple[str, bytes], ...] = (
    ("list: next row", b"j"),
    ("list: row before", b"k"),
    ("", b"j"),
    ("open", ENTER),
    ("back", b"h"),
    ("list: page down", PAGE),
    ("list: last", b"G"),
    ("open 400 kB", ENTER),
    ("", b"h"),
    ("list: first", b"gg"),
    ("", b"jj"),
    ("", ENTER),
    ("next unread", b"n"),
    ("next unread", b"n"),
    ("", b"n"),
    ("text: page down", PAGE),
    ("text: last", b"G"),
    ("", b"gg"),
    ("text only", b"Z"),
    ("panes again", b"Z"),
    ("", b"h"),
    ("to the sources", b"\x1b[Z"),
    ("back to the list", b"\t"),
    ("search box: open", b"/"),
    ("search box: letter", b"c"),
    ("search box: close", ESC),
    ("command line: open", b":"),
    ("command line: close", ESC),
    ("palette: open", b"\x10"),
    ("palette: letter", b"f"),
    ("palette: close", ESC),
    ("help: open", b"?"),
    ("help: close", ESC),
    ("one line a row", b"zd"),
    ("two lines a row", b"zd"),
    ("wider", b">"),
    ("narrower", b"<"),
    ("star", b"s"),
    ("undo", b"u"),
)
#: One story after the other, as they are read.
READING: tuple[tuple[str, bytes], ...] = (("", b"j"), ("open", ENTER), ("back", b"h"))

#: Steps by name, with milliseconds of wall and of processor for each time.
Told = dict[str, list[tuple[float, float]]]


def step(terminal: Terminal, name: str, act: Callable[[], None], told: Told) -> None:
    """Do one thing; what it took is added to ``told``."""
    before = terminal.cpu()
    # What is shown beside the list comes once the cursor rests there.
    share = 0 if name.startswith("list") else MOST
    wall = terminal.answer(act, share, rightmost=name == "open")
    terminal.quiet(0.06, 0.4)
    if name and wall is not None:
        told.setdefault(name, []).append((wall * 1000, (terminal.cpu() - before) * 1000))


def reading(terminal: Terminal, told: Told) -> None:
    """Open the next story and leave it."""
    for name, key in READING:
        step(terminal, name, lambda key=key: void(os.write(terminal.file, key)), told)  # type: ignore[misc]


def turn(terminal: Terminal, size: tuple[int, int], told: Told) -> None:
    """Every step once."""

    for name, key in TURN:
        step(terminal, name, lambda key=key: void(os.write(terminal.file, key)), told)  # type: ignore[misc]
    columns, rows = size
    for name, other in (("resize", (columns - 7, rows - 3)), ("resize", size)):
        step(terminal, name, lambda other=other: terminal.resize(*other), told)  # type: ignore[misc]


def void(_value: object) -> None:
    """Drop a value."""


# --------------------------------------------------------------------------- a profile


def long_bodies(db: sqlite3.Connection) -> None:
    """Give the newest stories texts of 12 kB, the last unread ones 400 kB."""
    chance = random.Random(3)
    words = ["".join(chance.choices("bcdfglmnprstaeiou", k=6)) for _ in range(3_000)]

    def text(size: int) -> bytes:
        paragraphs = (" ".join(chance.choices(words, k=90)) for _ in range(size // 640))
        return pack(
            "".join(f"<p>{each}, <a href='https://a.example/'>a</a>.</p>" for each in paragraphs)
        )

    newest = db.execute("SELECT id FROM story ORDER BY sort_at DESC LIMIT 400")
    last = db.execute(
        "SELECT story.id FROM thread JOIN story ON story.thread = thread.id"
        " WHERE unread AND NOT muted ORDER BY moved_at LIMIT 3"
    )
    bodies = [(text(12_000), row[0]) for row in newest.fetchall()]
    bodies += [(text(400_000), row[0]) for row in last.fetchall()]
    db.executemany("UPDATE body SET html = ? WHERE story = ?", bodies)


@contextlib.contextmanager
def profile(folder: Path, *, busy: bool) -> Iterator[Path]:
    """A copy of the profile with long texts; ``busy``: it is refreshed meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        shutil.copyfile(folder / "clew.db", copy / "clew.db")
        db = sqlite3.connect(copy / "clew.db")
        with db:
            long_bodies(db)
        db.close()
        with refreshing(copy) if busy else contextlib.nullcontext():
            yield copy


@contextlib.contextmanager
def refreshing(folder: Path) -> Iterator[None]:
    """Refresh without end, in a process that shares nothing with the one that measures."""
    command = [sys.executable, str(Path(__file__).with_name("busy.py")), str(folder)]
    with subprocess.Popen(command) as busy:
        time.sleep(2)
        try:
            yield
        finally:
            busy.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--busy", action="store_true")
    parser.add_argument("--reading", action="store_true", help="only open and leave stories")
    options = parser.parse_args()
    columns, rows = map(int, options.size.split("x"))
    told: Told = {}
    with profile(options.dir, busy=options.busy) as folder:
        command = [sys.executable, "-m", "reader", "--dir", str(folder), "--offline"]
        terminal = Terminal(command, columns, rows)
        terminal.wait("threads")
        terminal.quiet(1, 4)
        memory = terminal.memory()
        for _ in range(options.times):
            if options.reading:
                reading(terminal, told)
            else:
                turn(terminal, (columns, rows), told)
        print(f"{options.size}: PSS {memory:.0f} MB at first, {terminal.memory():.0f} MB now")
        terminal.close()
    print(f"{'':22}{'ms':>8}{'p95':>8}{'CPU':>8}{'p95':>8}")
    for name, taken in told.items():
        wall, cpu = zip(*taken, strict=True)
        figures = (statistics.median(wall), late(wall), statistics.median(cpu), late(cpu))
        over = "  over" if late(wall) > WANTED else ""
        print(f"{name:22}" + "".join(f"{figure:8.1f}" for figure in figures) + over)


if __name__ == "__main__":
    main()
