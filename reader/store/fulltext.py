"""The full-text index, filled in batches off the critical path."""

from __future__ import annotations

from reader.store.connection import Connections


class FullText:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def pending(self) -> int:
        """How many stories wait to be indexed."""
        raise NotImplementedError

    def index_some(self, limit: int = 200) -> int:
        """Index up to ``limit`` waiting stories in one transaction (under 50 ms); how many were."""
        raise NotImplementedError

    def rebuild(self) -> None:
        """Throw the index away and queue every story."""
        raise NotImplementedError
