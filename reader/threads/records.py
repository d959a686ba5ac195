"""Records of threads that went silent, and how a new thread is compared with them."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from contextlib import suppress
from itertools import repeat
from operator import mul
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from reader.threads import loops
from reader.threads.index import UNIT, Index, Thread, heaviest
from reader.threads.score import as_terms
from reader.threads.shown import tells_which
from reader.threads.vocabulary import A_WORD

#: Features of a record and of what may wake it, the heaviest; those by which records are sought.
#: (By 10 one more thread of 300 wakes, by 6 a twentieth fewer.)
FEATURES, SOUGHT = 24, 8
#: Stories of a record, the newest: the user's word on any of them holds.
MEMBERS = 64

#: What ``recorded`` makes records by.
_BY = FEATURES, SOUGHT, MEMBERS, UNIT
_HEAD = struct.Struct("<qqBBB")
#: Bytes that a key takes in a record with its weight, and a story with its feed.
_KEY, _STORY = 6, 16

Held: TypeAlias = "tuple[array[int], ...]"


class Record(NamedTuple):
    """What is kept of a silent thread, whose last story is of ``last``. ``keys``: its features,
    hashed, names and numbers (the first ``names`` of them) before words, each with its weight in
    the thread, which is ``UNIT`` long. ``stories``, the oldest first, and the ``feeds`` they are
    of."""

    thread: int
    last: int
    names: int
    keys: Sequence[int]
    weights: Sequence[int]
    stories: Sequence[int]
    feeds: Sequence[int]


def unpacked(data: bytes) -> Record:
    """A record that ``recorded`` packed."""
    thread, last, names, keys, stories = _HEAD.unpack_from(data)
    weighed = _HEAD.size + 4 * keys
    told = weighed + 2 * keys
    fed = told + 8 * stories
    return Record(
        thread, last, names,
        array("I", data[_HEAD.size : weighed]), array("H", data[weighed:told]),
        array("q", data[told:fed]), array("q", data[fed:]),
    )  # fmt: skip


def head(data: bytes) -> tuple[int, int, bool]:
    """Of a packed record its thread, the time of its last story, and whether it has several; raises
    ``ValueError`` when it is none."""
    thread, last, _, keys, stories = _HEAD.unpack_from(data)
    if len(data) != _HEAD.size + keys * _KEY + stories * _STORY:
        raise ValueError("a record contradicts itself")
    return thread, last, stories > 1


class Own:
    """A new thread as it is compared with records: its heaviest features, as these have them."""

    def __init__(self, index: Index, thread: Thread) -> None:
        self.index = index
        self._language = index.rows.spoken(thread.rows[0])
        # All its features are ``UNIT`` long, as those of records are.
        length, hashes = thread.length or 1.0, index.hashes
        found = heaviest_of(index.rows.columns(), thread.rows, FEATURES)
        pairs = [(feature, min(UNIT, int(weight / length))) for feature, weight in found]
        self.features = {hashes[feature]: feature for feature, _ in pairs}
        self._weights = {hashes[feature]: weight for feature, weight in pairs}

    def is_name(self, feature: int) -> bool:
        return tells_which(self.index, feature, self._language)

    def likeness(self, record: Record) -> float:
        """The cosine with a silent thread."""
        both = map(self._weights.get, record.keys, repeat(0))
        dot: int = sum(map(mul, both, record.weights))
        return dot / (UNIT * UNIT)

    def terms(self, record: Record) -> tuple[tuple[str, float], ...]:
        """What they share, as ``score.as_terms`` tells it."""
        terms: dict[str, float] = {}
        for key, weight in zip(record.keys, record.weights, strict=True):
            if key in self.features:
                surface = self.index.surface(self.features[key])
                part = 10.0 * weight * self._weights[key] / (UNIT * UNIT)
                terms[surface] = terms.get(surface, 0.0) + part
        return as_terms(terms)


def sought(index: Index, thread: Thread) -> list[int]:
    """The features of a new thread by which records are sought, as these have them."""
    return sought_by(index.rows.columns(), thread.rows, index.hashes, FEATURES, SOUGHT)


def record_of(index: Index, thread: Thread) -> tuple[bytes, list[int]]:
    """The packed record of a thread, and the keys by which it is sought."""
    rows = index.rows
    return recorded(
        rows.columns(), thread.rows, (index.channels, index.hashes),
        (rows.story, rows.feed, rows.at), thread.id, thread.last, thread.length or 1.0, _BY,
    )  # fmt: skip


# ------------------------------------------------------------------ in C as well


def heaviest_of(columns: Held, numbers: list[int], most: int) -> list[tuple[int, int]]:
    """The heaviest features of some rows together with their weights, of equal ones the first
    numbers first; of one row alone in its own order. ``columns``: features, weights, where those
    of each row begin, and whatever else."""
    found = loops.total(columns, numbers)
    return list(found.items())[:most] if len(numbers) == 1 else heaviest(found, most)


def sought_by(
    columns: Held, numbers: list[int], hashes: array[int], features: int, most: int
) -> list[int]:
    """The first ``most`` of the heaviest ``features`` of some rows, hashed, each once."""
    pairs = heaviest_of(columns, numbers, features)
    return list(dict.fromkeys([hashes[feature] for feature, _ in pairs]))[:most]


def recorded(
    columns: Held, numbers: list[int], known: tuple[bytearray, array[int]], about: Held,
    thread: int, last: int, length: float, by: tuple[int, int, int, int],
) -> tuple[bytes, list[int]]:  # fmt: skip
    """The record of a thread of some rows, packed, and the keys by which it is sought, the heaviest
    first. ``known``: what is a word, and the hash of every feature; ``about``: story, feed and time
    of every row; ``length``: of the sum of the thread's vectors; ``by``: features of a record, how
    many of them are sought, stories of a record, and the weight of one."""
    channels, hashes = known
    story, feed, at = about
    pairs = [(f, int(min(by[3], w / length))) for f, w in heaviest_of(columns, numbers, by[0])]
    pairs.sort(key=lambda pair: channels[pair[0]] == A_WORD)
    names = sum([channels[feature] != A_WORD for feature, _ in pairs])
    keys, weights = [hashes[feature] for feature, _ in pairs], [weight for _, weight in pairs]
    members = sorted(numbers, key=lambda number: (at[number], number))[-by[2] :]
    parts = (
        array("I", keys), array("H", weights), array("q", [story[number] for number in members]),
        array("q", [feed[number] for number in members]),
    )  # fmt: skip
    packed = _HEAD.pack(thread, last, names, len(keys), len(members))
    most = sorted(zip(weights, keys, strict=True), reverse=True)[: by[1]]
    return packed + b"".join(map(bytes, parts)), list({key: None for _, key in most})


if not TYPE_CHECKING:
    with suppress(ImportError):  # it could not be compiled
        from reader.threads._loops import heaviest_of, recorded, sought_by
