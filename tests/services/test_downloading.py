"""Enclosures fetched into files: whole or not at all, under safe names, through the guards."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.config import Config
from reader.errors import ClewError
from reader.services.downloading import Download, Downloads, fetch, name_of
from tests.core.http_server import Answer, HttpServer
from tests.services.feeding import services, subscribe

SOUND = bytes(range(256)) * 4_000


async def test_a_file_comes_whole_and_is_not_written_over(tmp_path: Path) -> None:
    async with HttpServer() as server:
        server.route("/a.mp3", Answer(body=SOUND))
        for name in ("a.mp3", "a-2.mp3"):
            one = Download(server.url("/a.mp3"), "a.mp3", private=True)
            path = await fetch(one, tmp_path / "sounds", Config())
            assert path == tmp_path / "sounds" / name
            assert path.read_bytes() == SOUND
            assert one.done == one.total == len(SOUND)
    assert len(list((tmp_path / "sounds").iterdir())) == 2


async def test_what_ends_early_or_is_private_leaves_nothing(tmp_path: Path) -> None:
    async with HttpServer() as server:
        server.route("/cut.mp3", Answer(body=SOUND, cut=1_000))
        server.route("/gone.mp3", Answer(404))
        for path, private in (("/cut.mp3", True), ("/gone.mp3", True), ("/cut.mp3", False)):
            with pytest.raises(ClewError):
                await fetch(Download(server.url(path), "x.mp3", private), tmp_path, Config())
    assert list(tmp_path.glob("x*")) == []


@given(st.text(max_size=40))
def test_a_name_stays_in_its_folder(tail: str) -> None:
    name = name_of(f"https://a.example/{tail}")
    assert name
    assert "/" not in name
    assert not name.startswith((".", "-"))
    assert len(name) <= 130


def test_names() -> None:
    assert name_of("https://a.example/pods/Folge%201.mp3?x=1") == "Folge_1.mp3"
    assert name_of("https://a.example/") == "enclosure"
    assert name_of("https://a.example/..%2F..%2Fetc%2Fpasswd") == "passwd"


def test_a_queue_works_off_what_is_put_in(tmp_path: Path) -> None:
    from reader.clock import FixedClock
    from reader.services.downloading import Downloads
    from reader.store import Store
    from tests.store import seed

    async def serve() -> None:
        async with HttpServer() as server:
            server.route("/a.mp3", Answer(body=SOUND))
            feed = seed.feed(store, server.url("/feed"), allow_private=1)
            downloads = Downloads(store, Config({"open.downloads": str(tmp_path)}))
            one = downloads.add(server.url("/a.mp3"), feed)
            assert downloads.add(server.url("/a.mp3"), feed) is one
            two = downloads.add(server.url("/nothing.mp3"), feed)
            while downloads.moving:
                await asyncio.sleep(0.01)
            assert one.path == tmp_path / "a.mp3"
            assert two.error
            assert two.path is None

    with Store.open(tmp_path / "clew.db", FixedClock(seed.NOW)) as store:
        asyncio.run(serve())


async def test_a_download_is_given_up_under_way_and_in_the_queue(tmp_path: Path) -> None:
    async with HttpServer() as server:
        server.route("/slow.mp3", Answer(body=SOUND, cut=1_000, hang=True))
        config = Config({"open.downloads": str(tmp_path / "sounds")})
        with services(tmp_path) as opened:
            (feed,) = subscribe(opened, server.url("/feed"))
            downloads = Downloads(opened.store, config)
            one = downloads.add(server.url("/slow.mp3"), feed)
            two = downloads.add(server.url("/other.mp3"), feed)
            while not one.done:
                await asyncio.sleep(0.01)
            assert downloads.cancel(two.url)
            await asyncio.to_thread(downloads.close)
            assert downloads.moving == []
            assert one.cancelled
            assert two.cancelled
            assert not downloads.cancel(one.url)
    assert list((tmp_path / "sounds").iterdir()) == []
    assert len(server.log) == 1


async def test_what_is_there_before_it_can_be_given_up_is_no_download_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetched(one: Download, folder: Path, config: Config) -> Path:
        path = await fetch(one, folder, config)
        assert downloads.cancel(one.url)
        return path

    monkeypatch.setattr("reader.services.downloading.fetch", fetched)
    async with HttpServer() as server:
        server.route("/a.mp3", Answer(body=SOUND))
        config = Config({"open.downloads": str(tmp_path / "sounds")})
        with services(tmp_path) as opened:
            (feed,) = subscribe(opened, server.url("/feed"))
            downloads = Downloads(opened.store, config)
            one = downloads.add(server.url("/a.mp3"), feed)
            while not one.ended:
                await asyncio.sleep(0.01)
    assert (one.path, one.cancelled, one.error) == (tmp_path / "sounds" / "a.mp3", False, "")
