"""How likely two stories tell one event, from what words and what meaning say of them.

A logistic model over what the engine measures, the likeness of the vectors, and whether the engine
put the two together. Trained by ``tests/bench/blend.py`` on two thirds of the events of two days of
41 outlets (English, some Polish) and a small set in English and French; the coefficients are those
it prints. On the third held aside, BCubed F1 .949 → .962, pair F1 .874 → .892, pairs across
languages P .91 R .34 → P 1.00 R .45; on all of it .907 → .923, .746 → .760, P .77 R .56 → P .84
R .67; English and French together .885 → .905.

What did not pay: without the engine's own verdict among the measures (pair F1 -.03); the cosine of
the vectors as they come, not from the mean of their language (R across languages -.1); a second
vector of the headline alone (+-.001, twice the time); training on each pair alike (BCubed -.01).
"""

from __future__ import annotations

from math import exp, log, log1p, sqrt

from reader.model import Likeness

#: Constant, then a coefficient a measure of ``measures``.
WEIGHTS = (
    -8.051, 4.581, 5.580, 6.516, -0.058, 1.218, 2.250, 3.381, -11.304, 6.039, 4.923, -1.057,
    -5.712, 2.642, -2.668, -3.690, 0.671, 0.276, -0.030,
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
