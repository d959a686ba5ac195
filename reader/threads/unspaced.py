# ruff: noqa: RUF002 - the letters are of other scripts
"""Chinese, Japanese and Korean: where words end when no space says it.

A run of characters is cut into the likeliest known words (``background``); what is left over
between them, and Japanese katakana, are names: nothing else is so seldom. Hiragana and the endings
that Korean sets behind words are grammar. (Pairs of characters, as they come, are most of them no
words and the rarest of all: they made the same news look unlike. Events told in Japanese pair F1
.30 → .87, Korean .50 → .80, Chinese 0 → 1.)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import inf
from typing import NamedTuple

from reader.threads.background import background
from reader.threads.names import name_in
from reader.threads.shipped import pattern

_SCALES = {
    **dict.fromkeys("千천", 1e3), **dict.fromkeys("万萬만", 1e4), **dict.fromkeys("億亿억", 1e8),
    **dict.fromkeys("兆조", 1e12),
}  # fmt: skip
_LARGE = "".join(_SCALES)
_PIECE = (
    rf"(?P<number>[$€£¥]?\d[\d,.]*(?:\s?[{_LARGE}](?:\d[\d,]*[{_LARGE}])?)?"
    r"\s?(?:[%\uff05]|パーセント|퍼센트)?)"
    r"|(?P<latin>[^\W\d_\u1100-\u11ff\u3040-\u9fff\uac00-\ud7af]+(?:-?\d+)?)"
    r"|(?P<kana>[\u30a1-\u30fa\u30fc]{2,})"
    r"|(?P<run>[\u3400-\u9fff\u3005]+|[\uac00-\ud7af]+)"
)
_COUNT = rf"(\d[\d,.]*)\s?([{_LARGE}]?)"
#: Endings of Korean words.
_ENDING = (
    "(?:으로부터|에게서|에서는|에서도|으로는|이라고|이라며|이었다|에서|에게|까지|부터|으로|라고|라며|하며|"
    "했다고|한다고|했다|한다|하는|하고|했고|해야|하라|됐다|된다|되는|됐고|되고|이다|였다|습니다|"
    "은|는|이|가|을|를|의|에|도|로|와|과|만|며|고|한|된|할|될|해|서)$"
)
#: Characters of a known word at most, and the log10 of how often an unknown character is met.
_LONGEST, _UNKNOWN = 5, -7.5
#: What a name of the table counts that is no known word.
_TABLE = 3.5
#: A character this common (Zipf) is grammar and no part of a name.
_GRAMMAR = 5.4
#: What is left of the weight of a character that stands alone.
SINGLE = 0.5
#: Names that are longer are two of which neither is known.
_NAME = 6


class Piece(NamedTuple):
    """A word, a name, a Latin word or a number of a text without spaces."""

    text: str
    #: "word", "name", "latin" or "number"
    kind: str
    zipf: float


def pieces(text: str, language: str) -> Iterator[Piece]:
    """The pieces of a text, a number as plain figures with its sign of per cent."""
    if language == "zh":
        text = text.translate(_simplified())
    for match in pattern(_PIECE).finditer(text):
        kind, found = str(match.lastgroup), match[0]
        if kind == "number":
            yield Piece(_figures(found), kind, 0.0)
        elif kind == "latin":
            yield Piece(found, kind, 0.0)
        elif kind == "kana":
            zipf, _ = background().zipf(language, found)
            yield Piece(found, "word" if zipf >= 4.0 else "name", zipf)
        else:
            yield from _words(found, language)


@lru_cache(maxsize=1)
def _simplified() -> dict[int, int]:
    return background().simplified()


def _figures(found: str) -> str:
    """1億2000万 → 120000000, 16％ → 16%."""
    counts = pattern(_COUNT).findall(found)
    percent = "%" if found[-1] in "%\uff05트ト" else ""
    if not any(scale for _, scale in counts):
        return str(counts[0][0]).rstrip(",.") + percent
    total = 0.0
    for digits, scale in counts:
        try:
            total += float(digits.replace(",", "")) * _SCALES.get(scale, 1.0)
        except ValueError:
            return ""
    return f"{total:.0f}{percent}"


@lru_cache(maxsize=8_192)
def _words(run: str, language: str) -> tuple[Piece, ...]:
    if language == "ko":
        shorter = pattern(_ENDING).sub("", run)
        run = shorter if len(shorter) > 1 else run
    found: list[Piece] = []
    alone = ""
    words = _cut(run, language)
    if language == "ko" and 1 < len(run) == len(words):
        return (_left_over(run, language),)
    for word, zipf in (*words, ("", 0.0)):
        if len(word) == 1 and zipf < _GRAMMAR:
            alone += word
            continue
        if alone:
            found.append(_left_over(alone, language))
            alone = ""
        if len(word) > 1:
            found.append(Piece(word, "word", zipf))
    return tuple(found)


def _left_over(run: str, language: str) -> Piece:
    """What stands between known words."""
    if len(run) == 1:
        return Piece(run, "word", background().zipf(language, run)[0])
    return Piece(run, "name" if len(run) <= _NAME else "word", 0.0)


def _cut(run: str, language: str) -> list[tuple[str, float]]:
    """The likeliest words of a run, each with its Zipf value."""
    zipf = background().zipf
    best: list[tuple[float, int, float]] = [(0.0, 0, 0.0)]
    for end in range(1, len(run) + 1):
        top = (-inf, 0, 0.0)
        for start in range(max(0, end - _LONGEST), end):
            word = run[start:end]
            own = zipf(language, word)[0]
            if not own and len(word) > 1:
                if not name_in(language, word):
                    continue
                own = _TABLE
            score = best[start][0] + (own - 9.0 if own else _UNKNOWN)
            if score > top[0]:
                top = (score, start, own)
        best.append(top)
    words, end = [], len(run)
    while end:
        _, start, own = best[end]
        words.append((run[start:end], own))
        end = start
    return words[::-1]
