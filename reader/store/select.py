"""A query tree → SQL: the only place. Values go in as parameters, never into the text.

A condition is about the story row ``s``. The same tree is said in two ways: for a whole answer
words and sets are looked up once and probed; for a first screenful, which walks stories newest
first and stops early, each story is asked by itself (``stream``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import partial

from reader.errors import QueryError
from reader.query import dates, regex
from reader.query.match import lowered, on_host, primary_tag
from reader.query.tree import (
    NAMED,
    And,
    Date,
    Everything,
    Fuzzy,
    Has,
    InView,
    Like,
    Near,
    Node,
    Not,
    Number,
    Or,
    Origin,
    Phrase,
    Prefix,
    Query,
    Regex,
    State,
    Tag,
    ThreadIs,
    ThreadOf,
    Word,
)
from reader.store import lookups
from reader.store.kin import kin, story_of
from reader.store.matching import Matching
from reader.store.merging import live_thread
from reader.store.sourcenames import SourceNames
from reader.store.sql import TRUE, Sql, among, as_json, joined_by, literally
from reader.store.sweep import Sweep
from reader.store.tallies import HIDDEN, QUIET_FEEDS, SNOOZED
from reader.words import N_, Said

#: Hits from which a word counts as common.
COMMON = 3_000

_NEW = (
    "(s.copy_of IS NULL AND EXISTS (SELECT 1 FROM thread t WHERE t.id = s.thread AND"
    " (t.opened_at IS NULL OR coalesce(s.placed_at, s.first_seen) > t.opened_at)))"
)
_STORY_TAGGED = "EXISTS (SELECT 1 FROM story_tag g WHERE g.story = s.id)"
_THREAD_TAGGED = "EXISTS (SELECT 1 FROM thread_tag g WHERE g.thread = s.thread)"
_FEED_TAGGED = "s.feed IN (SELECT feed FROM feed_tag)"
_FOLLOWED = "s.thread IN (SELECT id FROM thread WHERE followed_at IS NOT NULL)"
_TAGGED = f"({_STORY_TAGGED} OR {_THREAD_TAGGED})"
_STATES = {
    "unread": "s.read = 0",
    "read": "s.read = 1",
    "opened": "s.opened = 1",
    "starred": "s.starred = 1",
    "tagged": _TAGGED,
    "followed": _FOLLOWED,
    "saved": f"(s.starred = 1 OR {_TAGGED} OR {_FOLLOWED})",
    "new": _NEW,
    "copy": "s.copy_of IS NOT NULL",
    "updated": "s.changed_at IS NOT NULL",
    "hidden": f"s.feed IN ({QUIET_FEEDS})",
}
_TEXT = "(SELECT b.text FROM body b WHERE b.story = s.id)"
_BODY = "EXISTS (SELECT 1 FROM body b WHERE b.story = s.id AND b.{})"
_HAVINGS = {
    "link": "s.url <> ''",
    "media": _BODY.format("has_media = 1"),
    "code": _BODY.format("has_code = 1"),
    "fulltext": _BODY.format("fulltext IS NOT NULL"),
    "note": "s.id IN (SELECT story FROM note)",
    "tag": f"({_TAGGED} OR {_FEED_TAGGED})",
    "error": "s.feed IN (SELECT feed FROM feed_state WHERE error_kind <> '')",
}
_OF_THREAD = {
    "sources": "t.sources",
    "stories": "t.stories",
    "langs": "(t.languages <> '') + length(t.languages) - length(replace(t.languages, ' ', ''))",
    "new": "(SELECT count(*) FROM story n WHERE n.thread = t.id AND n.copy_of IS NULL"
    " AND coalesce(n.placed_at, n.first_seen) > t.opened_at)",
    "heat": "heat_now(t.heat, t.moved_at)",
}
_DATE_COLUMNS = {"date": "s.sort_at", "seen": "s.first_seen", "readat": "m.read_at"}


@dataclass
class Select:
    """Turns trees into conditions against one state of the database."""

    connection: sqlite3.Connection
    now: int
    zone: tzinfo | None
    names: Callable[[], SourceNames]
    view: Callable[[InView], Query]
    matching: Matching
    stream: bool = False
    inside: tuple[str, ...] = ()
    sweep: Sweep = field(default_factory=Sweep)

    def where(self, node: Node) -> Sql:
        """The condition that holds for the stories ``node`` selects. Raises ``QueryError``."""
        match node:
            case Everything():
                return TRUE
            case And(parts) | Or(parts):
                return self.many(node, parts)
            case Not(part):
                inner = self.where(part)
                return Sql(f"NOT {inner.text}", inner.values)
            case Word() | Phrase() | Prefix() | Near() | Fuzzy():
                return self.text(node)
            case ThreadOf(part):
                inner = replace(self, stream=False).where(part)
                return Sql(
                    f"s.thread IN (SELECT s.thread FROM story s WHERE {inner.text})", inner.values
                )
            case InView():
                return self.in_view(node)
            case Regex():
                return self.regex(node)
            case Like():
                return self.like(node)
            case _:
                return self.plain(node)

    def plain(self, node: Node) -> Sql:
        """The conditions that ask neither the index nor other queries."""
        match node:
            case Origin():
                return self.origin(node)
            case Tag():
                return self.tag(node)
            case State():
                return self.state(node)
            case Has(name):
                return Sql(_HAVINGS[name])
            case Number():
                return self.number(node)
            case Date():
                return self.date(node)
            case ThreadIs(id_):
                return Sql("s.thread = ?", (live_thread(self.connection, id_),))
            case _:
                raise TypeError(f"not a query node: {node!r}")

    def broad(self, node: Node) -> bool:
        """Whether ``node`` may select so many stories that all are best walked in order, rather
        than found one by one."""
        match node:
            case And(parts):
                together = self.textual(parts)
                if together and self.hits(self.matching.all_of(together)) < COMMON:
                    return False
                return all(self.broad(part) for part in parts if part not in together)
            case Or(parts):
                return any(self.broad(part) for part in parts)
            case Word() | Phrase() | Prefix() | Near() | Fuzzy():
                whole = self.matching.whole(node)
                return not whole or self.hits(whole) >= COMMON
            case State(name):
                return name not in ("starred", "followed", "snoozed")
            case ThreadIs() | ThreadOf() | Tag() | Origin():
                return False
            case _:
                return True

    # -- and, or

    def many(self, node: And | Or, parts: Sequence[Node]) -> Sql:
        """Text atoms go together into one MATCH where they can; the rest stand beside it."""
        whole = self.matching.whole(node)
        if whole:
            return self.match(whole)
        if isinstance(node, And):
            together = self.textual(parts)
            whole = self.matching.all_of(together) if together else ""
        else:
            together = tuple(part for part in parts if self.matching.whole(part))
            whole = self.matching.whole(Or(together)) if together else ""
        rest = [self.where(part) for part in parts if part not in together]
        if whole:
            rest.append(self.match(whole))
        return joined_by("AND" if isinstance(node, And) else "OR", rest)

    def textual(self, parts: Sequence[Node]) -> tuple[Node, ...]:
        """Those of ``parts``, all of which must hold, that one MATCH can answer together."""
        whole = self.matching.whole
        found = tuple(part for part in parts if whole(part))
        if not found:
            return ()
        return found + tuple(p for p in parts if isinstance(p, Not) and whole(p.part))

    # -- text

    def match(self, expression: str) -> Sql:
        # A rare word's hits are looked up once; a common word is asked of each story, since a walk
        # that wants few stories soon has them.
        if self.stream and self.hits(expression) >= COMMON:
            return Sql(
                "EXISTS (SELECT 1 FROM fulltext WHERE fulltext MATCH ? AND rowid = s.id)",
                (expression,),
            )
        return Sql("s.id IN (SELECT rowid FROM fulltext WHERE fulltext MATCH ?)", (expression,))

    def hits(self, expression: str) -> int:
        """How many stories the expression matches, counted up to ``COMMON``."""
        row = self.connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM fulltext WHERE fulltext MATCH ? LIMIT ?)",
            (expression, COMMON),
        ).fetchone()
        return int(row[0])

    def text(self, node: Word | Phrase | Prefix | Near | Fuzzy) -> Sql:
        if node.where == "url":
            return self.url(node)
        if node.where == "note":
            found = lookups.notes(self.connection, node)
            return among("s.id", found)
        atom = self.matching.atom(node)
        found_in: list[Sql] = [self.match(atom.match)] if atom.match else []
        if atom.literal:
            signs = literally(node.where, atom.literal)
            found_in.append(signs if atom.match else self.sweep.counted(self.connection, signs))
        condition = joined_by("AND", found_in)
        if atom.feeds:
            return joined_by("OR", [condition, among("s.feed", atom.feeds)])
        return condition

    def url(self, node: Word | Phrase | Prefix | Near | Fuzzy) -> Sql:
        if isinstance(node, Near | Fuzzy):
            raise QueryError(
                N_("url: takes a part of the address"), node.at, N_("For example url:/tech/")
            )
        return Sql("instr(lower(s.url), ?)", (lowered(node.text),))

    def regex(self, node: Regex) -> Sql:
        """Each story is looked into: the pattern decides, no index can."""
        regex.check(node)
        if node.where == "note":
            return among("s.id", lookups.notes(self.connection, node))
        call, pattern = self.sweep.condition(self.connection, node)
        texts = {
            "title": "s.title",
            "author": "s.author",
            "from": "s.author",
            "url": "s.url",
            "body": f"s.summary, {_TEXT}",
            "": f"s.title, s.summary, s.author, {_TEXT}",
        }[node.where]
        condition = Sql(f"{call}{texts})", (pattern,))
        named = self.names().found(node) if node.where in NAMED else frozenset()
        return joined_by("OR", [among("s.feed", named), condition]) if named else condition

    # -- names

    def origin(self, node: Origin) -> Sql:
        if node.name == "lang":
            return Sql("s.language = ?", (primary_tag(node.text),))
        feeds = lookups.feeds(self.connection, self.names(), node)
        if node.name == "site":
            return joined_by("OR", [among("s.feed", feeds), self.at_host(node, known=bool(feeds))])
        return among("s.feed", feeds)

    def at_host(self, node: Origin, *, known: bool) -> Sql:
        """Stories whose own address is on the host; ``QueryError`` when there is none and no feed
        is known there either."""
        self.connection.create_function("on_host", 2, on_host, deterministic=True)
        host = lowered(node.text).removeprefix("www.")
        found = Sql("(instr(lower(s.url), ?) AND on_host(s.url, ?))", (host, host))
        sql = f"SELECT 1 FROM story s WHERE {found.text} LIMIT 1"
        if not known and not self.connection.execute(sql, found.values).fetchone():
            raise QueryError(Said(N_("No feed and no story is at {host}"), host=node.text), node.at)
        return found

    def tag(self, node: Tag) -> Sql:
        tags = as_json(lookups.tags(self.connection, node))
        feeds = lookups.tagged_feeds(self.connection, tags)
        parts = [
            Sql(
                "EXISTS (SELECT 1 FROM story_tag g WHERE g.story = s.id AND g.tag IN"
                " (SELECT value FROM json_each(?)))"
                if self.stream
                else "s.id IN (SELECT story FROM story_tag WHERE tag IN"
                " (SELECT value FROM json_each(?)))",
                (tags,),
            ),
            Sql(
                "s.thread IN (SELECT thread FROM thread_tag WHERE tag IN"
                " (SELECT value FROM json_each(?)))",
                (tags,),
            ),
        ]
        if feeds:
            parts.append(among("s.feed", feeds))
        return joined_by("OR", parts)

    def like(self, node: Like) -> Sql:
        """Of what somebody found already, else of what shares its words."""
        story = story_of(self.connection, node.id)
        if story is None:
            raise QueryError(f"There is no story {node.id}", node.at, "clew list prints their ids")
        found = kin(self.connection, story) if node.found is None else node.found
        return Sql("s.id IN (SELECT value FROM json_each(?))", (as_json(found),))

    def in_view(self, node: InView) -> Sql:
        key = node.name.casefold()
        if key in self.inside:
            raise QueryError(f"The view {node.name} is made of itself", node.at)
        query = self.view(node)
        self.inside += (key,)
        try:
            return self.where(query.root)
        except QueryError as error:
            raise QueryError(
                f"In the view {node.name}: {error.message}", node.at, error.hint
            ) from None
        finally:
            self.inside = self.inside[:-1]

    # -- states, numbers, dates

    def state(self, node: State) -> Sql:
        if node.name == "muted":
            return Sql(f"s.thread IN ({HIDDEN})", (self.now, self.now))
        if node.name == "snoozed":
            return Sql(f"s.thread IN ({SNOOZED})", (self.now,))
        if node.name == "lead":
            return self.of_thread("t.lead = s.id")
        if node.name == "single":
            return self.of_thread("t.stories = 1")
        return Sql(_STATES[node.name])

    def of_thread(self, condition: str, *values: object) -> Sql:
        if self.stream or "s." in condition:
            return Sql(
                f"EXISTS (SELECT 1 FROM thread t WHERE t.id = s.thread AND {condition})", values
            )
        return Sql(f"s.thread IN (SELECT t.id FROM thread t WHERE {condition})", values)

    def number(self, node: Number) -> Sql:
        of_story = node.name == "words"
        column = "s.words" if of_story else _OF_THREAD[node.name]
        if node.name == "heat":
            from reader.query.memory import heat_now

            self.connection.create_function("heat_now", 2, partial(heat_now, now=self.now))
        bounds = [(">=", node.low), ("<=", node.high)]
        said = [(sign, value) for sign, value in bounds if value is not None]
        condition = " AND ".join(f"{column} {sign} ?" for sign, _ in said)
        values = [value for _, value in said]
        return Sql(f"({condition})", (*values,)) if of_story else self.of_thread(condition, *values)

    def date(self, node: Date) -> Sql:
        try:
            start, end = dates.span(node.low, node.high, self.now, self.zone)
        except dates.BadDate as error:
            raise QueryError(f"{error} is not a date", node.at) from None
        column = _DATE_COLUMNS[node.name]
        bounds = [(">=", start, node.low), ("<", end, node.high)]
        said = [(sign, value) for sign, value, written in bounds if written]
        condition = " AND ".join(f"{column} {sign} ?" for sign, _ in said)
        values = tuple(value for _, value in said)
        if node.name == "readat":
            return Sql(f"s.id IN (SELECT m.story FROM mark m WHERE {condition})", values)
        return Sql(f"({condition})", values)
