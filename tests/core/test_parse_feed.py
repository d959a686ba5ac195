"""Feeds as they are: what is read of each element, one small document for each kind."""

from __future__ import annotations

import json

import pytest

from reader.errors import NotAFeed
from reader.parse.feed import parse_bytes
from reader.parse.printed import as_dict
from tests.core.small_feeds import URL, atom, moment, one, rss

# ------------------------------------------------------------------ dates


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


# ------------------------------------------------------------------ titles and text


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
        ("Write &amp;amp;lt; for less", "Write &lt; for less"),
        ("caf&eacute;", "café"),
        ("<![CDATA[5 > 4 & 3 < 4]]>", "5 > 4 & 3 < 4"),
        ("one\n   two\t three", "one two three"),
        ("be\x08ll", "bell"),
        ("&#27;]52;c;aGk=&#7;shown", "]52;c;aGk=shown"),
        ("a&#xD800;b&#0;c", "abc"),
        ("&lt;b&gt;unclosed", "<b>unclosed"),
        ('&lt;img src="a.png" alt=""/&gt;With a picture', "With a picture"),
        ("Where a &lt; b = 'c' &gt; d", "Where a < b = 'c' > d"),
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
        (
            '<title type="html">&lt;!doctype html "x"&gt;&lt;p&gt;a &lt; b&lt;/p&gt;</title>',
            "a < b",
        ),
    ],
)
def test_atom_titles_by_their_type(stated: str, expected: str) -> None:
    assert one(atom(f"<id>i</id>{stated}")).title == expected


def test_a_title_has_an_end() -> None:
    assert len(one(rss(f"<title>{'word ' * 100_000}</title>")).title) == 1_000


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


# ------------------------------------------------------------------ links and media


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


# ------------------------------------------------------------------ old formats


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


# ------------------------------------------------------------------ JSON


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


_WHOLE = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": ['
    '{"id": "1", "title": "a, ]"}, {"id": "2", "title": "b \\" ,}"}%s'
)


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (",]}", "commas before an end were left out"),
        ("],}", "commas before an end were left out"),
        (', {"id": "3", "title": "c', "read up to item 2 only: Unterminated string"),
        ("", "read up to item 2 only: Expecting ',' delimiter"),
        (', {"id": "\\x"}, {"id": "4"}]}', "read up to item 2 only: Invalid \\escape"),
        (', {"id": "3",}, {"id', "read up to item 3 only: "),
    ],
)
def test_json_that_is_nearly_right(rest: str, said: str) -> None:
    feed = parse_bytes((_WHOLE % rest).encode())
    assert [item.title for item in feed.items][:2] == ["a, ]", 'b " ,}']
    (told,) = feed.warnings
    assert told.startswith(said)


@pytest.mark.parametrize("document", ['{"title": "J", "items": [', '{"title": "J", "items": [{"id'])
def test_json_without_a_whole_item_is_no_feed(document: str) -> None:
    with pytest.raises(NotAFeed):
        parse_bytes(document.encode())


@pytest.mark.parametrize("items", ["", ',"items":null', ',"items":[]'])
def test_a_json_feed_without_stories_yet(items: str) -> None:
    head = '"version":"https://jsonfeed.org/version/1.1","title":"T"'
    feed = parse_bytes(f"{{{head}{items}}}".encode())
    assert (feed.title, feed.items) == ("T", ())


@pytest.mark.parametrize("authors", [{"name": "Ann"}, [{"name": "Ann"}], "Ann", ["Ann"]])
@pytest.mark.parametrize("where", ["author", "authors"])
def test_a_json_feed_may_leave_out_the_list_around_one(authors: object, where: str) -> None:
    song = {"url": "https://n.test/a.mp3", "mime_type": "audio/mpeg"}
    head = {"version": "https://jsonfeed.org/version/1.1", where: authors}
    items = [{"id": "1", "attachments": song}, {"id": "2", where: authors}]
    feed = parse_bytes(json.dumps({**head, "items": items}).encode())
    assert [one.author for one in feed.items] == ["Ann", "Ann"]
    assert feed.items[0].enclosures[0].url == "https://n.test/a.mp3"


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
    item |= {"content:encoded": "<p>whole</p>", "dc:creator": "Ann"}
    lone = {"rss": {"channel": {"title": "J", "item": item}}}
    (one,) = parse_bytes(json.dumps(lone).encode()).items
    assert (one.content, one.author) == ("<p>whole</p>", "Ann")


# ------------------------------------------------------------------ the schedule


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
    ("document", "moved_to"),
    [
        (rss(head="<newLocation>https://b.test/f</newLocation>"), "https://b.test/f"),
        (b"<redirect><newLocation> https://b.test/f </newLocation></redirect>", "https://b.test/f"),
        (b"<?xml version='1.0'?><redirect><newLocation>/f</newLocation></redirect>",
         "https://news.test/f"),
    ],
)  # fmt: skip
def test_a_feed_that_says_where_it_went(document: bytes, moved_to: str) -> None:
    feed = parse_bytes(document, url=URL)
    assert (feed.moved_to, feed.items) == (moved_to, ())


def test_a_document_that_leads_nowhere_is_no_feed() -> None:
    with pytest.raises(NotAFeed):
        parse_bytes(b"<redirect><newLocation/></redirect>")


# ------------------------------------------------------------------ what is printed


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
