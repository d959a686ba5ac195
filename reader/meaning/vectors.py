"""Vectors as they are kept, one byte a dimension, and their likeness.

A sentence model puts all texts of a language near each other: the cosine of any two is .7 to .8.
Taken from the mean of their language, vectors of one event stand out, also across languages (pairs
across languages on two days of 41 outlets: R .47 → .57 at P .83). Of a few stories in a language
the mean is their event; how far the mean of a language is from that of all is known beforehand,
from news told in each of them. (Hard paraphrases in four languages BCubed F1 .985 → 1, English and
French together .935 → .939, our own events in nine languages .973 → .975, pairs across languages R
.92 → .94, other sets ±.0003.)
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

#: Stories that the mean of all languages counts as in that of one that is not known beforehand;
#: those that must be there for a mean of its own at all, as many as what is known of all languages
#: counts in theirs; and those that what is known of one counts as in its own (20 to 300: the same).
PRIOR, FEWEST, KNOWN = 20, 30, 50
#: Neighbours of a story that are looked at, and the likeness they must have.
NEAR, LEAST = 24, 0.25
#: Nearest stories whose mean likeness says how crowded it is around a story (20: pair F1 on events
#: held aside -.015; 5: pairs across languages held aside P -.02).
CROWD = 10
#: Likeness to all the others of its group, and to each of them, below which a story is a stranger
#: there, and how much further from them it is than the next.
STRANGE, APART = 0.45, 0.1
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


class Means(NamedTuple):
    """``whole``: the mean of texts of any kind in no language, ``of``: how far from it the mean of
    a language is. They stand for what is not known yet while stories are few."""

    whole: NDArray[float32]
    of: Mapping[str, NDArray[float32]]


def _centred(rows: NDArray[float32], languages: Sequence[str], means: Means) -> NDArray[float32]:
    """Each row from the mean of its language."""
    codes = numpy.asarray(languages)
    spoken = {language: codes == language for language in sorted(set(languages))}
    total = rows.sum(axis=0) + FEWEST * means.whole
    for language, own in spoken.items():
        if language in means.of:
            total = total - means.of[language] * own.sum()
    total /= len(rows) + FEWEST
    found: NDArray[float32] = rows - total
    for language, own in spoken.items():
        count, known = int(own.sum()), means.of.get(language)
        if known is not None or count >= FEWEST:
            before, weight = (total, PRIOR) if known is None else (total + known, KNOWN)
            found[own] = rows[own] - (rows[own].sum(axis=0) + weight * before) / (count + weight)
    return found


class Space:
    """The stories of some days with their vectors."""

    def __init__(
        self,
        stories: Sequence[int],
        languages: Sequence[str],
        rows: NDArray[float32],
        means: Means,
    ) -> None:
        self.stories = list(stories)
        self._languages = list(languages)
        self.place = {story: at for at, story in enumerate(self.stories)}
        self._raw = rows
        self._centred = _unit(_centred(rows, languages, means))
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

    def stranger(self, group: Sequence[int]) -> tuple[int, float] | None:
        """The one story of a group that is little like any of the others, and less like them all
        than each of those is, with that likeness; None when there is no such one."""
        stories = [story for story in group if story in self.place]
        if len(stories) < 3:
            return None
        rows = self._centred[[self.place[story] for story in stories]]
        total = rows.sum(axis=0)
        among = [self._amid(story, total, inside=True) for story in stories]
        least, second = sorted(among)[:2]
        at = among.index(least)
        nearest = float(numpy.delete(rows @ rows[at], at).max())
        if max(least, nearest) >= STRANGE or second - least < APART:
            return None
        return stories[at], least

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


def means(name: str, size: int) -> Means:
    """The means of texts of any kind, as far as they ship for the model of this name.

    ``data/means.bin``: a byte with the length of the model's name, the name, then for the whole and
    each language its code (two bytes, blank for the whole), scale (four bytes, float) and a byte a
    dimension. ``tests/bench/build_means.py`` makes it.
    """
    kept = (files("reader.meaning") / "data" / "means.bin").read_bytes()
    at = 1 + kept[0]
    if kept[1:at].decode() != name:
        return Means(numpy.zeros(size, dtype=numpy.float32), {})
    found = {}
    for code, scale, data in struct.iter_unpack(f"<2sf{size}s", kept[at:]):
        row = numpy.frombuffer(data, dtype=numpy.int8).astype(numpy.float32)
        found[code.decode().strip()] = row * numpy.float32(scale)
    return Means(found.pop(""), found)
