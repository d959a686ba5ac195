"""Score the grouping of labelled stories: ``python tests/bench/threads.py FILE…``.

Each FILE holds JSON lines {id,title,summary,source,url,lang,published,story}, ".gz" accepted. One
line a file: BCubed P R F1, pair F1, pairs across languages (as found by us) P R F1, stories a
second of CPU, peak memory of the engine, and how alike (BCubed F1) the threads are to those of the
same stories with their times moved by up to six hours, over five seeds. A file in which any story
has a summary is scored a second time on titles alone.

``python tests/bench/threads.py --full FILE`` tells what a full window costs: copies of the stories,
each five days after the last, are taken in until 30,000 are held; then how many more go in within
a second of CPU (and how many where another process reads them), what one refresh of 200 costs, what
the engine takes of memory, how long it takes to be packed and restored. It takes a minute.
"""

from __future__ import annotations

import gc
import gzip
import io
import json
import random
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from datetime import datetime
from itertools import combinations
from pathlib import Path

from reader.model import Telling
from reader.services.standing import Standing
from reader.threads import new_engine, reading_of

BATCH = 200
JITTER, SEEDS = 6 * 3600, 5
#: Stories of a full window, and those that come then.
HELD, MORE = 30_000, 4_000


def read(path: Path) -> tuple[list[Telling], dict[int, str]]:
    """The stories of a file and story → event."""
    feeds: dict[str, int] = {}
    tellings, events = [], {}
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    with io.StringIO(data.decode()) as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            published = row.get("published") or 0
            if isinstance(published, str):
                published = datetime.fromisoformat(published).timestamp()
            source = row.get("source", "")
            feed = feeds.setdefault(source, len(feeds) + 1)
            events[number] = str(row.get("story", number))
            tellings.append(
                Telling(
                    number, number, feed, source, row["title"], row.get("summary") or "",
                    row.get("url") or "", row.get("lang") or "", int(published),
                )
            )  # fmt: skip
    return tellings, events


def wind(tellings: list[Telling]) -> tuple[dict[int, int], dict[int, str], float]:
    """story → thread, story → language, seconds of CPU."""
    engine = new_engine()
    ordered = sorted(tellings, key=lambda t: (t.sort_at, t.feed, t.story))
    standing = Standing()
    languages: dict[int, str] = {}
    start = time.process_time()
    for at in range(0, len(ordered), BATCH):
        for outcome in (engine.place(ordered[at : at + BATCH]), engine.settle()):
            for placement in outcome.placements:
                standing.thread[placement.story] = placement.thread
                languages[placement.story] = placement.language
            for merge in outcome.merges:
                standing.merge(merge)
            for split in outcome.splits:
                standing.split(split)
            for merge in outcome.wakes:
                standing.merge(merge)
            engine.named({wake.absorbed: standing.root(wake.survivor) for wake in outcome.wakes})
    seconds = time.process_time() - start
    found = {story: standing.root(thread) for story, thread in standing.thread.items()}
    return found, languages, seconds


def bcubed(gold: dict[int, str], found: dict[int, int]) -> tuple[float, float, float]:
    both = Counter((gold[s], found[s]) for s in gold)
    one, other = Counter(gold.values()), Counter(found[s] for s in gold)
    p = sum(n * n / other[thread] for (_, thread), n in both.items()) / len(gold)
    r = sum(n * n / one[event] for (event, _), n in both.items()) / len(gold)
    return p, r, 2 * p * r / (p + r)


def harmonic(hits: int, made: int, wanted: int) -> tuple[float, float, float]:
    p, r = hits / made if made else 1.0, hits / wanted if wanted else 1.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def pairs(groups: dict[int, object], languages: dict[int, str] | None) -> set[tuple[int, int]]:
    """Pairs of one group; with ``languages``, those of two languages only."""
    members = defaultdict(list)
    for story, group in groups.items():
        members[group].append(story)
    return {
        (min(a, b), max(a, b))
        for group in members.values()
        for a, b in combinations(group, 2)
        if languages is None or languages[a] != languages[b]
    }


def jittered(tellings: list[Telling], seed: int) -> list[Telling]:

    chance = random.Random(seed)
    return [t._replace(sort_at=t.sort_at + chance.randint(-JITTER, JITTER)) for t in tellings]


def memory(tellings: list[Telling]) -> float:
    """Peak MB that Python allocates while the stories are grouped."""
    tracemalloc.start()
    wind(tellings)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def report(name: str, tellings: list[Telling], gold: dict[int, str]) -> None:
    found, languages, seconds = wind(tellings)
    p, r, f = bcubed(gold, found)
    made, wanted = pairs(dict(found), None), pairs(dict(gold), None)
    pair = harmonic(len(made & wanted), len(made), len(wanted))[2]
    made, wanted = pairs(dict(found), languages), pairs(dict(gold), languages)
    xp, xr, xf = harmonic(len(made & wanted), len(made), len(wanted))
    labels = {story: str(thread) for story, thread in found.items()}
    agreed = [bcubed(labels, wind(jittered(tellings, seed))[0])[2] for seed in range(SEEDS)]
    print(
        f"{name:24s} B {p:.3f} {r:.3f} {f:.4f}  pair {pair:.4f}"
        f"  across {xp:.2f} {xr:.2f} {xf:.2f} of {len(wanted)}"
        f"  {len(tellings) / seconds:,.0f}/s  {memory(tellings):.1f} MB"
        f"  jitter {sum(agreed) / SEEDS:.3f}",
        flush=True,
    )


def copies(tellings: list[Telling], wanted: int) -> list[Telling]:
    """The stories again and again, each time later, until there are so many."""

    ordered = sorted(tellings, key=lambda t: (t.sort_at, t.feed, t.story))
    found: list[Telling] = []
    while len(found) < wanted:
        later = 5 * 86_400 * (len(found) // len(ordered))
        for t in ordered:
            number = len(found) + 1
            found.append(t._replace(story=number, thread=number, sort_at=t.sort_at + later))
    return sorted(found[:wanted], key=lambda t: (t.sort_at, t.feed, t.story))


def full(path: Path) -> None:
    """What a full window costs, garbage collected as a refresh has it."""
    gc.set_threshold(50_000, 20, 20)
    stories = copies(read(path)[0], HELD + MORE)
    engine = new_engine()
    for at in range(0, HELD, BATCH):
        engine.place(stories[at : at + BATCH])
        if at % 2_000 == 0:
            engine.settle()
    engine.settle()
    gc.freeze()
    start = time.process_time()
    packed = engine.pack()
    packing = time.process_time() - start
    start = time.process_time()
    new_engine().unpack(packed)
    restoring = time.process_time() - start
    # What is held is measured of one that is restored: all that is allocated on the way there,
    # traced, would take minutes.
    tracemalloc.start()
    other = new_engine()
    other.unpack(packed)
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del other
    whole, elsewhere = [], []
    reader = reading_of({})
    for at in range(HELD, HELD + MORE, BATCH):
        batch = stories[at : at + BATCH]
        # By turns: read in the same process, and in another.
        plain = reader(batch) if len(whole) > len(elsewhere) else ()
        start = time.process_time()
        engine.place(batch, plain)
        engine.settle()
        (elsewhere if plain else whole).append(time.process_time() - start)
    middle, most = sorted(whole)[len(whole) // 2], max(whole)
    here, there = (BATCH * len(times) / sum(times) for times in (whole, elsewhere))
    print(
        f"{len(engine.held()):,} held: {here:,.0f}/s, read elsewhere {there:,.0f}/s,"
        f" {BATCH} stories {middle:.3f} s (most {most:.3f}),"
        f" memory {held / 1e6:.1f} MB (peak {peak / 1e6:.1f}), packed {packing:.3f} s"
        f" {len(packed) / 1e6:.1f} MB, restored {restoring:.3f} s"
    )


def main(paths: list[str]) -> None:

    if paths[:1] == ["--full"]:
        for path in map(Path, paths[1:]):
            full(path)
        return
    for path in map(Path, paths):
        tellings, gold = read(path)
        name = path.name.partition(".")[0]
        if any(t.summary for t in tellings):
            report(f"{name} T+S", tellings, gold)
        report(f"{name} T", [t._replace(summary="") for t in tellings], gold)


if __name__ == "__main__":
    main(sys.argv[1:])
