"""The parser of a refresh."""

from __future__ import annotations

from reader.model import ParsedFeed
from reader.parse import frames
from reader.parse.child import Parser
from reader.store.content import Pressed

#: The types of the values of ``Pressed``.
_TYPES = (str, int, bytes, int, int, int)


class FeedParser(Parser):
    """As ``Parser``; of a feed of which all is new the child does more."""

    module = "reader.services.parsing_child"

    async def first(
        self, data: bytes, content_type: str = "", url: str = "", language: str = ""
    ) -> tuple[ParsedFeed, dict[str, Pressed]]:
        """As ``parse``, of a feed that was never read: its items without their HTML, and by their
        ids what is kept of that."""
        return first(await self._read("first", data, content_type, url, language))


def first(told: object) -> tuple[ParsedFeed, dict[str, Pressed]]:
    """The feed and what is kept of its items as ``parsing_child`` tells them; else ``BadFrame``."""
    if not isinstance(told, tuple) or len(told) != 2:
        raise frames.BadFrame("a feed without what is kept of it")
    feed, made = frames.to_feed(told[0]), told[1]
    if not isinstance(made, tuple) or len(made) != len(feed.items):
        raise frames.BadFrame("items without what is kept of them")
    for one in made:
        if not isinstance(one, tuple) or tuple(map(type, one)) != _TYPES:
            raise frames.BadFrame("something else than what is kept of an item")
    return feed, {item.id: Pressed(*one) for item, one in zip(feed.items, made, strict=True)}
