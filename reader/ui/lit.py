"""Lighting the words of a search where they stand in a line of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rich.style import Style

from reader.ui.cells import Part

#: Words of a search as they are looked for: a pattern over folded text; None lights nothing.
Lit = re.Pattern[str] | None


def folded(text: str) -> str:
    """``text`` without case and accents, character for character."""
    if text.isascii():
        return text.lower()
    return "".join(_base(char) for char in text)


def _base(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


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
