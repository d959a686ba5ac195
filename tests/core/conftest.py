"""A server for the tests of what is fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.core.http_server import HttpServer


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    async with HttpServer() as started:
        yield started
