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
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from heapq import heappop, heappush
from math import log
from typing import TYPE_CHECKING

from reader.model import Merge, PlacedBy, Reason
from reader.threads import loops
from reader.threads.index import Index, Thread
from reader.threads.pack import packer
from reader.threads.records import Own, Record, head, record_of, sought, unpacked
from reader.threads.score import DAY

#: Story time without a story after which a thread is silent (what comes sooner is found by the ways
#: of every day), and after which it is over.
SILENT, OVER = 3 * DAY, 31 * DAY
#: Records kept, each of some 250 bytes: threads of one story go first, then the oldest.
MOST = 8_000
#: A feature of more records than this, some of which are gone, is in the news all the time: nothing
#: is sought by it. (At 60 and at 20 the same threads wake.)
COMMON = 30
#: Ways from features to records that are kept loose until they are arranged among the others, which
#: takes as long for one as for all: ten or more refreshes of a large reader.
LOOSE = 16_000
#: Records that are looked at for one thread. (Of 8 the same threads wake.)
CANDIDATES = 3
#: Cosine from which a thread wakes, and share of it that the next one must stay below.
LEVEL, ALONE = 0.4, 0.7
#: How rare a shared feature is (1: in no other thread, 0: in all) to be proof, and to count at all;
#: how many of each there must be; and how many rare ones must be names or numbers.
RARE, TOLD = 0.75, 0.55
PROOFS, COUNTED, NAMES = 3, 4, 1
_MAGIC = b"clew-retired-1\n"
#: Bits that hold the number of a record.
_BITS = 32
_NUMBER = (1 << _BITS) - 1


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
        #: time of the last story and number of a record as one, the oldest first (heaps): of the
        #: threads of one story and of the others; a record that is gone is passed over
        self._ages: tuple[list[int], list[int]] = ([], [])
        #: threads whose last story is before this time were recorded
        self._until = 0
        #: hashed features, sorted, and beside each the number of a record that has it; and those
        #: that came since they were arranged, by hashed feature; a record that is gone is passed
        #: over
        self._keys, self._numbers = array("I"), array("I")
        self._new: dict[int, list[int]] = {}
        self._came = 0

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
        for ages in self._ages:
            while ages and ages[0] >> _BITS < over:
                self._drop_oldest(ages)
        until = max(over, self._until)
        going = [thread for thread in _told(index, until, silent) if until <= thread.last < silent]
        told = [index.threads[thread] for thread in again if thread in index.threads]
        going += [thread for thread in told if over <= thread.last < min(until, silent)]
        self._until = max(self._until, silent)
        going.sort(key=lambda thread: (len(thread.rows) > 1, thread.last, -thread.age))
        for thread in going[: -MOST - 1 : -1]:
            self._add(index, thread)
        for ages in self._ages:
            while len(self._records) > MOST and ages:
                self._drop_oldest(ages)

    def forget(self, thread: int) -> None:
        """A thread is told again."""
        if thread in self._of:
            self._drop(self._of[thread])

    def _add(self, index: Index, thread: Thread) -> None:
        self.forget(thread.id)
        number = self._of[thread.id] = self._next
        self._next += 1
        self._records[number], keys = record_of(index, thread)
        heappush(self._ages[len(thread.rows) > 1], thread.last << _BITS | number)
        self._came += len(keys)
        for key in keys:
            self._new.setdefault(key, []).append(number)

    def _drop(self, number: int) -> None:
        del self._of[head(self._records.pop(number))[0]]

    def _drop_oldest(self, ages: list[int]) -> None:
        """Drop the record that is the first of those ages, if it is still there."""
        number = heappop(ages) & _NUMBER
        if number in self._records:
            self._drop(number)

    # ------------------------------------------------------------------ waking

    def wakes(
        self, index: Index, fresh: Iterable[int], allowed: Allowed, level: Level
    ) -> list[Merge]:
        """Which of the ``fresh`` threads take up a silent one: a later phase may wake an earlier
        one that does so itself."""
        if not self._records:
            return []
        if self._came > LOOSE:
            self._arrange()
        # What began before the first of them was silent takes none of them up.
        first = min(ages[0] >> _BITS for ages in self._ages if ages) + SILENT
        found: dict[int, Merge] = {}
        for thread_id in index.in_order(fresh):
            thread = index.threads[thread_id]
            if thread.first <= first:
                continue
            merge = self._woken(index, thread, allowed, level, found)
            if merge is not None:
                found[thread_id] = merge
        return list(found.values())

    def _arrange(self) -> None:
        if self._new:
            ways = arranged(self._keys, self._numbers, self._new, self._records)
            self._keys, self._numbers = ways
            self._new, self._came = {}, 0

    def _having(self, key: int) -> array[int]:
        """The records that have a feature among their heaviest, and some that are gone."""
        keys = self._keys
        first = bisect_left(keys, key)
        # Most have few: the end is sought near by before it is sought among all.
        near = min(first + COMMON, len(keys))
        last = bisect_right(keys, key, first, near)
        found = self._numbers[first : last if last < near else bisect_right(keys, key, near)]
        if key in self._new:
            found.extend(self._new[key])
        return found

    def _many(self, key: int) -> int:
        """How many records have a feature among their heaviest."""
        return sum(map(self._records.__contains__, self._having(key)))

    def _near(self, index: Index, thread: Thread) -> list[Record]:
        """The records that share the most of the telling features of a thread that began after
        they ended."""
        records = self._records
        numbers = loops.silent(
            self._keys, self._numbers, self._new, records, sought(index, thread), COMMON,
            CANDIDATES,
        )  # fmt: skip
        near = [records[number] for number in numbers]
        return [unpacked(one) for one in near if SILENT < thread.first - head(one)[1] <= OVER]

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
        near = self._near(index, thread)
        near = [one for one in near if one.thread != thread.id and allowed(thread, one)]
        if not near:
            return None
        own = Own(index, thread)
        found = [(own.likeness(record), -record.thread, record) for record in near]
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

    def _proven(self, own: Own, record: Record) -> bool:
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
            others = max(index.in_threads[feature] - 2, self._many(key) - 1, 0)
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
        first = array("q", [self._until, self._next, len(self._records), len(self._keys)])
        numbers = array("q", self._records)
        lengths = array("q", map(len, self._records.values()))
        ways = array("I", bytes(8 * len(self._keys)))
        ways[::2], ways[1::2] = self._numbers, self._keys
        columns = [part.tobytes() for part in (first, numbers, lengths, ways)]
        pack = packer()
        return _MAGIC + pack.compress(b"".join([*columns, *self._records.values()])) + pack.flush()

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
            ways = array("I", data[32 + 16 * count : at].tobytes())
            found._numbers, found._keys = ways[::2], ways[1::2]
            for number, length in zip(numbers, lengths, strict=True):
                one = bytes(data[at : at + length])
                thread, last, several = head(one)
                found._of[thread] = number
                found._records[number] = one
                found._ages[several].append(last << _BITS | number)
                at += length
            for ages in found._ages:
                ages.sort()
            if len(found._of) < count:
                raise ValueError("two records of one thread")
        except (zlib.error, struct.error, ValueError, TypeError) as error:
            raise ValueError(f"the records cannot be read: {error}") from error
        self.__dict__.update(found.__dict__)


def _told(index: Index, since: int, until: int) -> list[Thread]:
    """The threads that have a story of a span of story time."""
    rows = index.rows
    first = rows.since(since)
    numbers = [number for number, at in enumerate(rows.at[first:], first) if since <= at < until]
    return [index.threads[thread] for thread in {rows.thread[number] for number in numbers}]


def _first(thread: int, woken: Mapping[int, Merge]) -> int:
    """The thread that one takes up, if it takes up any."""
    return woken[thread].survivor if thread in woken else thread


# ------------------------------------------------------------------ in C as well


def arranged(
    keys: array[int], numbers: array[int], loose: Mapping[int, list[int]],
    records: Mapping[int, bytes],
) -> tuple[array[int], array[int]]:  # fmt: skip
    """The ways from keys to the numbers of records, in order, without those to what is gone:
    ``keys`` and beside each a number, and ``loose`` ones."""
    # As one number each: those of before are in order already, and sorted as quickly as read.
    old = zip(keys, numbers, strict=True)
    ways = [key << _BITS | number for key, number in old if number in records]
    for key, more in loose.items():
        ways += [key << _BITS | number for number in more if number in records]
    ways.sort()
    return array("I", [way >> _BITS for way in ways]), array("I", [way & _NUMBER for way in ways])


if not TYPE_CHECKING:
    with suppress(ImportError):  # it could not be compiled
        from reader.threads._loops import arranged
