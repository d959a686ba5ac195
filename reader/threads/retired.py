"""Threads that went silent: a compact record of each, by which it wakes when its affair comes back.

A story is compared with the stories of its own days alone. What begins anew after a longer silence
is looked up among the records by its heaviest features, and wakes a thread when both share rare
names and other rare words besides, and no other silent thread comes near: who was in the news last
month is in the news again, mostly with something else.

Measured on two days of 41 outlets, the first set back by twenty days: 21 threads wake, two of them
wrongly; on look-alike events, half of them set back: 13, three wrongly; on titles of the markets,
where every day tells the same: one, of 73 that come near. Two names instead of one: a quarter fewer
right ones, as many wrong ones.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log

from reader.model import Merge, PlacedBy, Reason
from reader.threads.index import UNIT, Index, Thread
from reader.threads.score import DAY, tells_which

#: Story time without a story after which a thread is silent (what comes sooner is found by the ways
#: of every day), and after which it is over.
SILENT, OVER = 3 * DAY, 31 * DAY
#: Records kept, each of some 250 bytes: threads of one story go first, then the oldest.
MOST = 8_000
#: Features of a record and of what may wake it, the heaviest; those by which records are sought.
FEATURES, SOUGHT = 24, 10
#: Stories of a record, the newest: the user's word on any of them holds.
MEMBERS = 64
#: A feature of more records than this is in the news all the time: nothing is sought by it.
COMMON = 60
#: Records that are looked at for one thread.
CANDIDATES = 8
#: Cosine from which a thread wakes, and share of it that the next one must stay below.
LEVEL, ALONE = 0.4, 0.7
#: How rare a shared feature is (1: in no other thread, 0: in all) to be proof, and to count at all;
#: how many of each there must be; and how many rare ones must be names or numbers.
RARE, TOLD = 0.75, 0.55
PROOFS, COUNTED, NAMES = 3, 4, 1
#: Shared terms told in a reason.
_TERMS = 5

_MAGIC = b"clew-retired-1\n"
_HEAD = struct.Struct("<qqBBB")
_NUMBER = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Record:
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
        pairs = nlargest(SOUGHT, zip(self.weights, self.keys, strict=True))
        return list({key: None for _, key in pairs})

    def pack(self) -> bytes:
        head = _HEAD.pack(self.thread, self.last, self.names, len(self.keys), len(self.stories))
        columns = (("I", self.keys), ("H", self.weights), ("q", self.stories), ("q", self.feeds))
        return head + b"".join([array(code, values).tobytes() for code, values in columns])


def _unpack(data: bytes) -> Record:
    thread, last, names, keys, stories = _HEAD.unpack_from(data)
    columns: list[array[int]] = []
    at = _HEAD.size
    for code, count in (("I", keys), ("H", keys), ("q", stories), ("q", stories)):
        column: array[int] = array(code)
        end = at + count * column.itemsize
        column.frombytes(data[at:end])
        columns.append(column)
        at = end
    return Record(thread, last, names, *columns)


#: Whether the user lets a thread take up a silent one; how alike they must be.
Allowed = Callable[[Thread, Record], bool]
Level = Callable[[Thread, Record], float]


class Retired:
    """The records of the threads that are silent and not yet over. Each goes by a number of its
    own, so that the way from features to records outlives that others come and go."""

    def __init__(self) -> None:
        self._records: dict[int, bytes] = {}
        #: thread → the number of its record
        self._of: dict[int, int] = {}
        self._next = 0
        #: threads whose last story is before this time were recorded
        self._until = 0
        #: hashed feature and number of a record as one, sorted; what is to be added; a record that
        #: is gone is passed over
        self._places: array[int] = array("Q")
        self._new: list[int] = []

    def __len__(self) -> int:
        return len(self._records)

    # ------------------------------------------------------------------ falling silent

    def take(self, index: Index, touched: Iterable[int]) -> None:
        """Record what fell silent; forget what is over and what is told again (``touched``)."""
        newest = index.rows.newest[-1] if len(index) else 0
        silent, over = newest - SILENT, newest - OVER
        again = set(touched)
        for thread_id in self._of.keys() & again:
            self.forget(thread_id)
        self._drop([number for number, data in self._records.items() if _last(data) < over])
        going = [
            thread
            for thread in index.threads.values()
            if over <= thread.last < silent and (thread.last >= self._until or thread.id in again)
        ]
        self._until = max(self._until, silent)
        going = nlargest(MOST, going, key=lambda thread: (len(thread.rows) > 1, thread.last))
        for thread in going:
            self._add(_recorded(index, thread))
        if len(self._records) > MOST:
            ranked = sorted(self._records, key=lambda number: _worth(self._records[number]))
            self._drop(ranked[: len(ranked) - MOST])

    def forget(self, thread: int) -> None:
        """A thread is told again."""
        if thread in self._of:
            self._drop([self._of[thread]])

    def _add(self, record: Record) -> None:
        self.forget(record.thread)
        number = self._of[record.thread] = self._next
        self._next += 1
        self._records[number] = record.pack()
        self._new += [key << 32 | number for key in record.heaviest()]

    def _drop(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            del self._of[_HEAD.unpack_from(self._records.pop(number))[0]]

    # ------------------------------------------------------------------ waking

    def wakes(
        self, index: Index, fresh: Iterable[int], allowed: Allowed, level: Level
    ) -> list[Merge]:
        """Which of the ``fresh`` threads take up a silent one: a later phase may wake an earlier
        one that does so itself."""
        if not self._records:
            return []
        self._arrange()
        found: dict[int, Merge] = {}
        for thread_id in index.in_order(fresh):
            merge = self._woken(index, index.threads[thread_id], allowed, level, found)
            if merge is not None:
                found[thread_id] = merge
        return list(found.values())

    def _arrange(self) -> None:
        if self._new:
            records = self._records
            old = [place for place in self._places if place & _NUMBER in records]
            self._places, self._new = array("Q", sorted(old + self._new)), []

    def _having(self, key: int) -> Sequence[int]:
        """The records that have a feature among their heaviest."""
        first = bisect_left(self._places, key << 32)
        last = bisect_left(self._places, key + 1 << 32, first)
        return [place & _NUMBER for place in self._places[first:last]]

    def _near(self, thread: Thread, own: _Own) -> Iterator[Record]:
        """The records that share the most of the telling features of a thread that began after
        they ended."""
        shared: Counter[int] = Counter()
        for key in own.sought():
            having = self._having(key)
            if len(having) <= COMMON:
                shared.update(having)
        for number, times in shared.most_common(CANDIDATES):
            data = self._records.get(number)
            if data and times > 1 and SILENT < thread.first - _last(data) <= OVER:
                yield _unpack(data)

    def _woken(
        self,
        index: Index,
        thread: Thread,
        allowed: Allowed,
        level: Level,
        woken: Mapping[int, Merge],
    ) -> Merge | None:
        """What makes a new thread part of a silent one: it is like that one, and like no other."""
        if index.alone(thread):
            return None
        own = _Own(index, thread)
        found = [
            (own.likeness(record), -record.thread, record)
            for record in self._near(thread, own)
            if record.thread != thread.id and allowed(thread, record)
        ]
        if not found:
            return None
        found.sort(reverse=True, key=lambda each: each[:2])
        score, _, best = found[0]
        if score < level(thread, best):
            return None
        whole = _first(best.thread, woken)
        others = [each for each, _, other in found if _first(other.thread, woken) != whole]
        if others and others[0] > ALONE * score:
            return None
        # A feed that tells the same again and again has a column there, not an affair.
        feeds = {*best.feeds, *(index.rows.feed[number] for number in thread.rows)}
        if len(feeds) < 2 or not self._proven(own, best):
            return None
        reason = Reason(
            PlacedBy.WAKE, round(score, 3), best.stories[-1], own.terms(best),
            thread.first - best.last,
        )  # fmt: skip
        return Merge(whole, thread.id, reason)

    def _proven(self, own: _Own, record: Record) -> bool:
        """Whether enough of what they share is rare, among the threads held and the silent ones."""
        index = own.index
        whole = log(2 + max(len(index.threads), len(self._records)))
        names: dict[str, float] = {}
        words: dict[str, float] = {}
        for place, key in enumerate(record.keys):
            feature = own.features.get(key)
            if feature is None:
                continue
            # The two threads themselves are no others.
            others = max(index.in_threads[feature] - 2, len(self._having(key)) - 1, 0)
            found = names if place < record.names or own.is_name(feature) else words
            form = index.surface(feature).casefold()
            found[form] = max(found.get(form, 0.0), 1 - log(1 + others) / whole)
        rarities = (words | names).values()
        return (
            sum(rarity >= RARE for rarity in names.values()) >= NAMES
            and sum(rarity >= RARE for rarity in rarities) >= PROOFS
            and sum(rarity >= TOLD for rarity in rarities) >= COUNTED
        )

    # ------------------------------------------------------------------ keeping

    def pack(self) -> bytes:
        """All records as one blob."""
        self._arrange()
        head = array("q", [self._until, self._next, len(self._records), len(self._places)])
        numbers = array("q", self._records)
        lengths = array("q", map(len, self._records.values()))
        columns = [part.tobytes() for part in (head, numbers, lengths, self._places)]
        return _MAGIC + zlib.compress(b"".join([*columns, *self._records.values()]), 1)

    def unpack(self, packed: bytes) -> None:
        """Take packed records back; ``ValueError`` when they cannot be read."""
        if not packed.startswith(_MAGIC):
            raise ValueError("these are no records of this version")
        try:
            data = memoryview(zlib.decompress(packed[len(_MAGIC) :]))
            until, following, count, places = data[:32].cast("q")
            at = 32 + 8 * (2 * count + places)
            numbers = data[32 : 32 + 8 * count].cast("q")
            lengths = data[32 + 8 * count : 32 + 16 * count].cast("q")
            found = Retired()
            found._until, found._next = until, following
            found._places.frombytes(data[32 + 16 * count : at])
            for number, length in zip(numbers, lengths, strict=True):
                one = bytes(data[at : at + length])
                found._of[_unpack(one).thread] = number
                found._records[number] = one
                at += length
        except (zlib.error, struct.error, ValueError, TypeError) as error:
            raise ValueError(f"the records cannot be read: {error}") from error
        self.__dict__.update(found.__dict__)


class _Own:
    """A new thread as it is compared with records: its heaviest features, hashed."""

    def __init__(self, index: Index, thread: Thread) -> None:
        self.index = index
        rows = index.rows
        self._language = rows.spoken(thread.rows[0])
        keyed = [(_key(index.names[f]), f, weight) for f, weight in _heaviest(index, thread)]
        self.features = {key: feature for key, feature, _ in keyed}
        self._weights = {key: weight for key, _, weight in keyed}

    def sought(self) -> list[int]:
        """The features by which records are sought."""
        return list(self.features)[:SOUGHT]

    def is_name(self, feature: int) -> bool:
        return tells_which(self.index, feature, self._language)

    def likeness(self, record: Record) -> float:
        """The cosine with a silent thread."""
        get = self._weights.get
        dot = sum(
            [get(k, 0) * weight for k, weight in zip(record.keys, record.weights, strict=True)]
        )
        return dot / (UNIT * UNIT)

    def terms(self, record: Record) -> tuple[tuple[str, float], ...]:
        """What they share as people write it, with ten times its share of the cosine."""
        terms: dict[str, float] = {}
        for key, weight in zip(record.keys, record.weights, strict=True):
            if key in self.features:
                surface = self.index.surface(self.features[key])
                part = 10.0 * weight * self._weights[key] / (UNIT * UNIT)
                terms[surface] = terms.get(surface, 0.0) + part
        ranked = sorted(((word, round(part, 1)) for word, part in terms.items()),
                        key=lambda pair: (-pair[1], pair[0]))  # fmt: skip
        return tuple(ranked[:_TERMS])


def _heaviest(index: Index, thread: Thread) -> list[tuple[int, int]]:
    """A thread's heaviest features with their weight, all its features being ``UNIT`` long."""
    pairs = [(-weight, feature) for feature, weight in index.vector(thread).items()]
    pairs.sort()
    length = thread.length or 1.0
    return [(feature, min(UNIT, int(-weight / length))) for weight, feature in pairs[:FEATURES]]


def _recorded(index: Index, thread: Thread) -> Record:
    rows = index.rows
    language = rows.spoken(thread.rows[0])
    heaviest = _heaviest(index, thread)
    names: list[tuple[int, int]] = []
    words: list[tuple[int, int]] = []
    for pair in heaviest:
        (names if tells_which(index, pair[0], language) else words).append(pair)
    ordered = names + words
    members = sorted(thread.rows, key=lambda number: (rows.at[number], number))[-MEMBERS:]
    return Record(
        thread.id,
        thread.last,
        len(names),
        [_key(index.names[feature]) for feature, _ in ordered],
        [weight for _, weight in ordered],
        [rows.story[number] for number in members],
        [rows.feed[number] for number in members],
    )


def _key(feature: str) -> int:
    """A feature's name in four bytes, the same in every process."""
    return zlib.crc32(feature.encode())


def _first(thread: int, woken: Mapping[int, Merge]) -> int:
    """The thread that one takes up, if it takes up any."""
    return woken[thread].survivor if thread in woken else thread


def _last(data: bytes) -> int:
    last: int = _HEAD.unpack_from(data)[1]
    return last


def _worth(data: bytes) -> tuple[bool, int]:
    """By what a record stays when there are too many."""
    _, last, _, _, stories = _HEAD.unpack_from(data)
    return stories > 1, last
