"""A program in a pty, its output drawn by pyte: for the measurements of the screen. Linux only.

What is read is kept with the time it came at and drawn later: drawing costs pyte more than most
keys cost the program.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyte

COLUMNS, ROWS = 120, 40
#: Of the lines that a key changes, so many have changed when it is done: what comes much later
#: (a count, a share of new text) does not change the answer.
MOST = 0.9
#: What a scrollbar's thumb is drawn with.
THUMB = "▐"


class Terminal:
    """Runs a command until it is closed."""

    def __init__(self, command: Sequence[str], columns: int = COLUMNS, rows: int = ROWS) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._unseen: list[tuple[float, bytes]] = []
        self.begun = time.perf_counter()
        self.process, self.file = pty.fork()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            # An installed program is compiled; one that may not keep that is compiled each time.
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            os.execvp(command[0], list(command))

    # ------------------------------------------------------------------ reading

    def read(self, seconds: float) -> float | None:
        """Take what comes within that time; when it came."""
        if not select.select([self.file], [], [], seconds)[0]:
            return None
        data = os.read(self.file, 65_536)
        at = time.perf_counter()
        self._unseen.append((at, data))
        return at

    def _draw(self, data: bytes) -> None:
        # pyte knows neither the keyboard protocol nor reports.
        self._stream.feed(re.sub(rb"\x1b\[[<=>?][0-9;]*[a-z$]+|\x1bP.*?\x1b\\", b"", data))

    def lines(self) -> list[str]:
        """The screen as it is now."""
        for _at, data in self._unseen:
            self._draw(data)
        self._unseen.clear()
        return self._rows()

    def _rows(self) -> list[str]:
        # Not ``display``: it fails on a cell that half of a wide character left empty.
        columns = range(self.screen.columns)
        return [
            "".join(self.screen.buffer[y][x].data for x in columns)
            for y in range(self.screen.lines)
        ]

    def wait(self, text: str, limit: float = 60) -> float:
        """Seconds since the start until ``text`` is on the screen."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end:
            at = self.read(1)
            if at and any(text in row for row in self.lines()):
                return at - self.begun
        raise SystemExit(f"{text!r} never came:\n" + "\n".join(self.lines()))

    def quiet(self, seconds: float = 0.15, most: float = 5) -> None:
        """Read until nothing came for that long, or for ``most`` seconds."""
        end = time.perf_counter() + most
        while self.read(seconds) and time.perf_counter() < end:
            pass

    # ------------------------------------------------------------------ keys

    def press(self, key: bytes, quiet: float = 0.05) -> float:
        """Seconds until the first byte that answers ``key``; then waits until it is quiet."""
        begun = time.perf_counter()
        os.write(self.file, key)
        at = self.read(5)
        if quiet:
            self.quiet(quiet)
        return (at or time.perf_counter()) - begun

    def answer(
        self,
        act: Callable[[], None],
        share: float = MOST,
        quiet: float = 0.08,
        most: float = 0.8,
        *,
        rightmost: bool = False,
    ) -> float | None:
        """Seconds from ``act`` (a key, a resize) until the screen shows what it led to: until
        ``share`` of the lines that changed by it are what they stayed; 0 is until anything is
        drawn. ``rightmost``: only of the pane at the right, whatever else moves meanwhile. None:
        it changed nothing."""

        def seen(rows: list[str]) -> list[str]:
            # The thumb shrinks while what is below the screen is laid out: that is no answer.
            rows = [row.replace(THUMB, " ") for row in rows]
            return [row.rpartition("│")[2] for row in rows] if rightmost else rows

        before = seen(self.lines())
        begun = time.perf_counter()
        act()
        if self.read(0.5) is None:
            return None
        self.quiet(quiet, most)
        pieces, shown = list(self._unseen), []
        for at, data in pieces:
            self._draw(data)
            shown.append((at, seen(self._rows())))
        self._unseen.clear()
        last = shown[-1][1]
        changed = [n for n, row in enumerate(last) if n >= len(before) or row != before[n]] or [0]
        for at, lines in shown:
            if sum(lines[n] == last[n] for n in changed) >= share * len(changed):
                return at - begun
        return shown[-1][0] - begun

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self.lines()
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.process, signal.SIGWINCH)

    # ------------------------------------------------------------------ cost

    def cpu(self) -> float:
        """Seconds of processor that the program has used so far, its threads included."""
        tasks = Path(f"/proc/{self.process}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def memory(self) -> float:
        """Proportional set size in MB."""
        rollup = Path(f"/proc/{self.process}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0

    def close(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.file)


def late(taken: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
