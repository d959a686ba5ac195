"""The HTTP client: the only importer of aiohttp."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Self

from reader.model import FetchResult, FetchTarget

MAX_BODY = 15 * 1024 * 1024
MAX_REDIRECTS = 5
CONNECT_SECONDS = 10.0
TOTAL_SECONDS = 30.0
MAX_IN_FLIGHT = 64
MAX_LOOPBACK = 100
HOST_GAP_SECONDS = 2.0


class Client:
    """One refresh's client. Polite by construction: caps, spacing, no cookies, no netrc.

    ``resolver`` maps host names to loopback ports for the sample edition and tests:
    ``{"echo.example": ("127.0.0.1", 8123)}``.
    """

    def __init__(
        self,
        *,
        resolver: Mapping[str, tuple[str, int]] | None = None,
        proxy: str | None = None,
        ca_file: str | None = None,
    ) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        raise NotImplementedError

    async def __aexit__(self, *_exc: object) -> None:
        raise NotImplementedError

    async def fetch(self, target: FetchTarget) -> FetchResult:
        """Make one request (and follow its redirects, each hop checked); never raises."""
        raise NotImplementedError

    def fetch_all(self, targets: Iterable[FetchTarget]) -> AsyncIterator[FetchResult]:
        """All targets, shuffled, results as they come."""
        raise NotImplementedError
