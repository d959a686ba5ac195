"""What near copies are known by: one text in several papers. See ``repeats``."""

from __future__ import annotations

from reader.model import Telling
from reader.threads import textloops

#: Words of a shingle; how many shingles are kept (the smallest hashes); fewest that say anything.
SHINGLE, PRINTS, FEWEST = 4, 12, 6
#: Characters of the text that are fingerprinted.
READ = 400


def prints(telling: Telling) -> bytes:
    """Fingerprints of a story's text, four bytes each: the smallest hashes of its runs of four
    words."""
    text = telling.summary[:READ].lower()
    return textloops.prints(text, SHINGLE, SHINGLE + FEWEST, PRINTS)
