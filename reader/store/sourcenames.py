"""Feeds by words of their names: what bare words, ``feed:`` and ``site:`` look up."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from reader.query.letters import forms
from reader.query.match import feed_named, lowered, on_host, places
from reader.query.numerals import spelled
from reader.query.regex import found
from reader.query.tokens import indexed
from reader.query.tree import Regex
from reader.store.sources import SOURCE

_FEEDS = f"SELECT f.id, {SOURCE}, f.url, f.site FROM feed f"


class Named(NamedTuple):
    """A feed as a query may name it."""

    id: int
    source: str
    url: str
    site: str


#: A row of ``read``: the values of ``Named``.
Row: TypeAlias = tuple[int, str, str, str]


def read(connection: sqlite3.Connection) -> list[Row]:
    """Every feed, subscribed or not."""
    return connection.execute(_FEEDS).fetchall()


@dataclass
class SourceNames:
    """The names of one moment; ``words`` maps each word to the feeds that have it."""

    rows: list[Row]
    feeds: list[Named] = field(init=False)
    cut: dict[int, list[str]] = field(default_factory=dict)
    words: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.feeds = [Named(*row) for row in self.rows]
        for feed in self.feeds:
            self.cut[feed.id] = indexed(feed.source)
            for word in set(self.cut[feed.id]):
                self.words[word].append(feed.id)

    def having(self, row: list[str], prefix: bool) -> frozenset[int]:
        """Feeds whose name has the words of ``row`` side by side, however written; with
        ``prefix`` the last may go on."""
        return frozenset().union(*(self._having(way, prefix) for way in spelled(row)))

    def _having(self, row: list[str], prefix: bool) -> frozenset[int]:
        if not row:
            return frozenset()
        if len(row) == 1 and prefix:
            return self.any_of([word for word in self.words if word.startswith(forms(row[0]))])
        known = self.any_of(forms(row[0]))
        if len(row) == 1:
            return known
        return frozenset(
            feed for feed in known if next(places(self.cut[feed], row, prefix), None) is not None
        )

    def any_of(self, words: Iterable[str]) -> frozenset[int]:
        """Feeds whose name has one of ``words``."""
        return frozenset(feed for word in words for feed in self.words.get(word, ()))

    def literally(self, text: str) -> frozenset[int]:
        """Feeds whose name holds ``text`` as written (ASCII case aside)."""
        return frozenset(feed.id for feed in self.feeds if text in lowered(feed.source))

    def found(self, node: Regex) -> frozenset[int]:
        """Feeds whose name has what a regular expression looks for."""
        return frozenset(feed.id for feed in self.feeds if found(node, feed.source))

    def named(self, text: str) -> frozenset[int]:
        """Feeds that ``feed:text`` means: by id, by address, or by part of the name."""
        return frozenset(
            feed.id for feed in self.feeds if feed_named(feed.id, feed.source, feed.url, text)
        )

    def at(self, text: str) -> frozenset[int]:
        """Feeds whose site (or address) is on the host ``text`` or one below it."""
        return frozenset(
            feed.id for feed in self.feeds if on_host(feed.site, text) or on_host(feed.url, text)
        )
