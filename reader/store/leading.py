"""Which story leads a thread: whose headline names it.

What the user pinned leads. Else an account of a feed that he said names threads; else the one of
the source he reads most and with the most to read, of equal ones the earliest. A thread keeps its
headline: it changes when its lead goes, when a feed comes in that names threads, and, while nobody
has opened the thread, for an account that is much better (the first is often a line of alarm).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Member(NamedTuple):
    """A story of a thread, as its figures are made of it."""

    id: int
    feed: int
    sort_at: int
    copy_of: int | None
    language: str
    words: int


#: The columns of a story that make a member.
COLUMNS = ", ".join(Member._fields)
#: Words from which a story is as full as any, and what fullness weighs against the share of a feed
#: that is read (0 to 1).
FULL, FULLNESS = 400, 0.6
#: Stories as good as read and unread that every feed is taken to have besides its own: of few,
#: the share says little.
ALIKE = 10
#: How much better an account must be than the lead for the headline of an unopened thread to
#: change: a full text against a line, or the source one reads against one that is passed over.
BETTER = 0.5
#: What being of a feed that names threads weighs: more than all else.
NAMES = 10.0

#: Feed → what its stories are worth as leads.
Ranks = Callable[[int], float]


class Ranking:
    """What feeds are worth, looked up once for all threads, when it is first asked."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ranks: dict[int, float] | None = None

    def __call__(self, feed: int) -> float:
        if self._ranks is None:
            self._ranks = {
                id_: NAMES * bool(names) + (stories - unread + ALIKE) / (stories + 2 * ALIKE)
                for id_, stories, unread, names in self._connection.execute(
                    "SELECT id, stories, unread,"
                    " settings <> '{}' AND json_extract(settings, '$.leads') = '1' FROM feed"
                )
            }
        return self._ranks.get(feed, 0.0)


def best(members: Sequence[Member], ranks: Ranks) -> Member:
    """The story that is worth the most as a lead; ``members``, the earliest first, one at least."""
    accounts = [one for one in members if one.copy_of is None]
    return max(accounts, key=lambda one: _worth(one, ranks)) if accounts else members[0]


def best_of(connection: sqlite3.Connection, stories: Sequence[int]) -> int:
    """The story among some, one at least, that is worth the most as a lead."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM story WHERE id IN (SELECT value FROM json_each(?))"
        " ORDER BY sort_at, id",
        (json.dumps(list(stories)),),
    )
    return best([Member(*row) for row in rows], Ranking(connection)).id


def lead(
    members: Sequence[Member], now: int | None, ranks: Ranks, *, pinned: bool, by: float | None
) -> tuple[int, bool]:
    """The lead of a thread, ``now`` being the one it has, and whether it is pinned. A better one
    takes its place when it is better ``by`` so much; None: never."""
    current = next((one for one in members if one.id == now), None)
    if current is not None and pinned:
        return current.id, True
    if current is None or current.copy_of is not None:
        return best(members, ranks).id, False
    if len(members) > 1 and by is not None:
        other = best(members, ranks)
        if _worth(other, ranks) >= _worth(current, ranks) + by:
            return other.id, False
    return current.id, False


def margin(*, opened: bool) -> float:
    """How much better an account must be to take the lead of a thread: of one that was opened only
    a feed that names threads takes it."""
    return NAMES / 2 if opened else BETTER


def _worth(one: Member, ranks: Ranks) -> float:
    return ranks(one.feed) + FULLNESS * min(1.0, one.words / FULL)
