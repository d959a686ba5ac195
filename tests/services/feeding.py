"""Feeds served to tests, and a profile that takes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from reader.clock import FixedClock
from reader.config import Config
from reader.errors import NotAFeed
from reader.model import Actor, ParsedFeed, RefreshEvent
from reader.parse.feed import parse_bytes
from reader.paths import Profile, resolve
from reader.services import Services, parsing, parsing_child
from reader.services.refresh import Refresh
from reader.store.content import Pressed
from tests.core.http_server import Answer, HttpServer, Request
from tests.store import seed

#: 2023-04-11 12:00:00 UTC
NOW = 1_681_214_400
HOUR = 3_600


def rss(*titles: str, name: str = "A feed", body: str = "Words of {}.") -> bytes:
    """A feed of one item a title, newest first, an hour apart."""
    items = "".join(
        f"<item><title>{title}</title><guid>g-{title}</guid><link>https://a.example/{n}</link>"
        f"<pubDate>Tue, 11 Apr 2023 {11 - n:02}:00:00 GMT</pubDate>"
        f"<description>{body.format(title)}</description></item>"
        for n, title in enumerate(titles)
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>'
        f"<link>https://a.example/</link><description/>{items}</channel></rss>"
    ).encode()


def feed(body: bytes, etag: str = '"1"') -> Answer:
    return Answer(body=body, headers=[("ETag", etag), ("Content-Type", "application/rss+xml")])


def conditional(body: bytes, etag: str = '"1"') -> object:
    """A route that answers 304 to whoever has ``etag``."""

    def answer(request: Request) -> Answer:
        return Answer(304) if request.header("if-none-match") == etag else feed(body, etag)

    return answer


class InlineParser:
    """The parser without its child process, which has tests of its own and costs a start each."""

    async def __aenter__(self) -> InlineParser:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        return None

    async def parse(
        self, data: bytes, content_type: str = "", url: str = "", language: str = ""
    ) -> ParsedFeed:
        return parse_bytes(data, content_type, url, language)

    async def first(self, data: bytes, *said: str) -> tuple[ParsedFeed, dict[str, Pressed]]:
        kind, *told = parsing_child.answer(("first", data, *said))
        if kind == "nothing":
            raise NotAFeed(*told)
        return parsing.first(*told)


def services(folder: Path, clock: FixedClock | None = None) -> Services:
    seed.begin(folder)
    return Services.open(resolve(folder), Config(), clock or FixedClock(NOW), Actor.COMMAND)


def profile(folder: Path) -> Profile:
    return resolve(folder)


@asynccontextmanager
async def serving(**bodies: bytes) -> AsyncIterator[HttpServer]:
    """A server with a feed a name, under ``/name``."""
    async with HttpServer() as server:
        for name, body in bodies.items():
            server.route(f"/{name}", conditional(body))  # type: ignore[arg-type]
        yield server


def subscribe(opened: Services, *urls: str) -> Sequence[int]:
    """Subscribe without asking; the ids of the feeds."""
    from reader.model import Outline

    return opened.subscriptions.subscribe([Outline(url) for url in urls]).added


async def refresh(
    opened: Services, *, force: bool = False, only: Sequence[int] = ()
) -> tuple[RefreshEvent, list[RefreshEvent]]:
    """A whole refresh, away from the loop that serves it; its closing event and all it said."""
    said: list[RefreshEvent] = []
    work = Refresh(opened.store, opened.profile, opened.config, opened.clock)
    closing = await asyncio.to_thread(work.run, force=force, only=only, report=said.append)
    return closing, said


def titles(opened: Services, query: str = "") -> list[str]:
    hits = opened.searching.hits(query, group="none").hits
    return [row.title for row in opened.reading.story_rows(hits.ids)]
