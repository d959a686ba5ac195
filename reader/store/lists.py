"""A query tree → ids and counts. The tree becomes SQL in ``store/select.py`` and nowhere else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from reader.clock import Clock
from reader.errors import QueryError
from reader.model import Hits
from reader.query import dates, widen
from reader.query.fields import nearest
from reader.query.fuzzy import distance, spellings
from reader.query.parse import parse
from reader.query.tokens import tokens
from reader.query.tree import BUILTIN_VIEWS, GROUPS, And, InView, Query, ThreadIs, joined
from reader.store import answering, relief, sourcenames, streams, telling, threadhits
from reader.store.connection import Connections, Interrupt
from reader.store.matching import Matching
from reader.store.merging import live_thread
from reader.store.select import Select
from reader.store.sourcenames import SourceNames
from reader.store.sweep import sweeps
from reader.store.vocabulary import Vocabulary, having


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
        tell: Callable[[Hits], None] | None = None,
    ) -> Hits:
        """The threads or stories that ``query`` selects, in its order; ``kind`` is "threads" when
        grouped by thread, else "stories".

        ``group`` (the query's own wins) is thread or none; day and feed give stories in that
        order. Threads are ordered by their newest selected story. ``first`` gives the first
        screenful fast, without counting (``complete`` is then false when there may be more).
        ``rank`` orders by bm25 unless the query says otherwise. ``tell`` is called with what there
        is so far, now and then, when stories are looked into one by one (see ``sweeps``). Raises
        ``QueryError``.
        """
        group = query.group or group
        sort = query.sort or ("rank" if rank else "date")
        if group not in GROUPS:
            raise QueryError(f"Nothing is grouped by {group}", 0, f"There are {', '.join(GROUPS)}")

        def work(connection: sqlite3.Connection) -> Hits:
            select = self._select(connection)
            asked = answering.Asked(_wide(connection, query), group, sort, first)
            return _found(select, asked) if tell is None else telling.swept(select, asked, tell)

        hits = self._connections.read(work, interrupt)
        if first is None and hits.stories >= relief.MANY:
            self._connections.read(relief.give_back)
        return hits

    def counted(self, query: Query, *, interrupt: Interrupt | None = None) -> Hits:
        """The counts of what ``query`` selects, without ids."""
        found = self._connections.read(
            lambda connection: answering.counted(
                self._select(connection), _wide(connection, query).root
            ),
            interrupt,
        )
        # Nobody waits, and the letters typed before took memory, too: one of a beginning of words
        # gathers all its hits.
        self._connections.read(relief.give_back)
        return found

    def sweeps(self, query: Query) -> bool:
        """Whether stories must be looked into one by one, so that the answer takes its time: pass
        ``tell`` to ``select`` and show what is found meanwhile."""
        return self._connections.read(
            lambda connection: sweeps(query.root, lambda node: _view(connection, node))
        )

    def ranks(self, query: Query) -> bool:
        """Whether one hit can be better than another: some of what is asked is in the index."""
        return self._connections.read(
            lambda connection: bool(self._select(connection).matching.ranking(query.root))
        )

    def passages(self, stories: Sequence[int]) -> dict[int, str]:
        """Summary and text of each story."""
        return self._connections.read(lambda connection: answering.passages(connection, stories))

    def spellings(self, word: str, limit: int) -> list[str]:
        """Words of the index spelled much like ``word``, nearest first, then by how many stories
        have them; none when ``word`` is no single word."""
        cut = tokens(word)
        if len(cut) != 1:
            return []

        def work(connection: sqlite3.Connection) -> list[str]:
            near = spellings(cut[0], self._vocabulary.near(connection, cut[0]))
            sql = "SELECT term, doc FROM vocabulary WHERE term = ?"
            found = [connection.execute(sql, (one,)).fetchone() for one in near]
            common = {term: doc for term, doc in filter(None, found)}
            return sorted(common, key=lambda one: (distance(cut[0], one), -common[one]))[:limit]

        return self._connections.read(work)

    def count(self, query: Query, *, interrupt: Interrupt | None = None) -> int:
        """How many stories ``query`` selects."""

        def work(connection: sqlite3.Connection) -> int:
            where = self._select(connection).where(_wide(connection, query).root)
            row = connection.execute(
                f"SELECT count(*) FROM story s WHERE {where.text}", where.values
            ).fetchone()
            return min(int(row[0]), query.limit or int(row[0]))

        return self._connections.read(work, interrupt)

    def stories_of(self, query: Query, *, interrupt: Interrupt | None = None) -> tuple[int, ...]:
        """Every story ``query`` selects, in its order: what a bulk action acts on."""

        def work(connection: sqlite3.Connection) -> tuple[int, ...]:
            select, sort = self._select(connection), query.sort or "date"
            wide = _wide(connection, query)
            return answering.stories(select, answering.Asked(wide, "none", sort))

        return self._connections.read(work, interrupt)

    def in_thread(self, query: Query, thread: int) -> frozenset[int]:
        """The stories of a thread that ``query`` selects, whatever its limit."""

        def work(connection: sqlite3.Connection) -> frozenset[int]:
            lives = live_thread(connection, thread)
            wide = _wide(connection, query).root
            few = threadhits.among_few(connection, wide, lives, self._clock.now(), dates.local())
            if few is not None:
                return few
            within = Query(joined(And, [wide, ThreadIs(lives)]))
            asked = answering.Asked(within, "none", "date")
            return frozenset(answering.stories(self._select(connection), asked))

        return self._connections.read(work)

    def also(self, query: Query) -> tuple[str, ...]:
        """The other forms of the names in ``query`` that are looked for as well."""
        return self._connections.read(lambda connection: widen.also(query.root, _names(connection)))

    def explain(self, query: Query) -> str:
        """The plan in words: what is asked, of which sources, and how it is looked up."""

        from reader.query import describe

        def work(connection: sqlite3.Connection) -> str:
            select = self._select(connection)
            wide = _wide(connection, query)
            select.where(wide.root)
            lines = [describe.sentence(wide)]
            names = {feed.id: feed.source for feed in select.names().feeds}
            for text, feeds in select.matching.sources():
                known = sorted(names[feed] for feed in feeds)
                more = f" and {len(known) - 5} more" if len(known) > 5 else ""
                lines.append(f'"{text}" is also in the name of {", ".join(known[:5])}{more}')
            lines += [streams.way(sql) for sql in streams.plan(select, wide.root)]
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
            lambda node: _wide(connection, _view(connection, node)),
            Matching(
                names,
                lambda word: self._vocabulary.near(connection, word),
                lambda words: having(connection, words),
            ),
        )

    def _source_names(self, connection: sqlite3.Connection) -> SourceNames:
        """The names of feeds now; cut into words again only when one changed."""
        rows = sourcenames.read(connection)
        if rows != self._names.rows:
            self._names = SourceNames(rows)
        return self._names


def _found(select: Select, asked: answering.Asked) -> Hits:
    """The quickest way to what is asked for."""
    first = asked.first
    if first is not None and asked.group != "feed" and not asked.query.reverse:
        if asked.sort == "date":
            return answering.screenful(select, asked, first)
        if asked.sort == "rank":
            return answering.ranked(select, asked, first)
    return answering.whole(select, asked)


def _names(connection: sqlite3.Connection) -> widen.Names:
    return widen.names(dict(connection.execute("SELECT form, canonical FROM alias ORDER BY form")))


def _wide(connection: sqlite3.Connection, query: Query) -> Query:
    """The query with every form of the names in it."""
    return replace(query, root=widen.widened(query.root, _names(connection)))


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
