"""Stories that their publisher changed: the old state is kept, the new one takes its place."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from reader.model import ChangedStory
from reader.store import figures, fulltext, wholetext
from reader.store.content import Content
from reader.store.stories import Stored

#: Earlier states kept of one story: a page that differs at each fetch (a clock, an ad) would
#: otherwise grow without end. The first state is never dropped.
MAX_REVISIONS = 30

_STORY = (
    "UPDATE story SET url = ?, comments_url = ?, title = ?, author = ?, summary = ?,"
    " published = ?, updated = ?, stated = ?, words = ?, hash = ?, changed_at = ? WHERE id = ?"
)
_BODY = (
    "UPDATE body SET html = ?, text = ?, expanded = ?, enclosures = ?, categories = ?,"
    " truncated = ?, has_code = ?, has_media = ? WHERE story = ?"
)


def revise(
    connection: sqlite3.Connection, changed: Sequence[tuple[ChangedStory, Content]], now: int
) -> list[Stored]:
    """Take in changed stories, inside the caller's transaction; those that did change.

    ``sort_at`` stays as it was, whatever date the feed gives now: a story never jumps to the top.
    """
    done = []
    for change, content in changed:
        row = connection.execute(
            "SELECT thread, feed, key, key2, url, title, hash FROM story WHERE id = ?",
            (change.story,),
        ).fetchone()
        if row is None:
            continue
        thread, feed, *address, title, old_hash = row
        moved = _move(connection, change.story, feed, tuple(address), content)
        if change.revise and content.hash != old_hash:
            _keep_old(connection, change.story, now)
            fulltext.forget(connection, change.story)
            content = wholetext.kept(connection, change.story, content)
            _rewrite(connection, change.story, content, now)
            _new_headline(connection, change.story, thread, title, now)
        elif not moved:
            continue
        done.append(Stored(change.story, thread))
    return done


def _move(
    connection: sqlite3.Connection,
    story: int,
    feed: int,
    before: tuple[str, ...],
    content: Content,
) -> bool:
    """Give the story its new keys and address; whether any differs. A key that another story of
    the feed has stays there."""
    key, key2 = content.key, content.key2
    taken = connection.execute(
        "SELECT 1 FROM story WHERE feed = ? AND key = ? AND id <> ?", (feed, key, story)
    ).fetchone()
    if taken:
        key, key2 = before[:2]
    if (key, key2, content.url) == before:
        return False
    connection.execute(
        "UPDATE story SET key = ?, key2 = ?, url = ? WHERE id = ?",
        (key, key2, content.url, story),
    )
    return True


def _keep_old(connection: sqlite3.Connection, story: int, now: int) -> None:
    connection.execute(
        "INSERT INTO revision(story, at, hash, title, html)"
        " SELECT s.id, ?, s.hash, s.title, b.html FROM story s JOIN body b ON b.story = s.id"
        " WHERE s.id = ?",
        (now, story),
    )
    connection.execute(
        "DELETE FROM revision WHERE id IN (SELECT id FROM revision WHERE story = :story"
        " AND id > (SELECT min(id) FROM revision WHERE story = :story)"
        " ORDER BY id DESC LIMIT -1 OFFSET :kept)",
        {"story": story, "kept": MAX_REVISIONS - 1},
    )


def _rewrite(connection: sqlite3.Connection, story: int, content: Content, now: int) -> None:
    connection.execute(
        _STORY,
        (
            content.url,
            content.comments_url,
            content.title,
            content.author,
            content.summary,
            content.published,
            content.updated,
            content.stated,
            content.words,
            content.hash,
            now,
            story,
        ),
    )
    connection.execute(
        _BODY,
        (
            content.html,
            content.text,
            content.expanded,
            content.enclosures,
            content.categories,
            content.truncated,
            content.has_code,
            content.has_media,
            story,
        ),
    )


def _new_headline(
    connection: sqlite3.Connection, story: int, thread: int, old_title: str, now: int
) -> None:
    lead = connection.execute("SELECT lead FROM thread WHERE id = ?", (thread,)).fetchone()[0]
    if lead == story:
        figures.headline(connection, thread, story, old_title, story, now)
