"""What names in a query mean now: feeds, folders, tags, views, words of the index, notes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from reader.errors import QueryError
from reader.query.fields import nearest
from reader.query.match import named_so
from reader.query.tree import Fuzzy, Near, Origin, Phrase, Prefix, Regex, Tag, Word
from reader.store.sourcenames import SourceNames
from reader.words import N_, Said


def feeds(connection: sqlite3.Connection, names: SourceNames, node: Origin) -> frozenset[int]:
    """Feeds that ``feed:``, ``folder:`` or ``site:`` means; ``QueryError`` when no feed or folder
    is named so."""
    if node.name == "folder":
        return _in_folders(connection, node)
    if node.name == "site":
        return names.at(node.text)
    found = names.named(node.text)
    if not found:
        raise _unknown(
            N_("No feed is named {name}"), node.text, node.at, [feed.source for feed in names.feeds]
        )
    return found


def _in_folders(connection: sqlite3.Connection, node: Origin) -> frozenset[int]:
    folders = connection.execute("SELECT id, name, parent FROM folder").fetchall()
    inside = {id_ for id_, name, _ in folders if named_so(name, node.text)}
    if not inside:
        raise _unknown(
            N_("No folder is named {name}"), node.text, node.at, [name for _, name, _ in folders]
        )
    while more := {id_ for id_, _, parent in folders if parent in inside} - inside:
        inside |= more
    rows = connection.execute("SELECT feed, folder FROM feed_folder")
    return frozenset(feed for feed, folder in rows if folder in inside)


def tags(connection: sqlite3.Connection, node: Tag) -> list[int]:
    """Tags of that name, case aside; ``QueryError`` when there is none."""
    known = connection.execute("SELECT id, name FROM tag").fetchall()
    wanted = node.name.casefold()
    found = [id_ for id_, name in known if name.casefold() == wanted]
    if not found:
        raise _unknown(
            N_("No tag is named {name}"), node.name, node.at, [name for _, name in known]
        )
    return found


def tagged_feeds(connection: sqlite3.Connection, tags: str) -> list[int]:
    """Feeds that carry one of ``tags`` (ids as JSON)."""
    rows = connection.execute(
        "SELECT feed FROM feed_tag WHERE tag IN (SELECT value FROM json_each(?))", (tags,)
    )
    return [row[0] for row in rows]


def notes(
    connection: sqlite3.Connection, node: Word | Phrase | Prefix | Near | Fuzzy | Regex
) -> list[int]:
    """Stories whose note has what ``node`` asks for."""
    from reader.query.memory import text_matches
    from reader.query.regex import found

    rows = connection.execute("SELECT story, text FROM note")
    if isinstance(node, Regex):
        return [story for story, text in rows if found(node, text)]
    return [story for story, text in rows if text_matches(node, text)]


def _unknown(what: str, name: str, at: int, known: Iterable[str]) -> QueryError:
    folded = {one.casefold(): one for one in known}
    near = folded.get(nearest(name.casefold(), [*folded]), "")
    hint = Said(N_("Did you mean {near}?"), near=near) if near else ""
    return QueryError(Said(what, name=name), at, hint)
