"""Build ``reader/threads/data/background.bin`` from the wordfreq package (a development tool).

    pip install wordfreq && python tests/bench/build_background.py

The table says how common a word is in its language. A word is kept as a hash of its folded form
with two bytes: the Zipf value of the form, and of all forms with the same stem. A second part lists
the words that tell languages apart. The layout is described where it is read:
``reader/threads/background.py``.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import wordfreq
from wordfreq.chinese import simplify_chinese

from reader.threads.background import BY_FORMS, FAMILY, LANGUAGES, LATIN, SCALE
from reader.threads.stems import ACCENTED, stemmer
from reader.threads.textloops import key_of
from reader.threads.words import fold

#: Words kept of each of the first languages: below rank 24,000 (Zipf 3.0) the floor of the weights
#: takes over.
WORDS = 24_000
#: Of each other one: forms, by which names are told and languages, and stems.
FORMS, STEMS = 4_000, 8_000
#: Of those that set no space between words, which are found by what is known.
UNSPACED = {"ja": 20_000, "zh": 20_000, "ko": 12_000}
#: A word this common (Zipf) in one of the first languages, or in another one, is a marker for
#: finding a story's language.
MARKER, OTHERS = 4.9, 5.2
#: Languages that wordfreq calls otherwise.
NAMES = {"no": "nb", "hr": "sh"}


def zipf(frequency: float) -> float:
    return math.log10(frequency) + 9


def byte(frequency: float) -> int:
    return max(1, round(zipf(frequency) * SCALE))


@lru_cache
def frequencies(language: str) -> tuple[Mapping[str, float], Mapping[str, float], dict[str, str]]:
    """Folded form → frequency, the most frequent first; the same of stems, of all their forms; and
    folded form → stem."""
    forms: dict[str, float] = {}
    stems: dict[str, float] = {}
    stem_of: dict[str, str] = {}
    stem = stemmer(language)
    unspaced = language in UNSPACED
    source = wordfreq.get_frequency_dict(NAMES.get(language, language), "best")
    for word, frequency in source.items():
        form = word if unspaced else fold(word)
        if frequency < 3e-7 or not form.isalpha() or (unspaced and form.isascii()):
            continue
        forms[form] = forms.get(form, 0.0) + frequency
        key = stem(word if language in ACCENTED else form)
        stems[key] = stems.get(key, 0.0) + frequency
        stem_of.setdefault(form, key)
    return by_frequency(forms), by_frequency(stems), stem_of


def by_frequency(found: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def table(language: str) -> bytes:
    """The words of a language."""
    forms, stems, stem_of = frequencies(language)
    rows: dict[int, tuple[int, int]] = {}
    most = WORDS if language in BY_FORMS else UNSPACED.get(language, FORMS)
    for form in list(forms)[:most]:
        own = byte(forms[form])
        family = own if language in UNSPACED else byte(stems[stem_of[form]])
        rows.setdefault(key_of(form), (own, max(0, family - own)))
    if language not in BY_FORMS and language not in UNSPACED:
        for key in list(stems)[:STEMS]:
            rows.setdefault(key_of(FAMILY + key), (byte(stems[key]), 0))
    keys = sorted(rows)
    gaps = b"".join(
        (key - before).to_bytes(3, "little") for before, key in zip([0, *keys], keys, strict=False)
    )
    planes = gaps[0::3] + gaps[1::3] + gaps[2::3]
    values = bytes(rows[key][0] for key in keys) + bytes(rows[key][1] for key in keys)
    return planes + values


def traditional() -> bytes:
    """The characters of traditional Chinese of which words that are kept are written, and below
    them their simplified ones."""
    kept = set("".join(list(frequencies("zh")[0])[: UNSPACED["zh"]]))
    pairs = [
        (char, plain)
        for code in range(0x3400, 0xA000)
        if (plain := simplify_chinese(char := chr(code))) in kept and plain != char
    ]
    return "\n".join(map("".join, zip(*pairs, strict=True))).encode()


def build() -> bytes:
    """The whole table."""
    every = {language: frequencies(language)[0] for language in LATIN}
    markers = sorted(
        {
            word
            for language, forms in every.items()
            for word, frequency in forms.items()
            if zipf(frequency) >= (MARKER if language in BY_FORMS else OTHERS)
        }
    )
    values = bytes(
        byte(every[language][word]) if word in every[language] else 0
        for word in markers
        for language in LATIN
    )
    parts = ["\n".join(markers).encode(), values, traditional(), *map(table, LANGUAGES)]
    packed = [zlib.compress(part, 9) for part in parts]
    return b"".join(len(part).to_bytes(4, "little") + part for part in packed)


if __name__ == "__main__":
    target = Path(__file__).parents[2] / "reader/threads/data/background.bin"
    data = build()
    target.write_bytes(data)
    print(f"{target.name}: {len(data):,} bytes")
