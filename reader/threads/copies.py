"""Near copies: one text in several papers, or one headline carried again."""

from __future__ import annotations

import zlib
from array import array

from rapidfuzz import fuzz

from reader.model import Telling
from reader.threads.index import Row
from reader.threads.words import TOKEN

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


def prints(telling: Telling) -> array[int] | None:
    """Fingerprints of a story's text: the smallest hashes of its runs of four words."""
    words = telling.summary[:READ].lower().split()
    if len(words) < SHINGLE + FEWEST:
        return None
    runs = {
        zlib.crc32(" ".join(words[i : i + SHINGLE]).encode())
        for i in range(len(words) - SHINGLE + 1)
    }
    return array("I", sorted(runs)[:PRINTS])


def _digits(title: str) -> list[str]:
    return [match[0] for match in TOKEN.finditer(title) if match.lastgroup in ("number", "model")]


def same_text(a: Row, b: Row) -> bool:
    """Whether the texts of two stories are nearly one."""
    if a.prints is None or b.prints is None:
        return False
    top = min(a.prints[-1], b.prints[-1])
    mine = {value for value in a.prints if value <= top}
    theirs = {value for value in b.prints if value <= top}
    return len(mine & theirs) >= SAME_TEXT * max(FEWEST, min(len(mine), len(theirs)))


def same_title(a: Row, b: Row) -> bool:
    """Whether two headlines are one, typos mended; a number that differs is a difference."""
    if a.title == b.title:
        return True
    if abs(len(a.title) - len(b.title)) > LENGTHS * max(len(a.title), len(b.title)):
        return False
    mine, theirs = a.title.decode(), b.title.decode()
    return fuzz.ratio(mine, theirs, score_cutoff=SAME_TITLE) > 0 and _digits(mine) == _digits(
        theirs
    )


def is_copy(a: Row, b: Row) -> bool:
    """Whether one story repeats the other's text. A feed repeats itself only word for word: its
    columns and briefings carry one headline each day."""
    if abs(a.at - b.at) > WITHIN or not a.title or not b.title:
        return False
    if a.feed == b.feed:
        return a.title == b.title and a.prints == b.prints
    if same_text(a, b):
        return True
    return len(a.title.split()) >= TITLE_WORDS and same_title(a, b)
