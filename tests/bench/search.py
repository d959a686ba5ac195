"""Searching in a real pty, over archives of many stories: each letter, Enter, views, tags.

``python tests/bench/search.py [--stories 100000] [--million] [--words 12] [--letters]
[--folder /tmp/clew-bench]`` makes each archive once (1,000 feeds, 1.2 kB of text a story) in a
folder of its own and prints medians and 95th percentiles in milliseconds, from the key to the last
change of the rows it asked for; with ``--letters`` for each letter, too. Two more columns tell of a
busy machine: the same without the time in which our first thread waited for a processor,
and what a key costs the processor. Newsboat searches the same stories (in 20 feeds: its start takes
the longer the more there are) in the same minutes, where it is installed. Linux only (/proc).
"""

from __future__ import annotations

import argparse
import os
import random
import select
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import lists
from terminal import COLUMNS, Terminal, late

from reader.clock import FixedClock
from reader.config import Config
from reader.paths import Profile
from reader.services import Services
from reader.store import Store

#: Where rows of the list stand at 120 x 40, between the sources and their scrollbar.
ROWS, LEFT, RIGHT = slice(3, 38), 28, 78
#: Seconds without output after which a key counts as answered.
QUIET = 0.25
#: The word of middle frequency, how often it is asked for, and newsboat's feeds.
MIDDLE, MIDDLES, FEEDS = "conpor", 4, 20
TAGGED = 10_000
#: Stories up to which newsboat is asked, too: it holds them in memory.
NEWSBOAT = 200_000


@dataclass(frozen=True)
class Taken:
    """Milliseconds of wall, of that without waiting for a processor, and of processor."""

    wall: float
    own: float
    cpu: float


class Watched(Terminal):
    """A terminal whose output is timed as it comes and looked at afterwards."""

    def rows(self) -> list[str]:
        return [line[LEFT:RIGHT] for line in self.lines()[ROWS]]

    def waited(self) -> float:
        """Seconds in which the program's first thread could have run and did not."""
        return int(Path(f"/proc/{self.process}/schedstat").read_text().split()[1]) / 1e9

    def chunks(self) -> Iterator[tuple[float, float, bytes]]:
        limit = 30.0
        while select.select([self.file], [], [], limit)[0]:
            yield time.perf_counter(), self.waited(), os.read(self.file, 65_536)
            limit = QUIET

    def answer(self, key: bytes) -> Taken:
        """From ``key`` to the last change of the rows (of the line that is typed in, where they
        stay as they are)."""
        before, cpu, waited = self.rows(), self.cpu(), self.waited()
        line = self.lines()[ROWS.start - 1]
        begun = time.perf_counter()
        os.write(self.file, key)
        found = [*self.chunks()]
        wall = waiting = 0.0
        for at, so_far, data in found:
            self._draw(data)
            after = self.rows()
            if after != before:
                wall, waiting, before = at - begun, so_far - waited, after
            elif not wall and self.lines()[ROWS.start - 1] != line:
                wall, waiting = at - begun, so_far - waited
        own = max(0.0, wall - waiting)
        return Taken(wall * 1000, own * 1000, (self.cpu() - cpu) * 1000)


def archive(folder: Path, stories: int) -> Path:
    """The profile of an archive of that many stories, made when it is not there."""
    profile = folder / f"{stories // 1000}k"
    path = profile / "clew.db"
    if not path.exists():
        profile.mkdir(parents=True, exist_ok=True)
        print(f"making {stories:,} stories in {profile}", flush=True)
        half = path.with_suffix(".half")
        with Store.open(half, FixedClock(lists.NOW)) as store:
            store._connections.write(lambda c: lists.fill(c, stories, 1_000))
        half.rename(path)
    return profile


def told(name: str, taken: list[Taken]) -> None:
    wall, own = [one.wall for one in taken], [one.own for one in taken]
    cpu = statistics.median(one.cpu for one in taken)
    print(
        f"  {name:34} {statistics.median(wall):7.1f} {late(wall):7.1f}"
        f" {statistics.median(own):7.1f} {late(own):7.1f} {cpu:7.1f} {len(taken):5}",
        flush=True,
    )


@dataclass
class Typed:
    """What typing words gave: the letters with what stood in the box after each."""

    letters: list[tuple[str, Taken]] = field(default_factory=list)
    enters: list[Taken] = field(default_factory=list)
    middle: list[Taken] = field(default_factory=list)

    def type(self, terminal: Watched, word: str) -> None:
        for key in (b"g", b"/", b"\x15"):
            terminal.answer(key)
        for n, letter in enumerate(word, start=1):
            self.letters.append((word[:n], terminal.answer(letter.encode())))
        terminal.answer(b" ")
        (self.middle if word == MIDDLE else self.enters).append(terminal.answer(b"\r"))
        terminal.answer(b"\x1b")


def on_screen(profile: Path, count: int, beside: Callable[[], object], *, each: bool) -> None:
    rng = random.Random(5)
    words = [*rng.sample(lists.vocabulary(random.Random(7)), count), "the"]
    terminal = Watched([sys.executable, "-m", "reader", "--dir", str(profile), "--offline"])
    terminal.wait("threads")
    terminal.quiet(1)
    memory = terminal.memory()
    typed = Typed()
    for word in words:
        typed.type(terminal, word)
    for _ in range(MIDDLES):
        typed.type(terminal, MIDDLE)
        beside()
    answered = [(text, taken) for text, taken in typed.letters if taken.wall]  # by other rows
    told("a letter to its results", [taken for _, taken in answered])
    if each:
        for text, taken in sorted(answered, key=lambda one: -one[1].own):
            print(f"    {text:12} {taken.wall:7.1f} {taken.own:7.1f} {taken.cpu:7.1f}")
    told("Enter to ranked results", typed.enters)
    told(f"Enter, {MIDDLE}", typed.middle)
    views = []
    for key in (b"u", b"s", b"a", b"u", b"f", b"a", b"u", b"s", b"a"):
        terminal.answer(b"g")
        views.append(terminal.answer(key))
    told("a view to its list", views)
    print(f"  memory (PSS): {memory:.0f} MB at the start, {terminal.memory():.0f} MB at the end")
    terminal.close()


class Beside:
    """Newsboat over the same stories, asked for the same word."""

    def __init__(self, profile: Path) -> None:
        self.taken: list[Taken] = []
        folder = profile / "newsboat"
        if not (folder / "cache.db").exists():
            _copied(profile, folder)
        files = {"-u": "urls", "-c": "cache.db", "-C": "config"}
        self._terminal = Watched(
            ["newsboat", *(part for o, f in files.items() for part in (o, str(folder / f)))]
        )
        self._terminal.wait("Feed 0", 600)
        self._terminal.quiet(1)

    def ask(self) -> None:
        terminal = self._terminal
        terminal.press(b"/" + MIDDLE.encode(), 0.3)
        cpu, waited, begun = terminal.cpu(), terminal.waited(), time.perf_counter()
        os.write(terminal.file, b"\r")
        while "search result" not in terminal.lines()[0].lower():
            terminal.read(60)
        wall = time.perf_counter() - begun
        own = wall - (terminal.waited() - waited)
        self.taken.append(Taken(wall * 1000, own * 1000, (terminal.cpu() - cpu) * 1000))
        terminal.press(b"q", 0.3)

    def tell(self) -> None:
        told(f"newsboat, the same, {MIDDLE}", self.taken)
        print(f"  memory (PSS) of newsboat: {self._terminal.memory():.0f} MB")
        self._terminal.close()


def _copied(profile: Path, folder: Path) -> None:
    """The stories of a profile in newsboat's own store."""
    folder.mkdir(exist_ok=True)
    urls = [f"http://127.0.0.1:1/{n}" for n in range(FEEDS)]
    (folder / "urls").write_text("\n".join(urls))
    (folder / "config").write_text("")
    half = folder / "half.db"
    half.unlink(missing_ok=True)
    made = ["newsboat", "-u", folder / "urls", "-c", half, "-C", folder / "config"]
    subprocess.run([*made, "-x", "print-unread"], check=True, stdout=subprocess.DEVNULL)
    with sqlite3.connect(half) as store:
        store.executemany(
            "INSERT INTO rss_feed(rssurl, url, title) VALUES (?, ?, ?)",
            [(url, url, f"Feed {n}") for n, url in enumerate(urls)],
        )
        store.execute("ATTACH ? AS clew", (str(profile / "clew.db"),))
        store.execute(
            "INSERT INTO rss_item(guid, title, author, url, feedurl, pubDate, content, unread)"
            " SELECT s.id, s.title, '', s.url, 'http://127.0.0.1:1/' || (s.feed % ?), s.sort_at,"
            " '<p>' || b.text || '</p>', NOT s.read"
            " FROM clew.story s JOIN clew.body b ON b.story = s.id",
            (FEEDS,),
        )
    store.close()
    half.rename(folder / "cache.db")


def tagging(profile: Path) -> None:
    services = Services.open(Profile(profile, profile, profile), Config(), FixedClock(lists.NOW))
    taken: dict[str, list[Taken]] = {"tag": [], "undo": []}
    for run in range(3):
        begun, cpu = time.perf_counter(), time.process_time()
        found = services.searching.stories(f"is:unread limit:{TAGGED}")
        services.tagging.tag(f"bench{run}", found)
        taken["tag"].append(_since(begun, cpu))
        begun, cpu = time.perf_counter(), time.process_time()
        services.journal.undo()
        taken["undo"].append(_since(begun, cpu))
    services.close()
    told(f"tag {TAGGED:,} stories by query", taken["tag"])
    told("undo that", taken["undo"])


def _since(begun: float, cpu: float) -> Taken:
    wall = (time.perf_counter() - begun) * 1000
    return Taken(wall, wall, (time.process_time() - cpu) * 1000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--million", action="store_true", help="over a million stories, too")
    parser.add_argument("--words", type=int, default=12, help="how many words are typed")
    parser.add_argument("--letters", action="store_true", help="each letter, the slowest first")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/clew-bench"))
    options = parser.parse_args()
    for stories in (options.stories, *((1_000_000,) if options.million else ())):
        profile = archive(options.folder, stories)
        boat = stories <= NEWSBOAT and shutil.which("newsboat")
        beside = Beside(profile) if boat else None
        print(f"{stories:,} stories, {COLUMNS} columns")
        print(f"  {'':34}  median     p95  without waiting     CPU     n")
        ask = beside.ask if beside else lambda: None
        on_screen(profile, options.words, ask, each=options.letters)
        if beside:
            beside.tell()
        tagging(profile)


if __name__ == "__main__":
    main()
