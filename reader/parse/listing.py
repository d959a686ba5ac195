"""Ordered lists: at which number they begin, which way they count, how they write numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from reader.parse.parts import ATTRIBUTE, whole

_LISTING = re.compile(r"<(/?)(ol|ul|li)\b")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(slots=True)
class Listing:
    """A list while it is read: the ``number`` of its next item, None for bullets, by what it is
    counted on, and in which ``signs``: "1", "a", "A", "i" or "I"."""

    number: int | None = None
    step: int = 1
    signs: str = "1"


def listing(attributes: str, items: Callable[[], int]) -> Listing:
    """The numbering of an ordered list. ``items`` counts them, for a list that is counted down."""
    stated = dict(ATTRIBUTE.findall(attributes))
    down = "reversed" in stated
    first = whole(stated.get("start", ""), -1)
    if first < 0:
        first = items() if down else 1
    return Listing(first, -1 if down else 1, stated.get("type", "1"))


def items_ahead(cleaned: str, at: int) -> int:
    """How many items the list has that begins at ``at``, not counting those of lists within."""
    depth, items = 0, 0
    for found in _LISTING.finditer(cleaned, at):
        if found[2] == "li":
            items += depth == 0 and not found[1]
        else:
            depth += -1 if found[1] else 1
            if depth < 0:
                break
    return items


def ordinal(number: int, signs: str) -> str:
    """The number of an item as its list writes numbers: 3, c, C, iii or III."""
    if signs in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, letter = divmod(number - 1, 26)
            letters = chr(ord(signs) + letter) + letters
        return letters
    if signs in ("i", "I") and 0 < number < 4000:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman if signs == "i" else roman.upper()
    return str(number)
