"""The index as one blob and back: arrays and text, lightly compressed; nothing is executed.

Layout, after zlib: the parts in the order written by ``dump``, each behind its length. Sums and
postings are not stored: they follow from the rows.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Protocol

from reader.threads.index import Index, Thread
from reader.threads.rows import Rows

_MAGIC = b"clew-threads-6\n"
#: Names of features in one part, and bytes that are unpacked at a time.
_LINES, _PIECE = 20_000, 1 << 18
#: The columns of the table of stories, in the order they are stored.
_COLUMNS = (
    "story", "thread", "feed", "at", "link", "language", "alone", "feature_at", "title_at",
    "print_at", "features", "weights", "prints",
)  # fmt: skip


State = tuple[Index, set[int], set[int], int, int | None]


def dump(
    index: Index, touched: Iterable[int], fresh: Iterable[int], now: int, since: int | None
) -> bytearray:
    """The index, the threads touched since the last repair and settling, the story time and that
    from which all is held."""
    pack, packed = packer(), bytearray(_MAGIC)
    # One part after the other: as one piece they would take as much memory as the index itself.
    for part in _parts(index, touched, fresh, [now] if since is None else [now, since]):
        packed += pack.compress(len(part).to_bytes(8, "little"))
        packed += pack.compress(part)
    packed += pack.flush()
    return packed


class Packer(Protocol):
    """What packs bytes as a zlib stream."""

    def compress(self, data: bytes | memoryview, /) -> bytes: ...
    def flush(self) -> bytes: ...


def packer() -> Packer:
    """A new packer: isal's where it is installed, which takes a quarter of the time and packs 4 %
    more. Whatever it packed zlib unpacks. Of zlib's, runs of one byte and its frequency are all
    that is looked for: numbers repeat little else (6 % more room, 40 % less time)."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib.compressobj(1, strategy=zlib.Z_RLE)
    found: Packer = isal_zlib.compressobj(1)
    return found


def _parts(
    index: Index, touched: Iterable[int], fresh: Iterable[int], times: Sequence[int]
) -> Iterator[memoryview]:
    yield _numbers(array("q", [len(index), len(index.names)]))
    for name in _COLUMNS:
        yield _numbers(getattr(index.rows, name))
    yield memoryview(index.rows.titles)
    yield memoryview(",".join(index.rows.languages).encode())
    for start in range(0, len(index.names), _LINES):
        yield memoryview("\n".join(index.names[start : start + _LINES]).encode())
        yield memoryview("\n".join(index.surfaces[start : start + _LINES]).encode())
    yield _numbers(index.in_threads)
    threads = index.threads.values()
    yield _numbers(array("q", [thread.id for thread in threads]))
    yield _numbers(array("q", [thread.square for thread in threads]))
    yield _numbers(array("I", [thread.looked for thread in threads]))
    yield _numbers(array("I", [len(thread.rows) for thread in threads]))
    yield _numbers(array("I", [number for thread in threads for number in thread.rows]))
    yield _numbers(array("q", sorted(touched)))
    yield _numbers(array("q", sorted(fresh)))
    yield _numbers(array("q", times))


def _numbers(values: array[int]) -> memoryview:
    if sys.byteorder != "little":
        values = values[:]
        values.byteswap()
    return memoryview(values).cast("B")


class _Parts:
    """Reads the parts in turn, unpacking no more than it is asked for."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0
        self._unpacker = zlib.decompressobj()

    def _pieces(self, size: int) -> Iterator[bytes]:
        """The next ``size`` bytes, piece by piece."""
        while size:
            packed = self._unpacker.unconsumed_tail
            if not packed:
                packed = bytes(self._data[self._at : self._at + _PIECE])
                self._at += _PIECE
            piece = self._unpacker.decompress(packed, min(size, _PIECE))
            if not piece and (self._unpacker.eof or self._at >= len(self._data)):
                raise ValueError("it ends early")
            size -= len(piece)
            yield piece

    def _size(self) -> int:
        return int.from_bytes(b"".join(self._pieces(8)), "little")

    def array(self, code: str) -> array[int]:
        values: array[int] = array(code)
        left = b""
        for piece in self._pieces(self._size()):
            whole = left + piece
            end = len(whole) - len(whole) % values.itemsize
            values.frombytes(memoryview(whole)[:end])
            left = whole[end:]
        if left:
            raise ValueError("it contradicts itself")
        if sys.byteorder != "little":
            values.byteswap()
        return values

    def text(self) -> bytearray:
        found = bytearray()
        for piece in self._pieces(self._size()):
            found += piece
        return found

    def lines(self) -> list[str]:
        return self.text().decode().split("\n")

    def end(self) -> None:
        """See that all was read, and was what was packed: behind the last part zlib has a sum of
        all, which it compares when it gets there."""
        packed = self._unpacker.unconsumed_tail + self._data[self._at :]
        if self._unpacker.decompress(packed, 1) or not self._unpacker.eof:
            raise ValueError("it does not end where it should")


def load(data: bytes | memoryview) -> State:
    """What ``dump`` was given; ``ValueError`` when the blob cannot be read."""
    packed = memoryview(data)
    if packed[: len(_MAGIC)] != _MAGIC:
        raise ValueError("not a packed index of this version")
    try:
        return _load(_Parts(packed[len(_MAGIC) :]))
    except (zlib.error, LookupError, TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"the packed index cannot be read: {error}") from error


def _load(parts: _Parts) -> State:
    index = Index()
    count, features = parts.array("q")
    index.rows = _table(parts, count, features)
    for _ in range(0, features, _LINES):
        index.names += parts.lines()
        index.surfaces += parts.lines()
    index.in_threads = parts.array("i")
    ids, squares, looked = parts.array("q"), parts.array("q"), parts.array("I")
    sizes, numbers = parts.array("I"), parts.array("I")
    touched, fresh = set(parts.array("q")), set(parts.array("q"))
    now, *since = parts.array("q")
    parts.end()
    standing = [thread for thread, size in zip(ids, sizes, strict=True) for _ in range(size)]
    if (
        not len(index.names) == len(index.surfaces) == len(index.in_threads) == features
        or sorted(numbers) != list(range(count))
        or list(map(index.rows.thread.__getitem__, numbers)) != standing
        or len(set(ids)) < len(ids)
        or min(min(squares, default=0), min(index.in_threads, default=0)) < 0
    ):
        raise ValueError("it contradicts itself")
    index.derive()
    here, at = 0, index.rows.at
    for thread_id, square, size, seen in zip(ids, squares, sizes, looked, strict=True):
        members = list(numbers[here : here + size])
        here += size
        times = [at[number] for number in members]
        index.threads[thread_id] = Thread(thread_id, members, min(times), max(times), square, seen)
    return index, touched, fresh, now, since[0] if since else None


def _table(parts: _Parts, count: int, features: int) -> Rows:
    rows = Rows()
    for name in _COLUMNS:
        setattr(rows, name, parts.array(getattr(rows, name).typecode))
    rows.titles += parts.text()
    rows.languages = parts.text().decode().split(",")
    rows.newest = array("q", accumulate(rows.at, max))
    places = ((rows.feature_at, rows.features), (rows.feature_at, rows.weights),
              (rows.title_at, rows.titles), (rows.print_at, rows.prints))  # fmt: skip
    if (
        any(len(getattr(rows, name)) != count for name in _COLUMNS[:7])
        or any(len(place) != count + 1 or place[-1] != len(column) for place, column in places)
        or any(place[0] or list(place) != sorted(place) for place, _ in places)
        or max(rows.features, default=-1) >= features
        or max(rows.language, default=-1) >= len(rows.languages)
    ):
        raise ValueError("it contradicts itself")
    return rows
