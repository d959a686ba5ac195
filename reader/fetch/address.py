"""Addresses: what an URL's host is, whether we may go there, how it is written on the wire."""

from __future__ import annotations

import ipaddress
import re
import socket
from functools import lru_cache
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

DEFAULT_PORTS = {"http": 80, "https": 443}

_NUMERIC = re.compile(r"(?i)(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}")
_CONTROL = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029]")
#: What a command line or a header that is no UTF-8 is read into.
_SURROGATE = re.compile("[\ud800-\udfff]")
# RFC 3986 leaves these as they are; "%" too, so that an escaped address stays byte for byte.
_PATH_SAFE = "/%:@!$&'()*+,;=~-._[]|"
_QUERY_SAFE = _PATH_SAFE + "?"
#: The well-known prefix of NAT64 (RFC 6052): the last 32 bits are an IPv4 address.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class BadAddress(ValueError):
    """An address that cannot be asked; the message is one plain clause for an error."""


@lru_cache(maxsize=1_000)  # it is asked thrice of each host
def ip_of(host: str) -> Ip | None:
    """The IP address that ``host`` is written as, in any form a system would connect to.

    ``127.0.0.1``, ``2130706433``, ``0x7f.1``, ``::1``, ``[::ffff:7f00:1]`` and a trailing dot
    are all the loopback; ``None`` for a name.
    """
    bare = host.strip("[]").partition("%")[0].rstrip(".")
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    if _NUMERIC.fullmatch(bare):
        try:
            return ipaddress.IPv4Address(socket.inet_aton(bare))
        except OSError:
            return None
    return None


def is_private(ip: Ip) -> bool:
    """Whether ``ip`` is no public address: loopback, LAN, link-local, shared, reserved, multicast.

    An IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64) counts as itself.
    """
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_private(inner)
    return not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine by its very name (``localhost``, ``127.…``, ``::1``)."""
    ip = ip_of(host)
    if ip is None:
        name = host.rstrip(".").lower()
        return name == "localhost" or name.endswith(".localhost")
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_loopback


def ascii_host(host: str) -> str:
    """``host`` as it goes to the resolver: lower case, punycode, numbers as dotted quads.

    Raises ``BadAddress`` for what is no host name.
    """
    ip = ip_of(host)
    if ip is not None:
        return f"[{ip}]" if ip.version == 6 else str(ip)
    name = host.rstrip(".")
    if not name.isascii():
        import idna  # only for the few names that need it: its tables take 20 ms to load

        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise BadAddress(f"{host} is no valid host name") from error
    name = name.lower()
    labels = name.split(".")
    if len(name) > 253 or not all(re.fullmatch(r"[a-z0-9_-]{1,63}", label) for label in labels):
        raise BadAddress(f"{host} is no valid host name" if host else "the address names no host")
    return name


def wire(url: str) -> str:
    """``url`` as it goes on the wire: ASCII, no fragment, no default port, a path at least ``/``.

    What is escaped already stays byte for byte. Userinfo is kept. Raises ``BadAddress`` for
    anything that is not http or https, or holds control characters.
    """
    parts = checked(url)
    userinfo, at, _ = parts.netloc.rpartition("@")
    host = ascii_host(parts.hostname or "")
    try:
        port = parts.port
    except ValueError as error:
        raise BadAddress("the port of the address is no number from 1 to 65535") from error
    if port == 0:
        raise BadAddress("the port of the address is no number from 1 to 65535")
    if port is not None and port != DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    path = quote(parts.path, safe=_PATH_SAFE) or "/"
    login = quote(userinfo, safe="%:!$&'()*+,;=~-._") + at
    return urlunsplit((parts.scheme, login + host, path, quote(parts.query, safe=_QUERY_SAFE), ""))


def checked(url: str) -> SplitResult:
    """The parts of an http or https ``url``; raises ``BadAddress`` for any other."""
    stripped = url.strip(" ")
    if _CONTROL.search(stripped.replace(" ", "")):
        raise BadAddress("the address holds control characters")
    if _SURROGATE.search(stripped):
        raise BadAddress("the address holds bytes that are no text")
    try:
        parts = urlsplit(stripped)
        host = parts.hostname
    except ValueError as error:
        raise BadAddress("the address is malformed") from error
    if parts.scheme not in DEFAULT_PORTS:
        scheme = f"{parts.scheme}:" if parts.scheme else "an address without http:// or https://"
        raise BadAddress(f"only http and https are asked, not {scheme}")
    if not host:
        raise BadAddress("the address names no host")
    return parts


def without_login(url: str) -> str:
    """``url`` without user name and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def with_login(url: str, other: str) -> str:
    """``url`` with the user name and password of ``other``, when it has none of its own."""
    login, at, _ = urlsplit(other).netloc.rpartition("@")
    parts = urlsplit(url)
    if not at or "@" in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc}"))


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address that ``wire`` gave: what a login belongs to."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
