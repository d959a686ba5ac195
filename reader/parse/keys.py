"""Text keys of items, their second form, and the hash that tells a revision."""

from __future__ import annotations

import re
from hashlib import sha256

_PREFIX = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*")
_SPACE = re.compile(r"\s+")
#: What ``str.split`` takes for white space in ASCII.
_ASCII_SPACE = b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"


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
    return "sha256:" + _digest(_encoded(title), _encoded(rest)).hex()


def revision(title: str, content: str, summary: str, url: str, author: str) -> bytes:
    """Sixteen bytes that change when the story does; white space does not count."""
    told = (_squeezed(title), _squeezed(content), _squeezed(summary))
    return _digest(*told, _encoded(url), _squeezed(author))


def _squeezed(value: str) -> bytes:
    """``value`` without white space."""
    if not value:
        return b""  # most summaries and authors
    if value.isascii():
        return value.encode().translate(None, _ASCII_SPACE)
    return _encoded("".join(value.split()))


def _encoded(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def _digest(*parts: bytes) -> bytes:
    return sha256(b"\x00".join(parts)).digest()[:16]
