"""What changed since, whoever changed it: screens learn of a refresh by cron through this."""

from __future__ import annotations

from reader.model import Changes
from reader.store.connection import Connections


class ChangeLog:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def version(self) -> int:
        """``PRAGMA data_version`` of this thread's reader: cheap to ask once a second."""
        raise NotImplementedError

    def last(self) -> int:
        """The sequence number of the newest change."""
        raise NotImplementedError

    def since(self, seq: int) -> Changes:
        """Ids that changed after ``seq``; ``everything`` when too many or too old to tell."""
        raise NotImplementedError
