"""The ways to a server: proxies, certificates, and who may see what on them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from reader.errors import ConfigError
from reader.fetch.client import Client
from reader.fetch.options import Proxies
from reader.model import FetchKind, FetchResult, FetchTarget, Validators
from tests.core.asking import FEED
from tests.core.http_server import Answer, HttpServer


async def ask(client: Client, url: str, *, private: bool = False, **more: object) -> FetchResult:
    async with client:
        return await client.fetch(FetchTarget(7, url, allow_private=private, **more))  # type: ignore[arg-type]


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    async with HttpServer() as started:
        started.route("*", Answer(body=FEED))
        yield started


# ------------------------------------------------------------------ proxies


class Socks:
    """A SOCKS5 server that leads everything to one port, and keeps what it was asked for."""

    def __init__(self, port: int, login: bytes = b"") -> None:
        self._to = port
        self._login = login
        self.asked: list[tuple[str, int]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (methods,) = (await reader.readexactly(2))[1:]
        await reader.readexactly(methods)
        writer.write(b"\x05\x02" if self._login else b"\x05\x00")
        if self._login:
            _version, length = await reader.readexactly(2)
            user = await reader.readexactly(length)
            password = await reader.readexactly((await reader.readexactly(1))[0])
            good = user + b":" + password == self._login
            writer.write(b"\x01\x00" if good else b"\x01\x01")
            if not good:
                writer.close()
                return
        kind = (await reader.readexactly(4))[3]
        assert kind == 3, "names are looked up by the proxy"
        name = await reader.readexactly((await reader.readexactly(1))[0])
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append((name.decode(), port))
        writer.write(b"\x05\x00\x00\x01\0\0\0\0\0\0")
        back, onward = await asyncio.open_connection("127.0.0.1", self._to)
        await asyncio.wait(
            [asyncio.create_task(_pump(reader, onward)), asyncio.create_task(_pump(back, writer))],
            return_when=asyncio.FIRST_COMPLETED,
        )
        writer.close()
        onward.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()


@asynccontextmanager
async def socks(port: int, login: bytes = b"") -> AsyncIterator[tuple[Socks, str]]:
    proxy = Socks(port, login)
    async with await asyncio.start_server(proxy.serve, "127.0.0.1", 0) as listening:
        number = listening.sockets[0].getsockname()[1]
        yield proxy, f"{login.decode() + '@' if login else ''}127.0.0.1:{number}"


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_a_socks_proxy_looks_names_up_itself(server: HttpServer, scheme: str) -> None:
    async with socks(server.port) as (proxy, where):
        result = await ask(Client(proxy=f"{scheme}://{where}"), "http://far.example/feed")
    assert result.body == FEED
    assert proxy.asked == [("far.example", 80)]
    assert server.log[0].header("host") == "far.example"


async def test_a_socks_proxy_with_a_login(server: HttpServer) -> None:
    async with socks(server.port, b"ann:secret") as (proxy, where):
        result = await ask(Client(proxy=f"socks5://{where}"), "http://far.example/feed")
        assert result.body == FEED
        wrong = where.replace("secret", "wrong")
        result = await ask(Client(proxy=f"socks5://{wrong}"), "http://far.example/feed")
        refused = "The proxy 127.0.0.1:{} refuses the login of network.proxy in config.toml"
        assert (result.error_kind, len(proxy.asked)) == ("connect", 1)
        number = where.rpartition(":")[2]
        assert result.error == refused.format(number)
        bare = where.rpartition("@")[2]
        result = await ask(Client(proxy=f"socks5://{bare}"), "http://far.example/feed")
        assert result.error.endswith(f"in config.toml as socks5://name:password@{bare}")


async def test_tls_through_socks_is_checked(tmp_path: Path) -> None:
    authority, context = _certificate("far.example")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    async with HttpServer(tls=context) as server:
        server.route("*", Answer(body=FEED))
        async with socks(server.port) as (proxy, where):
            url = "https://far.example/feed"
            refused = await ask(Client(proxy=f"socks5://{where}"), url)
            assert refused.error_kind == "tls"
            trusting = Client(proxy=f"socks5://{where}", ca_file=str(tmp_path / "ca.pem"))
            assert (await ask(trusting, url)).body == FEED
    assert proxy.asked == [("far.example", 443)] * 2


async def test_a_304_with_a_page_is_a_304_through_socks_too() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        assert b'If-None-Match: "a"' in head
        writer.write(b"HTTP/1.1 304 Not Modified\r\nContent-Length: %d\r\n\r\n" % len(FEED) + FEED)
        await reader.read()  # from Python 3.12 on a server is closed when its connections are
        writer.close()

    async with (
        await asyncio.start_server(answer, "127.0.0.1", 0) as server,
        socks(server.sockets[0].getsockname()[1]) as (proxy, where),
        Client(proxy=f"socks5://{where}", gap=0.0) as client,
    ):
        target = FetchTarget(7, "http://far.example/feed", Validators(b'"a"'))
        for _ in range(2):
            result = await client.fetch(target)
            assert (result.kind, result.body) == (FetchKind.NOT_MODIFIED, b"")
    assert len(proxy.asked) == 2


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks4"])
async def test_a_proxy_that_is_not_there(unused_tcp_port: int, scheme: str) -> None:
    place = f"127.0.0.1:{unused_tcp_port}"
    for url in ("http://far.example/feed", "https://far.example/feed"):
        result = await ask(Client(proxy=f"{scheme}://ann:secret@{place}"), url)
        assert result.error_kind == "connect"
        said = f"The proxy cannot be reached: {place} refuses the connection; look at network.proxy"
        assert result.error == f"{said} in config.toml"


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_of_no_known_name(scheme: str) -> None:
    client = Client(environment={"all_proxy": f"{scheme}://nowhere.invalid:9"})
    result = await ask(client, "http://far.example/feed")
    assert result.error_kind == "dns"
    assert result.error.startswith("The proxy cannot be reached: there is no host named nowhere")
    assert result.error.endswith("look at all_proxy in the environment")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (b"\x05\x00\x00\x01\0\0\0\0\0\0", "far.example through the proxy {} closed the"),
        (b"\x05\x04\x00\x01\0\0\0\0\0\0", "The proxy {} does not lead to far.example: it finds no"),
        (
            b"\x05\x08\x00\x01\0\0\0\0\0\0",
            "The proxy {} does not lead to far.example: it answer",
        ),
        (b"", "far.example through the proxy {} closed the connection without an answer"),
    ],
)
async def test_a_socks_proxy_that_leads_nowhere(reply: bytes, said: str) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        if reply:
            writer.write(b"\x05\x00")
            await reader.read(100)
            writer.write(reply)
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as proxy:
        place = f"127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        result = await ask(Client(proxy=f"socks5://{place}"), "http://far.example/feed")
    assert result.error_kind == "connect"
    assert result.error.startswith(said.format(place))


async def test_what_speaks_no_socks_is_no_socks_proxy() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as proxy:
        place = f"127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        result = await ask(Client(proxy=f"socks5://{place}"), "http://far.example/feed")
    assert result.error == f"{place} is no SOCKS proxy; look at network.proxy in config.toml"


@pytest.mark.parametrize(
    ("status", "url", "kind", "said"),
    [
        (407, "http://far.example/", "connect", "The proxy {} asks for a login"),
        (407, "https://far.example/", "connect", "The proxy {} asks for a login"),
        (403, "https://far.example/", "connect", "The proxy {} answered 403 Forbidden when asked"),
        (502, "https://far.example/", "connect", "The proxy {} answered 502 Bad Gateway when"),
        (502, "http://far.example/", "http", "The server answered 502"),
    ],
)
async def test_an_http_proxy_that_refuses(
    server: HttpServer, status: int, url: str, kind: str, said: str
) -> None:
    server.route("*", Answer(status))
    result = await ask(Client(proxy=server.url("")), url)
    assert result.error_kind == kind
    assert result.error.startswith(said.format(f"127.0.0.1:{server.port}"))


async def test_a_proxy_is_used_for_all_but_this_machine(server: HttpServer) -> None:
    result = await ask(Client(proxy=server.url("")), "http://far.example/feed")
    assert result.body == FEED
    assert server.log[0].target == "http://far.example/feed"
    await ask(Client(proxy="http://127.0.0.1:1"), server.url("/near"), private=True)
    assert server.log[1].target == "/near"


async def test_the_environment_names_a_proxy_where_the_settings_do_not(server: HttpServer) -> None:
    environment = {"http_proxy": server.url(""), "no_proxy": "near.example"}
    far = "http://far.example/feed"
    assert (await ask(Client(environment=environment), far)).body == FEED
    assert (await ask(Client(proxy="none", environment=environment), far)).error_kind == "dns"
    near = "http://a.near.example/feed"
    assert (await ask(Client(environment=environment), near)).error_kind == "dns"


@pytest.mark.parametrize(
    ("environment", "url", "proxy"),
    [
        ({"http_proxy": "p:1"}, ("http", "x.test", None), "http://p:1"),
        ({"HTTP_PROXY": "http://p:1"}, ("http", "x.test", None), "http://p:1"),
        ({"http_proxy": "p:1"}, ("https", "x.test", None), None),
        ({"https_proxy": "p:1", "all_proxy": "socks5://q:2"}, ("https", "x.test", None), "http://p:1"),
        ({"ALL_PROXY": "socks5h://q:2"}, ("https", "x.test", None), "socks5h://q:2"),
        ({"all_proxy": "p:1", "no_proxy": "*"}, ("http", "x.test", None), None),
        ({"all_proxy": "p:1", "no_proxy": "a.test, .x.test"}, ("http", "y.x.test", None), None),
        ({"all_proxy": "p:1", "no_proxy": "x.test"}, ("http", "ax.test", None), "http://p:1"),
        ({"all_proxy": "p:1", "no_proxy": "x.test:81"}, ("http", "x.test", 80), "http://p:1"),
        ({"all_proxy": "p:1", "NO_PROXY": "x.test:81"}, ("http", "x.test", 81), None),
        ({}, ("http", "x.test", None), None),
    ],
)  # fmt: skip
def test_proxies_of_the_environment(
    environment: dict[str, str], url: tuple[str, str, int | None], proxy: str | None
) -> None:
    assert Proxies("", environment).of(*url) == proxy
    assert Proxies("none", environment).of(*url) is None
    assert Proxies("http://own:1", environment).of(*url) == "http://own:1"


@pytest.mark.parametrize(
    "proxy",
    ["socks5://x", "ftp://x:1", "nonsense", "http://x:99999", "https://x:1", "http://a:b@:1"],
)
def test_a_bad_proxy_is_said_at_once(proxy: str) -> None:
    with pytest.raises(ConfigError, match=r"network\.proxy"):
        Client(proxy=proxy)
    with pytest.raises(ConfigError, match="all_proxy"):
        Client(environment={"all_proxy": proxy})


async def test_netrc_is_never_read(
    server: HttpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("default login ann password secret")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    await ask(Client(), server.url("/feed"), private=True)
    assert server.log[0].header("authorization") is None


# ------------------------------------------------------------------ certificates


def _certificate(*names: str, ends: datetime | None = None) -> tuple[trustme.CA, ssl.SSLContext]:
    """An authority, and a server of those names that it vouches for until ``ends``."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, not_after=ends).configure_cert(context)
    return authority, context


@pytest.mark.parametrize(
    ("name", "ends", "told"),
    [
        ("localhost", None, ""),
        ("other.example", None, "Hostname mismatch"),
        ("localhost", datetime(2020, 1, 1, tzinfo=UTC), "certificate has expired"),
    ],
)
async def test_certificates_are_checked(
    tmp_path: Path, name: str, ends: datetime | None, told: str
) -> None:
    authority, context = _certificate(name, ends=ends)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    async with HttpServer(tls=context) as server:
        server.route("/feed", Answer(body=FEED))
        url = server.url("/feed", "localhost")
        unknown = await ask(Client(), url, private=True)
        assert unknown.error_kind == "tls"
        assert "certificate" in unknown.error
        known = await ask(Client(ca_file=str(tmp_path / "ca.pem")), url, private=True)
        assert told in known.error
        assert known.body == (b"" if told else FEED)
        unchecked = await ask(Client(), url, private=True, check_tls=False)
        assert unchecked.body == FEED


async def test_what_the_system_trusts_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, context = _certificate("localhost")
    authority.cert_pem.write_to_path(tmp_path / "system.pem")
    async with HttpServer(tls=context) as server:
        server.route("/feed", Answer(body=FEED))
        url = server.url("/feed", "localhost")
        assert (await ask(Client(), url, private=True)).error_kind == "tls"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "system.pem"))
        assert (await ask(Client(), url, private=True)).body == FEED


def test_loading_the_client_leaves_contexts_as_they_were() -> None:
    """Another context made later takes the system's authorities by itself, as ever."""
    assert "set_default_verify_paths" not in vars(ssl.SSLContext)


async def test_leave_to_skip_a_certificate_ends_with_its_origin() -> None:
    _authority, context = _certificate("localhost")
    async with HttpServer(tls=context) as one, HttpServer(tls=context) as other:
        other.route("/feed", Answer(body=FEED))
        one.route("/feed", Answer(302, headers=[("Location", other.url("/feed", "localhost"))]))
        result = await ask(Client(), one.url("/feed", "localhost"), private=True, check_tls=False)
    assert result.error_kind == "tls"
    assert other.log == []


async def test_a_redirect_from_https_to_http_is_refused(tmp_path: Path) -> None:
    authority, context = _certificate("localhost")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    async with HttpServer(tls=context) as server:
        server.route("/down", Answer(301, headers=[("Location", "http://localhost/")]))
        client = Client(ca_file=str(tmp_path / "ca.pem"))
        result = await ask(client, server.url("/down", "localhost"), private=True)
    assert result.error_kind == "refused"
    assert "https to http" in result.error


def test_bad_authorities_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        Client(ca_file=str(tmp_path / "none.pem"))
    (tmp_path / "bad.pem").write_text("nothing")
    with pytest.raises(ConfigError, match="certificate"):
        Client(ca_file=str(tmp_path / "bad.pem"))
