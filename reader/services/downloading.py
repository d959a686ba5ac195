"""Enclosures fetched into files, one after another, through the guards of the fetch layer."""

from __future__ import annotations

import asyncio
import queue
import re
import threading
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from reader import text
from reader.config import Config
from reader.errors import ClewError
from reader.fetch import ranges
from reader.model import FetchKind, FetchTarget
from reader.paths import expanded
from reader.services.parts import KEPT, Part, sweep
from reader.store import Store
from reader.words import N_

#: Most bytes of one file, and seconds for all of it.
MAX_FILE, MAX_SECONDS = 4 << 30, 6 * 3600.0
#: Seconds after which a server that sends nothing more is given up, or asked for the rest.
STALL_SECONDS = 60.0
#: Most requests for one file at a time, each for what the one before did not bring.
MAX_REQUESTS = 20
#: Longest name of a file, in characters and in bytes: file systems know no more than 255 of these,
#: of which an ending, a number and ``.part.json`` take some.
_LONGEST, _LONGEST_BYTES = 120, 180
#: Seconds to wait for a download that is given up because the program ends.
_CLOSING = 2.0
_UNSAFE = re.compile(r"[^\w.+-]+")


@dataclass
class Download:
    """One file on its way. ``private``: it may lie in the user's own network, as its feed does.
    ``total`` is 0 while unknown; ``path`` is where it is, once ``ended``; ``error`` why it is not;
    ``told``: the user knows how it ended; ``cancelled``: the user no longer wants it."""

    url: str
    name: str
    private: bool = False
    done: int = 0
    total: int = 0
    path: Path | None = None
    error: str = ""
    ended: bool = False
    begun: bool = False
    told: bool = False
    cancelled: bool = False

    @property
    def share(self) -> int:
        """How much has come, in per cent."""
        return min(100, 100 * self.done // self.total) if self.total else 0


class Downloads:
    """A queue of downloads, worked off by a thread of its own that ends with the program."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._config = config
        self._queue: queue.SimpleQueue[Download] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._stop: Callable[[], object] = lambda: None
        self.all: list[Download] = []

    @property
    def folder(self) -> Path:
        """Where files go: ``open.downloads``, else the user's folder for downloads."""
        stated = self._config.text("open.downloads")
        if stated:
            return expanded(Path(stated))
        import platformdirs

        return Path(platformdirs.user_downloads_path())

    @property
    def moving(self) -> list[Download]:
        """Those that wait or are under way, in their order."""
        return [one for one in self.all if not one.ended]

    def add(self, url: str, feed: int) -> Download:
        """Put an enclosure of a feed's story at the end of the queue; one that is in it already,
        or was had, is given as it is."""
        for one in self.all:
            if one.url == url and not one.error:
                return one
        row = self._store.feeds.get(feed)
        download = Download(url, name_of(url), private=row is not None and row.allow_private)
        self.all.append(download)
        self._queue.put(download)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="clew-downloads", daemon=True)
            self._thread.start()
        return download

    def cancel(self, url: str) -> bool:
        """Give up the download of an address, whether it waits or is under way; nothing of it is
        left, unless it is there whole by then. False when there is none."""
        for one in self.moving:
            if one.url == url:
                one.cancelled = True
                if one.begun:
                    self._stop()
                return True
        return False

    def close(self) -> None:
        """Give up all that is not there yet, and wait until nothing of it is left."""
        for one in self.moving:
            self.cancel(one.url)
        until = time.monotonic() + _CLOSING
        while self.moving and time.monotonic() < until:
            time.sleep(0.01)

    def _work(self) -> None:
        while True:
            download = self._queue.get()
            download.begun = True
            try:
                if not download.cancelled:
                    download.path = asyncio.run(self._one(download))
            except asyncio.CancelledError:
                download.cancelled = True
            except ClewError as error:
                download.error = str(error)
            except Exception as error:
                download.error = f"Unexpected: {error!r}"
            if download.path is not None:
                download.cancelled = False  # it was there before it could be given up
            if download.cancelled:
                download.error = N_("given up")
            download.ended = True

    async def _one(self, download: Download) -> Path:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        self._stop = lambda: loop.is_closed() or loop.call_soon_threadsafe(task.cancel)
        if download.cancelled:  # since it was looked at
            raise asyncio.CancelledError
        try:
            return await fetch(download, self.folder, self._config)
        finally:
            self._stop = lambda: None


def name_of(url: str) -> str:
    """A safe file name for what an address gives: no folders, no leading dot, not too long."""
    try:
        path = urlsplit(url).path
    except ValueError:  # an address that cannot be asked still has to be shown
        path = ""
    last = unquote(path).rpartition("/")[2]
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", text.line(last))).strip("._-")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{_cut(stem) or 'enclosure'}.{ending}"
    return _cut(name) or "enclosure"


def _cut(name: str) -> str:
    return name[:_LONGEST].encode()[:_LONGEST_BYTES].decode("utf-8", "ignore")


async def fetch(download: Download, folder: Path, config: Config) -> Path:
    """Fetch one file; the path it has at last. Until whole it is a ``Part``, from which a later
    fetch of the same address goes on.

    Raises ``ClewError`` when it cannot be had or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with Part(folder, download) as part:
            sweep(folder, time.time() - KEPT)
            await _whole(part, download, config)
            return part.name(download.name)
    except OSError as fault:
        raise ClewError(f"Cannot write {download.name}: {fault.strerror}", "") from fault


async def _whole(part: Part, download: Download, config: Config) -> None:
    """Ask until the part is whole, as long as each answer brings more of it."""
    from reader.services import logins

    target = FetchTarget(0, download.url, allow_private=download.private)
    limited = logins.client(
        config, max_body=MAX_FILE, total_seconds=MAX_SECONDS, stall_seconds=STALL_SECONDS
    )
    async with limited as client:
        for _ in range(MAX_REQUESTS):
            before = part.have
            result = await client.fetch(target, into=part)
            if part.fault is not None:
                raise part.fault
            ended = result.kind is FetchKind.BODY
            if ended and part.total in (0, part.have):
                return
            over = bool(part.total) and part.have > part.total
            if over or result.error_kind in ("too_large", "encoding"):
                part.forget()
                break
            if before and not ended and result.status in (ranges.PARTIAL, ranges.PAST_END):
                part.forget()  # what is here is the start of something else
            elif not (ended or result.error_kind == "cut") or part.have <= before:
                break
    said = result.error or "The server sent another length than it announced"
    raise ClewError(f"{said}; what came is kept" if part.resumable else said, "")
