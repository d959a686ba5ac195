"""A scrolled view of lines that are drawn once and kept while they stay what they are.

Textual joins, pads, filters and cuts the lines of a widget anew whenever it is drawn, which for a
pane that scrolls by a row is all it costs. Our lines are whole (no border, no padding), so they go
to the compositor as they are, and what it cuts and renders of them is kept with them.
"""

from __future__ import annotations

from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from reader.ui.edge_bar import EdgeBar
from reader.ui.framing import WholeFrames
from reader.ui.ink import Inked

#: Steps a scrollbar's thumb takes in one cell.
_EIGHTHS = 8


class LineView(Inked, ScrollView, can_focus=True, inherit_bindings=False):
    """Draws itself by ``render_line``, which gives one and the same strip for one and the same
    line as long as nothing changes about it."""

    DEFAULT_CSS = """
    LineView {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    """

    #: Whether another view lies over it: it keeps its place and size and draws nothing.
    covered = False
    #: Whether it is fitted anew by whoever asked for its place, or when it comes into sight.
    _waits = _unfitted = False
    #: What the last layout gave, and what it was given for.
    _laid: tuple[object, ...] = ()

    @property
    def room(self) -> Size:
        """Columns and rows for the lines. Out of sight those it last had: what is shown to it then
        is not fitted again when it comes back as large as it was."""
        size = self.scrollable_content_region.size
        if size:
            return size
        width, height = self.outer_size
        return Size(max(0, width - self.scrollbar_size_vertical), height)

    @property
    def visible(self) -> bool:
        """Whether it is seen, and met by the mouse."""
        return not self.covered and super().visible

    @visible.setter
    def visible(self, new_value: bool | str) -> None:
        self.styles.visibility = "visible" if new_value in (True, "visible") else "hidden"

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scrollbar (made if there is none yet)."""
        if self._vertical_scrollbar is None:
            bar = EdgeBar(name="vertical", thickness=self.scrollbar_size_vertical)
            self._vertical_scrollbar = bar
            bar.display = False
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        """Every layout of the screen tells each view its size. The scrollbar of one whose sizes
        are what they were is not drawn anew for that, as textual's would be."""
        given = (size, virtual_size, container_size)
        if self._laid == (*given, self.virtual_size, self.show_vertical_scrollbar):
            return False
        resized = size != self._size
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        if resized:
            if self.covered or self._waits:
                self._unfitted = True
            else:
                self.sized()
            # The layout draws all of a widget whose size has changed.
            self._repaint_required = False
            self._repaint_regions.clear()
        self._laid = (*given, self.virtual_size, self.show_vertical_scrollbar)
        return changed

    def take_place(self) -> None:
        """Before something else is shown: have the place it is to be fitted to."""
        if isinstance(self.screen, WholeFrames):
            self._waits = True
            self.screen.lay_out()
            self._waits = False
        self._unfitted = False

    def uncover(self, *, fit: bool) -> None:
        """Come into sight; ``fit``: with what it shows already."""
        self.covered = False
        if fit and self._unfitted:
            self.sized()
            self._unfitted = False
        self.refresh()

    def sized(self) -> None:
        """Another size was given: fit what is shown to it now, before it is drawn. What is done in
        answer to ``Resize`` is drawn a second time."""

    def render_lines(self, crop: Region) -> list[Strip]:
        if self.covered:
            return []
        filters = self.get_line_filters()
        _base, background = self.background_colors
        width, ground = self.outer_size.width, self.ink.base
        strips = []
        for y in crop.line_range:  # each step gives what it gave before for the same strip
            strip = self.render_line(y).adjust_cell_length(width, ground)
            for one in filters:
                strip = strip.apply_filter(one, background)
            strips.append(strip)
        if crop.column_span != (0, width):
            return [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def set_length(self, lines: int) -> None:
        """How many lines there are. The screen is laid out anew only where that matters to it:
        when the scrollbar comes or goes, or the view is as high as its lines."""
        size = Size(self.room.width, lines)
        height = self.styles.height
        fits = lines <= self.container_size.height
        comes_and_goes = self.styles.overflow_y == "auto" and fits == self.show_vertical_scrollbar
        if (height is not None and height.is_auto) or comes_and_goes:
            self.virtual_size = size
        elif size != self.virtual_size:
            self.set_reactive(LineView.virtual_size, size)
            self._scroll_update(size)
            self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The scrollbar is drawn anew only when its thumb is seen to move: in a long list that is
        far from every row."""
        if self.show_vertical_scrollbar and self._thumb(new_value) != self._thumb(
            self.vertical_scrollbar.position
        ):
            self.vertical_scrollbar.position = new_value
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """No style depends on the focus; what does is drawn in its colours by the view itself."""

    def _on_focus(self, event: events.Focus) -> None:
        """Textual's, without drawing the whole view anew."""
        event.prevent_default()
        self.has_focus = True
        self._tell_parent(events.DescendantFocus(self))

    def _on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self.has_focus = False
        self._tell_parent(events.DescendantBlur(self))

    def _tell_parent(self, event: events.Event) -> None:
        if self.parent is not None:
            self.parent.post_message(event)

    def _thumb(self, position: float) -> tuple[int, bool]:
        """Where a position puts the thumb, in eighths of a cell; the two ends are always told."""
        height = self.size.height
        beyond = self.virtual_size.height - height
        if beyond <= 0:
            return 0, True
        size = max(1.0, height * height / self.virtual_size.height)
        at = int((height - size) * position / beyond * _EIGHTHS)
        return at, 0 < position < beyond
