"""The HTTP client: the only importer of aiohttp."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Self
from urllib.parse import urljoin, urlsplit

from reader import text
from reader.clock import Clock, SystemClock
from reader.errors import ClewError
from reader.fetch import address, faults, headers, ranges
from reader.fetch.chain import Chain
from reader.fetch.coding import Broken, Decoder, TooLarge
from reader.fetch.faults import Fault
from reader.fetch.options import Proxies, is_socks
from reader.fetch.spell import spell
from reader.fetch.tls import Authorities, no_authorities
from reader.fetch.turns import Turns
from reader.model import FetchKind, FetchResult, FetchTarget

with no_authorities():
    import aiohttp
    from yarl import URL

    from reader.fetch.connecting import Ways

MAX_BODY = 15 * 1024 * 1024
MAX_REDIRECTS = 5
CONNECT_SECONDS = 10.0
TOTAL_SECONDS = 30.0
MAX_IN_FLIGHT = 64
MAX_LOOPBACK = 100
HOST_GAP_SECONDS = 2.0

_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_BODIES = {200, 203}

_log = logging.getLogger(__name__)


class Client:
    """One refresh's client. Polite by construction: caps, spacing, no cookies, no netrc.

    ``resolver`` maps host names to loopback ports for the sample edition and tests:
    ``{"echo.example": ("127.0.0.1", 8123)}``. ``proxy`` is ``http://host:port`` or
    ``socks5://host:port``, "none" for none; where it is empty the usual variables of
    ``environment`` name it. ``ca_file`` holds further certificate authorities (PEM). ``prepare``
    gives a target its login just before it is asked; a ``ClewError`` of it fails that fetch.
    ``connect_seconds`` covers name lookup, connection and handshake of one request;
    ``total_seconds`` all requests of one fetch without the waits for their turn; ``stall_seconds``,
    where given, each wait for more bytes; ``gap`` is the least seconds between two requests of one
    host; ``seed`` fixes the order of ``fetch_all``.
    Raises ``ConfigError`` for a bad proxy or authorities file.
    """

    def __init__(
        self,
        *,
        resolver: Mapping[str, tuple[str, int]] | None = None,
        proxy: str | None = None,
        environment: Mapping[str, str] | None = None,
        ca_file: str | None = None,
        prepare: Callable[[FetchTarget], Awaitable[FetchTarget]] | None = None,
        clock: Clock | None = None,
        connect_seconds: float = CONNECT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
        stall_seconds: float | None = None,
        gap: float = HOST_GAP_SECONDS,
        max_body: int = MAX_BODY,
        seed: int | None = None,
    ) -> None:
        self._mapped = resolver or {}
        self._prepare = prepare
        self._proxies = Proxies(proxy, environment or {})
        self._authorities = Authorities(ca_file)
        self._ways = Ways(self._mapped)
        self._clock = clock or SystemClock()
        self._connect_seconds = connect_seconds
        self._total_seconds = total_seconds
        self._stall_seconds = stall_seconds
        self._max_body = max_body
        self._random = random.Random(seed)
        self._turns = Turns(in_flight=MAX_IN_FLIGHT, loopback=MAX_LOOPBACK, gap=gap)
        #: Hosts that asked us to slow down since this client was made: none is asked again.
        self._slowed: set[str] = set()

    async def __aenter__(self) -> Self:
        self._ways.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self._ways.close()

    async def fetch(self, target: FetchTarget, *, into: ranges.Sink | None = None) -> FetchResult:
        """Make one request (and follow its redirects, each hop checked); never raises. ``into``
        takes the body piece by piece, which then is not kept; of a body begun before only the rest
        is asked for, and the status of the result tells what came: 206 that, 200 all, 416 nothing,
        since all was there.

        ``FetchResult.url`` carries no login; ``permanent`` keeps it on the same host. Only a
        cancellation of the task itself goes through.
        """
        chain = Chain(target, target.url, sink=into)
        try:
            chain.url = address.wire(target.url)
            login = urlsplit(chain.url).netloc.rpartition("@")[0]
            chain.login, chain.home = headers.basic(login), address.origin(chain.url)
            chain.url = address.without_login(chain.url)
            if self._prepare is not None:
                chain.target = await self._prepare(target)
            return replace(await self._follow(chain), seconds=chain.spent)
        except address.BadAddress as error:
            return chain.failed("refused", text.line(f"Not asked: {error}", 400))
        except Fault as fault:
            return chain.failed(fault.kind, fault.sentence, advised=fault.advised)
        except ClewError as error:  # of the login: its own hint is in it
            return chain.failed("refused", text.line(f"Not asked: {error}", 400), advised=True)
        except Exception as error:
            _log.exception("unforeseen failure of a fetch")
            name = type(error).__name__
            return chain.failed("connect", f"The request failed in an unforeseen way ({name})")

    async def fetch_all(self, targets: Iterable[FetchTarget]) -> AsyncGenerator[FetchResult, None]:
        """All targets, shuffled, results as they come; closing it drops what is under way."""
        order = list(targets)
        self._random.shuffle(order)
        done: asyncio.Queue[FetchResult] = asyncio.Queue()

        async def one(target: FetchTarget) -> None:
            result = await self.fetch(target)
            self._turns.ready(len(result.body))
            done.put_nowait(result)

        tasks = [asyncio.create_task(one(target)) for target in order]
        try:
            for _ in tasks:
                result = await done.get()
                self._turns.ready(-len(result.body))
                yield result
                del result
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            while not done.empty():
                self._turns.ready(-len(done.get_nowait().body))

    async def _follow(self, chain: Chain) -> FetchResult:
        for _ in range(MAX_REDIRECTS + 1):
            if chain.url in chain.seen:
                raise Fault("refused", "The address redirects in a circle")
            chain.seen.add(chain.url)
            answer = await self._hop(chain)
            if isinstance(answer, FetchResult):
                return answer
            self._redirect(chain, *answer)
        raise Fault("refused", f"The address redirects more than {MAX_REDIRECTS} times")

    def _redirect(self, chain: Chain, status: int, location: str) -> None:
        """Move the chain on to where an answer points, or refuse to."""
        host = urlsplit(chain.url).hostname or ""
        chain.private = host in self._ways.private or self._is_private(host)
        try:
            joined = urljoin(chain.url, location.strip(" \t"))
            onward = address.without_login(address.wire(joined))
        except (address.BadAddress, ValueError) as error:
            shown = text.line(text.masked(location), 100)
            raise Fault("refused", f"It redirects to {shown}: {error}") from error
        if chain.url.startswith("https:") and onward.startswith("http:"):
            raise Fault("refused", "It redirects from https to http, which is not safe to follow")
        chain.all_permanent = chain.all_permanent and status in _PERMANENT
        if chain.all_permanent:
            same_host = urlsplit(onward).hostname == urlsplit(chain.target.url).hostname
            login = address.wire(chain.target.url) if same_host else ""
            chain.permanent = address.with_login(onward, login)
        chain.url = onward

    def _is_private(self, host: str) -> bool:
        """Whether ``host`` is private as it is written (names are judged when looked up)."""
        if host in self._mapped:
            return False
        ip = address.ip_of(host)
        return address.is_loopback(host) if ip is None else address.is_private(ip)

    async def _hop(self, chain: Chain) -> FetchResult | tuple[int, str]:
        """One request: its result, or the status and the place it redirects to."""
        host = urlsplit(chain.url).hostname or ""
        # A redirect may lead into the user's own network only from inside it.
        first = len(chain.seen) == 1
        private_too = chain.target.allow_private and (first or chain.private)
        if self._is_private(host) and not private_too:
            raise faults.private(host)
        loopback = host in self._mapped or address.is_loopback(host)
        async with self._turns.take(host, loopback=loopback):
            if host in self._slowed:
                raise Fault("cancelled", f"Not asked: {host} wants to be left alone for a while")
            loop = asyncio.get_running_loop()
            begun = loop.time()
            try:
                return await self._ask(chain, host, private_too=private_too, direct=loopback)
            finally:
                chain.spent += loop.time() - begun

    async def _ask(
        self, chain: Chain, host: str, *, private_too: bool, direct: bool
    ) -> FetchResult | tuple[int, str]:
        parts = urlsplit(chain.url)
        proxy = None if direct else self._proxies.of(parts.scheme, host, parts.port)
        chain.proxy = proxy or ""
        session = self._ways.session(chain.proxy, private_too=private_too)
        if session is None:
            raise Fault("cancelled", "Not asked: what asks was ended before")
        left = max(0.01, self._total_seconds - chain.spent)
        timeout = aiohttp.ClientTimeout(
            total=left,
            connect=min(left, self._connect_seconds),
            sock_read=self._stall_seconds,
        )
        chain.started = False
        chain.asked = chain.request_headers()
        try:
            async with session.get(
                URL(chain.url, encoded=True),
                headers=chain.asked,
                allow_redirects=False,
                timeout=timeout,
                proxy=None if is_socks(proxy) else proxy,
                ssl=self._authorities.of(
                    parts.scheme, check=chain.target.check_tls or not chain.is_home()
                ),
            ) as response:
                chain.started = True
                return await self._answer(chain, response)
        except Exception as error:
            fault = self._fault(error, chain, host)
            if fault is None:
                raise
            raise fault from error

    def _fault(self, error: Exception, chain: Chain, host: str) -> Fault | None:
        """What went wrong while ``host`` was asked; None when it is none of those things."""
        setting = self._proxies.named_by(chain.proxy)
        where = faults.through(host, chain.proxy)
        match error:
            case TimeoutError():
                return self._too_slow(error, where, started=chain.started)
            case aiohttp.ClientHttpProxyError():
                return faults.from_proxy_status(error.status, host, chain.proxy, setting)
            case aiohttp.ClientResponseError():
                return Fault("connect", f"{where} answered with something that is not HTTP")
            case aiohttp.InvalidURL():
                return Fault("refused", "Not asked: the address is malformed")
            case aiohttp.ClientProxyConnectionError():
                return faults.no_proxy(error, chain.proxy, setting)
            case aiohttp.ClientConnectorDNSError() if chain.proxy:
                return faults.no_proxy(error, chain.proxy, setting)
        if faults.is_of_proxy(error):
            return faults.from_socks(error, host, chain.proxy, setting)
        # asyncio's streams, on which SOCKS is spoken, end with an EOFError.
        if isinstance(error, aiohttp.ClientError | OSError | EOFError):
            if chain.started or isinstance(error, aiohttp.ClientPayloadError):
                return Fault("cut", "The connection ended in the middle of the answer")
            return faults.from_connecting(error, where)
        return None

    def _too_slow(self, error: TimeoutError, host: str, *, started: bool) -> Fault:
        if isinstance(error, aiohttp.ConnectionTimeoutError):
            seconds = spell(round(self._connect_seconds))
            return Fault("timeout", f"No connection to {host} within {seconds}")
        if isinstance(error, aiohttp.SocketTimeoutError) and self._stall_seconds:
            said = f"{host} sent nothing more for {spell(round(self._stall_seconds))}"
            return Fault("cut" if started else "timeout", said)
        seconds = spell(round(self._total_seconds))
        part = "all of its answer" if started else "an answer"
        return Fault("timeout", f"{host} did not send {part} within {seconds}")

    async def _answer(
        self, chain: Chain, response: aiohttp.ClientResponse
    ) -> FetchResult | tuple[int, str]:
        status, head = response.status, response.headers
        if status in _REDIRECTS and head.get("Location"):
            return status, head["Location"]
        now = self._clock.now()
        fresh = headers.max_age(head, now)
        conditional = chain.asked.keys() & {"If-None-Match", "If-Modified-Since"}
        known, sink = headers.validators(response.raw_headers), chain.sink
        rest = sink is not None and ranges.goes_on(sink, status, head, known)
        if status in _BODIES or rest or (status == 304 and conditional):
            empty = status in (304, ranges.PAST_END)
            if sink is not None and not empty:
                ranges.begin(sink, status, head, known, response.content_length, now)
            body = b"" if empty else await self._body(chain, response)
            return FetchResult(
                feed=chain.target.feed,
                kind=FetchKind.NOT_MODIFIED if status == 304 else FetchKind.BODY,
                url=chain.url,
                status=status,
                body=body,
                content_type=text.line(head.get("Content-Type", ""), 200),
                language=text.line(head.get("Content-Language", ""), 100),
                validators=known,
                permanent=chain.permanent,
                max_age=fresh,
                received=chain.received,
                plain=not conditional,
            )
        failed = self._failing(chain, response, headers.retry_after(head, now))
        return replace(failed, max_age=fresh, plain=not conditional)

    def _failing(
        self, chain: Chain, response: aiohttp.ClientResponse, wait: int | None
    ) -> FetchResult:
        """What comes of an answer whose status is no success; ``wait`` is its Retry-After."""
        status = response.status
        if status == faults.PROXY_LOGIN and chain.proxy:
            raise faults.no_login(chain.proxy, self._proxies.named_by(chain.proxy))
        kind, error = faults.from_status(status, response.reason or "", wait)
        host = urlsplit(chain.url).hostname or ""
        if kind == "slow_down" and not (host in self._mapped or address.is_loopback(host)):
            self._slowed.add(host)
        response.close()
        return replace(chain.failed(kind, error, status=status), retry_after=wait)

    async def _body(self, chain: Chain, response: aiohttp.ClientResponse) -> bytes:
        """The decoded body; a body over the cap is dropped as soon as it is known to be."""
        pieces: list[bytes] = []
        try:
            codings = ",".join(response.headers.getall("Content-Encoding", ()))
            there = chain.sink.have if chain.sink is not None else 0
            decoder = Decoder(codings, self._max_body - there)
            if there + (response.content_length or 0) > self._max_body:
                raise TooLarge
            async for piece in response.content.iter_any():
                chain.received += len(piece)
                plain = decoder.push(piece)
                if chain.sink is not None:
                    chain.sink.push(plain)
                else:
                    pieces.append(plain)
            decoder.finish()
        except TooLarge as error:
            response.close()
            size = self._max_body // (1024 * 1024)
            raise Fault("too_large", f"The answer is larger than {size} MiB") from error
        except Broken as error:
            response.close()
            raise Fault("encoding", f"The answer cannot be unpacked: {error}") from error
        return b"".join(pieces)
