"""A small store for tests: feeds, stories and threads in a few words.

``with seed.opened(tmp_path) as store: seed.arrive(store, seed.feed(store), "A title")``
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from reader.clock import FixedClock
from reader.model import (
    FeedState,
    FeedUpdate,
    NewStory,
    Outcome,
    ParsedItem,
    PlacedBy,
    Placement,
    Reason,
)
from reader.store import Store
from reader.store.connection import Connections

#: 2023-04-11 00:00:00 UTC
NOW = 1_681_171_200
HOUR = 3_600
DAY = 86_400


def opened(folder: Path, now: int = NOW) -> Store:
    """A new store in ``folder`` whose clock is ``clock(store)``."""
    begin(folder)
    return Store.open(folder / "clew.db", FixedClock(now))


def begin(folder: Path) -> None:
    """Put an empty store into ``folder`` unless there is one: a copy, as making one takes 20 ms."""
    path = folder / "clew.db"
    if folder.is_dir() and not path.exists():
        path.write_bytes(_empty())


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clew.db"
        Store.open(path, FixedClock(NOW)).close()
        return path.read_bytes()


def clock(store: Store) -> FixedClock:
    found = store.arrivals._clock
    assert isinstance(found, FixedClock)
    return found


def connections(store: Store) -> Connections:
    return store._connections


def sql(store: Store, statement: str, *values: Any) -> list[Any]:
    """Any statement on the writer; rows as tuples."""
    return connections(store).write(lambda c: c.execute(statement, values).fetchall())


def feed(
    store: Store,
    url: str = "https://example.org/feed",
    title: str = "Example",
    *,
    folder: str = "",
    **columns: Any,
) -> int:
    """Subscribe by hand and give the feed's id; ``columns`` are columns of ``feed``."""

    def work(connection: sqlite3.Connection) -> int:
        key = url.partition("://")[2].removeprefix("www.").rstrip("/")
        row = {"url": url, "key": key, "title": title, "added_at": NOW, **columns}
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        made = connection.execute(
            f"INSERT INTO feed({names}) VALUES ({marks})", tuple(row.values())
        ).lastrowid
        assert made is not None
        connection.execute("INSERT INTO feed_state(feed) VALUES (?)", (made,))
        if folder:
            connection.execute(
                "INSERT INTO folder(name) SELECT ? WHERE NOT EXISTS"
                " (SELECT 1 FROM folder WHERE name = ? AND parent IS NULL)",
                (folder, folder),
            )
            connection.execute(
                "INSERT INTO feed_folder(feed, folder) SELECT ?, id FROM folder WHERE name = ?",
                (made, folder),
            )
        return made

    return connections(store).write(work)


def item(title: str, body: str = "", **fields: Any) -> ParsedItem:
    """A parsed item; key, link and hash follow from the title unless given."""
    slug = title.lower().replace(" ", "-")
    text = body or f"The text of {title}."
    values: dict[str, Any] = {
        "id": f"https://example.org/{slug}",
        "url": f"https://example.org/{slug}",
        "title": title,
        "content": f"<p>{text}</p>",
        "text": text,
        "hash": hashlib.sha256(f"{title}\0{text}".encode("utf-8", "replace")).digest()[:16],
    }
    values |= fields
    values.setdefault("id2", values["id"].partition("://")[2] or values["id"])
    return ParsedItem(**values)


def arrive(
    store: Store,
    feed: int,
    *items: ParsedItem | str,
    at: int | None = None,
    step: int = 60,
    state: FeedState | None = None,
) -> list[int]:
    """Store items (or titles) as new stories, ``step`` seconds apart from ``at``; their ids."""
    start = clock(store).now() if at is None else at
    new = []
    for number, given in enumerate(items):
        one = item(given) if isinstance(given, str) else given
        sort_at = start + number * step if one.published is None else one.published
        new.append(NewStory(one, first_seen=max(sort_at, clock(store).now()), sort_at=sort_at))
    update = FeedUpdate(feed=feed, state=state or FeedState(), new=tuple(new))
    return list(store.arrivals.store(update).new)


def index(store: Store) -> None:
    """Put what came into the index of words, as a refresh does at its end."""
    for _turn in range(1_000):
        if not store.fulltext.index_some():
            return
    raise AssertionError("there is always something more to index")


def thread_of(store: Store, story: int) -> int:
    return int(sql(store, "SELECT thread FROM story WHERE id = ?", story)[0][0])


def place(
    store: Store, thread: int, *stories: int, copy_of: int | None = None, language: str = ""
) -> None:
    """Place stories into ``thread`` as the engine would."""
    reason = Reason(by=PlacedBy.COPY if copy_of else PlacedBy.JOIN, score=0.5)
    store.placing.apply(
        Outcome(
            tuple(
                Placement(story, thread, reason, copy_of=copy_of, language=language)
                for story in stories
            )
        )
    )


def join(store: Store, *stories: int) -> int:
    """All of ``stories`` in the thread of the first; the thread."""
    thread = thread_of(store, stories[0])
    place(store, thread, *stories)
    return thread
