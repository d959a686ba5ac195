"""One word as people write it: Greek with and without accents, Russian е for ё, œ as oe, ß as ss.

The index drops the accents of Latin letters alone. What it keeps apart and readers do not is
sought in every way it may be written, and so it is in memory.
"""

# ruff: noqa: RUF001, RUF002, RUF003 - the letters are Greek and Russian

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

#: Places of a word that may be written in two ways, at most: beyond it stands no word of a text.
_PLACES = 6
#: Two letters and the one that people write for them.
TWO_FOR_ONE = {"oe": "œ", "ae": "æ", "ss": "ß"}
_ONE_WAY = {**TWO_FOR_ONE, "е": "ё"}
_PAIRS = {**_ONE_WAY, **{one: other for other, one in _ONE_WAY.items()}}
_APART = re.compile("|".join(_PAIRS))
_ACCENTED = dict(zip("αεηιουω", "άέήίόύώ", strict=True))
#: ι and υ that are spoken apart from the vowel before, and such with an accent.
_SPOKEN = {"ι": "ϊ", "υ": "ϋ"}
_ACCENTED_TOO = {**_ACCENTED, "ϊ": "ΐ", "ϋ": "ΰ"}
_UNACCENTED = str.maketrans("άέήίόύώϊϋΐΰ", "αεηιουωιυιυ")
_BARE = _UNACCENTED | {ord(one): other for other, one in _ONE_WAY.items()}
_GREEK = re.compile("[α-ωά-ώΐΰ]")
#: Vowels of a Greek word, at most: an accent may stand on any.
_VOWELS = 12


@lru_cache(4_096)
def forms(word: str) -> tuple[str, ...]:
    """The ways to write a word that was folded for the index, as given first."""
    found = _greek(word.translate(_UNACCENTED)) if _GREEK.search(word) else _paired(word)
    return tuple(dict.fromkeys([word, *found]))


def bare(text: str) -> str:
    """Folded ``text`` in one of the ways to write it: what is equal so, people hold for equal."""
    if text.isascii():
        return text
    return text.translate(_BARE)


def _paired(word: str) -> list[str]:
    parts = _APART.split(word)
    pairs = _APART.findall(word)
    if not 0 < len(pairs) <= _PLACES:
        return []
    return [
        "".join(map("".join, zip(parts, (*chosen, ""), strict=True)))
        for chosen in product(*((pair, _PAIRS[pair]) for pair in pairs))
    ]


def _greek(word: str) -> list[str]:
    """A bare word with no accent and with one on each vowel, each also with one more on the last (a
    short word may lean on it); ι or υ after a vowel may be spoken apart from it."""
    vowels = [at for at, letter in enumerate(word) if letter in _ACCENTED]
    if not vowels or len(vowels) > _VOWELS:
        return []
    apart = [at for at in vowels if word[at] in _SPOKEN and at - 1 in vowels]
    roots = [word, *(_put(word, at, _SPOKEN) for at in apart)]
    found: list[str] = []
    for root in roots:
        once = [_put(root, at, _ACCENTED_TOO) for at in vowels]
        found += (root, *once, *(_put(one, vowels[-1], _ACCENTED_TOO) for one in once[:-1]))
    return found


def _put(word: str, at: int, letters: dict[str, str]) -> str:
    return f"{word[:at]}{letters[word[at]]}{word[at + 1 :]}"
