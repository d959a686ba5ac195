"""Tables that fit: columns shrink and their cells wrap; what cannot fit becomes a list."""

from __future__ import annotations

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


#: Narrowest column before a table is told row by row instead.
_LEAST = 6


def table_lines(block: Block, width: int) -> list[WrappedLine]:
    """The lines of a table block in ``width`` cells."""
    columns = max((len(row) for row in block.rows), default=0)
    if not columns:
        return []
    widths = _widths(block, columns, width - 3 * (columns - 1))
    if widths is None:
        return _as_list(block, width)
    lines: list[WrappedLine] = []
    for number, row in enumerate(block.rows):
        head = block.header and number == 0
        lines += _row_lines(row, widths, BOLD if head else PLAIN)
        if head:
            lines.append((("─┼─".join("─" * size for size in widths), FAINT, 0),))
    return lines


def _natural(cell: Sequence[Span]) -> int:
    return sum(cell_len(text) for text, _role, _link in pieces_of(cell))


def _widths(block: Block, columns: int, room: int) -> list[int] | None:
    """Cells for each column: as wide as its widest cell, the widest shrunk until all fit."""
    widths = [
        max((_natural(row[at]) for row in block.rows if at < len(row)), default=1) or 1
        for at in range(columns)
    ]
    if room < columns * _LEAST and sum(widths) > room:
        return None
    while sum(widths) > room:
        most = max(widths)
        second = max((size for size in widths if size < most), default=_LEAST)
        share = widths.count(most)
        over = sum(widths) - room
        step = max(1, min(most - max(second, _LEAST), -(-over // share)))
        widths = [size - step if size == most else size for size in widths]
    return widths


def _row_lines(
    row: Sequence[Sequence[Span]], widths: Sequence[int], role: int
) -> list[WrappedLine]:
    cells = [
        wrap(pieces_of(row[at] if at < len(row) else (), role), size)
        for at, size in enumerate(widths)
    ]
    lines: list[WrappedLine] = []
    for number in range(max(len(cell) for cell in cells)):
        pieces: list[Piece] = []
        for at, size in enumerate(widths):
            line = cells[at][number] if number < len(cells[at]) else ()
            pieces += line
            pieces.append((" " * (size - cells_of(line)), PLAIN, 0))
            if at < len(widths) - 1:
                pieces.append((" │ ", FAINT, 0))
        lines.append(tuple(piece for piece in pieces if piece[0]))
    return lines


def _as_list(block: Block, width: int) -> list[WrappedLine]:
    """Each row as ``head: value`` lines."""
    heads = [
        "".join(span.text for span in cell) for cell in (block.rows[0] if block.header else ())
    ]
    lines: list[WrappedLine] = []
    for row in block.rows[1 if block.header else 0 :]:
        for at, cell in enumerate(row):
            pieces = pieces_of(cell)
            if at < len(heads) and heads[at]:
                pieces = [(f"{heads[at]}: ", BOLD, 0), *pieces]
            lines += wrap(pieces, width)
        lines.append(())
    return lines[:-1] if lines else []
