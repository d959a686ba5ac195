"""Code with colours: pygments' kinds of tokens as the roles lines are drawn with.

pygments (which rich brings along) is imported when the first code with a known language is shown.
"""

from __future__ import annotations

from rich.cells import cell_len, chop_cells

from reader.ui.article.wrap import BOLD, CODE, DIM, HEADING, ITALIC, META, TAG, Piece, WrappedLine

#: Characters beyond which code is shown plain. They are some 400 lines; pygments takes longer for
#: each the more there are of what is made to be hard to read.
_MOST = 15_000
#: Characters looked at for each cell that is left in a row: signs without width take no cell.
_AHEAD = 4
#: The kind of a token, or of the nearest kind above it → role, beside ``CODE``.
_ROLES = {
    "Comment": DIM | ITALIC,
    "Keyword": HEADING,
    "Operator.Word": HEADING,
    "Literal.String": TAG,
    "Literal.Number": META,
    "Name.Builtin": META,
    "Name.Tag": HEADING,
    "Name.Attribute": META,
    "Name.Function": BOLD,
    "Name.Class": BOLD,
    "Name.Decorator": META,
    "Generic.Deleted": DIM,
    "Generic.Inserted": TAG,
    "Generic.Heading": BOLD,
    "Generic.Subheading": BOLD,
}


def code_rows(text: str, language: str) -> list[list[Piece]]:
    """The rows of a code block as pieces; plain when the language is unknown or the code long."""
    rows: list[list[Piece]] = [[]]
    for value, role in _tokens(text, language):
        for number, part in enumerate(value.split("\n")):
            if number:
                rows.append([])
            if part:
                rows[-1].append((part, CODE | role, 0))
    return rows


def _tokens(text: str, language: str) -> list[tuple[str, int]]:
    if not language or len(text) > _MOST:
        return [(text, 0)]
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return [(text, 0)]
    found = [(value, _role(kind)) for kind, value in lexer.get_tokens(text)]
    # A lexer may normalise what it is given; what is shown is what was written.
    return found if "".join(value for value, _role_ in found) == text else [(text, 0)]


def _role(kind: tuple[str, ...]) -> int:
    """The role of a token's kind, which is a tuple of names from general to special."""
    for length in range(len(kind), 0, -1):
        role = _ROLES.get(".".join(kind[:length]))
        if role is not None:
            return role
    return 0


def code_lines(text: str, language: str, width: int) -> list[WrappedLine]:
    """A code block in ``width`` cells on a ground of its own; long rows go on below, marked."""
    room = max(4, width - 3)
    lines: list[WrappedLine] = []
    for row in code_rows(text, language):
        size = sum(cell_len(piece[0]) for piece in row)
        chunks = [row] if size <= width - 2 else _chopped(row, room)
        for number, chunk in enumerate(chunks):
            more = " ↩" if number < len(chunks) - 1 else ""
            used = sum(cell_len(piece[0]) for piece in chunk)
            fill = " " * max(0, width - 1 - used - len(more))
            lines.append(((" ", CODE, 0), *chunk, (more, CODE | DIM, 0), (fill, CODE, 0)))
    return lines


def _chopped(row: list[Piece], room: int) -> list[list[Piece]]:
    """A row as rows of at most ``room`` cells."""
    rows: list[list[Piece]] = [[]]
    left = room
    for text, role, link in row:
        at = 0
        while at < len(text):
            part = text[at : at + _AHEAD * max(left, 1)]
            size = cell_len(part)
            if size <= left:
                rows[-1].append((part, role, link))
                left -= size
                at += len(part)
                continue
            head = chop_cells(part, left)[0] if left > 1 else ""
            if head and cell_len(head) <= left:
                rows[-1].append((head, role, link))
                at += len(head)
            rows.append([])
            left = room
    return [chunk for chunk in rows if chunk] or [[]]
