from __future__ import annotations

from pathlib import Path

import pytest
import seed

from reader.model import ChangedStory, FeedState, FeedUpdate
from reader.store import Store


@pytest.fixture
def store(tmp_path: Path):
    with seed.opened(tmp_path) as made:
        yield made
        assert made.health.check(full=True) == []


def match(store: Store, query: str) -> list[int]:
    return [
        row[0]
        for row in seed.sql(store, "SELECT rowid FROM fulltext WHERE fulltext MATCH ?", query)
    ]


def test_the_newest_are_indexed_first_and_all_in_the_end(store: Store) -> None:
    made = seed.arrive(store, seed.feed(store), *[f"Story {n}" for n in range(5)])
    assert store.fulltext.index_some(2) == 2
    assert sorted(match(store, "story")) == made[3:]
    assert store.fulltext.index_some(2) == 2
    assert store.fulltext.index_some(2) == 1
    assert store.fulltext.index_some(2) == 0
    assert sorted(match(store, "story")) == made


def test_a_long_story_takes_a_transaction_of_its_own(store: Store) -> None:
    long = [seed.item(f"Long {n}", "word " * 50_000) for n in range(2)]
    seed.arrive(store, seed.feed(store), *long)
    assert store.fulltext.index_some() == 1
    assert store.fulltext.index_some() == 1


def test_a_changed_story_is_found_by_its_new_words_only(store: Store) -> None:
    feed = seed.feed(store)
    (story,) = seed.arrive(store, feed, seed.item("Title", "erstwhile 東京都 words"))
    store.fulltext.index_some()
    new = seed.item("Title", "present words")
    store.arrivals.store(FeedUpdate(feed, FeedState(), changed=(ChangedStory(story, new),)))
    assert match(store, "erstwhile") == []
    store.fulltext.index_some()
    assert match(store, "erstwhile OR 東京") == []
    assert match(store, "present") == [story]


def test_a_summary_that_begins_the_body_is_indexed_once(store: Store) -> None:
    seed.arrive(store, seed.feed(store), seed.item("Title", "unusual words here"))
    store.fulltext.index_some()
    assert match(store, "summary : unusual") == []
    assert len(match(store, "body : unusual")) == 1


def test_cjk_is_found_as_pairs_inside_a_run(store: Store) -> None:
    (story,) = seed.arrive(
        store, seed.feed(store), seed.item("東京タワー", "東京都で開催された会議")
    )
    store.fulltext.index_some()
    assert match(store, '"京都"') == [story]
    assert match(store, '"東京 京都"') == [story]
    assert match(store, "議*") == [story]
    assert seed.sql(store, "SELECT text FROM body") == [("東京都で開催された会議",)]


def test_accents_do_not_matter(store: Store) -> None:
    (story,) = seed.arrive(store, seed.feed(store), seed.item("Élysée", "Señor Müller"))
    store.fulltext.index_some()
    assert match(store, "elysee muller") == [story]


def test_a_deleted_story_leaves_the_index(store: Store) -> None:
    (story,) = seed.arrive(store, seed.feed(store), "Gone soon")
    store.fulltext.index_some()
    seed.sql(store, "DELETE FROM story WHERE id = ?", story)
    seed.sql(
        store,
        "UPDATE thread SET stories = 0, accounts = 0, sources = 0, first_at = 0, last_at = 0",
    )
    assert match(store, "gone") == []


def test_segments_are_merged_after_many_batches(store: Store) -> None:
    feed = seed.feed(store)
    for n in range(70):
        seed.arrive(store, feed, f"Story {n}")
        assert store.fulltext.index_some() == 1
    segments = seed.sql(store, "SELECT count(DISTINCT id >> 37) FROM fulltext_data WHERE id > 10")
    assert segments[0][0] < 20
    assert len(match(store, "story")) == 70
