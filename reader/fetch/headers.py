"""Headers read and made: validators byte for byte, a login, how long to wait, how long fresh."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from reader.model import Validators

#: Ten years, in seconds: anything longer (a 16-year max-age was seen) says no more than this.
LONGEST = 10 * 365 * 86_400

_MAX_AGE = re.compile(r'(?i)(?:^|[,;\s])max-age\s*=\s*"?(\d{1,18})')
_NO_STORE = re.compile(r"(?i)(?:^|[,;\s])no-(?:store|cache)(?:$|[,;\s])")

_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


def validators(raw: Iterable[tuple[bytes, bytes]]) -> Validators:
    """ETag and Last-Modified of an answer, byte for byte."""
    found: dict[bytes, bytes] = {}
    for name, value in raw:
        found.setdefault(name.lower(), value)
    return Validators(found.get(b"etag") or None, found.get(b"last-modified") or None)


def conditional(known: Validators) -> dict[str, str]:
    """The headers that ask for a change only. A value that cannot be sent back byte for byte
    (no UTF-8, or control characters) is not sent at all."""
    pairs = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
    return {name: said for name, value in pairs if (said := _sendable(value))}


def _sendable(value: bytes | None) -> str:
    """A validator that goes back byte for byte, else ""."""
    if not value or _CONTROL.search(value):
        return ""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def strong(known: Validators, date: str | None, now: int) -> str:
    """What If-Range may name, "" for nothing: an ETag unless it is weak, else a Last-Modified at
    least a second before the answer was made (RFC 9110, section 8.8.2.2): two versions within one
    second bear the same."""
    tag = _sendable(known.etag)
    if tag.startswith('"'):
        return tag
    changed, made = _sendable(known.last_modified), http_date(date)
    at = http_date(changed)
    return changed if at is not None and at < (now if made is None else made) else ""


def differs(validator: str, known: Validators) -> bool:
    """Whether an answer bears another validator of the kind that ``strong`` gave."""
    value = known.etag if validator.startswith('"') else known.last_modified
    return value is not None and _sendable(value) != validator


def basic(login: str) -> str:
    """The Authorization header of an address's ``user:password`` ("" for none)."""
    if not login:
        return ""
    user, _, password = login.partition(":")
    raw = unquote_to_bytes(user) + b":" + unquote_to_bytes(password)
    return f"Basic {b64encode(raw).decode('ascii')}"


def http_date(text: str | None) -> int | None:
    """Seconds since 1970 of an HTTP date, ``None`` when it is missing or not one."""
    if not text:
        return None
    try:
        date = parsedate_to_datetime(text)
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        return int(date.timestamp())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def retry_after(headers: Mapping[str, str], now: int) -> int | None:
    """Seconds that Retry-After asks to wait; a date counts from the server's own clock (Date)."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:18]), LONGEST)
    until = http_date(text)
    if until is None:
        return None
    server = http_date(headers.get("Date"))
    return max(0, min(until - (now if server is None else server), LONGEST))


def max_age(headers: Mapping[str, str], now: int) -> int | None:
    """Seconds the answer stays fresh: Cache-Control max-age less Age, else Expires less Date.

    ``no-cache`` and ``no-store`` say nothing about when to ask next and give ``None``.
    """
    control = headers.get("Cache-Control", "")
    if _NO_STORE.search(control):
        return None
    found = _MAX_AGE.search(control)
    if found:
        age = headers.get("Age", "").strip()
        passed = int(age[:18]) if age.isascii() and age.isdigit() else 0
        return max(0, min(int(found[1]) - passed, LONGEST))
    expires = http_date(headers.get("Expires"))
    if expires is None:
        return None
    server = http_date(headers.get("Date"))
    return max(0, min(expires - (now if server is None else server), LONGEST))
