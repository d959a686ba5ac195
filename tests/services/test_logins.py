"""Logins of the user's own sites: from where, to whom, and never anywhere else."""

from __future__ import annotations

import asyncio
import logging
import shlex
import sys
import threading
import types
from pathlib import Path

import pytest

from reader.clock import FixedClock
from reader.config import Config, Site
from reader.model import Actor
from reader.paths import resolve
from reader.services import Services, adding, logins, parsing
from tests.core.http_server import Answer, HttpServer
from tests.services.feeding import NOW, InlineParser, refresh, rss, serving, subscribe

BASIC = "Basic YW5uOm9wZW4gc2VzYW1l"  # ann:open sesame


@pytest.fixture(autouse=True)
def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "FeedParser", InlineParser)
    monkeypatch.setattr(adding, "Parser", InlineParser)


def printing(words: str) -> str:
    """A command that prints ``words``."""
    return shlex.join([sys.executable, "-c", f"print({words!r}, end='')"])


def opened(folder: Path, *sites: Site) -> Services:
    return Services.open(resolve(folder), Config(sites=sites), FixedClock(NOW), Actor.COMMAND)


async def asked(tmp_path: Path, server: HttpServer, *sites: Site) -> str:
    """Refresh a feed of the server; the error it ended with."""
    with opened(tmp_path, *sites) as services:
        (feed,) = subscribe(services, server.url("/private/feed"))
        await refresh(services)
        return services.store.feeds.states([feed])[feed].error


def site(server: HttpServer, path: str = "/private", **what: object) -> Site:
    return Site(server.url(path), **what)  # type: ignore[arg-type]


async def test_user_and_password(tmp_path: Path) -> None:
    async with serving(**{"private/feed": rss("One")}) as server:
        command = printing("open sesame\nsecond line")
        assert (
            await asked(tmp_path, server, site(server, user="ann", password_command=command)) == ""
        )
        assert server.log[0].header("authorization") == BASIC


async def test_a_token(tmp_path: Path) -> None:
    async with serving(**{"private/feed": rss("One")}) as server:
        assert await asked(tmp_path, server, site(server, token_command=printing("t0k"))) == ""
        assert server.log[0].header("authorization") == "Bearer t0k"


async def test_headers_and_cookies(tmp_path: Path) -> None:
    async with serving(**{"private/feed": rss("One")}) as server:
        lines = printing("Cookie: a=1; b=2\r\n\nX-Key:  k \n")
        assert await asked(tmp_path, server, site(server, headers_command=lines)) == ""
        assert server.log[0].header("cookie") == "a=1; b=2"
        assert server.log[0].header("x-key") == "k"
        assert server.log[0].header("authorization") is None


async def test_a_command_that_prints_bit_by_bit_is_heard_out(tmp_path: Path) -> None:
    program = (
        "import time; print('Cookie: a=1', flush=True); time.sleep(0.2);"
        "print('X-K', end='', flush=True); time.sleep(0.2); print('ey: k', flush=True)"
    )
    async with serving(**{"private/feed": rss("One")}) as server:
        command = shlex.join([sys.executable, "-c", program])
        assert await asked(tmp_path, server, site(server, headers_command=command)) == ""
        assert server.log[0].header("cookie") == "a=1"
        assert server.log[0].header("x-key") == "k"


async def test_the_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = {("news", "ann"): "open sesame"}
    module = types.SimpleNamespace(get_password=lambda *key: held.get(key))
    monkeypatch.setitem(sys.modules, "keyring", module)
    async with serving(**{"private/feed": rss("One")}) as server:
        ours = site(server, user="ann", password_keyring="news")
        assert await asked(tmp_path, server, ours) == ""
        assert server.log[0].header("authorization") == BASIC
        error = await asked(tmp_path / "b", server, site(server, user="b", password_keyring="news"))
        assert "is empty" in error
        monkeypatch.setitem(sys.modules, "keyring", None)
        assert "not installed" in await asked(tmp_path / "c", server, ours)
    assert len(server.log) == 1


async def test_a_keyring_that_does_not_answer_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked = threading.Event()
    module = types.SimpleNamespace(get_password=lambda *_: unlocked.wait() and "late")
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setattr(logins, "PATIENCE", 0.1)
    async with serving(**{"private/feed": rss("One")}) as server:
        ours = site(server, user="ann", password_keyring="news")
        assert "did not answer" in await asked(tmp_path, server, ours)
    (asking,) = (one for one in threading.enumerate() if one.name == "keyring")
    assert asking.daemon, "the program can end"
    unlocked.set()
    await asyncio.to_thread(asking.join)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"token_command": "/no/such/command"}, "cannot be started: No such file"),
        ({"token_command": "'unclosed"}, "cannot be started"),
        ({"token_command": " "}, "it names no program"),
        ({"headers_command": "yes"}, "printed more than 64 KiB"),
        ({"token_command": f"{sys.executable} -c raise(SystemExit(7))"}, "ended with 7"),
        ({"token_command": printing("")}, "is empty"),
        ({"token_command": printing("a\tb")}, "cannot be sent"),
        ({"headers_command": printing("no header")}, "no header to send"),
        ({"headers_command": printing("Host: evil.test")}, "no header to send"),
        ({"headers_command": printing("X: a\x00b")}, "no header to send"),
    ],
)
async def test_a_login_that_cannot_be_had_asks_nothing_and_says_why(
    tmp_path: Path, what: dict[str, str], told: str
) -> None:
    async with serving(**{"private/feed": rss("One")}) as server:
        assert told in await asked(tmp_path, server, site(server, **what))
        assert server.log == []


async def test_a_command_that_hangs_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logins, "PATIENCE", 0.3)
    async with serving(**{"private/feed": rss("One")}) as server:
        error = await asked(tmp_path, server, site(server, token_command="sleep 60"))
        assert "took more than" in error


async def test_a_shell_is_never_asked(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    command = shlex.join([sys.executable, "-c", "import sys; print(sys.argv[1])"])
    async with serving(**{"private/feed": rss("One")}) as server:
        given = f"{command} '$(touch {trace}); `id` | x'"
        await asked(tmp_path, server, site(server, token_command=given))
        assert server.log[0].header("authorization") == f"Bearer $(touch {trace}); `id` | x"
    assert not trace.exists()


async def test_a_login_is_for_what_lies_under_its_address_alone(tmp_path: Path) -> None:
    async with serving(one=rss("a"), deep=rss("b")) as server:
        server.route("/private/feed", Answer(body=rss("c")))
        server.route("/privateer", Answer(body=rss("d")))
        secret = printing("t")
        sites = [
            site(server, "/private/", token_command=secret),
            Site(server.url("/", "localhost"), token_command=secret),
            Site(f"https://127.0.0.1:{server.port}/", token_command=secret),
        ]
        with opened(tmp_path, *sites) as services:
            subscribe(services, *map(server.url, ("/one", "/private/feed", "/privateer")))
            await refresh(services)
        told = {request.target: request.header("authorization") for request in server.log}
    assert told == {"/one": None, "/private/feed": "Bearer t", "/privateer": None}


async def test_the_longest_address_counts_and_each_is_asked_for_once(tmp_path: Path) -> None:
    counted = tmp_path / "count"
    code = f"open({str(counted)!r}, 'a').write('x'); print('inner')"
    inner = shlex.join([sys.executable, "-c", code])
    async with HttpServer() as server:
        for name in ("a/one", "a/two", "b"):
            server.route(f"/{name}", Answer(body=rss(name)))
        sites = [
            site(server, "/", token_command=printing("outer")),
            site(server, "/a", token_command=inner),
        ]
        with opened(tmp_path / "clew", *sites) as services:
            subscribe(services, *map(server.url, ("/a/one", "/a/two", "/b")))
            await refresh(services)
        told = {request.target: request.header("authorization") for request in server.log}
    assert told == {"/a/one": "Bearer inner", "/a/two": "Bearer inner", "/b": "Bearer outer"}
    assert counted.read_text() == "x"


async def test_a_redirect_to_another_host_takes_no_secret_along(tmp_path: Path) -> None:
    async with serving(**{"private/next": rss("One")}) as server, HttpServer() as other:
        other.route("/feed", Answer(body=rss("Two")))
        server.route("/private/feed", Answer(302, headers=[("Location", "/private/next")]))
        server.route("/private/away", Answer(302, headers=[("Location", other.url("/feed"))]))
        ours = site(server, headers_command=printing("Cookie: a=1"))
        with opened(tmp_path, ours) as services:
            subscribe(services, server.url("/private/feed"), server.url("/private/away"))
            await refresh(services)
        within = [request for request in server.log if request.target == "/private/next"]
        assert [request.header("cookie") for request in within] == ["a=1"]
        assert [request.header("cookie") for request in other.log] == [None]


async def test_adding_a_feed_logs_in_too_and_nothing_of_it_is_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(**{"private/feed": rss("One")}) as server:
        ours = site(server, user="ann", password_command=printing("open sesame"))
        with opened(tmp_path, ours) as services:
            add = services.subscriptions.add
            done = await asyncio.to_thread(add, server.url("/private/feed"))
            assert done.made is not None
            exported = services.subscriptions.export_opml()
            row = services.store.feeds.get(done.made)
        assert server.log[0].header("authorization") == BASIC
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in ("sesame", BASIC.partition(" ")[2]):
        assert secret not in exported + caplog.text + repr(row)
        assert secret.encode() not in kept
