"""The full text of a story, fetched from its page: kept beside what the feed gave, and searched."""

from __future__ import annotations

import sqlite3

from reader.store import changes, fulltext
from reader.store.content import MAX_HTML, Content, clean, expanded, pack, words_of


def keep(connection: sqlite3.Connection, story: int, html: str, text: str) -> bool:
    """Keep the full text, inside the caller's transaction; false when the story is gone."""
    row = connection.execute(
        "SELECT title, summary, author, thread FROM story WHERE id = ?", (story,)
    ).fetchone()
    if row is None:
        return False
    title, summary, author, thread = row
    plain = clean(text)[:MAX_HTML]
    fulltext.forget(connection, story)
    connection.execute(
        "UPDATE body SET fulltext = ?, text = ?, expanded = ? WHERE story = ?",
        (pack(clean(html)[:MAX_HTML]), plain, expanded(title, summary, plain, author), story),
    )
    connection.execute("UPDATE story SET words = ? WHERE id = ?", (words_of(plain), story))
    changes.record(connection, stories=[story], threads=[thread])
    return True


def kept(connection: sqlite3.Connection, story: int, content: Content) -> Content:
    """What a changed story is stored as: with the full text's words, where that was fetched."""
    row = connection.execute(
        "SELECT text FROM body WHERE story = ? AND fulltext IS NOT NULL", (story,)
    ).fetchone()
    if row is None:
        return content
    text = row[0]
    return content._replace(
        text=text,
        words=words_of(text),
        expanded=expanded(content.title, content.summary, text, content.author),
    )
