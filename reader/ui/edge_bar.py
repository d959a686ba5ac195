"""The scrollbar of a line view, drawn as lines without a detour.

Textual renders a scrollbar as it renders any text: through a console, wrapped and styled anew,
which takes longer than all the lines beside it. Its cells are known as soon as its thumb is.
"""

from __future__ import annotations

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

from reader.ui.room import Settled

#: The right half of a cell: what stands beside the bar keeps half a cell of air.
_THUMB = "▐"
#: What textual has a cell do that is part of the thumb.
_GRAB = {"@mouse.down": "grab"}


class EdgeBar(Settled, ScrollBar):
    """Stands where textual's vertical scrollbar stands and is grabbed like it, half as wide."""

    def render_lines(self, crop: Region) -> list[Strip]:
        if not self.visible:  # its view is covered
            return []
        bar = self.render()
        if not isinstance(bar, ScrollBarRender):
            return super().render_lines(crop)
        filters = self.get_line_filters()
        _base, background = self.background_colors
        # The bar has a handful of different cells, each of them many times.
        drawn: dict[int, Strip] = {}
        strips = []
        for cell in self._cells(bar):
            strip = drawn.get(id(cell))
            if strip is None:
                strip = Strip([cell], self.size.width)
                for one in filters:
                    strip = strip.apply_filter(one, background)
                drawn[id(cell)] = strip
            strips.append(strip)
        return strips[crop.y : crop.bottom]

    def _cells(self, bar: ScrollBarRender) -> list[Segment]:
        """The bar from top to bottom."""
        style = self.app.console.get_style(bar.style)
        ground, ink = style.bgcolor or Color.default(), style.color or Color.default()
        cells = self.renderer.render_bar(
            size=self.size.height,
            virtual_size=bar.virtual_size,
            window_size=bar.window_size,
            position=bar.position,
            thickness=self.size.width,
            back_color=ground,
            bar_color=ink,
        ).segments
        thumb = Segment(_THUMB, Style(color=ink, bgcolor=ground, meta=_GRAB))
        return [thumb if cell.style and cell.style.meta == _GRAB else cell for cell in cells]
