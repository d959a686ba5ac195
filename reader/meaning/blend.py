"""How likely two stories tell one event, from what words and what meaning say of them.

A logistic model over what the engine measures, the likeness of the vectors, and whether the engine
put the two together. Trained by ``tests/bench/blend.py`` on two days of 41 outlets (English, some
Polish), a small set in English and French and our own look-alikes; the coefficients are those it
prints. On those days BCubed F1 .920 → .938, pair F1 .73 → .80, pairs across languages P .90 R .49 →
P .90 R .67; English and French together .902 → .935. Trained on two thirds of their events, the
stories of the third held aside among all others (mean of the three; a pair in sight of one story
held aside counts half): .934, .796, P .83 R .69; with 30 % of the outlets left out, three times:
.936, .784, P .74 R .70. Without ``among`` and ``crowd``, and at the level that was best on the days
trained on (.3): .924, .757, P .63 R .67; .932, .772, P .72 R .72. Scored on the third's own stories
alone all of this looks better than it is (P .97): most wrong pairs are with stories of others.

What did not pay: without the engine's own verdict among the measures (pair F1 -.03); the cosine of
the vectors as they come, not from the mean of their language (R across languages -.1); a second
vector of the headline alone (+-.001, twice the time); training pairs of large events still less
(a power of .375 instead of .2: pair F1 -.02 held aside); all pairs of a story with a thread that it
reaches, beside the nearest (no change). Since: ``crowd`` counted in the other's language alone
(own look-alikes not trained on P .68); ``crowd`` in place of the likeness (R across languages
-.03); likeness of names, numbers and the dictionary's words for pairs across languages (pair F1
-.002); coefficients held back more (a ridge of .005: pair F1 held aside -.02); the days with
outlets left out among what is trained on (P across languages -.02); a story moved to the group it
is more like once groups are cut (no change, or worse). And for pairs across languages, of which
each orders held-out pairs better alone (average precision .78 → .79 to .80, of all together .82)
and groups no better (P +-.01, R -.01 to -.03; all P -.07): neighbours that both vectors share,
likeness of the headlines as letters (rapidfuzz), the lesser and greater of ``among``, how many
names are shared and how rare they are. Nor did vectors with their common directions taken out,
dimensions evened out (whitening), or told apart by what stories of one event differ in (average
precision of the cosine across languages, held aside: .558 → .564 at most). Nor, since the means of
languages are known: the crowd counted outside of both threads (pair F1 held aside -.015 to -.04);
likeness of names alone, names or numbers that all differ, how many of the weightiest terms of each
the other has (P across languages -.05); look-alike events, or our own, among what is trained on
(pair F1 held aside -.015 to -.03); the terms that the model finds for each word (its sparse head),
weighed by rarity (average precision across languages .862 → .875, for twice the time).
"""

from __future__ import annotations

from math import exp, log, log1p, sqrt
from typing import NamedTuple

from reader.model import Likeness


class Meant(NamedTuple):
    """What vectors say of two stories: how ``alike`` they are, how alike each is to the other's
    thread (``among``), and how crowded it is around them (``crowd``)."""

    alike: float
    among: float
    crowd: float


#: Constant, then a coefficient a measure of ``measures``.
WEIGHTS = (
    -6.600, 1.531, 4.900, -1.719, -0.034, -0.093, 1.576, 5.807, -5.263, 4.871, 0.850, -1.053,
    -6.257, 0.892, -0.147, -1.308, 1.532, 0.569, 0.362, -5.215, -25.060, 8.551, 7.543,
)  # fmt: skip


def measures(
    pair: Likeness, meant: Meant, together: bool, one: int, other: int
) -> tuple[float, ...]:
    """What the model weighs. ``one`` and ``other`` are how many stories the threads hold that the
    two stand in (the same, when ``together``)."""
    words, foreign, same = pair.cosine, float(pair.foreign), float(together)
    meaning = meant.alike
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
        meaning - meant.crowd,
        meant.among,
    )


def likely(pair: Likeness, meant: Meant, together: bool, one: int, other: int) -> float:
    """0 to 1."""
    values = measures(pair, meant, together, one, other)
    total = WEIGHTS[0] + sum(w * v for w, v in zip(WEIGHTS[1:], values, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
