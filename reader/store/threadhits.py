"""Which stories of one thread a query selects.

The index gathers every hit of the archive before it tells which are of the thread: a beginning of
four letters took 0.4 s of a million stories, at each rest in typing. A thread's few are read and
asked one by one instead.
"""

from __future__ import annotations

import sqlite3
from datetime import tzinfo

from reader.query.tree import (
    Fuzzy,
    InView,
    Like,
    Near,
    Node,
    Phrase,
    Prefix,
    Word,
    leaves,
)

#: Stories of a thread up to which they are read: 0.1 ms each.
FEW = 100


def among_few(
    connection: sqlite3.Connection, node: Node, thread: int, now: int, zone: tzinfo | None
) -> frozenset[int] | None:
    """The stories of ``thread`` (living) that ``node`` selects; None where the archive is to be
    asked instead."""
    asked = [*leaves(node)]
    if not any(isinstance(leaf, Word | Phrase | Prefix | Near) for leaf in asked):
        return None
    # Other queries, or all words of the index, have a say in these.
    if any(isinstance(leaf, Fuzzy | InView | Like) for leaf in asked):
        return None
    rows = connection.execute("SELECT id FROM story WHERE thread = ? LIMIT ?", (thread, FEW + 1))
    stories = [row[0] for row in rows]
    if len(stories) > FEW:
        return None

    from reader.query.memory import Asking, matches
    from reader.store.subjects import subjects

    found = subjects(connection, stories, now)
    asking = Asking(now, zone, siblings=found)
    return frozenset(story.id for story in found if matches(node, story, asking))
