# ruff: noqa: RUF001 - the letters are of other scripts
"""Stems: what the forms of a word have in common, by language.

Snowball's, where it has the language or one so near that it serves; short rules of our own for
Ukrainian, Bulgarian and Turkish. Words come folded; those of a few languages, whose endings are
told by their accents (Czech -ého, Russian -ой), do better as they are written, in lower case.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import cast

from reader.threads.shipped import pattern
from reader.threads.words import fold

_SNOWBALL = {
    "en": "english", "fr": "french", "de": "german", "es": "spanish", "it": "italian",
    "pt": "portuguese", "nl": "dutch", "pl": "polish", "sv": "swedish", "da": "danish",
    "no": "norwegian", "fi": "finnish", "cs": "czech", "sk": "czech", "hu": "hungarian",
    "ro": "romanian", "hr": "serbian", "sl": "serbian", "lt": "lithuanian", "ca": "catalan",
    "id": "indonesian", "ru": "russian", "el": "greek", "ar": "arabic", "fa": "persian",
}  # fmt: skip
#: Languages that set no space between words, or endings behind them (see ``unspaced``).
UNSPACED = frozenset(("zh", "ja", "ko"))
#: Languages that are stemmed as they are written.
ACCENTED = frozenset(("cs", "sk", "ru", "uk"))
#: Letters that are left of a Turkish word. (As good as any stemmer for finding what is told in
#: other forms: Can and others 2008, "Information retrieval on Turkish texts".)
_TURKISH = 5
#: What Arabic sets before the article.
_BEFORE = "^(?:[وف](?=ال)|[وف]?لل)"
_OWN = {
    "uk": (
        "(?:(?:ого|ому|ими|ою|ої|ій|их|им|ий|ая|ую|ами|ями|ах|ях|ові|еві|єві|єю|ею|ією|ії|ію|ія|"
        "ів|їв|ом|ем|єм|ам|ям|ли|ло|ла|ти|ть|ть|є|у|ю|а|я|и|і|ї|о|е|ь|в|й)(?:ся|сь)?)$"
    ),
    "bg": ("(?:ият|ищата|овете|ията|ите|ата|ето|ия|ят|ът|та|то|те|ове|а|я|и|о|е)$"),
}
#: Letters that a rule of our own leaves at least.
_LEFT = 3


def _cut(rule: str, word: str) -> str:
    shorter = pattern(rule).sub("", word)
    return shorter if len(shorter) >= _LEFT else word


@lru_cache(maxsize=32)
def stemmer(language: str) -> Callable[[str], str]:
    """A function from a word to its folded stem; words of other languages stay as they are."""
    if language == "tr":
        return lambda word: word[:_TURKISH]
    rule = _OWN.get(language)
    if rule is not None:
        return lambda word: fold(_cut(rule, word))
    name = _SNOWBALL.get(language)
    if name is None:
        return str
    import Stemmer

    stem = cast("Callable[[str], str]", Stemmer.Stemmer(name, 0).stemWord)
    if language == "ar":
        return lambda word: stem(pattern(_BEFORE).sub("", word))
    return (lambda word: fold(stem(word))) if language in ACCENTED else stem


def stem(word: str, language: str) -> str:
    """The folded stem of a word as it is written."""
    if language in ACCENTED:
        return stemmer(language)(word.lower())
    return word if language in UNSPACED else stemmer(language)(fold(word))
