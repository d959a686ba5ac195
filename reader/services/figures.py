"""The images of articles: fetched when one is looked at, through the guards of the fetch layer, and
decoded in a child process. Nothing of it is stored."""

from __future__ import annotations

import asyncio
import importlib.util
from collections import OrderedDict
from collections.abc import Callable

from reader import text
from reader.clock import Clock
from reader.config import Config
from reader.errors import NetworkError, NoFigure
from reader.model import FetchKind, FetchTarget, Figure
from reader.parse.child import Parser
from reader.services import logins
from reader.store import Store

#: Most bytes of one image, and of all that are kept as long as the screen is open.
MAX_IMAGE, MAX_KEPT = 15 << 20, 48 << 20
_ACCEPT = (("Accept", "image/avif, image/webp, image/png, image/jpeg, image/*;q=0.8"),)


def decodable() -> bool:
    """Whether images can be decoded here: pillow is there (the extra ``images``)."""
    return importlib.util.find_spec("PIL") is not None


class Figures:
    """Images by their address. What was looked at is kept until the program ends, the longest not
    looked at dropped first, so that looking again asks nobody."""

    def __init__(self, store: Store, config: Config, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._cancel: Callable[[], object] = lambda: None

    def has(self, url: str) -> bool:
        """Whether an image is here already."""
        return url in self._kept

    def get(self, url: str, feed: int, size: tuple[int, int], ground: str) -> Figure:
        """The image at ``url``, in a story of ``feed``, made to fit ``size`` (pixels). One at a
        time. ``NetworkError`` when it cannot be had, ``NoFigure`` when it cannot be shown."""
        try:
            return asyncio.run(self._get(url, feed, size, ground))
        except asyncio.CancelledError as error:
            raise NoFigure("Not waited for", "") from error

    def drop(self) -> None:
        """Give up the image that is under way; for any thread."""
        self._cancel()

    async def _get(self, url: str, feed: int, size: tuple[int, int], ground: str) -> Figure:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        self._cancel = lambda: loop.is_closed() or loop.call_soon_threadsafe(task.cancel)
        try:
            data = self._kept.get(url)
            if data is None:
                data = await self._fetch(url, feed)
                self._keep(url, data)
            self._kept.move_to_end(url)
            async with Parser() as parser:
                return await parser.image(data, *size, ground)
        finally:
            self._cancel = lambda: None

    async def _fetch(self, url: str, feed: int) -> bytes:
        shown = text.masked(url)
        row = await asyncio.to_thread(self._store.feeds.get, feed)
        free_at = await asyncio.to_thread(self._store.feeds.free_at, url, self._clock.now())
        if free_at > self._clock.now():
            raise NetworkError(
                f"{shown}: its host wants to be left alone for a while", "slow_down", "Try later"
            )
        private = row is not None and row.allow_private
        target = FetchTarget(feed, url, allow_private=private, headers=_ACCEPT)
        async with logins.client(self._config, max_body=MAX_IMAGE) as client:
            result = await client.fetch(target)
        if result.kind is not FetchKind.BODY:
            raise NetworkError(f"{shown}: {result.error}", result.error_kind, "Try the browser")
        return result.body

    def _keep(self, url: str, data: bytes) -> None:
        self._kept[url] = data
        while sum(map(len, self._kept.values())) > MAX_KEPT:
            self._kept.popitem(last=False)
