"""The user's aliases: forms that are one name, in any script, of one word or several."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping

from reader.threads.names import exonyms
from reader.threads.stems import stemmer
from reader.threads.textloops import WORD, grammar, is_cjk, kind_of
from reader.threads.words import fold


class Aliases:
    """Which name a form goes by. The name itself is a form of it; where the table of exonyms knows
    it, the table's form is the one."""

    def __init__(self, aliases: Mapping[str, str]) -> None:
        self._words: dict[str, str] = {}
        self._stems: dict[str, dict[str, str]] = {}
        self._phrases: dict[str, str] = {}
        for form, name in aliases.items():
            one = fold(name)
            feature = sys.intern("@" + exonyms().get(one, one))
            for each in (fold(form), one):
                match = grammar().fullmatch(each)
                single = match is not None and kind_of(match) == WORD
                (self._words if single else self._phrases)[each] = feature
        longest = sorted(self._phrases, key=lambda each: (-len(each), each))
        self._pattern = re.compile("|".join(map(_bounded, longest))) if longest else None

    def __bool__(self) -> bool:
        return bool(self._words or self._phrases)

    def word(self, token: str, form: str, stem: str, language: str) -> str:
        """The feature of the name that a word is a form of, "" when of none. A form of three
        letters or fewer, and a case of the language (Маска of Маск), must be written as a name."""
        upper = token[0].isupper()
        found = self._words.get(form, "")
        if found:
            return found if upper or len(form) > 3 or is_cjk(token) else ""
        return self._in(language).get(stem, "") if upper else ""

    def _in(self, language: str) -> dict[str, str]:
        """Stem in a language → feature, of the forms that are longer than an acronym."""
        table = self._stems.get(language)
        if table is None:
            stem = stemmer(language)
            table = self._stems[language] = {
                "w" + stem(form): feature for form, feature in self._words.items() if len(form) > 3
            }
        return table

    def phrases(self, folded: str) -> Iterator[tuple[str, str]]:
        """(feature, form) of every alias of several words, or without spaces around it, in a
        folded text."""
        if self._pattern is not None:
            for match in self._pattern.finditer(folded):
                yield self._phrases[match[0]], match[0]


def _bounded(form: str) -> str:
    escaped = re.escape(form)
    return escaped if is_cjk(form) else rf"(?<!\w){escaped}(?!\w)"
