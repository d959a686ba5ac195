"""One request for what a story leads to, its page or an image, with the manners shown to feeds: a
host that wants to be left alone is, and one that asks for it now is remembered."""

from __future__ import annotations

import asyncio

from reader import text
from reader.clock import Clock
from reader.errors import NetworkError
from reader.fetch import schedule
from reader.fetch.client import Client
from reader.fetch.spell import spell
from reader.model import FetchKind, FetchResult, FetchTarget
from reader.store import Store

Headers = tuple[tuple[str, str], ...]


async def fetch(
    store: Store, clock: Clock, client: Client, feed: int, url: str, headers: Headers
) -> FetchResult:
    """The answer, with a body. A private address is asked only where the feed may do so.
    ``NetworkError`` when there is none, or its host is not to be asked now."""
    shown = text.masked(url)
    row = await asyncio.to_thread(store.feeds.get, feed)
    await asyncio.to_thread(refuse_waiting, store, clock, url)
    private = row is not None and row.allow_private
    result = await client.fetch(FetchTarget(feed, url, allow_private=private, headers=headers))
    if result.kind is not FetchKind.BODY:
        await asyncio.to_thread(note, store, clock, result)
        raise NetworkError(f"{shown}: {result.error}", result.error_kind, "Try the browser")
    return result


def refuse_waiting(store: Store, clock: Clock, url: str) -> None:
    """Raise ``NetworkError`` while the host of ``url`` wants to be left alone."""
    left = store.feeds.free_at(url, clock.now()) - clock.now()
    if left > 0:
        said = f"{text.masked(url)}: its host asked to be left alone"
        raise NetworkError(said, "slow_down", f"Try again in {spell(-(-left // 60) * 60)}")


def note(store: Store, clock: Clock, result: FetchResult) -> None:
    """Remember that a host asked to be left alone, if it did."""
    if result.error_kind == "slow_down":
        wait = result.retry_after or schedule.BUSY_WAIT
        wait = min(max(wait, schedule.MIN_INTERVAL), schedule.MAX_RETRY_AFTER)
        store.feeds.host_waits(result.url, clock.now() + wait, result.error)
