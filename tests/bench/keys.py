"""What every key costs on the screen: wall from the key until its answer is drawn, and CPU.

``python tests/bench/keys.py --dir FOLDER [--size 120x40] [--times 5] [--busy]``; FOLDER is a
profile (make a large one with ``lists.py --db FOLDER/clew.db``). ``--busy`` measures during
refreshes that bring new stories without end. All is done on a copy of the profile, whose newest
stories are given long texts. CPU is that of all the program's threads until it rests again, so it
tells what a key sets off as well.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from terminal import MOST, Terminal, late

from reader.store.content import pack

#: Milliseconds that a key may take in 95 of 100 cases: two frames.
WANTED = 33
ESC, ENTER, PAGE = b"\x1b", b"\r", b"\x1b[6~"
#: One turn: what is told of a step ("" for one that only leads on) and its key.
TURN: tuple[tuple[str, bytes], ...] = (
    ("list: next row", b"j"),
    ("list: row before", b"k"),
    ("", b"j"),
    ("open", ENTER),
    ("back", b"h"),
    ("list: page down", PAGE),
    ("list: last", b"G"),
    ("open 400 kB", ENTER),
    ("", b"h"),
    ("list: first", b"gg"),
    ("", b"jj"),
    ("", ENTER),
    ("next unread", b"n"),
    ("next unread", b"n"),
    ("", b"n"),
    ("text: page down", PAGE),
    ("text: last", b"G"),
    ("", b"gg"),
    ("text only", b"Z"),
    ("panes again", b"Z"),
    ("", b"h"),
    ("to the sources", b"\x1b[Z"),
    ("back to the list", b"\t"),
    ("search box: open", b"/"),
    ("search box: letter", b"c"),
    ("search box: close", ESC),
    ("command line: open", b":"),
    ("command line: close", ESC),
    ("palette: open", b"\x10"),
    ("palette: letter", b"f"),
    ("palette: close", ESC),
    ("help: open", b"?"),
    ("help: close", ESC),
    ("one line a row", b"zd"),
    ("two lines a row", b"zd"),
    ("wider", b">"),
    ("narrower", b"<"),
    ("star", b"s"),
    ("undo", b"u"),
)


def turn(terminal: Terminal, size: tuple[int, int], told: dict[str, list[tuple[float, float]]]):
    """Every step once; what it took is added to ``told``."""

    def step(name: str, act: Callable[[], None]) -> None:
        before = terminal.cpu()
        # What is shown beside the list comes once the cursor rests there.
        wall = terminal.answer(act, 0 if name.startswith("list") else MOST)
        terminal.quiet(0.06, 0.4)
        if name and wall is not None:
            told.setdefault(name, []).append((wall * 1000, (terminal.cpu() - before) * 1000))

    for name, key in TURN:
        step(name, lambda key=key: void(os.write(terminal.file, key)))  # type: ignore[misc]
    columns, rows = size
    for name, other in (("resize", (columns - 7, rows - 3)), ("resize", size)):
        step(name, lambda other=other: terminal.resize(*other))  # type: ignore[misc]


def void(_value: object) -> None:
    """Drop a value."""


# --------------------------------------------------------------------------- a refresh


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


def long_bodies(db: sqlite3.Connection) -> None:
    """Give the newest stories texts of 12 kB, the last unread ones 400 kB."""
    chance = random.Random(3)
    words = ["".join(chance.choices("bcdfglmnprstaeiou", k=6)) for _ in range(3_000)]

    def text(size: int) -> bytes:
        paragraphs = (" ".join(chance.choices(words, k=90)) for _ in range(size // 640))
        return pack(
            "".join(f"<p>{each}, <a href='https://a.example/'>a</a>.</p>" for each in paragraphs)
        )

    newest = db.execute("SELECT id FROM story ORDER BY sort_at DESC LIMIT 400")
    last = db.execute(
        "SELECT story.id FROM thread JOIN story ON story.thread = thread.id"
        " WHERE unread AND NOT muted ORDER BY moved_at LIMIT 3"
    )
    bodies = [(text(12_000), row[0]) for row in newest.fetchall()]
    bodies += [(text(400_000), row[0]) for row in last.fetchall()]
    db.executemany("UPDATE body SET html = ? WHERE story = ?", bodies)


@contextlib.contextmanager
def profile(folder: Path, *, busy: bool) -> Iterator[Path]:
    """A copy of the profile with long texts; ``busy``: it is refreshed meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        shutil.copyfile(folder / "clew.db", copy / "clew.db")
        db = sqlite3.connect(copy / "clew.db")
        with db:
            long_bodies(db)
        with refreshing(copy, db) if busy else contextlib.nullcontext():
            yield copy
        db.close()


@contextlib.contextmanager
def refreshing(folder: Path, db: sqlite3.Connection) -> Iterator[None]:
    """Refresh without end; each time 200 feeds have five new stories each."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    with db:
        db.execute("UPDATE feed SET paused = 1 WHERE id > 200")
        db.execute("UPDATE feed SET url = ? || id, allow_private = 1 WHERE id <= 200", (url,))
    ended = threading.Event()
    command = [sys.executable, "-m", "reader", "--dir", str(folder), "refresh", "--force"]

    def refresh() -> None:
        while not ended.is_set():
            done = subprocess.run(command, capture_output=True, check=False, text=True)
            if done.returncode:
                print(done.stdout, done.stderr)
                return

    thread = threading.Thread(target=refresh)
    thread.start()
    time.sleep(2)
    try:
        yield
    finally:
        ended.set()
        thread.join()
        server.shutdown()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--busy", action="store_true")
    options = parser.parse_args()
    columns, rows = map(int, options.size.split("x"))
    told: dict[str, list[tuple[float, float]]] = {}
    with profile(options.dir, busy=options.busy) as folder:
        command = [sys.executable, "-m", "reader", "--dir", str(folder), "--offline"]
        terminal = Terminal(command, columns, rows)
        terminal.wait("threads")
        terminal.quiet(1, 4)
        memory = terminal.memory()
        for _ in range(options.times):
            turn(terminal, (columns, rows), told)
        print(f"{options.size}: PSS {memory:.0f} MB at first, {terminal.memory():.0f} MB now")
        terminal.close()
    print(f"{'':22}{'ms':>8}{'p95':>8}{'CPU':>8}{'p95':>8}")
    for name, taken in told.items():
        wall, cpu = zip(*taken, strict=True)
        figures = (statistics.median(wall), late(wall), statistics.median(cpu), late(cpu))
        over = "  over" if late(wall) > WANTED else ""
        print(f"{name:22}" + "".join(f"{figure:8.1f}" for figure in figures) + over)


if __name__ == "__main__":
    main()
