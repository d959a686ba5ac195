"""Thread rows for lists: one batch of queries for a window of threads."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reader.model import FOR_GOOD, ThreadRow
from reader.store.sources import SOURCE, headed
from reader.store.sources import ids as as_json

#: Slots of the activity strip.
SLOTS = 12

_THREADS = f"""
SELECT t.id, t.lead, coalesce(nullif(t.name, ''), {headed("l")}, ''),
       t.name IS NOT NULL AND t.name <> '', coalesce({SOURCE}, ''), coalesce(l.feed, 0), t.sources,
       t.stories, t.accounts, t.unread, t.languages, t.first_at, t.last_at, t.moved_at, t.opened_at,
       t.followed_at IS NOT NULL, t.muted, t.muted_until, coalesce(l.starred, 0), t.merged_into,
       coalesce(t.muted_by, ''), t.muted_unless, t.snoozed_until,
       coalesce(l.copy_of IS NULL AND coalesce(l.placed_at, l.first_seen) > t.opened_at, 0)
  FROM thread t
  LEFT JOIN story l ON l.id = t.lead
  LEFT JOIN feed f ON f.id = l.feed
 WHERE t.id IN (SELECT value FROM json_each(?))
"""

_MEMBERS = """
SELECT thread, sort_at, starred, copy_of IS NULL, coalesce(placed_at, first_seen)
  FROM story WHERE thread IN (SELECT value FROM json_each(?))
"""

_TAGS = """
SELECT tt.thread, g.name, tt.at FROM thread_tag tt JOIN tag g ON g.id = tt.tag
 WHERE tt.thread IN (SELECT value FROM json_each(:threads))
UNION ALL
SELECT s.thread, g.name, st.at FROM story s
  JOIN story_tag st ON st.story = s.id JOIN tag g ON g.id = st.tag
 WHERE s.thread IN (SELECT value FROM json_each(:threads))
"""


class _Thread(NamedTuple):
    id: int
    lead: int | None
    title: str
    named: int
    source: str
    feed: int
    sources: int
    stories: int
    accounts: int
    unread: int
    languages: str
    first_at: int
    last_at: int
    moved_at: int
    opened_at: int | None
    followed: int
    muted: int
    muted_until: int | None
    starred: int
    merged_into: int | None
    muted_by: str
    muted_unless: str
    snoozed_until: int | None
    new: int


@dataclass
class _Members:
    """What the stories of one thread add to its row."""

    times: list[int] = field(default_factory=list)
    starred: bool = False
    new: int = 0


def thread_rows(
    connection: sqlite3.Connection, threads: Sequence[int], now: int
) -> list[ThreadRow]:
    """Rows in the order given; a merged thread as its survivor, gone and empty ones left out."""
    rows = _read(connection, threads)
    survivors = _merged(rows)
    while missing := {n for n in survivors.values() if n not in rows}:
        more = _read(connection, missing)
        if not more:
            break
        rows |= more
        survivors |= _merged(more)
    wanted: list[int] = []
    for thread in threads:
        for _ in range(len(rows) + 1):
            if thread not in survivors:
                break
            thread = survivors[thread]
        wanted.append(thread)
    wanted = [n for n in dict.fromkeys(wanted) if n in rows and rows[n].stories > 0]
    members = _members(connection, [rows[n] for n in wanted if rows[n].stories > 1])
    tags = thread_tags(connection, wanted)
    return [_row(rows[n], members.get(n), tags.get(n, ()), now) for n in wanted]


def _read(connection: sqlite3.Connection, threads: Iterable[int]) -> dict[int, _Thread]:
    return {row[0]: _Thread(*row) for row in connection.execute(_THREADS, (as_json(threads),))}


def _merged(rows: dict[int, _Thread]) -> dict[int, int]:
    """Thread → what it was merged into."""
    return {one.id: one.merged_into for one in rows.values() if one.merged_into is not None}


def _members(connection: sqlite3.Connection, threads: Sequence[_Thread]) -> dict[int, _Members]:
    opened = {one.id: one.opened_at for one in threads}
    found: dict[int, _Members] = {one.id: _Members() for one in threads}
    for thread, sort_at, starred, account, placed in connection.execute(
        _MEMBERS, (as_json(opened),)
    ):
        one = found[thread]
        one.times.append(sort_at)
        one.starred = one.starred or bool(starred)
        since = opened[thread]
        one.new += bool(account and since is not None and placed > since)
    return found


def thread_tags(
    connection: sqlite3.Connection, threads: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Tags of threads and of their stories, by name."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for thread, name, _at in connection.execute(_TAGS, {"threads": as_json(threads)}):
        found[thread].add(name)
    return {thread: tuple(sorted(names, key=str.casefold)) for thread, names in found.items()}


def activity(times: Iterable[int], first: int, last: int) -> tuple[int, ...]:
    """How many of ``times`` fall into each of twelve equal slices of [first, last]."""
    slots = [0] * SLOTS
    length = last - first
    for time in times:
        place = (time - first) * SLOTS // length if length > 0 else SLOTS - 1
        slots[min(max(place, 0), SLOTS - 1)] += 1
    return tuple(slots)


def _row(one: _Thread, members: _Members | None, tags: tuple[str, ...], now: int) -> ThreadRow:
    muted_until = (one.muted_until or FOR_GOOD) if one.muted else None
    return ThreadRow(
        id=one.id,
        lead=one.lead or 0,
        title=one.title,
        source=one.source,
        sources=one.sources,
        stories=one.stories,
        accounts=one.accounts,
        unread=one.unread,
        new=members.new if members else one.new,
        languages=tuple(one.languages.split()),
        first_at=one.first_at,
        last_at=one.last_at,
        moved_at=one.moved_at,
        opened_at=one.opened_at,
        followed=bool(one.followed),
        muted=muted_until is not None and muted_until > now,
        muted_until=muted_until,
        starred=members.starred if members else bool(one.starred),
        activity=activity(members.times if members else (one.first_at,), one.first_at, one.last_at),
        tags=tags,
        named=bool(one.named),
        feed=one.feed,
        muted_by=one.muted_by,
        muted_unless=one.muted_unless,
        snoozed_until=one.snoozed_until,
    )
