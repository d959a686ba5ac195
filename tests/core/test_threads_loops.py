"""The loops of the engine in C answer as those in Python do, to the last bit."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Outcome, Telling
from reader.threads import (
    LIBRARY,
    abroad,
    alike,
    doubt,
    loops,
    new_engine,
    records,
    repeats,
    retired,
    strides,
)
from reader.threads.weights import _SCALE
from tests.core.columns import FEATURES, ROWS, WEIGHTS, index_of
from tests.core.columns import columns as told_columns
from tests.core.twins import in_python

NAMES = (
    "channelled", "columns", "dots", "elsewhere", "near", "product", "products", "rare", "sharing",
    "silent", "summed", "told", "total", "vectors", "weighed",
)  # fmt: skip
DATA = Path(__file__).parents[1] / "data" / "threads"

in_c = pytest.mark.skipif(not loops.COMPILED, reason="there was no C compiler")


PLAIN = in_python("reader.threads.loops")
PLAIN_STRIDES = in_python("reader.threads.strides")
PLAIN_DOUBT = in_python("reader.threads.doubt")
PLAIN_ALIKE = in_python("reader.threads.alike")
PLAIN_ABROAD = in_python("reader.threads.abroad")
PLAIN_REPEATS = in_python("reader.threads.repeats")
PLAIN_RECORDS = in_python("reader.threads.records")
PLAIN_RETIRED = in_python("reader.threads.retired")
assert not PLAIN.COMPILED


def _same(name: str, *args: Any) -> Any:
    found = getattr(loops, name)(*args)
    assert found == getattr(PLAIN, name)(*args)
    return found


@in_c
@given(ROWS, FEATURES, WEIGHTS, st.integers(-9, 9), st.integers(1, 9), st.data())
def test_what_is_near_and_how_near(
    rows: list[Any],
    features: list[int],
    weights: list[int],
    at: int,
    days: int,
    data: st.DataObject,
) -> None:
    index, told = index_of(rows), told_columns(features, weights)
    low, high = (at - days) * 86_400, (at + days) * 86_400
    number, share = st.integers(0, 60), st.floats(0, 1e10)
    bounds = data.draw(
        st.builds(loops.Bounds, number, st.integers(1, 60), number, share, share, number, share)
    )
    since = index.rows.since(low)
    near = _same("near", index.postings, *told, index.rows.at, since, low, high, bounds)
    numbers = data.draw(st.lists(st.integers(0, len(rows) - 1), unique=True)) or near
    columns = index.rows.features, index.rows.weights, index.rows.feature_at
    vector = dict(zip(*told, strict=True))
    large = vector | dict.fromkeys(range(100, 100 + data.draw(st.integers(0, 2_000))), 7)
    _same("dots", *columns, numbers, large)
    assert _same("dots", *columns, set(numbers), vector) is not None


@in_c
@given(ROWS, FEATURES, st.integers(0, 70), st.integers(1, 9), st.booleans())
def test_what_shares_features(
    rows: list[Any], features: list[int], since: int, back: int, once: bool
) -> None:
    index = index_of(rows)
    weights = [1 / (number + 3) for number in range(len(features))]
    thread, language = index.rows.thread, index.rows.language
    _same("sharing", index.postings, features, weights, thread, since, back, once)
    _same("elsewhere", index.postings, features, weights, thread, language, [0, 2], back)


@in_c
@given(ROWS, WEIGHTS, st.integers(1, 3), st.data())
def test_what_a_story_weighs(
    rows: list[Any], occurrence: list[int], feed: int, data: st.DataObject
) -> None:
    index = index_of(rows)
    features = data.draw(st.lists(st.integers(0, 60), min_size=1, max_size=40, unique=True))
    names = ["w@#"[number % 3] + str(number) for number in features]
    weights = tuple([occurrence[at % 12] / 7 for at in range(len(names))])
    zipfs = data.draw(st.lists(st.floats(0, 8), min_size=len(names), max_size=len(names)))
    columns = index.rows.features, index.rows.feature_at, index.rows.thread
    latest = index.latest.get(feed, [])
    of_number: Callable[[str], float] = {name: 1 / (3 + len(name)) for name in names}.__getitem__
    sizes = (len(index.names), 320.5, 712.25)
    _same(
        "weighed", tuple(names), weights, tuple(zipfs), index.ids, index.in_threads,
        index.in_stories, latest, *columns, of_number, sizes,
        _SCALE._replace(most=data.draw(st.integers(0, 40))),
    )  # fmt: skip


_value = st.sampled_from(("", "wa", 1.0, 1, None))


@in_c
@given(st.lists(st.tuples(*[_value] * 4), max_size=3), st.lists(_value, max_size=2))
def test_which_columns_are_sound(rows: list[tuple[Any, ...]], more: list[Any]) -> None:
    sound = [("wa", "", 0.5, 2.0)] * 2
    for told in (rows, sound, [*sound, *rows]):
        columns = [tuple([row[side] for row in told]) for side in range(4)]
        _same("columns", *columns)
        _same("columns", *columns[:3], (*columns[3], *more))
    assert loops.columns(*zip(*sound, strict=True))


@in_c
@given(ROWS, st.data())
def test_what_is_told_in_every_language(rows: list[Any], data: st.DataObject) -> None:
    index = index_of(rows)
    tables = st.lists(st.integers(-1, 40), min_size=41, max_size=41)
    concepts, as_names = (array("i", data.draw(tables)) for _ in range(2))
    unasked = data.draw(st.integers(0, 80))
    if unasked <= 40:
        as_names[unasked] = loops.UNASKED
    keys = [f"={number}" for number in range(41)]
    columns = index.rows.features, index.rows.weights, index.rows.feature_at
    known = index.channels, concepts, as_names, index.in_stories
    totals: list[dict[str, float]] = [{}, {}]
    for number in range(len(rows)):
        asked = [
            room.told(columns, number, known, index.names, keys, (0.3, 0.4, 3, 1.3, 0.7), total)
            for room, total in zip((loops, PLAIN), totals, strict=True)
        ]
        assert asked[0] == asked[1]
        assert list(totals[0].items()) == list(totals[1].items())


@in_c
@given(ROWS, st.data())
def test_whether_a_row_names_what_is_sought(rows: list[Any], data: st.DataObject) -> None:
    index = index_of(rows)
    names = array("i", data.draw(st.lists(st.integers(-2, 40), min_size=41, max_size=41)))
    sought = bytearray(data.draw(st.lists(st.sampled_from((0, 0, 0, 1)), min_size=41, max_size=41)))
    shown, most = data.draw(st.floats(0, 2)), data.draw(st.integers(0, 60))
    for number in range(len(rows)):
        asked: list[list[int]] = []
        found = []
        for room in (abroad, PLAIN_ABROAD):
            as_names, asking = names[:], []

            def ask(word: int, into: Any = as_names, told: list[int] = asking) -> int:
                told.append(word)
                into[word] = word - 1
                return word - 1

            columns = index.rows.features, index.rows.feature_at
            known = index.channels, as_names, index.in_stories, sought
            found.append(room.names_one(columns, number, known, shown, most, ask))
            asked.append(asking)
        assert found[0] == found[1]
        assert asked[0] == asked[1]
    short = index.channels, names, index.in_stories, sought[:1]
    with pytest.raises(IndexError):
        abroad.names_one(columns, len(rows), short, shown, most, ask)
    with pytest.raises(IndexError):
        abroad.names_one(columns, 0, short, shown, most, ask)


@in_c
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30)), max_size=80, unique=True), st.data()
)
def test_which_silent_threads_are_sought(ways: list[tuple[int, int]], data: st.DataObject) -> None:
    ways.sort()  # a record has a feature once
    keys, numbers = array("I", [key for key, _ in ways]), array("I", [number for _, number in ways])
    some = st.lists(st.integers(31, 40), max_size=5, unique=True)
    loose = data.draw(st.dictionaries(st.integers(0, 9), some))
    records = dict.fromkeys(data.draw(st.sets(st.integers(0, 40))), b"")
    sought = data.draw(st.lists(st.integers(0, 9), unique=True))
    common, most = data.draw(st.integers(0, 12)), data.draw(st.integers(0, 5))
    _same("silent", keys, numbers, loose, records, sought, common, most)


@in_c
@given(ROWS, st.data())
def test_what_rows_say_together(rows: list[Any], data: st.DataObject) -> None:
    index = index_of(rows)
    numbers = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=9))
    channel = data.draw(st.sampled_from(b"w@#x"))
    _same("total", index.rows.columns(), numbers)
    _same("channelled", index.rows.columns(), numbers, index.channels, channel)


@in_c
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 65_535))), st.data())
def test_names_weighed_by_rarity(told: list[tuple[int, int]], data: st.DataObject) -> None:
    features, weights = (array("I", [pair[side] for pair in told]) for side in (0, 1))
    counts = data.draw(st.lists(st.integers(0, 9_000), min_size=21, max_size=21))
    _same("rare", features, weights, array("i", counts))


_vector = st.dictionaries(st.integers(0, 20), st.integers(1, 10**9))


@in_c
@given(_vector, _vector)
def test_the_product_of_two_vectors(one: dict[int, int], other: dict[int, int]) -> None:
    _same("product", one, other)


@in_c
@given(st.lists(_vector, max_size=9), st.data())
def test_stories_inside_a_thread(stories: list[dict[int, int]], data: st.DataObject) -> None:
    known = data.draw(st.lists(st.integers(0, 20), unique=True))
    rare = {f: (place, data.draw(st.floats(0, 1))) for place, f in enumerate(known)}
    columns = _same("vectors", stories, rare)
    side = data.draw(st.sets(st.integers(0, max(0, len(stories) - 1)))) if stories else set()
    total = _same("summed", *columns, side, len(rare))
    _same("products", *columns, total)


def test_the_library_is_made_of_these_sources() -> None:
    assert sys.modules.get(LIBRARY, loops) is not None, "install clew again: pip install -e ."


@in_c
def test_a_library_of_other_sources_is_left(tmp_path: Path) -> None:
    for each in Path(loops.__file__).parent.glob("_loops.*"):
        copied = tmp_path / "reader" / "threads" / each.name
        shutil.copytree(each.parents[1], tmp_path / "reader", dirs_exist_ok=True)
    code = "from reader.threads import loops; print(loops.COMPILED, loops.__file__)"
    for changed, compiled in ((False, True), (True, False)):
        if changed:
            (copied.parent / "compiled" / "more.c").write_text("/* another source */")
        told = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert told.stdout.split() == [str(compiled), str(copied.with_name("loops.py"))]


@in_c
def test_columns_that_contradict_one_another_are_refused() -> None:
    index = index_of([([1, 2], [9, 9, *[0] * 10], 1, 1, 0, "en")] * 3)
    bounds = loops.Bounds(9, 9, 99, 1e12, 1e12, 99, 0.0)
    told = array("I", [1]), array("H", [9])
    empty, short = array("q"), array("I", [0, 900])
    features, weights, places = index.rows.features, index.rows.weights, index.rows.feature_at
    with pytest.raises(IndexError):
        loops.near(index.postings, *told, empty, 0, 0, 0, bounds)
    with pytest.raises(IndexError):
        loops.near([], *told, index.rows.at, 0, 0, 0, bounds)
    with pytest.raises(TypeError):
        loops.near(index.postings, told[1], told[1], index.rows.at, 0, 0, 0, bounds)
    for numbers, to in (([0], short), ([3], places), ([-1], places)):
        with pytest.raises(IndexError):
            loops.dots(features, weights, to, numbers, {1: 1})
    with pytest.raises(IndexError):
        loops.sharing(index.postings, [1], [1.0], empty, 0, 9, True)
    with pytest.raises(IndexError):
        loops.elsewhere(index.postings, [1], [1.0], index.rows.thread, array("H"), [0], 9)
    inside = array("I", [1]), array("d", [0.5]), array("I", [0, 1])
    for columns, side in ((inside, [0]), (inside, [1]), ((inside[0], array("d"), inside[2]), [0])):
        with pytest.raises(IndexError):
            loops.summed(*columns, side, 1)
    with pytest.raises(IndexError):
        loops.products(*inside, array("d", [1.0]))
    with pytest.raises(IndexError):
        loops.rare(array("I", [4]), array("I", [1]), array("i", [1]))


def _placed(stories: list[Telling]) -> list[Outcome]:
    engine = new_engine()
    outcomes = []
    for at in range(0, len(stories), 50):
        outcomes += [engine.place(stories[at : at + 50]), engine.settle()]
    return outcomes


@in_c
@pytest.mark.parametrize("name", ["events_languages", "events_many", "lookalikes"])
def test_threads_are_the_same_without_a_compiler(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    lines = [json.loads(line) for line in (DATA / f"{name}.jsonl").open(encoding="utf-8")][:250]
    stories = [
        Telling(
            number, number, number % 5, str(number), line["title"], line.get("summary", ""),
            sort_at=number * 3_600,
        )
        for number, line in enumerate(lines, 1)
    ]  # fmt: skip
    compiled = _placed(stories)
    for loop in NAMES:
        monkeypatch.setattr(loops, loop, getattr(PLAIN, loop))
    monkeypatch.setattr(strides, "entered", PLAIN_STRIDES.entered)
    monkeypatch.setattr(strides, "fits", PLAIN_STRIDES.fits)
    monkeypatch.setattr(doubt, "doubted", PLAIN_DOUBT.doubted)
    monkeypatch.setattr(alike, "alike", PLAIN_ALIKE.alike)
    monkeypatch.setattr(repeats, "repeated", PLAIN_REPEATS.repeated)
    monkeypatch.setattr(abroad, "names_one", PLAIN_ABROAD.names_one)
    for record in ("heaviest_of", "recorded", "sought_by"):
        monkeypatch.setattr(records, record, getattr(PLAIN_RECORDS, record))
    monkeypatch.setattr(retired, "arranged", PLAIN_RETIRED.arranged)
    assert _placed(stories) == compiled
    assert sum(len(outcome.placements) for outcome in compiled) == len(stories)
