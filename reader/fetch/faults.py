"""Failures in words: from an exception or a status to a kind and one plain English sentence."""

from __future__ import annotations

import errno
import http
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from reader import text
from reader.fetch.spell import spell

_NO_NETWORK = {errno.ENETUNREACH, errno.ENETDOWN}
#: Longest piece of a server's own words that is repeated in an error, in characters.
_SHOWN = 100


class Fault(Exception):
    """A request ended without an answer we can use. ``kind`` is one of ``model.FETCH_ERRORS``;
    ``advised``: the sentence says what to do as well."""

    def __init__(self, kind: str, sentence: str, *, advised: bool = False) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.advised = advised
        self.sentence = text.line(sentence, 400)


class PrivateAddress(OSError):
    """A public name led to an address inside our own network."""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """``error`` and what it came from, the outermost first."""
    seen: set[int] = set()
    queue: list[object] = [error]
    while queue:
        cause = queue.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        queue += [getattr(cause, "os_error", None), cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            queue += cause.exceptions


def from_connecting(error: BaseException, host: str) -> Fault:
    """The fault behind an exception raised before the answer's headers were read."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, PrivateAddress):
            return private(host)
        if isinstance(cause, socket.gaierror):
            return _dns(cause, host)
    # aiohttp's own are SSLErrors too, but only the innermost one knows the reason.
    unsafe = [cause for cause in causes if isinstance(cause, ssl.SSLError)]
    if unsafe:
        return Fault("tls", f"No safe connection to {host}: {_tls(unsafe[-1])}")
    for cause in causes:
        if isinstance(cause, OSError) and cause.errno in _NO_NETWORK:
            return Fault("offline", f"There is no network on the way to {host}")
    for cause in causes:
        if isinstance(cause, OSError) and cause.errno == errno.ECONNREFUSED:
            return Fault("connect", f"{host} refuses the connection")
        if isinstance(cause, OSError) and cause.errno and not isinstance(cause, TimeoutError):
            word = cause.strerror or errno.errorcode.get(cause.errno, "")
            return Fault("connect", f"The connection to {host} failed: {word}")
    return Fault("connect", f"{host} closed the connection without an answer")


def _dns(error: socket.gaierror, host: str) -> Fault:
    if error.errno == socket.EAI_AGAIN:
        return Fault("dns", f"The name {host} cannot be looked up at the moment")
    return Fault("dns", f"There is no host named {host}")


def _tls(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = getattr(error, "verify_message", "") or "not trusted"
        return f"its certificate is not accepted ({why})"
    return (getattr(error, "reason", "") or "the handshake failed").replace("_", " ").lower()


def private(host: str) -> Fault:
    """The refusal to let something public lead us into a private network."""
    return Fault(
        "refused",
        f"{host} is an address inside a private network, and the feed was not added as one",
    )


def from_status(status: int, reason: str, wait: int | None) -> tuple[str, str]:
    """Kind and sentence of an answer that is not a success. ``wait``: its Retry-After, seconds."""
    try:
        phrase = http.HTTPStatus(status).phrase
    except ValueError:
        phrase = text.line(reason, _SHOWN)
    said = f"The server answered {status} {phrase}".rstrip()
    if status == 410:
        return "gone", f"{said}: it was taken away for good"
    if status == 429 or (status == 503 and wait is not None):
        return "slow_down", said + (f" and asks to wait {spell(wait)}" if wait else "")
    if status == 304:
        return "http", f"{said}, although it was asked for all of it"
    return "http", said + (", without what was asked for" if 200 <= status < 300 else "")


# ---------------------------------------------------------------- proxies

#: The status by which an HTTP proxy asks for a login.
PROXY_LOGIN = 407
# Replies of a SOCKS5 server (RFC 1928, section 6) that say more than that it did not work.
_REPLIES = {
    1: "something failed there",
    2: "its rules do not allow that",
    3: "there is no network on the way",
    4: "it finds no such host",
    5: "the connection is refused there",
    6: "that took too long",
}


def through(host: str, proxy: str) -> str:
    """Where a request goes, in words; ``proxy`` is "" for none."""
    return f"{host} through the proxy {_place(proxy)}" if proxy else host


def _place(proxy: str) -> str:
    """The host and port of a proxy, without its login."""
    return urlsplit(proxy).netloc.rpartition("@")[2]


def is_of_proxy(error: BaseException) -> bool:
    """Whether an exception is the SOCKS library's own, which shares no base with any other."""
    return type(error).__module__.partition(".")[0] in ("python_socks", "aiohttp_socks")


def no_proxy(error: BaseException, proxy: str, setting: str) -> Fault:
    """The fault of a proxy that cannot be reached; ``setting`` names it."""
    fault = from_connecting(error, _place(proxy))
    said = fault.sentence[:1].lower() + fault.sentence[1:]
    sentence = f"The proxy cannot be reached: {said}; look at {setting}"
    return Fault(fault.kind, sentence, advised=True)


def from_proxy_status(status: int, host: str, proxy: str, setting: str) -> Fault:
    """The fault of an HTTP proxy that did not lead to ``host``."""
    if status == PROXY_LOGIN:
        return no_login(proxy, setting)
    _, said = from_status(status, "", None)
    said = said.removeprefix("The server ")
    return Fault("connect", f"The proxy {_place(proxy)} {said} when asked for {host}")


def from_socks(error: BaseException, host: str, proxy: str, setting: str) -> Fault:
    """The fault behind an exception of the SOCKS library."""
    if any(isinstance(cause, OSError) and cause.errno for cause in _causes(error)):
        return no_proxy(error, proxy, setting)
    code = getattr(error, "error_code", None)
    if code is not None:
        why = _REPLIES.get(code, f"it answered {code}")
        return Fault("connect", f"The proxy {_place(proxy)} does not lead to {host}: {why}")
    if "auth" in str(error).lower():
        return no_login(proxy, setting)
    sentence = f"{_place(proxy)} is no SOCKS proxy; look at {setting}"
    return Fault("connect", sentence, advised=True)


def no_login(proxy: str, setting: str) -> Fault:
    """The fault of a proxy that wants a login, or another."""
    place, scheme = _place(proxy), proxy.partition(":")[0]
    if "@" in proxy:
        said = f"refuses the login of {setting}"
    else:
        said = f"asks for a login: write {setting} as {scheme}://name:password@{place}"
    return Fault("connect", f"The proxy {place} {said}", advised=True)
