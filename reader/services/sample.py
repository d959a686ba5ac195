"""The sample edition: a bundle of feed files that travels the same road as any feed, offline.

The bundle is the folder ``reader/sample/``: feed files of any format, and ``edition.toml``::

    edition = 1                        # whole number, raised when the files change
    title = "The clew sample edition"  # one line
    about = "What it is, one or two sentences, shown once it is loaded."

    [[feed]]
    url = "http://echo.example/feed.xml"            # http, a host that ends in .example
    file = "echo.xml"                               # beside this manifest
    type = "application/rss+xml; charset=utf-8"     # Content-Type it is served with
    folder = "World"                                # path, "/" between levels; "" for none

Every ``url`` and ``file`` stands once; a file that no feed names is an error, so that nothing is
forgotten. Names of feeds come from the files themselves. While the edition is loaded, a resolver
given to the client leads the ``.example`` hosts to a server of our own on loopback; afterwards the
feeds are paused, hence never due, and everything is readable offline for ever.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from reader.errors import ClewError
from reader.model import Outline

MANIFEST = "edition.toml"
#: Hosts under this name exist nowhere (RFC 2606): the edition can never be mistaken for the net.
TOP = ".example"
#: Name in the store's state table that says an edition was loaded here, and which.
STATE = "sample"


@dataclass(frozen=True, slots=True)
class SampleFeed:
    """One feed of the edition; ``body`` is served as it stands under ``url``."""

    url: str
    type: str
    folder: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Edition:
    """The whole bundle, checked."""

    edition: int
    title: str
    about: str
    feeds: tuple[SampleFeed, ...]

    def outlines(self) -> list[Outline]:
        """The edition as a subscription list."""
        return [Outline(url=feed.url, folder=feed.folder) for feed in self.feeds]

    def hosts(self) -> set[str]:
        return {urlsplit(feed.url).hostname or "" for feed in self.feeds}


def owns(url: str) -> bool:
    """Whether an address is one of the sample edition's."""
    return (urlsplit(url).hostname or "").endswith(TOP)


def read(folder: Path) -> Edition:
    """The edition in ``folder``; ``ClewError`` names what is wrong with the bundle."""
    manifest = folder / MANIFEST
    try:
        table = tomllib.loads(manifest.read_text(encoding="utf-8"))
        feeds = tuple(_feed(folder, entry) for entry in table["feed"])
        found = Edition(int(table["edition"]), str(table["title"]), str(table["about"]), feeds)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise _broken(folder, f"{type(error).__name__}: {error}") from error
    named = {str(entry["file"]) for entry in table["feed"]}
    if len(named) != len(feeds) or len({feed.url for feed in feeds}) != len(feeds):
        raise _broken(folder, "an address or a file stands twice")
    there = {p.name for p in folder.iterdir() if p.suffix in (".xml", ".json", ".rdf", ".atom")}
    if there - named:
        raise _broken(folder, f"no feed names {', '.join(sorted(there - named))}")
    return found


def _feed(folder: Path, entry: Mapping[str, object]) -> SampleFeed:
    url, file = str(entry["url"]), str(entry["file"])
    parts = urlsplit(url)
    if parts.scheme != "http" or not (parts.hostname or "").endswith(TOP):
        raise _broken(folder, f"{url} is not http under {TOP}")
    if Path(file).name != file:
        raise _broken(folder, f"{file} is not beside the manifest")
    levels = tuple(part for part in str(entry.get("folder", "")).split("/") if part)
    return SampleFeed(url, str(entry["type"]), levels, (folder / file).read_bytes())


def _broken(folder: Path, what: str) -> ClewError:
    return ClewError(f"The sample edition in {folder} is damaged: {what}", "Install clew anew")


@asynccontextmanager
async def serving(edition: Edition) -> AsyncIterator[dict[str, tuple[str, int]]]:
    """Serve the edition on loopback; gives the resolver that leads its hosts there."""
    bodies = {
        (urlsplit(feed.url).hostname or "", _target(feed.url)): feed for feed in edition.feeds
    }
    server = await asyncio.start_server(
        lambda reader, writer: _answer(bodies, reader, writer), "127.0.0.1", 0
    )
    port = int(server.sockets[0].getsockname()[1])
    try:
        yield {host: ("127.0.0.1", port) for host in edition.hosts()}
    finally:
        server.close()
        await server.wait_closed()


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


async def _answer(
    bodies: Mapping[tuple[str, str], SampleFeed],
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    """One request, one answer, connection closed: the edition is small and asked for once."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        target = head[0].split(" ")[1] if head[0].count(" ") >= 2 else ""
        named = [row.partition(":")[2] for row in head[1:] if row.lower().startswith("host:")]
        host = (named[0] if named else "").strip().partition(":")[0].lower()
        feed = bodies.get((host, target))
        status, kind, body = (
            ("200 OK", feed.type, feed.body)
            if feed
            else ("404 Not Found", "text/plain", b"Not part of the sample edition")
        )
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n".encode("latin-1")
            + body
        )
        await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        pass  # the client went away; there is nobody to tell
    finally:
        writer.close()
