"""Round-ups: which stories tell other threads' events, and in which of their paragraphs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from reader.model import AlsoTold, Mention
from reader.store import changes
from reader.store.connection import Connections
from reader.store.content import unpack
from reader.store.merging import live_thread
from reader.store.sources import headed
from reader.store.sources import ids as as_json
from reader.store.storyrows import story_rows

_PAGE = """
SELECT m.story, m.first_block, m.last_block, m.terms
  FROM mention m JOIN story s ON s.id = m.story
 WHERE m.thread = ? AND s.thread <> m.thread ORDER BY m.score DESC, m.story
"""

_OF_STORY = f"""
SELECT coalesce(nullif(t.name, ''), {headed("l")}, ''), m.first_block, m.last_block, m.terms
  FROM mention m JOIN story s ON s.id = m.story JOIN thread t ON t.id = m.thread
  LEFT JOIN story l ON l.id = t.lead
 WHERE m.story = ? AND s.thread <> m.thread AND t.merged_into IS NULL AND t.stories > 0
 ORDER BY m.first_block, m.thread
"""


_SAID = "thread, first_block, last_block, score, terms"

#: Under which the stories that are to be read again are kept, and how far back those that were
#: stored before are read: (sort_at, id) of the last.
_AGAIN, _BACK = "told.again", "told.back"
#: Later than any story.
_EVER = 1 << 40
#: Stories that wait to be read again, at most: the newest stay.
_WAITING = 2_000


class Mentions:
    """What is read and written of the table of mentions."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def long(self, stories: Sequence[int], words: int, most: int) -> list[int]:
        """Those of the stories with at least so many words, at most ``most``, the newest first."""
        return self._connections.read(
            lambda connection: [
                row[0]
                for row in connection.execute(
                    "SELECT id FROM story WHERE words >= ?"
                    " AND id IN (SELECT value FROM json_each(?))"
                    " ORDER BY sort_at DESC, id DESC LIMIT ?",
                    (words, as_json(stories), most),
                )
            ]
        )

    def telling(self, threads: Sequence[int]) -> list[int]:
        """The stories that tell of any of the threads without standing there."""
        return self._connections.read(
            lambda connection: [
                row[0]
                for row in connection.execute(
                    "SELECT DISTINCT story FROM mention"
                    " WHERE thread IN (SELECT value FROM json_each(?)) ORDER BY story",
                    (as_json(threads),),
                )
            ]
        )

    def ask(self, stories: Sequence[int]) -> None:
        """The next refresh is to see what these stories tell of other threads."""
        if stories:
            self._connections.write(lambda connection: ask(connection, stories))

    def asked(self) -> list[int]:
        """The stories that ``ask`` was told."""
        return self._connections.read(lambda connection: _kept(connection, _AGAIN))

    def answered(self, stories: Sequence[int]) -> None:
        """These were read."""

        def work(connection: sqlite3.Connection) -> None:
            left = set(_kept(connection, _AGAIN)).difference(stories)
            _put(connection, _AGAIN, sorted(left))

        self._connections.write(work)

    def before(self, words: int, since: int, most: int) -> list[int]:
        """The newest long stories since then that ``went_back`` did not reach, at most so many."""

        def work(connection: sqlite3.Connection) -> list[int]:
            back = _kept(connection, _BACK) or [_EVER, 0]
            return [
                row[0]
                for row in connection.execute(
                    "SELECT id FROM story WHERE placed_at IS NOT NULL AND words >= ?"
                    " AND sort_at >= ? AND (sort_at, id) < (?, ?)"
                    " ORDER BY sort_at DESC, id DESC LIMIT ?",
                    (words, since, *back, most),
                )
            ]

        return self._connections.read(work)

    def went_back(self, story: int) -> None:
        """All stories down to this one were read."""

        def work(connection: sqlite3.Connection) -> None:
            row = connection.execute("SELECT sort_at, id FROM story WHERE id = ?", (story,))
            _put(connection, _BACK, list(row.fetchone() or ()))

        self._connections.write(work)

    def html(self, stories: Sequence[int]) -> list[tuple[int, str, str]]:
        """(story, its HTML as the article shows it, its address)."""
        rows = self._connections.read(
            lambda connection: connection.execute(
                "SELECT s.id, coalesce(b.fulltext, b.html), s.url"
                " FROM story s JOIN body b ON b.story = s.id"
                " WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.id",
                (as_json(stories),),
            ).fetchall()
        )
        return [(story, unpack(html), url) for story, html, url in rows]

    def save(self, found: Mapping[int, Sequence[Mention]]) -> None:
        """Keep what the stories tell, in place of what was kept of them, in one transaction."""
        self._connections.write(lambda connection: _save(connection, found))

    def of(self, story: int) -> list[tuple[str, int, int, tuple[str, ...]]]:
        """The other threads that a story tells of: (title, first block, last block, terms)."""
        return self._connections.read(
            lambda connection: [
                (title, first, last, tuple(json.loads(terms)))
                for title, first, last, terms in connection.execute(_OF_STORY, (story,))
            ]
        )


def ask(connection: sqlite3.Connection, stories: Iterable[int]) -> None:
    """``Mentions.ask`` within a transaction."""
    _put(connection, _AGAIN, sorted({*_kept(connection, _AGAIN), *stories})[-_WAITING:])


def written(connection: sqlite3.Connection, story: int) -> str:
    """What is kept of the other threads that a story tells of, for ``put_back``."""
    rows = connection.execute(f"SELECT {_SAID} FROM mention WHERE story = ?", (story,))
    return json.dumps(rows.fetchall())


def put_back(connection: sqlite3.Connection, story: int, said: str) -> set[int]:
    """Let a story tell again what it told, nothing where it or a thread is gone; the threads."""
    gone = connection.execute("DELETE FROM mention WHERE story = ? RETURNING thread", (story,))
    threads = {row[0] for row in gone.fetchall()}
    connection.executemany(
        f"INSERT INTO mention(story, {_SAID}) SELECT s.id, t.id, ?, ?, ?, ?"
        " FROM story s, thread t WHERE s.id = ? AND t.id = ?",
        ((*rest, story, thread) for thread, *rest in json.loads(said)),
    )
    return threads | {thread for thread, *_rest in json.loads(said)}


def _kept(connection: sqlite3.Connection, name: str) -> list[int]:
    row = connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
    return [] if row is None else list(json.loads(row[0]))


def _put(connection: sqlite3.Connection, name: str, values: list[int]) -> None:
    connection.execute(
        "INSERT INTO state(name, value) VALUES (?, ?)"
        " ON CONFLICT(name) DO UPDATE SET value = excluded.value",
        (name, json.dumps(values)),
    )


def _save(connection: sqlite3.Connection, found: Mapping[int, Sequence[Mention]]) -> None:
    touched: dict[int, None] = {}
    for story, mentions in found.items():
        there = connection.execute("SELECT thread FROM story WHERE id = ?", (story,)).fetchone()
        if there is None:
            continue
        old = set(
            connection.execute(
                "SELECT thread, first_block, last_block FROM mention WHERE story = ?", (story,)
            )
        )
        new: dict[int, tuple[int, int, float, str]] = {}
        for one in mentions:
            thread = live_thread(connection, one.thread)
            known = connection.execute("SELECT 1 FROM thread WHERE id = ?", (thread,)).fetchone()
            if known and thread != there[0] and thread not in new:
                terms = json.dumps(one.terms, ensure_ascii=False)
                new[thread] = (one.first, one.last, one.score, terms)
        connection.execute("DELETE FROM mention WHERE story = ?", (story,))
        connection.executemany(
            "INSERT INTO mention(story, thread, first_block, last_block, score, terms)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            ((story, thread, *values) for thread, values in new.items()),
        )
        now = {(thread, first, last) for thread, (first, last, *_rest) in new.items()}
        touched |= dict.fromkeys(sorted(thread for thread, *_blocks in old ^ now))
    changes.record(connection, threads=touched)


def also_told(connection: sqlite3.Connection, thread: int) -> tuple[AlsoTold, ...]:
    """The stories of other threads that tell of this one, the surest first."""
    found = connection.execute(_PAGE, (thread,)).fetchall()
    rows = {row.id: row for row in story_rows(connection, [story for story, *_rest in found])}
    return tuple(
        AlsoTold(rows[story], first, last, tuple(json.loads(terms)))
        for story, first, last, terms in found
        if story in rows
    )
