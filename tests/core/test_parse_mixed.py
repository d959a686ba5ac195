"""Texts that are part markup, part CDATA; markup around nothing; dates of Dublin Core's terms."""

from __future__ import annotations

from unittest import mock

import pytest

from reader.errors import NotAFeed
from reader.parse.feed import parse_bytes
from reader.store.content import content_of

RSS = (
    "<rss version='2.0' xmlns:t='http://purl.org/dc/terms/' "
    "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>T</title>"
    "<item><title>one</title><guid>1</guid>%s</item></channel></rss>"
)
FILM = "<embed src='https://a.test/film' /><img src='https://a.test/1.png'/>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{FILM}<![CDATA[<p>A story &amp; more</p>]]>", "<p>A story &amp; more</p>"),
        ("<![CDATA[<p>first</p>]]><hr/>\n<![CDATA[<p>second</p>]]>", "<p>second</p>"),
        ("<![CDATA[<p>first</p>]]> <b>salt &amp; pepper</b>", "<b>salt &amp; pepper</b>"),
        ("<p>see</p> then <![CDATA[a <b> c]]>", "a &lt;b&gt; c"),
        ("<p>a</p><pre><![CDATA[if a <b> c]]></pre><i/><![CDATA[d]]>", "if a &lt;b&gt; c"),
        ("<p>see</p><![CDATA[plain words]]>", "plain words"),
    ],
)
def test_markup_beside_cdata_is_one_text_with_it(text: str, shown: str) -> None:
    for name in ("description", "content:encoded"):
        (item,) = parse_bytes((RSS % f"<{name}>{text}</{name}>").encode()).items
        assert shown in (item.content or item.summary)


@pytest.mark.parametrize(
    ("description", "content", "told"),
    [
        ("<p>words</p>", "<div>\n <span></span> <span></span>\n</div>", "<p>words</p>"),
        ("<p><span></span><span></span></p>", "<p>words</p>", "<p>words</p>"),
        ("a picture", "<p><img src='https://a.test/1.png'></p>", None),
        ("<p></p>", "<div> </div>", None),
    ],
)
def test_markup_around_nothing_gives_way(description: str, content: str, told: str | None) -> None:
    item = f"<description><![CDATA[{description}]]></description>"
    item += f"<content:encoded><![CDATA[{content}]]></content:encoded>"
    (one,) = parse_bytes((RSS % item).encode()).items
    if told:
        assert one.text == "words"
        assert {one.content, one.summary} == {told, ""}
        assert content_of(one).text == "words"
    else:
        assert one.content


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("<t:date>2020-01-02</t:date>", 1_577_923_200),
        ("<t:date kind='W3CDTF'>2020-01-02</t:date>", 1_577_923_200),
        ("<t:date />", None),
    ],
)
def test_the_date_among_dublin_cores_terms(date: str, published: int | None) -> None:
    (one,) = parse_bytes((RSS % f"{date}<description>words</description>").encode()).items
    assert (one.published, one.text) == (published, "words")


@pytest.mark.parametrize(
    "date",
    [
        "\n<time datetime='2019-05-03T19:21:28Z'>Fri, 05/03/2019 - 15:21</time>\n",
        "<time class='x' datetime=\"2019-05-03T19:21:28Z\">Fri</time>",
        "&lt;span&gt;&lt;time datetime='2019-05-03T19:21:28Z'&gt;Fri&lt;/time&gt;&lt;/span&gt;",
        "&lt;b&gt;Fri, 03 May 2019 19:21:28 GMT&lt;/b&gt;",
    ],
)
def test_a_date_may_be_said_in_html(date: str) -> None:
    (one,) = parse_bytes((RSS % f"<pubDate>{date}</pubDate>").encode()).items
    assert one.published == 1_556_911_288


def test_a_page_is_no_feed_at_once() -> None:
    row = '<div class="a"><a href="https://a.test/?b=1&c=2"><img src="/x?d&e">&mdash; two</a></div>'
    page = f"<!DOCTYPE html><html><head><title>P</title></head><body>{row * 3_000}</body></html>"
    with (
        mock.patch("feedparser.parse") as asked,
        pytest.raises(NotAFeed, match="begins: <!DOCTYPE"),
    ):
        parse_bytes(page.encode(), "text/html")
    asked.assert_not_called()
