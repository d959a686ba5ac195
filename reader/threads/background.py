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

import zlib
from array import array
from functools import lru_cache

from reader.threads import shipped, textloops

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


class Background:
    """The frequencies of ``LANGUAGES``."""

    def __init__(self, packed: bytes) -> None:
        self._words, self._values, self._traditional, *tables = _parts(packed)
        self._packed: dict[str, bytes | None] = dict(zip(LANGUAGES, tables, strict=True))
        self._tables: dict[str, _Table] = {}
        self._latin: tuple[list[tuple[array[int], bytes]], bytes] | None = None

    def markers(self) -> tuple[dict[str, int], bytes]:
        """The words that tell languages of Latin letters apart, each with its place, and of each
        the Zipf values times ``SCALE`` in all of ``LATIN``, 0 where it is unknown."""
        words = zlib.decompress(self._words).decode().split("\n")
        return dict(zip(words, range(len(words)), strict=True)), zlib.decompress(self._values)

    def simplified(self) -> dict[int, int]:
        """Characters of traditional Chinese → simplified ones, for ``str.translate``."""
        return str.maketrans(*zlib.decompress(self._traditional).decode().split("\n"))

    def table(self, language: str) -> _Table:
        """Sorted keys, beside each its Zipf value times ``SCALE``, and how much more the family of
        its stem has; of a language whose words are not known none."""
        return self._tables.get(language) or self._table(language) or _NONE

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
        return textloops.zipf(self.table(language), SCALE, word, FAMILY + stem if stem else "")

    def latin(self) -> tuple[list[tuple[array[int], bytes]], bytes]:
        """The keys and Zipf values of each of ``LATIN``, and which keys any of them has."""
        if self._latin is None:
            tables = [self.table(language)[:2] for language in LATIN]
            self._latin = tables, textloops.any_of(tables)
        return self._latin


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
    return textloops.unpacked(data[: 3 * count]), data[3 * count : 4 * count], data[4 * count :]


@lru_cache(maxsize=1)
def background() -> Background:
    """The table that ships with clew, read once."""
    return Background(shipped.table("background.bin"))
