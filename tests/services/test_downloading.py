"""Enclosures fetched into files: whole or not at all, under safe names, through the guards."""

from __future__ import annotations

import asyncio
import errno
import gzip
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.config import Config
from reader.errors import ClewError
from reader.services import downloading
from reader.services.downloading import Download, Downloads, fetch, name_of
from reader.services.parts import KEPT, Part
from tests.core.http_server import Answer, HttpServer, Request, Route
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


def ranged(
    body: bytes, tag: str = '"one"', cut: int | None = None, *, deaf: bool = False
) -> Callable[[Request], Answer]:
    """A route that knows ranges and sends at most ``cut`` bytes; ``deaf`` to If-Range."""
    name = "ETag" if '"' in tag else "Last-Modified"

    def answer(request: Request) -> Answer:
        asked = request.header("Range")
        if asked is None or not (deaf or request.header("If-Range") == tag):
            return Answer(body=body, headers=[(name, tag)], cut=cut)
        first, last = int(asked.removeprefix("bytes=").removesuffix("-")), len(body) - 1
        if first > last:
            return Answer(416, headers=[("Content-Range", f"bytes */{len(body)}")])
        told = ("Content-Range", f"bytes {first}-{last}/{len(body)}")
        return Answer(206, body[first:], [(name, tag), told], cut=cut)

    return answer


async def broken(server: HttpServer, folder: Path, tag: str = '"one"') -> Download:
    """A download whose server goes away after a third of it."""
    server.route("/a.mp3", ranged(SOUND, tag, 300_000), Answer(500))
    one = Download(server.url("/a.mp3"), "a.mp3", private=True)
    with pytest.raises(ClewError, match="what came is kept"):
        await fetch(one, folder, Config())
    assert (folder / "a.mp3.part").read_bytes() == SOUND[:300_000]
    assert one.url not in (folder / "a.mp3.part.json").read_text()
    server.log.clear()
    return Download(one.url, one.name, private=True)


def ranges_asked(server: HttpServer) -> list[str | None]:
    return [request.header("Range") for request in server.log]


async def test_what_breaks_off_goes_on_where_it_was(tmp_path: Path) -> None:
    async with HttpServer() as server:
        server.route("/b.mp3", Answer(302, headers=[("Location", "/a.mp3")]))
        server.route("/a.mp3", ranged(SOUND, cut=400_000))
        one = Download(server.url("/b.mp3"), "b.mp3", private=True)
        path = await fetch(one, tmp_path, Config())
        assert path.read_bytes() == SOUND
        assert one.done == one.total == len(SOUND)
        at_last = [request for request in server.log if request.target == "/a.mp3"]
    asked = [request.header("Range") for request in at_last]
    assert asked == [None, "bytes=400000-", "bytes=800000-"]
    assert {request.header("Accept-Encoding") for request in at_last} == {"identity"}
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("tag", ['"one"', "Wed, 21 Oct 2015 07:28:00 GMT"])
async def test_a_later_try_goes_on_too(tmp_path: Path, tag: str) -> None:
    async with HttpServer() as server:
        again = await broken(server, tmp_path, tag)
        server.route("/a.mp3", ranged(SOUND, tag))
        path = await fetch(again, tmp_path, Config())
        assert ranges_asked(server) == ["bytes=300000-"]
        assert server.log[0].header("If-Range") == tag
    assert path.read_bytes() == SOUND
    assert list(tmp_path.iterdir()) == [path]


OTHER = SOUND[::-1]


def span(told: str, body: bytes = b"") -> Answer:
    return Answer(206, body, [("Content-Range", f"bytes {told}")])


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ([ranged(OTHER, '"two"')], 1),
        ([ranged(OTHER, '"two"', deaf=True), ranged(OTHER, '"two"')], 2),
        ([Answer(206, OTHER[300_000:]), Answer(body=OTHER)], 2),
        ([span("0-1023999/1024000", OTHER), Answer(body=OTHER)], 2),
        ([span("300000-300000/300001", b"x"), Answer(body=OTHER)], 2),
        ([Answer(416, headers=[("Content-Range", "bytes */7")]), Answer(body=OTHER)], 2),
        ([Answer(416), Answer(body=OTHER)], 2),
    ],
)
async def test_what_is_not_the_rest_is_had_anew(
    tmp_path: Path, answers: list[Route], asked: int
) -> None:
    async with HttpServer() as server:
        again = await broken(server, tmp_path)
        server.route("/a.mp3", *answers)
        path = await fetch(again, tmp_path, Config())
        assert ranges_asked(server) == ["bytes=300000-", None][:asked]
    assert path.read_bytes() == OTHER
    assert list(tmp_path.iterdir()) == [path]


async def test_a_part_that_is_whole_is_done(tmp_path: Path) -> None:
    async with HttpServer() as server:
        again = await broken(server, tmp_path)
        (tmp_path / "a.mp3.part").write_bytes(SOUND)
        server.route("/a.mp3", ranged(SOUND))
        path = await fetch(again, tmp_path, Config())
        assert ranges_asked(server) == [f"bytes={len(SOUND)}-"]
    assert path.read_bytes() == SOUND
    assert list(tmp_path.iterdir()) == [path]


async def test_a_rest_sent_in_pieces_or_too_long_is_never_taken_for_whole(tmp_path: Path) -> None:
    size = len(SOUND)

    def piece(first: int, last: int) -> Answer:
        return span(f"{first}-{last}/{size}", SOUND[first : last + 1])

    async with HttpServer() as server:
        again = await broken(server, tmp_path)
        server.route("/a.mp3", piece(300_000, 399_999), piece(400_000, size - 1))
        path = await fetch(again, tmp_path, Config())
        assert path.read_bytes() == SOUND
        path.unlink()
        again = await broken(server, tmp_path)
        server.route("/a.mp3", span(f"300000-{size - 1}/{size}", SOUND))
        with pytest.raises(ClewError, match="another length"):
            await fetch(again, tmp_path, Config())
    assert list(tmp_path.iterdir()) == []


async def test_a_part_of_another_or_in_use_is_left_alone(tmp_path: Path) -> None:
    async with HttpServer() as server:
        again = await broken(server, tmp_path)
        server.route("/a.mp3", ranged(SOUND))
        server.route("/other/a.mp3", Answer(body=OTHER))
        other = Download(server.url("/other/a.mp3"), "a.mp3", private=True)
        with Part(tmp_path, again) as part:
            assert part.have == 300_000
            for one, body in ((other, OTHER), (again, SOUND)):
                path = await fetch(one, tmp_path, Config())
                assert path.read_bytes() == body
            assert ranges_asked(server) == [None, None]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-2.mp3", "a.mp3"]


async def test_a_server_that_stops_sending_is_asked_for_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "STALL_SECONDS", 0.1)
    async with HttpServer() as server:
        stalls = Answer(body=SOUND, headers=[("ETag", '"one"')], cut=300_000, hang=True)
        server.route("/a.mp3", stalls, ranged(SOUND))
        path = await fetch(Download(server.url("/a.mp3"), "a.mp3", True), tmp_path, Config())
        assert ranges_asked(server) == [None, "bytes=300000-"]
        server.route("/b.mp3", stalls)
        with pytest.raises(ClewError, match=r"sent nothing more for .*; what came is kept"):
            await fetch(Download(server.url("/b.mp3"), "b.mp3", True), tmp_path, Config())
    assert path.read_bytes() == SOUND


async def test_parts_that_nobody_goes_on_with_are_swept_away(tmp_path: Path) -> None:
    async with HttpServer() as server:
        await broken(server, tmp_path)
        server.route("/b.mp3", Answer(body=OTHER))
        other = Download(server.url("/b.mp3"), "b.mp3", True)
        foreign = tmp_path / "c.part"
        foreign.write_bytes(b"of another program")
        old = time.time() - KEPT - 60
        await fetch(other, tmp_path, Config())
        kept = {"a.mp3.part", "a.mp3.part.json", "c.part"}
        assert {path.name for path in tmp_path.iterdir()} == {*kept, "b.mp3"}
        for path in (tmp_path / "a.mp3.part", foreign):
            os.utime(path, (old, old))
        await fetch(other, tmp_path, Config())
    assert {path.name for path in tmp_path.iterdir()} == {"c.part", "b.mp3", "b-2.mp3"}


async def test_an_old_part_is_gone_on_with(tmp_path: Path) -> None:
    async with HttpServer() as server:
        again = await broken(server, tmp_path)
        os.utime(tmp_path / "a.mp3.part", (0, 0))
        server.route("/a.mp3", ranged(SOUND))
        path = await fetch(again, tmp_path, Config())
        assert ranges_asked(server) == ["bytes=300000-"]
    assert path.read_bytes() == SOUND


async def test_a_file_that_has_its_name_already_is_not_written_over_as_a_part(
    tmp_path: Path,
) -> None:
    async with HttpServer() as server:
        again = await broken(server, tmp_path)
        os.link(tmp_path / "a.mp3.part", tmp_path / "a.mp3")  # ended right after it was named
        server.route("/a.mp3", ranged(OTHER, '"two"'))
        path = await fetch(again, tmp_path, Config())
    assert (path.name, path.read_bytes()) == ("a-2.mp3", OTHER)
    assert (tmp_path / "a.mp3").read_bytes() == SOUND[:300_000]


async def test_a_file_system_without_locks_and_links_takes_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "Not supported")

    monkeypatch.setattr("fcntl.flock", never)
    monkeypatch.setattr("os.link", never)
    async with HttpServer() as server:
        again = await broken(server, tmp_path)
        server.route("/a.mp3", ranged(SOUND))
        path = await fetch(again, tmp_path, Config())
        assert ranges_asked(server) == ["bytes=300000-"]
    assert path.read_bytes() == SOUND
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("head", [("ETag", 'W/"one"'), ("Content-Encoding", "gzip")])
async def test_what_cannot_be_gone_on_with_is_not_kept(
    tmp_path: Path, head: tuple[str, str]
) -> None:
    body = gzip.compress(random.Random(1).randbytes(500_000))
    async with HttpServer() as server:
        heads = [head] if head[0] == "ETag" else [head, ("ETag", '"one"')]
        server.route("/a.mp3", Answer(body=body, headers=heads, cut=400_000))
        with pytest.raises(ClewError):
            await fetch(Download(server.url("/a.mp3"), "a.mp3", True), tmp_path, Config())
    assert list(tmp_path.iterdir()) == []


async def test_a_full_disk_is_told_and_not_taken_for_a_broken_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(part: Part, piece: bytes) -> None:
        part.fault = OSError(errno.ENOSPC, "No space left on device")
        raise part.fault

    monkeypatch.setattr(Part, "push", full)
    async with HttpServer() as server:
        server.route("/a.mp3", ranged(SOUND))
        with pytest.raises(ClewError, match="No space left on device"):
            await fetch(Download(server.url("/a.mp3"), "a.mp3", True), tmp_path, Config())
        assert len(server.log) == 1


@given(st.text(max_size=200) | st.text("放送é", max_size=200))
def test_a_name_stays_in_its_folder(tail: str) -> None:
    name = name_of(f"https://a.example/{tail}")
    assert name
    assert "/" not in name
    assert not name.startswith((".", "-"))
    assert len(name) <= 130
    assert len(f"{name}-99.part.json".encode()) <= 255


def test_names() -> None:
    assert name_of("https://a.example/pods/Folge%201.mp3?x=1") == "Folge_1.mp3"
    assert name_of("https://a.example/") == "enclosure"
    assert name_of("https://a.example/..%2F..%2Fetc%2Fpasswd") == "passwd"
    assert name_of("https://[a.example/x.mp3") == "enclosure", "no address at all"


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
