"""Story rows for lists: one batch of queries for a window of stories; never a body."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from reader.model import StoryRow
from reader.store.sources import SOURCE, headed
from reader.store.sources import ids as as_json

_STORIES = f"""
SELECT s.id, s.thread, s.feed, {SOURCE}, {headed("s")}, s.url, s.author, s.sort_at, s.published,
       s.first_seen, s.language, s.words, s.summary, s.read, s.starred, s.opened, s.copy_of,
       coalesce(s.copy_of IS NULL AND coalesce(s.placed_at, s.first_seen) > t.opened_at, 0),
       s.changed_at IS NOT NULL, EXISTS (SELECT 1 FROM note n WHERE n.story = s.id),
       s.date_note, s.comments_url, s.title <> '', coalesce(s.placed_at, s.first_seen)
  FROM story s JOIN feed f ON f.id = s.feed JOIN thread t ON t.id = s.thread
 WHERE s.id IN (SELECT value FROM json_each(?))
"""

#: Columns that are true or false; the tags come after the last of them.
_FLAGS = frozenset((13, 14, 15, 17, 18, 19, 22))

_TAGS = """
SELECT st.story, g.name FROM story_tag st JOIN tag g ON g.id = st.tag
 WHERE st.story IN (SELECT value FROM json_each(?))
"""


def story_rows(connection: sqlite3.Connection, stories: Sequence[int]) -> list[StoryRow]:
    """Rows in the order given; stories that are gone are left out."""
    wanted = as_json(stories)
    tags: defaultdict[int, list[str]] = defaultdict(list)
    for story, name in connection.execute(_TAGS, (wanted,)):
        tags[story].append(name)
    rows: dict[int, StoryRow] = {}
    for row in connection.execute(_STORIES, (wanted,)):
        values: list[Any] = [bool(v) if n in _FLAGS else v for n, v in enumerate(row)]
        values.insert(20, tuple(sorted(tags.get(row[0], ()), key=str.casefold)))
        rows[row[0]] = StoryRow(*values)
    return [rows[n] for n in dict.fromkeys(stories) if n in rows]
