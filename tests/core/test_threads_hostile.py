"""Loops in C over what no index has: they raise as those in Python do, and never more than that."""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reader.model import Telling
from reader.threads import alike, doubt, loops, new_engine, pack, repeats, strides, textloops
from reader.threads.index import Index
from reader.threads.score import _MEASURE
from reader.threads.weights import _SCALE
from tests.core.columns import columns as told_columns
from tests.core.columns import index_of
from tests.core.twins import in_python

in_c = pytest.mark.skipif(not loops.COMPILED, reason="there was no C compiler")

PLAIN = in_python("reader.threads.loops")
PLAIN_STRIDES = in_python("reader.threads.strides")
PLAIN_DOUBT = in_python("reader.threads.doubt")
PLAIN_ALIKE = in_python("reader.threads.alike")
PLAIN_REPEATS = in_python("reader.threads.repeats")
BOUNDS = loops.Bounds(9, 9, 99, 1e12, 1e12, 99, 0.0)
LARGEST, LEAST = sys.maxsize, -sys.maxsize - 1


def _index() -> Index:
    """Four stories in two threads."""
    rows = [([1, 2], [9, 9, *[0] * 10], thread, 1, 0, "en") for thread in (1, 1, 2, 2)]
    return index_of(rows)


def _fits(module: Any, index: Index) -> Any:
    args = index.rows.columns(), index.postings, index.threads, (*told_columns([1], [9]), 1, 0, 0)
    found = module.fits(*args, (0, 0, 0), BOUNDS, _MEASURE, 0.0, index.sum, lambda *_: 0.5)
    return [(thread.id, score, closest) for thread, score, closest in found]


def _alike(module: Any, index: Index) -> Any:
    thread = index.threads[1]
    found = module.alike(
        index.rows.columns(), index.postings, index.threads, thread, 1, {1: 9}, 0, -1.0, alike.BY,
        index.sum, lambda _, score, best: score,
    )  # fmt: skip
    return found and found[0]


def _raised(call: Callable[..., Any], *args: Any) -> type[Exception] | None:
    try:
        call(*args)
    except Exception as error:  # which one is what is asked
        return type(error)
    return None


@in_c
def test_rows_beyond_all_bounds_are_refused() -> None:
    index = _index()
    columns, told = index.rows.columns(), told_columns([1], [9])
    words = index.channels, array("i", [0] * 41), index.in_stories, [""] * 41, ["w"] * 41, len
    for row in (LARGEST, LARGEST - 1, LEAST, 4):
        with pytest.raises(IndexError):
            loops.dots(*columns[:3], [row], {1: 1})
        with pytest.raises(IndexError):
            doubt.doubted(1.0, False, told, columns, row, [], {}, 1.0, words, 1.0, doubt.BY)
        with pytest.raises(IndexError):
            loops.summed(array("I"), array("d"), array("I", (0,)), [row], 1)
        index.threads[1].rows = [row, row]
        for call in (_fits, _alike):
            with pytest.raises(IndexError):
                call(strides if call is _fits else alike, index)
    with pytest.raises(MemoryError):
        loops.summed(array("I"), array("d"), array("I", (0,)), [], LARGEST)


@in_c
@pytest.mark.parametrize("back", [LEAST, -1])
def test_less_than_none_of_the_newest_are_asked_for(back: int) -> None:
    index = _index()
    assert loops.sharing(index.postings, [1], [1.0], index.rows.thread, 0, back, False) == []
    with pytest.raises(ValueError, match="fewer"):
        loops.near(index.postings, *told_columns([1], [9]), index.rows.at, 0, 0, 0,
                   BOUNDS._replace(tail=back))  # fmt: skip


@in_c
def test_places_that_go_backwards_are_refused() -> None:
    index = _index()
    index.rows.feature_at[1] = 5
    for call in (_fits, _alike):
        with pytest.raises(IndexError):
            call(strides if call is _fits else alike, index)


@in_c
@pytest.mark.parametrize(("at", "first", "last"), [(0, LEAST, LEAST), (0, LARGEST, LARGEST),
                                                   (LEAST, LARGEST, LARGEST)])  # fmt: skip
def test_times_beyond_all_bounds(at: int, first: int, last: int) -> None:
    index = _index()
    for thread in index.threads.values():
        thread.first, thread.last = first, last
    index.threads[1].first = index.threads[1].last = at
    assert _fits(strides, index) == _fits(PLAIN_STRIDES, index)
    assert _alike(alike, index) == _alike(PLAIN_ALIKE, index)


@in_c
@pytest.mark.parametrize("square", [-1, 0])
def test_a_thread_of_no_length_or_less(square: int) -> None:
    index = _index()
    for thread in index.threads.values():
        thread.square = square
    error = ValueError if square else ZeroDivisionError
    for module, plain, call in ((strides, PLAIN_STRIDES, _fits), (alike, PLAIN_ALIKE, _alike)):
        assert _raised(call, module, index) is _raised(call, plain, index) is error


@in_c
@given(st.integers(0, 4), st.lists(st.integers(0, 3), max_size=3))
def test_weights_of_nothing_and_stories_that_say_nothing(own: int, members: list[int]) -> None:
    index = index_of([([1, 2], [0, 0, *[0] * 10], 1, 1, 0, "en"),
                      ([1, 3], [9, 9, *[0] * 10], 1, 1, 0, "en"), ([], [], 1, 1, 0, "en"),
                      ([4], [60_000], 1, 1, 0, "en")])  # fmt: skip
    told = told_columns([1, 3, 4], [own, 0, 60_000])
    words = index.channels, array("i", [-1] * 41), index.in_stories, index.surfaces, index.names
    args = 1.0, True, told, index.rows.columns(), 1, members, {1: 5, 4: 7}, 9.0
    by = doubt.BY._replace(own_names=0.0, theirs=0.0, broad=4.0, per=0.5)
    found = [module.doubted(*args, (*words, len), 1.0, by) for module in (doubt, PLAIN_DOUBT)]
    assert found[0] == found[1]


@in_c
def test_habits_of_as_many_threads_as_there_are_bits() -> None:
    index = index_of([([0, 3], [9] * 12, thread, 1, 0, "en") for thread in range(1, 65)])
    columns = index.rows.features, index.rows.feature_at, index.rows.thread
    args = (
        ("w0", "w9"), (1.0, 1.0), (2.0, 2.0), index.ids, index.in_threads, index.in_stories,
        list(range(64)), *columns, len, (41, 9.0, 9.0), _SCALE._replace(habit=64),
    )  # fmt: skip
    assert loops.weighed(*args) == PLAIN.weighed(*args)


@in_c
def test_more_than_can_be_counted() -> None:
    none, full = array("i", [0]), array("i", [2**31 - 1])
    for counts in ((none, full), (full, none)):
        for module in (strides, PLAIN_STRIDES):
            tables = [column[:] for column in counts]
            with pytest.raises(OverflowError):
                module.entered([-1], *told_columns([0], [9]), 1, (), *tables)


class _Odd:
    """A number that changes what it stands in when it is asked what it is."""

    def __init__(self, within: Any) -> None:
        self._within = within

    def __index__(self) -> int:
        self._within.clear()
        return 1


@in_c
def test_what_is_no_number_is_not_asked_for_one() -> None:
    vector: dict[Any, Any] = {}
    vector |= {number: _Odd(vector) for number in range(200)}
    index = _index()
    for call in (
        lambda: loops.product(vector, dict.fromkeys(range(300), 1)),
        lambda: loops.dots(*index.rows.columns()[:3], [0, 1, 2, 3], vector),
        lambda: loops.vectors([vector], {1: (0, 1.0)}),
    ):
        with pytest.raises(TypeError):
            call()
    moved = memoryview(bytes(17))[1:].cast("I")
    with pytest.raises(TypeError):
        loops.rare(moved, moved, array("i", [0]))  # type: ignore[arg-type]


@in_c
def test_what_is_found_out_of_words_is_a_text() -> None:
    table = array("I"), b"", b""
    numbers = 30.0, 5.0, 4.0, 3.0, 1.0, 0.4, 0.3
    for names, stem in (({}, lambda _: None), ({"word": 7}, str)):
        with pytest.raises(TypeError):
            textloops.worded("word", table, numbers, names, {}, stem, set(), set(), False)  # type: ignore


@in_c
def test_what_goes_wrong_is_told_as_it_is() -> None:
    times, feeds, marks = array("q", [0]), array("q", [1]), array("I", [0, 0])
    columns = times, feeds, bytearray(b"one title"), array("I", [0, 9]), marks[:0], marks

    def alike(one: bytes, other: bytes) -> bool:
        raise KeyError(one)

    for module in (repeats, PLAIN_REPEATS):
        with pytest.raises(KeyError):
            module.repeated(columns, [0], (b"noe title", marks[:0], 0, 2), alike, repeats.BY)
    with pytest.raises(TypeError):
        textloops.sought([None, "\ud800"])  # type: ignore[list-item]


@in_c
def test_tables_that_change_while_words_are_folded() -> None:
    key = textloops.key_of("e")
    tables: list[Any] = [(array("I", [key]), b"a")]

    class Letters(dict[int, str]):
        def __missing__(self, code: int) -> str:
            tables.extend(tables[:1] * 200)
            return "e"

    bits = textloops.any_of(tables)
    assert textloops.met(["é"], Letters(), 1, tables, bits) == (1, [97], [1])


def _packed() -> bytes:
    engine = new_engine()
    stories = [
        Telling(n, n, n % 3, "", f"Quake of magnitude {n % 4} shakes Osaka", "Trains stop.",
                sort_at=n * 9_000)
        for n in range(1, 30)
    ]  # fmt: skip
    engine.place(stories)
    return bytes(engine.pack())


PACKED = _packed()
_MAGIC = PACKED.index(b"\n") + 1


@given(st.integers(_MAGIC, len(PACKED) - 1), st.integers(1, 255))
def test_a_damaged_index_is_never_taken(at: int, other: int) -> None:
    damaged = bytearray(PACKED)
    damaged[at] ^= other
    with suppress(zlib.error):  # a bit that fills up the last byte before the sum says nothing
        assume(zlib.decompress(damaged[_MAGIC:]) != zlib.decompress(PACKED[_MAGIC:]))
    for data in (damaged, PACKED[:at]):
        with pytest.raises(ValueError, match="packed index"):
            new_engine().unpack(bytes(data))


@given(st.data())
def test_an_index_that_contradicts_itself_is_refused_or_of_use(data: st.DataObject) -> None:
    plain = bytearray(zlib.decompress(PACKED[_MAGIC:]))
    for at in data.draw(st.lists(st.integers(0, len(plain) - 1), min_size=1, max_size=4)):
        plain[at] = data.draw(st.sampled_from((0, 1, 9, 127, 128, 255)))
    engine = new_engine()
    try:
        engine.unpack(PACKED[:_MAGIC] + zlib.compress(plain))
    except ValueError:
        return
    story = Telling(99, 99, 1, "", "Quake of magnitude 2 shakes Osaka", "", sort_at=290_000)
    call = _raised(lambda: (engine.place([story, story._replace(story=98)]), engine.settle()))
    assert call in (None, ValueError, OverflowError, UnicodeDecodeError, ZeroDivisionError)


@given(st.lists(st.tuples(st.binary(max_size=3_000), st.integers(1, 100)), max_size=9))
def test_what_is_packed_part_by_part_comes_back(parts: list[tuple[bytes, int]]) -> None:
    packer, whole = pack.packer(), [data * times for data, times in parts]
    packed = b"".join(map(packer.compress, map(memoryview, whole))) + packer.flush()
    assert zlib.decompress(packed) == b"".join(whole)


def test_an_index_is_read_whoever_packed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = new_engine()
    engine.unpack(PACKED)
    silent = engine.pack_retired()
    monkeypatch.setitem(sys.modules, "isal", None)
    other = new_engine()
    other.unpack(engine.pack())
    other.unpack_retired(engine.pack_retired())
    monkeypatch.undo()
    assert (other.pack(), other.pack_retired()) == (PACKED, silent)
