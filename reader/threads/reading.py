"""What the text of a story alone says, before any other story is looked at.

It can be read in another process: as plain values it travels to where stories are placed.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any, NamedTuple

from reader.model import Telling
from reader.threads import loops
from reader.threads.copies import prints
from reader.threads.features import Reader, left_of
from reader.threads.genre import stands_alone
from reader.threads.links import identity

#: The values of a ``Read``, of which ``marshal`` and others know how to keep them.
Plain = tuple[Any, ...]


class Read(NamedTuple):
    """What is known of one story. Its features as columns, each feature once: their names, how they
    are written ("" where the name says it), their weights of occurrence, and how common the
    background says they are (Zipf)."""

    language: str
    #: folded
    title: str
    names: tuple[str, ...]
    surfaces: tuple[str, ...]
    weights: tuple[float, ...]
    zipfs: tuple[float, ...]
    #: the fingerprints of its text, four bytes each; none where it is too short
    marks: bytes
    #: the page it points to, 0 for none
    link: int
    #: whether it is of a kind that belongs to no event
    alone: bool

    @property
    def prints(self) -> array[int] | None:
        """The fingerprints of its text."""
        return array("I", self.marks) if self.marks else None

    def taught(self, apply: Callable[[dict[str, float], str], None]) -> Read:
        """The same with the weights that are left of it; see ``Taught.apply``."""
        columns = self.names, self.surfaces, self.weights, self.zipfs
        names, surfaces, weights, zipfs = left_of(columns, self.language, apply)
        return self._replace(names=names, surfaces=surfaces, weights=weights, zipfs=zipfs)


def read(reader: Reader, telling: Telling) -> Read:
    """Read a story."""
    found = reader.read(telling)
    return Read(
        found.language,
        found.title,
        found.names,
        found.surfaces,
        found.weights,
        found.zipfs,
        prints(telling),
        identity(telling.url),
        stands_alone(telling.title, telling.summary),
    )


def to_plain(one: Read) -> Plain:
    """A story that was read, as plain values."""
    return tuple(one)


def from_plain(values: object) -> Read | None:
    """The story that ``to_plain`` was given; None when it is none."""
    if not isinstance(values, tuple) or tuple(map(type, values)) != _TYPES:
        return None
    one = Read._make(values)
    if not loops.columns(one.names, one.surfaces, one.weights, one.zipfs):
        return None
    if len(set(one.names)) < len(one.names) or len(one.marks) % 4 or not 0 <= one.link < 1 << 63:
        return None
    return one


#: Types of the values.
_TYPES = (str, str, tuple, tuple, tuple, tuple, bytes, int, bool)
