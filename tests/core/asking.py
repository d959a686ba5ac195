"""One address asked by a client of its own, and its failure looked at."""

from __future__ import annotations

from reader.clock import FixedClock
from reader.fetch.client import Client
from reader.model import FETCH_ERRORS, FetchKind, FetchResult, FetchTarget, Validators

NOW = 1_700_000_000  # Tue, 14 Nov 2023 22:13:20 GMT
FEED = b"<rss version='2.0'><channel/></rss>"


async def ask(
    url: str,
    validators: Validators | None = None,
    *,
    private: bool = True,
    client: Client | None = None,
) -> FetchResult:
    async with client or Client(clock=FixedClock(NOW), gap=0.0) as ready:
        return await ready.fetch(FetchTarget(7, url, validators or Validators(), private))


def failed(result: FetchResult, kind: str) -> str:
    """Check a failure as a whole and give its sentence."""
    assert result.kind is FetchKind.FAILED
    assert result.error_kind == kind
    assert kind in FETCH_ERRORS
    assert result.error
    assert result.error.isprintable()
    assert result.body == b""
    assert result.feed == 7
    return result.error
