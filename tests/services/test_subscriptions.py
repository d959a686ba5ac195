"""Subscribing, importing, finding, and the sample edition."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.errors import BusyError, ClewError, NetworkError, NotAFeed, UsageError
from reader.model import Outline
from reader.services import Services, adding, logins, parsing, sample
from reader.services.lock import held
from reader.services.wishes import gather, is_local
from tests.core.http_server import Answer, HttpServer
from tests.services.feeding import (
    InlineParser,
    feed,
    refresh,
    rss,
    services,
    serving,
    subscribe,
    titles,
)


@pytest.fixture(autouse=True)
def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "FeedParser", InlineParser)
    monkeypatch.setattr(adding, "Parser", InlineParser)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Services]:
    with services(tmp_path / "clew") as opened:
        yield opened


def page(*links: tuple[str, str]) -> Answer:
    """An HTML page that names feeds: (address, title)."""
    found = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{url}" title="{title}">'
        for url, title in links
    )
    body = f"<html><head>{found}</head><body>Hello</body></html>".encode()
    return Answer(body=body, headers=[("Content-Type", "text/html")])


@pytest.mark.parametrize(
    ("answer", "then"),
    [
        (Answer(401), "config.toml"),
        (Answer(403), "a browser shows"),
        (Answer(404), "Check the address"),
        (Answer(410), "Look for a new address on 127.0.0.1"),
        (Answer(500), "Try again later"),
        (Answer(429, headers=[("Retry-After", "7200")]), "Try again in 2 hours"),
    ],
)
async def test_what_cannot_be_added_says_what_to_do(
    opened: Services, answer: Answer, then: str
) -> None:
    async with serving() as server:
        server.route("/a", answer)
        with pytest.raises(NetworkError, match=f"{answer.status}") as caught:
            await asyncio.to_thread(opened.subscriptions.add, server.url("/a"))
    assert then in caught.value.hint


async def test_an_error_that_says_what_to_do_is_no_more_told_to(
    opened: Services, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    async def no_name(*_asked: object) -> list[str]:
        raise OSError

    monkeypatch.setattr("reader.services.adding.look_up", no_name)
    monkeypatch.setenv("all_proxy", f"socks5://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(NetworkError, match=r"look at all_proxy in the environment$") as caught:
        await asyncio.to_thread(opened.subscriptions.add, "http://far.example/feed")
    assert caught.value.hint == ""


async def test_a_host_that_asked_for_silence_is_not_asked_by_adding(opened: Services) -> None:
    async with serving() as server:
        server.route("/a", Answer(429, headers=[("Retry-After", "7200")]))
        for said in ("asks to wait 2 hours", "asked to be left alone"):
            with pytest.raises(NetworkError, match=said):
                await asyncio.to_thread(opened.subscriptions.add, server.url("/a"))
        assert len(server.log) == 1


async def test_adding_a_feed_is_one_request_whose_body_is_stored(opened: Services) -> None:
    async with serving(a=rss("One", name="Paper")) as server:
        done = await asyncio.to_thread(
            opened.subscriptions.add, server.url("/a"), folder="World/Press", tags=["daily"]
        )
        assert len(server.log) == 1
        closing, _ = await refresh(opened, force=True)
        assert server.log[1].header("if-none-match") == '"1"'
    row = opened.store.feeds.get(done.made or 0)
    assert row is not None
    assert (row.source, row.tags, row.stories, row.allow_private) == ("Paper", ("daily",), 1, True)
    assert [f.name for f in opened.store.feeds.folders()] == ["World", "Press"]
    assert titles(opened, "words") == ["One"]
    assert closing.not_modified == 1
    assert not opened.store.placing.unplaced()


async def test_adding_a_page_is_one_request_more(opened: Services) -> None:
    async with serving(feed=rss("One")) as server:
        server.route("/", page(("/feed", "All news"), ("/comments/feed", "Comments")))
        done = await asyncio.to_thread(opened.subscriptions.add, server.url("/"))
        assert [request.target for request in server.log] == ["/", "/feed"]
    row = opened.store.feeds.get(done.made or 0)
    assert row is not None
    assert row.url == server.url("/feed")


@pytest.mark.parametrize("how", ["link", "redirect", "moved"])
async def test_a_public_address_may_not_lead_inside(
    opened: Services, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    async def look_up(*_: object) -> list[str]:
        return ["93.184.216.34"]

    made = logins.client
    async with serving(feed=rss("One")) as server:
        inside = server.url("/feed")
        link = f'<link rel="alternate" type="application/rss+xml" href="{inside}">'
        moved = f"<redirect><newLocation>{inside}</newLocation></redirect>"
        answers = {
            "link": Answer(body=f"<html>{link}".encode()),
            "redirect": Answer(302, headers=[("Location", inside)]),
            "moved": Answer(body=moved.encode()),
        }
        server.route("/page", answers[how])
        mapped = {"news.example": ("127.0.0.1", server.port)}
        monkeypatch.setattr(logins, "client", lambda config: made(config, mapped))
        monkeypatch.setattr(adding, "look_up", look_up)
        with pytest.raises(NetworkError, match="inside a private network"):
            await asyncio.to_thread(opened.subscriptions.add, "http://news.example/page")
        assert [request.target for request in server.log] == ["/page"]
    assert opened.subscriptions.all() == []


async def test_adding_what_only_says_where_the_feed_went_is_one_request_more(
    opened: Services,
) -> None:
    async with serving(feed=rss("One")) as server:
        there = server.url("/feed").encode()
        server.route(
            "/old", Answer(body=b"<redirect><newLocation>%b</newLocation></redirect>" % there)
        )
        await asyncio.to_thread(opened.subscriptions.add, server.url("/old"))
        assert [request.target for request in server.log] == ["/old", "/feed"]
    (row,) = opened.subscriptions.all()
    assert (row.url, row.stories) == (server.url("/feed"), 1)


async def test_a_page_with_several_feeds_lets_the_user_choose(opened: Services) -> None:
    async with HttpServer() as server:
        server.route("/", page(("/north", "North"), ("/south", "South")))
        with pytest.raises(NotAFeed, match="offers 2 feeds") as told:
            await asyncio.to_thread(opened.subscriptions.add, server.url("/"))
        assert len(server.log) == 1
    assert "/north (North)" in told.value.hint
    assert "/south (South)" in told.value.hint
    assert [title for _url, title in told.value.offers] == ["North", "South"]
    assert opened.subscriptions.is_empty()


async def test_one_feed_in_two_formats_is_no_choice(opened: Services) -> None:
    async with serving(rss=rss("One")) as server:
        server.route("/", page(("/rss", "News (RSS)"), ("/atom", "News (Atom)")))
        await asyncio.to_thread(opened.subscriptions.add, server.url("/"))
    assert [row.url for row in opened.subscriptions.all()] == [server.url("/rss")]


async def test_nothing_is_subscribed_when_nothing_answers(opened: Services) -> None:
    async with HttpServer() as server:
        server.route("/text", Answer(body=b"just text"))
        with pytest.raises(NetworkError, match="404") as told:
            await asyncio.to_thread(opened.subscriptions.add, server.url("/none"))
        assert told.value.kind == "http"
        with pytest.raises(NotAFeed, match="There is no feed at"):
            await asyncio.to_thread(opened.subscriptions.add, server.url("/text"))
    assert opened.subscriptions.is_empty()


async def test_a_page_that_names_no_feed_is_said_to_be_that(opened: Services) -> None:
    async with HttpServer() as server:
        server.route("/", page())
        with pytest.raises(NotAFeed, match=r"The page .* names no feed\.") as told:
            await asyncio.to_thread(opened.subscriptions.add, server.url("/"))
    assert "a link called RSS" in told.value.hint


async def test_what_is_subscribed_is_not_subscribed_again(opened: Services) -> None:
    async with serving(a=rss("One")) as server:
        server.route("/old", Answer(301, headers=[("Location", server.url("/a"))]))
        await asyncio.to_thread(opened.subscriptions.add, server.url("/a"))
        with pytest.raises(UsageError, match="already"):
            await asyncio.to_thread(opened.subscriptions.add, server.url("/a"))
        assert len(server.log) == 1
        with pytest.raises(UsageError, match="already"):
            await asyncio.to_thread(opened.subscriptions.add, server.url("/old"))
    assert len(opened.subscriptions.all()) == 1


async def test_a_removed_feed_comes_back_with_all_that_was_marked(opened: Services) -> None:
    async with serving(a=rss("One")) as server:
        done = await asyncio.to_thread(opened.subscriptions.add, server.url("/a"))
        assert done.made is not None
        story = opened.searching.stories("")[0]
        opened.triage.star([story])
        opened.subscriptions.remove([done.made])
        assert titles(opened) == ["One"]
        assert opened.subscriptions.all() == []
        server.route("/a", feed(rss("One"), '"2"'))
        again = await asyncio.to_thread(opened.subscriptions.add, server.url("/a"))
    assert again.made == done.made
    assert opened.reading.story_rows([story])[0].starred


@pytest.mark.parametrize("address", ["file:///etc/passwd", "|id", "exec:id", "ftp://a.example/"])
def test_only_the_web_is_subscribed_to(opened: Services, address: str) -> None:
    with pytest.raises(UsageError, match="Cannot subscribe"):
        opened.subscriptions.add(address)


def test_import_is_once_and_says_what_it_left(opened: Services, tmp_path: Path) -> None:
    path = tmp_path / "list.opml"
    path.write_text(
        '<opml version="2.0"><body><outline text="News"><outline text="A" '
        'xmlUrl="https://a.example/f"/><outline text="Evil" xmlUrl="|rm"/></outline>'
        '<outline text="A again" xmlUrl="http://www.a.example/f/"/></body></opml>'
    )
    report = opened.subscriptions.import_file(path)
    assert (len(report.added), report.already, len(report.skipped)) == (1, 0, 1)
    again = opened.subscriptions.import_file(path)
    assert (again.added, again.already) == ((), 1)
    opened.subscriptions.remove(report.added)
    assert opened.subscriptions.import_file(path).restored == 1
    assert opened.journal.undo() is not None


def test_an_import_that_fails_half_way_adds_nothing(opened: Services, tmp_path: Path) -> None:
    outlines = [Outline("https://a.example/"), Outline("https://b.example/", tags=("x" * 200,))]
    with pytest.raises(UsageError):
        opened.subscriptions.subscribe(outlines)
    assert opened.subscriptions.is_empty()


def test_what_is_exported_is_imported_the_same(opened: Services, tmp_path: Path) -> None:
    opened.subscriptions.subscribe(
        [
            Outline("https://a.example/f?x=1&y=2", 'Q&A <"x"> ☂', ("Tech", "AI"), tags=("one",)),
            Outline("https://a.example/f?x=1&y=2", "", ("Other",)),
            Outline("https://b.example/", "Plain"),
        ]
    )
    path = tmp_path / "out.opml"
    path.write_text(opened.subscriptions.export_opml())
    with services(tmp_path / "other") as other:
        other.subscriptions.import_file(path)
        assert other.subscriptions.export_opml() == opened.subscriptions.export_opml()
        assert len(other.subscriptions.all()) == 2
        folders = {row.url: len(row.folders) for row in other.subscriptions.all()}
        assert folders == {"https://a.example/f?x=1&y=2": 2, "https://b.example/": 0}


def test_a_feed_is_found_by_id_address_or_name(opened: Services) -> None:
    opened.subscriptions.subscribe(
        [
            Outline("https://a.example/f", "The Northern Echo"),
            Outline("https://b.example/f", "The Northern Star"),
        ]
    )
    find = opened.subscriptions.find
    echo = find("northern echo")
    assert find(str(echo.id)) == find("http://a.example/f/") == find("echo") == echo
    with pytest.raises(UsageError, match="may be 2 feeds") as told:
        find("northern")
    assert "Northern Star" in told.value.hint
    with pytest.raises(UsageError, match="no feed") as told:
        find("The Nothern Ecko")
    assert f"{echo.id} The Northern Echo" in told.value.hint
    with pytest.raises(UsageError):
        find("")


def test_the_id_of_a_feed_that_is_gone_means_no_other_feed(opened: Services) -> None:
    opened.subscriptions.subscribe(
        [Outline("https://a.example/f", "One"), Outline("https://b.example/f", "Security 1")]
    )
    find = opened.subscriptions.find
    opened.subscriptions.remove([find("One").id])
    with pytest.raises(UsageError, match="There is no feed 1") as told:
        find("1")
    assert "2 Security 1" in told.value.hint
    opened.subscriptions.rename(2, "1")
    assert find("1").id == 2


def test_pause_rename_and_move(opened: Services) -> None:
    feed_id = subscribe(opened, "https://a.example/f")[0]
    opened.subscriptions.pause([feed_id])
    opened.subscriptions.rename(feed_id, "Mine")
    opened.subscriptions.move(feed_id, "Tech/AI")
    row = opened.subscriptions.find("Mine")
    assert row.paused
    assert "Tech" in opened.subscriptions.export_opml()
    opened.subscriptions.pause([feed_id], on=False)
    opened.subscriptions.move(feed_id, "")
    row = opened.subscriptions.find("Mine")
    assert (row.paused, row.folders) == (False, ())


def test_wishes_gather_folders_and_tell_local_addresses() -> None:
    wishes, refused = gather(
        [
            Outline("https://a.example/f", folder=("A/B",), tags=("t",)),
            Outline("https://a.example/f/", "Name", folder=("C",), tags=("t", "u")),
            Outline("gopher://a.example/"),
        ]
    )
    (wish,) = wishes.values()
    assert (wish.name, wish.folders, wish.tags) == ("Name", ["A-B", "C"], ["t", "u"])
    assert len(refused) == 1
    assert all(map(is_local, ["http://localhost/f", "http://10.0.0.7/", "http://nas.local/f"]))
    assert not is_local("https://example.com/")


# --------------------------------------------------------------------------- the sample edition


async def test_the_sample_edition_comes_and_goes(opened: Services) -> None:
    report = await asyncio.to_thread(opened.subscriptions.load_sample)
    rows = opened.subscriptions.all()
    assert len(report.added) == len(rows) >= 14
    assert all(row.paused and row.stories and not row.state.error for row in rows)
    assert sum(row.stories for row in rows) >= 160
    assert opened.subscriptions.has_sample()
    assert opened.journal.undo() is None
    closing, _ = await refresh(opened, force=True)
    assert closing.total == 0
    opened.triage.star(opened.searching.stories("")[:1])
    with (
        held(opened.profile.refresh_lock),
        pytest.raises(BusyError, match="refresh is running already"),
    ):
        opened.subscriptions.remove_sample()
    assert len(opened.subscriptions.all()) == len(rows)
    opened.subscriptions.remove_sample()
    assert opened.subscriptions.is_empty()
    assert titles(opened) == []
    assert not opened.subscriptions.has_sample()
    assert opened.store.health.check(full=True) == []


def test_the_sample_edition_is_refused_where_feeds_are(opened: Services) -> None:
    subscribe(opened, "https://a.example.org/f")
    with pytest.raises(UsageError, match="holds feeds already"):
        opened.subscriptions.load_sample()


async def test_removing_the_sample_leaves_the_users_own(opened: Services) -> None:
    await asyncio.to_thread(opened.subscriptions.load_sample)
    async with serving(a=rss("Mine")) as server:
        await asyncio.to_thread(opened.subscriptions.add, server.url("/a"), folder="World/Own")
    opened.subscriptions.remove_sample()
    assert titles(opened) == ["Mine"]
    assert [row.name for row in opened.store.feeds.folders()] == ["World", "Own"]
    assert opened.store.health.check(full=True) == []


@pytest.mark.parametrize(
    ("manifest", "word"),
    [
        ("", "KeyError"),
        ('edition = 1\ntitle = "T"\nabout = "A"\nfeed = []', "no feed names stray.xml"),
        ("edition = ", "TOMLDecodeError"),
        (
            'edition = 1\ntitle = "T"\nabout = "A"\n[[feed]]\n'
            'url = "https://real.org/f"\nfile = "stray.xml"\ntype = "text/xml"',
            "is not http under .example",
        ),
        (
            'edition = 1\ntitle = "T"\nabout = "A"\n[[feed]]\n'
            'url = "http://a.example/f"\nfile = "../stray.xml"\ntype = "text/xml"',
            "is not beside the manifest",
        ),
    ],
)
def test_a_damaged_bundle_is_named(tmp_path: Path, manifest: str, word: str) -> None:
    (tmp_path / "edition.toml").write_text(manifest)
    (tmp_path / "stray.xml").write_text("<rss/>")
    with pytest.raises(ClewError, match="is damaged") as told:
        sample.read(tmp_path)
    assert word in told.value.message


def test_queries_of_newsboat_become_views_once(opened: Services) -> None:
    urls = (
        'https://a.example/f tech\n"query:Tech:tags # \\"tech\\" and unread = \\"yes\\""\n'
        '"query:Odd:flags # \\"s\\""\n"query:Unread:unread = \\"yes\\""\n'
    )
    report = opened.subscriptions.import_bytes(urls.encode(), "urls")
    assert report.views == ("Tech",)
    assert [line.split(":")[0] for line in report.skipped] == ["view Odd", "view Unread"]
    assert "flags has no like here" in report.skipped[0]
    assert {row.name: row.query for row in opened.reading.sources().views}["Tech"] == (
        'tag:"tech" is:unread'
    )
    assert opened.searching.hits("in:Tech").hits.stories == 0
    assert opened.subscriptions.import_bytes(urls.encode(), "urls").views == ()


def test_feeds_that_newsboat_hides_are_kept_out_of_unread(opened: Services) -> None:
    urls = b'https://a.example/f "!"\nhttps://b.example/f\n'
    opened.subscriptions.import_bytes(urls, "urls")
    assert [row.settings.hidden for row in opened.subscriptions.all()] == [True, False]
    opened.arranging.set_hidden(opened.subscriptions.all()[0].id, on=False)
    opened.subscriptions.import_bytes(urls, "urls")  # again: the user's word stands
    assert [row.settings.hidden for row in opened.subscriptions.all()] == [False, False]


async def test_a_refresh_finds_something_to_do_until_it_is_done(opened: Services) -> None:
    async with serving(f=rss("One", "Two")) as server:
        assert not opened.subscriptions.due()
        subscribe(opened, server.url("/f"))
        assert opened.subscriptions.due()
        await refresh(opened)
        assert not opened.subscriptions.due()
