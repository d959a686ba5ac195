"""What a story is known by again: its keys, and what is one story or two."""

from __future__ import annotations

import pytest

from reader.parse.feed import parse_bytes
from tests.core.small_feeds import URL, ids, one, rss


def test_guid_then_link_then_a_hash_is_the_key() -> None:
    feed = parse_bytes(
        rss(
            "<title>a</title><guid isPermaLink='false'>g-1</guid><link>https://news.test/1</link>",
            "<title>b</title><link>https://news.test/2</link>",
            "<title>c</title><pubDate>Tue, 11 Apr 2023 09:00:00 GMT</pubDate>",
        ),
        url=URL,
    )
    first, second, third = ids(feed)
    assert (first, second) == ("g-1", "https://news.test/2")
    assert third.startswith("sha256:")


def test_a_hashed_key_does_not_depend_on_place_or_time() -> None:
    item = "<title>c</title><description>body</description>"
    alone = one(rss(item)).id
    feed = parse_bytes(rss("<title>new</title>", item, "<title>old</title>"), url="http://x.test/")
    assert ids(feed)[1] == alone


def test_an_item_without_link_is_kept() -> None:
    feed = parse_bytes(rss(*(f"<description>entry {n}</description>" for n in range(22))))
    assert len(feed.items) == 22
    assert len(set(ids(feed))) == 22
    assert {item.url for item in feed.items} == {""}


def test_items_that_are_alike_and_without_link_are_all_kept() -> None:
    feed = parse_bytes(rss(*["<title>again</title>"] * 3))
    assert [item.title for item in feed.items] == ["again"] * 3
    assert len(set(ids(feed))) == 3


def test_a_key_of_an_address_has_a_second_without_host_and_last_slash() -> None:
    first = one(rss("<guid>http://www.news.test/1/</guid>"))
    moved = one(rss("<guid>https://news.example/1</guid>"))
    assert first.id != moved.id
    assert first.id2 == moved.id2 == "/1"


def test_same_guid_and_link_is_one_item_and_the_last_stands() -> None:
    feed = parse_bytes(
        rss(
            "<guid>g</guid><link>https://news.test/1</link><title>first</title>",
            "<guid>g</guid><link>https://news.test/1</link><title>second</title>",
        )
    )
    assert [(item.id, item.title) for item in feed.items] == [("g", "second")]


def test_same_guid_and_another_link_are_two_items() -> None:
    feed = parse_bytes(
        rss(
            "<guid>g</guid><link>https://news.test/1</link><title>first</title>",
            "<guid>g</guid><link>https://news.test/2</link><title>second</title>",
        )
    )
    assert ids(feed) == ["https://news.test/1", "https://news.test/2"]


def test_different_stories_under_one_guid_and_link_are_all_kept() -> None:
    feed = parse_bytes(
        rss(
            *(
                f"<guid>https://news.test/</guid><link>https://news.test/</link>"
                f"<title>story {day}</title><pubDate>0{day} Sep 2009 10:00:00 GMT</pubDate>"
                for day in (1, 2, 3)
            )
        )
    )
    assert [item.title for item in feed.items] == ["story 1", "story 2", "story 3"]
    assert len(set(ids(feed))) == 3


def test_a_guid_of_three_stories_is_none() -> None:
    """Such as "N/A", as the link of all of them."""
    same = "<guid isPermaLink='false'>N/A</guid><link>N/A</link>"
    feed = parse_bytes(rss(*(f"{same}<title>App {n}</title>" for n in range(3))), url=URL)
    assert [item.title for item in feed.items] == ["App 0", "App 1", "App 2"]
    assert len(set(ids(feed))) == 3
    again = parse_bytes(rss(*(f"{same}<title>App {n}</title>" for n in range(5))), url=URL)
    assert ids(again)[:3] == ids(feed)
    twice = parse_bytes(rss(*(f"{same}<title>App {n}</title>" for n in (0, 1, 1, 2))), url=URL)
    assert ids(twice) == ids(feed)
    thrice = parse_bytes(rss(*[f"{same}<title>App</title>"] * 3), url=URL)
    assert ids(thrice) == ["N/A"]


def test_stories_that_share_only_a_link_are_all_kept() -> None:
    item = "<link>https://news.test/</link><title>{}</title>"
    feed = parse_bytes(rss(item.format("a"), item.format("b")))
    assert [item.title for item in feed.items] == ["a", "b"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://www.news.test/a/b/", "https://news.test/a/b"),
        ("http://news.test/?p=12", "https://other.test/?p=12"),
    ],
)
def test_the_second_key_survives_moves(before: str, after: str) -> None:
    keys = {one(rss(f"<title>t</title><guid>{guid}</guid>")).id2 for guid in (before, after)}
    assert len(keys) == 1


def test_a_guid_is_a_link_only_when_it_looks_like_one() -> None:
    assert one(rss("<guid>https://news.test/x</guid>")).url == "https://news.test/x"
    assert one(rss("<guid>12345</guid>")).url == ""
    assert one(rss("<guid>12345</guid>")).id == "12345"


def test_the_hash_sees_words_but_not_white_space() -> None:
    def hashed(body: str) -> bytes:
        return one(rss(f"<title>t</title><description>{body}</description>")).hash

    assert hashed("one two") == hashed("one\n   two ")
    assert hashed("one two") != hashed("one three")
    assert len(hashed("x")) == 16
