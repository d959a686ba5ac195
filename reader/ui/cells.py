"""Laying text out in terminal cells: cut, pad, put left and right parts on one line.

Widths are those the compositor itself counts (grapheme clusters, as ``reader.text.width``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reader.text import display

#: A stretch of text and how it is drawn.
Part = tuple[str, Style]


def cut(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, an ellipsis in place of what did not fit.

    It is made safe first: an escape cut in two would leave its other half behind as words.
    """
    text = display(text)
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…"


def pad(text: str, width: int) -> str:
    """``text`` cut or filled with spaces to exactly ``width`` cells."""
    return set_cell_size(cut(text, width), width) if width > 0 else ""


def pad_left(text: str, width: int) -> str:
    """``text`` flush right in ``width`` cells."""
    shown = cut(text, width)
    return " " * max(0, width - cell_len(shown)) + shown


def parts_width(parts: Iterable[Part]) -> int:
    return sum(cell_len(text) for text, _ in parts)


def fit(parts: Sequence[Part], width: int) -> list[Segment]:
    """``parts`` as segments of at most ``width`` cells; the part at the edge gets an ellipsis."""
    segments: list[Segment] = []
    room = width
    for index, (stated, style) in enumerate(parts):
        text = display(stated)
        size = cell_len(text)
        more = any(rest for rest, _ in parts[index + 1 :])
        if size > room or (size == room and more and size > 0):
            shown = cut(text if size > room else text + "…", room)
            if shown:
                segments.append(Segment(shown, style))
                room -= cell_len(shown)
            break
        if text:
            segments.append(Segment(text, style))
            room -= size
    return segments


def line(left: Sequence[Part], width: int, base: Style, right: Sequence[Part] = ()) -> Strip:
    """One whole line: ``left`` cut to make room, ``right`` flush right, filled to ``width``."""
    if width <= 0:
        return Strip([], 0)
    tail = fit(right, max(0, width - 4)) if right else []
    tail_width = sum(cell_len(segment.text) for segment in tail)
    head = fit(left, width - tail_width - (1 if tail else 0))
    head_width = sum(cell_len(segment.text) for segment in head)
    gap = width - head_width - tail_width
    segments = [*head, Segment(" " * gap, base), *tail] if gap > 0 else [*head, *tail]
    return Strip([Segment(text, base + (style or base)) for text, style, _ in segments], width)


def rule(
    width: int, style: Style, base: Style, label: str = "", label_style: Style | None = None
) -> Strip:
    """A horizontal rule with a label set into it: ``── since you last read ─────``."""
    if not label:
        return line([("─" * width, style)], width, base)
    shown = cut(label, max(0, width - 4))
    rest = max(0, width - cell_len(shown) - 4)
    return line(
        [("─ ", style), (shown, label_style or style), (" " + "─" * (rest + 1), style)], width, base
    )
