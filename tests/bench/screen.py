"""The screen in a real pty: first paint, `j`, a held key, memory, idling.

Against bare textual apps: one that paints a line, one that scrolls the same stories.

``python tests/bench/screen.py --dir FOLDER [--runs 7] [--busy]``; FOLDER is a profile (made large
by ``lists.py --db FOLDER/clew.db``). Runs alternate between clew and a bare textual app in the
same minutes, because a busy machine moves both; what counts is the ratio. ``keys.py`` measures
every other key. Linux only (/proc).
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from keys import profile
from terminal import ROWS, Terminal, late

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("first paint")
Bare().run()
"""
#: A line view over the same rows, two lines each, that scrolls as ours does; nothing else.
LINES = """
import sqlite3, sys
from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
UNREAD, DIM, HERE = Style(bold=True), Style(color="#808080"), Style(bgcolor="#303050")
class Lines(ScrollView, can_focus=True):
    BINDINGS = [Binding("j", "down")]
    at = 0
    def on_mount(self):
        self.db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
        self.ids = [row[0] for row in self.db.execute("SELECT id FROM story ORDER BY sort_at DESC")]
        self.rows, self.strips = {}, {}
        self.virtual_size = Size(self.size.width, 2 * len(self.ids))
    def row(self, index):
        id = self.ids[index]
        if id not in self.rows:
            near = self.ids[index : index + 64]
            self.rows.update(
                (row[0], row[1:])
                for row in self.db.execute(
                    "SELECT s.id, s.title, f.title, s.language FROM story s"
                    " JOIN feed f ON f.id = s.feed WHERE s.id IN (%s)" % ",".join(map(str, near))
                )
            )
        return self.rows[id]
    def render_line(self, y):
        index, part = divmod(y + round(self.scroll_y), 2)
        key = index, part, index == self.at
        if key not in self.strips:
            title, source, language = self.row(index)
            width = self.scrollable_content_region.width
            text = title if part == 0 else f"{source} - {language}"
            style = (DIM if part else UNREAD) + (HERE if key[2] else Style())
            self.strips[key] = Strip([Segment(set_cell_size(" > " + text, width), style)], width)
        return self.strips[key]
    def action_down(self):
        for index in (self.at, self.at + 1):
            self.refresh(Region(0, 2 * index - round(self.scroll_y), self.size.width, 2))
        self.at += 1
        lowest = 2 * self.at + 6 - self.size.height
        if lowest > self.scroll_y:
            self.scroll_to(y=lowest, animate=False, force=True)
class Bare(App):
    def compose(self):
        yield Lines()
    def on_mount(self):
        self.query_one(Lines).focus()
Bare().run()
"""


def first_paint(command: list[str], text: str) -> tuple[float, float]:
    """Seconds of wall and processor until ``text`` is on the screen."""
    terminal = Terminal(command)
    wall = terminal.wait(text)
    cpu = terminal.cpu()
    terminal.close()
    return wall, cpu


@dataclass
class Keys:
    """What a run gave: milliseconds of wall and of processor for each ``j``, keys a second while
    it is held, PSS in MB, seconds of processor in ten seconds of idling."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    held: float = 0.0
    memory: float = 0.0
    idle: float = 0.0


def keys(command: list[str], text: str, presses: int) -> Keys:
    """``j`` where each scrolls the list, the first screenful being walked through before."""
    terminal = Terminal(command)
    terminal.wait(text)
    terminal.quiet(1, 4)
    for _ in range(ROWS // 2):
        terminal.press(b"j")
    result = Keys()
    pauses = random.Random(1)
    for _ in range(presses):  # a person's: now quicker, now slower than what is shown beside
        before = terminal.cpu()
        result.wall.append(terminal.press(b"j", 0) * 1000)
        result.cpu.append((terminal.cpu() - before) * 1000)
        end = time.perf_counter() + pauses.uniform(0.03, 0.3)
        while (left := end - time.perf_counter()) > 0:
            terminal.read(left)
    begun = time.perf_counter()
    os.write(terminal.file, b"j" * 200)
    last = terminal.read(5) or begun
    while (at := terminal.read(0.3)) and at < begun + 10:
        last = at
    result.held = 200 / (last - begun)
    terminal.quiet(1, 3)
    before, end = terminal.cpu(), time.perf_counter() + 10
    while (left := end - time.perf_counter()) > 0:
        terminal.read(left)
    result.idle = terminal.cpu() - before
    result.memory = terminal.memory()
    terminal.close()
    return result


def paints(commands: dict[str, tuple[list[str], str]], runs: int) -> None:
    """First paints by turns."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for command, text in commands.values():  # compiled, and read into memory
        first_paint(command, text)
    for _ in range(runs):
        for name, (command, text) in commands.items():
            taken[name].append(first_paint(command, text))
    middle = {
        name: [statistics.median(run[n] for run in done) for n in range(2)]
        for name, done in taken.items()
    }
    for name, (wall, cpu) in middle.items():
        print(f"{name}: first paint {wall:.2f} s wall, {cpu:.2f} s CPU")
    wall, cpu = (middle["clew"][n] / middle["bare"][n] for n in range(2))
    print(f"ratio: {wall:.2f} wall, {cpu:.2f} CPU")


def program(folder: Path) -> list[str]:
    """The screen of that profile."""
    return [sys.executable, "-m", "reader", "--dir", str(folder), "--offline"]


def rounds(folder: Path, times: int, presses: int) -> dict[str, Keys]:
    """Keys in the bare line view and in clew, by turns."""
    lines = [sys.executable, "-c", LINES, str(folder / "clew.db")]
    told: dict[str, Keys] = {}
    for _ in range(times):
        for name, command, text in (("lines", lines, " > "), ("clew", program(folder), "threads")):
            run = keys(command, text, presses)
            all_ = told.setdefault(name, run)
            if all_ is not run:
                all_.wall += run.wall
                all_.cpu += run.cpu
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=7, help="first paints each; 0 leaves them out")
    parser.add_argument("--rounds", type=int, default=3, help="runs of keys each")
    parser.add_argument("--presses", type=int, default=60)
    parser.add_argument("--busy", action="store_true", help="keys during refreshes (of a copy)")
    options = parser.parse_args()
    if options.runs:
        bare, clew = [sys.executable, "-c", BARE], program(options.dir)
        paints({"bare": (bare, "first paint"), "clew": (clew, "threads")}, options.runs)
    if not options.rounds:
        return
    if options.busy:
        with profile(options.dir, busy=True) as folder:
            told = rounds(folder, options.rounds, options.presses)
    else:
        told = rounds(options.dir, options.rounds, options.presses)
    for name, run in told.items():
        print(
            f"{name}: j {statistics.median(run.wall):.1f} ms, p95 {late(run.wall):.1f} ms;"
            f" CPU {statistics.median(run.cpu):.1f} ms, p95 {late(run.cpu):.1f} ms;"
            f" held {run.held:.0f} keys/s; PSS {run.memory:.0f} MB;"
            f" idle {run.idle:.3f} s CPU in 10 s"
        )
    ratio = late(told["clew"].wall) / late(told["lines"].wall)
    cpu = late(told["clew"].cpu) / late(told["lines"].cpu)
    print(f"ratio of p95: {ratio:.2f} wall, {cpu:.2f} CPU")


if __name__ == "__main__":
    main()
