"""The store: the only importer of sqlite3 and sqlite_utils, and this class its whole public face.

Everything is plain blocking calls. Writes go through one writer thread of the process, each in one
``BEGIN IMMEDIATE`` transaction (``synchronous=FULL`` for the user's actions); reads run in the
calling thread on read-only connections of their own and never wait for a write (WAL). All methods
may be called from any thread. Errors are ``StoreError`` and its kin, never sqlite3's.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:  # a child that makes what is stored opens no database
    from pathlib import Path

    from reader.clock import Clock
    from reader.store.actions import Actions
    from reader.store.arrivals import Arrivals
    from reader.store.changes import ChangeLog
    from reader.store.choices import Choices
    from reader.store.connection import Connections
    from reader.store.feeds import Feeds
    from reader.store.fulltext import FullText
    from reader.store.health import Health
    from reader.store.lists import Lists
    from reader.store.mentions import Mentions
    from reader.store.opening import Upgrading
    from reader.store.placing import Placing
    from reader.store.retaining import Retaining
    from reader.store.rows import Rows
    from reader.store.rules import Rules
    from reader.store.vectors import Vectors


class Store:
    """One database file, opened. The rooms hold the calls; a room is named after what it keeps,
    and loaded when it is first entered: the first list on the screen needs few of them.

    ``feeds``     subscriptions, folders, fetch state
    ``arrivals``  storing what feeds answer
    ``fulltext``  the queue of stories to index
    ``placing``   what grouping reads and writes
    ``mentions``  round-ups: stories that tell of other threads
    ``lists``     a query tree → ids and counts
    ``rows``      ids → rows, pages, bodies, names (feeds, tags, views) for display
    ``actions``   the user's actions, journal, undo
    ``rules``     rules, what they ask of arriving stories, what they did
    ``choices``   what was chosen on the screen
    ``changes``   what changed since, also by other processes
    ``retaining`` stories let go, and brought back
    ``vectors``   sentence vectors of stories
    ``health``    checks, repairs, sizes, backup
    """

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    @cached_property
    def feeds(self) -> Feeds:
        from reader.store.feeds import Feeds

        return Feeds(self._connections, self._clock)

    @cached_property
    def arrivals(self) -> Arrivals:
        from reader.store.arrivals import Arrivals

        return Arrivals(self._connections, self._clock)

    @cached_property
    def fulltext(self) -> FullText:
        from reader.store.fulltext import FullText

        return FullText(self._connections)

    @cached_property
    def placing(self) -> Placing:
        from reader.store.placing import Placing

        return Placing(self._connections, self._clock)

    @cached_property
    def mentions(self) -> Mentions:
        from reader.store.mentions import Mentions

        return Mentions(self._connections)

    @cached_property
    def lists(self) -> Lists:
        from reader.store.lists import Lists

        return Lists(self._connections, self._clock)

    @cached_property
    def rows(self) -> Rows:
        from reader.store.rows import Rows

        return Rows(self._connections, self._clock)

    @cached_property
    def actions(self) -> Actions:
        from reader.store.actions import Actions

        return Actions(self._connections, self._clock)

    @cached_property
    def rules(self) -> Rules:
        from reader.store.rules import Rules

        return Rules(self._connections, self._clock)

    @cached_property
    def choices(self) -> Choices:
        from reader.store.choices import Choices

        return Choices(self._connections)

    @cached_property
    def changes(self) -> ChangeLog:
        from reader.store.changes import ChangeLog

        return ChangeLog(self._connections)

    @cached_property
    def retaining(self) -> Retaining:
        from reader.store.retaining import Retaining

        return Retaining(self._connections, self._clock)

    @cached_property
    def health(self) -> Health:
        from reader.store.health import Health

        return Health(self._connections, self._clock)

    @cached_property
    def vectors(self) -> Vectors:
        from reader.store.vectors import Vectors

        return Vectors(self._connections)

    @classmethod
    def open(cls, path: Path, clock: Clock, upgrading: Upgrading = None) -> Self:
        """Open (and make or migrate) the database at ``path``, mode 0600; ``upgrading`` is told the
        path of the copy that is kept, before one is made and migrated.

        Raises ``NewerStoreError`` for a database of a newer clew (untouched), ``StoreError`` when
        the file is not a database, damaged, or cannot be made. A file system without WAL falls
        back to a rollback journal. A read-only file opens read-only (``readonly`` is true).
        """
        from reader.store.connection import Connections

        return cls(Connections.open(path, clock, upgrading), clock)

    @property
    def readonly(self) -> bool:
        """Whether the file can only be read; every write then raises ``StoreError``."""
        return self._connections.readonly

    def fold_soon(self) -> None:
        """Have what was written folded into the file beside other work, so that closing need not
        wait for that: for the end of much writing."""
        self._connections.fold_soon()

    def close(self) -> None:
        """Finish the writes under way and let go of the file."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
