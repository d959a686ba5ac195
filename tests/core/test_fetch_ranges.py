"""Which answers carry the rest of a body, and by what it is asked for."""

from __future__ import annotations

import pytest

from reader.fetch import headers, ranges
from reader.fetch.client import Client
from reader.model import FetchTarget, Validators
from tests.core.http_server import Answer, HttpServer

TAG = '"a1"'
DAY = "Tue, 11 Apr 2023 09:00:00 GMT"
NEXT = "Tue, 11 Apr 2023 09:00:01 GMT"


class Part:
    """Three bytes of ten."""

    have, validator, total = 3, TAG, 10

    def begin(self, total: int | None, validator: str, *, anew: bool) -> None:
        raise NotImplementedError

    def push(self, piece: bytes) -> None:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("status", "head", "tag", "fits"),
    [
        (206, {"Content-Range": "bytes 3-9/10"}, TAG, True),
        (206, {"Content-Range": "bytes 3-9/10"}, None, True),
        (206, {"Content-Range": "bytes 2-9/10"}, TAG, False),
        (206, {"Content-Range": "bytes 3-10/10"}, TAG, False),
        (206, {"Content-Range": "bytes 3-9/11"}, TAG, False),
        (206, {"Content-Range": "bytes 3-10/11"}, TAG, False),
        (206, {"Content-Range": "bytes 3-9/10"}, '"b2"', False),
        (206, {"Content-Range": "bytes 3-9/10", "Content-Encoding": "gzip"}, TAG, False),
        (206, {}, TAG, False),
        (200, {"Content-Range": "bytes 3-9/10"}, TAG, False),
        (416, {"Content-Range": "bytes */10"}, TAG, False),
    ],
)
def test_only_what_fits_is_the_rest(
    status: int, head: dict[str, str], tag: str | None, fits: bool
) -> None:
    known = Validators(etag=tag.encode() if tag else None)
    assert ranges.goes_on(Part(), status, head, known) is fits


@pytest.mark.parametrize(
    ("etag", "changed", "date", "now", "said"),
    [
        (TAG, DAY, NEXT, 0, TAG),
        ("W/" + TAG, None, NEXT, 0, ""),
        ("W/" + TAG, DAY, NEXT, 0, DAY),
        (None, DAY, DAY, 0, ""),  # changed again within that second it would say the same
        (None, NEXT, DAY, 0, ""),
        (None, DAY, None, 2_000_000_000, DAY),
        (None, DAY, None, 0, ""),
        (None, "yesterday", NEXT, 0, ""),
    ],
)
def test_the_rest_is_asked_for_only_by_what_no_two_versions_bear(
    etag: str | None, changed: str | None, date: str | None, now: int, said: str
) -> None:
    known = Validators(
        etag=etag.encode() if etag else None,
        last_modified=changed.encode() if changed else None,
    )
    assert headers.strong(known, date, now) == said


class Begun:
    """Takes the rest of a body, of which six hundred bytes are there."""

    have, validator, total = 600, TAG, 0

    def __init__(self) -> None:
        self.taken = 0

    def begin(self, total: int | None, validator: str, *, anew: bool) -> None:
        assert not anew

    def push(self, piece: bytes) -> None:
        self.taken += len(piece)


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize(("rest", "kind"), [(400, ""), (401, "too_large")])
async def test_the_cap_counts_what_is_there_already(told: bool, rest: int, kind: str) -> None:
    head = f"HTTP/1.1 206 Partial\r\nContent-Range: bytes 600-{599 + rest}/{600 + rest}\r\n"
    length = f"Content-Length: {rest}\r\n" if told else "Connection: close\r\n"
    sink = Begun()
    async with HttpServer() as server, Client(max_body=1_000) as client:
        server.route("/file", Answer(raw=f"{head}{length}\r\n".encode() + bytes(rest)))
        target = FetchTarget(7, server.url("/file"), allow_private=True)
        result = await client.fetch(target, into=sink)
    assert result.error_kind == kind
    assert sink.taken == (0 if kind else rest)
    assert server.log[0].header("range") == "bytes=600-"
