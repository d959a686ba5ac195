"""A child process that answers: frames of requests in by stdin, frames of replies out by stdout.

It ends when its stdin ends, at once and in the middle of whatever it does, so that it never
outlives its parent.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import queue
import resource
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

from reader.parse import frames

#: Bytes of replies that may wait for the parent, which has other things to do: a few feeds.
PIPE_BYTES = 1 << 20
#: Exit status that says that the memory cap was reached.
OUT_OF_MEMORY = 3


def cap_memory(limit: int) -> None:
    """Let allocations beyond ``limit`` bytes fail (where the system can)."""
    with contextlib.suppress(ValueError, OSError):
        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def die_with_parent() -> None:
    """Be killed when the parent is, even in the middle of code that holds the interpreter (Linux;
    elsewhere the end of stdin must do). ``prctl(PR_SET_PDEATHSIG, SIGKILL)``."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    with contextlib.suppress(OSError, AttributeError, ImportError):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)  # it died before it was asked


def _receive(source: BinaryIO, requests: queue.SimpleQueue[bytes]) -> None:
    """Read ahead in a thread of its own: the end of stdin is seen in the middle of a long parse."""
    while True:
        header = source.read(frames.HEADER.size)
        if len(header) < frames.HEADER.size:
            os._exit(0)
        (length,) = frames.HEADER.unpack(header)
        body = source.read(length)
        if len(body) < length:
            os._exit(0)
        requests.put(body)


def serve(
    answer: Callable[[tuple[Any, ...]], tuple[Any, ...]],
    memory: int,
    meanwhile: Callable[[], bool] = lambda: False,
) -> None:
    """Answer until stdin ends, with at most ``memory`` bytes. The first frame says ("ready",).

    While no request waits ``meanwhile`` is called, which does a little and says whether there was
    anything to do.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when Ctrl-C was pressed
    die_with_parent()
    cap_memory(memory)
    gc.freeze()  # a feed is thousands of values that all go at once: looking for cycles is waste
    gc.set_threshold(200_000, 20, 20)
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    reader = threading.Thread(target=_receive, args=(sys.stdin.buffer, requests), daemon=True)
    reader.start()
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that prints may break the frames
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(out, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    _write(out, ("ready",))
    while True:
        try:
            while requests.empty() and meanwhile():
                pass
            _write(out, answer(frames.unpack(requests.get())))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)


def _write(out: BinaryIO, reply: tuple[Any, ...]) -> None:
    try:
        out.write(frames.pack(reply))
        out.flush()
    except BrokenPipeError:
        os._exit(0)
