"""Tagging and its completion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import seed

from reader.errors import UsageError
from reader.services.tagging import MAX_TAG, Tagging
from reader.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seed.opened(tmp_path) as opened:
        seed.arrive(opened, seed.feed(opened), "one", "two", "three")
        yield opened


@pytest.fixture
def tagging(store: Store) -> Tagging:
    made = Tagging(store)
    stories = [row[0] for row in seed.sql(store, "SELECT id FROM story ORDER BY id")]
    for name, n in (("politics", 3), ("policy", 1), ("Poland", 2), ("ai policy", 1), ("sport", 1)):
        made.tag(name, stories[:n])
    return made


def test_tags_are_put_on_and_taken_off(store: Store, tagging: Tagging) -> None:
    story = seed.sql(store, "SELECT max(id) FROM story")[0][0]
    assert tagging.tag("new one", [story], [1]).changed == 2
    assert [row.threads for row in tagging.all() if row.name == "new one"] == [1]
    assert tagging.untag("new one", [story], [1]).changed == 2
    assert "new one" not in [row.name for row in tagging.all()]


def test_a_tag_in_other_case_is_the_tag_that_is_there(store: Store, tagging: Tagging) -> None:
    story = seed.sql(store, "SELECT max(id) FROM story")[0][0]
    tagging.tag("POLAND", [story])
    tagging.retag(["Sport"], ["POLITICS"], [story])
    names = {row.name: row.stories for row in tagging.all()}
    assert names == {"ai policy": 1, "Poland": 3, "policy": 1, "politics": 2, "sport": 2}
    assert tagging.untag("SPORT", [story]).changed == 1


def test_a_tag_that_cannot_be_is_refused(tagging: Tagging) -> None:
    for name in ("", "x" * (MAX_TAG + 1), "a\x07"):
        with pytest.raises(UsageError):
            tagging.tag(name, threads=[1])


def test_tags_are_renamed_and_removed(tagging: Tagging) -> None:
    assert tagging.rename("policy", "politics").changed == 1
    assert tagging.remove("politics").changed == 3
    assert [row.name for row in tagging.all()] == ["ai policy", "Poland", "sport"]


def test_completion_gives_prefixes_first_then_what_is_like_it(tagging: Tagging) -> None:
    assert tagging.complete("pol") == ["politics", "Poland", "policy", "ai policy"]
    assert tagging.complete("polcy")[0] == "policy"
    assert tagging.complete("spotr") == ["sport"]
    assert tagging.complete("zzz") == []
    assert tagging.complete("")[0] == "politics"
    assert len(tagging.complete("", limit=2)) == 2
