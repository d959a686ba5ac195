"""Which story leads a thread: whose headline names it.

What the user pinned leads. Else an account of a feed that he said names threads; else the one whose
headline says most of what the thread tells, of the source he reads most and with the most to read,
of equal ones the earliest. A thread keeps its headline: it changes when its lead goes, when a feed
comes in that names threads, and, while nobody has opened the thread, for an account that is much
better (the first is often a line of alarm, or tells of one side).
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from reader.query.tokens import fold, has_cjk


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
BETTER = 0.4
#: What being of a feed that names threads weighs: more than all else.
NAMES = 10.0

#: What it weighs how much a headline says of what its thread tells (0 to 1). An aside or a side of
#: the affair often comes first, and named large threads.
TYPICAL = 1.0
#: Stories from which a thread tells what it is about; its newest that are asked; the words that say
#: it, and by how many letters such a word is known in a headline, whatever its ending.
SEVERAL, ASKED, WORDS, STEM = 3, 60, 12, 5
#: A headline of more words than this must say more, by this power of their number.
SHORT, LENGTH = 4, 0.25
#: How headlines say that they are a film, a running report or somebody's opinion, and what is left
#: of what they tell then.
_ASIDE = re.compile(
    r"(?:watch|live|video|podcast|opinion|analysis|editorial|letters?|direct|vidéo|tribune"
    r"|éditorial|kommentar|liveticker|opinión|opinione|opinie|komentarz)\b[^:|]{0,12}[:|]"
    r"|.*(?:\blive:|\|\s[^|]{3,40}$"
    r"|[\u2013\u2014-]\s(?:[\w ]{0,20}\blive|video|podcast|cartoon|letters|as it happened)$)",
    re.IGNORECASE,
)
ASIDE = 0.6

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


def typical(
    connection: sqlite3.Connection, members: Sequence[Member], now: int | None = None
) -> dict[int, float]:
    """How much the headlines of a thread's newest stories, and of its lead ``now``, say of what the
    thread tells, 0 to 1, by the words for which these stand together."""
    stories = [one.id for n, one in enumerate(reversed(members)) if n < ASKED or one.id == now]
    if len(stories) < SEVERAL:
        return {}
    words: Counter[str] = Counter()
    headlines: dict[int, str] = {}
    for story, title, terms in connection.execute(
        "SELECT s.id, s.title, json_extract(p.reason, '$.terms') FROM story s"
        " LEFT JOIN placement p ON p.story = s.id"
        " WHERE s.id IN (SELECT value FROM json_each(?))",
        (json.dumps(stories),),
    ):
        headlines[story] = title
        for word, weight in json.loads(terms or "[]"):
            start = fold(word)[:STEM]
            # Words of Chinese are pairs of signs, which stand anywhere in a run of them.
            words[start if has_cjk(start) else f" {start}"] += weight
    most = words.most_common(WORDS)
    said = {story: _said(title, most) for story, title in headlines.items()}
    top = max(said.values(), default=0.0)
    return {story: found / top for story, found in said.items()} if top else {}


def _said(title: str, words: Sequence[tuple[str, float]]) -> float:
    """How much of some words with weights a headline says, the more briefly the better."""
    headline = f" {fold(title)}"
    found = sum([weight for word, weight in words if word in headline])
    brief: float = max(SHORT, headline.count(" ")) ** LENGTH
    return found / brief * (ASIDE if _ASIDE.match(title) else 1.0)


def best(members: Sequence[Member], ranks: Ranks, said: Mapping[int, float]) -> Member:
    """The story that is worth the most as a lead; ``members``, the earliest first, one at least;
    ``said``: what ``typical`` has of them."""
    accounts = [one for one in members if one.copy_of is None]
    return max(accounts, key=lambda one: _worth(one, ranks, said)) if accounts else members[0]


def best_of(connection: sqlite3.Connection, stories: Sequence[int]) -> int:
    """The story among some, one at least, that is worth the most as a lead."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM story WHERE id IN (SELECT value FROM json_each(?))"
        " ORDER BY sort_at, id",
        (json.dumps(list(stories)),),
    )
    members = [Member(*row) for row in rows]
    return best(members, Ranking(connection), typical(connection, members)).id


def lead(
    members: Sequence[Member], now: int | None, ranks: Ranks, *, pinned: bool, by: float | None,
    said: Callable[[], Mapping[int, float]],
) -> tuple[int, bool]:  # fmt: skip
    """The lead of a thread, ``now`` being the one it has, and whether it is pinned. A better one
    takes its place when it is better ``by`` so much; None: never. ``said`` gives what ``typical``
    has of them."""
    current = next((one for one in members if one.id == now), None)
    if current is not None and pinned:
        return current.id, True
    if current is None or current.copy_of is not None:
        return best(members, ranks, said()).id, False
    if len(members) > 1 and by is not None:
        told = said()
        other = best(members, ranks, told)
        if _worth(other, ranks, told) >= _worth(current, ranks, told) + by:
            return other.id, False
    return current.id, False


def margin(*, opened: bool) -> float:
    """How much better an account must be to take the lead of a thread: of one that was opened only
    a feed that names threads takes it."""
    return NAMES / 2 if opened else BETTER


def _worth(one: Member, ranks: Ranks, said: Mapping[int, float]) -> float:
    full = FULLNESS * min(1.0, one.words / FULL)
    return ranks(one.feed) + full + TYPICAL * said.get(one.id, 0.0)
