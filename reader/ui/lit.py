"""Lighting the words of a search where they stand in a line of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.style import Style

from reader.text import display
from reader.ui.cells import Part

if TYPE_CHECKING:
    from reader.services.lighting import Spans


@dataclass(frozen=True, slots=True)
class Lights:
    """What a search looks for: words as a pattern over folded text, and regular expressions."""

    words: re.Pattern[str] | None = None
    regexes: tuple[Spans, ...] = ()
    #: The expression for the words in text with CJK.
    in_cjk: str = ""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where ``text`` has any of them, each place once, in order."""
        words = self.words
        if self.in_cjk and not text.isascii() and max(text) >= _KANA_ON:
            words = re.compile(self.in_cjk)
        found = [match.span() for match in words.finditer(folded(text))] if words else []
        if not self.regexes:
            return found
        for regex in self.regexes:
            found += [span for span in regex(text) if span[0] < span[1]]
        apart: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if not apart or start >= apart[-1][1]:
                apart.append((start, end))
        return apart


#: None lights nothing.
Lit = Lights | None


def folded(text: str) -> str:
    """``text`` without case and accents, character for character."""
    return text.lower() if text.isascii() else text.translate(_BASES)


class _Bases(dict[int, str]):
    """Each character's base letter, looked up once. Kana, Hangul and Cyrillic have no accents: what
    Unicode takes apart there are letters of their own, but for the Russian ё."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        apart = code < _KANA and (code not in _CYRILLIC or char in "ёЁ")
        base = (unicodedata.normalize("NFD", char)[0] if apart else char).lower()
        base = base.replace("\u03c2", "\u03c3")  # the sigma that ends a Greek word
        self[code] = found = base if len(base) == 1 else char
        return found


#: CJK begins there. Text with anything from there on takes the expression that knows CJK, which is
#: compiled once, in 2 ms.
_KANA, _CYRILLIC = 0x3000, range(0x400, 0x530)
_KANA_ON = chr(_KANA)
_BASES = _Bases()


def pattern(words: Sequence[tuple[str, bool]], regexes: Sequence[Spans] = ()) -> Lit:
    """Looks for any of the words where a word begins; ``True``: and ends there, too; and for what
    ``regexes`` find."""
    from reader.services.lighting import any_of

    plain = [(folded(text), whole) for text, whole in words]
    wanted = any_of(plain, cjk=False)
    found = re.compile(wanted) if wanted else None
    return Lights(found, tuple(regexes), any_of(plain, cjk=True)) if found or regexes else None


def spans(text: str, lit: Lit) -> list[tuple[int, int]]:
    """Where ``text`` has lit words: (start, end) in characters."""
    return lit.spans(text) if lit is not None else []


def excerpt(text: str, lit: Lit, width: int) -> str:
    """About ``width`` characters of ``text`` around its first lit word, "" when it has none."""
    if lit is None or width < 12:
        return ""
    text = display(text)  # whole, since what is cut out of an escape is no longer seen to be one
    found = spans(text, lit)
    if not found:
        return ""
    first, end = found[0]
    # Room that the end of the text leaves is given to what stands before.
    before = min(first, max(8, (width - (end - first)) // 3, width - 1 - (len(text) - first)))
    start = first - before
    if start > 0:  # from the beginning of a word on, where one is near
        gap = text.find(" ", start, first)
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
