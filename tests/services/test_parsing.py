"""What the parser child makes of a feed that is read for the first time is what would be made of it
here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Enclosure, ParsedItem
from reader.parse import frames
from reader.parse.feed import parse_bytes
from reader.services import parsing, parsing_child
from reader.services.parsing import FeedParser
from reader.store.content import Pressed, content_of, pack, pressed, unpack
from tests.services.feeding import rss

BODY = rss("One", "Two", body="&lt;p&gt;Text of {} with &lt;code&gt;x&lt;/code&gt;&lt;/p&gt;")
texts = st.text(st.characters(codec=None) | st.sampled_from("<>&\0\ud800\n 日本"))
items = st.builds(
    ParsedItem,
    id=st.text(min_size=1),
    title=texts,
    author=texts,
    content=texts,
    summary=texts,
    text=texts,
    enclosures=st.sampled_from([(), (Enclosure("https://a.example/1.mp3", "audio/mpeg", None),)]),
)


@given(items)
def test_columns_are_the_same_wherever_they_are_made(item: ParsedItem) -> None:
    told = parsing_child._first(replace(parse_bytes(BODY), items=(item,)))
    feed, made = parsing.first(told)
    assert [one.content for one in feed.items] == [""]
    assert content_of(feed.items[0], made[item.id]) == content_of(item)


async def test_the_child_of_a_refresh_presses_what_is_new() -> None:
    async with FeedParser() as parser:
        plain = await parser.parse(BODY, "application/rss+xml", "https://a.example/")
        feed, made = await parser.first(BODY, "application/rss+xml", "https://a.example/")
    assert made == {item.id: pressed(item) for item in plain.items}
    assert [one.has_code for one in made.values()] == [1, 1]
    assert replace(feed, items=()) == replace(plain, items=())


def test_what_is_not_as_it_should_be_is_refused() -> None:
    values, made = parsing_child._first(parse_bytes(BODY))
    good = parsing.first((values, made))[1]
    assert all(isinstance(one, Pressed) for one in good.values())
    wrong: list[Any] = [
        None,
        (values,),
        (values, made[:1]),
        (values, None),
        (made, made),
        (values, (made[0], made[1][:-1])),
        (values, (made[0], (*made[1][:2], "html", *made[1][3:]))),
        (values, (made[0], (*made[1][:-1], None))),
    ]
    for told in wrong:
        with pytest.raises(frames.BadFrame):
            parsing.first(told)


@given(st.text(st.characters(codec="utf-8")))
def test_html_is_given_back_as_it_was_packed(markup: str) -> None:
    assert unpack(pack(markup)) == markup


@given(st.binary())
def test_damaged_html_is_nothing_worse_than_other_text(data: bytes) -> None:
    assert isinstance(unpack(data), str)
    assert isinstance(unpack(pack("<p>some text</p>")[:-4] + data), str)


def test_a_bomb_of_html_comes_to_no_more_than_is_ever_kept() -> None:
    import zlib

    assert len(unpack(zlib.compress(bytes(50_000_000), 9))) <= 8_000_000
