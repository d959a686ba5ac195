"""A program in a real pseudo-terminal: every byte it writes is kept."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Seconds until a program that does not answer fails its test.
PATIENCE = 30.0


class Terminal:
    """Runs ``python -c CODE ARGUMENTS`` with a terminal of its own as stdin, stdout and stderr."""

    def __init__(
        self,
        code: str,
        arguments: Sequence[str] = (),
        *,
        size: tuple[int, int] = (100, 30),
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.output = b""
        self.status: int | None = None
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            values = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            values |= {"PYTHONPATH": str(ROOT), **(env or {})}
            for name in ("COLUMNS", "LINES", "NO_COLOR"):
                values.pop(name, None)
            values |= env or {}
            os.execve(sys.executable, [sys.executable, "-c", code, *arguments], values)
        self.resize(*size)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def read_until(self, pattern: bytes) -> bytes:
        """Read until the output matches; everything read so far."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.output, re.S):
            if not self._read(end):
                raise AssertionError(f"{pattern!r} never came; {self._tail}")
        return self.output

    def step(self, keys: str, pattern: bytes) -> bytes:
        """Press keys and read until what is written from then on matches; that."""
        mark = len(self.output)
        self.press(keys)
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.output[mark:], re.S):
            if not self._read(end):
                raise AssertionError(f"{pattern!r} never came after {keys!r}; {self._tail}")
        return self.output[mark:]

    def read_to_end(self) -> int:
        """Read until the program ends; its exit code (negative: the signal that ended it)."""
        end = time.monotonic() + PATIENCE
        while self._read(end):
            pass
        if self.status is None:
            self.status = self._wait(end)
        return os.waitstatus_to_exitcode(self.status)

    def wait_for_stop(self) -> None:
        """Wait until the program has stopped itself, as for ``C-z``."""
        status = self._wait(time.monotonic() + PATIENCE, os.WUNTRACED)
        assert os.WIFSTOPPED(status), f"it left with {status}; {self._tail}"

    def _wait(self, end: float, options: int = 0) -> int:
        """The program's status once it is told; a program that goes on fails its test."""
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG | options)
            if pid:
                return status
            if time.monotonic() > end:
                raise AssertionError(f"it never left; {self._tail}")
            time.sleep(0.005)

    @property
    def _tail(self) -> str:
        return f"the end was {self.output[-2000:]!r}"

    def _read(self, end: float) -> bool:
        ready, _w, _x = select.select([self._fd], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self._fd, 65_536)
        except OSError:
            return False
        self.output += data
        return bool(data)

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def close(self) -> None:
        if self.status is None:
            try:
                os.kill(self.pid, signal.SIGKILL)
                _pid, self.status = os.waitpid(self.pid, 0)
            except ProcessLookupError:
                self.status = 0
        os.close(self._fd)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
