"""The store: the only importer of sqlite3 and sqlite_utils, and this class its whole public face.

Everything is plain blocking calls. Writes go through one writer thread of the process, each in one
``BEGIN IMMEDIATE`` transaction (``synchronous=FULL`` for the user's actions); reads run in the
calling thread on read-only connections of their own and never wait for a write (WAL). All methods
may be called from any thread. Errors are ``StoreError`` and its kin, never sqlite3's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from reader.clock import Clock
from reader.store.actions import Actions
from reader.store.arrivals import Arrivals
from reader.store.changes import ChangeLog
from reader.store.connection import Connections, Interrupt
from reader.store.feeds import Feeds
from reader.store.fulltext import FullText
from reader.store.health import Health
from reader.store.lists import Lists
from reader.store.placing import Placing
from reader.store.rows import Rows

__all__ = ["Interrupt", "Store"]


class Store:
    """One database file, opened. The rooms hold the calls; a room is named after what it keeps.

    ``feeds``     subscriptions, folders, fetch state
    ``arrivals``  storing what feeds answer
    ``fulltext``  the queue of stories to index
    ``placing``   what grouping reads and writes
    ``lists``     a query tree → ids and counts
    ``rows``      ids → rows, pages, bodies, names (feeds, tags, views) for display
    ``actions``   the user's actions, journal, undo
    ``changes``   what changed since, also by other processes
    ``health``    checks, repairs, sizes, backup
    """

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self.feeds = Feeds(connections, clock)
        self.arrivals = Arrivals(connections, clock)
        self.fulltext = FullText(connections)
        self.placing = Placing(connections, clock)
        self.lists = Lists(connections, clock)
        self.rows = Rows(connections, clock)
        self.actions = Actions(connections, clock)
        self.changes = ChangeLog(connections)
        self.health = Health(connections, clock)

    @classmethod
    def open(cls, path: Path, clock: Clock) -> Self:
        """Open (and make or migrate) the database at ``path``, mode 0600.

        Raises ``NewerStoreError`` for a database of a newer clew (untouched), ``StoreError`` when
        the file is not a database, damaged, or cannot be made. A file system without WAL falls
        back to a rollback journal. A read-only file opens read-only (``readonly`` is true).
        """
        return cls(Connections.open(path, clock), clock)

    @property
    def readonly(self) -> bool:
        """Whether the file can only be read; every write then raises ``StoreError``."""
        return self._connections.readonly

    def close(self) -> None:
        """Finish the writes under way and let go of the file."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
