"""How common a word is in its language: a small packed table built from wordfreq.

The table (``data/background.bin``, see ``data/NOTICE``) begins with the words that tell languages
of Latin letters apart: two lengths (4 bytes each, little-endian), the words, one a line, and a byte
a word for its Zipf value in each of ``LATIN``, both compressed with zlib. Then in the same way a
line of traditional Chinese characters and one of the simplified ones. Then for each of
``LANGUAGES`` a length and a compressed table, unpacked when it is asked for: how many keys, the
gaps between them, a byte of each at a time (three times all of them), one byte a key for the Zipf
value of the form, and one for how much more common its stem's whole family is. A key is 24 bits of
the CRC-32 of a folded form, or of ``FAMILY`` and a stem. The wordfreq package takes 53 MB a
language, this 150 KB and less.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate

from reader.threads import textloops

#: The languages that are told apart by their words.
LATIN = (
    "en", "fr", "de", "es", "it", "pt", "nl", "pl",
    "sv", "da", "no", "fi", "cs", "sk", "hu", "ro", "tr", "hr", "ca", "id",
    "sl", "lt", "lv", "is", "vi",
)  # fmt: skip
#: The languages whose words are known; a story in another is grouped by names and numbers.
LANGUAGES = (*LATIN, "ru", "uk", "bg", "el", "ar", "he", "fa", "ja", "zh", "ko")
#: Zipf values (1 = once in 100 million words, 7 = "the") are kept as bytes of value * SCALE.
SCALE = 30
#: Those of which 24,000 forms are known; of the others, which have more endings, a stem often is.
BY_FORMS = frozenset(LATIN[:8])
#: What stands before a stem in what is hashed.
FAMILY = "="

_Table = tuple["array[int]", bytes, bytes]


_NEVER = 0.0, 0.0


def key_of(word: str) -> int:
    """What a word goes by in a table. (One of a thousand that is in none is taken for another.)"""
    return zlib.crc32(word.encode()) >> 8


class Background:
    """The frequencies of ``LANGUAGES``."""

    def __init__(self, packed: bytes) -> None:
        self._words, self._values, self._traditional, *tables = _parts(packed)
        self._packed: dict[str, bytes | None] = dict(zip(LANGUAGES, tables, strict=True))
        self._tables: dict[str, _Table] = {}
        self._latin: list[tuple[array[int], bytes]] | None = None

    def markers(self) -> Iterator[tuple[str, bytes]]:
        """The words that tell languages of Latin letters apart, each with its Zipf value times
        ``SCALE`` in each of ``LATIN``, 0 where it is unknown."""
        width, values = len(LATIN), zlib.decompress(self._values)
        for at, word in enumerate(zlib.decompress(self._words).decode().split("\n")):
            yield word, values[at * width : (at + 1) * width]

    def simplified(self) -> dict[int, int]:
        """Characters of traditional Chinese → simplified ones, for ``str.translate``."""
        return str.maketrans(*zlib.decompress(self._traditional).decode().split("\n"))

    def _table(self, language: str) -> _Table | None:
        table = self._tables.get(language)
        packed = None if table else self._packed.get(language)
        if packed is not None:
            table = self._tables[language] = _unpacked(zlib.decompress(packed))
            self._packed[language] = None
        # What is no longer packed another thread has unpacked meanwhile.
        return table or self._tables.get(language)

    def zipf(self, language: str, word: str, stem: str = "") -> tuple[float, float]:
        """The Zipf values of a folded form and of its stem's family; zeros when unknown. Of a form
        that is unknown ``stem`` tells."""
        table = self._tables.get(language) or self._table(language)
        if table is None:
            return _NEVER
        keys, own, more = table
        key = zlib.crc32(word.encode()) >> 8  # as ``key_of``
        at = bisect_left(keys, key)
        if at < len(keys) and keys[at] == key:
            return own[at] / SCALE, (own[at] + more[at]) / SCALE
        return self.zipf(language, FAMILY + stem) if stem else _NEVER

    def everywhere(self, word: str) -> bytes:
        """The Zipf value times ``SCALE`` of a folded form in each of ``LATIN``, 0 where it is
        unknown."""
        if self._latin is None:
            self._latin = [(self._table(language) or _NONE)[:2] for language in LATIN]
        return textloops.everywhere(self._latin, key_of(word))


_NONE: _Table = (array("I"), b"", b"")


def _parts(packed: bytes) -> list[bytes]:
    """What is packed, each part behind its length."""
    parts, place = [], 0
    while place < len(packed):
        end = place + 4 + int.from_bytes(packed[place : place + 4], "little")
        parts.append(packed[place + 4 : end])
        place = end
    return parts


def _unpacked(data: bytes) -> _Table:
    count = len(data) // 5
    gaps = bytearray(4 * count)
    for plane in range(3):
        gaps[plane::4] = data[plane * count : (plane + 1) * count]
    keys = array("I", bytes(gaps))
    if sys.byteorder != "little":
        keys.byteswap()
    return array("I", accumulate(keys)), data[3 * count : 4 * count], data[4 * count :]


@lru_cache(maxsize=1)
def background() -> Background:
    """The table that ships with clew, read once."""
    return Background((files("reader.threads") / "data" / "background.bin").read_bytes())
