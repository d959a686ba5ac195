"""Stories of numbers, for what loops over the columns of an index."""

from __future__ import annotations

from array import array

from hypothesis import strategies as st

from reader.threads.index import Index, Row

#: Features, rows and weights from few, so that they meet; and times that do not.
FEATURES = st.lists(st.integers(0, 40), min_size=1, max_size=12, unique=True)
WEIGHTS = st.lists(st.integers(1, 65_535), min_size=12, max_size=12)
ROWS = st.lists(
    st.tuples(FEATURES, WEIGHTS, st.integers(1, 9), st.integers(1, 3), st.integers(-9, 9),
              st.sampled_from(("en", "fr", "pl"))),
    min_size=1, max_size=60,
)  # fmt: skip


def index_of(rows: list[tuple[list[int], list[int], int, int, int, str]]) -> Index:
    index = Index()
    for number in range(41):
        index.feature("w@#"[number % 3] + str(number), str(number))
    for story, (features, weights, thread, feed, at, language) in enumerate(rows, 1):
        told = columns(features, weights)
        index.add(Row(story, thread, feed, at * 86_400, language, *told))
    return index


def columns(features: list[int], weights: list[int]) -> tuple[array[int], array[int]]:
    return array("I", features), array("H", weights[: len(features)])
