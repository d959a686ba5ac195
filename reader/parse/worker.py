"""The parser child: frames of bytes in by stdin, frames of parsed feeds out by stdout.

Started by ``child.Parser`` as ``python -m reader.parse.worker MEMORY``. It ends when its stdin
ends, at once and in the middle of whatever it does, so that it never outlives its parent.
"""

from __future__ import annotations

import contextlib
import gc
import os
import queue
import resource
import signal
import sys
import threading
from typing import Any, BinaryIO

from reader.errors import NoArticle, NoFigure, NotAFeed
from reader.parse import frames
from reader.parse.feed import parse_bytes

#: Exit status that says that the memory cap was reached.
OUT_OF_MEMORY = 3


def answer(request: tuple[Any, ...]) -> tuple[Any, ...]:
    """The reply to (what, data, content type, address, language), ``what`` being a feed or a page,
    or to ("image", data, what is wanted, address, ""): ("feed", tuples), ("page", html, text),
    ("image", width, height, pixels, own width, own height), ("nothing", message, hint) or
    ("failed", message). ``MemoryError`` goes through."""
    what, data, content_type, url, language = request
    try:
        if what == "page":
            return _page(data, content_type, url)
        if what == "image":
            return _image(data, content_type)
        return ("feed", frames.from_feed(parse_bytes(data, content_type, url, language)))
    except (NotAFeed, NoArticle, NoFigure) as error:
        return ("nothing", error.message, error.hint)
    except MemoryError:
        raise
    except Exception as error:  # whatever it is, it may only cost this one feed
        return ("failed", f"{type(error).__name__}: {error}")


def _page(data: bytes, content_type: str, url: str) -> tuple[Any, ...]:
    from reader.parse.page import article  # a refresh seldom needs it

    found = article(data, content_type, url)
    return ("page", found.html, found.text)


def _image(data: bytes, wanted: str) -> tuple[Any, ...]:
    from reader.parse.figure import figure

    return ("image", *figure(data, wanted))


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


def main() -> None:
    """Serve until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when Ctrl-C was pressed
    die_with_parent()
    cap_memory(int(sys.argv[1]))
    gc.freeze()  # a feed is thousands of values that all go at once: looking for cycles is waste
    gc.set_threshold(200_000, 20, 20)
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    reader = threading.Thread(target=_receive, args=(sys.stdin.buffer, requests), daemon=True)
    reader.start()
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that prints may break the frames
    _write(out, ("ready",))
    while True:
        try:
            _write(out, answer(frames.unpack(requests.get())))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)


def _write(out: BinaryIO, reply: tuple[Any, ...]) -> None:
    try:
        out.write(frames.pack(reply))
        out.flush()
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main()
