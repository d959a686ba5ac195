"""Figures of the store, run by hand: ``python tests/bench/store.py [--runs N] [--scratch DIR]``.

Prints medians of CPU seconds (and wall in brackets) for 200 feeds x 50 stories of about 2 kB.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reader.clock import FixedClock
from reader.model import (
    FeedState,
    FeedUpdate,
    Merge,
    NewStory,
    Outcome,
    ParsedItem,
    PlacedBy,
    Placement,
    Reason,
)
from reader.store import Store

FEEDS, STORIES = 200, 50
NOW = 1_681_171_200


def words(random_: random.Random) -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return ["".join(random_.choices(letters, k=random_.randint(2, 10))) for _ in range(20_000)]


def items(random_: random.Random, vocabulary: list[str], feed: int) -> list[ParsedItem]:
    made = []
    weights = [1 / (n + 10) for n in range(len(vocabulary))]
    for number in range(STORIES):
        chosen = random_.choices(vocabulary, weights, k=random_.randint(60, 540))
        paragraphs = [" ".join(chosen[n : n + 50]) for n in range(0, len(chosen), 50)]
        url = f"https://feed{feed}.example/{number}"
        made.append(
            ParsedItem(
                id=url,
                id2=url[8:],
                url=url,
                title=" ".join(random_.choices(vocabulary, weights, k=9)),
                published=NOW - random_.randint(0, 60 * 86_400),
                author="A. Writer",
                content="".join(f"<p>{part}</p>" for part in paragraphs),
                text="\n".join(paragraphs),
                hash=random_.randbytes(16),
            )
        )
    return made


class Stopwatch:
    def __init__(self) -> None:
        self.cpu: dict[str, list[float]] = {}
        self.wall: dict[str, list[float]] = {}

    def time(self, name: str, work: Callable[[], object], per: int = 1) -> None:
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        self.cpu.setdefault(name, []).append((time.process_time() - cpu) / per)
        self.wall.setdefault(name, []).append((time.perf_counter() - wall) / per)

    def report(self) -> None:
        for name, values in self.cpu.items():
            wall = statistics.median(self.wall[name])
            unit, factor = ("s", 1.0) if wall > 0.1 else ("ms", 1_000.0)
            median = statistics.median(values)
            print(f"{name:42} {median * factor:9.3f} {unit} CPU ({wall * factor:.3f} {unit} wall)")


def index_all(store: Store) -> None:
    while store.fulltext.index_some():
        pass


def place_all(store: Store, slowest: list[float]) -> None:
    waiting = store.placing.unplaced()
    for start in range(0, len(waiting), 200):
        batch = waiting[start : start + 200]
        placements, merges = [], []
        for n, one in enumerate(batch):
            join = n % 4 == 3
            by = PlacedBy.JOIN if join else PlacedBy.ALONE
            reason = Reason(by, 0.5, batch[n - 1].story, (("word", 6.1), ("other", 4.2)))
            thread = batch[n - 1].thread if join else one.thread
            placements.append(Placement(one.story, thread, reason, language="en"))
        for n in range(8, len(batch), 16):
            merges.append(Merge(batch[n - 8].thread, batch[n].thread, Reason(PlacedBy.MERGE)))
        begun = time.perf_counter()
        store.placing.apply(Outcome(tuple(placements), tuple(merges)))
        slowest.append(time.perf_counter() - begun)


def one_run(scratch: Path, corpus: dict[int, list[ParsedItem]], watch: Stopwatch) -> list[float]:
    folder = scratch / "store"
    store = Store.open(folder / "clew.db", FixedClock(NOW))
    store._connections.write(
        lambda connection: connection.executemany(
            "INSERT INTO feed(id, url, key, title, added_at) VALUES (?, ?, ?, ?, 0)",
            ((n, f"https://feed{n}.example/f", f"feed{n}.example/f", f"Feed {n}") for n in corpus),
        )
    )
    updates = [
        FeedUpdate(
            feed, FeedState(), tuple(NewStory(item, NOW, item.published or NOW) for item in found)
        )
        for feed, found in corpus.items()
    ]

    def arrive() -> None:
        for update in updates:
            store.arrivals.store(update)

    def known() -> None:
        for feed, found in corpus.items():
            keys = [item.id for item in found]
            assert len(store.arrivals.known(feed, keys, [item.id2 for item in found])) == STORIES

    def unchanged() -> None:
        for feed in corpus:
            store.arrivals.note(feed, FeedState(), status=304, outcome="not_modified")

    slowest: list[float] = []
    watch.time("store 10,000 stories of 200 feeds", arrive)
    watch.time("place 10,000 stories in batches of 200", lambda: place_all(store, slowest))
    watch.time("index 10,000 stories in batches of 200", lambda: index_all(store))
    watch.time("known() of a feed of 50", known, FEEDS)
    watch.time("note() of a 304", unchanged, FEEDS)
    watch.time("feeds.all() of 200", store.feeds.all)
    watch.time("feeds.due() of 200", lambda: store.feeds.due(NOW))
    watch.time("health.check()", store.health.check)
    watch.time("close", store.close)

    def reopen() -> None:
        Store.open(folder / "clew.db", FixedClock(NOW)).close()

    watch.time("open and close an up-to-date file", reopen)
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"{size / 1e6:.1f} MB on disk")
    shutil.rmtree(folder)
    return slowest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scratch", type=Path, default=None)
    chosen = parser.parse_args()
    random_ = random.Random(1)
    vocabulary = words(random_)
    corpus = {feed: items(random_, vocabulary, feed) for feed in range(1, FEEDS + 1)}
    size = sum(len(item.content) for found in corpus.values() for item in found)
    print(f"{FEEDS * STORIES} stories, {size / FEEDS / STORIES:.0f} bytes of HTML each")
    watch = Stopwatch()
    slowest: list[float] = []
    with tempfile.TemporaryDirectory(dir=chosen.scratch) as scratch:
        for _ in range(chosen.runs):
            slowest += one_run(Path(scratch), corpus, watch)
    watch.report()
    print(f"{'slowest placing transaction':42} {max(slowest) * 1_000:9.1f} ms wall")


if __name__ == "__main__":
    main()
