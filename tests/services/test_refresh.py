"""A refresh from the server to the threads: real requests on loopback, a real parser child."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reader.clock import FixedClock
from reader.errors import BusyError, StoreError
from reader.model import FetchKind, FetchResult, RefreshEvent
from reader.services import Services, answering, events, parsing
from reader.services.lock import held
from reader.services.placing import Placer
from reader.store.arrivals import Arrivals
from tests.core.http_server import Answer
from tests.services.feeding import (
    HOUR,
    NOW,
    InlineParser,
    conditional,
    feed,
    refresh,
    rss,
    services,
    serving,
    subscribe,
    titles,
)


@pytest.fixture(autouse=True)
def _inline(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "child" not in request.node.name:
        monkeypatch.setattr(parsing, "FeedParser", InlineParser)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def opened(tmp_path: Path, clock: FixedClock) -> Iterator[Services]:
    with services(tmp_path / "clew", clock) as opened:
        yield opened


async def test_stories_pass_the_child_and_are_placed_and_searchable(opened: Services) -> None:
    async with serving(a=rss("One", "Two"), b=rss("Three")) as server:
        subscribe(opened, server.url("/a"), server.url("/b"))
        closing, said = await refresh(opened)
    assert (closing.total, closing.fetched, closing.new, closing.failed) == (2, 2, 3, 0)
    assert said[0].event == "start"
    assert said[-1] == closing
    assert sorted(e.new for e in said if e.event == "feed") == [1, 2]
    assert set(titles(opened)) == {"One", "Two", "Three"}
    assert titles(opened, "words") == titles(opened)
    assert not opened.store.placing.unplaced()
    assert not opened.store.fulltext.pending()


async def test_a_feed_is_in_the_language_it_is_served_in(opened: Services) -> None:
    async with serving() as server:
        server.route("/a", Answer(body=rss("Un"), headers=[("Content-Language", "fr-CA")]))
        subscribe(opened, server.url("/a"))
        await refresh(opened)
    assert opened.subscriptions.all()[0].language == "fr-CA"
    assert titles(opened, "lang:fr") == ["Un"]


async def test_again_asks_with_validators_and_finds_nothing_new(opened: Services) -> None:
    async with serving(a=rss("One")) as server:
        subscribe(opened, server.url("/a"))
        await refresh(opened)
        closing, _ = await refresh(opened, force=True)
        assert [r.header("if-none-match") for r in server.log] == [None, '"1"']
    assert (closing.not_modified, closing.new, closing.changed) == (1, 0, 0)
    assert _outcomes(opened) == ["new", "not_modified"]


def _outcomes(opened: Services) -> list[str]:
    """What came of the requests of the only feed, in order."""
    (feed_row,) = opened.subscriptions.all()
    figures = opened.store.feeds.figures(feed_row.id)
    assert figures is not None
    return [line.outcome for line in reversed(figures.log)]


async def test_nothing_is_asked_before_its_hour(opened: Services, clock: FixedClock) -> None:
    async with serving(a=rss("One")) as server:
        subscribe(opened, server.url("/a"))
        await refresh(opened)
        clock.advance(HOUR - 1)
        closing, _ = await refresh(opened)
        assert (closing.total, len(server.log)) == (0, 1)
        clock.advance(HOUR)
        await refresh(opened)
        assert len(server.log) == 2


async def test_the_same_body_without_validators_writes_no_story(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving() as server:
        server.route("/a", Answer(body=rss("One")))
        subscribe(opened, server.url("/a"))
        await refresh(opened)
        monkeypatch.delattr(InlineParser, "parse")  # nor is it read
        closing, _ = await refresh(opened, force=True)
    assert (closing.fetched, closing.new, closing.changed) == (1, 0, 0)
    assert _outcomes(opened) == ["new", "same"]


async def test_a_changed_story_keeps_its_marks_and_its_old_words(opened: Services) -> None:
    async with serving(a=rss("One")) as server:
        subscribe(opened, server.url("/a"))
        await refresh(opened)
        story = opened.searching.stories("")[0]
        opened.triage.read([story])
        opened.triage.star([story])
        server.route("/a", feed(rss("One", body="Other words of {}."), '"2"'))
        closing, _ = await refresh(opened, force=True)
    row = opened.reading.story_rows([story])[0]
    assert (closing.new, closing.changed) == (0, 1)
    assert (row.read, row.starred) == (True, True)
    assert opened.reading.text(story) == "Other words of One."
    assert len(opened.store.rows.revisions(story)) == 1


async def test_a_feed_that_comes_back_empty_loses_nothing(opened: Services) -> None:
    async with serving(a=rss("One")) as server:
        subscribe(opened, server.url("/a"))
        await refresh(opened)
        server.route("/a", feed(rss(), '"2"'))
        closing, _ = await refresh(opened, force=True)
    assert closing.failed == 0
    assert titles(opened) == ["One"]


async def test_one_bad_feed_harms_no_other(opened: Services) -> None:
    async with serving(good=rss("One")) as server:
        server.route("/page", Answer(body=b"<html><p>Please log in</p></html>"))
        server.route("/error", Answer(500))
        server.route("/cut", Answer(body=rss("Half"), cut=90))
        subscribe(opened, *(server.url(f"/{n}") for n in ("page", "error", "cut", "good")))
        closing, said = await refresh(opened)
    errors = {row.url.rpartition("/")[2]: row.state.error for row in opened.subscriptions.all()}
    assert (closing.fetched, closing.failed) == (1, 3)
    assert errors["good"] == ""
    assert "not a feed" in errors["page"]
    assert "500" in errors["error"]
    assert "ended in the middle" in errors["cut"]
    assert sorted(e.error for e in said if e.error) == sorted(e for e in errors.values() if e)
    assert titles(opened) == ["One"]


async def test_a_failed_parse_keeps_the_validators_of_the_last_good_answer(
    opened: Services,
) -> None:
    async with serving(a=rss("One")) as server:
        feed_id = subscribe(opened, server.url("/a"))[0]
        await refresh(opened)
        server.route("/a", feed(b"<html>captive portal</html>", '"portal"'))
        await refresh(opened, force=True)
        state = opened.store.feeds.states([feed_id])[feed_id]
        assert state.validators.etag == b'"1"'
        assert state.failures == 1
        server.route("/a", conditional(rss("One")))  # type: ignore[arg-type]
        closing, _ = await refresh(opened, force=True)
    assert closing.not_modified == 1
    assert opened.store.feeds.states([feed_id])[feed_id].error == ""


async def test_retry_after_holds_even_against_force(opened: Services, clock: FixedClock) -> None:
    async with serving() as server:
        server.route("/a", Answer(429, headers=[("Retry-After", "7200")]))
        subscribe(opened, server.url("/a"))
        await refresh(opened)
        clock.advance(HOUR)
        closing, _ = await refresh(opened, force=True)
        assert (closing.total, len(server.log)) == (0, 1)
        clock.advance(2 * HOUR)
        await refresh(opened, force=True)
        assert len(server.log) == 2


async def test_a_fault_of_ours_stays_with_its_feed(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Arrivals.known

    def stumble(self: Arrivals, feed: int, *keys: object) -> object:
        if feed == bad:
            raise ValueError("a bug")
        return known(self, feed, *keys)  # type: ignore[arg-type]

    async with serving(a=rss("One"), b=rss("Two")) as server:
        bad, _ = subscribe(opened, server.url("/a"), server.url("/b"))
        monkeypatch.setattr(Arrivals, "known", stumble)
        closing, said = await refresh(opened)
    assert (closing.fetched, closing.failed) == (1, 1)
    assert ["a bug" in e.error for e in said if e.error] == [True]
    assert titles(opened) == ["Two"]


async def test_a_store_that_cannot_write_ends_the_refresh(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("The disk is full", "Make room")

    async with serving(a=rss("One"), b=rss("Two")) as server:
        subscribe(opened, server.url("/a"), server.url("/b"))
        monkeypatch.setattr(Arrivals, "submit", full)
        with pytest.raises(StoreError, match="disk is full"):
            await refresh(opened)
        monkeypatch.undo()
        closing, _ = await refresh(opened)
    assert closing.new == 2


async def test_what_an_earlier_refresh_left_unplaced_is_placed_first(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(a=rss("One", "Two")) as server:
        subscribe(opened, server.url("/a"))
        with monkeypatch.context() as patched:
            patched.setattr(Placer, "place", lambda *_: 0)
            await refresh(opened)
        assert len(opened.store.placing.unplaced()) == 2
        closing, said = await refresh(opened)
    assert closing.total == 0
    assert not opened.store.placing.unplaced()
    assert [e.event for e in said] == ["start", "end"]


async def test_order_of_answers_does_not_matter_to_threads(tmp_path: Path) -> None:
    event = "Parliament of Vaduz approves tunnel under the Rhine"
    bodies = {
        name: rss(f"{event} {name}", f"Unlike {name} story", name=name, body=f"{event}, {{}}.")
        for name in ("first", "second", "third")
    }
    seen = []
    for late in bodies:
        async with serving(**bodies) as server:
            holding = asyncio.Event()
            server.route(f"/{late}", Answer(body=bodies[late], hold=holding))
            with services(tmp_path / late) as opened:
                subscribe(opened, *(server.url(f"/{name}") for name in bodies))
                running = asyncio.create_task(refresh(opened))
                await server.wait_for_requests(3)
                holding.set()
                await running
                seen.append(_threads(opened))
    assert seen[0] == seen[1] == seen[2]


def _threads(opened: Services) -> set[frozenset[str]]:
    pages = [opened.reading.thread_page(t) for t in opened.searching.hits("").hits.ids]
    return {frozenset(s.title for s in page.stories) for page in pages if page}


async def test_one_refresh_at_a_time(opened: Services) -> None:
    with (
        held(opened.profile.refresh_lock),
        pytest.raises(BusyError, match=r"running already \(process \d+ on "),
    ):
        await refresh(opened)
    closing, _ = await refresh(opened)
    assert closing.event == "end"


def test_a_lock_is_free_again_whatever_happens_inside(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), held(tmp_path / "lock"):
        raise ZeroDivisionError
    with held(tmp_path / "lock"):
        pass


async def test_feeds_without_a_name_are_told_apart(opened: Services) -> None:
    async with serving() as server:
        server.route("/a", Answer(500))
        server.route("/b", Answer(500))
        subscribe(opened, server.url("/a"), server.url("/b?token=abc"))
        _, said = await refresh(opened)
    named = {event.source for event in said if event.event == "feed"}
    assert named == {server.url("/a"), server.url("/b?token=***")}


async def test_without_network_nothing_is_held_against_any_feed(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    _no_network(monkeypatch)
    ids = subscribe(opened, "https://a.example/f", "https://b.example/f")
    closing, said = await refresh(opened)
    assert [e.event for e in said] == ["start", "offline"]
    assert (closing.event, closing.failed) == ("offline", 2)
    assert all(opened.store.feeds.states(ids)[feed].failures == 0 for feed in ids)


async def test_a_dead_name_is_the_feeds_own_fault_once_anything_answers(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(a=rss("One")) as server:
        _no_network(monkeypatch)
        monkeypatch.setattr(answering, "has_route", lambda: True)
        subscribe(opened, server.url("/a"), "https://gone.example/f")
        closing, _ = await refresh(opened)
    assert (closing.event, closing.fetched, closing.failed) == ("end", 1, 1)
    errors = {row.url: row.state.error_kind for row in opened.subscriptions.all()}
    assert errors["https://gone.example/f"] == "dns"


async def test_a_network_that_goes_away_on_the_way_is_no_feeds_fault(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(a=rss("One")) as server:
        server.route("/b", Answer(500))
        _no_network(monkeypatch)
        monkeypatch.setattr(answering, "has_route", lambda: False)
        far = ("https://a.example/f", "https://b.example/f")
        ids = subscribe(opened, server.url("/a"), server.url("/b"), *far)
        closing, said = await refresh(opened)
    assert (closing.event, closing.fetched, closing.failed, closing.unreached) == ("end", 1, 1, 2)
    assert closing.done == closing.total == 4
    assert {event.feed for event in said if event.event == "feed"} == set(ids[:2])
    states = opened.store.feeds.states(ids)
    assert [states[feed].failures for feed in ids] == [0, 1, 0, 0]
    assert [states[feed].error for feed in ids[2:]] == ["", ""]


def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names lead nowhere."""

    async def look_up(host: str, *_: object) -> list[str]:
        if host == "127.0.0.1":
            return [host]
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr("reader.fetch.lookup.look_up", look_up)


def test_a_way_out_is_looked_for_without_asking_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    leads: set[socket.AddressFamily] = set()

    class Probe(contextlib.nullcontext[Any]):
        def __init__(self, family: socket.AddressFamily, kind: socket.SocketKind) -> None:
            super().__init__(self)
            self.family = family
            assert kind is socket.SOCK_DGRAM, "nothing is sent"

        def connect(self, _to: object) -> None:
            if self.family not in leads:
                raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket, "socket", Probe)
    assert not answering.has_route()
    for family in (socket.AF_INET, socket.AF_INET6):
        leads = {family}
        assert answering.has_route()


async def test_an_address_is_followed_after_it_was_said_often_and_long_enough(
    opened: Services, clock: FixedClock
) -> None:
    async with serving(new=rss("One")) as server:
        server.route("/old", Answer(301, headers=[("Location", server.url("/new"))]))
        feed_id = subscribe(opened, server.url("/old"))[0]
        for _ in range(3):
            assert opened.subscriptions.all()[0].url == server.url("/old")
            await refresh(opened, force=True)
            clock.advance(13 * HOUR)
        await refresh(opened, force=True)
        row = opened.subscriptions.all()[0]
    assert (row.id, row.url) == (feed_id, server.url("/new"))


@pytest.mark.parametrize("there", ["a feed", "a page", "nothing"])
async def test_where_a_feed_says_it_went_there_must_be_one(
    opened: Services, clock: FixedClock, there: str
) -> None:
    async with serving() as server:
        says = f"<newLocation>{server.url('/new')}</newLocation></channel>".encode()
        server.route("/old", conditional(rss("One").replace(b"</channel>", says)))  # type: ignore[arg-type]
        if there != "nothing":
            body = rss("Two") if there == "a feed" else b"<html>Parked"
            server.route("/new", Answer(body=body))
        feed_id = subscribe(opened, server.url("/old"))[0]
        for _ in range(6):
            await refresh(opened, force=True)
            clock.advance(13 * HOUR)
        asked = [request.target for request in server.log]
        row = opened.subscriptions.all()[0]
    if there == "a feed":
        assert asked == [*["/old"] * 3, *["/new"] * 4]
        assert (row.id, row.url) == (feed_id, server.url("/new"))
        assert sorted(titles(opened)) == ["One", "Two"]
    else:
        assert asked == [*["/old"] * 3, "/new", *["/old"] * 3, "/new"], "it is tried now and then"
        assert (row.url, row.state.error) == (server.url("/old"), "")
        assert "where there is no feed" in row.state.warning


async def test_where_a_feed_went_is_not_tried_while_that_wants_to_be_left_alone(
    opened: Services, clock: FixedClock
) -> None:
    async with serving(new=rss("Two")) as server:
        says = f"<newLocation>{server.url('/new')}</newLocation></channel>".encode()
        server.route("/old", Answer(body=rss("One").replace(b"</channel>", says)))
        subscribe(opened, server.url("/old"))
        opened.store.feeds.host_waits(server.url("/new"), NOW + 40 * HOUR, "busy")
        for _ in range(4):
            await refresh(opened, force=True)
            clock.advance(13 * HOUR)
        assert [request.target for request in server.log] == ["/old"] * 4
        await refresh(opened, force=True)
        assert server.log[-1].target == "/new"


async def test_a_feed_that_moved_onto_another_stays_and_says_so(
    opened: Services, clock: FixedClock
) -> None:
    async with serving(new=rss("One", name="Paper")) as server:
        server.route("/old", Answer(301, headers=[("Location", server.url("/new"))]))
        old, new = subscribe(opened, server.url("/old"), server.url("/new"))
        for _ in range(4):
            await refresh(opened, force=True)
            clock.advance(13 * HOUR)
    rows = {row.id: row for row in opened.subscriptions.all()}
    assert rows[old].url == server.url("/old")
    assert rows[old].state.warning.count(f"moved to the address of feed {new} (Paper)") == 1
    assert f"clew merge {old} {new}" in rows[old].state.warning
    assert rows[new].state.warning == ""


async def test_feeds_made_one_bring_every_story_once(opened: Services, clock: FixedClock) -> None:
    async with serving(new=rss("One", name="Paper")) as server:
        server.route("/old", feed(rss("Zero", "One")))
        old, new = subscribe(opened, server.url("/old"), server.url("/new"))
        await refresh(opened, force=True)
        opened.arranging.unite(old, new)
        server.route("/new", feed(rss("Two", "Zero", "One"), '"2"'))
        clock.advance(2 * HOUR)
        closing, _ = await refresh(opened)
    assert (closing.total, closing.new) == (1, 1)
    assert sorted(titles(opened, f"feed:{new}")) == ["One", "Two", "Zero"]


def test_events_survive_the_way_through_a_pipe() -> None:
    said = RefreshEvent("feed", 3, "Écho", "failed", "No “answer”", 1, 2, 4, 9, warnings=("w",))
    closing = RefreshEvent(
        "end", done=5, total=5, fetched=2, not_modified=2, failed=1, new=3, changed=1, seconds=1.5
    )
    assert events.read(events.line(said)) == said
    assert events.read(events.line(closing)) == closing
    assert events.read(events.line(replace(closing, unreached=2))) == replace(closing, unreached=2)
    assert events.read("no json") is None
    assert events.read('["event"]') is None


def test_a_failed_answer_drops_what_must_not_be_kept() -> None:
    result = FetchResult(1, FetchKind.BODY, "u", 200, b"body", permanent="https://elsewhere/")
    failed = answering.failed(result, "not_a_feed", "No feed")
    assert (failed.kind, failed.body, failed.permanent) == (FetchKind.FAILED, b"", "")
