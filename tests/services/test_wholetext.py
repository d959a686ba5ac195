"""Full text: fetched when asked for, kept, searched, and never lost to a later change."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.clock import FixedClock
from reader.errors import NetworkError, NoArticle, UsageError
from reader.model import PageText
from reader.parse.page import article
from reader.services import Services, parsing, wholetext
from tests.core.http_server import Answer, HttpServer
from tests.services.feeding import NOW, InlineParser, refresh, services, serving, subscribe

PROSE = (
    "The council met on Tuesday evening and voted, after four hours of debate, to keep the old "
    "bridge open for at least two more years, while engineers look for the money to mend it. "
)
PAGE = (
    "<html><body><nav><a href='/'>Home</a></nav><article><h1>Bridge</h1>"
    f"<p>{PROSE}</p><p>Nobody spoke of the zeppelin. {PROSE}</p></article></body></html>"
).encode()


class Inline(InlineParser):
    async def __aenter__(self) -> Inline:
        return self

    async def extract(self, data: bytes, content_type: str = "", url: str = "") -> PageText:
        return article(data, content_type, url)


@pytest.fixture(autouse=True)
def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "FeedParser", Inline)
    monkeypatch.setattr(wholetext, "Parser", Inline)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Services]:
    with services(tmp_path / "clew") as profile:
        yield profile


def rss(server: HttpServer, *numbers: int, words: str = "A teaser.") -> bytes:
    items = "".join(
        f"<item><title>Story {n}</title><guid>g{n}</guid><link>{server.url(f'/page/{n}')}</link>"
        f"<description>{words}</description></item>"
        for n in numbers
    )
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


def html(body: bytes = PAGE, **more: object) -> Answer:
    headers = [("Content-Type", "text/html; charset=utf-8")]
    return Answer(body=body, headers=headers, **more)  # type: ignore[arg-type]


async def one(opened: Services, server: HttpServer, answer: Answer | None) -> int:
    """A story of a feed whose page answers so."""
    server.route("/feed", Answer(body=rss(server, 1)))
    if answer is not None:
        server.route("/page/1", answer)
    subscribe(opened, server.url("/feed"))
    await refresh(opened)
    (story,) = opened.searching.hits("", group="none").hits.ids
    return story


async def test_the_page_is_fetched_once_kept_and_searched(opened: Services) -> None:
    async with serving() as server:
        story = await one(opened, server, html())
        assert [request.target for request in server.log] == ["/feed"], "nothing before it is asked"
        await asyncio.to_thread(opened.wholetext.fetch, story)
        asked = server.log[-1]
        assert (len(server.log), asked.target) == (2, "/page/1")
        assert (asked.header("accept") or "").startswith("text/html")
        assert asked.header("referer") is None
        assert asked.header("cookie") is None
    full = opened.reading.article(story)
    assert full is not None
    assert full.full
    assert "zeppelin" in opened.reading.text(story)
    assert full.words > 50
    assert opened.searching.hits("zeppelin", group="none").hits.ids == (story,)
    assert opened.searching.hits("has:fulltext", group="none").hits.ids == (story,)
    own = opened.reading.article(story, own=True)
    assert own is not None
    assert own.has_full
    assert not own.full
    assert "teaser" in own.document.blocks[0].spans[0].text


async def test_a_later_change_of_the_story_keeps_its_full_text(opened: Services) -> None:
    async with serving() as server:
        story = await one(opened, server, html())
        await asyncio.to_thread(opened.wholetext.fetch, story)
        server.route("/feed", Answer(body=rss(server, 1, words="Another teaser.")))
        closing, _ = await refresh(opened, force=True)
        assert closing.changed == 1
    assert opened.searching.hits("zeppelin", group="none").hits.ids == (story,)
    full = opened.reading.article(story)
    assert full is not None
    assert (full.full, full.revisions) == (True, 1)
    assert opened.store.health.check() == []


@pytest.mark.parametrize(
    ("answer", "error", "told"),
    [
        (Answer(404), NetworkError, "404"),
        (html(b"<p>Log in</p>"), NoArticle, "No article"),
        (Answer(body=b"%PDF", headers=[("Content-Type", "application/pdf")]), NoArticle, "pdf"),
        (Answer(302, headers=[("Location", "file:///etc/passwd")]), NetworkError, "only http"),
    ],
)
async def test_what_goes_wrong_is_said_and_the_story_stays(
    opened: Services, answer: Answer, error: type[Exception], told: str
) -> None:
    async with serving() as server:
        story = await one(opened, server, answer)
        with pytest.raises(error, match=told):
            await asyncio.to_thread(opened.wholetext.fetch, story)
    assert opened.reading.text(story) == "A teaser."


async def test_a_public_feed_may_not_lead_into_the_own_network(opened: Services) -> None:
    async with serving() as server:
        story = await one(opened, server, html())
        feed = opened.subscriptions.all()[0].id
        opened.store._connections.write(  # type: ignore[attr-defined]
            lambda c: c.execute("UPDATE feed SET allow_private = 0 WHERE id = ?", (feed,))
        )
        with pytest.raises(NetworkError, match="private"):
            await asyncio.to_thread(opened.wholetext.fetch, story)
        assert len(server.log) == 1


async def test_a_story_without_a_page_and_a_story_that_is_none(opened: Services) -> None:
    async with serving() as server:
        body = b"<rss version='2.0'><channel><item><title>x</title></item></channel></rss>"
        server.route("/feed", Answer(body=body))
        subscribe(opened, server.url("/feed"))
        await refresh(opened)
    (story,) = opened.searching.hits("", group="none").hits.ids
    for missing, told in ((story, "no page"), (12345, "no story")):
        with pytest.raises(UsageError, match=told):
            await asyncio.to_thread(opened.wholetext.fetch, missing)


async def test_a_host_that_wants_a_pause_gets_it(tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    with services(tmp_path / "clew", clock) as opened:
        async with serving() as server:
            busy = Answer(429, headers=[("Retry-After", "7200")])
            story = await one(opened, server, busy)
            for _ in range(2):
                with pytest.raises(NetworkError, match=r"429|left alone"):
                    await asyncio.to_thread(opened.wholetext.fetch, story)
            assert len(server.log) == 2
            server.route("/page/1", html())
            clock.advance(7201)
            await asyncio.to_thread(opened.wholetext.fetch, story)


async def test_always_is_for_new_stories_of_that_feed_alone(opened: Services) -> None:
    async with serving() as server:
        for n in range(1, 7):
            server.route(f"/page/{n}", html() if n != 5 else Answer(500))
        server.route("/always", Answer(body=rss(server, 1)))
        server.route("/never", Answer(body=rss(server, 2)))
        always, _never = subscribe(opened, server.url("/always"), server.url("/never"))
        await refresh(opened)
        opened.arranging.set_fulltext(always, on=True)
        server.route("/always", Answer(body=rss(server, 1, 3, 4, 5)))
        server.route("/never", Answer(body=rss(server, 2, 6)))
        closing, _ = await refresh(opened, force=True)
        assert (closing.new, closing.failed) == (4, 0)
        asked = sorted(r.target for r in server.log if r.target.startswith("/page"))
    assert asked == ["/page/3", "/page/4", "/page/5"]
    rows = opened.reading.story_rows(opened.searching.hits("zeppelin", group="none").hits.ids)
    assert sorted(row.title for row in rows) == ["Story 3", "Story 4"]
