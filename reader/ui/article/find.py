"""Finding text in an article, also where a line was broken between two words of it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from reader.ui.article.layout import Layout
from reader.ui.article.wrap import text_of


@dataclass(frozen=True, slots=True)
class Match:
    """Characters ``start`` to ``end`` of a line."""

    line: int
    start: int
    end: int


def _folded(text: str) -> str:
    """``text`` without case and accents, character for character."""
    if text.isascii():
        return text.lower()
    return "".join(_base(char) for char in text)


def _base(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


def matches_of(layout: Layout, text: str) -> list[Match]:
    """Where ``text`` stands, case- and accent-insensitive, top to bottom.

    A match over a line's end is lit on both lines and counted as two.
    """
    wanted = _folded(" ".join(text.split()))
    if not wanted:
        return []
    joined: list[str] = []
    starts: list[int] = []
    at = 0
    for line in layout.lines:
        row = _folded(text_of(line)).rstrip()
        starts.append(at)
        joined.append(row)
        at += len(row) + 1
    whole = " ".join(joined)
    matches: list[Match] = []
    number, place = 0, whole.find(wanted)
    while place >= 0:
        end = place + len(wanted)
        while number + 1 < len(starts) and starts[number + 1] <= place:
            number += 1
        at_line = number
        while at_line < len(starts) and starts[at_line] < end:
            start = max(0, place - starts[at_line])
            stop = min(len(joined[at_line]), end - starts[at_line])
            if start < stop:
                matches.append(Match(at_line, start, stop))
            at_line += 1
        place = whole.find(wanted, end)
    return matches
