"""The killable child: bombs cost one feed, nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reader.errors import NotAFeed
from reader.model import ParsedFeed
from reader.parse import frames
from reader.parse.child import Parser, ParserKilled, ended
from reader.parse.feed import parse_bytes

FEED = (
    b'<rss version="2.0"><channel><title>T</title><item><title>a</title><guid>1</guid><enclosure '
    b"url='https://a.test/x' type='t/u' length='5'/><category>c</category></item></channel></rss>"
)
#: Not well-formed, so that feedparser's loose parser gets it, which needs minutes for such a tag.
ATTRIBUTES = (
    b"<rss version='2.0'><channel><item><b><a "
    + b" ".join(b"a%d=''" % n for n in range(100_000))
    + b"></item></channel></rss>"
)


async def test_the_child_reads_as_the_parent_would() -> None:
    async with Parser() as parser:
        feeds = await asyncio.gather(*(parser.parse(FEED, "", "https://n.test/") for _ in range(9)))
        assert set(feeds) == {parse_bytes(FEED, "", "https://n.test/")}
        with pytest.raises(NotAFeed, match="hello"):
            await parser.parse(b"hello")


async def test_a_bomb_costs_only_its_own_feed() -> None:
    async with Parser(deadline=3.0) as parser:
        before, bomb, after = await asyncio.gather(
            parser.parse(FEED), parser.parse(ATTRIBUTES), parser.parse(FEED), return_exceptions=True
        )
        assert isinstance(before, ParsedFeed)
        assert isinstance(bomb, ParserKilled)
        assert "more than 3 s" in str(bomb)
        assert after == before


async def test_memory_is_capped() -> None:
    body = b"<rss version='2.0'><channel>" + b"<item><title>x</title></item>" * 400_000
    async with Parser(memory=300 << 20, deadline=60) as parser:
        with pytest.raises(ParserKilled, match="memory"):
            await parser.parse(body + b"</channel></rss>")
        assert (await parser.parse(FEED)).title == "T"


async def test_a_child_that_is_killed_is_replaced() -> None:
    async with Parser() as parser:
        first = await parser.parse(FEED)
        assert parser.pid is not None
        os.kill(parser.pid, signal.SIGKILL)
        with contextlib.suppress(ParserKilled):
            await parser.parse(FEED)
        assert await parser.parse(FEED) == first


async def test_who_asks_while_a_child_that_cannot_serve_is_ended_hears_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stubborn = tmp_path / "python"
    stubborn.write_text("#!/bin/sh\nprintf 'no frame of ours'\nexec sleep 60\n")
    stubborn.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(stubborn))
    async with Parser() as parser:
        with pytest.raises(ParserKilled, match="could not be started"):
            await parser.parse(FEED)
        async with asyncio.timeout(60):
            with pytest.raises(ParserKilled):
                await parser.parse(FEED)


async def test_closing_fails_what_still_waits() -> None:
    async with Parser(deadline=60) as parser:
        await parser.parse(FEED)
        waiting = asyncio.create_task(parser.parse(ATTRIBUTES))
        await asyncio.sleep(0)
    with pytest.raises(ParserKilled):
        await waiting
    with pytest.raises(ParserKilled):
        await parser.parse(FEED)


@pytest.mark.filterwarnings("error::ResourceWarning")
async def test_a_child_that_writes_and_ignores_its_end_is_ended_and_leaves_no_pipe() -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import os, signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(flush=True); sys.stdout.write('x' * 3_000_000); sys.stdout.flush(); signal.pause()",
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    await child.stdout.readline()
    await asyncio.sleep(0.05)  # more comes than the reader takes: it reads no further
    assert await ended(child, child.terminate, 0.2) == -signal.SIGKILL
    assert child._transport._pipes[1].pipe.is_closing()  # type: ignore[attr-defined]


def test_the_child_ends_when_its_parent_is_gone() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "reader.parse.worker", str(1 << 30)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert frames.unpack(_frame(child)) == ("ready",)
    child.stdin.write(frames.pack(("feed", ATTRIBUTES, "", "", "")))
    child.stdin.close()
    assert child.wait(timeout=30) == 0
    child.stdout.close()


def _frame(child: subprocess.Popen[bytes]) -> bytes:
    assert child.stdout is not None
    (length,) = frames.HEADER.unpack(child.stdout.read(frames.HEADER.size))
    return child.stdout.read(length)


def test_entity_bombs_expand_to_nothing() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE r [<!ENTITY a0 "ha">{entities}<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    feed = parse_bytes(bomb.encode() + FEED.replace(b"<title>a", b"<title>&a9;&e;"))
    assert len(feed.items) == 1
    assert len(feed.items[0].title) < 100
    assert "root:" not in feed.items[0].title
    wide = f'<!DOCTYPE r [<!ENTITY w "{"wide " * 2_000}">]>'
    feed = parse_bytes(wide.encode() + FEED.replace(b"<title>a", b"<title>" + b"&w;" * 2_000))
    assert "wide" not in feed.items[0].title


@pytest.mark.parametrize(
    "values",
    [(), ("x",), (1,) * 12, "text", None, frames.from_feed(parse_bytes(FEED))[:-1]],
)
def test_frames_are_checked(values: object) -> None:
    with pytest.raises(frames.BadFrame):
        frames.to_feed(values)


def test_frames_are_exact() -> None:
    feed = parse_bytes(FEED)
    assert frames.to_feed(frames.from_feed(feed)) == feed
    with pytest.raises(frames.BadFrame):
        frames.unpack(b"\xff")
