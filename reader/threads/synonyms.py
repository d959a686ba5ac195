"""Words that headlines exchange for one another: a quake is an earthquake, a blaze is a fire.

``data/synonyms.txt`` is our own. The words of a line are one feature, which is as common as all of
them together: two titles of one event often share no more than its kind and a name. (BCubed F1,
mean over five orders of the stories: look-alike events on titles +.011, broad events +.007, English
and French +.015, two days of 41 outlets on titles +.002 and with summaries ±0, look-alike events
with summaries ±0. As a feature of its own beside the words: titles of those two days -.005. The
words of ``data/concepts.txt``, which are looser, taken for one: their pair F1 -.02.) A word is not
there when its stem is also that of another: Spanish "investigador" is that of an inquiry as well.
Nor is one that is true of most news of its kind, and brought two events together more often than
two tellings of one on four days of 73 outlets: what rises or declines, companies, soldiers (on the
labelled sets ±.001). Storms of two seas go by two names, and neither is any storm.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import log10
from typing import NamedTuple

from reader.threads.background import background
from reader.threads.shipped import lines
from reader.threads.stems import stem
from reader.threads.words import fold


class One(NamedTuple):
    """What stands for all words of a line."""

    stem: str
    #: how common (Zipf) the families of its words are together
    zipf: float


@lru_cache(maxsize=1)
def _lines() -> Mapping[str, list[list[str]]]:
    """Language → its lines, each as words."""
    found: dict[str, list[list[str]]] = {}
    language = ""
    for line in lines("synonyms.txt"):
        if line.startswith("["):
            language = line.strip("[]")
        else:
            found.setdefault(language, []).append(line.split())
    return found


@lru_cache(maxsize=64)
def synonyms(language: str) -> Mapping[str, One]:
    """Stem → the one stem, of the words of a language."""
    table: dict[str, One] = {}
    for words in _lines().get(language, ()):
        for found, one in _line(language, words):
            table.setdefault(found, one)
    return table


def _line(language: str, words: list[str]) -> list[tuple[str, One]]:
    """The stems of a line, each with the one that stands for it: that of the first word."""
    families: dict[str, float] = {}
    for word in words:
        found = stem(word, language)
        for form in (fold(word), found):
            family = background().zipf(language, form, found)[1]
            families[found] = max(families.get(found, 0.0), family)
    zipf = log10(sum([10.0**family for family in families.values()]))
    one = One(stem(words[0], language), zipf)
    return [(found, one) for found in families]


def stem_of(language: str, word: str) -> str:
    """The stem of a word as it is written, or that which stands for it."""
    found = stem(word, language)
    one = synonyms(language).get(found)
    return one.stem if one else found
