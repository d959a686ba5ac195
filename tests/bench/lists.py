"""Times of lists, rows and searches over a made store of many stories.

``python tests/bench/lists.py [--stories 100000] [--feeds 1000] [--db FILE]`` makes the store (kept
when ``--db`` names a file) and prints medians in milliseconds: first screenful and whole list.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from reader.clock import FixedClock
from reader.query.parse import parse
from reader.store import Store
from reader.store.content import pack

NOW = 1_700_000_000
YEARS = 2 * 365 * 86_400
SYLLABLES = ("bi", "da", "fa", "ka", "la", "mo", "ne", "ro", "sa", "tu", "con", "por")

QUERIES = (
    "is:unread -is:muted",
    "is:followed is:new",
    "is:starred",
    "date:today -is:muted",
    "",
    "feed:12",
    "folder:folder3",
    "feed:12 is:unread",
    "#often",
    "#rare",
    "#bulk",
    "#feeds",
    "the",
    "conpor",
    "the conpor",
    "the is:unread",
    "the -conpor is:unread",
    "source7",
    "source7 the",
    "news",
    "news the",
    "news conpor",
    "co*",
    "con*",
    "c*",
    '"the conpor"',
    "title:the",
    "sources:>=3",
    "the sources:>=3",
    "is:starred the",
    "thread:(conpor)",
    "newer:30d",
    "~conpar",
    "the sort:rank",
    "conpor sort:rank",
)


def words(rng: random.Random, count: int, vocabulary: list[str]) -> str:
    """Text with a long-tailed choice of words."""
    size = len(vocabulary)
    return " ".join(
        "the" if rng.random() < 0.06 else vocabulary[int(size * rng.random() ** 3)]
        for _ in range(count)
    )


def vocabulary(rng: random.Random) -> list[str]:
    found = {"".join(rng.choices(SYLLABLES, k=rng.choice((2, 2, 3, 3, 4)))) for _ in range(30_000)}
    known = sorted(found - {"conpor"})
    rng.shuffle(known)
    known.insert(len(known) // 5, "conpor")
    return known


def stories(rng: random.Random, count: int, feeds: int) -> Iterator[tuple[object, ...]]:
    """(id, feed, thread, title, summary, text, sort_at, read, starred), oldest first."""
    known = vocabulary(rng)
    times = sorted(NOW - int(rng.random() * YEARS) for _ in range(count))
    for number, at in enumerate(times):
        thread = number + 1
        home = thread - rng.randint(1, 40) if rng.random() < 0.3 and thread > 50 else thread
        text = words(rng, rng.randint(40, 320), known)
        title = words(rng, 9, known)
        read, starred = rng.random() < 0.5, rng.random() < 0.01
        yield (
            at << 20 | number % 1000,
            rng.randint(1, feeds),
            home,
            title,
            text[:400],
            text,
            at,
            int(read),
            int(starred),
        )


def fill(connection: sqlite3.Connection, count: int, feeds: int) -> None:
    """Through the tables, since the road of arrivals is measured elsewhere."""
    rng = random.Random(7)
    connection.executemany(
        "INSERT INTO feed(id, url, key, title, added_at) VALUES (?, ?, ?, ?, 0)",
        [
            (n, f"https://s{n}.example/f", f"s{n}.example/f", f"Source{n} News")
            for n in range(1, feeds + 1)
        ],
    )
    connection.executemany(
        "INSERT INTO feed_state(feed) VALUES (?)", [(n,) for n in range(1, feeds + 1)]
    )
    connection.executemany(
        "INSERT INTO folder(id, name) VALUES (?, ?)", [(n, f"folder{n}") for n in range(1, 21)]
    )
    connection.executemany(
        "INSERT INTO feed_folder(feed, folder) VALUES (?, ?)",
        [(n, n % 20 + 1) for n in range(1, feeds + 1)],
    )
    connection.executemany("INSERT INTO thread(id) VALUES (?)", [(n,) for n in range(1, count + 1)])
    rows = list(stories(rng, count, feeds))
    connection.executemany(
        "INSERT INTO story(id, feed, thread, title, summary, sort_at, key, key2, url, first_seen,"
        " language, words, hash, placed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, x'00', ?)",
        [
            (
                r[0],
                r[1],
                r[2],
                r[3],
                r[4],
                r[6],
                str(r[0]),
                str(r[0]),
                f"https://s.example/{r[0]}",
                r[6],
                rng.choice(("en", "fr", "de")),
                200,
                r[6],
            )
            for r in rows
        ],
    )
    connection.executemany(
        "INSERT INTO body(story, html, text) VALUES (?, ?, ?)",
        [(r[0], pack(f"<p>{r[5]}</p>"), r[5]) for r in rows],
    )
    connection.executemany(
        "INSERT INTO mark(story, feed, key, key2, read_at, starred_at) VALUES (?, ?, '', '', ?, ?)",
        [
            (r[0], r[1], r[6] if r[7] else None, r[6] if r[8] else None)
            for r in rows
            if r[7] or r[8]
        ],
    )
    connection.execute(
        "UPDATE thread SET (stories, accounts, sources, first_at, last_at, moved_at, lead) ="
        " (SELECT count(*), count(*), count(DISTINCT feed), ifnull(min(sort_at), 0),"
        " ifnull(max(sort_at), 0), ifnull(max(sort_at), 0), min(id) FROM story"
        " WHERE thread = thread_of.id) FROM (SELECT id FROM thread) AS thread_of"
        " WHERE thread.id = thread_of.id"
    )
    connection.execute(
        "UPDATE thread SET languages = 'en fr', heat = stories, merged_into ="
        " iif(stories = 0, 1, NULL)"
    )
    connection.execute("UPDATE thread SET muted = 1, muted_until = 1 << 40 WHERE id % 97 = 0")
    connection.execute(
        "UPDATE thread SET followed_at = 1, opened_at = moved_at - 3600"
        " WHERE id % 501 = 0 AND stories > 1"
    )
    for n, (name, every) in enumerate((("often", 100), ("rare", 3000), ("bulk", 10)), 1):
        connection.execute("INSERT INTO tag(id, name) VALUES (?, ?)", (n, name))
        connection.execute(
            "INSERT INTO story_tag(tag, story, feed, key, at)"
            " SELECT ?, id, feed, key, 0 FROM story WHERE id / 1048576 % ? = 0",
            (n, every),
        )
    connection.execute("INSERT INTO tag(id, name) VALUES (9, 'feeds')")
    connection.execute(
        "INSERT INTO feed_tag(tag, feed, at) SELECT 9, id, 0 FROM feed WHERE id % 10 = 0"
    )
    connection.execute(
        "INSERT INTO thread_tag(tag, thread, at) SELECT 1, id, 0 FROM thread"
        " WHERE id % 800 = 0 AND stories > 0"
    )
    connection.execute("DELETE FROM index_queue")
    connection.execute(
        "INSERT INTO fulltext(rowid, title, summary, body, author)"
        " SELECT rowid, title, summary, body, author FROM indexed"
    )


def median(work: Callable[[], object], times: int = 7) -> float:
    """Milliseconds, the first run (cold) left out."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def report(store: Store) -> None:
    print(f"{'query':32} {'first 60':>9} {'whole':>9} {'stories':>9} {'threads':>9}")
    for text in QUERIES:
        query = parse(text)
        hits = store.lists.select(query)
        first = median(lambda q=query: store.lists.select(q, first=60))
        whole = median(lambda q=query: store.lists.select(q), 5)
        print(f"{text or '(all)':32} {first:9.2f} {whole:9.1f} {hits.stories:9} {len(hits.ids):9}")
    threads = store.lists.select(parse("is:unread"), first=60).ids
    biggest = store.lists.select(parse("sort:stories")).ids[:60]
    listed = store.lists.select(parse("group:none is:unread"), first=60).ids
    for name, work in (
        ("60 thread rows", lambda: store.rows.threads(threads)),
        ("60 biggest thread rows", lambda: store.rows.threads(biggest)),
        ("60 story rows", lambda: store.rows.stories(listed)),
        ("thread page", lambda: store.rows.thread_page(biggest[0])),
        ("views", store.rows.views),
        ("tags", store.rows.tags),
        ("totals", store.rows.totals),
    ):
        print(f"{name:32} {median(work):9.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--db", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.db or Path(folder) / "clew.db"
        made = path.exists()
        with Store.open(path, FixedClock(NOW)) as store:
            if not made:
                store._connections.write(lambda c: fill(c, options.stories, options.feeds))
            report(store)


if __name__ == "__main__":
    main()
