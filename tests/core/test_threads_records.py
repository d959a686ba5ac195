"""Records of silent threads are made in C as in Python, to the last bit."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.threads import loops, records, retired
from tests.core.columns import ROWS, index_of
from tests.core.twins import in_python

in_c = pytest.mark.skipif(not loops.COMPILED, reason="there was no C compiler")

PLAIN = in_python("reader.threads.records")
PLAIN_RETIRED = in_python("reader.threads.retired")


@in_c
@given(ROWS, st.data())
def test_a_record_and_what_finds_it(rows: list[Any], data: st.DataObject) -> None:
    index = index_of(rows)
    columns = index.rows.columns()
    numbers = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=20))
    most, enough = data.draw(st.integers(0, 30)), data.draw(st.integers(0, 9))
    found = records.heaviest_of(columns, numbers, most)
    assert found == PLAIN.heaviest_of(columns, numbers, most)
    hashes = array("I", data.draw(st.lists(st.integers(0, 9), min_size=41, max_size=41)))
    asked = columns, numbers, hashes, most, enough
    assert records.sought_by(*asked) == PLAIN.sought_by(*asked)
    times = st.lists(st.integers(-9, 9), min_size=len(rows), max_size=len(rows))
    args = (
        columns, numbers, (index.channels, hashes),
        (index.rows.story, index.rows.feed, array("q", data.draw(times))),
        data.draw(st.integers(-(2**63), 2**63 - 1)), data.draw(st.integers(-(2**63), 2**63 - 1)),
        data.draw(st.floats(1e-9, 1e9)), (most, enough, data.draw(st.integers(1, 25)), 65_535),
    )  # fmt: skip
    record, keys = records.recorded(*args)
    assert (record, keys) == PLAIN.recorded(*args)
    assert records.head(record)[0] == args[4]
    one = records.unpacked(record)
    assert len(one.keys) == len(one.weights) == len(found)
    assert set(keys) <= set(one.keys)


@in_c
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30))), st.data())
def test_the_ways_to_records(ways: list[tuple[int, int]], data: st.DataObject) -> None:
    keys, numbers = array("I", [key for key, _ in ways]), array("I", [number for _, number in ways])
    number = st.integers(0, 40) | st.just(2**32 - 1)
    loose = data.draw(st.dictionaries(st.integers(0, 2**32 - 1), st.lists(number)))
    held = dict.fromkeys(data.draw(st.sets(number)), b"")
    found = retired.arranged(keys, numbers, loose, held)
    assert found == PLAIN_RETIRED.arranged(keys, numbers, loose, held)


@in_c
def test_columns_that_contradict_one_another_make_no_record() -> None:
    index = index_of([([1, 2], [9, 9, *[0] * 10], 1, 1, 0, "en")] * 3)
    columns, known = index.rows.columns(), (index.channels, index.hashes)
    about = index.rows.story, index.rows.feed, index.rows.at
    by, few = (24, 8, 64, 65_535), array("I", [7])
    for numbers in ([3], [-1], [2**70]):
        for told in (
            lambda rows: records.heaviest_of(columns, rows, 9),
            lambda rows: records.sought_by(columns, rows, index.hashes, 9, 9),
            lambda rows: records.recorded(columns, rows, known, about, 1, 1, 1.0, by),
            lambda rows: loops.channelled(columns, rows, index.channels, 64),
        ):
            with pytest.raises((IndexError, OverflowError)):
                told(numbers)
    with pytest.raises(IndexError):
        records.sought_by(columns, [0], few, 9, 9)
    with pytest.raises(IndexError):
        loops.channelled(columns, [0], index.channels[:1], 64)
    for channels, hashes, times in (
        (index.channels[:1], index.hashes, about[2]),
        (index.channels, few, about[2]),
        (index.channels, index.hashes, array("q")),
    ):
        some = (channels, hashes), (*about[:2], times)
        with pytest.raises(IndexError):
            records.recorded(columns, [0], *some, 1, 1, 1.0, by)
    for length, bad in (
        (0.0, by),
        (1.0, (256, 8, 64, 9)),
        (1.0, (9, 9, 256, 9)),
        (1.0, (-1, 1, 1, 1)),
    ):
        with pytest.raises(ValueError, match=r"record|features"):
            records.recorded(columns, [0], known, about, 1, 1, length, bad)
    not_a_row: Any = ["1"]
    with pytest.raises(TypeError):
        records.heaviest_of(columns, not_a_row, 9)
    empty = array("I")
    for loose, held in (({2**32: [1]}, {1: b""}), ({1: [2**32]}, {1: b""}), ({}, {-1: b""})):
        with pytest.raises(IndexError):
            retired.arranged(empty, empty, loose, held)
    not_numbers: Any = {1: (1,)}
    with pytest.raises(TypeError):
        retired.arranged(empty, empty, not_numbers, {})
