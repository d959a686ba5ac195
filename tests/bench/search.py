"""Searching in a real pty, over archives of many stories: each letter, Enter, views, tags.

``python tests/bench/search.py [--stories 100000] [--million] [--folder /tmp/clew-bench]`` makes
each archive once (1,000 feeds, 1.2 kB of text a story) in a folder of its own and prints medians
and 95th percentiles in milliseconds, from the key to the last change of the rows it asked for.
What a key costs the processor stands beside it, since a busy machine moves the wall clock. Linux
only (/proc).
"""

from __future__ import annotations

import argparse
import os
import random
import re
import select
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import lists
from screen import COLUMNS, Terminal

from reader.clock import FixedClock
from reader.config import Config
from reader.paths import Profile
from reader.services import Services
from reader.store import Store

#: Where rows of the list stand at 120 x 40, between the sources and their scrollbar.
ROWS, LEFT, RIGHT = slice(3, 38), 28, 78
#: Seconds without output after which a key counts as answered.
QUIET = 0.25
#: What is typed, a word from each part of the vocabulary beside the one of middle frequency.
WORDS = 12
TAGGED = 10_000


class Watched(Terminal):
    """A terminal whose output is timed as it comes and looked at afterwards."""

    def rows(self) -> list[str]:
        return [line[LEFT:RIGHT] for line in self.screen.display[ROWS]]

    def chunks(self) -> Iterator[tuple[float, bytes]]:
        limit = 30.0
        while select.select([self.file], [], [], limit)[0]:
            yield time.perf_counter(), os.read(self.file, 65_536)
            limit = QUIET

    def answer(self, key: bytes) -> tuple[float, float]:
        """Milliseconds from ``key`` to the last change of the rows (of anything, where they stay
        as they are), and of processor time."""
        before, cpu = self.rows(), self.cpu()
        begun = time.perf_counter()
        os.write(self.file, key)
        found = [*self.chunks()]
        last = found[0][0] if found else begun
        for at, data in found:
            self.stream.feed(re.sub(rb"\x1b\[[<=>?][0-9;]*[a-z$]+|\x1bP.*?\x1b\\", b"", data))
            after = self.rows()
            if after != before:
                last, before = at, after
        return (last - begun) * 1000, (self.cpu() - cpu) * 1000


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


def told(name: str, taken: list[tuple[float, float]]) -> None:
    wall, cpu = ([one[n] for one in taken] for n in range(2))
    late = statistics.quantiles(wall, n=20)[-1] if len(wall) > 1 else wall[0]
    print(
        f"  {name:34} {statistics.median(wall):7.1f} {late:7.1f} {statistics.median(cpu):7.1f}"
        f" {len(taken):5}",
        flush=True,
    )


def on_screen(profile: Path) -> None:
    rng = random.Random(5)
    words = [*rng.sample(lists.vocabulary(random.Random(7)), WORDS), "the", "conpor"]
    terminal = Watched([sys.executable, "-m", "reader", "--dir", str(profile), "--offline"])
    terminal.wait("threads")
    terminal.quiet(1)
    memory = terminal.memory()
    letters: list[tuple[float, float]] = []
    enters: list[tuple[float, float]] = []
    middle: list[tuple[float, float]] = []
    for word in words + ["conpor"] * 6:
        terminal.answer(b"g")
        terminal.answer(b"/")
        terminal.answer(b"\x15")
        letters += [terminal.answer(letter.encode()) for letter in word]
        terminal.answer(b" ")
        (middle if word == "conpor" else enters).append(terminal.answer(b"\r"))
        terminal.answer(b"\x1b")
    told("a letter to its results", letters)
    told("Enter to ranked results", enters)
    told("Enter, a word of middle frequency", middle)
    views = []
    for key in (b"u", b"s", b"a", b"u", b"f", b"a", b"u", b"s", b"a"):
        terminal.answer(b"g")
        views.append(terminal.answer(key))
    told("a view to its list", views)
    print(f"  memory (PSS): {memory:.0f} MB at the start, {terminal.memory():.0f} MB at the end")
    terminal.close()


def tagging(profile: Path) -> None:
    services = Services.open(Profile(profile, profile, profile), Config(), FixedClock(lists.NOW))
    taken: dict[str, list[tuple[float, float]]] = {"tag": [], "undo": []}
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


def _since(begun: float, cpu: float) -> tuple[float, float]:
    return (time.perf_counter() - begun) * 1000, (time.process_time() - cpu) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--million", action="store_true", help="over a million stories, too")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/clew-bench"))
    options = parser.parse_args()
    for stories in (options.stories, *((1_000_000,) if options.million else ())):
        profile = archive(options.folder, stories)
        print(f"{stories:,} stories, {COLUMNS} columns      median     p95     CPU     n")
        on_screen(profile)
        tagging(profile)


if __name__ == "__main__":
    main()
