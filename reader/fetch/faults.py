"""Failures in words: from an exception or a status to a kind and one plain English sentence."""

from __future__ import annotations

import errno
import http
import socket
import ssl
from collections.abc import Iterator

from reader import text
from reader.fetch.spell import spell

_NO_NETWORK = {errno.ENETUNREACH, errno.ENETDOWN}
#: Longest piece of a server's own words that is repeated in an error, in characters.
_SHOWN = 100


class Fault(Exception):
    """A request ended without an answer we can use. ``kind`` is one of ``model.FETCH_ERRORS``."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
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


def is_of_proxy(error: BaseException) -> bool:
    """Whether an exception is the SOCKS library's own, which shares no base with any other."""
    return type(error).__module__.partition(".")[0] in ("python_socks", "aiohttp_socks")


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
