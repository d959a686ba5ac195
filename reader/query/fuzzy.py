"""Words spelled almost alike."""

from __future__ import annotations

from collections.abc import Sequence

#: Most spellings that one ``~word`` stands for.
MAX_SPELLINGS = 64


def reach(word: str) -> int:
    """How many letters may differ: one in a short word, two from six letters, three from ten."""
    return 1 if len(word) < 6 else 2 if len(word) < 10 else 3


def distance(word: str, other: str) -> int:
    """How many letters are added, lost, changed or swapped from one to the other."""
    from rapidfuzz.distance import OSA

    return int(OSA.distance(word, other))


def spellings(word: str, vocabulary: Sequence[str], limit: int = MAX_SPELLINGS) -> list[str]:
    """Words of ``vocabulary`` within reach of ``word`` (letters added, lost, changed or swapped),
    nearest first, then by alphabet."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract_iter(word, vocabulary, scorer=OSA.distance, score_cutoff=reach(word))
    nearest = sorted((distance, other) for other, distance, _at in found)
    return [other for _, other in nearest[:limit]]
