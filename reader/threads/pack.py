"""The index as one blob and back: arrays and text, lightly compressed; nothing is executed.

Layout, after zlib: a JSON line with counts, then the parts in the order written by ``dump``, each
behind its length. Sums and postings are not stored: they follow from the rows.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from reader.threads.index import Index, Thread
from reader.threads.rows import Rows

_MAGIC = b"clew-threads-4\n"
#: The columns of the table of stories, in the order they are stored.
_COLUMNS = (
    "story", "thread", "feed", "at", "link", "language", "feature_at", "title_at", "print_at",
    "features", "weights", "prints",
)  # fmt: skip


State = tuple[Index, set[int], set[int], int, int | None]


def dump(
    index: Index, touched: Iterable[int], fresh: Iterable[int], now: int, since: int | None
) -> bytes:
    """The index, the threads touched since the last repair and settling, the story time and that
    from which all is held."""
    head = json.dumps({"rows": len(index), "features": len(index.names)}).encode() + b"\n"
    packer = zlib.compressobj(1)
    packed = [_MAGIC, packer.compress(head)]
    # One part after the other: as one piece they would take as much memory as the index itself.
    for part in _parts(index, touched, fresh, [now] if since is None else [now, since]):
        packed += (packer.compress(len(part).to_bytes(8, "little")), packer.compress(part))
    packed.append(packer.flush())
    return b"".join(packed)


def _parts(
    index: Index, touched: Iterable[int], fresh: Iterable[int], times: Sequence[int]
) -> Iterator[memoryview]:
    for name in _COLUMNS:
        yield _numbers(getattr(index.rows, name))
    yield memoryview(index.rows.titles)
    yield memoryview(",".join(index.rows.languages).encode())
    yield memoryview("\n".join(index.names).encode())
    yield memoryview("\n".join(index.surfaces).encode())
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
    """Reads the parts in turn."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def _bytes(self, size: int) -> memoryview:
        if self._at + size > len(self._data):
            raise ValueError("the packed index ends early")
        found = self._data[self._at : self._at + size]
        self._at += size
        return found

    def array(self, code: str) -> array[int]:
        values: array[int] = array(code)
        values.frombytes(self.text())
        if sys.byteorder != "little":
            values.byteswap()
        return values

    def text(self) -> memoryview:
        return self._bytes(int.from_bytes(self._bytes(8), "little"))


def load(data: bytes) -> State:
    """What ``dump`` was given; ``ValueError`` when the blob cannot be read."""
    if not data.startswith(_MAGIC):
        raise ValueError("not a packed index of this version")
    try:
        raw = zlib.decompress(memoryview(data)[len(_MAGIC) :])
        start = raw.index(b"\n") + 1
        head = json.loads(raw[:start])
        return _load(_Parts(memoryview(raw)[start:]), int(head["rows"]), int(head["features"]))
    except (zlib.error, LookupError, TypeError, UnicodeDecodeError) as error:
        raise ValueError(f"the packed index cannot be read: {error}") from error


def _load(parts: _Parts, count: int, features: int) -> State:
    index = Index()
    index.rows = _table(parts, count, features)
    index.names = _lines(parts.text(), features)
    index.surfaces = _lines(parts.text(), features)
    index.in_threads = parts.array("i")
    if not len(index.names) == len(index.surfaces) == len(index.in_threads) == features:
        raise ValueError("the packed index contradicts itself")
    index.ids = {name: number for number, name in enumerate(index.names)}
    index.derive()
    ids, squares, looked = parts.array("q"), parts.array("q"), parts.array("I")
    sizes, numbers = parts.array("I"), parts.array("I")
    here, at = 0, index.rows.at
    for thread_id, square, size, seen in zip(ids, squares, sizes, looked, strict=True):
        members = list(numbers[here : here + size])
        here += size
        times = [at[number] for number in members]
        index.threads[thread_id] = Thread(thread_id, members, min(times), max(times), square, seen)
    touched, fresh = set(parts.array("q")), set(parts.array("q"))
    now, *since = parts.array("q")
    return index, touched, fresh, now, since[0] if since else None


def _table(parts: _Parts, count: int, features: int) -> Rows:
    rows = Rows()
    for name in _COLUMNS:
        setattr(rows, name, parts.array(getattr(rows, name).typecode))
    rows.titles += parts.text()
    rows.languages = str(parts.text(), "utf-8").split(",")
    rows.newest = array("q", accumulate(rows.at, max))
    places = ((rows.feature_at, rows.features), (rows.feature_at, rows.weights),
              (rows.title_at, rows.titles), (rows.print_at, rows.prints))  # fmt: skip
    if (
        any(len(getattr(rows, name)) != count for name in _COLUMNS[:6])
        or any(len(place) != count + 1 or place[-1] != len(column) for place, column in places)
        or max(rows.features, default=-1) >= features
        or max(rows.language, default=-1) >= len(rows.languages)
    ):
        raise ValueError("the packed index contradicts itself")
    return rows


def _lines(data: memoryview, count: int) -> list[str]:
    return str(data, "utf-8").split("\n") if count else []
