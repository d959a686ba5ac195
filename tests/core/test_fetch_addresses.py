"""Where a request may go and where an answer may lead it: redirects, private networks, logins."""

from __future__ import annotations

import pytest

from reader.fetch import address
from reader.fetch.client import Client
from reader.model import Validators
from tests.core.asking import FEED, ask, failed
from tests.core.http_server import Answer, HttpServer, Request


async def test_redirects(server: HttpServer) -> None:
    server.route("/a", Answer(301, headers=[("Location", "b?x=1#y")]))
    server.route("/b", Answer(308, headers=[("Location", f"//127.0.0.1:{server.port}/c")]))
    server.route("/c", Answer(302, headers=[("Location", "/d d é")]))
    server.route("/d%20d%20%C3%A9", Answer(301, headers=[("Location", server.url("/e"))]))
    server.route("/e", Answer(body=FEED, headers=[("ETag", '"e"')]))
    result = await ask(server.url("/a"), Validators(b'"old"'))
    assert result.body == FEED
    assert result.url == server.url("/e")
    assert result.permanent == server.url("/c")
    assert [request.raw("If-None-Match") for request in server.log] == [b'"old"'] * 5


async def test_a_passing_redirect_is_no_move(server: HttpServer) -> None:
    server.route("/a", Answer(307, headers=[("Location", "/b")]))
    server.route("/b", Answer(301, headers=[("Location", "/c")]))
    server.route("/c", Answer(body=FEED))
    assert (await ask(server.url("/a"))).permanent == ""


@pytest.mark.parametrize(
    "location",
    [
        "/loop",
        "/step",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://x/",
        "data:text/plain,x",
        "http://",
        "http://[",
        "http://127.0.0.1:99999/",
        b"/\x01x",
        b"/\xff",
    ],
)
async def test_redirects_that_are_not_followed(server: HttpServer, location: str | bytes) -> None:
    def step(request: Request) -> Answer:
        n = int(request.target.partition("?")[2] or 0)
        return Answer(302, headers=[("Location", f"/step?{n + 1}")])

    server.route("/loop", Answer(302, headers=[("Location", location)]))
    server.route("/step", step)
    result = await ask(server.url("/loop"))
    assert result.error_kind == "refused"
    other = str(location).startswith(("file:", "ftp:", "gopher:", "data:"))
    assert ("only http and https are asked" in result.error) == other
    assert len(server.log) == (6 if location == "/step" else 1)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "http://x.localhost/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://192.168.1.1./",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
    ],
)
async def test_private_addresses_are_refused(server: HttpServer, url: str) -> None:
    assert "private" in failed(await ask(url, private=False), "refused")
    mapped = Client(resolver={"news.example": ("127.0.0.1", server.port)})
    server.route("/feed", Answer(302, headers=[("Location", url)]))
    failed(await ask("http://news.example/feed", private=False, client=mapped), "refused")
    assert len(server.log) == 1


@pytest.mark.parametrize(
    ("written", "private"),
    [
        ("64:ff9b::7f00:1", True),
        ("64:ff9b::808:808", False),  # a public host, as a network without IPv4 sees it
        ("2002:7f00:1::", True),
        ("2002:808:808::", False),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", True),  # 127.0.0.1 by Teredo
        ("2001:0:4136:e378:8000:63bf:f7f7:f7f7", False),
        ("::ffff:10.0.0.1", True),
        ("192.168.1.1.", True),
        ("8.8.8.8", False),
        ("2606:4700::1111", False),
    ],
)
def test_an_address_within_an_address_counts_as_itself(written: str, private: bool) -> None:
    ip = address.ip_of(written)
    assert ip is not None
    assert address.is_private(ip) == private


async def test_a_public_name_may_not_lead_inside(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def rebound(host: str, port: int, family: int) -> list[str]:
        return ["127.0.0.1"]

    monkeypatch.setattr("reader.fetch.lookup.look_up", rebound)
    server.route("/feed", Answer(body=FEED))
    url = server.url("/feed", "rebound.example")
    assert "private" in failed(await ask(url, private=False), "refused")
    assert server.log == []
    assert (await ask(url, private=True)).body == FEED


async def test_a_feed_of_the_own_network_may_redirect_within_it(server: HttpServer) -> None:
    server.route("/a", Answer(302, headers=[("Location", server.url("/b", "localhost"))]))
    server.route("/b", Answer(body=FEED))
    assert (await ask(server.url("/a"))).body == FEED


async def test_a_public_feed_added_by_hand_may_not_redirect_inside(server: HttpServer) -> None:
    client = Client(resolver={"news.example": ("127.0.0.1", server.port)})
    server.route("/a", Answer(302, headers=[("Location", server.url("/b"))]))
    failed(await ask("http://news.example/a", private=True, client=client), "refused")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://a.example/", "", "http:///x", "a\nb", "http://a b.example/"],
)
async def test_only_web_addresses_are_asked(url: str) -> None:
    failed(await ask(url), "refused")


async def test_the_login_of_an_address_stays_with_its_origin(server: HttpServer) -> None:
    other = f"localhost:{server.port}"
    server.route("/a", Answer(301, headers=[("Location", "/b")]))
    server.route("/b", Answer(302, headers=[("Location", f"http://x:y@{other}/c")]))
    server.route("/c", Answer(500))
    result = await ask(f"http://me:s%40cret@127.0.0.1:{server.port}/a")
    assert [request.header("Authorization") for request in server.log] == [
        "Basic bWU6c0BjcmV0",
        "Basic bWU6c0BjcmV0",
        None,
    ]
    assert "cret" not in result.error + result.url


async def test_a_move_on_the_same_host_keeps_the_login(server: HttpServer) -> None:
    server.route("/a", Answer(301, headers=[("Location", "/b")]))
    server.route("/b", Answer(body=FEED))
    result = await ask(f"http://me:pw@127.0.0.1:{server.port}/a")
    assert result.permanent == f"http://me:pw@127.0.0.1:{server.port}/b"
    assert result.url == server.url("/b")


async def test_a_move_to_another_host_takes_no_login_along(server: HttpServer) -> None:
    server.route("/a", Answer(301, headers=[("Location", server.url("/b", "localhost"))]))
    server.route("/b", Answer(body=FEED))
    result = await ask(f"http://me:pw@127.0.0.1:{server.port}/a")
    assert result.permanent == result.url == server.url("/b", "localhost")
