"""Answers of the network on their way: read, turned into failures, told apart from no network."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from typing import TypeVar
from urllib.parse import urlsplit

from reader.errors import NotAFeed
from reader.fetch.address import is_loopback
from reader.model import FetchKind, FetchResult
from reader.parse.child import ParserKilled

T = TypeVar("T")

#: What failures may look like once the network is gone.
_LOOKS_GONE = ("dns", "connect", "timeout", "cut")


async def parsed_or_failed(
    read: Callable[[bytes, str, str, str], Awaitable[T]], result: FetchResult
) -> T | FetchResult:
    """The body as the parser child did ``read`` it, or the answer as a failure that says why it
    could not."""
    try:
        return await read(result.body, result.content_type, result.url, result.language)
    except NotAFeed as error:
        return failed(result, "not_a_feed", error.message)
    except ParserKilled as error:
        return failed(result, "parser", str(error))


def failed(result: FetchResult, kind: str, error: str) -> FetchResult:
    """An answer that turned out to be of no use; validators and body are dropped."""
    return FetchResult(
        feed=result.feed,
        kind=FetchKind.FAILED,
        url=result.url,
        status=result.status,
        permanent="",
        max_age=result.max_age,
        error_kind=kind,
        error=error,
        received=result.received,
        seconds=result.seconds,
        plain=result.plain,
    )


def first_of(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first failure of a group of tasks: the others followed from it."""
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found


def network_gone(result: FetchResult) -> bool:
    """Whether a request failed because the network went away: that is no fault of the feed's."""
    if result.error_kind == "offline":
        return True
    host = urlsplit(result.url).hostname or ""
    return result.error_kind in _LOOKS_GONE and not is_loopback(host) and not has_route()


def has_route() -> bool:
    """Whether this machine has any way out. Connecting a datagram socket sends nothing; the
    addresses are ones for documentation (RFC 5737, RFC 3849)."""
    return _leads(socket.AF_INET, "192.0.2.1") or _leads(socket.AF_INET6, "2001:db8::1")


def _leads(family: socket.AddressFamily, address: str) -> bool:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
    except OSError:  # no way there, or none of that kind at all
        return False
    return True
