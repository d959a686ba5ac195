"""Small parts of the walk from HTML to blocks: spans, attributes, and what a table is."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field

from reader.model import Block, BlockKind, Span

ATTRIBUTE = re.compile(r' ([^\s=>"]+)="([^"]*)"')
#: Most columns that cells are let take; more are as many as there are cells.
_MOST_COLUMNS = 100
_LANGUAGE = re.compile(r"\b(?:lang(?:uage)?-|highlight-source-|brush:\s*)([\w+#.-]{1,30})")


@dataclass(slots=True)
class Cell:
    """A table cell while it is read: its blocks, whether it is a heading cell, and how many
    columns and rows it spans."""

    blocks: list[Block]
    header: bool
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class Table:
    """A table while it is read. ``outer`` is where blocks went before it began."""

    outer: list[Block]
    rows: list[list[Cell]] = field(default_factory=list)


def restyled(like: Span, value: str) -> Span:
    """A span of the same style with another text."""
    return Span(value, like.bold, like.italic, like.code, like.strike, like.link)


def trimmed(spans: list[Span]) -> tuple[Span, ...]:
    """Spans without white space at the end."""
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        last = spans[-1]
        spans[-1] = restyled(last, last.text.rstrip())
    return tuple(spans)


def attribute(attributes: str, name: str) -> str:
    """The value of one attribute of a cleaned tag; "" when it has none."""
    for found in ATTRIBUTE.finditer(attributes):
        if found[1] == name:
            return entities.unescape(found[2])
    return ""


def language(attributes: str) -> str:
    """The programming language that a class names."""
    found = _LANGUAGE.search(attributes) if attributes else None
    return found[1].lower() if found else ""


def size(stated: str | None) -> int:
    """A width or height in pixels; 0 when it is none."""
    digits = (stated or "").removesuffix("px")
    return int(digits) if digits.isdecimal() and len(digits) < 6 else 0


def host(address: str) -> str:
    """The host of an address as it is shown beside an image."""
    return address.partition("//")[2].partition("/")[0].removeprefix("www.") or address


def whole(stated: str, default: int) -> int:
    """A whole number as an attribute states it; ``default`` where it states none."""
    return int(stated) if stated.isdecimal() and len(stated) < 7 else default


def placed(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The cells under the columns they belong to: one that takes several columns or rows is
    followed by empty ones, so that what stands beside and below it keeps its place."""
    grid: list[list[Cell]] = []
    until: dict[int, int] = {}  # column: the row down to which a cell above takes it
    for at, row in enumerate(rows):
        cells: list[Cell] = []
        for cell in row:
            while until.get(len(cells), 0) > at:
                cells.append(Cell([], cell.header))
            first = len(cells)
            wide = min(cell.columns, max(1, _MOST_COLUMNS - first))
            cells += [cell, *(Cell([], cell.header) for _ in range(wide - 1))]
            if cell.rows > 1:
                until.update(dict.fromkeys(range(first, len(cells)), at + cell.rows))
        grid.append(cells)
    return grid


def is_layout(rows: list[list[Cell]]) -> bool:
    """Whether a table only places things: one column, or cells that hold more than a few words."""
    if max((len(row) for row in rows), default=0) < 2:
        return True
    for row in rows:
        for cell in row:
            if any(b.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) for b in cell.blocks):
                return True
            if sum(len(span.text) for b in cell.blocks for span in b.spans) > 600:
                return True
    return False


def joined(blocks: list[Block]) -> tuple[Span, ...]:
    """The blocks of a cell as one run of spans."""
    spans: list[Span] = []
    for block in blocks:
        if spans:
            spans.append(Span("; "))
        if block.marker:
            spans.append(Span(f"{block.marker} "))
        spans += (restyled(span, span.text.replace("\n", " ")) for span in block.spans)
    return tuple(spans)
