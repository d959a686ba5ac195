"""How much is proved by the names and numbers that two threads share.

A name proves as much as it is rare among the threads, as far as it does not come with a rarer one
anyway: a country comes with its president, a first name with the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from math import log

from reader.threads.index import Index, Thread

#: Threads that rarity is taken of at least: of a few everything is in many.
MANY = 500


def proof(
    index: Index, features: Iterable[int], a: Thread, b: Thread, spoken: Set[int] | None = None
) -> float:
    """What is proved by features that two threads share: at most 1 for each, for those that no
    other thread has and that do not come together elsewhere. ``spoken``: codes of the languages
    whose stories are asked; None: all."""
    thread, language = index.rows.thread, index.rows.language
    own, whole = {a.id, b.id}, log(max(MANY, 1 + len(index.threads)))
    held: list[set[int]] = []
    for feature in features:
        rows = index.posting(feature)
        if spoken is not None:
            rows = [row for row in rows if language[row] in spoken]
        held.append({thread[row] for row in rows} - own)
    held.sort(key=len)
    total = 0.0
    for place, threads in enumerate(held):
        with_it = max([len(rarer & threads) / (1 + len(rarer)) for rarer in held[:place]] + [0])
        total += (1 - with_it) * (1 - log(1 + len(threads)) / whole)
    return total
