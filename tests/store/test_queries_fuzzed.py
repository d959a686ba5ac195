"""Queries nobody would write: none raises, none lies. ``CLEW_EXAMPLES`` asks for more of them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import seed
import test_lists
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.errors import QueryError
from reader.query.parse import parse
from reader.query.unfinished import unfinished
from reader.query.unparse import unparse

STORIES = 14
EXAMPLES = int(os.environ.get("CLEW_EXAMPLES", "500"))
PIECES = r"""
OR AND NOT NEAR NEAR/3 NEAR/ - -- ( ) (( )) " “ ” ' * ~ / // # + @ : , . .. < > = & %_
title: body: from: feed: is: has: in: thread:( thread:{ } sort:rank limit:3 group:feed
date: newer: sources: lang:fr @1week @2023-04--2023-05 +ai +unread unread="yes"
/m.s/ /(a|b)*/i /[/ /a{2,}/ /\bgo\b/ 10000 1,000,000 ~semaphor ~🚀 🚀🚀 C++ c# é ß ﬁ İ
東京 都 مرحبا DROP TABLE story;--
"""
SCRAPS = [*test_lists.ATOMS.split(), *PIECES.split(), "\0", "\ud800", "a\u200bb", "\t", "\n"]
SCRAPS += ["e\u0301"]
QUERIES = st.one_of(
    st.lists(st.sampled_from(SCRAPS), max_size=9).map(" ".join),
    st.lists(st.sampled_from(SCRAPS), max_size=9).map("".join),
    st.text(max_size=40),
    st.tuples(st.sampled_from(SCRAPS), st.sampled_from(["", " ", " OR "]), st.integers(1, 10_000))
    .map(lambda made: (made[0] + made[1]) * (made[2] // (len(made[0] + made[1]) or 1)))
    .map(lambda text: text[:10_000]),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[test_lists.World]:
    with (
        seed.opened(tmp_path_factory.mktemp("fuzzed")) as store,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(test_lists, "STORIES", STORIES)
        test_lists.make(store)
        yield test_lists.World((store, test_lists.subjects(store)))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[*HealthCheck], database=None)
@given(text=QUERIES)
def test_any_query_is_answered_truly_or_refused_with_a_place(
    world: test_lists.World, text: str
) -> None:
    store, stories = world
    column = 0
    try:
        query = parse(text)
        whole = store.lists.select(query, group="none")
    except QueryError as error:
        column = error.column
    else:
        expected = test_lists.in_memory(query.root, stories)
        if query.limit is None and not query.group:
            assert set(whole.ids) == expected
        assert whole.stories == len(expected)
        if not query.sort:
            assert store.lists.select(query, group="none", first=3).ids[:3] == whole.ids[:3]
        assert parse(unparse(query)).root == query.root
    assert 0 <= column <= len(text)


@settings(max_examples=200, deadline=None, suppress_health_check=[*HealthCheck], database=None)
@given(text=QUERIES)
def test_any_query_being_typed_is_answered_or_refused(world: test_lists.World, text: str) -> None:
    found = 0
    try:
        found = world[0].lists.select(unfinished(text), first=5).stories
    except QueryError as error:
        found = -len(error.message)
    assert found <= STORIES
