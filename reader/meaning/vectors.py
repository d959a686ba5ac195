"""Vectors as they are kept, one byte a dimension, and their likeness.

A sentence model puts all texts of a language near each other: the cosine of any two is .7 to .8.
Taken from the mean of their language, vectors of one event stand out, also across languages (pairs
across languages on two days of 41 outlets: R .47 → .57 at P .83).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from reader.meaning import Model

#: Stories that the mean of all languages counts as in the mean of one, and those that must be there
#: for a mean of its own at all: of a few stories it is their event.
PRIOR, FEWEST = 20, 30
#: Neighbours of a story that are looked at, and the likeness they must have.
NEAR, LEAST = 24, 0.25
#: Nearest stories whose mean likeness says how crowded it is around a story (20: pair F1 on events
#: held aside -.015; 5: pairs across languages held aside P -.02).
CROWD = 10
#: Rows multiplied at a time: memory stays small whatever the number of stories.
_BLOCK = 256


def pack(vector: NDArray[float32]) -> tuple[float, bytes]:
    """(scale, bytes) of a vector; a byte times the scale is a dimension."""
    scale = float(numpy.abs(vector).max()) / 127 or 1.0
    return scale, numpy.rint(vector / scale).astype(numpy.int8).tobytes()


def unpack(kept: Sequence[tuple[float, bytes]], size: int) -> NDArray[float32]:
    """Rows of what ``pack`` gave, of unit length."""
    if not kept:
        return numpy.empty((0, size), dtype=numpy.float32)
    data = numpy.frombuffer(b"".join(data for _, data in kept), dtype=numpy.int8)
    rows = data.reshape(len(kept), size).astype(numpy.float32)
    return _unit(rows)


def _unit(rows: NDArray[float32]) -> NDArray[float32]:
    lengths = numpy.linalg.norm(rows, axis=1, keepdims=True)
    found: NDArray[float32] = rows / numpy.maximum(lengths, numpy.float32(1e-9))
    return found


class Space:
    """The stories of some days with their vectors. ``mean``: that of texts of any kind, which
    stands for what is not known yet while stories are few."""

    def __init__(
        self,
        stories: Sequence[int],
        languages: Sequence[str],
        rows: NDArray[float32],
        mean: NDArray[float32],
    ) -> None:
        self.stories = list(stories)
        self._languages = list(languages)
        self.place = {story: at for at, story in enumerate(self.stories)}
        self._raw = rows
        total = (rows.sum(axis=0) + FEWEST * mean) / (len(rows) + FEWEST)
        centred = rows - total
        codes = numpy.asarray(languages)
        for language in sorted(set(languages)):
            own = codes == language
            count = int(own.sum())
            if count >= FEWEST:
                centre = (rows[own].sum(axis=0) + PRIOR * total) / (count + PRIOR)
                centred[own] = rows[own] - centre
        self._centred = _unit(centred)
        #: how crowded it is around each, -1 for those that were not asked of
        self._crowds = numpy.full(len(self.stories), -1.0, dtype=numpy.float32)

    def language(self, story: int) -> str:
        """The language a story was said to be told in."""
        return self._languages[self.place[story]] if story in self.place else ""

    def cosine(self, a: int, b: int) -> float:
        """The plain cosine of two stories: what a person is told."""
        return float(self._raw[self.place[a]] @ self._raw[self.place[b]])

    def likenesses(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """How alike two stories are, from the mean of their languages; 0 for one without vector."""
        known = [(self.place.get(a, -1), self.place.get(b, -1)) for a, b in pairs]
        if not known:
            return []
        ones, others = (numpy.asarray(each) for each in zip(*known, strict=True))
        found = numpy.einsum("ij,ij->i", self._centred[ones], self._centred[others])
        found[(ones < 0) | (others < 0)] = 0.0
        return [float(value) for value in found]

    def crowds(self, stories: Iterable[int]) -> dict[int, float]:
        """How crowded it is around each story that has a vector: its mean likeness to the nearest.
        What resembles much that is told resembles it all (Conneau et al. 2018, CSLS)."""
        count = min(CROWD, len(self.stories) - 1)
        if count < 1:
            return dict.fromkeys(stories, 0.0)
        places = {story: self.place[story] for story in stories if story in self.place}
        unknown = [at for at in places.values() if self._crowds[at] < 0]
        for start in range(0, len(unknown), _BLOCK):
            block = unknown[start : start + _BLOCK]
            cosines = self._centred[block] @ self._centred.T
            cosines[numpy.arange(len(block)), block] = -1.0
            best = numpy.partition(cosines, -count, axis=1)[:, -count:]
            self._crowds[block] = numpy.maximum(0.0, best.mean(axis=1))
        return {story: float(self._crowds[at]) for story, at in places.items()}

    def among(
        self,
        pairs: Sequence[tuple[int, int]],
        threads: Mapping[int, Sequence[int]],
        thread_of: Mapping[int, int],
    ) -> list[float]:
        """How alike the stories of each pair are to the other one's thread as a whole, itself left
        out: the mean of both ways. One vector is chance, that of a thread is its event."""
        sums: dict[int, NDArray[float32]] = {}
        for story in {story for pair in pairs for story in pair}:
            thread = thread_of[story]
            if thread not in sums:
                held = [self.place[each] for each in threads[thread] if each in self.place]
                sums[thread] = self._centred[held].sum(axis=0)
        return [
            (self._amid(a, sums[thread_of[b]], same) + self._amid(b, sums[thread_of[a]], same)) / 2
            for a, b in pairs
            for same in (thread_of[a] == thread_of[b],)
        ]

    def _amid(self, story: int, total: NDArray[float32], inside: bool) -> float:
        """The likeness of a story and a sum of stories, in which it is when ``inside``."""
        if story not in self.place:
            return 0.0
        own = self._centred[self.place[story]]
        rest = total - own if inside else total
        return float(own @ rest) / max(1e-9, float(numpy.linalg.norm(rest)))

    def near(
        self, stories: Sequence[int], most: int = NEAR, least: float = LEAST
    ) -> Iterator[tuple[int, int]]:
        """Pairs of each story with its nearest, the best first."""
        places = [self.place[story] for story in stories if story in self.place]
        for start in range(0, len(places), _BLOCK):
            block = places[start : start + _BLOCK]
            cosines = self._centred[block] @ self._centred.T
            cosines[numpy.arange(len(block)), block] = -1.0
            count = min(most, len(self.stories) - 1)
            if count < 1:
                return
            best = numpy.argpartition(-cosines, count - 1, axis=1)[:, :count]
            for at, (row, own) in enumerate(zip(best, block, strict=True)):
                for other in sorted(row, key=lambda n: (-cosines[at, n], n)):
                    if cosines[at, other] >= least:
                        yield self.stories[own], self.stories[int(other)]


def mean(model: Model) -> NDArray[float32]:
    """The mean of texts of any kind, as far as it ships for the model; else nothing.

    ``data/mean.bin``: a byte with the length of the model's name, its scale (4 bytes, float), the
    name, then a byte a dimension. ``tests/bench/build_mean.py`` makes it of the sample edition.
    """
    kept = (files("reader.meaning") / "data" / "mean.bin").read_bytes()
    length, scale = struct.unpack_from("<Bf", kept)
    name, data = kept[5 : 5 + length], kept[5 + length :]
    if name.decode() != model.name:
        return numpy.zeros(model.size, dtype=numpy.float32)
    return numpy.frombuffer(data, dtype=numpy.int8).astype(numpy.float32) * numpy.float32(scale)
