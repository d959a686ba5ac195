"""What the text of a story alone says, before any other story is looked at.

It can be read in another process: as plain values it travels to where stories are placed.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Any

from reader.model import Telling
from reader.threads.copies import prints
from reader.threads.features import Features, Reader
from reader.threads.genre import stands_alone
from reader.threads.links import identity

#: As ``Read``, but features as columns, and how one is written "" where its name says it.
Plain = tuple[Any, ...]


@dataclass(slots=True)
class Read:
    """What is known of one story: its features, the fingerprints of its text (None when it is too
    short), the page it points to (0 for none), whether it is of a kind that belongs to no event."""

    features: Features
    prints: array[int] | None
    link: int
    alone: bool


def read(reader: Reader, telling: Telling) -> Read:
    """Read a story."""
    return Read(
        reader.read(telling),
        prints(telling),
        identity(telling.url),
        stands_alone(telling.title, telling.summary),
    )


def to_plain(one: Read) -> Plain:
    """A story that was read, as plain values."""
    found = one.features
    seen = found.seen.values()  # of the same names in the same order
    return (
        found.language,
        found.title,
        tuple(found.weights),
        tuple(["" if surface == name[1:] else surface for name, surface, _ in seen]),
        tuple(found.weights.values()),
        tuple([zipf for _, _, zipf in seen]),
        b"" if one.prints is None else one.prints.tobytes(),
        one.link,
        one.alone,
    )  # fmt: skip


def from_plain(values: object) -> Read | None:
    """The story that ``to_plain`` was given; None when it is none."""
    if not isinstance(values, tuple) or tuple(map(type, values)) != _TYPES:
        return None
    language, title, names, surfaces, weights, zipfs, marks, link, alone = values
    if not len(names) == len(surfaces) == len(weights) == len(zipfs):
        return None
    kinds = set(map(type, names + surfaces)), set(map(type, weights + zipfs))
    if names and (kinds != _COLUMNS or not all(names)):
        return None
    if len(marks) % 4 or not 0 <= link < 1 << 63:
        return None
    features = Features(
        language,
        title,
        dict(zip(names, weights, strict=True)),
        dict(zip(names, zip(names, surfaces, zipfs, strict=True), strict=True)),
    )
    return Read(features, array("I", marks) if marks else None, link, alone)


#: Types of the values, and of names and surfaces, and of weights and Zipf values.
_TYPES = (str, str, tuple, tuple, tuple, tuple, bytes, int, bool)
_COLUMNS = ({str}, {float})
