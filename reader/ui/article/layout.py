"""A document as lines for a width: block by block, so that the visible part can come first."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from reader.model import BlockKind, Place
from reader.ui.article.code import code_lines
from reader.ui.article.tables import table_lines
from reader.ui.article.wrap import (
    BOLD,
    DIM,
    FAINT,
    HEADING,
    ITALIC,
    PLAIN,
    QUOTE,
    Piece,
    WrappedLine,
    cells_of,
    pieces_of,
    stretched,
    wrap,
)
from reader.words import _

if TYPE_CHECKING:
    from reader.model import Block, Document


#: Deepest indent of nested lists and quotes that is drawn.
_DEEPEST = 6


def block_lines(
    block: Block, width: int, *, justified: bool = False, wide: str = ""
) -> list[WrappedLine]:
    """The lines of one block, without the gap before it. ``justified``: running text reaches the
    right edge. ``wide`` stands under a table that is wider than ``width``."""
    prefix: list[Piece] = [("▎ ", FAINT, 0)] * min(block.quoted, _DEEPEST)
    room = max(8, width - 2 * len(prefix))
    role = QUOTE if block.quoted else PLAIN
    lines = _LINES[block.kind](block, room, role)
    if justified and block.kind in _RUNNING:
        lines = stretched(lines, room)
    if wide and block.kind is BlockKind.TABLE and any(cells_of(line) > room for line in lines):
        lines = [*lines, ((wide, DIM | ITALIC, 0),)]
    if not prefix:
        return lines
    return [(*prefix, *line) for line in lines]


def _paragraph(block: Block, width: int, role: int) -> list[WrappedLine]:
    return wrap(pieces_of(block.spans, role), width)


def _heading(block: Block, width: int, role: int) -> list[WrappedLine]:
    level = HEADING | BOLD if block.level <= 2 else BOLD if block.level == 3 else BOLD | ITALIC
    lines = wrap(pieces_of(block.spans, role | level), width)
    if block.level == 1:
        widest = max(sum(cell_len(piece[0]) for piece in line) for line in lines)
        lines.append((("─" * min(width, widest), FAINT, 0),))
    return lines


def _item(block: Block, width: int, role: int) -> list[WrappedLine]:
    indent = "  " * min(max(0, block.depth - 1), _DEEPEST)
    marker = f"{block.marker} " if block.marker else "  "
    lead = len(indent) + cell_len(marker)
    lines = wrap(pieces_of(block.spans, role), max(8, width - lead))
    first: WrappedLine = ((indent, PLAIN, 0), (marker, DIM, 0), *lines[0])
    return [first, *(((" " * lead, PLAIN, 0), *line) for line in lines[1:])]


def _code(block: Block, width: int, role: int) -> list[WrappedLine]:
    text = "".join(span.text for span in block.spans).expandtabs(4).strip("\n")
    return code_lines(text, block.language, width)


def _image(block: Block, width: int, role: int) -> list[WrappedLine]:
    pieces: list[Piece] = []
    for span in block.spans:
        text = span.text.strip()
        if pieces:  # where the picture leads to
            pieces += ((" ", PLAIN, 0), (text, DIM | ITALIC, span.link))
        else:
            label = _("image: {alt}").format(alt=text) if text else _("image")
            pieces.append((f"[{label}]", DIM | ITALIC, span.link))
        if span.link:
            pieces.append((f"[{span.link}]", DIM, span.link))
    return wrap(pieces, width)


def _rule(block: Block, width: int, role: int) -> list[WrappedLine]:
    return [((" " * (width // 3) + "─" * (width // 3), FAINT, 0),)]


def _table(block: Block, width: int, role: int) -> list[WrappedLine]:
    return table_lines(block, width)


_LINES: dict[BlockKind, Callable[[Block, int, int], list[WrappedLine]]] = {
    BlockKind.HEADING: _heading,
    BlockKind.PARAGRAPH: _paragraph,
    BlockKind.ITEM: _item,
    BlockKind.QUOTE: _paragraph,
    BlockKind.CODE: _code,
    BlockKind.TABLE: _table,
    BlockKind.IMAGE: _image,
    BlockKind.RULE: _rule,
}


#: Blocks of running text; lists stay ragged, as their marks must stand where they are.
_RUNNING = frozenset({BlockKind.PARAGRAPH, BlockKind.QUOTE})


def gap_before(block: Block, before: Block | None) -> int:
    """Empty lines between two blocks: none inside a list nor over an image's caption, two above a
    great heading."""
    if before is None:
        return 0
    if block.kind is BlockKind.ITEM and before.kind is BlockKind.ITEM:
        return 1 if _begins_list(block, before) else 0
    if before.kind is BlockKind.IMAGE and _is_caption(block):
        return 0
    if block.kind is BlockKind.HEADING and block.level <= 2:
        return 2
    return 1


#: What marks the first item of a list; "i." may as well be the ninth.
_FIRST = frozenset({"1.", "a.", "A."})


def _begins_list(item: Block, before: Block) -> bool:
    """Whether an item begins another list than the one before it, at its own level."""
    if item.depth > before.depth:
        return False
    if item.marker in _FIRST:
        return before.marker != "2."  # else one that counts down
    return item.depth == before.depth and _numbered(item) != _numbered(before)


def _numbered(item: Block) -> bool:
    return item.marker.endswith(".")


def _is_caption(block: Block) -> bool:
    """A caption is a paragraph in italics throughout."""
    return block.kind is BlockKind.PARAGRAPH and all(span.italic for span in block.spans)


class Layout:
    """Lines of a document for one width, grown block by block.

    Lines before the document (``head``) and after it (``foot``) belong to block 0 and to the last
    block; a place is a block and a line inside it.
    """

    def __init__(
        self,
        document: Document,
        width: int,
        head: Sequence[WrappedLine] = (),
        foot: Sequence[WrappedLine] = (),
        *,
        justified: bool = False,
        wide: str = "",
    ) -> None:
        self._justified = justified
        self._wide = wide
        self.document = document
        self.width = width
        self.lines: list[WrappedLine] = list(head)
        self.head = len(head)
        self._foot = foot
        self._starts: list[int] = []
        self._done = 0
        self.complete = False

    def grow(self, lines: int, blocks: int = 0) -> None:
        """Wrap on until there are ``lines`` lines and ``blocks`` blocks, or all is wrapped."""
        rows = self.document.blocks
        while self._done < len(rows) and (len(self.lines) < lines or self._done < blocks):
            block = rows[self._done]
            before = rows[self._done - 1] if self._done else None
            gap = gap_before(block, before)
            if block.quoted and before is not None and before.quoted and gap:
                self.lines += [(("▎ ", FAINT, 0),)] * gap
            else:
                self.lines += [()] * gap
            self._starts.append(len(self.lines))
            self.lines += block_lines(block, self.width, justified=self._justified, wide=self._wide)
            self._done += 1
        if self._done == len(rows) and not self.complete:
            self.lines += self._foot
            self.complete = True

    def line_of(self, place: Place) -> int:
        """The line a place stands on; wraps as far as needed."""
        if place.block <= 0 and place.offset <= 0:
            return 0
        self.grow(0, place.block + 1)
        if not self._starts:
            return 0
        block = min(place.block, len(self._starts) - 1)
        start = self._starts[block] if block else 0
        return min(start + max(0, place.offset), len(self.lines) - 1)

    def place_of(self, line: int) -> Place:
        """The place of a line: the block it is in and how far below the block's start."""
        block = max(0, bisect.bisect_right(self._starts, line) - 1)
        start = self._starts[block] if block and self._starts else 0
        return Place(block, max(0, line - start))
