"""The index as one blob and back: arrays and text, lightly compressed; nothing is executed.

Layout, after zlib: a JSON line with counts, then the parts in the order written by ``dump``. Sums
and postings are not stored: they follow from the rows.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterable

from reader.threads.index import Index, Row, Thread

_MAGIC = b"clew-threads-1\n"


def dump(index: Index, touched: Iterable[int], fresh: Iterable[int], now: int) -> bytes:
    """The index, the threads touched since the last repair and settling, and the story time."""
    rows = [row for row in index.rows if row is not None]
    place = {row.story: number for number, row in enumerate(rows)}
    threads = list(index.threads.values())
    parts: list[bytes] = []

    def put(code: str, values: Iterable[int]) -> None:
        data = array(code, values)
        if sys.byteorder != "little":
            data.byteswap()
        parts.append(len(data).to_bytes(8, "little") + data.tobytes())

    def text(data: bytes) -> None:
        parts.append(len(data).to_bytes(8, "little") + data)

    put("q", [row.story for row in rows])
    put("q", [row.thread for row in rows])
    put("q", [row.feed for row in rows])
    put("q", [row.at for row in rows])
    put("q", [row.link for row in rows])
    put("H", [len(row.features) for row in rows])
    put("B", [len(row.prints) if row.prints is not None else 255 for row in rows])
    features, weights, marks = array("I"), array("H"), array("I")
    for row in rows:
        features.extend(row.features)
        weights.extend(row.weights)
        if row.prints is not None:
            marks.extend(row.prints)
    put("I", features)
    put("H", weights)
    put("I", marks)
    text(b"\n".join(row.title for row in rows))
    text(",".join(row.language for row in rows).encode())
    text("\n".join(index.names).encode())
    text("\n".join(index.surfaces).encode())
    put("i", index.in_threads)
    put("q", [thread.id for thread in threads])
    put("I", [len(thread.rows) for thread in threads])
    put("I", [place[index.row(number).story] for thread in threads for number in thread.rows])
    put("q", sorted(touched))
    put("q", sorted(fresh))
    put("q", [now])
    head = json.dumps({"rows": len(rows), "features": len(index.names)}).encode() + b"\n"
    return _MAGIC + zlib.compress(head + b"".join(parts), 1)


class _Parts:
    """Reads the parts in turn."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._at = 0

    def _bytes(self, size: int) -> memoryview:
        if self._at + size > len(self._data):
            raise ValueError("the packed index ends early")
        found = self._data[self._at : self._at + size]
        self._at += size
        return found

    def array(self, code: str) -> array[int]:
        values: array[int] = array(code)
        count = int.from_bytes(self._bytes(8), "little")
        values.frombytes(self._bytes(count * values.itemsize))
        if sys.byteorder != "little":
            values.byteswap()
        return values

    def text(self) -> bytes:
        return bytes(self._bytes(int.from_bytes(self._bytes(8), "little")))


def load(data: bytes) -> tuple[Index, set[int], set[int], int]:
    """What ``dump`` was given; ``ValueError`` when the blob cannot be read."""
    if not data.startswith(_MAGIC):
        raise ValueError("not a packed index of this version")
    try:
        raw = zlib.decompress(data[len(_MAGIC) :])
        start = raw.index(b"\n") + 1
        head = json.loads(raw[:start])
        return _load(_Parts(raw[start:]), int(head["rows"]), int(head["features"]))
    except (zlib.error, KeyError, IndexError, TypeError, UnicodeDecodeError) as error:
        raise ValueError(f"the packed index cannot be read: {error}") from error


def _load(parts: _Parts, count: int, features: int) -> tuple[Index, set[int], set[int], int]:
    index = Index()
    story, thread, feed, at, link = (parts.array("q") for _ in range(5))
    sizes, marked = parts.array("H"), parts.array("B")
    numbers, weights, marks = parts.array("I"), parts.array("H"), parts.array("I")
    titles = parts.text().split(b"\n")
    languages = [sys.intern(code) for code in parts.text().decode().split(",")]
    index.names = _lines(parts.text(), features)
    index.surfaces = _lines(parts.text(), features)
    if not len(story) == len(sizes) == len(marked) == count or len(index.names) != features:
        raise ValueError("the packed index contradicts itself")
    index.ids = {name: number for number, name in enumerate(index.names)}
    index.in_threads = parts.array("i")
    index.at = at
    here = mark = 0
    for number in range(count):
        size, found = sizes[number], marked[number]
        prints = None if found == 255 else marks[mark : mark + found]
        mark += 0 if found == 255 else found
        row = Row(
            story[number], thread[number], feed[number], at[number], languages[number],
            numbers[here : here + size], weights[here : here + size], titles[number], prints,
            link[number],
        )  # fmt: skip
        here += size
        index.rows.append(row)
        index.note(row, number)
    _postings(index, numbers, sizes, features)
    _threads(index, parts)
    return index, set(parts.array("q")), set(parts.array("q")), parts.array("q")[0]


def _lines(data: bytes, count: int) -> list[str]:
    return data.decode().split("\n") if count else []


def _postings(index: Index, numbers: array[int], sizes: array[int], features: int) -> None:
    postings: list[int | array[int]] = [-1] * features
    here = 0
    for number, size in enumerate(sizes):
        for feature in numbers[here : here + size]:
            found = postings[feature]
            if not isinstance(found, int):
                found.append(number)
            elif found < 0:
                postings[feature] = number
            else:
                postings[feature] = array("I", (found, number))
        here += size
    index.postings = postings


def _threads(index: Index, parts: _Parts) -> None:
    ids, sizes, rows = parts.array("q"), parts.array("I"), parts.array("I")
    here = 0
    for thread_id, size in zip(ids, sizes, strict=True):
        members = list(rows[here : here + size])
        here += size
        times = [index.at[number] for number in members]
        index.threads[thread_id] = Thread(thread_id, members, min(times), max(times), None, 1.0)
