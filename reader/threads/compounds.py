"""Compounds: what a word of German and its neighbours is made of.

Bahnstreik and Streik, Bundesverfassungsgericht and Verfassungsgericht have no stem in common. A
word that is rarer than its parts are on average is taken for made of them (Koehn and Knight 2003,
"Empirical methods for compound splitting"), and its parts count beside it. (Events told in German
pair F1 .28 → .45. Parts of three letters are too often none: "aus" in "ausgezeichnet"; parts at .3
or .7 of the word: ±.01.)
"""

from __future__ import annotations

from functools import lru_cache

from reader.threads.background import background
from reader.threads.stems import stemmer

#: Language → what may stand between two parts.
JOINTS = {
    "de": ("", "s", "es", "n", "en", "er", "e"),
    "nl": ("", "s", "en", "e"),
    "sv": ("", "s"),
    "da": ("", "s", "e"),
    "no": ("", "s", "e"),
    "fi": ("", "n"),
}
#: Letters of a part and of a word at least.
_PART, _WORD = 4, 9
#: Parts are this common (Zipf): of what is more common they are prepositions.
_COMMON, _GRAMMAR = 3.3, 5.6
#: What a part counts beside the word.
PART = 0.5


def _known(part: str, language: str) -> float:
    """How common a part is; 0 for what is none."""
    if len(part) < _PART:
        return 0.0
    own, family = background().zipf(language, part, stemmer(language)(part))
    found = own or family
    return found if _COMMON <= found < _GRAMMAR else 0.0


@lru_cache(maxsize=8_192)
def parts(form: str, language: str) -> tuple[str, ...]:
    """The two parts of a folded word, none when it is no compound."""
    joints = JOINTS.get(language)
    if joints is None or len(form) < _WORD or not form.isalpha():
        return ()
    best = background().zipf(language, form, stemmer(language)(form))[0]
    found: tuple[str, ...] = ()
    for at in range(_PART, len(form) - _PART + 1):
        last = _known(form[at:], language)
        if not last:
            continue
        for joint in joints:
            first = form[:at].removesuffix(joint) if joint else form[:at]
            if joint and len(first) == at:
                continue
            mean = (_known(first, language) + last) / 2
            if mean > best and mean > last / 2:
                best, found = mean, (first, form[at:])
    return found
