"""Storing what feeds answer: one transaction a feed, validators in the same transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from itertools import chain
from typing import NamedTuple

from reader.clock import Clock
from reader.errors import StoreError
from reader.model import (
    Action,
    ChangedStory,
    FeedState,
    FeedStored,
    FeedUpdate,
    Known,
    NewStory,
    PageText,
    ParsedItem,
    Verb,
)
from reader.store import changes, kept, revising, states, stories, wholetext
from reader.store.connection import Connections
from reader.store.content import Content, Pressed, clean, content_of
from reader.store.plan import Plan

#: Lines of the fetch log kept for each feed.
LOG_LINES = 50
#: As how many stories a feed itself counts: its state and a line of its log are written.
FEED = 2


class Prepared(NamedTuple):
    """A feed's answer with all done that needs no lock: packing, cutting, counting."""

    update: FeedUpdate
    new: list[tuple[NewStory, Content]]
    changed: list[tuple[ChangedStory, Content]]

    @property
    def weight(self) -> int:
        """How much there is to store: stories, one more for each so many characters, the feed."""
        contents = [content for _, content in (*self.new, *self.changed)]
        return FEED + len(contents) + sum(len(content.text) for content in contents) // 20_000


class Arrivals:
    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def known(self, feed: int, keys: Sequence[str], keys2: Sequence[str]) -> list[Known]:
        """Stories of the feed that have one of the keys or second keys: stored, or let go."""

        named = {"feed": feed, "keys": _list(keys), "keys2": _list(keys2)}

        def work(connection: sqlite3.Connection) -> list[Known]:
            rows = connection.execute(
                "SELECT id, key, key2, hash, url FROM story WHERE feed = :feed"
                " AND key IN (SELECT value FROM json_each(:keys))"
                " UNION SELECT id, key, key2, hash, url FROM story WHERE feed = :feed"
                " AND key2 IN (SELECT value FROM json_each(:keys2)) ORDER BY id",
                named,
            )
            gone = connection.execute(
                "SELECT story, key, key2 FROM shelf WHERE feed = :feed"
                " AND key IN (SELECT value FROM json_each(:keys))"
                " UNION SELECT story, key, key2 FROM shelf WHERE feed = :feed"
                " AND key2 IN (SELECT value FROM json_each(:keys2))",
                named,
            )
            return [Known(*row) for row in rows] + [
                Known(story, key, key2, b"", gone=True) for story, key, key2 in gone
            ]

        return self._connections.read(work)

    def store(self, update: FeedUpdate) -> FeedStored:
        """Store one feed's answer: new stories (each a thread of one, unplaced, queued for the
        index), changed ones (old content kept as a revision), state, log line, change rows.

        A returning story takes up its marks, tags and notes again by key or second key. A "new"
        story whose key the feed already has is taken as a change of that one. Nothing at all is
        stored when anything fails.
        """
        return self.submit([self.prepare(update)]).result()[0]

    @staticmethod
    def prepare(update: FeedUpdate, made: Mapping[str, Pressed] | None = None) -> Prepared:
        """What ``submit`` stores of an answer. ``made``: what was pressed of items, by their ids;
        the others are pressed here."""
        made = made or {}

        def content(item: ParsedItem) -> Content:
            return content_of(item, made.get(item.id))

        new = {story.item.id: (story, content(story.item)) for story in update.new}
        changed = [(story, content(story.item)) for story in update.changed]
        return Prepared(update, list(new.values()), changed)

    def submit(self, prepared: Sequence[Prepared]) -> Future[list[FeedStored]]:
        """As ``store`` for several feeds in one transaction, without waiting."""
        now = self._clock.now()
        return self._connections.submit(lambda connection: _store(connection, prepared, now))

    def keep_whole(self, story: int, page: PageText) -> bool:
        """Keep the full text of a story; false when there is no such story any more."""
        return self._connections.write(
            lambda connection: wholetext.keep(connection, story, page.html, page.text)
        )

    def note(self, feed: int, state: FeedState, *, status: int, outcome: str) -> None:
        """Store the outcome of a request that brought nothing: 304, same body, failure."""
        self.note_all([(feed, state, status, outcome)])

    def note_all(self, notes: Sequence[tuple[int, FeedState, int, str]]) -> None:
        """As ``note`` for several feeds (feed, state, status, outcome), in one transaction."""
        now = self._clock.now()

        def work(connection: sqlite3.Connection) -> None:
            for feed, state, status, outcome in notes:
                _note(connection, feed, state, now, status, outcome)

        self._connections.write(work)


def _note(
    connection: sqlite3.Connection, feed: int, state: FeedState, now: int, status: int, outcome: str
) -> None:
    before = connection.execute(
        "SELECT error, warning, moved_to FROM feed_state WHERE feed = ?", (feed,)
    ).fetchone()
    _unsubscribed(connection, feed)
    states.save(connection, feed, state)
    _log(connection, feed, now, status, outcome)
    if before != (clean(state.error), clean(state.warning), clean(state.moved_to)):
        changes.record(connection, feeds=[feed])


def _store(
    connection: sqlite3.Connection, prepared: Sequence[Prepared], now: int
) -> list[FeedStored]:
    answers: list[Prepared] = []
    known: list[list[tuple[ChangedStory, Content]]] = []
    fresh: list[stories.Fresh] = []
    for one in prepared:
        feed = one.update.feed
        if _unsubscribed(connection, feed):
            continue  # while it was asked: its stories may stand elsewhere by now
        _describe(connection, one.update, now)
        new, met = _apart(connection, feed, one.new)
        answers.append(one)
        known.append([*one.changed, *met])
        fresh.append((feed, new))
    made = stories.insert(connection, fresh)
    revised = [revising.revise(connection, changed, now) for changed in known]
    for one, *counts in zip(answers, map(len, made), map(len, revised), strict=True):
        _ask_again(connection, one.update, now, *counts)
    touched = [*chain(*made), *chain(*revised)]
    changes.record(
        connection,
        stories=[one.story for one in touched],
        threads=[one.thread for one in touched],
        feeds=[feed for feed, _ in fresh],
    )
    stored = {one.update.feed: FeedStored(one.update.feed) for one in prepared}
    for (feed, _), *lists in zip(fresh, made, revised, strict=True):
        ids = [tuple(one.story for one in some) for some in lists]
        stored[feed] = FeedStored(feed, new=ids[0], changed=ids[1])
    return list(stored.values())


def _ask_again(
    connection: sqlite3.Connection, update: FeedUpdate, now: int, new: int, changed: int
) -> None:
    """Keep when the feed is asked again, and with what, and what came of asking it."""
    states.save(connection, update.feed, update.state)
    outcome = "new" if new or changed else "same"
    _log(connection, update.feed, now, update.status, outcome, new, changed, update.received,
         update.seconds)  # fmt: skip


def _apart(
    connection: sqlite3.Connection, feed: int, new: list[tuple[NewStory, Content]]
) -> tuple[list[tuple[NewStory, Content]], list[tuple[ChangedStory, Content]]]:
    """The stories that are new indeed, and those whose key the feed already has."""
    there = dict(
        connection.execute(
            "SELECT key, id FROM story WHERE feed = ? AND key IN (SELECT value FROM json_each(?))",
            (feed, _list(content.key for _, content in new)),
        ).fetchall()
    )
    fresh: dict[str, tuple[NewStory, Content]] = {}
    known: dict[str, tuple[ChangedStory, Content]] = {}
    for story, content in new:
        if content.key in there:
            known[content.key] = ChangedStory(there[content.key], story.item), content
        else:
            fresh[content.key] = story, content
    return list(fresh.values()), list(known.values())


def _unsubscribed(connection: sqlite3.Connection, feed: int) -> bool:
    """Whether the user left the feed; raises ``StoreError`` when there is none."""
    row = connection.execute("SELECT removed_at FROM feed WHERE id = ?", (feed,)).fetchone()
    if row is None:
        raise StoreError(f"There is no feed {feed}", "It may have been deleted meanwhile")
    return row[0] is not None


def _describe(connection: sqlite3.Connection, update: FeedUpdate, now: int) -> None:
    """What the feed says of itself; an answer without a title takes nothing away. Queries that name
    the feed by a title that is no more follow."""
    title = clean(update.title)
    named, called = connection.execute(
        "SELECT ifnull(name, '') <> '', title FROM feed WHERE id = ?", (update.feed,)
    ).fetchone()
    if title not in ("", called) and not named:
        _follow(connection, update.feed, title, now)
    connection.execute(
        "UPDATE feed SET title = coalesce(nullif(:title, ''), title),"
        " site = coalesce(nullif(:site, ''), site),"
        " language = coalesce(nullif(:language, ''), language)"
        " WHERE id = :feed",
        {
            "feed": update.feed,
            "title": title,
            "site": clean(update.site),
            "language": clean(update.language),
        },
    )


def _follow(connection: sqlite3.Connection, feed: int, title: str, now: int) -> None:
    if not kept.has_any(connection):
        return  # what follows is loaded for nothing otherwise, by every feed that is new
    from reader.store import applying, following

    plan = Plan(connection, Action(Verb.RENAME_FEED, feeds=(feed,)), now)
    following.feed(plan, feed, None, title)
    if plan.edits:
        applying.apply(connection, plan.edits.changes())
        changes.record(connection, everything=True)


def _log(
    connection: sqlite3.Connection,
    feed: int,
    at: int,
    status: int,
    outcome: str,
    new: int = 0,
    changed: int = 0,
    received: int = 0,
    seconds: float = 0.0,
) -> None:
    connection.execute(
        "INSERT INTO fetch_log(feed, at, status, outcome, new, changed, received, seconds)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (feed, at, status, outcome, new, changed, received, seconds),
    )
    connection.execute(
        "DELETE FROM fetch_log WHERE feed = :feed AND id <="
        " (SELECT id FROM fetch_log WHERE feed = :feed ORDER BY id DESC LIMIT 1 OFFSET :kept)",
        {"feed": feed, "kept": LOG_LINES},
    )


def _list(keys: Iterable[str]) -> str:
    return json.dumps([clean(key) for key in keys], ensure_ascii=False)
