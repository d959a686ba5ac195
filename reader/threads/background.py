"""How common a word is in its language: a small packed table built from wordfreq.

The table (``data/background.bin``, see ``data/NOTICE``) is zlib-compressed. For each language, in
the order of ``LANGUAGES``: a count (4 bytes, little-endian), that many CRC-32 of folded forms,
sorted, then one byte a form for its Zipf value and one for that of its stem's whole family, both
times ``SCALE``. Last, a length and a JSON object: word → Zipf values by language, of the words that
tell languages apart. Kept as arrays it takes 1.3 MB; the wordfreq package takes 53 MB a language.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from bisect import bisect_left
from functools import lru_cache
from importlib.resources import files

#: The languages whose words are known; a story in another is grouped by names and numbers.
LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "pl")
#: Zipf values (1 = once in 100 million words, 7 = "the") are kept as bytes of value * SCALE.
SCALE = 30


class Background:
    """The frequencies of eight languages."""

    def __init__(self, packed: bytes) -> None:
        data = zlib.decompress(packed)
        self._tables: dict[str, tuple[array[int], bytes, bytes]] = {}
        place = 0
        for language in LANGUAGES:
            count = int.from_bytes(data[place : place + 4], "little")
            place += 4
            keys = array("I", data[place : place + 4 * count])
            if sys.byteorder != "little":
                keys.byteswap()
            place += 4 * count
            own, family = data[place : place + count], data[place + count : place + 2 * count]
            place += 2 * count
            self._tables[language] = (keys, own, family)
        #: word → Zipf * SCALE in each of ``LANGUAGES`` (0: unknown there).
        self.markers: dict[str, bytes] = {
            word: bytes(values) for word, values in json.loads(data[place + 4 :]).items()
        }

    def zipf(self, language: str, word: str) -> tuple[float, float]:
        """The Zipf values of a folded form and of its stem's family; zeros when unknown."""
        table = self._tables.get(language)
        if table is None:
            return 0.0, 0.0
        keys, own, family = table
        key = zlib.crc32(word.encode())
        at = bisect_left(keys, key)
        if at == len(keys) or keys[at] != key:
            return 0.0, 0.0
        return own[at] / SCALE, family[at] / SCALE

    def everywhere(self, word: str) -> tuple[int, ...]:
        """The Zipf value times ``SCALE`` of a folded form in each of ``LANGUAGES``."""
        key = zlib.crc32(word.encode())
        found = []
        for keys, own, _ in self._tables.values():
            at = bisect_left(keys, key)
            found.append(own[at] if at < len(keys) and keys[at] == key else 0)
        return tuple(found)


@lru_cache(maxsize=1)
def background() -> Background:
    """The table that ships with clew, read once."""
    return Background((files("reader.threads") / "data" / "background.bin").read_bytes())


@lru_cache(maxsize=4_096)
def everywhere(word: str) -> tuple[int, ...]:
    """See ``Background.everywhere``."""
    return background().everywhere(word)
