"""A run of bad luck: refreshes, marks, searches, backups and migrations, killed at random moments.

Run by hand: ``python tests/bench/chaos.py [--minutes 10] [--seed N]``. Feeds on loopback answer
with faults, a third of all commands are killed with SIGKILL, some run on a disk that is all but
full or with a clock that jumped. After every round the database is checked whole, and every mark
that a command said it had made must be there. It prints what was done, and leaves with 1 when
anything was lost or damaged.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.core.http_server import Answer, HttpServer, Request  # noqa: E402

FEEDS = 25
BOMB = gzip.compress(b"0" * 60_000_000)
#: What a round is made of.
DEEDS = ("refresh", "star", "unstar", "tag", "search", "backup", "undo")
OLD = ROOT / "tests" / "data" / "store" / "schema1.db.gz"
WORDS = ("filing", "merger", "telescope", "tomato", "bridge", "library", "valve", "court")
WORDS += ("pension", "harbour")


# --------------------------------------------------------------------------- the feeds


class Feeds:
    """Feeds that grow by a story now and then and fail in all manners."""

    def __init__(self, luck: random.Random) -> None:
        self.luck = luck
        self.stories = [luck.randrange(5, 30) for _ in range(FEEDS)]
        self.ready = threading.Event()
        self.base = ""

    def body(self, feed: int) -> bytes:
        items = "".join(
            f"<item><guid>g{feed}-{n}</guid><link>https://a.example/{feed}/{n}</link>"
            f"<title>{WORDS[(n + feed) % 10]} {WORDS[n % 7]} number {n} of {feed}</title>"
            f"<description>{' '.join(WORDS[(n * k) % 10] for k in range(1, 60))}</description>"
            "</item>"
            for n in range(self.stories[feed])
        )
        head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed {feed}</title>'
        return f"{head}{items}</channel></rss>".encode()

    def answer(self, feed: int) -> Callable[[Request], Answer]:
        def route(_request: Request) -> Answer:
            luck = self.luck.random()
            if luck < 0.5:
                self.stories[feed] += self.luck.randrange(2)
            body = self.body(feed)
            faults = {
                0: Answer(500),
                1: Answer(body=body, cut=len(body) // 2),
                2: Answer(body=body[: len(body) // 3]),
                3: Answer(body=b"<html><title>Log in</title></html>"),
                4: Answer(
                    body=gzip.compress(b"0" * 60_000_000), headers=[("Content-Encoding", "gzip")]
                ),
                5: Answer(raw=b"nonsense\r\n\r\n"),
                6: Answer(body=body, delay=1.5),
            }
            return faults.get(self.luck.randrange(20), Answer(body=body))

        return route

    def serve(self) -> None:
        async def run() -> None:
            async with HttpServer() as server:
                for feed in range(FEEDS):
                    server.route(f"/{feed}", self.answer(feed))
                self.base = server.url("")
                self.ready.set()
                await asyncio.Event().wait()

        asyncio.run(run())


# --------------------------------------------------------------------------- the commands


class Run:
    """One profile and all that was promised to be in it."""

    def __init__(self, folder: Path, luck: random.Random) -> None:
        self.folder = folder
        self.luck = luck
        self.starred: dict[int, bool] = {}
        self.tags: dict[int, set[str]] = {}
        self.unsure: set[int] = set()
        self.tally: Counter[str] = Counter()

    def clew(
        self, *arguments: str, kill: float = 0.0, full: bool = False, now: int | None = None
    ) -> tuple[int, str]:
        """Run a command; (code, stdout). ``kill``: seconds after which it is killed."""

        def scarce() -> None:
            os.setsid()
            if full:  # nothing may grow by more than a little: a disk that is all but full
                size = (self.folder / "clew.db").stat().st_size
                limit = size + self.luck.randrange(1, 200_000)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        env = dict(os.environ, CLEW_NOW=str(now)) if now is not None else dict(os.environ)
        child = subprocess.Popen(
            [sys.executable, "-m", "reader", "--dir", str(self.folder), *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=env, preexec_fn=scarce,
        )  # fmt: skip
        try:
            out, err = child.communicate(timeout=kill or 120)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
            self.tally["killed"] += 1
            return -9, ""
        if b"Traceback" in err:
            raise SystemExit(f"{arguments}: {err.decode()}")
        return child.returncode, out.decode()

    def stories(self) -> list[int]:
        code, out = self.clew("list", "--all", "--json", "-n", "200")
        assert code == 0, code
        return [json.loads(line)["id"] for line in out.splitlines()]

    def round(self) -> None:
        """A handful of commands, some of them cut off."""
        ids = self.stories()
        for _ in range(6):
            kill = self.luck.uniform(0.05, 1.2) if self.luck.random() < 0.35 else 0.0
            full = self.luck.random() < 0.1
            now = int(time.time()) + self.luck.choice((0, 0, 0, 86_400 * 400, -86_400 * 400))
            what = self.luck.choice(
                ("refresh", "star", "unstar", "tag", "search", "backup", "undo")
            )
            self.tally[what] += 1
            if what == "refresh":
                self.clew("refresh", "--force", kill=kill, full=full, now=now)
            elif what == "search":
                self.clew("search", self.luck.choice(WORDS), kill=kill)
            elif what == "backup":
                self.clew("backup", str(self.folder / "copies" / f"{time.time_ns()}.db"), kill=kill)
            elif what == "undo":
                self.undo()
            elif ids:
                self.mark(what, self.luck.choice(ids), kill, full)
        self.check()

    def mark(self, what: str, story: int, kill: float, full: bool) -> None:
        tag = self.luck.choice(WORDS)
        if what == "tag":
            code, _ = self.clew("tag", tag, str(story), kill=kill, full=full)
        else:
            code, _ = self.clew("star", *(["--remove"] if what == "unstar" else []), str(story),
                                kill=kill, full=full)  # fmt: skip
        if code == 0:
            self.tally["promised"] += 1
            if what == "tag":
                self.tags.setdefault(story, set()).add(tag)
            else:
                self.starred[story] = what == "star"
        else:
            self.unsure.add(story)  # done or not: both are right

    def undo(self) -> None:
        """Undo and redo: together they change nothing."""
        if self.clew("undo")[0] == 0:
            self.clew("redo")

    def check(self) -> None:
        code, out = self.clew("doctor", "--full", "--json")
        if code:
            raise SystemExit(f"damaged: {out}")
        _, out = self.clew("list", "--json", "is:starred", "OR", "is:tagged")
        held = {one["id"]: one for one in map(json.loads, out.splitlines())}
        for story, on in self.starred.items():
            if story not in self.unsure and bool(held.get(story, {}).get("starred")) != on:
                raise SystemExit(f"lost: the star of {story}")
        for story, tags in self.tags.items():
            if story not in self.unsure and not tags <= set(held.get(story, {}).get("tags", ())):
                raise SystemExit(f"lost: tags of {story}")
        self.tally["checks"] += 1

    def migrate(self) -> None:
        """A file of the first version is opened and cut off; the next opening ends the work."""
        old = Run(self.folder / "old", self.luck)
        shutil.rmtree(old.folder, ignore_errors=True)
        old.folder.mkdir()
        (old.folder / "clew.db").write_bytes(gzip.decompress(OLD.read_bytes()))
        for _ in range(3):
            old.clew("list", kill=self.luck.uniform(0.05, 0.6))
        code, out = old.clew("list", "--all", "--json")
        if code or len(out.splitlines()) != 5 or old.clew("doctor", "--full")[0]:
            raise SystemExit("lost: a story of an older file")
        self.tally["migrations"] += 1
        self.tally["killed"] += old.tally["killed"]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    chosen = options.parse_args()
    luck = random.Random(chosen.seed)
    print(f"seed {chosen.seed}")
    feeds = Feeds(luck)
    threading.Thread(target=feeds.serve, daemon=True).start()
    feeds.ready.wait()
    with tempfile.TemporaryDirectory(prefix="clew-chaos-") as folder:
        run = Run(Path(folder), luck)
        urls = Path(folder) / "urls"
        urls.write_text("".join(f"{feeds.base}/{feed}\n" for feed in range(FEEDS)))
        assert run.clew("import", str(urls))[0] == 0
        run.clew("refresh", "--force")
        end = time.monotonic() + chosen.minutes * 60
        while time.monotonic() < end:
            run.round()
            if luck.random() < 0.3:
                run.migrate()
    print(", ".join(f"{name} {count}" for name, count in sorted(run.tally.items())))
    print("nothing lost, nothing damaged")


if __name__ == "__main__":
    main()
