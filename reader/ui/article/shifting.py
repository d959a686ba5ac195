"""Tables wider than the text: a part is in sight, with a mark at the edge where there is more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment

from reader.ui.article.wrap import cells_of

if TYPE_CHECKING:
    from textual.strip import Strip

    from reader.ui.article.find import Match
    from reader.ui.article.layout import Layout
    from reader.ui.ink import Ink

_LEFT, _RIGHT = "‹", "›"  # noqa: RUF001
#: Cells that a match keeps from the edge.
_AIR = 4


def furthest(layout: Layout | None) -> int:
    """How far the widest line can be scrolled, in cells."""
    if layout is None:
        return 0
    return max(0, max(map(cells_of, layout.lines), default=0) - layout.width)


def cut_to(strip: Strip, width: int, shift: int, ink: Ink) -> list[Segment]:
    """``width`` cells of a line from ``shift`` on, or its last ones."""
    shift = min(shift, strip.cell_length - width)
    before, after = shift > 0, shift + width < strip.cell_length
    mark = ink.base + ink.accent
    left, right = [Segment(_LEFT, mark)] * before, [Segment(_RIGHT, mark)] * after
    return [*left, *strip.crop(shift + before, shift + width - after), *right]


def shift_for(layout: Layout, match: Match, shift: int) -> int:
    """The shift that brings a match into sight; the present one where it is."""
    line = layout.lines[match.line]
    if cells_of(line) <= layout.width:
        return shift
    text = "".join(piece[0] for piece in line)
    start, end = cell_len(text[: match.start]), cell_len(text[: match.end])
    if shift < start and end < shift + layout.width:
        return shift
    return max(0, min(start - _AIR, furthest(layout)))
