"""The killable parser: a child process with a deadline and a memory cap."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from reader import starting
from reader.errors import ClewError, NoArticle, NoFigure, NotAFeed
from reader.model import PageText, ParsedFeed
from reader.parse import frames

if TYPE_CHECKING:
    from reader.model import Figure

DEADLINE_SECONDS = 10.0
MEMORY_BYTES = 1 << 30
#: How long a child may take to start, on a machine that is busy with other things.
START_SECONDS = 30.0
#: How long a child may take to end by itself when its stdin closes.
END_SECONDS = 0.5
#: Bodies given to the child at a time: one it reads, one that waits for it.
DEPTH = 2
#: As ``serving.OUT_OF_MEMORY``, which is not imported here.
_OUT_OF_MEMORY = 3


class ParserKilled(ClewError):
    """The child was killed; the message says why in one plain sentence."""


async def ended(
    child: asyncio.subprocess.Process, ask: Callable[[], object], seconds: float
) -> int | None:
    """The exit status of a child that is made to end: by ``ask``, or by force if that is not heard
    in so many seconds. What it still writes is dropped; nothing else may read its stdout. None when
    not even force ends it, as where a disk does not answer."""
    for do in (ask, child.kill):
        with contextlib.suppress(ProcessLookupError):
            do()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await _end_of(child)
    return None


async def _end_of(child: asyncio.subprocess.Process) -> int:
    """Asyncio tells of it only once the pipes are read to theirs, and reads none of which more
    waits than was asked for."""
    assert child.stdout is not None
    while await child.stdout.read(1 << 16):
        pass
    return await child.wait()


@dataclass(eq=False, slots=True)
class _Job:
    request: tuple[str, bytes, str, str, str]
    reply: asyncio.Future[tuple[Any, ...]]


class Parser:
    """A parser child, started on entering and again after it was killed.

    Any number of tasks may call ``parse`` at a time; the child reads one body after the other. A
    body that kills it fails alone: those that wait behind are given to the next child.
    """

    #: The module that the child runs.
    module = "reader.parse.worker"

    def __init__(self, *, deadline: float = DEADLINE_SECONDS, memory: int = MEMORY_BYTES) -> None:
        self._deadline = deadline
        self._memory = memory
        self._waiting: deque[_Job] = deque()
        self._given: deque[_Job] = deque()
        self._child: asyncio.subprocess.Process | None = None
        self._ready = False
        self._work = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="parser")
        return self

    async def __aexit__(self, *_exc: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def parse(
        self, data: bytes, content_type: str = "", url: str = "", language: str = ""
    ) -> ParsedFeed:
        """As ``feed.parse_bytes`` in the child. ``NotAFeed`` as there; ``ParserKilled`` when the
        deadline or the memory cap was reached (other feeds waiting are not harmed)."""
        return frames.to_feed(await self._read("feed", data, content_type, url, language))

    async def _read(self, what: str, data: bytes, *said: str) -> object:
        """What the child tells of a feed."""
        kind, *rest = await self._ask(what, data, *said)
        if kind == "feed" and len(rest) == 1:
            return rest[0]
        if kind == "nothing":
            raise NotAFeed(str(rest[0]), str(rest[1]))
        raise ParserKilled(f"The parser failed on this feed ({rest[0]})")

    async def extract(self, data: bytes, content_type: str = "", url: str = "") -> PageText:
        """As ``page.article`` in the child. ``NoArticle`` as there, ``ParserKilled`` as above."""
        kind, *rest = await self._ask("page", data, content_type, url)
        if kind == "page" and len(rest) == 2:
            return PageText(str(rest[0]), str(rest[1]))
        if kind == "nothing":
            raise NoArticle(str(rest[0]), str(rest[1]))
        raise ParserKilled(f"The parser failed on this page ({rest[0]})")

    async def image(self, data: bytes, width: int, height: int, ground: str) -> Figure:
        """The image in ``data`` made to fit ``width`` by ``height`` pixels, over ``ground`` (six
        hexadecimal digits) where it is transparent. ``NoFigure`` when there is none, also when
        reading it took too much of time or memory."""
        from reader.model import Figure  # who refreshes feeds has no use for articles

        try:
            kind, *rest = await self._ask("image", data, f"{width}x{height}#{ground}", "")
        except ParserKilled as error:
            raise NoFigure(error.message, error.hint) from error
        if kind == "image" and [type(one) for one in rest] == [int, int, bytes, int, int]:
            wide, high, pixels, *own = rest
            if 0 < wide <= width and 0 < high <= height and len(pixels) == 3 * wide * high:
                return Figure(wide, high, pixels, (own[0], own[1]))
        if kind == "nothing":
            raise NoFigure(str(rest[0]), str(rest[1]))
        raise NoFigure(f"The image cannot be read ({rest[0]})", "")

    async def _ask(
        self, what: str, data: bytes, content_type: str, url: str, language: str = ""
    ) -> tuple[Any, ...]:
        if self._task is None or self._task.done():
            raise ParserKilled("The parser is not running")
        request = (what, data, content_type, url, language)
        job = _Job(request, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        self._fill()
        self._work.set()
        return await job.reply

    @property
    def pid(self) -> int | None:
        """Process id of the child that runs now."""
        return self._child.pid if self._child is not None else None

    # ------------------------------------------------------------------ the one task

    async def _run(self) -> None:
        why = "The parser was closed"
        try:
            while True:
                await self._start()
                await self._serve()
        except OSError as error:
            why = f"The parser could not be started ({error})"
        finally:
            try:
                await self._stop()
            finally:  # last: nobody is to wait for an answer who asked while the child was ended
                self._fail_all(why)

    async def _start(self) -> None:
        self._child = await asyncio.create_subprocess_exec(
            *starting.command(self.module, str(self._memory)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=1 << 20,
            env=starting.environment(),
        )
        try:
            async with asyncio.timeout(START_SECONDS):
                ready = await self._receive()
        except (asyncio.IncompleteReadError, frames.BadFrame, TimeoutError):
            raise OSError("it ended before it was ready") from None
        if ready != ("ready",):
            raise OSError("it is not of this version")
        self._ready = True
        self._fill()

    async def _serve(self) -> None:
        """Take replies until the child dies or is killed; then nothing is given any more."""
        while True:
            while not self._given:
                self._work.clear()
                self._fill()
                if not self._given:
                    await self._work.wait()
            job = self._given[0]
            try:
                async with asyncio.timeout(self._deadline):
                    reply = await self._receive()
            except TimeoutError:
                await self._kill(job, f"reading it took more than {self._deadline:g} s")
                return
            except (asyncio.IncompleteReadError, ConnectionError, frames.BadFrame):
                await self._kill(job, "")
                return
            self._given.popleft()
            self._fill()
            if not job.reply.done():
                job.reply.set_result(reply)

    async def _receive(self) -> tuple[Any, ...]:
        assert self._child is not None
        assert self._child.stdout is not None
        header = await self._child.stdout.readexactly(frames.HEADER.size)
        (length,) = frames.HEADER.unpack(header)
        if length > frames.MAX_FRAME:
            raise frames.BadFrame("a frame beyond all bounds")
        return frames.unpack(await self._child.stdout.readexactly(length))

    def _fill(self) -> None:
        while self._ready and self._waiting and len(self._given) < DEPTH:
            job = self._waiting.popleft()
            if job.reply.done():
                continue  # its caller has gone
            assert self._child is not None
            assert self._child.stdin is not None
            self._given.append(job)
            self._child.stdin.write(frames.pack(job.request))

    async def _kill(self, job: _Job, why: str) -> None:
        status = await self._stop()
        self._given.popleft()
        self._waiting.extendleft(reversed(self._given))
        self._given.clear()
        if not why and status in (_OUT_OF_MEMORY, -6):
            why = f"reading it took more than {self._memory >> 20} MB of memory"
        if not job.reply.done():
            why = why or f"the parser crashed on it (status {status})"
            job.reply.set_exception(ParserKilled(f"This {job.request[0]} was given up: {why}"))

    async def _stop(self) -> int | None:
        """End the child: by closing its stdin, or by force if that is not heard."""
        self._ready = False
        child, self._child = self._child, None
        if child is None:
            return None
        assert child.stdin is not None
        return await ended(child, child.stdin.close, END_SECONDS)

    def _fail_all(self, why: str) -> None:
        for job in (*self._given, *self._waiting):
            if not job.reply.done():
                job.reply.set_exception(ParserKilled(why))
        self._given.clear()
        self._waiting.clear()
