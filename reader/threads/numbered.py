"""Stories that another process read, as they travel: what they say by number.

Most of what a story says others said before. Each feature travels once, with how it is written and
how common it is, and goes by its place in the table of all from then on: as strings, features took
four times as long to unpack and to find again, and twice the room.

``numbers_of`` and ``weighed_told`` are in C as well, as are ``loops`` and ``strides``.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from reader.threads import loops
from reader.threads.reading import Plain, Read, from_plain

#: What a table holds of its features: their names, the first letters of these, how common they are
#: (Zipf), and by which number the index that was asked last knows them (-1: it was not asked, or
#: knew none).
Known: TypeAlias = "tuple[list[str], bytearray, array[float], array[int]]"


def numbers_of(
    names: tuple[str, ...], surfaces: tuple[str, ...], zipfs: tuple[float, ...],
    by_name: dict[str, int], known: list[str], commons: array[float],
) -> tuple[array[int], list[int]]:  # fmt: skip
    """The numbers of features whose names, how they are written and how common they are these are,
    0 for those that are none of what the numbers stand for, and the places of those."""
    numbers, unknown = array("I"), []
    for place, name in enumerate(names):
        number = by_name.get(name)
        if number is None or (known[number], commons[number]) != (surfaces[place], zipfs[place]):
            unknown.append(place)
            number = 0
        numbers.append(number)
    return numbers, unknown


class Numbering:
    """Numbers what stories say, in the process that reads them."""

    def __init__(self) -> None:
        self._by_name: dict[str, int] = {}
        #: those whose name has a number already, but is written otherwise or more or less common
        self._others: dict[tuple[str, str, float], int] = {}
        self._surfaces: list[str] = []
        self._zipfs = array("d")
        #: the names of those that did not travel yet
        self._names: list[str] = []

    def told(self, plain: Plain) -> Plain:
        """A story as ``reading.to_plain`` has it, by number."""
        language, title, names, surfaces, weights, zipfs, marks, link, alone = plain
        table = self._by_name, self._surfaces, self._zipfs
        numbers, unknown = numbers_of(names, surfaces, zipfs, *table)
        for place in unknown:
            numbers[place] = self._numbered(names[place], surfaces[place], zipfs[place])
        occurring = array("d", weights).tobytes()
        return language, title, numbers.tobytes(), occurring, marks, link, alone

    def _numbered(self, name: str, surface: str, zipf: float) -> int:
        key = name, surface, zipf
        number = self._others.get(key)
        if number is None:
            number = len(self._surfaces)
            self._surfaces.append(surface)
            self._zipfs.append(zipf)
            self._names.append(name)
            if self._by_name.setdefault(name, number) != number:
                self._others[key] = number
        return number

    def new(self) -> Plain:
        """What the table got since it was last asked: the place of the first, names, how they are
        written, how common they are."""
        names, self._names = self._names, []
        first = len(self._surfaces) - len(names)
        zipfs = self._zipfs[first:].tobytes()
        return first, tuple(names), tuple(self._surfaces[first:]), zipfs


class Table:
    """The features that stories told of so far, in the process that places them."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._surfaces: list[str] = []
        self._known: Known = self._names, bytearray(), array("d"), array("i")
        #: the index that was asked, by what it has anew whenever it numbers its features anew
        self._asked: dict[str, int] = {}

    def extend(self, new: Plain) -> None:
        """Take what ``Numbering.new`` gave, all of it in order; ``ValueError`` when it is none."""
        if tuple(map(type, new)) != (int, tuple, tuple, bytes):
            raise ValueError("no part of a table")
        first, names, surfaces, packed = new
        if len(packed) != 8 * len(names) or first != len(self._names):
            raise ValueError("another part of the table was expected")
        zipfs = array("d", packed)
        if not loops.columns(names, surfaces, tuple(zipfs), tuple(zipfs)):
            raise ValueError("no names")
        _, channels, commons, ids = self._known
        self._names += names
        self._surfaces += surfaces
        channels += bytes([min(ord(name[0]), 255) for name in names])
        commons += zipfs
        ids.extend(array("i", (-1,)) * len(names))

    def story(self, told: Plain) -> Told | None:
        """A story that ``Numbering.told`` gave; None when it is none."""
        if tuple(map(type, told)) != _TYPES:
            return None
        language, title, numbers, occurring, marks, link, alone = told
        if len(numbers) % 4 or len(occurring) != 2 * len(numbers) or len(marks) % 4:
            return None
        if not 0 <= link < 1 << 63:
            return None
        columns = array("I", numbers), array("d", occurring)
        if max(columns[0], default=-1) >= len(self._names):
            return None
        return Told(language, title, *columns, marks, link, alone, self)

    def known(self, ids: dict[str, int]) -> Known:
        """What it holds, for the index with these numbers."""
        if self._asked is not ids:
            self._asked = ids
            known = self._known[-1]
            known[:] = array("i", (-1,)) * len(known)
        return self._known

    def name(self, number: int) -> str:
        """A feature."""
        return self._names[number]

    def surface(self, number: int) -> str:
        """How it is written."""
        return self._surfaces[number]

    def zipf(self, number: int) -> float:
        """How common it is."""
        return self._known[2][number]


class Told(NamedTuple):
    """What is known of one story, as ``Read``, with its features by their number in a table."""

    language: str
    title: str
    numbers: array[int]
    #: of occurrence
    weights: array[float]
    marks: bytes
    link: int
    alone: bool
    table: Table

    @property
    def prints(self) -> array[int] | None:
        """The fingerprints of its text."""
        return array("I", self.marks) if self.marks else None

    def read(self) -> Read:
        """The story by name."""
        table, numbers = self.table, self.numbers
        return Read(
            self.language,
            self.title,
            tuple(map(table.name, numbers)),
            tuple(map(table.surface, numbers)),
            tuple(self.weights),
            tuple(map(table.zipf, numbers)),
            self.marks,
            self.link,
            self.alone,
        )

    def taught(self, apply: Callable[[dict[str, float], str], None]) -> Read:
        """As ``Read.taught``."""
        return self.read().taught(apply)


#: Types of the values that travel.
_TYPES = (str, str, bytes, bytes, bytes, int, bool)


def as_read(values: Plain) -> Read | Told | None:
    """A story that was read elsewhere; None when it is none."""
    return values if isinstance(values, Told) else from_plain(values)


def weighed_told(
    numbers: array[int], occurring: array[float], known: Known, ids: dict[str, int], *more: Any
) -> tuple[array[int], array[int], list[int]]:
    """As ``loops.weighed``, of a story that is told by number."""
    names, _, zipfs, _ = known
    return loops.weighed(
        tuple([names[number] for number in numbers]),
        tuple(occurring),
        tuple([zipfs[number] for number in numbers]),
        ids,
        *more,
    )


if not TYPE_CHECKING:
    with suppress(ImportError):  # it could not be compiled
        from reader.threads._loops import numbers_of, weighed_told
