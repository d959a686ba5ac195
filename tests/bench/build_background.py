"""Build ``reader/threads/data/background.bin`` from the wordfreq package (a development tool).

    pip install wordfreq && python tests/bench/build_background.py

The table says how common a word is in its language. A word is kept as the CRC-32 of its folded
form with two bytes: the Zipf value of the form, and of all forms with the same stem (both times
``SCALE``, rounded). A second part lists the words that tell languages apart. The layout is
described where it is read: ``reader/threads/background.py``.
"""

from __future__ import annotations

import json
import math
import sys
import zlib
from array import array
from pathlib import Path

import Stemmer
import wordfreq

from reader.threads.background import LANGUAGES, SCALE
from reader.threads.words import fold

#: Words kept of each language: below rank 24,000 (Zipf 3.0) the floor of the weights takes over.
WORDS = 24_000
#: A word this common in any language (Zipf) is a marker for finding a story's language.
MARKER = 4.9
STEMMERS = dict(
    en="english", fr="french", de="german", es="spanish",
    it="italian", pt="portuguese", nl="dutch", pl="polish",
)  # fmt: skip


def zipf(frequency: float) -> float:
    return math.log10(frequency) + 9


def frequencies(language: str) -> dict[str, float]:
    """Folded form → frequency, the most frequent first."""
    found: dict[str, float] = {}
    for word, frequency in wordfreq.get_frequency_dict(language, "best").items():
        if frequency < 3e-7:
            continue
        form = fold(word)
        if form and form.isalpha():
            found[form] = found.get(form, 0.0) + frequency
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def build() -> bytes:
    """The whole table, compressed."""
    parts: list[bytes] = []
    markers: dict[str, list[int]] = {}
    for place, language in enumerate(LANGUAGES):
        words = frequencies(language)
        stem = Stemmer.Stemmer(STEMMERS[language]).stemWord
        stems: dict[str, float] = {}
        for word, frequency in words.items():
            key = stem(word)
            stems[key] = stems.get(key, 0.0) + frequency
        rows: dict[int, tuple[int, int]] = {}
        for word in list(words)[:WORDS]:
            own, family = zipf(words[word]), zipf(stems[stem(word)])
            rows.setdefault(zlib.crc32(word.encode()), (round(own * SCALE), round(family * SCALE)))
            if own >= MARKER:
                markers.setdefault(word, [0] * len(LANGUAGES))
        keys = sorted(rows)
        table = array("I", keys)
        if sys.byteorder != "little":
            table.byteswap()
        own_bytes = bytes(rows[key][0] for key in keys)
        family_bytes = bytes(rows[key][1] for key in keys)
        parts.append(len(keys).to_bytes(4, "little") + table.tobytes() + own_bytes + family_bytes)
        for word, values in markers.items():
            values[place] = round(zipf(words[word]) * SCALE) if word in words else 0
    for place, language in enumerate(LANGUAGES):
        words = frequencies(language)
        for word, values in markers.items():
            values[place] = round(zipf(words[word]) * SCALE) if word in words else 0
    tail = json.dumps(dict(sorted(markers.items())), separators=(",", ":")).encode()
    return zlib.compress(b"".join(parts) + len(tail).to_bytes(4, "little") + tail, 9)


if __name__ == "__main__":
    target = Path(__file__).parents[2] / "reader/threads/data/background.bin"
    data = build()
    target.write_bytes(data)
    print(f"{target.name}: {len(data):,} bytes")
