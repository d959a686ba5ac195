"""How likely two stories tell one event, from what words and what meaning say of them.

A logistic model over what the engine measures, the likeness of the vectors, and whether the engine
put the two together. Trained by ``tests/bench/blend.py`` on two thirds of the events of two days of
41 outlets (English, some Polish) and a small set in English and French; the coefficients are those
it prints. On the third held aside, BCubed F1 .951 → .965, pair F1 .878 → .903, pairs across
languages P .90 R .31 → P 1.00 R .47; on all of it .913 → .926, .777 → .790, P .83 R .57 → P .85
R .70; English and French together .909 → .921.

What did not pay: without the engine's own verdict among the measures (pair F1 -.03); the cosine of
the vectors as they come, not from the mean of their language (R across languages -.1); a second
vector of the headline alone (+-.001, twice the time); training on each pair alike (BCubed -.01).
"""

from __future__ import annotations

from math import exp, log, log1p, sqrt

from reader.model import Likeness

#: Constant, then a coefficient a measure of ``measures``.
WEIGHTS = (
    -7.850, 3.413, 9.585, 6.624, -0.046, 0.309, 2.920, 5.122, -14.681, 5.328, 4.680, -1.085,
    -4.247, 2.967, -3.852, -3.066, 0.847, 0.450, -0.029,
)  # fmt: skip


def measures(
    pair: Likeness, meaning: float, together: bool, one: int, other: int
) -> tuple[float, ...]:
    """What the model weighs. ``meaning`` is the likeness of the vectors; ``one`` and ``other`` are
    how many stories the threads hold that the two stand in (the same, when ``together``)."""
    words, foreign, same = pair.cosine, float(pair.foreign), float(together)
    return (
        words,
        pair.named,
        meaning,
        log1p(24 * pair.days),
        foreign,
        words * foreign,
        meaning * foreign,
        pair.named * foreign,
        sqrt(max(0.0, words)),
        meaning * meaning,
        float(pair.same_feed),
        words * meaning,
        same,
        same * meaning,
        same * words,
        same * foreign,
        same * log(one),
        (1 - same) * (log(one) + log(other)),
    )


def likely(pair: Likeness, meaning: float, together: bool, one: int, other: int) -> float:
    """0 to 1."""
    values = measures(pair, meaning, together, one, other)
    total = WEIGHTS[0] + sum(w * v for w, v in zip(WEIGHTS[1:], values, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
