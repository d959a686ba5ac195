"""Documents made to take for ever, or to mislead about where the feed begins."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from reader.parse import mixed, repair
from reader.parse.feed import parse_bytes

RSS = "<rss version='2.0'><channel><title>T</title><item><guid>1</guid><title>one</title>%s"


@pytest.mark.parametrize(
    "way",
    [
        lambda: mixed.as_one(RSS % ("<pubDate><time " + "datetime='a' " * 30_000)),
        lambda: mixed.as_one("<a/><![CDATA[" + "<description>" * 100_000),
        lambda: mixed.as_one("<a/><![CDATA[" * 100_000),
        lambda: mixed.as_one("<description>" + "<a/><![CDATA[<b>]]>" * 30_000 + "</description>"),
        lambda: mixed.as_one(
            "<description><a/><![CDATA[<b>" + " " * 200_000 + "]]>" + " " * 200_000
        ),
        lambda: (
            parse_bytes(
                b"<rss><channel><item>%s</item><item></item></channel></rss>"
                % (b"<![CDATA[" * 100_000)
            ).format
        ),
        lambda: repair.repair(RSS % "".join(f"<p{n}:a/>" for n in range(30_000))),
        lambda: parse_bytes((RSS % "".join(f"<p{n}:a/>" for n in range(6_000))).encode()),
    ],
)
def test_what_is_said_thousands_of_times_is_read_through_once(way: Callable[[], object]) -> None:
    begun = time.process_time()
    assert way()
    assert time.process_time() - begun < 2


def test_a_prefix_is_not_declared_by_one_that_begins_alike() -> None:
    feed = parse_bytes(
        (RSS % "<dc:creator>Ann</dc:creator></item></channel></rss>")
        .replace("<rss", "<rss xmlns:dcx='urn:x'")
        .encode()
    )
    assert feed.items[0].author == "Ann"
    assert feed.warnings == ("undeclared namespace prefix: dc",)


def test_a_tag_in_a_comment_is_not_the_outermost() -> None:
    feed = parse_bytes(
        b"<!-- <feed> --><feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>"
        b"<entry xml:base='/q/'><id>a</id><link href='1'/><title>x</title></entry>"
        b"<entry><id>b</id><link href='2'/><title>y</title></entry></feed>",
        url="https://a.test/feed",
    )
    assert [item.url for item in feed.items] == ["https://a.test/q/1", "https://a.test/2"]
    feed = parse_bytes(
        ("<!-- <rss> -->" + RSS % " & <a:b/></item></channel></rss>").encode(),
    )
    assert [item.id for item in feed.items] == ["1"]
    assert not any("well-formed" in one for one in feed.warnings)
