"""Text keys of items, their second form, and the hash that tells a revision."""

from __future__ import annotations

import re
from hashlib import sha256

_PREFIX = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*")
_SPACE = re.compile(r"\s+")


def second(key: str) -> str:
    """``key`` without scheme, host and trailing slash: the same after a move to https or to
    another host. A key that is no address is its own second form."""
    path = _PREFIX.sub("", key, count=1)
    if path == key:
        return key
    return path.rstrip("/") or key


def made(title: str, stated: str, body: str) -> str:
    """A key for an item that has neither guid nor link, of what does not change between fetches:
    its title with its stated date, or with its body where no date is stated."""
    rest = stated.strip() or _SPACE.sub(" ", body).strip()
    return "sha256:" + _digest(title, rest).hex()


def revision(title: str, content: str, summary: str, url: str, author: str) -> bytes:
    """Sixteen bytes that change when the story does; white space does not count."""
    return _digest(_squeezed(title), _squeezed(content), _squeezed(summary), url, _squeezed(author))


def _squeezed(value: str) -> str:
    return "".join(value.split())


def _digest(*parts: str) -> bytes:
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).digest()[:16]
