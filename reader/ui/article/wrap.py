"""Wrapping runs of styled text to lines of cells.

A line is a tuple of pieces (text, role, link). Roles are small flags, turned into styles when the
line is drawn, so that a change of theme wraps nothing anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells

if TYPE_CHECKING:
    from reader.model import Span


#: Roles of a piece: flags that may be added up.
PLAIN, BOLD, ITALIC, CODE, STRIKE, DIM, HEADING, QUOTE, FAINT, TITLE, META, TAG, ACCENT = (
    0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048,
)  # fmt: skip

#: Told before by what was read; what a publisher added and took away.
KNOWN, ADDED, REMOVED = 4096, 8192, 16384

#: Above the flags: which of ``TAG_COLORS`` a tag has, counted from 1; 0 for none of its own.
_COLOR_AT = 15
#: Bits that a role takes.
ROLE_BITS = 20

#: (text, role, number of the link it belongs to or 0)
Piece = tuple[str, int, int]
WrappedLine = tuple[Piece, ...]

# A unit is a run without a break in it: ideographs and kana break anywhere, words at spaces.
_WIDE = (
    r"\u2e80-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
    r"\U00020000-\U0003ffff"
)
# No-break spaces (French guillemets, numbers) do not part words.
_SPACE = r"[^\S\u00a0\u202f]"
_UNITS = re.compile(rf"{_SPACE}+|[{_WIDE}]|(?:(?!{_SPACE})[^{_WIDE}])+")
_NO_BREAK = "\u00a0\u202f"
#: Marks that may not begin a line: they stay with the ideograph before them.
_NO_START = frozenset("、。，．！？：；）」』】〉》・ー々,.!?:;)]}")  # noqa: RUF001
#: Brackets that may not end a line: they stay with the ideograph after them.
_NO_END = frozenset("「『（［｛〈《【〔([{")  # noqa: RUF001

_MARKS = {"known": KNOWN, "added": ADDED, "removed": REMOVED}


def tag_role(color: str) -> int:
    """The role of a tag of that colour, "" for none of its own."""
    from reader.model import TAG_COLORS

    return TAG | (TAG_COLORS.index(color) + 1 if color in TAG_COLORS else 0) << _COLOR_AT


def tag_color(role: int) -> str:
    """The colour of a tag's role, "" for none of its own."""
    from reader.model import TAG_COLORS

    number = role >> _COLOR_AT
    return TAG_COLORS[number - 1] if number else ""


def role_of(span: Span) -> int:
    style = BOLD * span.bold + ITALIC * span.italic + CODE * span.code + STRIKE * span.strike
    return style | _MARKS[span.mark] if span.mark else style


def pieces_of(spans: Iterable[Span], role: int = PLAIN) -> list[Piece]:
    """Spans as pieces, the number of a link set behind its last span: ``the filing[3]``."""
    rows = list(spans)
    pieces: list[Piece] = []
    for index, span in enumerate(rows):
        pieces.append((span.text, role | role_of(span), span.link))
        following = rows[index + 1].link if index + 1 < len(rows) else 0
        if span.link and following != span.link:
            pieces.append((f"[{span.link}]", role | DIM, span.link))
    return pieces


def wrap(pieces: Sequence[Piece], width: int) -> list[WrappedLine]:
    """Greedy lines of at most ``width`` cells. Line breaks in a text begin a new line."""
    width = max(1, width)
    if len(pieces) == 1 and pieces[0][0].isascii() and "\n" not in pieces[0][0]:
        return _wrap_plain(pieces[0], width)
    lines: list[WrappedLine] = []
    for part in _split_lines(pieces):
        lines += _wrap_units(part, width)
    return lines or [()]


def _wrap_plain(piece: Piece, width: int) -> list[WrappedLine]:
    """One plain ASCII run: the common case, at the speed of ``str``."""
    text, role, link = piece
    lines: list[WrappedLine] = []
    row: list[str] = []
    size = 0
    for word in text.split():
        length = len(word)
        if row and size + 1 + length > width:
            lines.append(((" ".join(row), role, link),))
            row, size = [], 0
        while length > width:
            lines.append(((word[:width], role, link),))
            word = word[width:]
            length = len(word)
        size += length + (1 if row else 0)
        row.append(word)
    if row:
        lines.append(((" ".join(row), role, link),))
    return lines or [()]


def _split_lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    parts: list[list[Piece]] = [[]]
    for text, role, link in pieces:
        rows = text.split("\n")
        parts[-1].append((rows[0], role, link))
        parts += [[(row, role, link)] for row in rows[1:]]
    return parts


def _words(pieces: Sequence[Piece]) -> list[tuple[bool, list[Piece], int]]:
    """Unbreakable words: (space before, pieces, cells). Pieces that touch belong to one word."""
    words: list[tuple[bool, list[Piece], int]] = []
    space, glue, opened = False, False, False
    for text, role, link in pieces:
        for unit in _UNITS.findall(text):
            if unit[0] not in _NO_BREAK and unit.isspace():
                space, glue, opened = True, False, False
                continue
            wide = unit[0] >= "\u2e80"
            size = len(unit) if unit.isascii() else cell_len(unit)
            if words and not space and ((glue and not wide) or unit[0] in _NO_START or opened):
                before, inside, cells = words[-1]
                words[-1] = (before, [*inside, (unit, role, link)], cells + size)
            else:
                words.append((space and bool(words), [(unit, role, link)], size))
            space, glue, opened = False, not wide, unit[-1] in _NO_END
    return words


def _wrap_units(pieces: Sequence[Piece], width: int) -> list[WrappedLine]:
    lines: list[WrappedLine] = []
    row: list[Piece] = []
    size = 0
    for space, word, cells in _words(pieces):
        if row and size + space + cells > width:
            lines.append(merged(row))
            row, size = [], 0
        if cells > width:
            for chopped in _chop(word, width):
                if row:
                    lines.append(merged(row))
                row, size = [chopped], cell_len(chopped[0])
            continue
        if row and space:
            _text, role, link = row[-1]
            same = (role, link) == (word[0][1], word[0][2])
            row.append((" ", role if same else PLAIN, link if same else 0))
            size += 1
        row += word
        size += cells
    if row or not lines:
        lines.append(merged(row))
    return lines


def _chop(word: Sequence[Piece], width: int) -> list[Piece]:
    """A word wider than the line, cut where the cells end."""
    return [(chunk, role, link) for text, role, link in word for chunk in chop_cells(text, width)]


def merged(row: Sequence[Piece]) -> WrappedLine:
    """Neighbours of one role and link as one piece."""
    result: list[Piece] = []
    for text, role, link in row:
        if result and result[-1][1:] == (role, link):
            result[-1] = (result[-1][0] + text, role, link)
        else:
            result.append((text, role, link))
    return tuple(result)


def text_of(line: WrappedLine) -> str:
    return "".join(piece[0] for piece in line)


def cells_of(line: WrappedLine) -> int:
    return sum(cell_len(piece[0]) for piece in line)


#: Share of a line that must be text for the rest to be filled by wider spaces.
_FULL = 0.75


def stretched(lines: Sequence[WrappedLine], width: int) -> list[WrappedLine]:
    """Lines brought to the right edge by wider spaces, but for the last line of a text and lines
    that are far from full."""
    result = list(lines[:-1])
    for number, row in enumerate(result):
        lack = width - cells_of(row)
        if 0 < lack <= width * (1 - _FULL):
            result[number] = _spread(row, lack)
    return [*result, *lines[-1:]]


def _spread(row: WrappedLine, lack: int) -> WrappedLine:
    """``lack`` spaces put to those between words, evenly; leading space (an indent) stays."""
    text = text_of(row)
    lead = len(text) - len(text.lstrip())
    places = [at for at, char in enumerate(text) if char == " " and at >= lead]
    if not places:
        return row
    wider = {place: 0 for place in places}
    for n in range(lack):
        wider[places[n * len(places) // lack % len(places)]] += 1
    result: list[Piece] = []
    at = 0
    for value, role, link in row:
        grown = "".join(char + " " * wider.get(at + index, 0) for index, char in enumerate(value))
        result.append((grown, role, link))
        at += len(value)
    return tuple(result)
