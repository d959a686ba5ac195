"""Messages of the screen: past events, frozen values, ids rather than objects."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget


class _FromList(Message):
    def __init__(self, source: Widget, row: int, id: int | None) -> None:  # noqa: A002
        super().__init__()
        self.source = source
        self.row = row
        self.id = id

    @property
    def control(self) -> Widget:
        return self.source


class CursorMoved(_FromList):
    """The cursor of a line list stands on another row (``id`` None: the list is empty)."""


class RowOpened(_FromList):
    """Enter or a double click on a row of a line list."""


class SelectionChanged(_FromList):
    """More or fewer rows of a line list are selected."""


class MenuAsked(_FromList):
    """The right button on a row: what can be done with it."""


class RowsGone(Message):
    """Rows that a line list was to show are there no more: another process joined or removed them,
    or the engine did."""

    def __init__(self, source: Widget, ids: frozenset[int]) -> None:
        super().__init__()
        self.source = source
        self.ids = ids

    @property
    def control(self) -> Widget:
        return self.source


class HintTaken(Message):
    """A hint of the footer was clicked: do its action."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action


class LinkOpened(Message):
    """Link ``number`` of the article was asked for."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class Folded(Message):
    """Folders of the sources pane were folded or unfolded."""
