"""The address of a feed as a key, so that one feed is never subscribed twice."""

from __future__ import annotations

from urllib.parse import urlsplit

_PORTS = {"http": ":80", "https": ":443"}


def feed_key(url: str) -> str:
    """``url`` without scheme, ``www.``, default port, fragment and trailing slash.

    The host is lower-cased, path and query are kept as they are. An address that cannot be split
    is its own key.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    if not parts.netloc:
        return url.strip()
    user, at, host = parts.netloc.rpartition("@")
    host = host.lower().removeprefix("www.").removesuffix(_PORTS.get(parts.scheme.lower(), "\0"))
    query = f"?{parts.query}" if parts.query else ""
    return f"{user}{at}{host}{parts.path.rstrip('/')}{query}"
