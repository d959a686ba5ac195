"""The children of a refresh that read: the parser, and what reads many new stories ahead."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

from reader.model import FeedRow, FetchResult, ParsedFeed
from reader.services.answering import parsed_or_failed

if TYPE_CHECKING:
    from reader.services.aside import Aside
    from reader.services.parsing import FeedParser
    from reader.store.content import Pressed

#: Stories that a feed brings when it is read for the first time, at a guess: WordPress gives 10
#: unless told otherwise, papers 20 to 100; and from how many on they are read ahead (as
#: ``ahead.ENOUGH``). A wrong guess costs .1 s of the second core.
USUAL, MANY = 20, 1_000


class Children:
    """Started when they are needed, or as soon as it is certain that they will be."""

    def __init__(self) -> None:
        self._parser: FeedParser | None = None
        self._aside: Aside | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def begin(self, unread: int) -> None:
        """So many feeds that were never read bring bodies, all of which are new stories: the
        children that read those start while our own code is loaded. Else the first body starts the
        parser, as there may be none."""
        if not unread:
            return
        await self.parser()
        if unread * USUAL >= MANY:
            from reader.services.ahead import begun

            self._aside = begun()
        await asyncio.sleep(0)  # let it be started

    def released(self) -> Aside | None:
        """What will read ahead, for somebody else; None where none was begun."""
        aside, self._aside = self._aside, None
        return aside

    async def parser(self) -> FeedParser:
        """The parser, started if it was not."""
        if self._parser is None:
            from reader.services.parsing import FeedParser

            self._parser = FeedParser()
            await self._stack.enter_async_context(self._parser)
        return self._parser

    async def parsed(
        self, feed: FeedRow, result: FetchResult
    ) -> tuple[ParsedFeed, Mapping[str, Pressed]] | FetchResult:
        """The body read, and what the child made of its items: of a feed that was never read. What
        the user said of its language goes first, and the child does not know it."""
        parser = await self.parser()
        if not feed.state.body_hash and not feed.settings.language:
            return await parsed_or_failed(parser.first, result)
        parsed = await parsed_or_failed(parser.parse, result)
        return parsed if isinstance(parsed, FetchResult) else (parsed, {})
