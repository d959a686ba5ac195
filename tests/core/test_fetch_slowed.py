"""A host that asks to be left alone is left alone by all its feeds, in the same refresh too."""

from __future__ import annotations

import pytest

from reader.fetch.client import Client
from reader.model import FetchResult, FetchTarget
from tests.core.http_server import Answer, HttpServer

SLOW = Answer(429, headers=[("Retry-After", "3600")])


async def results(client: Client, *targets: FetchTarget) -> dict[int, FetchResult]:
    async with client:
        return {result.feed: result async for result in client.fetch_all(targets)}


async def test_after_429_the_other_feeds_of_that_host_are_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def look_up(host: str, *_: object) -> list[str]:
        return ["127.0.0.1"]

    monkeypatch.setattr("reader.fetch.lookup.look_up", look_up)
    async with HttpServer() as server:
        server.route("*", SLOW)
        urls = [server.url("/a", "busy.example"), server.url("/b", "busy.example")]
        urls.append(server.url("/c", "other.example"))
        targets = [FetchTarget(n, url, allow_private=True) for n, url in enumerate(urls)]
        found = await results(Client(gap=0.0), *targets)
        assert len(server.log) == 2
    kinds = sorted(found[n].error_kind for n in (0, 1))
    assert kinds == ["cancelled", "slow_down"]
    assert found[2].error_kind == "slow_down"
    left = next(found[n] for n in (0, 1) if found[n].error_kind == "cancelled")
    assert left.error == "Not asked: busy.example wants to be left alone for a while"


async def test_on_this_machine_it_holds_for_that_address_alone() -> None:
    async with HttpServer() as server, Client() as client:
        server.route("*", SLOW)
        for n in range(2):
            result = await client.fetch(FetchTarget(n, server.url(f"/{n}"), allow_private=True))
            assert result.error_kind == "slow_down"
        assert len(server.log) == 2
