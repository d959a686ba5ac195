"""Refreshes a profile without end, as its screen would: 200 feeds have five new stories each time.

``python tests/bench/busy.py FOLDER`` until it is terminated; for the measurements of the screen.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import sqlite3
import sys
import threading
import time
from contextlib import aclosing
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from reader.paths import Profile, resolve
from reader.services.refreshing import Refreshing


class _Feed(BaseHTTPRequestHandler):
    """Answers every request with stories that were never seen."""

    def do_GET(self) -> None:
        now = time.time()
        chance = random.Random(self.path + str(now))
        words = ["".join(chance.choices("bcdfglmnprstaeiou", k=7)) for _ in range(300)]
        items = "".join(
            f"<item><title>{' '.join(chance.sample(words, 8))}</title><guid>{now}-{n}</guid>"
            f"<pubDate>{formatdate(now)}</pubDate>"
            f"<description>{' '.join(chance.choices(words, k=250))}</description></item>"
            for n in range(5)
        )
        body = f'<rss version="2.0"><channel><title>Busy</title>{items}</channel></rss>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        with contextlib.suppress(ConnectionError):  # the last refresh is cut off
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def to_feeds(folder: Path, url: str) -> None:
    """Let the first 200 feeds of the profile be those at ``url``, and rest the others."""
    with contextlib.closing(sqlite3.connect(folder / "clew.db")) as db, db:
        db.execute("UPDATE feed SET paused = 1 WHERE id > 200")
        db.execute("UPDATE feed SET url = ? || id, allow_private = 1 WHERE id <= 200", (url,))


async def refresh(profile: Profile) -> None:
    """One refresh after the other, until this is cancelled."""
    while True:
        async with aclosing(Refreshing(profile).events(force=True)) as events:  # type: ignore[type-var]
            async for _event in events:
                pass


async def main() -> None:
    folder = Path(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    to_feeds(folder, f"http://127.0.0.1:{server.server_port}/")
    task = asyncio.ensure_future(refresh(resolve(folder)))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
    server.shutdown()


if __name__ == "__main__":
    asyncio.run(main())
