"""Puts the widgets' lines together, as textual does, but asks only for those that are seen.

Where any cell of a line is drawn anew, textual asks every widget on it for its part and drops
nearly all of them: those in front are kept, and only what changed is written. What lies behind,
the containers that panes fill, took a quarter of what an answer costs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

#: The pieces of a line, by the column they begin in; None where nothing is drawn yet.
Chops = dict[int, Strip | None]


class LineCompositor(Compositor):
    """Textual's, with less asked of the widgets."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed since it was last asked; None when nothing did."""
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        if not regions:
            return None
        spans = list(self._regions_to_spans(regions))
        wanted: dict[int, tuple[int, int]] = {}
        for y, start, end in spans:
            first, last = wanted.get(y, (start, end))
            wanted[y] = min(first, start), max(last, end)
        return ChopsUpdate(self._filled(wanted), spans, [cuts[1:] for cuts in self.cuts])

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        whole = 0, self.size.width
        return self._filled({y: whole for y in crop.line_range if is_rendered_line(y)})

    def _filled(self, wanted: Mapping[int, tuple[int, int]]) -> Sequence[Mapping[int, Strip]]:
        """The pieces that lie in the wanted columns of each line (row → first column, column
        after the last), the frontmost wherever widgets overlap."""
        chops: list[Chops] = [dict.fromkeys(cuts[:-1]) for cuts in self.cuts]
        if wanted:
            top, bottom = min(wanted), max(wanted) + 1
            band = Region(0, top, self.size.width, bottom - top)
            for widget, (region, clip) in self.visible_widgets.items():
                seen = region.intersection(clip).intersection(band)
                for part in self._parts(chops, seen, wanted):
                    strips = widget.render_lines(part.translate(-region.offset))
                    self._put(chops, part, strips)
        return chops  # type: ignore[return-value]  # as textual's: None is no piece to be written

    def _parts(
        self, chops: Sequence[Chops], seen: Region, wanted: Mapping[int, tuple[int, int]]
    ) -> Iterator[Region]:
        """The parts of ``seen``, one under the other, in which nothing before it fills what is
        wanted: rows next to each other of which the same columns are missing."""
        left, right = seen.column_span
        here = 0, 0
        start = seen.y
        for y in seen.line_range:
            first, last = wanted.get(y, (0, 0))
            missing = _missing(self.cuts[y], chops[y], max(left, first), min(right, last))
            if missing != here:
                if here != (0, 0):
                    yield Region.from_corners(here[0], start, here[1], y)
                start, here = y, missing
        if here != (0, 0):
            yield Region.from_corners(here[0], start, here[1], seen.bottom)

    def _put(self, chops: Sequence[Chops], part: Region, strips: Sequence[Strip]) -> None:
        """Fill what is open of ``part`` with its lines."""
        left, right = part.column_span
        for y, strip in zip(part.line_range, strips, strict=False):
            cuts, line = self.cuts[y], chops[y]
            start, end = bisect_left(cuts, left), bisect_left(cuts, right)
            pieces = strip.divide([cut - left for cut in cuts[start + 1 : end + 1]])
            for cut, piece in zip(cuts[start:end], pieces, strict=False):
                if line[cut] is None:
                    line[cut] = piece


def _missing(cuts: Sequence[int], line: Chops, first: int, last: int) -> tuple[int, int]:
    """The columns from the first to the last piece between two columns that is not drawn yet;
    none: (0, 0)."""
    if first >= last:
        return 0, 0
    begin = end = 0
    at = bisect_left(cuts, first + 1) - 1
    while cuts[at] < last:
        if line[cuts[at]] is None:
            begin, end = (begin if end else cuts[at]), cuts[at + 1]
        at += 1
    return begin, end
