"""Ids → what is shown. Lists ask for a window of rows at a time and never load a body."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reader import model
from reader.clock import Clock
from reader.store import tagnames, tallies
from reader.store.connection import Connections
from reader.store.content import unpack
from reader.store.sources import SOURCE, headed
from reader.store.storyrows import story_rows
from reader.store.threadrows import thread_rows

if TYPE_CHECKING:
    from reader.model import (
        FeedRow,
        JournalRow,
        Place,
        RelatedThread,
        Revision,
        StoredBody,
        StoryRow,
        TagRow,
        ThreadPage,
        ThreadRow,
        ViewRow,
    )

_HEADLINES = f"""
SELECT h.at, h.title, coalesce({SOURCE}, '') FROM headline h
  LEFT JOIN story s ON s.id = h.story LEFT JOIN feed f ON f.id = s.feed
 WHERE h.thread = ? ORDER BY h.at, h.id
"""

_NOTES = """
SELECT n.story, n.text FROM story s JOIN note n ON n.story = s.id
 WHERE s.thread = ? ORDER BY s.sort_at, s.id
"""

_RELATED = f"""
SELECT t.id, coalesce(nullif(t.name, ''), {headed("l")}, ''), t.stories, k.kind, k.state, k.terms,
       t.languages
  FROM (SELECT b AS other, kind, state, score, terms FROM thread_link WHERE a = :thread
        UNION ALL
        SELECT a, kind, state, score, terms FROM thread_link WHERE b = :thread) k
  JOIN thread t ON t.id = k.other
  LEFT JOIN story l ON l.id = t.lead
 WHERE t.merged_into IS NULL AND t.stories > 0 AND t.id <> :thread
 ORDER BY k.state = 'refused' DESC, k.state = 'confirmed' DESC, k.score DESC, t.id
"""

_BODY = """
SELECT iif(:own, b.html, coalesce(b.fulltext, b.html)), b.text, b.enclosures, b.truncated,
       (SELECT count(*) FROM revision r WHERE r.story = b.story), b.fulltext IS NOT NULL
  FROM body b WHERE b.story = :story
"""

_TELLINGS = """
SELECT s.id, m.opened_at, b.text
  FROM story s JOIN body b ON b.story = s.id LEFT JOIN mark m ON m.story = s.id
 WHERE s.thread = ? AND s.opened = ? AND (s.opened OR NOT s.read)
 ORDER BY s.sort_at DESC, s.id DESC LIMIT ?
"""

#: Stories of a thread looked at to tell what of it is known.
_MOST_TOLD = 40


class Rows:
    """Rows, pages and bodies by id, and the names the sources pane shows."""

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def stories(self, ids: Sequence[int]) -> list[StoryRow]:
        """Rows in the order of ``ids``; ids that are gone are left out."""
        return self._connections.read(lambda c: story_rows(c, ids))

    def threads(self, ids: Sequence[int]) -> list[ThreadRow]:
        """Rows in the order of ``ids``; a merged thread is given as its survivor."""
        return self._connections.read(lambda c: thread_rows(c, ids, self._clock.now()))

    def thread_page(self, thread: int) -> ThreadPage | None:
        """The page of the thread, or of the one it was merged into; None when there is none."""

        from reader.store.mentions import also_told

        def work(connection: sqlite3.Connection) -> ThreadPage | None:
            rows = thread_rows(connection, [thread], self._clock.now())
            if not rows:
                return None
            row = rows[0]
            stories = story_rows(connection, _members(connection, row.id))
            tags = connection.execute(
                "SELECT g.name FROM thread_tag tt JOIN tag g ON g.id = tt.tag WHERE tt.thread = ?",
                (row.id,),
            )
            return model.ThreadPage(
                row=row,
                stories=tuple(stories),
                headlines=tuple(
                    model.Headline(*one) for one in connection.execute(_HEADLINES, (row.id,))
                ),
                related=_related(connection, row.id),
                first_source=stories[0].source if stories else "",
                thread_tags=tuple(sorted((one[0] for one in tags), key=str.casefold)),
                notes=tuple(connection.execute(_NOTES, (row.id,))),
                mentions=also_told(connection, row.id),
            )

        return self._connections.read(work)

    def thread_stories(self, thread: int) -> tuple[int, ...]:
        """Ids of the thread's stories, oldest first; a merged thread's are its survivor's."""

        def work(connection: sqlite3.Connection) -> tuple[int, ...]:
            rows = thread_rows(connection, [thread], self._clock.now())
            return _members(connection, rows[0].id) if rows else ()

        return self._connections.read(work)

    def body(self, story: int, *, own: bool = False) -> StoredBody | None:
        """The body of the story, uncompressed: the full text where it was fetched, unless the
        feed's ``own`` is asked for. None when there is no such story."""
        row = self._connections.read(
            lambda c: c.execute(_BODY, {"story": story, "own": own}).fetchone()
        )
        if row is None:
            return None
        enclosures = tuple(model.Enclosure(**one) for one in json.loads(row[2]))
        return model.StoredBody(
            story, unpack(row[0]), row[1], enclosures, row[4], bool(row[3]), full=bool(row[5])
        )

    def tellings(self, thread: int) -> list[tuple[int, int | None, str]]:
        """(story, when it was first opened, plain text) of the thread's stories, newest first; at
        most ``_MOST_TOLD`` opened and as many unread ones."""
        return self._connections.read(
            lambda c: [
                row
                for opened in (1, 0)
                for row in c.execute(_TELLINGS, (thread, opened, _MOST_TOLD)).fetchall()
            ]
        )

    def revisions(self, story: int) -> list[Revision]:
        """Earlier states, oldest first."""
        rows = self._connections.read(
            lambda c: c.execute(
                "SELECT at, title, html FROM revision WHERE story = ? ORDER BY at, id", (story,)
            ).fetchall()
        )
        return [model.Revision(at, title, unpack(html)) for at, title, html in rows]

    def place(self, story: int) -> Place:
        """Where the reader was in the story; its beginning when it was never opened."""
        row = self._one("SELECT block, offset FROM place WHERE story = ?", story)
        return model.Place(*row) if row else model.Place()

    def note(self, story: int) -> str:
        """The user's own words on the story, "" when there are none."""
        row = self._one("SELECT text FROM note WHERE story = ?", story)
        return str(row[0]) if row else ""

    def tags(self) -> list[TagRow]:
        """Every tag in use, by name."""
        return self._connections.read(tallies.tags)

    def tag_names(self) -> list[str]:
        """Their names, known at once however many stories they have."""
        return self._connections.read(tagnames.names)

    def away(self) -> int:
        """How many threads with something unread are muted or snoozed now."""
        return self._connections.read(lambda c: tallies.away(c, self._clock.now()))

    def views(self) -> list[ViewRow]:
        """Built-in views, then the user's, with unread counts where they are known at once.

        Unread counts unread stories not muted, Followed new stories, Starred all that are starred,
        Today today's unread stories not muted.
        """
        return self._connections.read(lambda c: tallies.views(c, self._clock.now()))

    def journal(
        self, limit: int = 100, before: int | None = None, *, feed: int | None = None
    ) -> list[JournalRow]:
        """Newest first; ``feed``: only what was done to that feed."""
        from reader.store import journal

        return self._connections.read(lambda c: journal.rows(c, limit, before, feed))

    def errors(self) -> list[FeedRow]:
        """Feeds that fail, longest failing first."""
        from reader.store.feeds import Feeds

        failing = [
            row for row in Feeds(self._connections, self._clock).all() if row.state.error_kind
        ]
        return sorted(failing, key=lambda row: (row.state.failing_since or 0, row.id))

    def totals(self) -> tuple[int, int, int]:
        """(feeds subscribed, stories, unread stories not muted)."""
        return self._connections.read(lambda c: tallies.totals(c, self._clock.now()))

    def _one(self, sql: str, story: int) -> tuple[Any, ...] | None:
        def work(connection: sqlite3.Connection) -> tuple[Any, ...] | None:
            row: tuple[Any, ...] | None = connection.execute(sql, (story,)).fetchone()
            return row

        return self._connections.read(work)


def _members(connection: sqlite3.Connection, thread: int) -> tuple[int, ...]:
    rows = connection.execute(
        "SELECT id FROM story WHERE thread = ? ORDER BY sort_at, id", (thread,)
    )
    return tuple(row[0] for row in rows)


def _related(connection: sqlite3.Connection, thread: int) -> tuple[RelatedThread, ...]:
    """One for each other thread, by the best link to it; none where the user refused a link."""
    best: dict[int, RelatedThread] = {}
    own = connection.execute("SELECT languages FROM thread WHERE id = ?", (thread,)).fetchone()
    known = set(own[0].split()) if own else set()
    for other, title, stories, kind, state, terms, languages in connection.execute(
        _RELATED, {"thread": thread}
    ):
        found = model.RelatedThread(
            other,
            title,
            stories,
            model.LinkKind(kind),
            model.LinkState(state),
            tuple(json.loads(terms)),
            tuple(each for each in languages.split() if each not in known),
        )
        best.setdefault(other, found)
    return tuple(one for one in best.values() if one.state is not model.LinkState.REFUSED)
