"""Adding one feed by its address or a page's: one request for a feed, one more after a page."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from reader import text
from reader.clock import Clock
from reader.config import Config
from reader.errors import ClewError, NetworkError, NotAFeed
from reader.fetch import discover, schedule
from reader.fetch.address import ip_of
from reader.fetch.address import is_private as is_private_ip
from reader.fetch.discover import Candidate
from reader.fetch.lookup import look_up
from reader.fetch.spell import spell
from reader.model import FetchKind, FetchResult, FetchTarget, ParsedFeed
from reader.parse.child import Parser, ParserKilled
from reader.parse.document import feed_links
from reader.services import courtesy, logins, wishes
from reader.store import Store

#: Failures that may be over soon.
_PASSING = ("timeout", "cut", "offline", "encoding", "cancelled")


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that answered: where it is, the answer as it came, and what was read from it."""

    url: str
    result: FetchResult
    parsed: ParsedFeed
    digest: bytes
    private: bool


async def find(address: str, config: Config, store: Store, clock: Clock) -> Found:
    """The feed at ``address``, or the one that the page there names, or where the feed went.

    ``NetworkError`` when nothing answers, or its host is not to be asked now, ``NotAFeed`` when
    neither is a feed; the hint lists the feeds that a page offers when no one of them is clearly
    meant.
    """
    async with logins.client(config) as client, Parser() as parser:

        async def get(url: str) -> FetchResult:
            await asyncio.to_thread(courtesy.refuse_waiting, store, clock, url)
            result = await client.fetch(FetchTarget(0, url, allow_private=private))
            if result.kind is not FetchKind.BODY:
                await asyncio.to_thread(courtesy.note, store, clock, result)
                said = f"{text.masked(url)}: {result.error}"
                raise NetworkError(said, result.error_kind, _next(result))
            return result

        # What the user types may lead into the user's own network; what a page names may do so
        # only when the page lies there too.
        private = await is_private(address)
        first = await get(address)
        try:
            found = await _read(parser, address, first, private=private)
        except NotAFeed as no_feed:
            candidates = _offered(first)
            if not candidates:
                raise _nothing(address, no_feed, first) from no_feed
            chosen = _clear(candidates, first.url).url
        else:
            if found.parsed.items or not found.parsed.moved_to:
                return found
            chosen = found.parsed.moved_to  # all that it says is where the feed went
        second = await get(chosen)
        try:
            return await _read(parser, chosen, second, private=private)
        except NotAFeed as no_feed:
            raise _nothing(chosen, no_feed, second) from no_feed


async def is_private(url: str) -> bool:
    """Whether ``url`` lies in the user's own network, by its name or by where the name leads."""
    if wishes.is_local(url):
        return True
    try:
        found = await look_up(urlsplit(url).hostname or "", 0, socket.AF_UNSPEC)
    except OSError:
        return False
    ips = [ip for ip in map(ip_of, found) if ip is not None]
    return bool(ips) and all(map(is_private_ip, ips))


def _next(result: FetchResult) -> str:
    """What to do after a failure; "" where the error says so itself."""
    if result.advised:
        return ""
    if result.status == 401:
        return 'It wants a login: give it one in config.toml, under [site."https://its.host/"]'
    if result.status == 403:
        return "It may want a login, or no programs at all; a browser shows which"
    if result.error_kind == "slow_down":
        wait = result.retry_after or schedule.BUSY_WAIT
        return f"Try again in {spell(wait)}"
    if result.error_kind == "tls":
        return "If it is your own, name its authority as network.ca_file in config.toml"
    if result.status >= 500 or result.error_kind in _PASSING:
        return "Try again later"
    if result.error_kind == "gone":
        return f"Look for a new address on {urlsplit(result.url).hostname}"
    return "Check the address"


async def _read(parser: Parser, url: str, result: FetchResult, *, private: bool) -> Found:
    try:
        parsed = await parser.parse(result.body, result.content_type, result.url, result.language)
    except ParserKilled as error:
        raise ClewError(f"{text.masked(url)} cannot be read: {error}", "") from error
    digest = hashlib.sha256(result.body).digest()
    return Found(_lasting(url, result), replace(result, body=b""), parsed, digest, private)


def _lasting(url: str, result: FetchResult) -> str:
    """The address to keep: where permanent redirects lead, else what was asked for. A move seen
    once is no proof for a feed that is subscribed; for one that is new it is the better address."""
    return result.permanent or url


def _offered(result: FetchResult) -> list[Candidate]:
    links = feed_links(result.body, result.url, result.content_type)
    return discover.rank([Candidate(*link) for link in links], result.url)


def _clear(candidates: Sequence[Candidate], page: str) -> Candidate:
    """The best candidate; ``NotAFeed`` with all of them when several are equally good."""
    rivals = discover.leading(candidates, page)
    if len(rivals) == 1:
        return rivals[0]
    listed = "; ".join(_shown(rival) for rival in rivals[:10])
    page = text.masked(page)
    raise NotAFeed(
        f"The page {page} offers {len(rivals)} feeds",
        f"Add one of: {listed}",
        tuple((rival.url, rival.title) for rival in rivals),
    )


def _shown(candidate: Candidate) -> str:
    url = text.masked(candidate.url)
    return f"{url} ({candidate.title})" if candidate.title else url


def _nothing(url: str, error: NotAFeed, result: FetchResult) -> NotAFeed:
    if "html" in result.content_type.lower():
        return NotAFeed(
            f"The page {text.masked(url)} names no feed",
            "Look on it for a link called RSS, Atom or feed, and add its address",
        )
    host = urlsplit(url).hostname or text.masked(url)
    return NotAFeed(
        f"There is no feed at {text.masked(url)}: {error.message}",
        error.hint or f"Look for the address of a feed on {host}",
    )
