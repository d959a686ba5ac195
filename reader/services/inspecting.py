"""What is read from a feed file, without storing it."""

from __future__ import annotations

from reader.errors import NotAFeed
from reader.model import ParsedFeed


def inspect(
    data: bytes, content_type: str = "", url: str = "", language: str = ""
) -> dict[str, object]:
    """The feed as ``clew parse`` prints it. Read in the killable child, so that no file can hang
    us; ``NotAFeed`` says why when it cannot be read."""
    from reader.parse.child import Parser, ParserKilled
    from reader.parse.printed import as_dict
    from reader.services.refresh import interruptible

    async def read() -> ParsedFeed:
        async with Parser() as parser:
            return await parser.parse(data, content_type, url, language)

    try:
        return as_dict(interruptible(read()))
    except ParserKilled as error:
        raise NotAFeed(f"It cannot be read: {error}", "") from error
