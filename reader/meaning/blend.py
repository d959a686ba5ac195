"""How likely two stories tell one event, from what words and what meaning say of them.

A logistic model over what the engine measures, the likeness of the vectors, and whether the engine
put the two together. Trained by ``tests/bench/blend.py`` on two days of 41 outlets (English, some
Polish), a small set in English and French and our own look-alikes; the coefficients are those it
prints. BCubed F1 .919 → .937, pair F1 .73 → .81, pairs across languages P .90 R .49 → P .90 R .69;
trained on two thirds of the events, on the third held aside (mean of the three) .939 → .954,
.80 → .85, P .93 R .68. English and French together .902 → .935 (held aside .919), hard paraphrases
in four languages, never trained on, .77 → .98; look-alikes not trained on .97 → .96, .96 → .91.

What did not pay: without the engine's own verdict among the measures (pair F1 -.03); the cosine of
the vectors as they come, not from the mean of their language (R across languages -.1); a second
vector of the headline alone (+-.001, twice the time); training pairs of large events still less
(a power of .375 instead of .2: pair F1 -.02 held aside); all pairs of a story with a thread that it
reaches, beside the nearest (no change).
"""

from __future__ import annotations

from math import exp, log, log1p, sqrt

from reader.model import Likeness

#: Constant, then a coefficient a measure of ``measures``.
WEIGHTS = (
    -7.680, 3.192, 5.900, 6.434, -0.059, -0.156, 2.254, 7.599, -7.019, 5.389, 6.324, -1.088,
    -7.082, 2.983, -2.306, -2.949, 1.709, 0.380, 0.089, -5.457, -31.100,
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
        pair.clash,
        pair.clash * foreign,
    )


def likely(pair: Likeness, meaning: float, together: bool, one: int, other: int) -> float:
    """0 to 1."""
    values = measures(pair, meaning, together, one, other)
    total = WEIGHTS[0] + sum(w * v for w, v in zip(WEIGHTS[1:], values, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
