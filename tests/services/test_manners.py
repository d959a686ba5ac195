"""Forty polls of each kind of server, over restarts: what a publisher's log would show."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from reader import __version__
from reader.clock import FixedClock
from reader.services import Services, adding, doctor, parsing, pipeline
from tests.core.http_server import Answer, HttpServer, Request
from tests.services.feeding import (
    HOUR,
    NOW,
    InlineParser,
    refresh,
    rss,
    services,
    serving,
    subscribe,
)

POLLS = 40
#: Seconds between two starts of a refresh, as an impatient cron would do it.
STEP = HOUR // 2
MODIFIED = "Tue, 11 Apr 2023 09:00:00 GMT"
BODY = rss("One", "Two")
#: All that a feed request may carry.
HEADERS = {"host", "user-agent", "accept", "accept-encoding", "if-none-match", "if-modified-since"}


@pytest.fixture(autouse=True)
def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "FeedParser", InlineParser)
    monkeypatch.setattr(adding, "Parser", InlineParser)


@dataclass
class Script:
    """A server's habit: the validators of its n-th answer, and whether it knows what we send."""

    etag: Callable[[int], str | None] = lambda n: None
    modified: Callable[[int], str | None] = lambda n: None
    answers_304: bool = True
    names_on_304: bool = False

    def __post_init__(self) -> None:
        self.requests: list[tuple[int, Request]] = []
        #: What was said last that a client must now send, byte for byte.
        self.said: tuple[str | None, str | None] = (None, None)
        self.wrong: list[Request] = []

    def at(self, clock: FixedClock) -> Callable[[Request], Answer]:
        def answer(request: Request) -> Answer:
            sent = (request.header("if-none-match"), request.header("if-modified-since"))
            if sent != self.said:
                self.wrong.append(request)
            self.requests.append((clock.now(), request))
            number = len(self.requests)
            etag, modified = self.etag(number), self.modified(number)
            headers = [("ETag", etag)] if etag else []
            headers += [("Last-Modified", modified)] if modified else []
            if any(sent) and self.answers_304:
                if self.names_on_304:
                    self.said = (etag, modified)
                return Answer(304, headers=headers if self.names_on_304 else [])
            self.said = (etag, modified)
            return Answer(body=BODY, headers=headers)

        return answer


SCRIPTS: dict[str, Callable[[], Script]] = {
    "etag": lambda: Script(etag=lambda n: '"v1"'),
    "modified": lambda: Script(modified=lambda n: MODIFIED),
    "both": lambda: Script(etag=lambda n: '"v1"', modified=lambda n: MODIFIED),
    "weak": lambda: Script(etag=lambda n: 'W/"v1"'),
    "no-quotes": lambda: Script(etag=lambda n: "v1"),
    "gzip-suffix": lambda: Script(etag=lambda n: '"v1-gzip"'),
    "changing": lambda: Script(etag=lambda n: f'"v{n}"', answers_304=False),
    "named-on-304": lambda: Script(etag=lambda n: f'"v{n}"', names_on_304=True),
    "odd-date": lambda: Script(modified=lambda n: "2023-04-11 09:00:00 somewhere"),
    "none": lambda: Script(),
}


async def test_forty_polls_leave_nothing_to_complain_of(tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    scripts = {name: make() for name, make in SCRIPTS.items()}
    async with serving() as server:
        for name, script in scripts.items():
            server.route(f"/{name}", script.at(clock))
            with services(tmp_path / "clew", clock) as opened:
                await asyncio.to_thread(opened.subscriptions.add, server.url(f"/{name}"))
            assert len(script.requests) == 1, "adding is one request"
        while min(len(script.requests) for script in scripts.values()) < POLLS:
            clock.advance(STEP)
            with services(tmp_path / "clew", clock) as opened:
                closing, _ = await refresh(opened)
                assert closing.failed == 0
    for name, script in scripts.items():
        _complain(name, script)


def _complain(name: str, script: Script) -> None:
    """What a publisher who reads the log could complain of."""
    times = [at for at, _ in script.requests]
    assert min(b - a for a, b in pairwise(times)) >= HOUR
    assert script.wrong == [], "validators go back as they came"
    asked = [request for _, request in script.requests]
    plain = [r for r in asked if not r.header("if-none-match")]
    plain = [r for r in plain if not r.header("if-modified-since")]
    assert len(plain) == (len(asked) if name == "none" else 1)
    for request in asked:
        assert (request.method, request.target) == ("GET", f"/{name}")
        assert {header.lower() for header, _ in request.headers} <= HEADERS
        assert request.header("user-agent") == f"clew/{__version__}"


async def test_after_429_there_is_silence_for_as_long_as_was_asked(tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    asked: list[int] = []

    def busy(_: Request) -> Answer:
        asked.append(clock.now())
        return Answer(429, headers=[("Retry-After", str(9 * HOUR))])

    async with serving(feed=BODY) as server:
        with services(tmp_path / "clew", clock) as opened:
            await asyncio.to_thread(opened.subscriptions.add, server.url("/feed"))
        server.route("/feed", busy)
        while len(asked) < 3:
            clock.advance(STEP)
            with services(tmp_path / "clew", clock) as opened:
                await refresh(opened, force=True)
    assert all(b - a >= 9 * HOUR for a, b in pairwise(asked))


async def at_hosts(opened: Services, server: HttpServer, *, force: bool = False) -> None:
    """A refresh in which ``*.example`` is the test's server."""
    resolver = {f"{name}.example": ("127.0.0.1", server.port) for name in ("a", "b")}
    work = pipeline.Pipeline(opened.store, opened.config, opened.clock, lambda _: None, resolver)
    await work.refresh(force=force)


@pytest.mark.parametrize("headers", [[], [("Retry-After", str(5 * HOUR))], [("Retry-After", "0")]])
async def test_a_host_that_is_asked_too_much_is_left_alone_as_a_whole(
    tmp_path: Path, headers: list[tuple[str, str]]
) -> None:
    clock = FixedClock(NOW)
    async with serving(other=BODY) as server:
        server.route("/busy", Answer(429, headers=headers))
        with services(tmp_path / "clew", clock) as opened:
            busy, kin, stranger = subscribe(
                opened,
                "http://a.example/busy",
                "http://a.example/other",
                "http://b.example/other?2",
            )
            await at_hosts(opened, server)
            coming = {one.row.id: one for one in opened.subscriptions.coming()}
            assert coming[busy].at is not None
            assert coming[busy].at >= NOW + HOUR
            at, why = coming[kin].at, coming[kin].why
            assert at is not None
            assert at >= coming[busy].at
            assert "left alone" in why or "after the last request" in why
            before = len(server.log)
            clock.advance(coming[busy].at - NOW - 60)
            await at_hosts(opened, server, force=True)
            asked = [request.target for request in server.log[before:]]
            assert asked == ["/other?2"], "force asks the others alone"
            assert opened.subscriptions.free_at(coming[kin].row) == coming[busy].at
            assert opened.subscriptions.free_at(coming[stranger].row) < coming[busy].at


async def test_a_busy_feed_that_fell_silent_is_asked_plainly_once_in_thirty_days(
    tmp_path: Path,
) -> None:
    clock = FixedClock(NOW)
    plain: list[int] = []

    def stuck(request: Request) -> Answer:
        """Says "not modified" for ever, whatever has become of the feed."""
        if request.header("if-none-match"):
            return Answer(304)
        plain.append(clock.now())
        return Answer(body=rss(*"ABCDEF"), headers=[("ETag", '"1"')])

    async with serving() as server:
        server.route("/feed", stuck)
        with services(tmp_path / "clew", clock) as opened:
            subscribe(opened, server.url("/feed"))
            for _ in range(80):
                await refresh(opened)
                clock.advance(24 * HOUR)
    assert len(plain) == 3
    assert all(b - a >= 30 * 24 * HOUR for a, b in pairwise(plain))


@pytest.mark.parametrize("jump", [-400 * 24 * HOUR, 400 * 24 * HOUR])
async def test_a_clock_that_jumps_silences_nobody_for_good(tmp_path: Path, jump: int) -> None:
    clock = FixedClock(NOW)
    async with serving(feed=BODY) as server:
        server.route("/busy", Answer(429, headers=[("Retry-After", "7200")]))
        with services(tmp_path / "clew", clock) as opened:
            subscribe(opened, server.url("/feed"), server.url("/busy"))
            await refresh(opened)
            clock.advance(jump)
            await refresh(opened)
            assert len(server.log) == 4
            await refresh(opened)
            assert len(server.log) == 4


async def test_by_hand_a_feed_is_asked_at_most_every_five_minutes(tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    async with serving(feed=BODY) as server:
        with services(tmp_path / "clew", clock) as opened:
            subscribe(opened, server.url("/feed"))
            assert opened.subscriptions.free_at(opened.subscriptions.all()[0]) <= NOW
            await refresh(opened)
            clock.advance(10)
            assert opened.subscriptions.free_at(opened.subscriptions.all()[0]) == NOW + 300


async def test_nothing_that_a_feed_names_is_asked_for(tmp_path: Path) -> None:
    """No page, picture, file or icon: neither by a subscription, a refresh nor reading."""
    async with HttpServer() as server:
        here = server.url("")
        item = (
            f"<item><title>One</title><link>{here}/one</link><comments>{here}/talk</comments>"
            f'<enclosure url="{here}/a.mp3" type="audio/mpeg" length="5"/>'
            f"<description>&lt;img src='{here}/a.png' srcset='{here}/b.png 2x'&gt;"
            f"&lt;iframe src='{here}/frame'&gt;&lt;/iframe&gt;"
            f"&lt;video src='{here}/v'&gt;&lt;/video&gt;"
            f"&lt;link rel='stylesheet' href='{here}/a.css'&gt;"
            f"&lt;p style='background: url({here}/c.png)'&gt;Words&lt;/p&gt;</description></item>"
        )
        head = f"<title>F</title><link>{here}/</link><image><url>{here}/logo.png</url></image>"
        whole = f"<rss version='2.0'><channel>{head}{item}</channel></rss>".encode()
        page = f'<link rel="icon" href="/i.png"><link rel="alternate" href="{here}/feed" title="F"'
        page += ' type="application/rss+xml">'
        server.route("/feed", Answer(body=whole), Answer(body=whole.replace(b"Words", b"More")))
        server.route("/page", Answer(body=f"<html><head>{page}</head></html>".encode()))
        clock = FixedClock(NOW)
        with services(tmp_path / "clew", clock) as opened:
            await asyncio.to_thread(opened.subscriptions.add, server.url("/page"))
            clock.advance(2 * HOUR)
            assert (await refresh(opened))[0].changed == 1
            (story,) = opened.searching.hits("", group="none").hits.ids
            article = opened.reading.article(story)
            assert article
            assert "More" in opened.reading.text(story)
        assert [request.target for request in server.log] == ["/page", "/feed", "/feed"]


async def test_the_doctor_says_since_when_a_feed_fails_and_when_it_is_tried_again(
    tmp_path: Path,
) -> None:
    async with serving() as server:
        server.route("/feed?key=secret", Answer(500))
        clock = FixedClock(NOW)
        with services(tmp_path / "clew", clock) as opened:
            subscribe(opened, server.url("/feed?key=secret"))
            await refresh(opened)
            (said,) = doctor.check(opened).failing
            coming = opened.subscriptions.coming()[0].at
            assert coming
            clock.advance(coming - NOW)
            (later,) = doctor.check(opened).failing
    since, then = (f"{datetime.fromtimestamp(at):%Y-%m-%d %H:%M}" for at in (NOW, coming))
    assert f"/feed?key=***) fails since {since}: The server answered" in said
    assert said.endswith(f". Next try {then}")
    assert later.endswith(". It is tried at the next refresh")


async def test_a_feed_that_is_gone_is_asked_again_only_by_name(tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    async with serving() as server:
        server.route("/feed", Answer(410), Answer(body=BODY))
        with services(tmp_path / "clew", clock) as opened:
            feeds = subscribe(opened, server.url("/feed"))
            await refresh(opened)
            (said,) = doctor.check(opened).failing
            assert said.endswith(
                f". It is asked again only by hand: clew refresh --force {feeds[0]}"
            )
            clock.advance(90 * 24 * HOUR)
            await refresh(opened, force=True)
            assert len(server.log) == 1
            assert opened.subscriptions.coming()[0].at is None
            closing, _ = await refresh(opened, force=True, only=feeds)
            assert (closing.new, len(server.log)) == (2, 2)
            assert not opened.subscriptions.all()[0].state.gone
