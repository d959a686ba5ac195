"""The first screenful of a query: stories newest first, stopped as soon as enough are seen.

A query is cut into branches; each walks an index from its newest end and the rest of the query is
asked of every story it meets. Branches are merged by story id, which is the date of a story unless
its publisher corrected it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from reader.query.tree import (
    NAMED,
    And,
    Everything,
    Fuzzy,
    Node,
    Or,
    Origin,
    Phrase,
    Prefix,
    State,
    Tag,
    ThreadIs,
    Word,
)
from reader.store import beginnings, lookups
from reader.store.beginnings import Beginning, long_one
from reader.store.select import COMMON, Select
from reader.store.sql import Sql, among, as_json
from reader.store.sweep import sweeps

#: (sort_at, id, thread) of a story: what every index of stories holds.
Row: TypeAlias = tuple[int, int, int]

#: Most branches of one query; beyond them the newest stories are simply walked.
MAX_BRANCHES = 8
#: Stories of several feeds up to which they are sorted rather than picked out of all stories.
FEW = 3_000

_COLUMNS = "SELECT s.sort_at, s.id, s.thread"
_ORDER = "ORDER BY s.sort_at DESC, s.id DESC"
#: States that few stories have, so that walking those beats walking the index of words.
_RARE = ("starred", "followed", "saved")


def newest(select: Select, node: Node) -> Iterator[Row]:
    """The stories ``node`` selects, newest first (nearly: see above), each once."""
    select = replace(select, stream=True)
    ways = _Branches(select)
    if (begun := ways.begun(node)) is not None:
        yield from begun
        return
    branches = ways.of(node)
    cursors = [select.connection.execute(sql.text, sql.values) for sql in branches]
    if len(cursors) == 1:
        yield from cursors[0]
        return
    last = 0
    for row in heapq.merge(*cursors, key=_age):
        if row[1] != last:  # the same story of two branches comes twice in a row
            last = row[1]
            yield row


def _age(row: Row) -> tuple[int, int]:
    return -row[0], -row[1]


class _Branches:
    def __init__(self, select: Select) -> None:
        self.select = select

    def of(self, node: Node) -> list[Sql]:
        """Branches that together select what ``node`` does."""
        if isinstance(node, Or) and not self.select.matching.whole(node):
            apart = self.apart(node)
            if len(apart) == 1:
                return [self.walk(node)]
            found = [branch for part in apart for branch in self.of(part)]
            return found if len(found) <= MAX_BRANCHES else [self.walk(node)]
        parts: list[Node] = [*node.parts] if isinstance(node, And) else [node]
        for way in (self.by_thread, self.by_tag, self.by_words, self.by_names, self.by_feed):
            branches = way(parts)
            if branches and len(branches) <= MAX_BRANCHES:
                return branches
        return [self.walk(node)]

    def apart(self, node: Or) -> list[Node]:
        """The parts of ``node``; those that look into stories are one, so that it is done once."""
        looked = [part for part in node.parts if sweeps(part, self.select.view)]
        if len(looked) < 2:
            return [*node.parts]
        return [*(part for part in node.parts if part not in looked), Or(tuple(looked))]

    def where(self, parts: Sequence[Node]) -> Sql:
        if not parts:
            return self.select.where(Everything())
        return self.select.where(parts[0] if len(parts) == 1 else And(tuple(parts)))

    def walk(self, node: Node) -> Sql:
        """All stories, newest first, or what SQLite finds better."""
        where = self.select.where(node)
        return Sql(f"{_COLUMNS} FROM story s WHERE {where.text} {_ORDER}", where.values)

    def by_thread(self, parts: list[Node]) -> list[Sql]:
        """Stories of one thread, or of the few that are starred, followed or kept."""
        for part in parts:
            if isinstance(part, ThreadIs) or (isinstance(part, State) and part.name in _RARE):
                return [self.walk(And(tuple(parts)))]
        return []

    def by_tag(self, parts: list[Node]) -> list[Sql]:
        tag = next((part for part in parts if isinstance(part, Tag)), None)
        if tag is None:
            return []
        rest = self.where([part for part in parts if part is not tag])
        tags = lookups.tags(self.select.connection, tag)
        feeds = lookups.tagged_feeds(self.select.connection, as_json(tags))
        branches = [
            Sql(
                f"{_COLUMNS} FROM story_tag g CROSS JOIN story s ON s.id = g.story"
                f" WHERE g.tag = ? AND {rest.text} ORDER BY g.story DESC",
                (one, *rest.values),
            )
            for one in tags
        ]
        branches += [
            Sql(
                f"{_COLUMNS} FROM story s INDEXED BY story_thread WHERE s.thread IN"
                f" (SELECT thread FROM thread_tag WHERE tag = ?) AND {rest.text} {_ORDER}",
                (one, *rest.values),
            )
            for one in tags
        ]
        return branches + ([self.feeds(frozenset(feeds), rest)] if feeds else [])

    def by_words(self, parts: list[Node]) -> list[Sql]:
        """Hits of the index, newest first; what it cannot tell is asked of each. Common words
        beside a word in the names of a few feeds are left to ``by_names``."""
        found = self.select.textual(parts)
        if not found:
            return []
        match = self.select.matching.all_of(found)
        rest = [part for part in parts if part not in found]
        if self.named(rest, alone=False) and self.select.hits(match) >= COMMON:
            return []
        return [self.index(match, self.where(rest))]

    def begun(self, node: Node) -> Iterator[Row] | None:
        """The hits of a long beginning of words (see ``beginnings``), None where there is none."""
        parts: list[Node] = [*node.parts] if isinstance(node, And) else [node]
        found = self.select.textual(parts)
        long = long_one(self.select.connection, self.select.matching, found)
        if long is None:
            return None
        match = self.select.matching.all_of(found)
        rest = [part for part in parts if part not in found]
        if self.named(rest, alone=False):
            return None
        return self._looked_into(long, match, self.where(rest))

    def _looked_into(self, long: Beginning, match: str, rest: Sql) -> Iterator[Row]:
        run = self.select.connection.execute
        may = self.index(long.match, rest, long.texts)
        had = 0
        for looked, (at, story, thread, *texts) in enumerate(run(may.text, may.values), start=1):
            if long.has(texts):
                had += 1
                yield at, story, thread
            if looked >= beginnings.LOOKED and had * beginnings.SHARE < looked:
                older = Sql(f"f.rowid < ? AND {rest.text}", (story, *rest.values))
                left = self.index(match, older)
                yield from run(left.text, left.values)
                return

    def index(self, match: str, rest: Sql, texts: str = "") -> Sql:
        """Hits of the index; ``texts`` are columns of ``indexed i`` that are wanted besides."""
        columns = f"{_COLUMNS}, {texts}" if texts else _COLUMNS
        beside = " CROSS JOIN indexed i ON i.rowid = s.id" if texts else ""
        return Sql(
            f"{columns} FROM fulltext f CROSS JOIN story s ON s.id = f.rowid{beside}"
            f" WHERE f.fulltext MATCH ? AND {rest.text} ORDER BY f.rowid DESC",
            (match, *rest.values),
        )

    def named(self, parts: Sequence[Node], *, alone: bool) -> Node | None:
        """A word that is also in the names of feeds: of few stories, unless it stands alone."""
        for part in parts:
            if not isinstance(part, Word | Phrase | Prefix | Fuzzy) or part.where not in NAMED:
                continue
            atom = self.select.matching.atom(part)
            if not atom.match or not atom.feeds or atom.literal:
                continue
            if alone or self.stories_in(atom.feeds) <= FEW:
                return part
        return None

    def by_names(self, parts: list[Node]) -> list[Sql]:
        """A word that is also in the name of a source: hits of the index beside those feeds'."""
        part = self.named(parts, alone=len(parts) == 1)
        if not isinstance(part, Word | Phrase | Prefix | Fuzzy):
            return []
        atom = self.select.matching.atom(part)
        rest = [other for other in parts if other is not part]
        found = self.select.textual(rest)
        both = f"({atom.match} AND {self.select.matching.all_of(found)})" if found else atom.match
        beside = self.where([other for other in rest if other not in found])
        return [self.index(both, beside), self.feeds(atom.feeds, self.where(rest))]

    def by_feed(self, parts: list[Node]) -> list[Sql]:
        for part in parts:
            if isinstance(part, Origin) and part.name != "lang":
                feeds = lookups.feeds(self.select.connection, self.select.names(), part)
                rest = [one for one in parts if one is not part]
                branches = [self.feeds(feeds, self.where(rest))] if feeds else []
                return branches + ([self.at_host(part, feeds, rest)] if part.name == "site" else [])
        return []

    def at_host(self, part: Origin, feeds: frozenset[int], rest: Sequence[Node]) -> Sql:
        """Stories of other feeds that are on the host by their own address."""
        found, beside = self.select.at_host(part, known=bool(feeds)), self.where(rest)
        others = among("s.feed", feeds)
        return Sql(
            f"{_COLUMNS} FROM story s WHERE NOT {others.text} AND {found.text}"
            f" AND {beside.text} {_ORDER}",
            others.values + found.values + beside.values,
        )

    def feeds(self, feeds: frozenset[int], rest: Sql) -> Sql:
        """Stories of ``feeds``: one feed by its index; a few stories sorted; else picked out."""
        if len(feeds) == 1:
            source, chosen = "story s INDEXED BY story_feed", Sql("s.feed = ?", (*feeds,))
        else:
            chosen = among("s.feed", feeds)
            source = "story s INDEXED BY story_feed"
            if self.stories_in(feeds) > FEW:
                source, chosen = "story s", Sql(f"+{chosen.text}", chosen.values)
        return Sql(
            f"{_COLUMNS} FROM {source} WHERE {chosen.text} AND {rest.text} {_ORDER}",
            chosen.values + rest.values,
        )

    def stories_in(self, feeds: frozenset[int]) -> int:
        row = self.select.connection.execute(
            "SELECT coalesce(sum(stories), 0) FROM feed"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (as_json(feeds),),
        ).fetchone()
        return int(row[0])


def plan(select: Select, node: Node) -> list[str]:
    """The statements of the branches."""
    return [sql.text for sql in _Branches(replace(select, stream=True)).of(node)]


def way(statement: str) -> str:
    """How a statement of ``plan`` is answered, in words."""
    start = statement.partition(" FROM ")[2]
    for words, said in _WAYS:
        if start.startswith(words):
            return f"Walks {said}, newest first, and asks the rest of each story"
    return "Walks the stories, newest first, and asks each"


_WAYS = (
    ("fulltext", "the index of words"),
    ("story_tag", "the stories with the tag"),
    ("story s INDEXED BY story_thread", "the stories of threads with the tag"),
    ("story s INDEXED BY story_feed", "the stories of those feeds"),
)
