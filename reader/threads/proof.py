"""How much is proved by the names and numbers that two threads share.

A name proves as much as it is rare among the threads, as far as it does not come with a rarer one
anyway: a country comes with its president, a first name with the last.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from reader.threads.index import Index, Thread

#: Threads that rarity is taken of at least: of a few everything is in many.
MANY = 500


class Proof:
    """Proofs in an index that stays as it is meanwhile: which threads have a name is asked once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._whole = log(max(MANY, 1 + len(index.threads)))
        #: feature and languages → the threads that have it in them
        self._threads: dict[tuple[int, frozenset[int] | None], set[int]] = {}

    def most(self, features: Iterable[int]) -> float:
        """What features that two threads share prove at most: by how many threads have each alone,
        were none there with another."""
        in_threads = self._index.in_threads
        return sum([1 - log(max(1, in_threads[f] - 1)) / self._whole for f in features])

    def of(
        self, features: Iterable[int], a: Thread, b: Thread, spoken: frozenset[int] | None = None
    ) -> float:
        """What is proved by features that two threads share: at most 1 for each, for those that no
        other thread has and that do not come together elsewhere. ``spoken``: codes of the languages
        whose stories are asked; None: all."""
        own = {a.id, b.id}
        held = [(len(each - own), each) for each in [self._having(f, spoken) for f in features]]
        held.sort(key=lambda pair: pair[0])
        total = 0.0
        for place, (count, threads) in enumerate(held):
            with_it = max(
                [len((rarer & threads) - own) / (1 + less) for less, rarer in held[:place]] + [0]
            )
            total += (1 - with_it) * (1 - log(1 + count) / self._whole)
        return total

    def _having(self, feature: int, spoken: frozenset[int] | None) -> set[int]:
        """The threads that have a feature, in some languages."""
        found = self._threads.get((feature, spoken))
        if found is None:
            thread, language = self._index.rows.thread, self._index.rows.language
            posting = self._index.posting(feature)
            if spoken is None:
                found = set(map(thread.__getitem__, posting))
            else:
                found = {thread[row] for row in posting if language[row] in spoken}
            self._threads[feature, spoken] = found
        return found
