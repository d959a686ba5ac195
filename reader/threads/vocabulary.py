"""The features of all stories held, by number: a column each of what is known of them.

What is asked most is kept in arrays: with 30,000 stories held strings and dictionaries lie all over
the memory, and a word that was not asked of lately cost two to four times as much as the next time.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from zlib import crc32

from reader.threads.loops import A_WORD, NOTHING, UNASKED, Posting

__all__ = ["A_NAME", "A_NUMBER", "A_WORD", "NOTHING", "UNASKED", "Vocabulary"]

#: The channels of features (see ``features``), as ``Vocabulary.channels`` has them.
A_NAME, A_NUMBER = b"@#"
#: Names that words wait for, until all is asked anew.
AWAITED = 16_000


class Vocabulary:
    """What stories say. A feature's number is its place in every column."""

    def __init__(self) -> None:
        #: feature by name → its number; by number: name, how people write it ("" for the name's
        #: own letters), the first letter of the name, the one row that has it (-1: none) or the
        #: rows in order, and in how many stories and threads it is.
        self.ids: dict[str, int] = {}
        self.names: list[str] = []
        self.surfaces: list[str] = []
        #: the names in four bytes each, the same in every process
        self.hashes: array[int] = array("I")
        self.channels = bytearray()
        self.postings: list[Posting] = []
        self.in_stories: array[int] = array("i")
        self.in_threads: array[int] = array("i")
        self._tables: dict[tuple[str, str], array[int]] = {}
        self._awaited: dict[str, list[tuple[str, int]]] = {}

    def feature(self, name: str, surface: str) -> int:
        """The number of a feature, new when it was never seen."""
        if name not in self.ids:
            self.number([name], ["" if surface == name[1:] else surface])
        return self.ids[name]

    def number(self, names: Sequence[str], surfaces: Sequence[str]) -> None:
        """Number features that were never seen, in their order; ``surfaces``: see there."""
        for number, name in enumerate(names, len(self.names)):
            self.ids[name] = number
            if name in self._awaited:
                for language, word in self._awaited.pop(name):
                    self._tables["name", language][word] = number
        self.names += names
        self.surfaces += surfaces
        self.hashes.extend([crc32(name.encode()) for name in names])
        self.channels += "".join([name[0] for name in names]).encode()
        self.postings += [-1] * len(names)
        none = bytes(self.in_stories.itemsize * len(names))
        self.in_stories.frombytes(none)
        self.in_threads.frombytes(none)

    def surface(self, number: int) -> str:
        """A feature as people write it."""
        return self.surfaces[number] or self.names[number][1:]

    def posting(self, number: int) -> Sequence[int]:
        """The rows that have a feature, in the order they came."""
        found = self.postings[number]
        if isinstance(found, int):
            return (found,) if found >= 0 else ()
        return found

    def table(self, kind: str, language: str) -> array[int]:
        """What was found out of the words of a language, by number: ``UNASKED``, ``NOTHING`` or a
        number."""
        found = self._tables.get((kind, language))
        if found is None:
            found = self._tables[kind, language] = array("i")
        if len(found) < len(self.names):
            found.extend(array("i", (UNASKED,)) * (len(self.names) - len(found)))
        return found

    def as_names(self, language: str) -> array[int]:
        """Word → the name that it would be, ``NOTHING`` while no story has that; what is
        ``UNASKED`` is to be told by ``note_name``."""
        return self.table("name", language)

    def note_name(self, word: int, name: str, language: str) -> int:
        """Remember which name a word of a language would be ("" for none); its number, or
        ``NOTHING``: then until a story has it."""
        if len(self._awaited) >= AWAITED:
            self._forget_tables()
        number = self.ids.get(name, NOTHING)
        self.as_names(language)[word] = number
        if name and number == NOTHING:
            self._awaited.setdefault(name, []).append((language, word))
        return number

    def _forget_tables(self) -> None:
        self._awaited.clear()
        for table in self._tables.values():
            table[:] = array("i", (UNASKED,)) * len(table)

    def _count(self) -> None:
        """Count the stories of every feature."""
        held = [(p >= 0) if isinstance(p, int) else len(p) for p in self.postings]
        self.in_stories = array("i", held)

    def _unpost(self) -> None:
        """Forget all rows, and make anew what follows from the names."""
        self.ids = {name: number for number, name in enumerate(self.names)}
        self.hashes = array("I", [crc32(name.encode()) for name in self.names])
        self.channels = bytearray("".join([name[0] for name in self.names]).encode())
        self.postings = [-1] * len(self.names)
        self.in_stories = array("i", bytes(self.in_stories.itemsize * len(self.names)))

    def _move(self, moved: array[int]) -> array[int]:
        """After the rows got other numbers (-1: gone) forget the features that none has, and number
        the others anew in their order; old number → new one."""
        # One after the other: all anew beside all old were the peak of a refresh's memory.
        for feature, posting in enumerate(self.postings):
            self.postings[feature] = _moved(posting, moved)
        used = [feature for feature, posting in enumerate(self.postings) if posting != -1]
        self.postings = [self.postings[feature] for feature in used]
        numbers = array("I", bytes(4 * len(self.names)))
        for new, old in enumerate(used):
            numbers[old] = new
        self.names = [self.names[old] for old in used]
        self.surfaces = [self.surfaces[old] for old in used]
        self.hashes = array("I", [self.hashes[old] for old in used])
        self.channels = bytearray([self.channels[old] for old in used])
        self.ids = {name: number for number, name in enumerate(self.names)}
        self.in_threads = array("i", [self.in_threads[old] for old in used])
        self._count()
        self._tables.clear()
        self._awaited.clear()
        return numbers


def _moved(posting: Posting, moved: array[int]) -> Posting:
    """A posting after the rows got other numbers, -1 for those that are gone."""
    if isinstance(posting, int):
        return moved[posting] if posting >= 0 else -1
    kept = [new for number in posting if (new := moved[number]) >= 0]
    return array("I", kept) if len(kept) > 1 else kept[0] if kept else -1
