"""Puts the widgets' lines together, as textual does, but asks only for those that are drawn.

Where any line of a container is drawn anew, textual asks each widget in it for all its lines and
drops nearly all of them: a blink of the cursor in the query box drew the whole list under it.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class LineCompositor(Compositor):
    """Textual's, with less asked of the widgets."""

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterator[tuple[Region, Region, list[Strip]]]:
        """Region and clip of each widget seen in ``crop``, with its lines inside the rows of that.

        The clip is cut to these rows; columns stay whole, since a line is cut where others begin.
        """
        crop = self.size.region if crop is None else crop
        for widget, (region, clip) in self.visible_widgets.items():
            clip = clip.intersection(Region(clip.x, crop.y, clip.width, crop.height))
            seen = region.intersection(clip)
            if seen and seen.overlaps(crop):
                yield region, clip, widget.render_lines(seen.translate(-region.offset))
