"""A query tree → ids and counts. The tree becomes SQL in ``store/select.py`` and nowhere else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import TypeAlias

from reader.clock import Clock
from reader.errors import QueryError
from reader.model import Hits
from reader.query import dates
from reader.query.fields import nearest
from reader.query.parse import parse
from reader.query.tree import BUILTIN_VIEWS, GROUPS, InView, Query
from reader.store import sourcenames, streams
from reader.store.connection import Connections, Interrupt
from reader.store.matching import Matching
from reader.store.select import Select, as_json
from reader.store.sourcenames import SourceNames
from reader.store.streams import Row
from reader.store.tallies import HIDDEN
from reader.store.vocabulary import Vocabulary

#: What may be most stories is one walk over an index that holds all that is asked for, in order.
_BROAD = "INDEXED BY story_order"
#: bm25 weights of title, summary, body, author.
_RANK = (
    "SELECT rowid, bm25(fulltext, 10.0, 3.0, 1.0, 2.0) FROM fulltext"
    " WHERE fulltext MATCH ? AND rowid >= ?"
)
#: Newest hits that are ranked; older ones follow, newest first. Ranking takes 5 us a hit.
RANKED = 5_000

#: (thread, read), (thread, read, id) or (thread, read, id, feed) of a story, as far as they are
#: needed: each column costs a tenth of the time of a long list.
Whole: TypeAlias = tuple[int, ...]
_thread, _read, _id = itemgetter(0), itemgetter(1), itemgetter(2)


class Lists:
    """Answers queries. Each call sees one state of the database."""

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock
        self._names = SourceNames([])
        self._vocabulary = Vocabulary()

    def select(
        self,
        query: Query,
        *,
        group: str = "thread",
        first: int | None = None,
        rank: bool = False,
        interrupt: Interrupt | None = None,
    ) -> Hits:
        """The threads or stories that ``query`` selects, in its order; ``kind`` is "threads" when
        grouped by thread, else "stories".

        ``group`` (the query's own wins) is thread or none; day and feed give stories in that
        order. Threads are ordered by their newest selected story. ``first`` gives the first
        screenful fast, without counting (``complete`` is then false when there may be more).
        ``rank`` orders by bm25 unless the query says otherwise. Raises ``QueryError``.
        """
        group = query.group or group
        sort = query.sort or ("rank" if rank else "date")
        if group not in GROUPS:
            raise QueryError(f"Nothing is grouped by {group}", 0, f"There are {', '.join(GROUPS)}")

        def work(connection: sqlite3.Connection) -> Hits:
            select = self._select(connection)
            if first is not None and sort == "date" and not query.reverse and group != "feed":
                return _screenful(select, query, group, first)
            rows = _whole(select, query, group, sort)
            ids = _ordered(select, query, rows, group, sort)
            hidden = _hidden(select) if rows else frozenset()
            shown = len(ids) if first is None else first
            return Hits(
                kind="threads" if group == "thread" else "stories",
                ids=tuple(ids[: query.limit][:shown]),
                complete=len(ids[: query.limit]) <= shown,
                stories=len(rows),
                muted=sum(map(hidden.__contains__, map(_thread, rows))),
                read=sum(map(_read, rows)),
                unindexed=_unindexed(select),
            )

        return self._connections.read(work, interrupt)

    def count(self, query: Query, *, interrupt: Interrupt | None = None) -> int:
        """How many stories ``query`` selects."""

        def work(connection: sqlite3.Connection) -> int:
            where = self._select(connection).where(query.root)
            row = connection.execute(
                f"SELECT count(*) FROM story s WHERE {where.text}", where.values
            ).fetchone()
            return min(int(row[0]), query.limit or int(row[0]))

        return self._connections.read(work, interrupt)

    def stories_of(self, query: Query, *, interrupt: Interrupt | None = None) -> tuple[int, ...]:
        """Every story ``query`` selects, in its order: what a bulk action acts on."""

        def work(connection: sqlite3.Connection) -> tuple[int, ...]:
            select, sort = self._select(connection), query.sort or "date"
            rows = _whole(select, query, "none", sort)
            return tuple(_ordered(select, query, rows, "none", sort)[: query.limit])

        return self._connections.read(work, interrupt)

    def explain(self, query: Query) -> str:
        """The plan in words: what is asked, of which sources, and how it is looked up."""

        from reader.query import describe

        def work(connection: sqlite3.Connection) -> str:
            select = self._select(connection)
            select.where(query.root)
            lines = [describe.sentence(query)]
            names = {feed.id: feed.source for feed in select.names().feeds}
            for text, feeds in select.matching.sources():
                known = sorted(names[feed] for feed in feeds)
                more = f" and {len(known) - 5} more" if len(known) > 5 else ""
                lines.append(f'"{text}" is also in the name of {", ".join(known[:5])}{more}')
            lines += [streams.way(sql) for sql in streams.plan(select, query.root)]
            return "\n".join(dict.fromkeys(lines))

        return self._connections.read(work)

    def _select(self, connection: sqlite3.Connection) -> Select:
        def names() -> SourceNames:
            return self._source_names(connection)

        return Select(
            connection,
            self._clock.now(),
            dates.local(),
            names,
            lambda node: _view(connection, node),
            Matching(names, lambda word: self._vocabulary.near(connection, word)),
        )

    def _source_names(self, connection: sqlite3.Connection) -> SourceNames:
        """The names of feeds now; cut into words again only when one changed."""
        rows = sourcenames.read(connection)
        if rows != self._names.rows:
            self._names = SourceNames(rows)
        return self._names


def _screenful(select: Select, query: Query, group: str, first: int) -> Hits:
    wanted = min(first, query.limit or first)
    rows, complete = _take(streams.newest(select, query.root), wanted, group == "thread")
    rows.sort(reverse=True)
    hidden = _hidden(select) if complete else frozenset()
    ids = dict.fromkeys(row[2] if group == "thread" else row[1] for row in rows)
    return Hits(
        kind="threads" if group == "thread" else "stories",
        ids=tuple(ids),
        complete=complete or len(ids) == query.limit,
        stories=len(rows),
        muted=sum(row[2] in hidden for row in rows),
        read=_read_among(select, rows) if complete else 0,
        unindexed=_unindexed(select),
    )


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


def _whole(select: Select, query: Query, group: str, sort: str) -> list[Whole]:
    """Every story selected, newest first."""
    columns = "s.thread, s.read"
    if group != "thread" or sort == "rank":
        columns += ", s.id, s.feed" if group == "feed" else ", s.id"
    where = select.where(query.root)
    index = _BROAD if select.broad(query.root) else ""
    return select.connection.execute(
        f"SELECT {columns} FROM story s {index} WHERE {where.text}"
        " ORDER BY s.sort_at DESC, s.id DESC",
        where.values,
    ).fetchall()


def _ordered(select: Select, query: Query, rows: list[Whole], group: str, sort: str) -> list[int]:
    """Ids of ``rows`` (newest first) in the order asked for."""
    if group == "feed":
        names = {feed.id: feed.source.casefold() for feed in select.names().feeds}
        rows = sorted(rows, key=lambda row: (names.get(row[3], ""), row[3]))
    if sort == "rank":
        rows = _by_rank(select, query, rows)
    elif sort in ("sources", "stories", "heat"):
        measure = _measures(select, sort)
        rows = sorted(rows, key=lambda row: -measure.get(row[0], 0.0))
    one = _thread if group == "thread" else _id
    ids = list(dict.fromkeys(map(one, rows)))
    return ids[::-1] if query.reverse else ids


def _by_rank(select: Select, query: Query, rows: list[Whole]) -> list[Whole]:
    """Best first; equals, and what was found by its source alone, newest first."""
    match = select.matching.ranking(query.root)
    if not match or not rows:
        return rows
    oldest = min(map(_id, rows[:RANKED]))
    ranks: dict[int, float] = dict(select.connection.execute(_RANK, (match, oldest)))
    return sorted(rows, key=lambda row: ranks.get(row[2], 0.0))


def _measures(select: Select, sort: str) -> dict[int, float]:
    """The figure of each thread that ``sort`` goes by."""
    rows = select.connection.execute("SELECT id, sources, stories, heat, moved_at FROM thread")
    if sort == "heat":
        from reader.query.memory import heat_now

        return {row[0]: heat_now(row[3], row[4], select.now) for row in rows}
    return {row[0]: float(row[1] if sort == "sources" else row[2]) for row in rows}


def _hidden(select: Select) -> frozenset[int]:
    return frozenset(row[0] for row in select.connection.execute(HIDDEN, (select.now, select.now)))


@lru_cache(256)
def _parsed(text: str) -> Query:
    return parse(text)


def _view(connection: sqlite3.Connection, node: InView) -> Query:
    """The query of the view ``node`` names; ``QueryError`` when there is none."""
    known: Sequence[tuple[str, str]] = [
        *BUILTIN_VIEWS,
        *connection.execute('SELECT name, query FROM "view"').fetchall(),
    ]
    texts = {name.casefold(): text for name, text in known}
    text = texts.get(node.name.casefold())
    if text is None:
        near = nearest(node.name.casefold(), [*texts])
        hint = f"Did you mean {near}?" if near else ""
        raise QueryError(f"There is no view named {node.name}", node.at, hint)
    try:
        return _parsed(text)
    except QueryError as error:
        raise QueryError(f"In the view {node.name}: {error.message}", node.at, error.hint) from None
