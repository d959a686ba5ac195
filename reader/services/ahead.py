"""Stories read ahead, in a process of its own, while others are placed: on the second core.

What a story is read into does not depend on where that is done; a child that cannot be started, or
that ends, costs time only: ``batches`` then gives stories without what was read of them.

While feeds still answer, the child can be told which stories are to come: it reads them in the
meantime, so that hardly anything is left to read when they are placed.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from types import TracebackType
from typing import Any, Self

from reader import starting
from reader.model import Telling
from reader.parse import frames

#: Stories from which starting a child is worth it: it takes as long as reading that many.
ENOUGH = 1_000
#: What the child may take of memory, in bytes; it needs some 40 MB.
MEMORY = 1 << 30
#: How long a batch may take to be read, and the child to start, before it is given up.
SECONDS = 10.0
#: Bytes that fit into a pipe (where the system lets us say so): two batches that were read, so that
#: the child need not wait until the first is taken.
PIPE = 1 << 20
#: Most stories that are told of before they are asked for: the child keeps 3 kB of each.
COMING = 20_000

#: A batch, and what was read of each story; nothing where that must be done in place.
Batch = tuple[Sequence[Telling], Sequence[tuple[Any, ...]]]


class Ahead:
    """A child that reads stories with the user's aliases; ``wanted``: how many there will be. With
    fewer than ``ENOUGH`` none is started, unless so many are to come."""

    def __init__(self, aliases: Mapping[str, str], wanted: int = 0) -> None:
        self.aliases = dict(aliases)
        self.wanted = wanted
        #: stories that are to come, of which the child was not told yet; how many were in all
        self._coming: list[tuple[Any, ...]] = []
        self._told = 0
        self._child: subprocess.Popen[bytes] | None = None
        #: Writes to the child: a pipe that is full must not hold up the engine.
        self._writer: ThreadPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self.wanted >= ENOUGH and self._child is None:
            self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> None:
        with contextlib.suppress(OSError):
            self._child = _started()
            self._writer = ThreadPoolExecutor(1, thread_name_prefix="clew-ahead")
            self._give(("aliases", self.aliases))

    def coming(self, tellings: Sequence[Telling]) -> None:
        """Say which stories ``batches`` will be given later: the child reads them when it has
        nothing else to do. It is started once there are enough of them."""
        before = self._told
        if before + len(tellings) > COMING:
            return
        self._told += len(tellings)
        self._coming += map(_values, tellings)
        if before < ENOUGH <= self._told and self._child is None:
            self._start()
        if self._child is not None:
            self._give(("coming", tuple(self._coming)))
            self._coming.clear()

    def batches(self, tellings: Sequence[Telling], size: int) -> Iterator[Batch]:
        """The stories, ``size`` at a time, in order. The first are not read ahead unless they were
        said to come: meanwhile the child starts, or reads the next."""
        parts = [tellings[start : start + size] for start in range(0, len(tellings), size)]
        here = 0 if self._told >= ENOUGH else 1
        given = parts[here:] if self._child is not None else []
        for part in given:
            self._give(("read", tuple([_values(telling) for telling in part])))
        for place, part in enumerate(parts):
            yield part, self._taken(len(part)) if given and place >= here else ()

    def _give(self, request: tuple[Any, ...]) -> None:
        if self._writer is not None and self._child is not None:
            self._writer.submit(_write, self._child, request)

    def _taken(self, count: int) -> Sequence[tuple[Any, ...]]:
        """What the child read of the next batch; nothing when it gave no good answer."""
        while self._child is not None:
            try:
                kind, *rest = self._receive(self._child)
            except (OSError, ValueError):
                break
            if kind == "read" and len(rest) == 1 and _packed(rest[0], count):
                with contextlib.suppress(frames.BadFrame):
                    return [frames.unpack(one) for one in rest[0]]
            if kind != "ready":
                break
        self.close()
        return ()

    @staticmethod
    def _receive(child: subprocess.Popen[bytes]) -> tuple[Any, ...]:
        assert child.stdout is not None
        until = monotonic() + SECONDS
        (length,) = frames.HEADER.unpack(_exactly(child.stdout.fileno(), frames.HEADER.size, until))
        if length > frames.MAX_FRAME:
            raise frames.BadFrame("a frame beyond all bounds")
        return frames.unpack(_exactly(child.stdout.fileno(), length, until))

    def close(self) -> None:
        """Let the child go; it has nothing to keep."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
        if self._writer is not None:
            self._writer.shutdown()
            self._writer = None
        if child is not None:
            with contextlib.suppress(OSError), child:
                pass


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        starting.command("reader.services.ahead_child", str(MEMORY)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        pipesize=PIPE,
        env=starting.environment(),
    )


def _values(telling: Telling) -> tuple[Any, ...]:
    """What reading a story needs of it."""
    return (telling.title, telling.summary, telling.url, telling.language, telling.sort_at)


def _packed(values: object, count: int) -> bool:
    return (
        isinstance(values, tuple)
        and len(values) == count
        and all(isinstance(value, bytes) for value in values)
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
