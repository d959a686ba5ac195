"""Stories told by number are the stories that were told by name, and are placed as those are."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Telling
from reader.threads import loops, new_engine, numbered, reading_of
from reader.threads.numbered import Numbering, Table, Told
from reader.threads.weights import _SCALE
from tests.core.columns import ROWS, index_of
from tests.core.test_threads_order import tellings as stories_of_the_sample
from tests.core.twins import in_python

PLAIN = in_python("reader.threads.numbered")
in_c = pytest.mark.skipif(not loops.COMPILED, reason="there was no C compiler")

#: Features, how they are written and how common they are, from few, so that they meet.
_feature = st.tuples(
    st.sampled_from(("wa", "wb", "@a", "@é", "#7", "w\ud800", "\u4e2d")),
    st.sampled_from(("", "a", "A", "\u4e2d")),
    st.sampled_from((0.0, 4.5, -1.0)),
)
_story = st.lists(_feature, max_size=9, unique_by=lambda feature: feature[0])


def _read(features: list[tuple[str, str, float]]) -> tuple[Any, ...]:
    names, surfaces, zipfs = zip(*features, strict=True) if features else ((), (), ())
    weights = tuple([place / 7 for place in range(len(features))])
    return "en", "a title", names, surfaces, weights, zipfs, b"1234", 7, True


@given(st.lists(st.lists(_story, max_size=4), max_size=5))
def test_what_is_told_by_number_is_what_was_told_by_name(
    batches: list[list[list[tuple[str, str, float]]]],
) -> None:
    numbers, table = Numbering(), Table()
    for batch in batches:
        told = [numbers.told(_read(features)) for features in batch]
        table.extend(numbers.new())
        for one, features in zip(told, batch, strict=True):
            found = table.story(one)
            assert found is not None
            assert found.read() == _read(features)
            assert found.prints == array("I", b"1234")


@in_c
@given(st.lists(_story, max_size=6), _story)
def test_which_numbers_features_have(
    known: list[list[tuple[str, str, float]]], features: list[tuple[str, str, float]]
) -> None:
    numbers = Numbering()
    for one in known:
        numbers.told(_read(one))
    names, surfaces, _, zipfs = _read(features)[2:6]
    table = numbers._by_name, numbers._surfaces, numbers._zipfs
    args = names, surfaces, zipfs, *table
    assert numbered.numbers_of(*args) == PLAIN.numbers_of(*args)


@in_c
@given(ROWS, st.integers(1, 3), st.data())
def test_what_a_story_told_by_number_weighs(
    rows: list[Any], feed: int, data: st.DataObject
) -> None:
    index, table = index_of(rows), Table()
    names = ["w@#"[number % 3] + str(number) for number in range(60)]
    zipfs = array("d", data.draw(st.lists(st.floats(0, 8), min_size=60, max_size=60)))
    table.extend((0, tuple(names), ("",) * 60, zipfs.tobytes()))
    of_number: Callable[[str], float] = {name: 1 / (3 + len(name)) for name in names}.__getitem__
    more = (
        index.ids, index.in_threads, index.in_stories, index.latest.get(feed, []),
        index.rows.features, index.rows.feature_at, index.rows.thread, of_number,
        (len(index.names), 320.5, 712.25), _SCALE,
    )  # fmt: skip
    for _ in range(3):
        numbers = array("I", data.draw(st.lists(st.integers(0, 59), max_size=50, unique=True)))
        weights = array("d", [number / 7 for number in numbers])
        here = numbered.weighed_told(numbers, weights, table.known(index.ids), *more)
        assert here == PLAIN.weighed_told(numbers, weights, table.known(index.ids), *more)
    known = dict(enumerate(table.known(index.ids)[3]))
    assert all(index.names[found] == names[number] for number, found in known.items() if found >= 0)


@in_c
@pytest.mark.parametrize(
    ("place", "wrong", "error"),
    [
        (0, array("I", [2]), IndexError), (0, array("q", [0]), TypeError),
        (1, array("d", [1.0, 1.0]), ValueError), (1, array("f", [1.0]), TypeError),
        (2, (["wa", "wb"], bytearray(b"w"), array("d", (0, 0)), array("i", (-1, -1))), ValueError),
        (2, (["wa", "wb"], bytearray(b"ww"), array("d", (0, 0)), array("i", (99, 99))), IndexError),
        (2, ([[], "wb"], bytearray(b"ww"), array("d", (0, 0)), array("i", (-1, -1))), TypeError),
        (2, ([[], "wb"], bytearray(b"##"), array("d", (0, 0)), array("i", (0, 0, 0))), ValueError),
        (2, (("wa", "wb"), bytearray(b"ww"), array("d", (0, 0)), array("i", (-1, -1))), TypeError),
        (2, (["wa"],), TypeError),
        (3, {"wa": -3}, IndexError), (3, {"wa": 1 << 80}, OverflowError),
        (3, {"wa": "1"}, TypeError),
    ],
)  # fmt: skip
def test_columns_that_are_none(place: int, wrong: Any, error: type[Exception]) -> None:
    index = index_of([([1, 2], [9] * 12, 1, 1, 0, "en")])
    table = ["wa", "wb"], bytearray(b"ww"), array("d", (0.0, 0.0)), array("i", (-1, -1))
    args: list[Any] = [
        array("I", [0]), array("d", [1.0]), table, {}, index.in_threads, index.in_stories, [],
        index.rows.features, index.rows.feature_at, index.rows.thread, len,
        (41, 9.0, 9.0), _SCALE,
    ]  # fmt: skip
    numbered.weighed_told(*args)
    args[place] = wrong
    with pytest.raises(error):
        numbered.weighed_told(*args)


@in_c
@pytest.mark.parametrize(
    ("place", "wrong", "error"),
    [
        (0, ("wa", "wb"), ValueError), (0, ([],), TypeError), (0, ["wa"], TypeError),
        (1, (7,), TypeError), (2, ("1",), TypeError), (3, {"wa": -1}, IndexError),
        (3, {"wa": 1}, IndexError), (3, {"wa": "1"}, TypeError), (4, [], IndexError),
        (4, [7], TypeError), (5, array("d"), IndexError), (5, array("f", [0.0]), TypeError),
    ],
)  # fmt: skip
def test_features_that_are_none(place: int, wrong: Any, error: type[Exception]) -> None:
    args: list[Any] = [("wa",), ("A",), (0.0,), {"wa": 0}, ["a"], array("d", [0.0])]
    assert numbered.numbers_of(*args) == (array("I", [0]), [0])
    args[place] = wrong
    with pytest.raises(error):
        numbered.numbers_of(*args)


def test_parts_of_a_table_that_are_none() -> None:
    table, zipfs = Table(), array("d", (1.0,)).tobytes()
    table.extend((0, ("wa",), ("",), zipfs))
    for new in (
        (), (0, ("wa",), ("",), zipfs), (2, ("wa",), ("",), zipfs), (1, ("wa",), ("",), b""),
        (1, ("",), ("",), zipfs), (1, ("wa",), (), zipfs), (1, (7,), ("",), zipfs), (1, 2, 3, 4),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"table|names"):
            table.extend(new)
    table.extend((1, ("wb",), ("B",), zipfs))


def test_stories_that_are_none() -> None:
    numbers, table = Numbering(), Table()
    good = numbers.told(_read([("wa", "A", 1.0)]))
    assert table.story(good) is None, "the table is not there yet"
    table.extend(numbers.new())
    assert isinstance(table.story(good), Told)
    for place, wrong in ((0, 1), (2, b"123"), (2, b""), (3, b""), (4, b"1"), (5, -1), (6, 0)):
        assert table.story((*good[:place], wrong, *good[place + 1 :])) is None
    assert table.story(()) is None


def _told(stories: list[Telling], numbers: Numbering, table: Table) -> list[Told]:
    told = [numbers.told(one) for one in reading_of({})(stories)]
    table.extend(numbers.new())
    return [one for each in told if (one := table.story(each)) is not None]


@pytest.mark.parametrize("misled", [{}, {"Twitter": 1}])
def test_stories_told_by_number_are_placed_the_same(misled: dict[str, int]) -> None:
    stories, size = stories_of_the_sample(), 50
    here, there = (new_engine(misled=misled) for _ in range(2))
    numbers, table = Numbering(), Table()
    for start in range(0, len(stories), size):
        batch = stories[start : start + size]
        again = batch[:3] if start % 200 == 0 else []  # its features are numbered anew then
        for some in (batch, again):
            assert here.place(some) == there.place(some, _told(some, numbers, table))
        assert here.settle() == there.settle()
    assert here.pack() == there.pack()
