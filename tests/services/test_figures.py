"""Images of articles: fetched once, through the guards, given up when nobody waits for them."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image

from reader.errors import NetworkError, NoFigure
from reader.model import Figure
from reader.parse.figure import figure
from reader.services import Services, figures
from reader.services.figures import Waiting
from tests.core.http_server import Answer, HttpServer
from tests.services.feeding import InlineParser, services, subscribe

ROOM = (60, 90)


class Inline(InlineParser):
    async def __aenter__(self) -> Inline:
        return self

    async def image(self, data: bytes, width: int, height: int, ground: str) -> Figure:
        wide, high, pixels, *own = figure(data, f"{width}x{height}#{ground}")
        return Figure(wide, high, pixels, (own[0], own[1]))


@pytest.fixture(autouse=True)
def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "Parser", Inline)


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), (200, 40, 40)).save(out, "PNG")
    return out.getvalue()


async def look(
    opened: Services,
    url: str,
    feed: int,
    size: tuple[int, int] = ROOM,
    waiting: Waiting | None = None,
) -> Figure:
    """The image, had in a thread as the screen has it."""
    return await asyncio.to_thread(
        opened.figures.get, url, feed, size, "000000", waiting or Waiting()
    )


async def test_an_image_is_fetched_once_and_looked_at_in_any_size(tmp_path: Path) -> None:
    async with HttpServer() as server:
        server.route("/red.png", Answer(body=png()))
        url = server.url("/red.png")
        with services(tmp_path) as opened:
            (feed,) = subscribe(opened, server.url("/feed"))
            assert not opened.figures.has(url)
            found = await look(opened, url, feed)
            assert (found.width, found.height, found.full) == (60, 40, (300, 200))
            again = await look(opened, url, feed, (30, 30))
            assert (again.width, again.height) == (30, 20)
            assert opened.figures.has(url)
    assert len(server.log) == 1
    assert (server.log[0].header("accept") or "").startswith("image/")


async def test_what_is_private_gone_or_no_image_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "MAX_IMAGE", 10_000)
    async with HttpServer() as server:
        server.route("/text", Answer(body=b"no image"))
        server.route("/large", Answer(body=png() + bytes(10_000)))
        with services(tmp_path) as opened:
            (public,) = subscribe(opened, "https://public.example/feed")
            (own,) = subscribe(opened, server.url("/feed"))
            with pytest.raises(NetworkError, match="private"):
                await look(opened, server.url("/text"), public)
            assert server.log == []
            with pytest.raises(NetworkError, match="404"):
                await look(opened, server.url("/gone"), own)
            with pytest.raises(NetworkError, match="larger"):
                await look(opened, server.url("/large"), own)
            with pytest.raises(NoFigure, match="no image"):
                await look(opened, server.url("/text"), own)


async def test_one_that_is_not_waited_for_is_given_up(tmp_path: Path) -> None:
    async with HttpServer() as server:
        server.route("/slow.png", Answer(body=png(), cut=10, hang=True))
        url = server.url("/slow.png")
        with services(tmp_path) as opened:
            (feed,) = subscribe(opened, server.url("/feed"))
            waiting = Waiting()
            under_way = asyncio.ensure_future(look(opened, url, feed, waiting=waiting))
            while not server.log:
                await asyncio.sleep(0.01)
            waiting.give_up()
            with pytest.raises(NoFigure):
                await under_way
            assert not opened.figures.has(url)
            # Nor is one begun that was given up while it stood behind another.
            with pytest.raises(NoFigure):
                await look(opened, url, feed, waiting=waiting)
    assert len(server.log) == 1


async def test_a_host_that_asks_to_be_left_alone_is(tmp_path: Path) -> None:
    async with HttpServer() as server:
        server.route("/red.png", Answer(429, headers=[("Retry-After", "7200")]))
        url = server.url("/red.png")
        with services(tmp_path) as opened:
            (feed,) = subscribe(opened, server.url("/feed"))
            with pytest.raises(NetworkError, match="429"):
                await look(opened, url, feed)
            with pytest.raises(NetworkError, match="left alone"):
                await look(opened, url, feed)
    assert len(server.log) == 1
