"""Images of articles: fetched once, through the guards, given up when nobody waits for them."""

from __future__ import annotations

import asyncio
import io
import threading
from pathlib import Path

import pytest
from PIL import Image

from reader.errors import NetworkError, NoFigure
from reader.model import Figure
from reader.parse.figure import figure
from reader.services import figures
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


async def test_an_image_is_fetched_once_and_looked_at_in_any_size(tmp_path: Path) -> None:
    async with HttpServer() as server:
        server.route("/red.png", Answer(body=png()))
        url = server.url("/red.png")
        with services(tmp_path) as opened:
            (feed,) = subscribe(opened, server.url("/feed"))
            held = opened.figures
            assert not held.has(url)
            found = await asyncio.to_thread(held.get, url, feed, ROOM, "000000")
            assert (found.width, found.height, found.full) == (60, 40, (300, 200))
            again = await asyncio.to_thread(held.get, url, feed, (30, 30), "000000")
            assert (again.width, again.height) == (30, 20)
            assert held.has(url)
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

            async def get(path: str, feed: int) -> Figure:
                return await asyncio.to_thread(
                    opened.figures.get, server.url(path), feed, ROOM, "000000"
                )

            with pytest.raises(NetworkError, match="private"):
                await get("/text", public)
            assert server.log == []
            with pytest.raises(NetworkError, match="404"):
                await get("/gone", own)
            with pytest.raises(NetworkError, match="larger"):
                await get("/large", own)
            with pytest.raises(NoFigure, match="no image"):
                await get("/text", own)


async def test_one_that_is_not_waited_for_is_given_up(tmp_path: Path) -> None:
    async with HttpServer() as server:
        server.route("/slow.png", Answer(body=png(), cut=10, hang=True))
        with services(tmp_path) as opened:
            (feed,) = subscribe(opened, server.url("/feed"))
            begun = threading.Event()

            def get() -> Figure:
                begun.set()
                return opened.figures.get(server.url("/slow.png"), feed, ROOM, "000000")

            under_way = asyncio.ensure_future(asyncio.to_thread(get))
            while not server.log:
                await asyncio.sleep(0.01)
            opened.figures.drop()
            with pytest.raises(NoFigure):
                await under_way
            assert not opened.figures.has(server.url("/slow.png"))
