"""What a request goes out on: names looked up, pools of connections, and the bytes that come in."""

from __future__ import annotations

import asyncio
import functools
import re
import socket
from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler

from reader import __version__
from reader.fetch.coding import ACCEPTED
from reader.fetch.lookup import Names
from reader.fetch.options import is_socks

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, */*;q=0.1"
)
_HEAD_ENDS = b"\r\n\r\n"
_NOT_MODIFIED = re.compile(rb"HTTP/1\.\d 304\b")
_WITH_PAGE = re.compile(rb"(?i)\r\n(?:transfer-encoding:|content-length:[ \t]*0*[1-9])")
#: Longest head of an answer that is looked at, in bytes; aiohttp refuses one far shorter.
_LONGEST_HEAD = 1 << 20


class _Resolver(AbstractResolver):
    """``Names`` as aiohttp asks for them."""

    def __init__(self, names: Names) -> None:
        self.names = names

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [_resolved(host, *place) for place in await self.names.places(host, port, family)]

    async def close(self) -> None:
        """Nothing is held."""


def _resolved(name: str, ip: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    return ResolveResult(
        hostname=name,
        host=ip,
        port=port,
        family=family,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )


class _Answers(ResponseHandler):
    """aiohttp's own, but a 304 is whole where its head ends (RFC 9112, section 6.3).

    Some servers send the page along all the same, which aiohttp takes for a next answer that is
    none, and fails. A connection is not used again where a page came or may still come.
    """

    #: The head so far of the answer that is awaited; None once it is whole.
    _head: bytes | None = b""
    #: What this stands in for, held since the stream of SOCKS is closed when nobody does.
    before: ResponseHandler | None = None

    def set_response_params(self, **given: Any) -> None:
        self._head = b""
        super().set_response_params(**given)

    def data_received(self, data: bytes) -> None:
        if self._head is not None:
            data = self._without_page(self._head, data)
        super().data_received(data)

    def _without_page(self, before: bytes, data: bytes) -> bytes:
        head = before + data
        end = head.find(_HEAD_ENDS, max(0, len(before) - len(_HEAD_ENDS)))
        self._head = head if end < 0 and len(head) < _LONGEST_HEAD else None
        if end < 0 or not _NOT_MODIFIED.match(head):
            return data
        past = end + len(_HEAD_ENDS)
        if past < len(head) or _WITH_PAGE.search(head):
            self.force_close()
        return data[: past - len(before)]


class Ways:
    """The pools of connections of one client: two to go directly, and one for each SOCKS proxy.

    Two, so that a connection made for a feed of the user's own network is never reused by a public
    one that was redirected there. ``mapped`` as ``Client`` has it.
    """

    def __init__(self, mapped: Mapping[str, tuple[str, int]]) -> None:
        self._guarded = _Resolver(Names(mapped, private_too=False))
        self._open = _Resolver(Names(mapped, private_too=True))
        self._sessions: dict[bool | str, aiohttp.ClientSession] = {}

    @property
    def private(self) -> set[str]:
        """Names that led into a private network where they may."""
        return self._open.names.private

    def start(self) -> None:
        """Open the pools; within a running loop."""
        for private_too, resolver in ((False, self._guarded), (True, self._open)):
            connector = aiohttp.TCPConnector(limit=0, resolver=resolver)
            loop = asyncio.get_running_loop()
            # There is no public way; were this one gone, only such a 304 would fail again.
            connector._factory = functools.partial(_Answers, loop=loop)  # type: ignore[assignment]
            self._sessions[private_too] = _session(connector)

    async def close(self) -> None:
        """Close all connections; nothing can be asked any more."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    def session(self, proxy: str, *, private_too: bool) -> aiohttp.ClientSession | None:
        """What to ask with, through ``proxy`` ("": none); None where the pools are closed."""
        if not self._sessions:
            return None
        if is_socks(proxy):
            if proxy not in self._sessions:
                self._sessions[proxy] = _session(_through_socks(proxy))
            return self._sessions[proxy]
        # With a proxy the only name we look up is the proxy's, which the user chose.
        return self._sessions[private_too or bool(proxy)]


def _session(connector: aiohttp.BaseConnector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        headers={
            "User-Agent": f"clew/{__version__}",
            "Accept": ACCEPT,
            "Accept-Encoding": ACCEPTED,
        },
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
    )


def _through_socks(proxy: str) -> aiohttp.BaseConnector:
    from aiohttp_socks import ProxyConnector  # few need it

    class Connector(ProxyConnector):
        async def _connect_via_proxy(
            self, *given: Any, **named: Any
        ) -> tuple[asyncio.Transport, ResponseHandler]:
            transport, theirs = await super()._connect_via_proxy(*given, **named)
            ours = _Answers(asyncio.get_running_loop())
            ours.before = theirs
            transport.set_protocol(ours)
            ours.connection_made(transport)
            return transport, ours

    # socks5h is curl's word for what we always do: names are looked up by the proxy.
    plain = proxy.replace("socks5h:", "socks5:", 1).replace("socks4a:", "socks4:", 1)
    connector: aiohttp.BaseConnector = Connector.from_url(plain, rdns=True, limit=0)
    return connector
