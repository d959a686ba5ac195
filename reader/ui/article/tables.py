"""Tables: columns shrink and their cells wrap until all fit; where that would leave too little of
them the table is wider than the text, to be scrolled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from reader.ui.article.wrap import (
    BOLD,
    FAINT,
    PLAIN,
    Piece,
    WrappedLine,
    cells_of,
    pieces_of,
    wrap,
)

if TYPE_CHECKING:
    from reader.model import Block, Span


#: Narrowest that a column is made to fit, and widest that it stands in a table that cannot fit.
_LEAST, _MOST = 9, 32
#: A number as tables have it, with its sign, currency, unit or per cent.
_NUMBER = re.compile(
    r"[-+\u2212\u00b1~]?[$\u20ac\u00a3]?\d[\d.,:/\u2019\u00a0\u202f ]*\s?[%\u2030\u20ac$kMG]?"
    r"|[-\u2013\u2014]"
)


def table_lines(block: Block, width: int) -> list[WrappedLine]:
    """The lines of a table block in ``width`` cells; all of them longer where it cannot fit."""
    columns = max((len(row) for row in block.rows), default=0)
    if not columns:
        return []
    widths = _widths(block, columns, width - 3 * (columns - 1))
    numbers = {at for at in range(columns) if _all_numbers(block, at)}
    lines: list[WrappedLine] = []
    for number, row in enumerate(block.rows):
        head = block.header and number == 0
        lines += _row_lines(row, widths, numbers, BOLD if head else PLAIN)
        if head:
            lines.append((("─┼─".join("─" * size for size in widths), FAINT, 0),))
    return lines


def _natural(cell: Sequence[Span]) -> int:
    return sum(cell_len(text) for text, _role, _link in pieces_of(cell))


def _all_numbers(block: Block, at: int) -> bool:
    """Whether a column holds numbers alone, its head aside."""
    body = block.rows[1 if block.header else 0 :]
    told = ["".join(span.text for span in row[at]).strip() for row in body if at < len(row)]
    filled = [text for text in told if text]
    return bool(filled) and all(_NUMBER.fullmatch(text) for text in filled)


def _widths(block: Block, columns: int, room: int) -> list[int]:
    """Cells for each column: as wide as its widest cell, the widest shrunk until all fit."""
    natural = [
        max((_natural(row[at]) for row in block.rows if at < len(row)), default=1) or 1
        for at in range(columns)
    ]
    if sum(min(size, _LEAST) for size in natural) > room:
        return [min(size, _MOST) for size in natural]
    widths = natural
    while sum(widths) > room:
        most = max(widths)
        second = max((size for size in widths if size < most), default=_LEAST)
        share = widths.count(most)
        over = sum(widths) - room
        step = max(1, min(most - max(second, _LEAST), -(-over // share)))
        widths = [size - step if size == most else size for size in widths]
    return widths


def _row_lines(
    row: Sequence[Sequence[Span]], widths: Sequence[int], numbers: set[int], role: int
) -> list[WrappedLine]:
    """One row; the columns in ``numbers`` are flush right."""
    cells = [
        wrap(pieces_of(row[at] if at < len(row) else (), role), size)
        for at, size in enumerate(widths)
    ]
    lines: list[WrappedLine] = []
    for number in range(max(len(cell) for cell in cells)):
        pieces: list[Piece] = []
        for at, size in enumerate(widths):
            line = cells[at][number] if number < len(cells[at]) else ()
            air: Piece = (" " * (size - cells_of(line)), PLAIN, 0)
            pieces += [air, *line] if at in numbers else [*line, air]
            if at < len(widths) - 1:
                pieces.append((" │ ", FAINT, 0))
        lines.append(tuple(piece for piece in pieces if piece[0]))
    return lines
