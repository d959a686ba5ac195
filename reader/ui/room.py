"""Widgets that one layout of the screen is enough for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container, Vertical
from textual.geometry import Region, Size
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.widget import Widget as _Widget
else:
    _Widget = object  # textual looks for style sheets along the first base that is a widget


class Settled(_Widget):
    """For a widget that never scrolls: what a layout gives it is final.

    Textual takes each new size for news about what scrolls, and lays the whole screen out once
    more.
    """

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        return super()._size_updated(size, virtual_size, container_size, layout=False)


class Room(Settled, Container):
    """Holds panes, side by side or one over the other."""


class Column(Settled, Vertical):
    """Holds widgets one under the other, right of an edge at most, which is the same all along."""

    def render_lines(self, crop: Region) -> list[Strip]:
        gutter = self.gutter
        if crop.right > gutter.left or gutter.top or gutter.bottom:
            return super().render_lines(crop)
        return super().render_lines(Region(crop.x, crop.y, crop.width, 1)) * crop.height
