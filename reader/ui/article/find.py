"""Finding text in an article, also where a line was broken between two words of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reader.ui.article.layout import Layout
from reader.ui.article.wrap import text_of
from reader.ui.lit import Lights, Lit, folded


@dataclass(frozen=True, slots=True)
class Match:
    """Characters ``start`` to ``end`` of a line."""

    line: int
    start: int
    end: int


def matches_of(layout: Layout, text: str) -> list[Match]:
    """Where ``text`` stands, case- and accent-insensitive, top to bottom."""
    from reader.services.lighting import breakable

    wanted = r"\s+".join(map(breakable, folded(text).split()))
    return lit_matches(layout, Lights(re.compile(wanted))) if wanted else []


def lit_matches(layout: Layout, lit: Lit) -> list[Match]:
    """Where the pattern's words stand, top to bottom.

    A match over a line's end is lit on both lines and counted as two.
    """
    if lit is None:
        return []
    rows: list[str] = []
    starts: list[int] = []
    at = 0
    for line in layout.lines:
        row = text_of(line).rstrip()
        starts.append(at)
        rows.append(row)
        at += len(row) + 1
    matches: list[Match] = []
    number = 0
    for place, end in lit.spans(" ".join(rows)):
        while number + 1 < len(starts) and starts[number + 1] <= place:
            number += 1
        at_line = number
        while at_line < len(starts) and starts[at_line] < end:
            start = max(0, place - starts[at_line])
            stop = min(len(rows[at_line]), end - starts[at_line])
            if start < stop:
                matches.append(Match(at_line, start, stop))
            at_line += 1
    return matches
