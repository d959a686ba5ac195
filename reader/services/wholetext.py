"""Full text: the page of a story fetched, the article on it kept and searched with the rest.

Only what was asked for is fetched: one story by its key, or, where the user said so of a feed, each
story as it arrives. The same client as for feeds, with the same guards and manners.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from reader import text
from reader.clock import Clock
from reader.config import Config
from reader.errors import ClewError, UsageError
from reader.fetch.client import Client
from reader.model import StoryRow
from reader.parse.child import Parser
from reader.services import courtesy, logins
from reader.store import Store

#: Most stories of one refresh whose pages are fetched by themselves, the newest ones.
MOST_AT_ONCE = 60

_ACCEPT = (("Accept", "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"),)
_log = logging.getLogger(__name__)


class WholeText:
    """Fetches the full text of stories."""

    def __init__(self, store: Store, config: Config, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._clock = clock

    def fetch(self, story: int) -> None:
        """Fetch and keep the full text of a story; it is in the index when this returns. What it
        tells of other threads is found by the next refresh.

        ``UsageError`` for a story without a page, ``NetworkError`` when it does not answer,
        ``NoArticle`` when there is none on it.
        """
        from reader.services.refresh import interruptible

        rows = self._store.rows.stories([story])
        if not rows:
            raise UsageError(f"There is no story {story}", "'clew list' shows their numbers")
        interruptible(self._fetch(rows[0]))
        self._store.mentions.ask([story])
        while self._store.fulltext.index_some():
            pass

    async def _fetch(self, row: StoryRow) -> None:
        async with logins.client(self._config) as client, Parser() as parser:
            await self._one(client, parser, row)

    async def fetch_all(self, stories: Iterable[int]) -> None:
        """As ``fetch`` for stories that just arrived; what cannot be had is left as it is."""
        newest = sorted(stories, reverse=True)[:MOST_AT_ONCE]
        rows = await asyncio.to_thread(self._store.rows.stories, newest)

        async def one(row: StoryRow) -> None:
            try:
                await self._one(client, parser, row)
            except ClewError as error:
                _log.info("no full text of story %d: %s", row.id, error.message)

        async with logins.client(self._config) as client, Parser() as parser:
            await asyncio.gather(*map(one, rows))

    async def _one(self, client: Client, parser: Parser, row: StoryRow) -> None:
        if not text.openable(row.url):
            raise UsageError("This story has no page of its own", "")
        result = await courtesy.fetch(self._store, self._clock, client, row.feed, row.url, _ACCEPT)
        page = await parser.extract(result.body, result.content_type, result.url)
        await asyncio.to_thread(self._store.arrivals.keep_whole, row.id, page)
