"""Lighting the words of a search where they stand in a line of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rich.style import Style

from reader.text import display
from reader.ui.cells import Part

#: Words of a search as they are looked for: a pattern over folded text; None lights nothing.
Lit = re.Pattern[str] | None


def folded(text: str) -> str:
    """``text`` without case and accents, character for character."""
    return text.lower() if text.isascii() else text.translate(_BASES)


class _Bases(dict[int, str]):
    """Each character's base letter, looked up once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFD", char)[0].lower()
        self[code] = found = base if len(base) == 1 else char
        return found


_BASES = _Bases()


def pattern(words: Sequence[tuple[str, bool]]) -> Lit:
    """Looks for any of the words where a word begins; ``True``: and ends there, too."""
    wanted = []
    for text, whole in sorted(words, key=lambda word: -len(word[0])):
        pieces = re.findall(r"\w+", folded(text))
        if pieces:
            wanted.append(r"\W+".join(pieces) + (r"(?!\w)" if whole else ""))
    return re.compile(r"(?<!\w)(?:" + "|".join(wanted) + ")") if wanted else None


def spans(text: str, lit: Lit) -> list[tuple[int, int]]:
    """Where ``text`` has lit words: (start, end) in characters."""
    return [match.span() for match in lit.finditer(folded(text))] if lit is not None else []


def excerpt(text: str, lit: Lit, width: int) -> str:
    """About ``width`` characters of ``text`` around its first lit word, "" when it has none."""
    if lit is None or width < 12:
        return ""
    text = display(text)  # whole, since what is cut out of an escape is no longer seen to be one
    match = lit.search(folded(text))
    if match is None:
        return ""
    before = min(match.start(), max(8, (width - len(match.group())) // 3))
    start = match.start() - before
    if start > 0:  # from the beginning of a word on, where one is near
        gap = text.find(" ", start, match.start())
        start = gap + 1 if gap >= 0 else start
    shown = " ".join(text[start : start + width].split())
    return ("…" if start > 0 else "") + shown


def lit_parts(text: str, style: Style, lit: Lit, over: Style) -> list[Part]:
    """``text`` as parts, its lit words drawn with ``over`` laid over ``style``."""
    parts: list[Part] = []
    at = 0
    for start, end in spans(text, lit):
        if start > at:
            parts.append((text[at:start], style))
        parts.append((text[start:end], style + over))
        at = end
    if at < len(text) or not parts:
        parts.append((text[at:], style))
    return parts
