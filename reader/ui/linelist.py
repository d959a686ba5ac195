"""A list that costs the same with a hundred rows and with a hundred thousand.

It holds ids only; rows are asked for a window at a time, when they come into sight, and drawn as
``Strip``s that are kept. Moving the cursor draws two rows anew and nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from reader.ui.ink import Ink
from reader.ui.line_view import LineView
from reader.ui.messages import CursorMoved, MenuAsked, RowOpened, RowsGone, SelectionChanged

#: Rows asked for in one go: about three screens.
WINDOW = 64
#: Rows kept, and drawn rows.
KEPT, KEPT_DRAWN = 2_000, 500


@dataclass(frozen=True, slots=True)
class RowState:
    """How a row stands: under the cursor, in the pane in use, selected."""

    cursor: bool = False
    focused: bool = False
    selected: bool = False


#: Draws one row as exactly ``row_height`` strips of exactly ``width`` cells.
Draw = Callable[[Any, int, RowState, Ink], Sequence[Strip]]
Fetch = Callable[[Sequence[int]], Sequence[Any]]


class LineList(LineView, can_focus=True, inherit_bindings=False):
    """A list of rows under a cursor. Set it up with ``show``; rows come through ``fetch``.

    Rows must have an ``id`` unless ``fetch`` gives exactly one for each id asked for.
    """

    def __init__(
        self,
        draw: Draw,
        *,
        row_height: int = 1,
        skips: Callable[[Any], bool] | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._draw = draw
        self._fetch: Fetch = lambda ids: []
        self._skips = skips
        self.row_height = row_height
        self.ids: Sequence[int] = ()
        self.cursor = 0
        self.selected: set[int] = set()
        self._anchor: int | None = None
        self._rows: OrderedDict[int, Any] = OrderedDict()
        self._strips: OrderedDict[tuple[int, RowState, int], Sequence[Strip]] = OrderedDict()
        self._drawn_width = -1
        self._drawn_ink: Ink | None = None
        self._blank = Strip([], 0)
        self.can_focus = True

    # ------------------------------------------------------------------ what is shown

    def show(
        self, ids: Sequence[int], fetch: Fetch | None = None, *, keep: bool = True, at: int = 0
    ) -> None:
        """Show other ids. With ``keep`` the cursor stays on its row and the row on its line."""
        here, line = self.current_id, self._line_of_cursor() - round(self.scroll_y)
        if fetch is not None:
            self._fetch = fetch
        old_cursor = self.cursor
        self.ids = ids
        self._rows.clear()
        self._strips.clear()
        place = self._place_of(here, old_cursor) if keep and here is not None else at
        self.selected &= set(ids) if self.selected else set()
        self._anchor = None
        self.cursor = max(0, min(place, len(ids) - 1))
        self._settle(1)
        self._resize()
        if keep and here is not None:
            top = max(0, self._line_of_cursor() - max(0, line))
            self.scroll_to(y=top, animate=False, force=True)
        self.reveal()
        self.refresh()
        self.post_message(CursorMoved(self, self.cursor, self.current_id))

    def _place_of(self, wanted: int, before: int) -> int:
        """Where an id stands now, looked for near where it was; its old place if it is gone."""
        if before < len(self.ids) and self.ids[before] == wanted:
            return before
        try:
            return self.ids.index(wanted)
        except ValueError:
            return before

    def set_row_height(self, height: int) -> None:
        """Density: lines a row."""
        if height != self.row_height:
            self.row_height = height
            self._strips.clear()
            self._resize()
            self.reveal()
            self.refresh()

    def _resize(self) -> None:
        self.set_length(len(self.ids) * self.row_height)

    @property
    def current_id(self) -> int | None:
        return self.ids[self.cursor] if 0 <= self.cursor < len(self.ids) else None

    @property
    def current(self) -> Any:
        """The row under the cursor, None when there is none."""
        return self.row_at(self.cursor) if self.ids else None

    def row_at(self, index: int) -> Any:
        """The row at a place, fetched with its neighbours when it is not at hand."""
        id_ = self.ids[index]
        if id_ not in self._rows:
            self._load(index)
        row = self._rows.get(id_)
        if row is not None:
            self._rows.move_to_end(id_)
        return row

    def _load(self, index: int) -> None:
        # The first rows of a list that has just come: those in sight, whatever comes after them.
        window = WINDOW if self._rows else min(WINDOW, self.page + 2)
        start = max(0, index - window // 4)
        wanted = [id_ for id_ in self.ids[start : start + window] if id_ not in self._rows]
        rows = self._fetch(wanted)
        if len(rows) == len(wanted):
            self._rows.update(zip(wanted, rows, strict=True))
        else:
            self._rows.update(dict.fromkeys(wanted))
            self._rows.update((row.id, row) for row in rows if row.id in self._rows)
            self.post_message(
                RowsGone(self, frozenset(wanted).difference([row.id for row in rows]))
            )
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)

    def cached(self) -> Iterable[tuple[int, Any]]:
        """The rows at hand, by id."""
        return list(self._rows.items())

    def patch(self, id_: int, row: Any) -> None:
        """Put another row in the place of one at hand, at once (an action not yet stored)."""
        if id_ in self._rows:
            self._rows[id_] = row
            self._undraw((id_,))

    def forget(self, ids: Iterable[int] | None = None) -> None:
        """Ask for rows anew when they are next drawn; without ids for all."""
        if ids is None:
            self._rows.clear()
            self._strips.clear()
            self.refresh()
            return
        stale = [id_ for id_ in ids if self._rows.pop(id_, None) is not None]
        self._undraw(stale)

    def draw_again(self, ids: Sequence[int]) -> None:
        """Draw these rows anew although they are the same: what is told beside them changed."""
        self._undraw(ids)

    def _undraw(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        gone = set(ids)
        for key in [key for key in self._strips if key[0] in gone]:
            del self._strips[key]
        first = round(self.scroll_y) // self.row_height
        last = first + self.size.height // self.row_height + 2
        for index in range(first, min(last, len(self.ids))):
            if self.ids[index] in gone:
                self._refresh_row(index)

    # ------------------------------------------------------------------ moving

    def move_to(self, index: int, *, direction: int = 1) -> None:
        """Put the cursor on a row (the nearest that takes it) and bring the row into sight."""
        if not self.ids:
            return
        before = self.cursor
        self.cursor = max(0, min(index, len(self.ids) - 1))
        self._settle(direction)
        if self._anchor is not None:
            self._select_range(self._anchor, self.cursor)
        if self.cursor != before:
            self._refresh_row(before)
            self._refresh_row(self.cursor)
            self.reveal()
            self.post_message(CursorMoved(self, self.cursor, self.current_id))
        else:
            self.reveal()

    def _settle(self, direction: int) -> None:
        """Step over rows that take no cursor; turn back at the ends."""
        if self._skips is None or not self.ids:
            return
        step = 1 if direction >= 0 else -1
        for turn in (step, -step):
            index = self.cursor
            while 0 <= index < len(self.ids):
                if not self._skips(self.row_at(index)):
                    self.cursor = index
                    return
                index += turn

    def move(self, by: int) -> None:
        self.move_to(self.cursor + by, direction=by)

    @property
    def page(self) -> int:
        """Rows that fit on the pane."""
        return max(1, self.size.height // self.row_height)

    def reveal(self) -> None:
        """Scroll no further than needed to see the cursor's row, with a little beyond it."""
        height = self.room.height
        if height <= 0 or not self.ids:
            return
        total = len(self.ids) * self.row_height
        ahead = min(2 * self.row_height, max(0, (height - self.row_height) // 2))
        top = self._line_of_cursor()
        now = round(self.scroll_y)
        lowest = top + self.row_height + ahead - height
        highest = top - ahead
        target = min(max(now, lowest), highest) if lowest <= highest else top
        if target > now:  # whole rows at the top, where they can be
            target += -target % self.row_height
        else:
            target -= target % self.row_height
        target = max(0, min(target, max(0, total - height)))
        if target != now:
            self.scroll_to(y=target, animate=False, force=True)

    def _line_of_cursor(self) -> int:
        return self.cursor * self.row_height

    # ------------------------------------------------------------------ selecting

    def toggle_selected(self) -> None:
        """Select or deselect the row under the cursor and go one on."""
        id_ = self.current_id
        if id_ is None:
            return
        self.selected ^= {id_}
        self._refresh_row(self.cursor)
        self._tell_selected()
        self.move(1)

    def toggle_range(self) -> None:
        """Begin a range at the cursor; again ends it and keeps what it holds."""
        if self._anchor is None:
            self._anchor = self.cursor
            self._select_range(self.cursor, self.cursor)
        else:
            self._anchor = None

    def _select_range(self, start: int, end: int) -> None:
        low, high = sorted((start, end))
        self.selected |= {id_ for id_ in self.ids[low : high + 1]}
        self._tell_selected()
        self.refresh()

    def invert_selected(self) -> None:
        self.selected = set(self.ids) - self.selected
        self._tell_selected()
        self.refresh()

    def clear_selected(self) -> bool:
        """Deselect all; whether anything was selected."""
        had = bool(self.selected) or self._anchor is not None
        self.selected = set()
        self._anchor = None
        if had:
            self._tell_selected()
            self.refresh()
        return had

    def _tell_selected(self) -> None:
        self.post_message(SelectionChanged(self, self.cursor, self.current_id))

    # ------------------------------------------------------------------ drawing

    def _owner(self, index: int) -> int:
        """The row that the line at ``index`` belongs to: itself, unless rows take several."""
        return index

    def _refresh_row(self, index: int) -> None:
        top = index * self.row_height - round(self.scroll_y)
        if -self.row_height < top < self.size.height:
            self.refresh(Region(0, top, self.size.width, self.row_height))

    def render_line(self, y: int) -> Strip:
        width = self.room.width
        ink = self.ink
        if width != self._drawn_width or ink is not self._drawn_ink:
            if ink is not self._drawn_ink:
                self._strips.clear()
            self._drawn_width, self._drawn_ink = width, ink
            self._blank = Strip.blank(max(0, width), ink.base)
        index, part = divmod(y + round(self.scroll_y), self.row_height)
        if not 0 <= index < len(self.ids) or width <= 0:
            return self._blank
        strips = self._strips_of(index, width, ink)
        return strips[part] if part < len(strips) else self._blank

    def _strips_of(self, index: int, width: int, ink: Ink) -> Sequence[Strip]:
        id_ = self.ids[index]
        here = self._owner(index) == self.cursor
        state = RowState(here, here and self.in_use, id_ in self.selected)
        key = (id_, state, width)
        strips = self._strips.get(key)
        if strips is None:
            row = self.row_at(index)
            strips = self._draw(row, width, state, ink) if row is not None else ()
            self._strips[key] = strips
            while len(self._strips) > KEPT_DRAWN:
                self._strips.popitem(last=False)
        return strips

    @property
    def in_use(self) -> bool:
        """Whether keys act on the row under the cursor, which is drawn so."""
        return self.has_focus

    def redraw(self) -> None:
        """Draw every row anew: what all of them are drawn with changed. (Another theme is another
        ink, which is seen in drawing; a focus that comes or goes is no other style for us.)"""
        self._strips.clear()
        self.refresh()

    def sized(self) -> None:
        self._resize()  # rows are drawn for each width they are shown at, and kept
        self.reveal()

    def on_focus(self) -> None:
        self._refresh_row(self.cursor)

    def on_blur(self) -> None:
        self._refresh_row(self.cursor)

    # ------------------------------------------------------------------ mouse

    def on_click(self, event: events.Click) -> None:
        index = (event.y + round(self.scroll_y)) // self.row_height
        if event.button == 2 or not 0 <= index < len(self.ids):
            return
        event.stop()
        index = self._owner(index)
        if event.button == 3:
            self.move_to(index)
            self.post_message(MenuAsked(self, self.cursor, self.current_id))
            return
        again = index == self.cursor
        self.move_to(index)
        if event.chain >= 2 or (again and event.chain == 1 and self.opens_on_click):
            self.open()

    #: Whether one click on the row under the cursor opens it (else two do).
    opens_on_click = False

    def open(self) -> None:
        """Say that the row under the cursor is to be opened."""
        if self.current_id is not None:
            self.post_message(RowOpened(self, self.cursor, self.current_id))


def over(strip: Strip, style: Style, base: Style) -> Strip:
    """A line drawn on ``base`` with ``style`` laid over it (the cursor's ground); what stands out
    from ``base`` by a ground of its own, being lit, does so still."""

    def laid(own: Style) -> Style:
        if own.reverse:
            return own + style + Style(reverse=not style.reverse)
        if own.bgcolor in (None, base.bgcolor):
            return own + style
        return own + style + Style(bgcolor=own.bgcolor)

    return Strip(
        [segment._replace(style=laid(segment.style or Style())) for segment in strip],
        strip.cell_length,
    )
