"""The conditions of a query → its answer: which ids, in which order, and what there is to say."""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest
from operator import itemgetter
from typing import TypeAlias

from reader.model import Hits
from reader.query.tree import Node, Query
from reader.store import streams
from reader.store.select import Select
from reader.store.sql import among, as_json
from reader.store.streams import Row
from reader.store.sweep import sweeps
from reader.store.tallies import HIDDEN

#: What may be most stories is one walk over an index that holds all that is asked for, in order.
_BROAD = "INDEXED BY story_order"
#: bm25 weights of title, summary, body, author.
_RANK = "SELECT rowid, bm25(fulltext, 10.0, 3.0, 1.0, 2.0) FROM fulltext WHERE fulltext MATCH ?"
#: Newest hits that are ranked; older ones follow, newest first. Ranking takes 2 us a hit.
RANKED = 5_000
#: Ids from which they are packed: a tuple of a million takes 40 MB.
PACKED = 10_000
#: Steps from the best rank to none: what stands on one step is equally good, newest first.
_STEPS = 50
#: Hits looked up for each row wanted: several may be of one thread.
_ENOUGH = 4

#: Seconds by which a story counts as older for each newer one of its feed: of a feed that tells
#: forty a day the fortieth stands among the stories of the day before yesterday.
_HANDICAP = 3_600

#: (thread, read), (thread, read, id), (thread, read, id, feed) or these with sort_at of a story, as
#: far as they are needed: each column costs a tenth of the time of a long list.
Whole: TypeAlias = tuple[int, ...]
_thread, _read, _id = itemgetter(0), itemgetter(1), itemgetter(2)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with what it leaves open settled; ``first`` wants no more ids than that. ``found``
    are the stories selected, where somebody looked already."""

    query: Query
    group: str
    sort: str
    first: int | None = None
    found: Sequence[int] | None = None

    @property
    def kind(self) -> str:
        return "threads" if self.group == "thread" else "stories"


# -- whole answers


def whole(select: Select, asked: Asked) -> Hits:
    """Every hit, or the ``first`` of them, with all counts."""
    if asked.sort in ("date", "rank") and asked.group != "feed":
        return _streamed(select, asked)
    rows, ids = _ordered(select, asked, _rows(select, asked).fetchall())
    found = _Found()
    hidden = _hidden(select) if rows else frozenset()
    found.count(rows, hidden)
    found.threads = len(set(map(_thread, rows)))
    return _all_of(select, asked, found, ids)


@dataclass(slots=True)
class _Found:
    """What was met so far on a walk over all hits."""

    stories: int = 0
    threads: int = 0
    read: int = 0
    muted: int = 0
    behind: dict[int, int] = field(default_factory=dict)

    def count(self, rows: Sequence[Whole], hidden: frozenset[int]) -> None:
        self.stories += len(rows)
        self.read += sum(map(_read, rows))
        self.muted += sum(map(hidden.__contains__, map(_thread, rows)))


def _streamed(select: Select, asked: Asked) -> Hits:
    """The whole answer, a part at a time: rows of a million hits take 150 MB."""
    cursor, hidden, found = _rows(select, asked), _hidden(select), _Found()
    said = _said(select, asked)
    (highest,) = select.connection.execute("SELECT ifnull(max(id), 0) FROM thread").fetchone()
    seen = bytearray(highest + 1)
    # Numbers of threads are small, those of stories hold the time they came.
    narrow = asked.group == "thread" and highest < 2**31
    ids = array("i" if narrow else "q")
    rows = cursor.fetchmany(RANKED)
    if asked.sort == "rank":
        steps = _steps(select, asked.query.root, map(_id, rows))
        rows.sort(key=lambda row: steps.get(row[2], 1))
    while rows:
        found.count(rows, hidden)
        fresh = []
        for row in rows:
            if not seen[row[0]]:
                seen[row[0]] = 1
                fresh.append(row)
        found.threads += len(fresh)
        if said and len(found.behind) < RANKED:
            found.behind.update((row[0], row[2]) for row in fresh)
        ids.extend(map(_thread, fresh) if asked.group == "thread" else map(_id, rows))
        rows = cursor.fetchmany(RANKED)
    if asked.query.reverse:
        ids.reverse()
    return _all_of(select, asked, found, ids)


def _all_of(select: Select, asked: Asked, found: _Found, ids: list[int] | array[int]) -> Hits:
    if asked.query.limit is not None:
        del ids[asked.query.limit :]
    shown = len(ids) if asked.first is None else asked.first
    complete = len(ids) <= shown
    del ids[shown:]
    return Hits(
        kind=asked.kind,
        ids=ids if len(ids) > PACKED and isinstance(ids, array) else tuple(ids),
        complete=complete,
        stories=found.stories,
        threads=found.threads,
        muted=found.muted,
        read=found.read,
        unindexed=_unindexed(select),
        behind=found.behind,
    )


def counted(select: Select, node: Node) -> Hits:
    """The counts of a whole answer without its ids: one statement, stopped at any moment."""
    where = select.where(node)
    index = _BROAD if select.broad(node) else ""
    row = select.connection.execute(
        "SELECT count(*), count(DISTINCT s.thread), ifnull(sum(s.read), 0),"
        f" ifnull(sum(s.thread IN ({HIDDEN})), 0) FROM story s {index} WHERE {where.text}",
        (select.now, select.now, *where.values),
    ).fetchone()
    stories, threads, read, muted = row
    return Hits("", (), False, stories, threads, muted, read, _unindexed(select))


def stories(select: Select, asked: Asked) -> tuple[int, ...]:
    """Every story selected, in order, up to the query's limit."""
    ids = _ordered(select, asked, _rows(select, asked).fetchall())[1]
    return tuple(ids[: asked.query.limit])


def _said(select: Select, asked: Asked) -> bool:
    """Whether the text of a hit is to be shown under the thread it is behind."""
    root = asked.query.root
    return asked.group == "thread" and bool(
        select.matching.ranking(root) or sweeps(root, select.view)
    )


def _rows(select: Select, asked: Asked) -> sqlite3.Cursor:
    """Every story selected, newest first."""
    columns = "s.thread, s.read"
    said = _said(select, asked)
    if asked.sort == "fair":
        columns += ", s.id, s.feed, s.sort_at"
    elif asked.group != "thread" or asked.sort == "rank" or said:
        columns += ", s.id, s.feed" if asked.group == "feed" else ", s.id"
    if asked.found is None:
        where = select.where(asked.query.root)
        index = _BROAD if select.broad(asked.query.root) else ""
    else:
        where, index = among("s.id", asked.found), ""
    return select.connection.execute(
        f"SELECT {columns} FROM story s {index} WHERE {where.text}"
        " ORDER BY s.sort_at DESC, s.id DESC",
        where.values,
    )


def _ordered(select: Select, asked: Asked, rows: list[Whole]) -> tuple[list[Whole], list[int]]:
    """``rows`` (newest first) in the order asked for, and the ids of what is listed."""
    if asked.group == "feed":
        names = {feed.id: feed.source.casefold() for feed in select.names().feeds}
        rows = sorted(rows, key=lambda row: (names.get(row[3], ""), row[3]))
    if asked.sort == "rank":
        steps = _steps(select, asked.query.root, map(_id, rows))
        rows = sorted(rows, key=lambda row: steps.get(row[2], 1))
    elif asked.sort == "fair":
        rows = _fairly(rows)
    elif asked.sort in ("sources", "stories", "heat"):
        measure = _measures(select, asked.sort)
        rows = sorted(rows, key=lambda row: -measure.get(row[0], 0.0))
    one = _thread if asked.group == "thread" else _id
    ids = list(dict.fromkeys(map(one, rows)))
    return rows, ids[::-1] if asked.query.reverse else ids


def _fairly(rows: list[Whole]) -> list[Whole]:
    """Newest first, but each story counts as older by ``_HANDICAP`` for every newer one of its own
    feed among the rows: a busy feed does not drown a rare one, nor do old stories come up."""
    newer: Counter[int] = Counter()
    keys: list[int] = []
    for row in rows:
        feed, at = row[3], row[4]
        keys.append(at - _HANDICAP * newer[feed])
        newer[feed] += 1
    order = sorted(range(len(rows)), key=lambda place: -keys[place])
    return [rows[place] for place in order]


def _steps(select: Select, node: Node, hits: Iterable[int]) -> dict[int, int]:
    """How good each of the newest ``hits`` is, best lowest; what is found by its source alone has
    no rank."""
    match = select.matching.ranking(node)
    newest = nlargest(RANKED, hits)
    if not match or not newest:
        return {}
    sql = f"{_RANK} AND rowid >= ?"
    found: dict[int, float] = dict(select.connection.execute(sql, (match, newest[-1])))
    return _stepped({story: found[story] for story in newest if story in found})


def _stepped(ranks: dict[int, float]) -> dict[int, int]:
    """Ranks of bm25 on a few steps, best lowest."""
    best = min(ranks.values(), default=-1.0) or -1.0
    return {story: -round(rank / best * _STEPS) for story, rank in ranks.items()}


def _measures(select: Select, sort: str) -> dict[int, float]:
    """The figure of each thread that ``sort`` goes by."""
    rows = select.connection.execute("SELECT id, sources, stories, heat, moved_at FROM thread")
    if sort == "heat":
        from reader.query.memory import heat_now

        return {row[0]: heat_now(row[3], row[4], select.now) for row in rows}
    return {row[0]: float(row[1] if sort == "sources" else row[2]) for row in rows}


# -- first screenfuls


def screenful(select: Select, asked: Asked, first: int) -> Hits:
    """The newest hits, as many as are wanted at once; counted only when these are all."""
    wanted = min(first, asked.query.limit or first)
    rows, complete = _take(
        streams.newest(select, asked.query.root), wanted, asked.group == "thread"
    )
    return _of_rows(select, asked, rows, complete=complete)


def ranked(select: Select, asked: Asked, first: int) -> Hits:
    """The best of the newest hits: the beginning of the whole answer, without the rest of it."""
    match = select.matching.whole(asked.query.root)
    if not match:
        return whole(select, asked)
    steps = _newest_steps(select, asked.query.root, match)
    best = sorted(steps.values())[: _ENOUGH * first]
    chosen = [story for story, step in steps.items() if step <= best[-1]] if best else []
    rows: list[Row] = select.connection.execute(
        "SELECT sort_at, id, thread FROM story WHERE id IN (SELECT value FROM json_each(?))",
        (as_json(chosen),),
    ).fetchall()
    rows.sort(reverse=True)
    rows.sort(key=lambda row: steps[row[1]])
    hits = _of_rows(select, asked, rows, complete=len(chosen) == len(steps) < RANKED)
    if hits.complete:
        return hits
    return replace(hits, ids=hits.ids[:first]) if len(hits.ids) >= first else whole(select, asked)


def _newest_steps(select: Select, node: Node, match: str) -> dict[int, int]:
    """How good each of the newest stories is that ``match`` selects, which is all of ``node``."""
    if match == select.matching.ranking(node):
        sql = f"{_RANK} ORDER BY rowid DESC LIMIT ?"
        return _stepped(dict(select.connection.execute(sql, (match, RANKED))))
    # bm25 counts words that are ruled out too, where one of them stands without the others.
    sql = "SELECT rowid FROM fulltext WHERE fulltext MATCH ? ORDER BY rowid DESC LIMIT ?"
    newest = [row[0] for row in select.connection.execute(sql, (match, RANKED))]
    steps = _steps(select, node, newest)
    return {story: steps.get(story, 1) for story in newest}


def _of_rows(select: Select, asked: Asked, rows: list[Row], *, complete: bool) -> Hits:
    """The answer of ``rows``; in the order of time unless they are ranked. Where they are not all
    there is, nothing is told of how many there are."""
    if asked.sort == "date":
        rows.sort(reverse=True)
    threads = dict.fromkeys(row[2] for row in rows)
    said = _said(select, asked)
    ids = threads if asked.group == "thread" else dict.fromkeys(row[1] for row in rows)
    hidden = _hidden(select) if complete else frozenset()
    return Hits(
        kind=asked.kind,
        ids=tuple(ids)[: asked.query.limit],
        complete=complete or len(ids) == asked.query.limit,
        stories=len(rows) if complete else 0,
        threads=len(threads) if complete else 0,
        muted=sum(row[2] in hidden for row in rows),
        read=_read_among(select, rows) if complete else 0,
        unindexed=_unindexed(select),
        behind=dict((row[2], row[1]) for row in reversed(rows)) if said else {},
    )


def _take(rows: Iterator[Row], wanted: int, threads: bool) -> tuple[list[Row], bool]:
    """Rows until ``wanted`` threads (or stories) are seen; whether that was all there is."""
    taken: list[Row] = []
    seen: set[int] = set()
    for row in rows:
        one = row[2] if threads else row[1]
        if one not in seen and len(seen) >= wanted:
            return taken, False
        seen.add(one)
        taken.append(row)
    return taken, True


# -- what the hits say


def passages(connection: sqlite3.Connection, stories: Sequence[int]) -> dict[int, str]:
    """Summary and text of each story."""
    texts = connection.execute(
        "SELECT s.id, s.summary, b.text FROM story s JOIN body b ON b.story = s.id"
        " WHERE s.id IN (SELECT value FROM json_each(?))",
        (as_json(stories),),
    )
    return {
        story: text if text.startswith(summary) else f"{summary} {text}"
        for story, summary, text in texts
    }


# -- what there is to say


def _unindexed(select: Select) -> int:
    """Stories that wait for the index, if it was asked: words do not find them yet."""
    if not select.matching.asked:
        return 0
    row = select.connection.execute("SELECT count(*) FROM index_queue").fetchone()
    return int(row[0])


def _read_among(select: Select, rows: Sequence[Row]) -> int:
    row = select.connection.execute(
        "SELECT count(*) FROM story WHERE read = 1 AND id IN (SELECT value FROM json_each(?))",
        (as_json(row[1] for row in rows),),
    ).fetchone()
    return int(row[0])


def _hidden(select: Select) -> frozenset[int]:
    return frozenset(row[0] for row in select.connection.execute(HIDDEN, (select.now, select.now)))
