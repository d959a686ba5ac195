"""Near copies: one text in several papers, or one headline carried again."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable

from rapidfuzz import fuzz

from reader.model import Telling
from reader.threads import textloops
from reader.threads.rows import Row, Rows
from reader.threads.textloops import grammar

#: Titles at least this alike (``rapidfuzz.fuzz.ratio``, 0-100) are one title, typos mended.
SAME_TITLE = 95.0
#: Titles whose lengths differ by more than this share cannot be so alike (twice 5 %, with room for
#: letters of several bytes).
LENGTHS = 0.25
#: Share of the smaller text's shingles that the other has, from which a text is a copy.
SAME_TEXT = 0.8
#: Words of a shingle; how many shingles are kept (the smallest hashes); fewest that say anything.
SHINGLE, PRINTS, FEWEST = 4, 12, 6
#: Characters of the text that are fingerprinted.
READ = 400
#: A headline of fewer words ("Morning briefing") is no proof by itself.
TITLE_WORDS = 4
#: A copy comes within two days of its original.
WITHIN = 2 * 86_400


def prints(telling: Telling) -> bytes:
    """Fingerprints of a story's text, four bytes each: the smallest hashes of its runs of four
    words."""
    text = telling.summary[:READ].lower()
    return textloops.prints(text, SHINGLE, SHINGLE + FEWEST, PRINTS)


def _digits(title: str) -> list[str]:
    found = grammar().finditer(title)
    return [match[0] for match in found if match.lastgroup in ("number", "model")]


def same_text(a: array[int], b: array[int]) -> bool:
    """Whether two texts are nearly one, by their fingerprints."""
    top = a[-1] if a[-1] < b[-1] else b[-1]
    mine, theirs = bisect_right(a, top), bisect_right(b, top)
    least = SAME_TEXT * max(FEWEST, min(mine, theirs))
    # Above the lesser top they have nothing in common.
    return min(mine, theirs) >= least and len(set(a).intersection(b)) >= least


def same_title(a: bytes, b: bytes) -> bool:
    """Whether two headlines are one, typos mended; a number that differs is a difference."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > LENGTHS * max(len(a), len(b)):
        return False
    mine, theirs = a.decode(), b.decode()
    return fuzz.ratio(mine, theirs, score_cutoff=SAME_TITLE) > 0 and _digits(mine) == _digits(
        theirs
    )


def first_copied(row: Row, rows: Rows, numbers: Iterable[int]) -> int | None:
    """The first of some stories that are held whose text a story repeats. A feed repeats itself
    only word for word: its columns and briefings carry one headline each day."""
    title, prints, at = row.title, row.prints, row.at
    if not title:
        return None
    telling = len(title.split()) >= TITLE_WORDS
    for number in numbers:
        if abs(at - rows.at[number]) > WITHIN:
            continue
        other = rows.title(number)
        if not other:
            continue
        marks = rows.marks(number)
        if row.feed == rows.feed[number]:
            if title == other and prints == marks:
                return number
        elif (prints and marks and same_text(prints, marks)) or (
            telling and same_title(title, other)
        ):
            return number
    return None
