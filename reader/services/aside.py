"""A child of ours that works beside us, on the second core: frames of requests in, of replies out.

It has nothing to keep: whoever uses one does without it when it cannot be started, or ends.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

from reader import starting
from reader.parse import frames

#: What the child may take of memory, in bytes; it needs some 40 MB, with a full window 150.
MEMORY = 1 << 30
#: Bytes that fit into a pipe (where the system lets us say so): two batches that were read, so that
#: the child need not wait until the first is taken.
PIPE = 1 << 20


class LostError(Exception):
    """The child ended, gave no answer in time, or one that is none."""


class Aside:
    """A child under way, so far ``behind`` the rest of us (as for ``os.nice``) where there are not
    cores enough for all. Raises ``OSError`` when none can be started."""

    def __init__(self, behind: int = 0) -> None:
        self._child = started()
        if behind:  # said by us, as it is to stand behind while it starts too
            with contextlib.suppress(OSError):
                own = os.getpriority(os.PRIO_PROCESS, 0)
                os.setpriority(os.PRIO_PROCESS, self._child.pid, min(own + behind, 19))
        #: Writes to the child: a pipe that is full must not hold up who asks.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="clew-aside")

    def give(self, kind: str, *values: Any) -> None:
        """Ask; ``take`` gives the replies in the order of the requests."""
        with contextlib.suppress(RuntimeError):  # closed meanwhile: met when the reply is taken
            self._writer.submit(_write, self._child, (kind, *values))

    def take(self, wanted: str, seconds: float) -> tuple[Any, ...]:
        """The next reply that is more than "ready", without its first value, which must be
        ``wanted``; ``LostError`` when there is none."""
        while True:
            try:
                kind, *rest = self._receive(seconds)
            except (OSError, ValueError) as error:
                raise LostError(str(error)) from error
            if kind == wanted:
                return tuple(rest)
            if kind != "ready":
                raise LostError("another answer than was asked for")

    def _receive(self, seconds: float) -> tuple[Any, ...]:
        assert self._child.stdout is not None
        stream, until = self._child.stdout.fileno(), monotonic() + seconds
        (length,) = frames.HEADER.unpack(_exactly(stream, frames.HEADER.size, until))
        if length > frames.MAX_FRAME:
            raise frames.BadFrame("a frame beyond all bounds")
        return frames.unpack(_exactly(stream, length, until))

    def close(self) -> None:
        """Let the child go. It may be called twice, and while another thread waits for a reply:
        that one meets ``LostError``."""
        self._child.kill()
        self._writer.shutdown()
        with contextlib.suppress(OSError), self._child:
            pass


def started() -> subprocess.Popen[bytes]:
    """The child's process."""
    return subprocess.Popen(
        starting.command("reader.services.aside_child", str(MEMORY)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        pipesize=PIPE,
        env=starting.environment(),
    )


def _write(child: subprocess.Popen[bytes], request: tuple[Any, ...]) -> None:
    """Write a frame. A child that has gone is met when its answer is taken."""
    assert child.stdin is not None
    left = memoryview(frames.pack(request))
    with contextlib.suppress(OSError, ValueError):
        while left:
            left = left[child.stdin.write(left) :]


def _exactly(stream: int, size: int, until: float) -> bytes:
    """So many bytes of a stream; ``OSError`` when they do not come in time, or it ends."""
    found = bytearray()
    while len(found) < size:
        if not select.select([stream], [], [], max(0.0, until - monotonic()))[0]:
            raise TimeoutError
        piece = os.read(stream, size - len(found))
        if not piece:
            raise ConnectionError
        found += piece
    return bytes(found)
