"""Numbers however their thousands are set apart: 10000, 10,000, 10.000, 10 000 and 10'000.

The index cuts a number at its separators, so one number is one word or a row of words.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Longest number, in digits, that is told in other ways: beyond it stand ids and keys.
_LONGEST = 15


def spelled(row: Sequence[str]) -> list[list[str]]:
    """The ways to write the numbers of a row of words, as written first: without separators, in
    groups of three, and as in India (1,00,000)."""
    if not any(map(_is_digits, row)):
        return [[*row]]
    whole = _together(row)
    ways = [[*row], whole]
    for size in (3, 2):
        ways.append([part for word in whole for part in _apart(word, size)])
    return [list(way) for way in dict.fromkeys(map(tuple, ways))]


def _is_digits(word: str) -> bool:
    return word.isascii() and word.isdigit()


def _together(row: Sequence[str]) -> list[str]:
    """``row`` with the groups of a number in one word."""
    found: list[str] = []
    at = 0
    while at < len(row):
        end = _end_of_number(row, at)
        found.append("".join(row[at:end]))
        at = end
    return found


def _end_of_number(row: Sequence[str], start: int) -> int:
    """Where the number that begins at ``start`` ends: after its last group of three."""
    if not _is_digits(row[start]) or len(row[start]) > 3 or row[start].startswith("0"):
        return start + 1
    end, at = start + 1, start + 1
    while at < len(row) and _is_digits(row[at]) and len(row[at]) in (2, 3):
        at += 1
        if len(row[at - 1]) == 3:
            end = at
    return end if sum(map(len, row[start:end])) <= _LONGEST else start + 1


def _apart(word: str, size: int) -> list[str]:
    """A number cut into its last three digits and groups of ``size`` before them."""
    if not _is_digits(word) or not 4 <= len(word) <= _LONGEST or word.startswith("0"):
        return [word]
    head, groups = word[:-3], [word[-3:]]
    while head:
        groups.insert(0, head[-size:])
        head = head[:-size]
    return groups
