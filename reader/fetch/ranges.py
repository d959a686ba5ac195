"""The rest of a file that was begun before: asked for by its range, and believed only when it fits.

After RFC 9110, sections 13.1.5 (If-Range), 14.4 (Content-Range) and 15.5.17 (416).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from reader.fetch import headers
from reader.model import Validators

PARTIAL, PAST_END = 206, 416

_SPAN = re.compile(r"(?i)bytes[ \t]+(\d{1,18})-(\d{1,18})/(\d{1,18})")
_SIZE = re.compile(r"(?i)bytes[ \t]+\*/(\d{1,18})")


class Sink(Protocol):
    """Takes a body piece by piece. ``have``: bytes of it that are there from before, ``validator``
    what tells that it is still the same body, ``total`` how long that is (0: not known)."""

    have: int
    validator: str
    total: int

    def begin(self, total: int | None, validator: str, *, anew: bool) -> None:
        """Pieces follow, of a body so long in all: what comes after ``have``, or ``anew`` all."""

    def push(self, piece: bytes) -> None:
        """The next piece."""


def request_headers(sink: Sink) -> dict[str, str]:
    """What a request for the body says, or for the rest of it. Bytes can be counted on only where
    nothing is packed."""
    own = {"Accept-Encoding": "identity"}
    if sink.have and sink.validator:
        own |= {"Range": f"bytes={sink.have}-", "If-Range": sink.validator}
    return own


def goes_on(sink: Sink, status: int, head: Mapping[str, str], known: Validators) -> bool:
    """Whether an answer 206 carries what comes after ``have``, or 416 says that nothing does. Some
    servers ignore If-Range: what names another version or length does not fit."""
    if not (sink.have and sink.validator) or head.get("Content-Encoding", ""):
        return False
    if status == PARTIAL:
        first, last, size = _span(head)
        fits = first == sink.have <= last < size
    else:
        size = _size(head)
        fits = status == PAST_END and size == sink.have
    return fits and sink.total in (0, size) and not headers.differs(sink.validator, known)


def begin(
    sink: Sink,
    status: int,
    head: Mapping[str, str],
    known: Validators,
    length: int | None,
    now: int,
) -> None:
    """Tell a sink what an answer of so many bytes is to bring: the rest if it ``goes_on``."""
    if status == PARTIAL:
        sink.begin(_span(head)[2], sink.validator, anew=False)
    elif head.get("Content-Encoding", ""):
        sink.begin(None, "", anew=True)  # what was unpacked is no range of what is sent
    else:
        sink.begin(length, headers.strong(known, head.get("Date"), now), anew=True)


def _span(head: Mapping[str, str]) -> tuple[int, int, int]:
    """First and last byte and the length of all, as Content-Range tells; -1 where it does not."""
    found = _SPAN.fullmatch(head.get("Content-Range", "").strip())
    return (int(found[1]), int(found[2]), int(found[3])) if found else (-1, -1, -1)


def _size(head: Mapping[str, str]) -> int:
    found = _SIZE.fullmatch(head.get("Content-Range", "").strip())
    return int(found[1]) if found else -1
