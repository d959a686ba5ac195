"""The list pane: title, query box with its error, the list, and what to say when it is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.strip import Strip

from reader.model import StoryRow, ThreadRow
from reader.ui.bars import Line, TitleLine, wrapped
from reader.ui.cells import line
from reader.ui.drawing import Look, story_lines, thread_lines
from reader.ui.ink import Ink
from reader.ui.linelist import LineList, RowState
from reader.ui.lit import Lit
from reader.ui.offered import INDENT, Offered, QueryBox
from reader.ui.room import Column


class QueryFault(Line):
    """What is wrong with the query in ``box``: a caret under the place, and the message beside it,
    or under it where it is too long for that."""

    def __init__(self, box: QueryBox) -> None:
        super().__init__(id="query-error")
        self._box = box
        self._message, self._column = "", 0
        self._rows: list[str] = []

    def tell(self, message: str = "", column: int = 0) -> None:
        """Say it of that column of the query; "" says nothing."""
        self._message, self._column = message, column
        self.display = bool(message)
        self.on_resize()

    def on_resize(self) -> None:
        self._rows = self._laid() if self._message else []
        self.take_rows(max(1, len(self._rows)))

    def _laid(self) -> list[str]:
        message = self._message
        text, width = self._box.value, self._box.outer_size.width
        before = text[: len(text) - len(text.lstrip()) + self._column]
        at = INDENT + cell_len(before) - round(self._box.scroll_x)
        caret = " " * max(0, min(at, width - 1)) + "▲"
        if cell_len(caret) + 2 + cell_len(message) <= width:
            return [f"{caret} {message}"]
        return [caret, *(" " * INDENT + row for row in wrapped(message, width - INDENT - 1))]

    def render_line(self, y: int) -> Strip:
        ink = self.ink
        left = [(self._rows[y], ink.error)] if y < len(self._rows) else []
        return line(left, self.size.width, ink.base + ink.bar)


class StoryList(LineList, inherit_bindings=False):
    """Threads or stories, by what the listing groups; without any it says why."""

    # The scrollbar has its place always, and so has an empty list: no layout as rows come and go.
    DEFAULT_CSS = "StoryList { overflow-y: scroll; }"

    def __init__(self, look: Look) -> None:
        super().__init__(self._row, row_height=2, id="stories")
        self._look = look
        self.kind = "threads"
        self._empty: Sequence[tuple[str, str]] = ()

    def tell_empty(self, lines: Sequence[tuple[str, str]]) -> None:
        """What to say while there are no rows: lines as (style name, text)."""
        if tuple(lines) != self._empty:
            self._empty = tuple(lines)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        if self.ids or not self._empty:
            return super().render_line(y)
        width, ink = self.scrollable_content_region.width, self.ink
        rows = [(style, row) for style, text in self._empty for row in wrapped(text, width - 6)]
        at = y - max(0, (self.size.height - len(rows)) // 3)
        if not 0 <= at < len(rows):
            return Strip.blank(width, ink.base)
        style, text = rows[at]
        return line([("   " + text, getattr(ink, style))], width, ink.base)

    @property
    def lit(self) -> Lit:
        """The words lit in the rows."""
        return self._look.lit

    def light(self, lit: Lit, passages: Mapping[int, str] | None = None) -> None:
        """Light these words in the rows, and in the passages under them; None lights none."""
        passages = {} if passages is None else passages
        if lit != self._look.lit or passages is not self._look.passages:
            self._look = replace(self._look, lit=lit, passages=passages)
            self.redraw()

    def color(self, colors: Mapping[str, str]) -> None:
        """Draw tags in these colours (tag → name of a colour)."""
        if colors != self._look.colors:
            self._look = replace(self._look, colors=dict(colors))
            self.redraw()

    def _row(self, row: ThreadRow | StoryRow, width: int, state: RowState, ink: Ink) -> list[Strip]:
        draw: Callable[..., list[Strip]] = (
            thread_lines if isinstance(row, ThreadRow) else story_lines
        )
        return draw(row, width, state, ink, self._look, self.row_height)


class ListPane(Column):
    """Title, query box, list. The screen decides what they show."""

    def __init__(self, look: Look) -> None:
        super().__init__(id="list-pane")
        self.title = TitleLine(id="list-title")
        self.query_box = QueryBox(id="query", compact=True, select_on_focus=False)
        self.offered = Offered()
        self.error = QueryFault(self.query_box)
        self.list = StoryList(look)

    def compose(self) -> ComposeResult:
        self.query_box.display = False
        self.error.display = False
        yield self.title
        yield self.query_box
        yield self.error
        yield self.offered
        yield self.list
