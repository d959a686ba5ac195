"""Messages of the screen: past events, frozen values, ids rather than objects."""

from __future__ import annotations

from textual.message import Message

from reader.model import Changes, Hits, RefreshEvent


class StoreChanged(Message):
    """Something stored changed, here or in another process; screens draw those ids anew."""

    def __init__(self, changes: Changes) -> None:
        super().__init__()
        self.changes = changes


class RefreshMoved(Message):
    """The refresh process said something."""

    def __init__(self, event: RefreshEvent) -> None:
        super().__init__()
        self.event = event


class HitsFound(Message):
    """A list's query was answered. ``generation`` tells a stale answer from the wanted one."""

    def __init__(self, hits: Hits, generation: int) -> None:
        super().__init__()
        self.hits = hits
        self.generation = generation


class CursorMoved(Message):
    """The cursor of a line list stands on another row."""

    def __init__(self, row: int, id: int) -> None:  # noqa: A002
        super().__init__()
        self.row = row
        self.id = id


class RowOpened(Message):
    """Enter on a row of a line list."""

    def __init__(self, row: int, id: int) -> None:  # noqa: A002
        super().__init__()
        self.row = row
        self.id = id
