"""``like:ID`` by words alone, and with what somebody found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import seed

from reader.query.parse import parse
from reader.query.tree import Like
from reader.store import Store

TITLES = (
    "Volcano Askja erupts near hikers",
    "Hikers rescued as Askja erupts",
    "Askja volcano calm again",
    "Senate passes a budget for the year",
    "A budget for the year, says the Senate",
    "Chess champion retires",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seed.opened(tmp_path) as opened:
        seed.arrive(opened, seed.feed(opened), *(seed.item(t, " ") for t in TITLES))
        seed.index(opened)
        yield opened


def ids(store: Store) -> list[int]:
    return [row[0] for row in seed.sql(store, "SELECT id FROM story ORDER BY sort_at")]


def test_stories_that_share_rare_words_are_related(store: Store) -> None:
    one, two, three, four, five, six = ids(store)
    assert set(store.lists.stories_of(parse(f"like:{one}"))) == {two, three}
    assert set(store.lists.stories_of(parse(f"like:{four}"))) == {five}
    assert store.lists.stories_of(parse(f"like:{six}")) == ()
    assert set(store.lists.stories_of(parse(f"like:{one} hikers"))) == {two}
    assert set(store.lists.stories_of(parse(f"-like:{one}"))) == {one, four, five, six}


def test_a_thread_stands_for_its_lead(store: Store) -> None:
    one, two, three, *_ = ids(store)
    thread = seed.thread_of(store, one)
    assert set(store.lists.stories_of(parse(f"like:{thread}"))) == {two, three}


def test_what_was_found_is_taken(store: Store) -> None:
    one, *_, five, _six = ids(store)
    query = parse(f"like:{one}")
    assert isinstance(query.root, Like)
    query = replace(query, root=replace(query.root, found=(five,)))
    assert store.lists.stories_of(query) == (five,)
