"""The images of articles: fetched when one is looked at, through the guards of the fetch layer, and
decoded in a child process. Nothing of it is stored."""

from __future__ import annotations

import asyncio
import importlib.util
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reader.clock import Clock
from reader.config import Config
from reader.errors import NoFigure
from reader.model import Figure
from reader.parse.child import Parser
from reader.services import courtesy, logins
from reader.store import Store

#: Most bytes of one image, and of all that are kept as long as the screen is open.
MAX_IMAGE, MAX_KEPT = 15 << 20, 48 << 20
_ACCEPT = (("Accept", "image/avif, image/webp, image/png, image/jpeg, image/*;q=0.8"),)


def decodable() -> bool:
    """Whether images can be decoded here: pillow is there (the extra ``images``)."""
    return importlib.util.find_spec("PIL") is not None


class Waiting:
    """Somebody who waits for one image, and may give it up: from any thread, before it is begun as
    well as while it is under way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.given_up = False
        self._cancel: Callable[[], object] | None = None

    def give_up(self) -> None:
        with self._lock:
            self.given_up = True
            if self._cancel is not None:
                self._cancel()

    @contextmanager
    def through(self, cancel: Callable[[], object]) -> Iterator[None]:
        """Around the work that ``cancel`` ends. ``CancelledError`` when it was given up before."""
        with self._lock:
            if self.given_up:
                raise asyncio.CancelledError
            self._cancel = cancel
        try:
            yield
        finally:
            with self._lock:
                self._cancel = None


class Figures:
    """Images by their address. What was looked at is kept until the program ends, the longest not
    looked at dropped first, so that looking again asks nobody."""

    def __init__(self, store: Store, config: Config, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def has(self, url: str) -> bool:
        """Whether an image is here already."""
        return url in self._kept

    def get(
        self, url: str, feed: int, size: tuple[int, int], ground: str, waiting: Waiting
    ) -> Figure:
        """The image at ``url``, in a story of ``feed``, made to fit ``size`` (pixels) over a ground
        (six hexadecimal digits). ``NetworkError`` when it cannot be had, ``NoFigure`` when it
        cannot be shown or is waited for no more."""
        try:
            return asyncio.run(self._get(url, feed, size, ground, waiting))
        except asyncio.CancelledError as error:
            raise NoFigure("Not waited for", "") from error

    async def _get(
        self, url: str, feed: int, size: tuple[int, int], ground: str, waiting: Waiting
    ) -> Figure:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        with waiting.through(lambda: loop.call_soon_threadsafe(task.cancel)):
            data = self._kept.get(url)
            if data is None:
                data = await self._fetch(url, feed)
                self._keep(url, data)
            self._kept.move_to_end(url)
            async with Parser() as parser:
                return await parser.image(data, *size, ground)

    async def _fetch(self, url: str, feed: int) -> bytes:
        async with logins.client(self._config, max_body=MAX_IMAGE) as client:
            result = await courtesy.fetch(self._store, self._clock, client, feed, url, _ACCEPT)
        return result.body

    def _keep(self, url: str, data: bytes) -> None:
        self._kept[url] = data
        while sum(map(len, self._kept.values())) > MAX_KEPT:
            self._kept.popitem(last=False)
