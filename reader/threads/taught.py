"""What the user's corrections teach of words: some never join, some count less since they misled.

A word is meant in every form of it: "Olympics" covers "Olympic", as far as a language's stems go.
"""

from __future__ import annotations

from collections.abc import Mapping

#: What is left of the weight of a term each time a story was taken out of a thread that it had
#: brought it into, and the least that is left: a term that misled often may still be right.
LESS, LEAST = 0.6, 0.2


def share(times: int) -> float:
    """What is left of the weight of a term that misled so often."""
    return float(max(LEAST, LESS**times))


class Taught:
    """Factors by which features count less, by language; 0 for words that never join."""

    def __init__(self, never: frozenset[str], misled: Mapping[str, int]) -> None:
        self._factors = {term: share(times) for term, times in misled.items()}
        self._factors |= dict.fromkeys(never, 0.0)
        self._by_language: dict[str, dict[str, float]] = {}

    def __bool__(self) -> bool:
        return bool(self._factors)

    def apply(self, weights: dict[str, float], language: str) -> None:
        """Lower what misled, and take out what never joins."""
        factors = self._by_language.get(language)
        if factors is None:
            factors = self._by_language[language] = self._features(language)
        for feature in weights.keys() & factors.keys():
            if factors[feature]:
                weights[feature] *= factors[feature]
            else:
                del weights[feature]

    def _features(self, language: str) -> dict[str, float]:
        from reader.threads.lexicon import features_of

        found: dict[str, float] = {}
        for term, factor in self._factors.items():
            for feature in features_of(term, language):
                found[feature] = min(factor, found.get(feature, 1.0))
        return found
