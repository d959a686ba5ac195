"""The journal: undo, redo, and what was done."""

from __future__ import annotations

from reader.model import Done, JournalRow
from reader.store import Store


class Journal:
    """What was done by hand, newest first, and the way back."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def undo(self) -> Done | None:
        """Take back the last action; None when there is nothing to take back."""
        return self._store.actions.undo()

    def redo(self) -> Done | None:
        """Do again what was taken back last, if nothing was done since."""
        return self._store.actions.redo()

    def rows(self, limit: int = 100, before: int | None = None) -> list[JournalRow]:
        """The journal, newest first; ``before`` is the id of the oldest row shown already."""
        return self._store.rows.journal(limit, before)
