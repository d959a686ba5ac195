"""The journal: undo, redo, and what was done."""

from __future__ import annotations

from reader.model import Done, JournalRow
from reader.store import Store


class Journal:
    def __init__(self, store: Store) -> None:
        self._store = store

    def undo(self) -> Done | None:
        """Take back the last action; None when there is nothing to take back."""
        raise NotImplementedError

    def redo(self) -> Done | None:
        raise NotImplementedError

    def rows(self, limit: int = 100, before: int | None = None) -> list[JournalRow]:
        raise NotImplementedError
