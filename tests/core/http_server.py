"""A loopback HTTP server for tests: routes with status, headers, body; a log of every request.

async with HttpServer() as server:
    server.route("/feed", Answer(body=b"<rss/>", headers=[("ETag", '"a"')]))
    ... ask server.url("/feed") ...
    assert server.log[0].header("accept-encoding") == "gzip, br"
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came; ``at`` is the loop's time, ``headers`` keep order and case."""

    method: str
    target: str
    headers: tuple[tuple[str, bytes], ...]
    at: float

    def raw(self, name: str) -> bytes | None:
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    def header(self, name: str) -> str | None:
        value = self.raw(name)
        return None if value is None else value.decode("latin-1")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route answers. ``hold`` is waited for before the answer, ``cut`` sends only so many
    bytes of the body and closes, ``hang`` stops there without closing, ``raw`` replaces all."""

    status: int = 200
    body: bytes = b""
    headers: Sequence[tuple[str, str | bytes]] = ()
    hold: asyncio.Event | None = None
    delay: float = 0.0
    cut: int | None = None
    hang: bool = False
    raw: bytes | None = None


Route = Answer | Callable[[Request], Answer]


@dataclass
class HttpServer:
    """Answers on 127.0.0.1 (``port`` once started). A list of answers is used up in turn, the
    last staying; an unknown path is 404. ``peak`` is the most requests open at once,
    ``connections`` how many were made."""

    tls: ssl.SSLContext | None = None
    log: list[Request] = field(default_factory=list)
    port: int = 0
    open: int = 0
    peak: int = 0
    connections: int = 0

    def __post_init__(self) -> None:
        self._routes: dict[str, list[Route]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.arrived = asyncio.Condition()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def route(self, path: str, *answers: Route) -> None:
        self._routes[path] = list(answers)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http{'s' if self.tls else ''}://{host}:{self.port}{path}"

    async def wait_for_requests(self, number: int) -> None:
        """Until ``number`` requests have come in."""
        async with self.arrived:
            await self.arrived.wait_for(lambda: len(self.log) >= number)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.connections += 1
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            while await self._one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        method, target, _ = head[0].decode("latin-1").split(" ", 2)
        pairs = (line.partition(b":") for line in head[1:] if line)
        headers = tuple((k.decode("latin-1"), v.strip()) for k, _, v in pairs)
        request = Request(method, target, headers, asyncio.get_running_loop().time())
        self.log.append(request)
        self.open += 1
        self.peak = max(self.peak, self.open)
        async with self.arrived:
            self.arrived.notify_all()
        try:
            return await self._reply(writer, self._answer(request))
        finally:
            self.open -= 1

    def _answer(self, request: Request) -> Answer:
        path = request.target.partition("?")[0]
        routes = self._routes.get(path) or self._routes.get("*") or [Answer(404)]
        route = routes.pop(0) if len(routes) > 1 else routes[0]
        return route(request) if callable(route) else route

    async def _reply(self, writer: asyncio.StreamWriter, answer: Answer) -> bool:
        if answer.hold:
            await answer.hold.wait()
        if answer.delay:
            await asyncio.sleep(answer.delay)
        if answer.raw is not None:
            writer.write(answer.raw)
        else:
            lines = [f"HTTP/1.1 {answer.status} Reason".encode()]
            for name, value in answer.headers:
                coded = value if isinstance(value, bytes) else value.encode()
                lines.append(name.encode() + b": " + coded)
            if answer.status not in (204, 304):
                lines.append(b"Content-Length: %d" % len(answer.body))
            writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + answer.body[: answer.cut])
        await writer.drain()
        if answer.hang:
            await asyncio.Event().wait()
        return answer.cut is None and answer.raw is None
