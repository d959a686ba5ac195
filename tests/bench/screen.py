"""The screen in a real pty: first paint, `j`, a held key, memory, idling; against bare apps.

``python tests/bench/screen.py [--dir FOLDER] [--runs 7]``; FOLDER is a profile (make a large one
with ``lists.py --db FOLDER/clew.db``). Runs alternate between clew and a bare textual app in the
same minutes, because a busy machine moves both; what counts is the ratio. Linux only (/proc).
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time
from pathlib import Path

import pyte

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("first paint")
Bare().run()
"""
LINES = """
from rich.segment import Segment
from textual.app import App
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
class Lines(ScrollView, can_focus=True):
    BINDINGS = [Binding("j", "down")]
    at = 0
    def on_mount(self):
        self.virtual_size = Size(100, 10000)
    def render_line(self, y):
        mark = ">" if y == self.at else " "
        return Strip([Segment(f"{mark} first paint line {y}".ljust(self.size.width))])
    def action_down(self):
        self.at = (self.at + 1) % 30
        self.refresh(Region(0, max(0, self.at - 1), self.size.width, 2))
class Bare(App):
    def compose(self):
        yield Lines()
    def on_mount(self):
        self.query_one(Lines).focus()
Bare().run()
"""
COLUMNS, ROWS = 120, 40
TICK = os.sysconf("SC_CLK_TCK")


class Terminal:
    """A program in a pty, its output drawn by pyte."""

    def __init__(self, command: list[str]) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.stream = pyte.ByteStream(self.screen)
        self.begun = time.perf_counter()
        self.process, self.file = pty.fork()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.execvp(command[0], command)

    def read(self, seconds: float) -> float | None:
        """Take what comes within that time; when the first of it came."""
        if not select.select([self.file], [], [], seconds)[0]:
            return None
        at = time.perf_counter()
        data = os.read(self.file, 65_536)
        # pyte knows neither the keyboard protocol nor reports.
        self.stream.feed(re.sub(rb"\x1b\[[<=>?][0-9;]*[a-z$]+|\x1bP.*?\x1b\\", b"", data))
        return at

    def wait(self, text: str, limit: float = 60) -> float:
        """Seconds since the start until ``text`` is on the screen."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end:
            at = self.read(1)
            if at and any(text in row for row in self.screen.display):
                return at - self.begun
        raise SystemExit(f"{text!r} never came:\n" + "\n".join(self.screen.display))

    def quiet(self, seconds: float = 0.15) -> None:
        while self.read(seconds):
            pass

    def press(self, key: bytes) -> float:
        """Seconds until the first byte that answers ``key``."""
        begun = time.perf_counter()
        os.write(self.file, key)
        at = self.read(5)
        self.quiet(0.05)
        return (at or time.perf_counter()) - begun

    def cpu(self) -> float:
        """Seconds of processor that the program has used so far, its threads included."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / TICK

    def memory(self) -> float:
        """Proportional set size in MB."""
        rollup = Path(f"/proc/{self.process}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0

    def close(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.file)


def first_paint(command: list[str], text: str) -> tuple[float, float]:
    """Seconds of wall and processor until ``text`` is on the screen."""
    terminal = Terminal(command)
    wall = terminal.wait(text)
    cpu = terminal.cpu()
    terminal.close()
    return wall, cpu


def keys(command: list[str], text: str, presses: int) -> tuple[list[float], float, float, float]:
    """Milliseconds a ``j``, keys a second while held, PSS in MB, idle CPU seconds in ten."""
    terminal = Terminal(command)
    terminal.wait(text)
    terminal.quiet(1)
    taken = [terminal.press(b"j") * 1000 for _ in range(presses)]
    begun = time.perf_counter()
    os.write(terminal.file, b"j" * 200)
    last = begun
    while at := terminal.read(0.2):
        last = at
    terminal.quiet(1)
    before, end = terminal.cpu(), time.perf_counter() + 10
    while (left := end - time.perf_counter()) > 0:
        terminal.read(left)
    idle = terminal.cpu() - before
    memory = terminal.memory()
    terminal.close()
    return taken, 200 / (last - begun), memory, idle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--presses", type=int, default=60)
    options = parser.parse_args()
    clew = [sys.executable, "-m", "reader", "--dir", str(options.dir), "--offline"]
    bare = [sys.executable, "-c", BARE]
    paints: dict[str, list[tuple[float, float]]] = {"bare": [], "clew": []}
    for _ in range(options.runs):
        paints["bare"].append(first_paint(bare, "first paint"))
        paints["clew"].append(first_paint(clew, "threads"))
    middle = {
        name: [statistics.median(run[n] for run in runs) for n in range(2)]
        for name, runs in paints.items()
    }
    for name, (wall, cpu) in middle.items():
        print(f"{name}: first paint {wall:.2f} s wall, {cpu:.2f} s CPU")
    wall, cpu = (middle["clew"][n] / middle["bare"][n] for n in range(2))
    print(f"ratio: {wall:.2f} wall, {cpu:.2f} CPU")
    for name, command, text in (
        ("bare", [sys.executable, "-c", LINES], "first paint"),
        ("clew", clew, "threads"),
    ):
        taken, held, memory, idle = keys(command, text, options.presses)
        late = statistics.quantiles(taken, n=20)[-1]
        print(
            f"{name}: j {statistics.median(taken):.1f} ms, p95 {late:.1f} ms; held {held:.0f}"
            f" keys/s; PSS {memory:.0f} MB; idle {idle:.2f} s CPU in 10 s"
        )


if __name__ == "__main__":
    main()
