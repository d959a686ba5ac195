"""The refresh as a process of its own: its events, its end by signal, and kill -9."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import pytest

from reader.errors import BusyError, ClewError
from reader.paths import Profile
from reader.services.lock import held
from reader.services.refreshing import Refreshing, profile_arguments
from tests.core.http_server import Answer, HttpServer
from tests.services.feeding import feed, profile, rss, services, serving, subscribe, titles


async def run(folder: Path, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "reader",
        "--dir",
        str(folder),
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def subscribed(folder: Path, *urls: str) -> None:
    with services(folder) as opened:
        subscribe(opened, *urls)


async def test_the_screen_sees_every_event(tmp_path: Path) -> None:
    async with serving(a=rss("One"), b=rss("Two")) as server:
        subscribed(tmp_path, server.url("/a"), server.url("/b"))
        said = [event async for event in Refreshing(profile(tmp_path)).events(force=True)]
    assert said[0].event == "start"
    assert (said[-1].event, said[-1].total, said[-1].new) == ("end", 2, 2)
    assert sum(event.event == "feed" for event in said) == 2


async def test_nothing_in_the_folder_one_is_in_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "downloads").mkdir()
    for name in ("reader", "random", "json"):  # as an enclosure may be called
        (tmp_path / "downloads" / f"{name}.py").write_text("raise SystemExit(7)")
    with services(tmp_path):
        pass
    monkeypatch.chdir(tmp_path / "downloads")
    said = [event async for event in Refreshing(profile(tmp_path)).events()]
    assert [event.event for event in said] == ["start", "end"]


async def test_a_refresh_that_cannot_be_started_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(ClewError, match="cannot be started: No such file"):
        _ = [event async for event in Refreshing(profile(tmp_path)).events()]


async def test_a_refresh_of_another_process_is_named(tmp_path: Path) -> None:
    with (
        services(tmp_path),
        held(profile(tmp_path).refresh_lock),
        pytest.raises(BusyError, match=r"running already \(process \d+"),
    ):
        _ = [event async for event in Refreshing(profile(tmp_path)).events()]


async def test_what_keeps_it_from_beginning_is_told_whole(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[refresh]\ninterval = 5\nautoo = true\n")
    with services(tmp_path), pytest.raises(ClewError, match="The refresh failed") as failed:
        _ = [event async for event in Refreshing(profile(tmp_path)).events()]
    assert failed.value.message.endswith(
        "config.toml: line 2: refresh.interval: must be at least 60;"
        " line 3: refresh.autoo is no setting, did you mean refresh.auto?"
    )
    assert failed.value.hint == "Mend them and start again"


async def test_closing_the_iterator_ends_the_process(tmp_path: Path) -> None:
    async with HttpServer() as server:
        server.route("/slow", Answer(hold=asyncio.Event()))
        subscribed(tmp_path, server.url("/slow"))
        async with aclosing(Refreshing(profile(tmp_path)).events()) as said:
            assert (await anext(said)).event == "start"
            await server.wait_for_requests(1)
        with held(profile(tmp_path).refresh_lock):
            pass


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_and_nothing_is_lost(tmp_path: Path, end: signal.Signals) -> None:
    async with HttpServer() as server:
        server.route("/a", feed(rss("One", "Two")))
        server.route("/slow", Answer(hold=asyncio.Event()))
        subscribed(tmp_path, server.url("/a"), server.url("/slow"))
        process = await run(tmp_path, "refresh", "--json")
        assert process.stdout is not None
        while json.loads(await process.stdout.readline())["event"] != "feed":
            continue
        process.send_signal(end)
        # Far more than the second it may take: how long is measured, not tested.
        assert await asyncio.wait_for(process.wait(), 20) == 130
        assert process.stderr is not None
        assert (await process.stderr.read()).strip() == b""
        await _whole(tmp_path, server)


#: Interrupted before it asks a feed, where nothing can be raised: the module lock is let go there.
INTERRUPTED = """
import os, signal, sys, weakref
from reader import log
from reader.__main__ import main
def interrupted(_file):
    weakref.finalize(type("Gone", (), {})(), os.kill, os.getpid(), signal.SIGINT)
log.to_file = interrupted
main()
"""


def test_an_interrupt_before_it_asks_is_not_lost(tmp_path: Path) -> None:
    child = [sys.executable, "-c", INTERRUPTED, "--dir", str(tmp_path), "refresh"]
    done = subprocess.run(child, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


async def test_killed_in_the_middle_nothing_is_lost(tmp_path: Path) -> None:
    async with HttpServer() as server:
        server.route("/a", feed(rss("One", "Two")))
        server.route("/slow", Answer(hold=asyncio.Event()))
        subscribed(tmp_path, server.url("/a"), server.url("/slow"))
        process = await run(tmp_path, "refresh", "--json")
        assert process.stdout is not None
        while json.loads(await process.stdout.readline())["event"] != "feed":
            continue
        process.kill()
        await process.wait()
        await _whole(tmp_path, server)


async def _whole(folder: Path, server: HttpServer) -> None:
    """What was stored before the end is there, and the next refresh places it and goes on."""
    server.route("/slow", feed(rss("Three")))
    with services(folder) as opened:
        assert set(titles(opened)) == {"One", "Two"}
    process = await run(folder, "refresh", "--force", "--json")
    out, _ = await process.communicate()
    assert json.loads(out.splitlines()[-1])["new"] == 1
    with services(folder) as opened:
        assert set(titles(opened)) == {"One", "Two", "Three"}
        assert not opened.store.placing.unplaced()
        assert opened.store.health.check(full=True) == []


async def test_a_reader_of_its_output_that_goes_away_does_not_hurt(tmp_path: Path) -> None:
    async with serving(a=rss("One")) as server:
        subscribed(tmp_path, server.url("/a"))
        process = await run(tmp_path, "refresh", "--json")
        assert process.stdout is not None
        process.stdout._transport.close()  # type: ignore[attr-defined]
        await process.wait()
        assert process.stderr is not None
        assert b"Traceback" not in await process.stderr.read()


def test_the_child_is_led_to_the_same_profile(tmp_path: Path) -> None:
    other = tmp_path / "config"
    assert profile_arguments(profile(tmp_path)) == ["--dir", str(tmp_path)]
    assert profile_arguments(Profile(other, tmp_path, tmp_path, sample=True)) == ["--sample"]
    assert profile_arguments(Profile(other, tmp_path, tmp_path)) == []


async def test_it_gives_way_to_the_screen_that_started_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranks: list[tuple[int, int]] = []
    give = os.setpriority

    def gives(which: int, process: int, rank: int) -> None:
        give(which, process, rank)
        ranks.append((process, os.getpriority(which, process)))

    monkeypatch.setattr(os, "setpriority", gives)
    _ = [event async for event in Refreshing(profile(tmp_path)).events(force=True)]
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert [rank for _process, rank in ranks] == [min(19, own + 10)]
    assert ranks[0][0] != os.getpid()
