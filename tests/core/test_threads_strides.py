"""The longer strides of the engine in C answer as those in Python do, to the last bit."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.threads import alike, doubt, loops, repeats, strides
from reader.threads.doubt import Doubt
from reader.threads.index import Thread
from reader.threads.rows import Row, Rows
from reader.threads.score import _MEASURE
from tests.core.columns import FEATURES, ROWS, WEIGHTS, index_of
from tests.core.columns import columns as told_columns
from tests.core.twins import in_python

in_c = pytest.mark.skipif(not loops.COMPILED, reason="there was no C compiler")

PLAIN_STRIDES = in_python("reader.threads.strides")
PLAIN_DOUBT = in_python("reader.threads.doubt")
PLAIN_ALIKE = in_python("reader.threads.alike")
PLAIN_REPEATS = in_python("reader.threads.repeats")


@in_c
@given(ROWS, FEATURES, WEIGHTS, st.integers(-9, 9), st.integers(1, 9), st.data())
def test_what_fits(
    rows: list[Any],
    features: list[int],
    weights: list[int],
    at: int,
    days: int,
    data: st.DataObject,
) -> None:
    index = index_of(rows)
    told = (*told_columns(features, weights), 2, at * 86_400, data.draw(st.integers(-1, 2)))
    number, share = st.integers(0, 60), st.floats(0, 1e10)
    bounds = data.draw(
        st.builds(loops.Bounds, number, st.integers(1, 60), number, share, share, number, share)
    )
    asked: list[tuple[float, int]] = []

    def doubted(thread: Thread, score: float, closest: int) -> float:
        asked.append((score, closest))
        return score * (0.5 + closest / 60)

    by = _MEASURE._replace(doubt=data.draw(st.floats(0, 1)), large=data.draw(st.integers(1, 9)))
    low, high = (at - days) * 86_400, (at + days) * 86_400
    args = (
        index.rows.columns(), index.postings, index.threads, told,
        (index.rows.since(low), low, high), bounds, by, data.draw(st.floats(0, 1)), index.sum,
        doubted,
    )  # fmt: skip
    found = strides.fits(*args)
    half = len(asked)
    assert found == PLAIN_STRIDES.fits(*args)
    assert asked[:half] == asked[half:]


@in_c
@given(ROWS, FEATURES, WEIGHTS, st.data())
def test_what_deserves_doubt(
    rows: list[Any], features: list[int], weights: list[int], data: st.DataObject
) -> None:
    index, told = index_of(rows), told_columns(features, weights)
    names = [f"{name[0]}{forms}" for name, forms in zip(index.names, _FORMS, strict=False)]
    tables = st.lists(st.integers(-2, 40), min_size=41, max_size=41)
    as_names = array("i", data.draw(tables))
    number = st.integers(0, len(rows) - 1)
    members = data.draw(st.lists(number, max_size=4, unique=True))
    share = st.floats(0, 1)
    by = data.draw(st.builds(Doubt, *[share] * 4, *[st.floats(0.1, 4)] * 3, *[share] * 7,
                             st.just(65_535.0)))  # fmt: skip
    drawn = data.draw(share), data.draw(st.booleans()), told, index.rows.columns()
    closest, length, most = data.draw(number), data.draw(st.floats(1e4, 1e6)), data.draw(share)
    total = index.rows.sum([*range(len(rows))])
    answers = []
    for module in (doubt, PLAIN_DOUBT):
        asked: list[int] = []
        table = as_names[:]

        def ask(word: int, asked: list[int] = asked, table: array[int] = table) -> int:
            asked.append(word)
            table[word] = word % 7 - 1
            return table[word]

        words = index.channels, table, index.in_stories, index.surfaces, names, ask
        left = module.doubted(*drawn, closest, members, total, length, words, most, by)
        answers.append((left, sorted(asked)))
    assert answers[0] == answers[1]


@in_c
@given(ROWS, st.integers(0, 60), st.data())
def test_which_thread_is_the_most_like(rows: list[Any], since: int, data: st.DataObject) -> None:
    index = index_of(rows)
    few, share = st.integers(1, 9), st.floats(0, 1)
    sizes = [data.draw(few) for _ in range(6)]
    by = alike.By(65_535.0, *[data.draw(share) for _ in range(4)], data.draw(st.floats(0.1, 9)),
                  *[data.draw(share) for _ in range(2)], data.draw(st.floats(0, 12)), *sizes,
                  data.draw(st.integers(0, 20)) * 86_400)  # fmt: skip
    level, left = data.draw(st.floats(-0.1, 0.6)), data.draw(st.floats(0.5, 1.2))
    for thread in index.threads.values():
        answers = []
        for module in (alike, PLAIN_ALIKE):
            asked: list[tuple[int, float, float]] = []

            def judged(
                other: Thread, score: float, best: float, asked: list[Any] = asked
            ) -> float | None:
                asked.append((other.id, score, best))
                return None if other.id % 3 == 0 or score * left <= best else score * left

            found = module.alike(
                index.rows.columns(), index.postings, index.threads, thread, thread.id,
                index.sum(thread), since, level, by, index.sum, judged,
            )  # fmt: skip
            answers.append((found and (found[0], found[1].id), asked))
        assert answers[0] == answers[1]


#: How features are written: some are one word but for capitals.
_FORMS = ["Élan", "élan", "ÉLAN", "\U0001f600", "", "a", "b", "A"] * 6


@in_c
@given(ROWS)
def test_what_is_entered(rows: list[Any]) -> None:
    tables = [([-1] * 41, array("i", bytes(164)), array("i", bytes(164))) for _ in range(2)]
    threads: dict[int, set[int]] = {}
    for number, (features, weights, thread, *_) in enumerate(rows):
        known = threads.setdefault(thread, set())
        squares = [
            module.entered(table[0], *told_columns(features, weights), number, known, *table[1:])
            for module, table in zip((strides, PLAIN_STRIDES), tables, strict=True)
        ]
        assert squares[0] == squares[1]
        known |= set(features)
    assert tables[0] == tables[1]
    assert tables[0] == (index_of(rows).postings, *tables[0][1:])


_titles = st.sampled_from(
    (
        "the lake of fire is burning tonight", "the lake of fire is burnin tonight",
        "the lake of fire was burning tonight", "a lake", "", "day 12 of the siege goes on",
        "day 13 of the siege goes on", "der see brennt heute \u00fcber nacht",
        "der see brennt heute \u00fcber nachts",
    )
)  # fmt: skip
_marks = st.lists(st.integers(0, 14), unique=True, max_size=12).map(sorted)


@in_c
@given(
    st.lists(st.tuples(_titles, _marks, st.integers(0, 3), st.integers(1, 2)), max_size=8),
    st.tuples(_titles.filter(bool), _marks),
    st.booleans(),
    st.tuples(st.integers(0, 3), st.integers(1, 8), st.floats(0, 1)),
)
def test_which_story_is_repeated(
    held: list[Any], story: tuple[str, list[int]], telling: bool, by: tuple[int, int, float]
) -> None:
    rows = Rows()
    for number, (title, marks, at, feed) in enumerate(held):
        prints = array("I", marks) if marks else None
        told = array("I"), array("H"), title.encode(), prints
        rows.add(Row(number, number, feed, at, "en", *told))
    columns = rows.at, rows.feed, rows.titles, rows.title_at, rows.prints, rows.print_at
    args = (
        columns, list(range(len(rows))), (story[0].encode(), array("I", story[1]), 1, 1),
        repeats.alike if telling else None,
        repeats.BY._replace(within=by[0], fewest=by[1], same_text=by[2]),
    )  # fmt: skip
    assert repeats.repeated(*args) == PLAIN_REPEATS.repeated(*args)


@in_c
def test_strides_over_columns_that_contradict_one_another_are_refused() -> None:
    index = index_of([([1, 2], [9, 9, *[0] * 10], 1, 1, 0, "en")] * 3)
    bounds = loops.Bounds(9, 9, 99, 1e12, 1e12, 99, 0.0)
    told, empty_table = told_columns([1], [9]), array("i")
    columns, story = index.rows.columns(), (*told, 1, 0, 0)
    args = (index.postings, index.threads, story, (0, 0, 0), bounds, _MEASURE, 0.0, index.sum, len)
    for place in range(len(columns)):
        wrong = (*columns[:place], columns[place][:0], *columns[place + 1 :])
        with pytest.raises(IndexError):
            strides.fits(wrong, *args)
    with pytest.raises(KeyError):
        strides.fits(columns, args[0], {}, *args[2:])
    words = index.channels, array("i", [0] * 41), index.in_stories, [""] * 41, ["w"] * 41, len
    for place, wrong in ((0, bytearray()), (1, empty_table), (2, empty_table), (3, []), (4, [])):
        less = *words[:place], wrong, *words[place + 1 :]
        with pytest.raises(IndexError):
            doubt.doubted(1.0, False, told, columns, 0, [0], {}, 1.0, less, 1.0, doubt.BY)
    for closest, members in ((3, [0]), (-1, [0]), (0, [3]), (0, [-1])):
        with pytest.raises(IndexError):
            doubt.doubted(
                1.0, False, told, columns, closest, members, {}, 1.0, words, 1.0, doubt.BY
            )
    thread = index.threads[1]
    asking = thread, 2, {1: 1}, 0, 0.0, alike.BY, index.sum, len
    for place in (0, 1, 2, 3, 6):
        wrong = (*columns[:place], columns[place][:0], *columns[place + 1 :])
        with pytest.raises(IndexError):
            alike.alike(wrong, index.postings, index.threads, *asking)
    with pytest.raises(IndexError):
        alike.alike(columns, [], index.threads, *asking)
    with pytest.raises(KeyError):
        alike.alike(columns, index.postings, {}, *asking)
    counts = array("i", [0] * 2)
    for lists in ((index.postings, counts[:1], counts), (index.postings, counts, counts[:1]),
                  ([-1], counts, counts)):  # fmt: skip
        with pytest.raises(IndexError):
            strides.entered(lists[0], *told, 3, (), *lists[1:])
    rows = index.rows
    columns = rows.at, rows.feed, rows.titles, rows.title_at, rows.prints, rows.print_at
    story = b"title", array("I"), 0, 5
    for place in (0, 1, 3, 5):
        wrong = (*columns[:place], columns[place][:0], *columns[place + 1 :])
        with pytest.raises(IndexError):
            repeats.repeated(wrong, [0], story, None, repeats.BY)
    for numbers in ([3], [-1]):
        with pytest.raises(IndexError):
            repeats.repeated(columns, numbers, story, None, repeats.BY)
