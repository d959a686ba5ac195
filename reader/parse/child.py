"""The killable parser: a child process with a deadline and a memory cap."""

from __future__ import annotations

from typing import Self

from reader.model import ParsedFeed

DEADLINE_SECONDS = 10.0
MEMORY_BYTES = 1 << 30


class Parser:
    """A parser child, started on first use and again after it was killed."""

    def __init__(self, *, deadline: float = DEADLINE_SECONDS, memory: int = MEMORY_BYTES) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        raise NotImplementedError

    async def __aexit__(self, *_exc: object) -> None:
        raise NotImplementedError

    async def parse(self, data: bytes, content_type: str = "", url: str = "") -> ParsedFeed:
        """As ``feed.parse_bytes`` in the child. ``NotAFeed`` as there; ``ParserKilled`` when the
        deadline or the memory cap was reached (other feeds waiting are not harmed)."""
        raise NotImplementedError


class ParserKilled(Exception):
    """The child was killed; the message says why in one plain sentence."""
