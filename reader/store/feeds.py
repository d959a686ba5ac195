"""Subscriptions, folders and fetch state. What the user does to them goes through ``actions``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from reader.clock import Clock
from reader.model import (
    FeedFigures,
    FeedRow,
    FeedSettings,
    FeedState,
    FetchTarget,
    FolderRow,
    Validators,
)
from reader.store import feedfigures, forgetting, states
from reader.store.addresses import feed_key
from reader.store.connection import Connections
from reader.store.sources import SOURCE

_STATE = ", ".join(f"fs.{name.strip()}" for name in states.COLUMNS.split(","))
_FEED = (
    f"SELECT f.id, f.url, {SOURCE}, f.title, f.site, f.language, f.stories, f.unread, f.added_at,"
    f" f.paused, f.removed_at IS NOT NULL, f.allow_private, f.settings, f.position, {_STATE}"
    " FROM feed f LEFT JOIN feed_state fs ON fs.feed = f.id"
)


#: How far ahead of the clock a noted time may lie before it is taken for a slip, in seconds.
_SLACK = 3_600
#: Longest that a host is left alone, in seconds: the schedule honours no more than 30 days.
_LONGEST_WAIT = 31 * 86_400


class Feeds:
    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def all(self, *, removed: bool = False) -> list[FeedRow]:
        """Subscribed feeds by source name; ``removed`` also those no longer subscribed."""
        where = "" if removed else "WHERE f.removed_at IS NULL"
        rows = self._connections.read(lambda connection: _rows(connection, where))
        return sorted(rows, key=lambda row: (row.source.casefold(), row.id))

    def get(self, feed: int) -> FeedRow | None:
        rows = self._connections.read(lambda connection: _rows(connection, "WHERE f.id = ?", feed))
        return rows[0] if rows else None

    def figures(self, feed: int) -> FeedFigures | None:
        """What it publishes, what of it was read, its last requests."""
        now = self._clock.now()
        return self._connections.read(lambda connection: feedfigures.read(connection, feed, now))

    def by_url(self, url: str) -> FeedRow | None:
        """The feed of that address, subscribed or removed; http/https, www. and / do not matter."""
        rows = self._connections.read(
            lambda connection: _rows(connection, "WHERE f.key = ?", feed_key(url))
        )
        return rows[0] if rows else None

    def folders(self) -> list[FolderRow]:
        """Folders, parents before children, in the user's order, with unread counts (each feed
        once, subfolders included)."""
        return self._connections.read(_folders)

    def due(self, now: int, *, force: bool = False, only: Sequence[int] = ()) -> list[FetchTarget]:
        """What to ask now: subscribed, not paused, not gone, ``next_at`` passed; longest due first.

        ``force`` ignores ``next_at``; ``only`` limits to those feeds; both together ask also what
        is gone for good, for it was asked for by hand. Hosts that said to wait are left out in
        either case (see ``waiting_hosts``). What was noted by a clock that ran ahead of ``now``
        keeps nobody waiting.
        """

        def work(connection: sqlite3.Connection) -> list[FetchTarget]:
            waiting = _waiting(connection, now)
            rows = connection.execute(
                "SELECT f.id, f.url, fs.etag, fs.last_modified, f.allow_private FROM feed f"
                " LEFT JOIN feed_state fs ON fs.feed = f.id"
                " WHERE f.removed_at IS NULL AND f.paused = 0"
                " AND (coalesce(fs.gone, 0) = 0 OR (:force AND NOT :all))"
                " AND (:force OR coalesce(fs.next_at, 0) <= :now"
                "  OR coalesce(fs.asked_at, 0) > :now + :slack)"
                " AND (:all OR f.id IN (SELECT value FROM json_each(:only)))"
                " ORDER BY coalesce(fs.next_at, 0), f.id",
                {
                    "force": force,
                    "now": now,
                    "all": not only,
                    "only": json.dumps(list(only)),
                    "slack": _SLACK,
                },
            )
            return [
                FetchTarget(feed, url, Validators(etag, modified), bool(private))
                for feed, url, etag, modified, private in rows
                if host_of(url) not in waiting
            ]

        return self._connections.read(work)

    def usual_gaps(self, feeds: Sequence[int]) -> dict[int, int]:
        """Seconds between two of the newest twenty stories of each feed, as they were dated; feeds
        with fewer than five stories are left out."""

        def work(connection: sqlite3.Connection) -> dict[int, int]:
            found: dict[int, int] = {}
            for feed in feeds:
                count, first, last = connection.execute(
                    "SELECT count(*), min(sort_at), max(sort_at) FROM"
                    " (SELECT sort_at FROM story WHERE feed = ? ORDER BY sort_at DESC LIMIT 20)",
                    (feed,),
                ).fetchone()
                if count >= 5:
                    found[feed] = (last - first) // (count - 1)
            return found

        return self._connections.read(work)

    def states(self, feeds: Sequence[int]) -> dict[int, FeedState]:
        """The state of each feed that there is."""

        def work(connection: sqlite3.Connection) -> dict[int, FeedState]:
            rows = connection.execute(
                f"SELECT f.id, {_STATE} FROM feed f LEFT JOIN feed_state fs ON fs.feed = f.id"
                " WHERE f.id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(feeds)),),
            )
            return {row[0]: states.state_of(row[1:]) for row in rows}

        return self._connections.read(work)

    def waiting_hosts(self, now: int) -> dict[str, int]:
        """Hosts (loopback: whole URLs) that said Retry-After, and until when."""
        return self._connections.read(lambda connection: _waiting(connection, now))

    def held(self, now: int) -> dict[int, int]:
        """Feeds whose host wants to be left alone, and until when."""

        def work(connection: sqlite3.Connection) -> dict[int, int]:
            waiting = _waiting(connection, now)
            rows = connection.execute("SELECT id, url FROM feed") if waiting else ()
            return {feed: waiting[host_of(url)] for feed, url in rows if host_of(url) in waiting}

        return self._connections.read(work)

    def free_at(self, url: str, now: int) -> int:
        """Until when the host of ``url`` wants to be left alone; 0 when it does not."""
        return self.waiting_hosts(now).get(host_of(url), 0)

    def host_waits(self, url: str, until: int, why: str) -> None:
        """Remember that the host of ``url`` wants no request before ``until``."""
        now = self._clock.now()
        host = host_of(url)

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM host WHERE retry_at <= ?", (now,))
            connection.execute(
                "INSERT INTO host(name, retry_at, why) VALUES (?, ?, ?) ON CONFLICT(name)"
                " DO UPDATE SET retry_at = max(retry_at, excluded.retry_at), why = excluded.why",
                (host, until, why),
            )

        self._connections.write(work)

    def forget(self, feeds: Sequence[int]) -> None:
        """Delete feeds with their stories and all that is marked on them: the sample edition.
        What a user follows is never deleted; it is unsubscribed."""
        now = self._clock.now()
        self._connections.write(
            lambda connection: forgetting.forget(connection, feeds, now), durable=True
        )


def host_of(url: str) -> str:
    """What a Retry-After of ``url`` holds for: its host, on loopback the one address."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return url
    return url if host in ("localhost", "::1") or host.startswith("127.") else host


def _waiting(connection: sqlite3.Connection, now: int) -> dict[str, int]:
    # Nobody may ask for longer; a later time was noted by a clock that ran ahead.
    rows = connection.execute(
        "SELECT name, retry_at FROM host WHERE retry_at > ? AND retry_at <= ?",
        (now, now + _LONGEST_WAIT),
    )
    return dict(rows.fetchall())


def _rows(connection: sqlite3.Connection, where: str, *values: object) -> list[FeedRow]:
    folders: dict[int, list[int]] = {}
    places: dict[int, list[float]] = {}
    for feed, folder, position in connection.execute(
        "SELECT feed, folder, position FROM feed_folder ORDER BY feed, folder"
    ):
        folders.setdefault(feed, []).append(folder)
        places.setdefault(feed, []).append(min(position, 0.0))
    tags: dict[int, list[str]] = {}
    for feed, name in connection.execute(
        "SELECT ft.feed, t.name FROM feed_tag ft JOIN tag t ON t.id = ft.tag ORDER BY t.name"
    ):
        tags.setdefault(feed, []).append(name)
    return [
        _row(
            row,
            tuple(folders.get(row[0], ())),
            tuple(places.get(row[0], ())),
            tuple(tags.get(row[0], ())),
        )
        for row in connection.execute(f"{_FEED} {where}", values)
    ]


@lru_cache(maxsize=4096)  # the screen asks for all of them whenever one has changed
def _row(
    row: tuple[Any, ...],
    folders: tuple[int, ...],
    places: tuple[float, ...],
    tags: tuple[str, ...],
) -> FeedRow:
    return FeedRow(
        id=row[0],
        url=row[1],
        source=row[2],
        title=row[3],
        site=row[4],
        language=row[5],
        folders=folders,
        stories=row[6],
        unread=row[7],
        added_at=row[8],
        paused=bool(row[9]),
        removed=bool(row[10]),
        state=states.state_of(row[14:]),
        tags=tags,
        allow_private=bool(row[11]),
        settings=settings_of(row[12]),
        places=places,
        place=min(row[13], 0.0),
    )


def settings_of(text: str) -> FeedSettings:
    """A feed's settings as they are stored; what cannot be read counts as not set."""
    if text == "{}":
        return _NOTHING_SET
    values = json.loads(text)
    minutes = str(values.get("interval", ""))
    return FeedSettings(
        interval=int(minutes) if minutes.isdecimal() else None,
        fulltext=values.get("fulltext") == "always",
        hidden=values.get("hidden") == "1",
        language=str(values.get("language", "")),
        mute_copies=values.get("copies") == "mute",
        leads=values.get("leads") == "1",
    )


_NOTHING_SET = FeedSettings()


def _folders(connection: sqlite3.Connection) -> list[FolderRow]:
    children: dict[int | None, list[tuple[int, str]]] = {}
    places: dict[int, float] = {}
    for id_, name, parent, place in sorted(
        connection.execute("SELECT id, name, parent, min(position, 0.0) FROM folder"),
        key=lambda row: (row[3], row[1].casefold(), row[0]),
    ):
        children.setdefault(parent, []).append((id_, name))
        places[id_] = place
    unread = dict(connection.execute("SELECT id, unread FROM feed WHERE removed_at IS NULL"))
    held: dict[int, set[int]] = {}
    for feed, folder in connection.execute("SELECT feed, folder FROM feed_folder"):
        held.setdefault(folder, set()).add(feed)

    ordered: list[tuple[int, str, int | None]] = []
    waiting = [(id_, name, None) for id_, name in reversed(children.get(None, []))]
    stack: list[tuple[int, str, int | None]] = [*waiting]
    while stack:
        one = stack.pop()
        ordered.append(one)
        stack += [(id_, name, one[0]) for id_, name in reversed(children.get(one[0], []))]
    for id_, _, parent in reversed(ordered):  # children hand their feeds up
        if parent is not None:
            held.setdefault(parent, set()).update(held.get(id_, ()))
    return [
        FolderRow(
            id_,
            name,
            parent,
            sum(unread.get(feed, 0) for feed in held.get(id_, ())),
            places[id_],
        )
        for id_, name, parent in ordered
    ]
