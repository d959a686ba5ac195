"""An article as lines of plain text: for a pager, a pipe, an ear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from reader.model import BlockKind
from reader.text import width as cells

if TYPE_CHECKING:
    from reader.model import Block, Document, Span

#: Narrowest that a text is wrapped to, however deep it stands in lists and quotes.
_LEAST = 20


def prose(document: Document, width: int, *, spoken: bool = False) -> Iterator[str]:
    """The lines of ``document`` in ``width`` cells, an empty one between blocks.

    Code stands as it is written, however long its lines; so do tables, in columns. The numbers of
    links stand behind them. ``spoken``: without those, and a row of a table as one sentence.
    """
    before: Block | None = None
    for block in document.blocks:
        if before is not None and not _together(before, block):
            yield ("> " * min(before.quoted, block.quoted)).rstrip()
        quoted = "> " * block.quoted
        for line in _lines(block, max(_LEAST, width - len(quoted)), spoken=spoken):
            yield f"{quoted}{line}".rstrip()
        before = block


def _together(before: Block, block: Block) -> bool:
    return before.kind is BlockKind.ITEM and block.kind is BlockKind.ITEM


def _lines(block: Block, width: int, *, spoken: bool) -> Iterator[str]:
    match block.kind:
        case BlockKind.CODE:
            for line in _text(block.spans).expandtabs(4).split("\n"):
                yield f"    {line}"
        case BlockKind.TABLE:
            yield from _table(block, spoken=spoken)
        case BlockKind.RULE:
            yield "---"
        case BlockKind.ITEM:
            indent = "  " * max(0, block.depth - 1)
            lead = f"{indent}{block.marker} " if block.marker else f"{indent}  "
            for line in _wrapped(_said(block.spans, spoken=spoken), width - cells(lead)):
                yield lead + line
                lead = " " * cells(lead)
        case BlockKind.IMAGE:
            yield from _wrapped(_image(block, spoken=spoken), width)
        case _:
            yield from _wrapped(_said(block.spans, spoken=spoken), width)


def _image(block: Block, *, spoken: bool) -> str:
    shown, *leading = [
        (span.text.strip(), f"[{span.link}]" if span.link and not spoken else "")
        for span in block.spans
    ]
    alt, number = shown
    told = f"[image: {alt}]" if alt else "[image]"
    return " ".join([told + number, *(text + link for text, link in leading)])


def _table(block: Block, *, spoken: bool) -> Iterator[str]:
    rows = [[" ".join(_said(cell, spoken=spoken).split()) for cell in row] for row in block.rows]
    if spoken:
        yield from (", ".join(filter(None, row)) for row in rows)
        return
    columns = zip_longest(*rows, fillvalue="")
    widths = [max(map(cells, column)) for column in columns]
    for number, row in enumerate(rows):
        yield " | ".join(
            cell + " " * (size - cells(cell)) for cell, size in zip(row, widths, strict=False)
        )
        if block.header and number == 0:
            yield "-+-".join("-" * size for size in widths)


def _said(spans: Sequence[Span], *, spoken: bool) -> str:
    """The text of spans, the number of a link behind its last one."""
    if spoken:
        return _text(spans)
    from reader.ui.article.wrap import pieces_of

    return "".join(text for text, _role, _link in pieces_of(spans))


def _text(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)


def _wrapped(text: str, width: int) -> Iterator[str]:
    from reader.ui.article.wrap import text_of, wrap

    for line in wrap([(text, 0, 0)], max(_LEAST, width)):
        yield text_of(line)
