"""Which story another repeats: one text in several papers, or one headline carried again.

``repeated`` is in C as well, as are ``loops`` and ``strides``.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rapidfuzz import fuzz

from reader.threads.copies import FEWEST
from reader.threads.rows import Row, Rows
from reader.threads.textloops import grammar

#: Titles at least this alike (``rapidfuzz.fuzz.ratio``, 0-100) are one title, typos mended.
SAME_TITLE = 95.0
#: Titles whose lengths differ by more than this share cannot be so alike (twice 5 %, with room for
#: letters of several bytes).
LENGTHS = 0.25
#: Share of the smaller text's shingles that the other has, from which a text is a copy.
SAME_TEXT = 0.8
#: A headline of fewer words ("Morning briefing") is no proof by itself.
TITLE_WORDS = 4
#: A copy comes within two days of its original.
WITHIN = 2 * 86_400


class By(NamedTuple):
    """What ``repeated`` measures by: see the constants."""

    within: int
    fewest: int
    same_title: float
    lengths: float
    same_text: float


BY = By(WITHIN, FEWEST, SAME_TITLE, LENGTHS, SAME_TEXT)

#: Of the stories held: times, feeds, titles and where each begins, fingerprints and where those of
#: each begin.
_Columns: TypeAlias = tuple[
    "array[int]", "array[int]", bytearray, "array[int]", "array[int]", "array[int]"
]
#: A story's title and fingerprints, its time and its feed.
_Told: TypeAlias = tuple[bytes, "array[int]", int, int]

_NONE = array("I")


def first_copied(row: Row, rows: Rows, numbers: Sequence[int]) -> int | None:
    """The first of some stories that are held whose text a story repeats. A feed repeats itself
    only word for word: its columns and briefings carry one headline each day."""
    title = row.title
    if not title:
        return None
    columns = rows.at, rows.feed, rows.titles, rows.title_at, rows.prints, rows.print_at
    told = title, _NONE if row.prints is None else row.prints, row.at, row.feed
    telling = len(title.split()) >= TITLE_WORDS
    number = repeated(columns, numbers, told, alike if telling else None, BY)
    return number if number >= 0 else None


def alike(a: bytes, b: bytes) -> bool:
    """Whether two headlines are one, typos mended; a number that differs is a difference."""
    mine, theirs = a.decode(), b.decode()
    return fuzz.ratio(mine, theirs, score_cutoff=SAME_TITLE) > 0 and _digits(mine) == _digits(
        theirs
    )


def _digits(title: str) -> list[str]:
    found = grammar().finditer(title)
    return [match[0] for match in found if match.lastgroup in ("number", "model")]


def repeated(
    columns: _Columns, numbers: Sequence[int], told: _Told,
    alike: Callable[[bytes, bytes], bool] | None, by: By,
) -> int:  # fmt: skip
    """The first of some rows that a story repeats, -1 where there is none. ``alike``: whether two
    titles that are not the same are one; None where the story's own says too little."""
    ats, feeds, titles, title_at, all_prints, print_at = columns
    title, prints, at, feed = told
    for number in numbers:
        other = bytes(titles[title_at[number] : title_at[number + 1]])
        if abs(at - ats[number]) > by.within or not other:
            continue
        marks = all_prints[print_at[number] : print_at[number + 1]]
        if feed == feeds[number]:
            if title == other and prints == marks:
                return number
        elif (prints and marks and _same_text(prints, marks, by)) or (
            alike is not None and _same_title(title, other, alike, by)
        ):
            return number
    return -1


def _same_text(a: array[int], b: array[int], by: By) -> bool:
    """Whether two texts are nearly one, by their fingerprints."""
    top = a[-1] if a[-1] < b[-1] else b[-1]
    mine, theirs = bisect_right(a, top), bisect_right(b, top)
    least = by.same_text * max(by.fewest, min(mine, theirs))
    # Above the lesser top they have nothing in common.
    return min(mine, theirs) >= least and len(set(a).intersection(b)) >= least


def _same_title(a: bytes, b: bytes, alike: Callable[[bytes, bytes], bool], by: By) -> bool:
    if a == b:
        return True
    if abs(len(a) - len(b)) > by.lengths * max(len(a), len(b)):
        return False
    return alike(a, b)


if not TYPE_CHECKING:
    with suppress(ImportError):  # it could not be compiled
        from reader.threads._loops import repeated
