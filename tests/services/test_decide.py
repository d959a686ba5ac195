"""What of a feed's answer is new, changed or the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reader.model import (
    FeedRow,
    FeedState,
    FeedUpdate,
    FetchKind,
    FetchResult,
    Known,
    ParsedFeed,
    ParsedItem,
)
from reader.services.decide import DAY, decide

NOW = 1_700_000_000
FEED = FeedRow(1, "https://a.example/f", "A", "A", "", "en", (), 0, 0, 0, False, False, FeedState())
RESULT = FetchResult(1, FetchKind.BODY, "https://a.example/f", 200)


def item(key: str, **more: object) -> ParsedItem:
    whole: dict[str, object] = {"id2": key.removeprefix("http://"), "hash": b"h", "published": NOW}
    return ParsedItem(key, **{**whole, **more})  # type: ignore[arg-type]


def decided(items: list[ParsedItem], known: list[Known] | None = None) -> FeedUpdate:
    return decide(FEED, RESULT, ParsedFeed("A", tuple(items)), known or [], NOW, FeedState())


def test_a_story_not_known_is_new() -> None:
    update = decided([item("a"), item("b")], [Known(7, "a", "a", b"h")])
    assert [story.item.id for story in update.new] == ["b"]
    assert not update.changed


def test_another_hash_is_a_change_with_a_revision() -> None:
    update = decided([item("a", hash=b"other")], [Known(7, "a", "a", b"h")])
    assert [(c.story, c.revise) for c in update.changed] == [(7, True)]
    assert not update.new


def test_a_story_that_moved_to_https_is_the_same_story() -> None:
    moved = item("https://x/1", id2="x/1", url="https://x/1")
    update = decided([moved], [Known(7, "http://x/1", "x/1", b"h", "http://x/1")])
    assert [(c.story, c.revise) for c in update.changed] == [(7, False)]
    assert not update.new


def test_a_known_guid_with_another_link_is_the_same_story_moved() -> None:
    update = decided([item("a", url="http://x/2")], [Known(7, "a", "a", b"h", "http://x/1")])
    assert [(c.story, c.revise) for c in update.changed] == [(7, False)]


def test_the_second_key_does_not_take_a_story_another_item_names() -> None:
    items = [item("https://x/1", id2="x/1"), item("http://x/1", id2="x/1")]
    update = decided(items, [Known(7, "http://x/1", "x/1", b"h")])
    assert [story.item.id for story in update.new] == ["https://x/1"]
    assert not update.changed


def test_of_one_key_twice_in_a_document_the_last_is_right() -> None:
    update = decided([item("a", title="old"), item("b"), item("a", title="new")])
    assert {s.item.id: s.item.title for s in update.new} == {"a": "new", "b": ""}


def test_stories_of_one_time_keep_the_documents_order_newest_first() -> None:
    update = decided([item(key, published=None) for key in "abc"])
    assert [story.item.id for story in update.new] == ["c", "b", "a"]


def test_dates() -> None:
    update = decided(
        [
            item("future", published=NOW + 10 * DAY),
            item("soon", published=NOW + DAY),
            item("none", published=None),
            item("nonsense", published=None, stated="yesterdayish"),
            item("1970", published=0, stated="1970"),
            item("good", published=NOW - 5),
        ]
    )
    dates = {s.item.id: (s.sort_at - NOW, s.date_note) for s in update.new}
    assert dates == {
        "future": (86_400, "future"),
        "soon": (DAY, ""),
        "none": (0, "missing"),
        "nonsense": (0, "absurd"),
        "1970": (0, "absurd"),
        "good": (-5, ""),
    }
    assert all(story.first_seen == NOW for story in update.new)


def test_state_and_feed_facts_pass_through() -> None:
    state = FeedState(next_at=5)
    parsed = ParsedFeed("Title", site="https://a.example/", language="fr")
    update = decide(FEED, replace(RESULT, received=9), parsed, [], NOW, state)
    assert (update.state, update.title, update.site, update.language, update.received) == (
        state,
        "Title",
        "https://a.example/",
        "fr",
        9,
    )


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.binary(max_size=1)), max_size=12))
def test_taking_the_same_answer_again_changes_nothing(said: list[tuple[str, bytes]]) -> None:
    items = [item(key, hash=hash_) for key, hash_ in said]
    first = decided(items)
    stored = [
        Known(n, s.item.id, s.item.id2, s.item.hash, s.item.url) for n, s in enumerate(first.new)
    ]
    again = decided(items, stored)
    assert not again.new
    assert not again.changed
    assert len({s.item.id for s in first.new}) == len(first.new)
