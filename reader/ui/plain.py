"""The last guard before the terminal.

Textual interprets markup in most widgets and passes escapes through all of them. Texts reach our
widgets as segments, and ``Guard`` cleans every segment and every hyperlink once more when a line is
finished, whatever drew it.
"""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from reader.text import display, openable


@lru_cache(8192)
def _cleaned(text: str) -> str:
    """``text`` made harmless in the same number of cells, so that no line moves."""
    clean = display(text)
    if clean == text:
        return text
    return clean + " " * max(0, cell_len(text) - cell_len(clean))


@lru_cache(1024)
def _link_allowed(link: str) -> bool:
    return openable(link)


class Guard(LineFilter):
    """Cleans the text and the hyperlinks of every line that is about to be written."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        cleaned: list[Segment] = []
        for segment in segments:
            text, style, control = segment
            if control:
                cleaned.append(segment)
                continue
            if not (text.isascii() and text.isprintable()):
                text = _cleaned(text)
            if style is not None and style.link and not _link_allowed(style.link):
                style = _without_link(style)
            if text is segment.text and style is segment.style:
                cleaned.append(segment)
            else:
                cleaned.append(Segment(text, style))
        return cleaned


def _without_link(style: Style) -> Style:
    return style.update_link(None)
