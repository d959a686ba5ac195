"""Requests and the answers to them: headers, bodies, statuses, many at once."""

from __future__ import annotations

import asyncio
import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Callable
from functools import reduce

import brotli
import pytest

from reader import __version__
from reader.fetch import client as client_module
from reader.fetch import headers, turns
from reader.fetch.client import Client
from reader.fetch.coding import ACCEPTED, Decoder, TooLarge
from reader.fetch.connecting import ACCEPT
from reader.model import FetchKind, FetchTarget, Validators
from tests.core.asking import FEED, NOW, ask, failed
from tests.core.http_server import Answer, HttpServer


async def test_the_headers_are_exactly_these(server: HttpServer) -> None:
    server.route("/feed", Answer(body=FEED))
    await ask(server.url("/feed?a=b%20c&x=%7e#part"))
    assert server.log[0].method == "GET"
    assert server.log[0].target == "/feed?a=b%20c&x=%7e"
    assert dict(server.log[0].headers) == {
        "Host": f"127.0.0.1:{server.port}".encode(),
        "User-Agent": f"clew/{__version__}".encode(),
        "Accept": ACCEPT.encode(),
        "Accept-Encoding": ACCEPTED.encode(),
    }


@pytest.mark.parametrize(
    ("etag", "modified"),
    [
        (b'"a"', None),
        (b'W/"weak-gzip"', b"Tue, 14 Nov 2023 22:13:20 GMT"),
        (None, b"whenever, really"),
        (b"unquoted", b"0"),
        ('"é"'.encode(), None),
    ],
)
async def test_validators_go_back_byte_for_byte(
    server: HttpServer, etag: bytes | None, modified: bytes | None
) -> None:
    pairs = [("ETag", etag), ("Last-Modified", modified)]
    known = [(name, value) for name, value in pairs if value is not None]
    server.route("/feed", Answer(body=FEED, headers=known), Answer(304))
    first = await ask(server.url("/feed"))
    assert first.kind is FetchKind.BODY
    assert first.body == FEED
    assert first.validators == Validators(etag, modified)
    second = await ask(server.url("/feed"), first.validators)
    assert second.kind is FetchKind.NOT_MODIFIED
    assert second.validators == Validators()
    assert server.log[1].raw("If-None-Match") == etag
    assert server.log[1].raw("If-Modified-Since") == modified


async def test_a_validator_that_cannot_be_sent_unchanged_is_not_sent(server: HttpServer) -> None:
    server.route("/feed", Answer(body=FEED))
    await ask(server.url("/feed"), Validators(b'"\xe9"', b"x\r\nCookie: y"))
    names = {name.lower() for name, _ in server.log[0].headers}
    assert not names & {"if-none-match", "if-modified-since", "cookie"}


async def test_a_304_that_nobody_asked_for_is_a_failure(server: HttpServer) -> None:
    server.route("/feed", Answer(304))
    assert "304" in failed(await ask(server.url("/feed")), "http")


async def test_a_304_may_bring_new_validators(server: HttpServer) -> None:
    server.route("/feed", Answer(304, headers=[("ETag", '"b"'), ("Cache-Control", "max-age=9")]))
    result = await ask(server.url("/feed"), Validators(b'"a"'))
    assert result.validators == Validators(b'"b"')
    assert result.max_age == 9


@pytest.mark.parametrize(
    ("head", "fresh"),
    [
        ({}, None),
        ({"Cache-Control": "public, Max-Age=7200"}, 7_200),
        ({"Cache-Control": "s-maxage=5,max-age=7200", "Age": "200"}, 7_000),
        ({"Cache-Control": "max-age=7200", "Age": "9000"}, 0),
        ({"Cache-Control": "max-age=7200", "Age": "young"}, 7_200),
        ({"Cache-Control": "no-cache, max-age=7200"}, None),
        ({"Cache-Control": "max-age=7200, no-store"}, None),
        ({"Cache-Control": "max-age=999999999999999999"}, headers.LONGEST),
        ({"Cache-Control": "max-age=soon"}, None),
        ({"Expires": "Tue, 14 Nov 2023 23:13:20 GMT"}, 3_600),
        (
            {  # by the server's own clock
                "Expires": "Mon, 01 Jan 2001 02:00:00 GMT",
                "Date": "Mon, 01 Jan 2001 00:00:00 GMT",
            },
            7_200,
        ),
        ({"Expires": "Mon, 01 Jan 2001 02:00:00 GMT"}, 0),
        ({"Expires": "-1"}, None),
        ({"Cache-Control": "max-age=60", "Expires": "Tue, 14 Nov 2023 23:13:20 GMT"}, 60),
    ],
)
def test_how_long_an_answer_stays_fresh(head: dict[str, str], fresh: int | None) -> None:
    assert headers.max_age(head, NOW) == fresh


async def test_a_port_where_nobody_listens_is_said() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        said = failed(await ask(f"http://127.0.0.1:{unheard.getsockname()[1]}/"), "connect")
    assert said == "127.0.0.1 refuses the connection"


async def test_cookies_are_never_kept(server: HttpServer) -> None:
    server.route("/feed", Answer(body=FEED, headers=[("Set-Cookie", "a=b")]))
    # By a name: what comes from a bare address no jar would keep.
    mapped = {"news.example": ("127.0.0.1", server.port)}
    async with Client(resolver=mapped) as client:
        for _ in range(2):
            await client.fetch(FetchTarget(7, "http://news.example/feed"))
    assert [one.raw("cookie") for one in server.log] == [None, None]


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("br", brotli.compress),
        ("gzip, br", lambda raw: brotli.compress(gzip.compress(raw))),
        ("identity", bytes),
    ],
)
async def test_codings_are_undone(
    server: HttpServer, coding: str, pack: Callable[[bytes], bytes]
) -> None:
    server.route("/feed", Answer(body=pack(FEED), headers=[("Content-Encoding", coding)]))
    result = await ask(server.url("/feed"))
    assert result.body == FEED
    assert result.received == len(pack(FEED))


async def test_a_feed_in_pieces_as_a_page_comes_whole(server: HttpServer) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-A\r\n"
    kind = b"Content-Type: text/html; charset=nonsense\r\nContent-Language: fr\r\n\r\n"
    pieces = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (FEED[:7], FEED[7:]))
    server.route("/feed", Answer(raw=head + kind + pieces + b"0\r\nX-A: b\r\n\r\n"))
    result = await ask(server.url("/feed"))
    assert (result.kind, result.body) == (FetchKind.BODY, FEED)
    assert (result.content_type, result.language) == ("text/html; charset=nonsense", "fr")


@pytest.mark.parametrize(
    ("coding", "body", "kind"),
    [
        ("gzip", b"this is not gzip", "encoding"),
        ("gzip", gzip.compress(FEED)[:-6], "encoding"),
        ("br", brotli.compress(FEED)[:-3], "encoding"),
        ("rot13", FEED, "encoding"),
        (
            "gzip, gzip, gzip, gzip",
            reduce(lambda raw, _: gzip.compress(raw), range(4), FEED),
            "encoding",
        ),
        ("gzip", gzip.compress(bytes(2_000_000)), "too_large"),
        ("br", brotli.compress(bytes(200_000_000), quality=1), "too_large"),
        ("identity", bytes(1_000_001), "too_large"),
    ],
    ids=["not-gzip", "cut-gzip", "cut-br", "unknown", "many", "bomb-gzip", "bomb-br", "large"],
)
async def test_bad_bodies(server: HttpServer, coding: str, body: bytes, kind: str) -> None:
    server.route("/feed", Answer(body=body, headers=[("Content-Encoding", coding)]))
    failed(await ask(server.url("/feed"), client=Client(max_body=1_000_000)), kind)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_bomb_takes_no_more_memory_than_the_cap(coding: str) -> None:
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding]
    body = pack(bytes(20_000_000))
    decoder = Decoder(coding, 1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            decoder.push(body)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


async def test_a_body_without_length_is_cut_at_the_cap(server: HttpServer) -> None:
    raw = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + bytes(3_000_000)
    server.route("/feed", Answer(raw=raw))
    result = await ask(server.url("/feed"), client=Client(max_body=1_000_000))
    failed(result, "too_large")
    assert 1_000_000 < result.received < 2_000_000


async def test_a_connection_that_ends_in_the_middle(server: HttpServer) -> None:
    server.route("/feed", Answer(body=FEED, cut=10))
    failed(await ask(server.url("/feed")), "cut")
    server.route("/none", Answer(raw=b""))
    failed(await ask(server.url("/none")), "connect")
    server.route("/odd", Answer(raw=b"SSH-2.0-OpenSSH\r\n\r\n"))
    failed(await ask(server.url("/odd")), "connect")


async def test_slow_servers_are_left(server: HttpServer) -> None:
    server.route("/never", Answer(hold=asyncio.Event()))
    server.route("/stuck", Answer(body=FEED, cut=10, hang=True))
    for path in ("/never", "/stuck"):
        failed(await ask(server.url(path), client=Client(total_seconds=0.05)), "timeout")


async def test_redirects_share_the_time_of_one_fetch(server: HttpServer) -> None:
    server.route("/a", Answer(302, headers=[("Location", "/b")], delay=0.1))
    server.route("/b", Answer(body=FEED, delay=0.1))
    said = failed(await ask(server.url("/a"), client=Client(total_seconds=0.15)), "timeout")
    assert "did not send" in said


async def test_a_handshake_that_never_comes_is_not_waited_for() -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        client = Client(connect_seconds=0.05, total_seconds=5.0)
        url = f"https://127.0.0.1:{mute.getsockname()[1]}/"
        said = failed(await ask(url, client=client), "timeout")
    assert said.startswith("No connection to 127.0.0.1 within")


async def test_what_a_proxy_passed_on_is_an_answer(server: HttpServer) -> None:
    server.route("/feed", Answer(203, body=FEED))
    assert (await ask(server.url("/feed"))).body == FEED


_LENGTH = b"Content-Length: %d" % len(FEED)
_NO_PAGE = b'HTTP/1.1 304 Not Modified\r\nETag: "b"\r\n' + _LENGTH + b"\r\n\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        [_NO_PAGE + FEED],
        [_NO_PAGE[:12], _NO_PAGE[12:-3], _NO_PAGE[-3:] + FEED],
        [_NO_PAGE, FEED],
        [_NO_PAGE],  # it may still come
        [_NO_PAGE + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"],
        [_NO_PAGE.replace(_LENGTH, b"Transfer-Encoding: chunked") + b"0\r\n\r\n"],
    ],
)
async def test_a_304_with_a_page_is_a_304(pieces: list[bytes]) -> None:
    """Nothing of the page is read, and the host can be asked again, on another connection."""
    asked, connections, gone = 0, 0, b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked, connections
        connections += 1
        while await reader.readuntil(b"\r\n\r\n"):
            asked += 1
            for piece in pieces if asked == 1 else [gone]:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.01)

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server, Client() as client:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"
        target = FetchTarget(7, url, Validators(b'"a"'), allow_private=True)
        first = await client.fetch(target)
        assert (first.kind, first.status, first.body) == (FetchKind.NOT_MODIFIED, 304, b"")
        assert first.validators == Validators(b'"b"')
        await asyncio.sleep(0.02)
        assert (await client.fetch(target)).status == 404
        assert connections == 2


async def test_a_304_keeps_its_connection(server: HttpServer) -> None:
    server.route("/feed", Answer(304, headers=[("Content-Length", "0")]))
    async with Client() as client:
        for _ in range(3):
            target = FetchTarget(7, server.url("/feed"), Validators(b'"a"'), allow_private=True)
            assert (await client.fetch(target)).kind is FetchKind.NOT_MODIFIED
    assert server.connections == 1


@pytest.mark.parametrize("status", [204, 206, 400, 401, 404, 418, 451, 500, 599])
async def test_other_statuses_are_failures(server: HttpServer, status: int) -> None:
    server.route("/feed", Answer(status, body=b"" if status == 204 else b"no"))
    result = await ask(server.url("/feed"))
    assert str(status) in failed(result, "http")
    assert result.status == status
    assert result.validators == Validators()


async def test_gone(server: HttpServer) -> None:
    server.route("/feed", Answer(410))
    assert (await ask(server.url("/feed"))).error_kind == "gone"


@pytest.mark.parametrize(
    ("status", "headers", "wait", "words"),
    [
        (503, {"Retry-After": "3600"}, 3600, "503 Service Unavailable and asks to wait 1 hour"),
        (429, {}, None, "429 Too Many Requests"),
        (
            429,
            {
                "Retry-After": "Mon, 01 Jan 2001 02:00:00 GMT",
                "Date": "Mon, 01 Jan 2001 00:00:00 GMT",
            },
            7200,
            "asks to wait 2 hours",
        ),
        (429, {"Retry-After": "Tue, 14 Nov 2023 22:14:20 GMT"}, 60, "asks to wait 1 minute"),
        (429, {"Retry-After": "soon"}, None, "429"),
    ],
)
async def test_slow_down(
    server: HttpServer, status: int, headers: dict[str, str], wait: int | None, words: str
) -> None:
    server.route("/feed", Answer(status, headers=list(headers.items())))
    result = await ask(server.url("/feed"))
    assert words in failed(result, "slow_down")
    assert result.retry_after == wait


async def test_a_reason_phrase_cannot_touch_the_terminal(server: HttpServer) -> None:
    server.route("/feed", Answer(raw=b"HTTP/1.1 599 x\x9b2Jy\x80\r\nContent-Length: 0\r\n\r\n"))
    result = await ask(server.url("/feed"))
    assert result.error.isprintable()


async def test_refused_connections_and_unknown_names(unused_tcp_port: int) -> None:
    failed(await ask(f"http://127.0.0.1:{unused_tcp_port}/"), "connect")
    failed(await ask("http://nothing.invalid/", private=False), "dns")


async def test_a_closed_client_still_answers(server: HttpServer) -> None:
    failed(await Client().fetch(FetchTarget(7, server.url("/"), allow_private=True)), "cancelled")


async def test_all_are_asked_in_a_shuffled_order_at_most_a_hundred_at_once(
    server: HttpServer,
) -> None:
    hold = asyncio.Event()
    server.route("*", Answer(body=FEED, hold=hold))
    targets = [FetchTarget(n, server.url(f"/{n}"), allow_private=True) for n in range(120)]
    async with Client(seed=1) as client:
        results = client.fetch_all(targets)
        first = asyncio.ensure_future(anext(results))
        await server.wait_for_requests(100)
        assert len(server.log) == 100
        hold.set()
        got = [(await first).feed, *[result.feed async for result in results]]
    assert sorted(got) == list(range(120))
    assert server.peak == 100
    order = [int(request.target[1:]) for request in server.log]
    assert order != sorted(order)


async def test_no_more_is_asked_for_while_much_waits_to_be_taken(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "READY_BYTES", len(FEED))
    monkeypatch.setattr(client_module, "MAX_LOOPBACK", 4)
    server.route("*", Answer(body=FEED))
    targets = [FetchTarget(n, server.url(f"/{n}"), allow_private=True) for n in range(40)]
    async with Client(seed=1) as client:
        results = client.fetch_all(targets)
        got = [(await anext(results)).feed]
        for _ in range(200):  # time enough for all, were they not held back
            await asyncio.sleep(0.001)
        assert len(server.log) <= 12
        got += [result.feed async for result in results]
    assert sorted(got) == list(range(40))


async def test_one_bad_feed_never_stops_another(server: HttpServer) -> None:
    server.route("/good", Answer(body=FEED))
    urls = ["nonsense", server.url("/good"), server.url("/none"), "http://nothing.invalid/"]
    targets = [FetchTarget(n, url, allow_private=True) for n, url in enumerate(urls)]
    async with Client() as client:
        kinds = {result.feed: result.kind async for result in client.fetch_all(targets)}
    assert kinds == {
        0: FetchKind.FAILED,
        1: FetchKind.BODY,
        2: FetchKind.FAILED,
        3: FetchKind.FAILED,
    }


async def test_leaving_in_the_middle_is_prompt(server: HttpServer) -> None:
    server.route("/quick", Answer(body=FEED))
    server.route("*", Answer(hold=asyncio.Event()))
    targets = [FetchTarget(0, server.url("/quick"), allow_private=True)]
    targets += [FetchTarget(n, server.url(f"/{n}"), allow_private=True) for n in range(1, 150)]
    # None of these requests would end by itself.
    async with asyncio.timeout(60), Client(seed=0, total_seconds=86_400.0) as client:
        results = client.fetch_all(targets)
        waiting = asyncio.ensure_future(anext(results))
        await server.wait_for_requests(100)
        waiting.cancel()
        with pytest.raises((asyncio.CancelledError, StopAsyncIteration)):
            await waiting
        await results.aclose()
    names = {getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()}
    assert not [name for name in names if "fetch_all" in name]
