"""Feeds as they are: one small document for each kind of failure."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import NotAFeed
from reader.model import ParsedFeed, ParsedItem
from reader.parse.feed import as_dict, parse_bytes

URL = "https://news.test/feeds/all.xml"


def rss(*items: str, head: str = "", namespaces: str = "") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<rss version="2.0"{namespaces}><channel><title>T</title><link>https://news.test/</link>'
        f"{head}{body}</channel></rss>"
    ).encode()


def atom(*entries: str, head: str = "") -> bytes:
    body = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{head}{body}</feed>'.encode()


def one(data: bytes, content_type: str = "", url: str = URL) -> ParsedItem:
    feed = parse_bytes(data, content_type, url)
    assert len(feed.items) == 1
    return feed.items[0]


def ids(feed: ParsedFeed) -> list[str]:
    return [item.id for item in feed.items]


def moment(*stated: int) -> int:
    return int(datetime(*stated, tzinfo=UTC).timestamp())  # type: ignore[misc,arg-type]


# ------------------------------------------------------------------ F1-F4: keys


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


# ------------------------------------------------------------------ F5-F8, F19: dates


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("<pubDate>Tue, 11 Apr 2023 09:12:30 +0200</pubDate>", moment(2023, 4, 11, 7, 12, 30)),
        ("<dc:date>2023-04-11T09:12:30Z</dc:date>", moment(2023, 4, 11, 9, 12, 30)),
        ("<dcterms:created>2023-04-11T09:12Z</dcterms:created>", moment(2023, 4, 11, 9, 12)),
        ("<dcterms:issued>2023-04-11</dcterms:issued>", moment(2023, 4, 11)),
        ("<pubDate>2016/6/29 15:07:41</pubDate>", moment(2016, 6, 29, 15, 7, 41)),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None),
        ("<pubDate>15</pubDate>", None),
        ("<pubDate>yesterday</pubDate>", None),
        ("", None),
    ],
)
def test_dates(element: str, expected: int | None) -> None:
    namespaces = (
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    )
    item = one(rss(f"<title>t</title>{element}", namespaces=namespaces))
    assert item.published == expected


def test_an_unreadable_date_keeps_its_words() -> None:
    item = one(rss("<title>t</title><pubDate>the day before</pubDate>"))
    assert (item.published, item.stated) == (None, "the day before")


def test_an_entry_that_states_only_updated_has_a_date() -> None:
    item = one(atom("<id>x</id><title>t</title><updated>2023-04-11T09:12:30Z</updated>"))
    assert item.published == item.updated == moment(2023, 4, 11, 9, 12, 30)


# ------------------------------------------------------------------ F9-F13: titles, broken XML


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("AT&amp;T buys", "AT&T buys"),
        ("AT&T buys", "AT&T buys"),
        ("R&D; and Q&A", "R&D; and Q&A"),
        ("a &lt; b", "a < b"),
        ("Why List&lt;String&gt; is slow", "Why List<String> is slow"),
        ("An &lt;em&gt;old&lt;/em&gt; one", "An old one"),
        ("It&amp;#8217;s here", "It’s here"),  # noqa: RUF001
        ("It&amp;amp;#8217;s here", "It’s here"),  # noqa: RUF001
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("caf&eacute;", "café"),
        ("<![CDATA[5 > 4 & 3 < 4]]>", "5 > 4 & 3 < 4"),
        ("one\n   two\t three", "one two three"),
        ("be\x08ll", "bell"),
        ("&#27;]52;c;aGk=&#7;shown", "]52;c;aGk=shown"),
        ("a&#xD800;b&#0;c", "abc"),
        ("&lt;b&gt;unclosed", "<b>unclosed"),
        ("line&lt;br/&gt;break", "line break"),
    ],
)
def test_titles_are_one_plain_line(stated: str, expected: str) -> None:
    document = rss(f"<title>{stated}</title><link>https://news.test/1</link>")
    assert one(document).title == expected
    # A document type sends it the slow road.
    assert one(document.replace(b"<rss", b"<!DOCTYPE rss><rss", 1)).title == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('<title type="html">a &amp;lt;b&amp;gt; &lt;i&gt;c&lt;/i&gt;</title>', "a <b> c"),
        (
            '<title type="text">History of the &lt;blink&gt; tag</title>',
            "History of the <blink> tag",
        ),
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">x <b>y</b> &lt;z</div>'
            "</title>",
            "x y <z",
        ),
        ("<title>plain</title>", "plain"),
        ('<title type="html">&lt;img alt="cat&lt;br&gt;dog" src="i"&gt;</title>', "cat<br>dog"),
        ("<title type=\"html\">&lt;b title=it's&gt;x&lt;/b&gt; y's</title>", "x y's"),
    ],
)
def test_atom_titles_by_their_type(stated: str, expected: str) -> None:
    assert one(atom(f"<id>i</id>{stated}")).title == expected


def test_a_title_has_an_end() -> None:
    assert len(one(rss(f"<title>{'word ' * 100_000}</title>")).title) == 1_000


def test_an_undeclared_prefix_costs_nothing() -> None:
    feed = parse_bytes(
        b'<rss version="2.0"><channel><title>T</title><item><title>a</title>'
        b"<media:thumbnail url='x'/><dc:creator>Ann</dc:creator></item></channel></rss>"
    )
    assert feed.items[0].author == "Ann"
    assert any("prefix" in one for one in feed.warnings)


@pytest.mark.parametrize(
    "head",
    [
        b'<?xml version="1.0"?><?xml version="1.0"?>',
        b"<!-- made by hand --><?xml version='1.0'?>",
        b"\n\n  <?xml version='1.0'?>",
        b"\xef\xbb\xbf<?xml version='1.0'?>\n",
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "&#233;">]>',
    ],
)
def test_what_stands_before_the_root(head: bytes) -> None:
    item = one(head + rss("<title>caf&eacute;</title>"))
    assert item.title == "café"


@pytest.mark.parametrize(
    "name",
    [
        "dc:identifier",
        "yt:videoId",
        "itunes:title",
        "itunes:new-feed-url",
        "feedburner:origLink",
        "language",
        "feedburner:origEnclosureLink",
        "media:peerLink",
        "googleplay:author",
        "encoded",
        "comments",
    ],
)
def test_attributes_where_none_are_known_cost_no_story(name: str) -> None:
    """feedparser then gives the attributes in place of the text."""
    odd = f'<{name} a="b">x</{name}><enclosure url="https://n.test/a.mp3"/>'
    feed = parse_bytes(
        f"<rss><channel>{odd}<item><title>t</title>{odd}</item></channel></rss>".encode(), url=URL
    )
    assert [one.title for one in feed.items] == ["t"]


@pytest.mark.parametrize("where", ["<!-- <rss>", "<rss><!-- "])
def test_a_comment_that_never_ends_hides_nothing(where: str) -> None:
    feed = parse_bytes(
        f"{where}<channel><title>F</title><item><guid>1</guid><title>a</title></item>"
        "<item><guid>2</guid><title>b</title></item></channel></rss>".encode(),
        url=URL,
    )
    assert [one.id for one in feed.items] == ["1", "2"]
    assert any("comment" in one for one in feed.warnings)


def test_a_document_that_breaks_off_keeps_its_whole_items() -> None:
    whole = rss(*(f"<title>t{n}</title><link>https://news.test/{n}</link>" for n in range(5)))
    feed = parse_bytes(whole[: whole.index(b"<title>t4")])
    assert [item.title for item in feed.items] == ["t0", "t1", "t2", "t3"]
    assert any("ends in the middle" in one for one in feed.warnings)


def test_junk_behind_the_end_is_left_out() -> None:
    feed = parse_bytes(rss("<title>a</title>") + b"<script>x</script><br>")
    assert [item.title for item in feed.items] == ["a"]
    assert feed.warnings


def test_unclosed_markup_is_read_as_far_as_possible() -> None:
    feed = parse_bytes(
        rss(
            "<title>a</title><description><p>one<br>two</description>",
            "<title>b</title><link>https://news.test/b</link>",
        )
    )
    assert [item.title for item in feed.items] == ["a", "b"]
    assert any("not well-formed" in one for one in feed.warnings)


def test_an_illegal_reference_costs_one_character() -> None:
    feed = parse_bytes(rss("<title>a&#xD83D;b</title>", "<title>&#55357;c&#1;</title>"))
    assert [item.title for item in feed.items] == ["ab", "c"]


# ------------------------------------------------------------------ F14: encodings


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("iso-8859-1", "iso-8859-1"),
        ("cp1252", "utf-8"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", ""),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", ""),
        ("utf-32", "utf-32"),
    ],
)
def test_encodings(encoding: str, declared: str) -> None:
    declaration = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    text = declaration + rss("<title>Café “naïve”</title>").decode()
    if encoding == "iso-8859-1":
        text = text.replace("“", '"').replace("”", '"')
    item = one(text.encode(encoding))
    assert item.title.replace("“", '"').replace("”", '"') == 'Café "naïve"'


def test_a_wrong_charset_in_the_header_is_seen_through() -> None:
    item = one(rss("<title>naïve – ça</title>"), "text/xml; charset=iso-8859-1")  # noqa: RUF001
    assert item.title == "naïve – ça"  # noqa: RUF001


@pytest.mark.parametrize(
    "name", ["shift_jis", "euc-kr", "big5", "gb2312", "koi8-r", "windows-1251"]
)
def test_declared_national_encodings(name: str) -> None:
    word = {"shift_jis": "日本", "euc-kr": "한국", "big5": "中文", "gb2312": "中文"}.get(
        name, "мир"
    )
    text = f"<?xml version='1.0' encoding='{name}'?>" + rss(f"<title>{word}</title>").decode()
    assert one(text.encode(name)).title == word


# ------------------------------------------------------------------ F15, F16, F20: links, media


def test_relative_addresses_are_resolved() -> None:
    item = one(
        rss(
            "<link>/a</link><description>&lt;a href='b'&gt;x&lt;/a&gt;&lt;img src='/i.png'&gt;"
            "</description><enclosure url='c.mp3' type='audio/mpeg' length='12'/>"
        )
    )
    assert item.url == "https://news.test/a"
    assert 'href="https://news.test/feeds/b"' in item.summary
    assert 'src="https://news.test/i.png"' in item.summary
    assert item.enclosures[0].url == "https://news.test/feeds/c.mp3"


def test_xml_base_wins() -> None:
    item = one(
        atom(
            '<id>i</id><link href="x"/>'
            '<content type="html">&lt;a href="y"&gt;z&lt;/a&gt;</content>',
        ).replace(b"<entry>", b'<entry xml:base="https://base.test/d/">')
    )
    assert item.url == "https://base.test/d/x"
    assert 'href="https://base.test/d/y"' in item.content


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_odd_links_stay_text_and_never_get_into_html(link: str) -> None:
    item = one(
        rss(f"<link>{link}</link><description>&lt;a href='{link}'&gt;x&lt;/a&gt;</description>")
    )
    assert item.url.partition(":")[0] == link.partition(":")[0]
    assert "href" not in item.summary


@pytest.mark.parametrize(("stated", "length"), [("abc", None), ("", None), ("-5", None), ("7", 7)])
def test_enclosures(stated: str, length: int | None) -> None:
    item = one(rss(f"<enclosure url='https://m.test/a' type='audio/mpeg' length='{stated}'/>"))
    assert [(one.url, one.type, one.length) for one in item.enclosures] == [
        ("https://m.test/a", "audio/mpeg", length)
    ]


def test_the_title_of_an_entry_wins_over_its_media() -> None:
    item = one(
        rss(
            "<title>mine</title><media:group><media:title>other</media:title>"
            "<media:content url='https://m.test/v.mp4' type='video/mp4' fileSize='9'/>"
            "</media:group>",
            namespaces=' xmlns:media="http://search.yahoo.com/mrss/"',
        )
    )
    assert item.title == "mine"
    assert item.enclosures[0].length == 9


# ------------------------------------------------------------------ F17: old formats


def test_rdf() -> None:
    feed = parse_bytes(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b'<channel rdf:about="https://n.test/"><title>R</title></channel>'
        b'<item rdf:about="https://n.test/1"><title>a</title><link>https://n.test/1</link>'
        b"<dc:date>2023-04-11T00:00:00Z</dc:date><dc:creator>Ann</dc:creator></item></rdf:RDF>"
    )
    item = feed.items[0]
    assert (feed.title, item.id, item.author) == ("R", "https://n.test/1", "Ann")
    assert item.published == moment(2023, 4, 11)


def test_atom_03_and_base64() -> None:
    feed = parse_bytes(
        b'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>A</title><entry><id>e</id>'
        b'<title>t</title><modified>2004-01-01T00:00:00Z</modified><content type="text/html" '
        b'mode="base64">PHA+aGkgPGI+eW91PC9iPjwvcD4=</content></entry></feed>'
    )
    assert feed.items[0].content == "<p>hi <b>you</b></p>"
    assert feed.items[0].published == moment(2004, 1, 1)


def test_cdf() -> None:
    feed = parse_bytes(
        b"<channel><title>C</title><item href='https://n.test/1'><title>a</title>"
        b"<abstract>text</abstract></item></channel>"
    )
    assert [(item.title, item.url) for item in feed.items] == [("a", "https://n.test/1")]


# ------------------------------------------------------------------ F18: JSON Feed


def test_json_feed() -> None:
    feed = parse_bytes(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "J",
                "language": "fr",
                "authors": [{"name": "House"}],
                "items": [
                    {
                        "id": 12,
                        "url": "https://n.test/12",
                        "title": "a &amp; b",
                        "content_text": "one\n\ntwo <b>",
                        "date_published": "2023-04-11T09:00:00+02:00",
                        "attachments": [
                            {"url": "https://n.test/a.mp3", "mime_type": "audio/mpeg"},
                            "odd",
                        ],
                        "tags": ["x", 3],
                    },
                    "not an item",
                    {"content_html": "<p>hi<script>x</script></p>", "author": "Bob"},
                ],
            }
        ).encode(),
        "application/feed+json",
        URL,
    )
    first, second = feed.items
    assert (first.id, first.title, first.author, first.language) == ("12", "a & b", "House", "fr")
    assert first.content == "<p>one</p><p>two &lt;b&gt;</p>"
    assert first.published == moment(2023, 4, 11, 7)
    assert first.categories == ("x", "3")
    assert second.content == "<p>hi</p>"
    assert second.author == "Bob"
    assert second.id.startswith("sha256:")
    assert feed.unreadable == 1


def test_rss_in_json() -> None:
    item = {
        "title": "a &amp; b",
        "description": "<p>hi<script>x</script></p>",
        "pubDate": "Tue, 11 Apr 2023 09:00:00 GMT",
        "guid": {"isPermaLink": "false", "#value": "n1"},
        "link": "/1",
        "category": ["x", {"domain": "d", "#value": "y"}],
        "enclosure": {"url": "https://n.test/a.mp3", "type": "audio/mpeg", "length": "12"},
    }
    channel = {"title": "J", "link": "https://n.test/", "language": "fr", "item": [item, "odd"]}
    feed = parse_bytes(
        json.dumps({"rss": {"version": "2.0", "channel": channel}}).encode(), url=URL
    )
    assert (feed.title, feed.site, feed.language, feed.unreadable) == (
        "J", "https://n.test/", "fr", 1,
    )  # fmt: skip
    (one,) = feed.items
    assert (one.id, one.url, one.title) == ("n1", "https://news.test/1", "a & b")
    assert (one.summary, one.categories) == ("<p>hi</p>", ("x", "y"))
    assert one.published == moment(2023, 4, 11, 9)
    assert [(f.url, f.length) for f in one.enclosures] == [("https://n.test/a.mp3", 12)]
    lone = {"rss": {"channel": {"title": "J", "item": item}}}
    assert len(parse_bytes(json.dumps(lone).encode()).items) == 1


# ------------------------------------------------------------------ F21-F23, the schedule


def test_the_publishers_wishes() -> None:
    feed = parse_bytes(
        rss(
            head="<ttl>90</ttl><skipHours><hour>0</hour><hour>24</hour><hour>7</hour></skipHours>"
            "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>"
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
            "<itunes:new-feed-url>https://new.test/feed</itunes:new-feed-url>",
            namespaces=' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
            ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
        )
    )
    assert feed.ttl == 6 * 3600
    assert feed.skip_hours == (0, 7)
    assert feed.skip_days == (5, 6)
    assert feed.moved_to == "https://new.test/feed"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>x</body></html>",
        b'{"error": "no such feed"}',
        b"[1, 2]",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"/etc/passwd",
        b"https://news.test/feed",
        b"Service unavailable",
    ],
)
def test_what_is_no_feed_says_so(data: bytes) -> None:
    with pytest.raises(NotAFeed) as caught:
        parse_bytes(data)
    assert isinstance(caught.value, ValueError)
    assert caught.value.message


def test_not_a_feed_shows_the_first_line() -> None:
    with pytest.raises(NotAFeed, match="Please log in"):
        parse_bytes(b"\n\nPlease log in\x1b]0;x\x07\nmore")


def test_an_empty_feed_is_a_feed() -> None:
    assert parse_bytes(rss()).items == ()


# ------------------------------------------------------------------ what must never get through


def hostile() -> str:
    return "\x1b]52;c;QUJD\x07\x9b2J\u202e\U000e0041<b>x</b>\x00"


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_field_ever_holds_a_control(text: str) -> None:
    escaped = (text + hostile()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    data = rss(
        f"<title>{escaped}</title><description>{escaped}</description><author>{escaped}</author>"
        f"<category>{escaped}</category><guid>{escaped}</guid><link>{escaped}</link>"
        f"<comments>{escaped}</comments><pubDate>{escaped}</pubDate>"
    ).decode("utf-8", "surrogatepass")
    feed = parse_bytes(data.encode("utf-8", "surrogatepass"), "", URL)
    for value in _strings(as_dict(feed)):
        assert not any(ord(char) < 32 and char not in "\n\t" for char in value), value
        assert not any(0x7F <= ord(char) <= 0x9F for char in value), value
        assert not any(char in value for char in "\u202e\U000e0041\ud800"), value


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [one for part in value.values() for one in _strings(part)]
    if isinstance(value, list):
        return [one for part in value for one in _strings(part)]
    return []


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_feed_or_no_feed(data: bytes) -> None:
    for wrapped in (
        data,
        b"<rss version='2.0'><channel>" + data,
        b"<rss><item>" + data + b"</item>",
    ):
        try:
            feed = parse_bytes(wrapped)
        except NotAFeed:
            continue
        assert all(item.id for item in feed.items)


def test_active_content_goes_and_its_text_stays() -> None:
    body = (
        "<p onclick='x'>a</p><script>bad()</script><style>p{}</style><svg onload=x><title>y</title>"
        "</svg><form action=/><input name=q>b</form><base href=//evil.test><noscript>c</noscript>"
        "<iframe src='https://ads.test/x'/>d<iframe src='https://www.youtube.com/embed/1'></iframe>"
    )
    escaped = body.replace("&", "&amp;").replace("<", "&lt;")
    cleaned = one(rss(f"<description>{escaped}</description>")).summary
    assert cleaned == ('<p>a</p>bcd<a href="https://www.youtube.com/embed/1">[youtube.com]</a>')


def test_plain_text_of_the_fuller_body() -> None:
    item = one(
        rss(
            "<description>short</description><content:encoded>&lt;p&gt;one &amp;amp; two&lt;/p&gt;"
            "&lt;ul&gt;&lt;li&gt;three&lt;/ul&gt;</content:encoded>",
            namespaces=' xmlns:content="http://purl.org/rss/1.0/modules/content/"',
        )
    )
    assert item.text == "one & two\nthree"
    assert item.summary == "short"


def test_the_hash_sees_words_but_not_white_space() -> None:
    def hashed(body: str) -> bytes:
        return one(rss(f"<title>t</title><description>{body}</description>")).hash

    assert hashed("one two") == hashed("one\n   two ")
    assert hashed("one two") != hashed("one three")
    assert len(hashed("x")) == 16


def test_what_clew_parse_prints() -> None:
    printed = as_dict(
        parse_bytes(rss("<title>a</title><pubDate>Tue, 11 Apr 2023 09:00:00 GMT</pubDate>"))
    )
    assert printed["title"] == "T"
    items = printed["items"]
    assert isinstance(items, list)
    assert items[0]["published"] == "2023-04-11T09:00:00Z"
    assert items[0]["updated"] is None
    json.dumps(printed)


def test_a_story_of_more_than_2_mb_is_cut_and_said() -> None:
    words = f"&lt;b&gt;{'many words ' * 200_000}&lt;/b&gt;"
    feed = parse_bytes(rss(f"<title>t</title><description>{words}</description>"))
    assert any("2 MB" in one for one in feed.warnings)
    assert len(feed.items[0].summary) <= 2_100_000
