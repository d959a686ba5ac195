"""An image as lines of the screen: half blocks in any terminal, pixels where it can show them.

Pixels are textual-image's work (the extra ``images``). It asks the terminal what it can show when
it is loaded, which only goes while nothing else reads from the terminal: so the screen is lent to
it for that moment, once, when the first image is looked at.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import select
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.color import Color
from rich.console import Console
from rich.control import Control
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.app import App, SuspendNotSupported
from textual.strip import Strip

from reader.ui.lending import lent

if TYPE_CHECKING:
    from reader.model import Figure

#: Seconds to wait until a slow terminal has answered what it was asked, so that no answer is
#: taken for keys.
_PATIENCE = 1.0
#: Marks a segment that is no text: the guard before the terminal lets it pass as it is.
_RAW: list[tuple[ControlType, int]] = [(ControlType.CURSOR_FORWARD, 0)]
#: Most columns or rows of an image by kitty's protocol, whose cells are counted with accents.
_MOST_CELLS = 290

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """How images are drawn: ``kitty`` or ``sixel`` by cells of ``cell`` pixels, or ``blocks``, two
    to a cell."""

    name: str = "blocks"
    cell: tuple[int, int] = (1, 2)

    def pixels(self, columns: int, rows: int) -> tuple[int, int]:
        """The pixels in so many cells."""
        if self.name == "kitty":
            columns, rows = min(columns, _MOST_CELLS), min(rows, _MOST_CELLS)
        return columns * self.cell[0], rows * self.cell[1]

    def cells(self, figure: Figure) -> tuple[int, int]:
        """The cells that a figure takes."""
        return -(-figure.width // self.cell[0]), -(-figure.height // self.cell[1])


def way_of(app: App[Any], wanted: str) -> Way:
    """How this terminal shows images. ``wanted``: kitty, sixel or blocks, else what it says that
    it can. The screen must be in use, and is drawn anew."""
    # Without colours there is nothing to number a kitty image with; blocks are shown in grey.
    if wanted == "blocks" or app.no_color or importlib.util.find_spec("textual_image") is None:
        return Way()
    try:
        with lent(app):
            found = _asked()
            _await_answers()
    except SuspendNotSupported:
        return Way()
    except Exception:  # whatever a terminal answers, there are the blocks
        _log.exception("the terminal could not be asked how it shows images")
        return Way()
    return Way(wanted, found.cell) if wanted in ("kitty", "sixel") else found


def _asked() -> Way:
    """What the terminal says; it is asked by loading the library."""
    from textual_image import renderable
    from textual_image._terminal import get_cell_size  # it keeps the answer for its own use

    size = get_cell_size()
    cell = max(1, size.width), max(1, size.height)
    if renderable.Image is renderable.SixelImage:
        return Way("sixel", cell)
    return Way("kitty", cell) if renderable.Image is renderable.TGPImage else Way()


def _await_answers() -> None:
    """Read away what the terminal still has to say: it answers in order, and every one answers
    the question for its attributes (DA1)."""
    import termios
    import tty

    if sys.__stdin__ is None or sys.__stdout__ is None:
        return
    source = sys.__stdin__.fileno()
    before = termios.tcgetattr(source)
    tty.setcbreak(source, termios.TCSANOW)
    try:
        sys.__stdout__.write("\x1b[c")
        sys.__stdout__.flush()
        until, said = time.monotonic() + _PATIENCE, b""
        while not (b"\x1b[?" in said and said.endswith(b"c")):
            left = until - time.monotonic()
            if left <= 0 or not select.select([source], [], [], left)[0]:
                return
            said += os.read(source, 1024)
    finally:
        termios.tcsetattr(source, termios.TCSANOW, before)


class Drawn:
    """A figure as strips ``width`` cells wide with the figure in their middle. ``close`` when it is
    no longer shown."""

    def __init__(self, figure: Figure, way: Way, width: int, base: Style, console: Console) -> None:
        columns, self.height = way.cells(figure)
        self._left = max(0, (width - columns) // 2)
        self._width, self._base = width, base
        self._sent: Any = None
        if way.name == "blocks":
            self.strips = [self._line(row, columns) for row in block_rows(figure)]
        else:
            segments = self._pixels(figure, way, console)
            make = self._sixel if way.name == "sixel" else self._kitty
            self.strips = make(segments, columns)

    def _line(self, segments: Sequence[Segment], columns: int) -> Strip:
        left, base = self._left, self._base
        right = max(0, self._width - left - columns)
        padded = [Segment(" " * left, base), *segments, Segment(" " * right, base)]
        return Strip(padded, self._width)

    def _pixels(self, figure: Figure, way: Way, console: Console) -> list[Segment]:
        """What the library draws of it."""
        from PIL import Image
        from textual_image import renderable

        columns, rows = way.cells(figure)
        image = Image.frombytes("RGB", (figure.width, figure.height), figure.pixels)
        kind = renderable.SixelImage if way.name == "sixel" else renderable.TGPImage
        self._sent = kind(image, width=columns, height=rows)
        options = console.options.update(width=columns, height=rows)
        return list(console.render(self._sent, options))

    def _kitty(self, segments: list[Segment], columns: int) -> list[Strip]:
        """Each line is of signs that stand for cells of the image, which was sent beside it."""
        rows = [segment for segment in segments if segment.text.strip("\n")]
        return [
            self._line([Segment(row.text.rstrip("\n"), row.style, _RAW)], columns) for row in rows
        ]

    def _sixel(self, segments: list[Segment], columns: int) -> list[Strip]:
        """Empty lines, and the whole image after the last of them, put where the first begins."""
        data = next(one.text for one in segments if one.text.startswith("\x1bP"))
        empty = self._line([Segment(" " * columns, self._base)], columns)
        # The column counts from the screen's edge: the cursor is held there, past the last cell.
        up = Control.move(0, 1 - self.height).segment.text
        start = Control.move_to_column(self._left).segment.text
        drawn = [Segment(f"\x1b7{up}{start}{data}\x1b8", None, _RAW)]
        return [*[empty] * (self.height - 1), Strip([*empty, *drawn], self._width)]

    def close(self) -> None:
        """Let the terminal forget what was sent to it."""
        if self._sent is not None:
            self._sent.cleanup()


def block_rows(figure: Figure) -> list[list[Segment]]:
    """A figure as half blocks, two of its pixels to a cell."""
    width, pixels = figure.width, figure.pixels
    styles: dict[bytes, Style] = {}
    rows = []
    for top in range(0, figure.height, 2):
        row, upper = [], top * width * 3
        lower = upper + width * 3 if top + 1 < figure.height else upper
        for at in range(0, width * 3, 3):
            pair = pixels[upper + at : upper + at + 3] + pixels[lower + at : lower + at + 3]
            style = styles.get(pair)
            if style is None:
                style = styles[pair] = Style(
                    color=Color.from_rgb(*pair[:3]), bgcolor=Color.from_rgb(*pair[3:])
                )
            row.append(Segment("▀", style))
        rows.append(row)
    return rows
