"""Records of threads that went silent, and how a new thread is compared with them."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Sequence
from itertools import islice, repeat
from operator import mul
from typing import NamedTuple

from reader.threads.index import UNIT, Index, Thread, heaviest
from reader.threads.score import as_terms
from reader.threads.shown import tells_which
from reader.threads.vocabulary import A_WORD

#: Features of a record and of what may wake it, the heaviest; those by which records are sought.
#: (By 10 one more thread of 300 wakes, by 6 a twentieth fewer.)
FEATURES, SOUGHT = 24, 8
#: Stories of a record, the newest: the user's word on any of them holds.
MEMBERS = 64

_HEAD = struct.Struct("<qqBBB")
#: Bytes that a key takes in a record with its weight, and a story with its feed.
_KEY, _STORY = 6, 16


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

    def heaviest(self) -> list[int]:
        """The keys by which it is sought."""
        pairs = sorted(zip(self.weights, self.keys, strict=True), reverse=True)
        return list({key: None for _, key in pairs[:SOUGHT]})

    def pack(self) -> bytes:
        head = _HEAD.pack(self.thread, self.last, self.names, len(self.keys), len(self.stories))
        columns = (("I", self.keys), ("H", self.weights), ("q", self.stories), ("q", self.feeds))
        return head + b"".join([array(code, values).tobytes() for code, values in columns])


def unpacked(data: bytes) -> Record:
    """A record that ``Record.pack`` packed."""
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
        pairs = _heaviest(index, thread)
        hashes = index.hashes
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
    if len(thread.rows) == 1:  # in that order already
        features: Iterable[int] = index.rows.of(thread.rows[0])[:FEATURES]
    else:
        features = [feature for feature, _ in heaviest(index.sum(thread), FEATURES)]
    return list(dict.fromkeys(map(index.hashes.__getitem__, features)))[:SOUGHT]


def _heaviest(index: Index, thread: Thread) -> list[tuple[int, int]]:
    """A thread's heaviest features with their weight, all its features being ``UNIT`` long."""
    length = thread.length or 1.0
    if len(thread.rows) == 1:
        pairs = list(islice(index.rows.pairs(thread.rows[0]), FEATURES))
    else:
        pairs = heaviest(index.sum(thread), FEATURES)
    return [(feature, min(UNIT, int(weight / length))) for feature, weight in pairs]


def recorded(index: Index, thread: Thread) -> Record:
    """The record of a thread."""
    rows = index.rows
    names: list[tuple[int, int]] = []
    words: list[tuple[int, int]] = []
    for pair in _heaviest(index, thread):
        (words if index.channels[pair[0]] == A_WORD else names).append(pair)
    ordered = names + words
    members = sorted(thread.rows, key=lambda number: (rows.at[number], number))[-MEMBERS:]
    return Record(
        thread.id,
        thread.last,
        len(names),
        [index.hashes[feature] for feature, _ in ordered],
        [weight for _, weight in ordered],
        [rows.story[number] for number in members],
        [rows.feed[number] for number in members],
    )
