# ruff: noqa: RUF001
"""The fast road gives what the slow road gives, or gives up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import ParsedFeed
from reader.parse import fast, feed, finish

URL = "https://news.test/feeds/all.xml"
NAMESPACES = (
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:x="urn:unknown"'
)


def rss(body: str) -> str:
    return (
        f'<rss version="2.0"{NAMESPACES}><channel><title>T</title><link>https://news.test/</link>'
        f"<description>D &amp;amp; d</description><language>en</language>{body}</channel></rss>"
    )


def atom(body: str) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">'
        '<title type="html">T&amp;lt;</title>'
        f'<id>urn:f</id><link href="https://news.test/"/><author><name>Desk</name></author>{body}'
        "</feed>"
    )


def slow(document: str) -> ParsedFeed:
    return replace(finish.feed(feed.read_slow(document), URL), warnings=())


def quick(document: str) -> ParsedFeed:
    raw = feed.read_fast(document)
    assert raw is not None, "the fast road gave up"
    return finish.feed(raw, URL)


ITEM = "<title>a</title><link>https://news.test/1</link>"
PLAIN = [
    rss(""),
    rss(f"<item>{ITEM}</item>"),
    rss("<item><title>AT&amp;T &lt;b&gt;x&lt;/b&gt; a &lt; b</title><guid>https://g.test/1</guid></item>"),
    rss("<item><guid isPermaLink='false'>g</guid><description>x</description></item>"),
    rss("<item><guid>123</guid><description> &lt;p&gt;x&lt;/p&gt; </description></item>"),
    rss(f"<item>{ITEM}<description>d</description><content:encoded><![CDATA[<p>c</p>]]>"
        "</content:encoded></item>"),
    rss(f"<item>{ITEM}<description/><content:encoded>c</content:encoded></item>"),
    rss(f"<item>{ITEM}<content:encoded>&lt;p&gt;c&lt;/p&gt;</content:encoded></item>"),
    rss(f"<item>{ITEM}<pubDate>Tue, 11 Apr 2023 09:00:00 GMT</pubDate><dc:creator>Ann</dc:creator>"
        "<dc:date>2023-04-12T00:00:00Z</dc:date></item>"),
    rss(f"<item>{ITEM}<pubDate>3 giorni fa</pubDate></item>"),
    rss(f"<item>{ITEM}<pubDate>2003-335</pubDate></item>"),
    rss(f"<item>{ITEM}<author>a@b.test (Ann)</author><category>c</category><category domain='d'>e"
        "</category><category/><comments>https://news.test/1#c</comments></item>"),
    rss(f"<item>{ITEM}<enclosure url='a.mp3' type='Audio/MPEG' length='5'/><media:content "
        "url='https://m.test/v' type='video/mp4' fileSize='7'/><media:thumbnail url='t'/></item>"),
    rss(f"<item>{ITEM}<slash:comments>3</slash:comments><x:y>z</x:y>"
        "<source url='s'>S</source></item>"),
    rss(f"<image><url>i</url><title>I</title><link>l</link></image><item>{ITEM}</item>"),
    rss(f"<atom:link rel='self' href='https://news.test/f'/><item>{ITEM}</item><ttl>5</ttl>"),
    rss("<item><title>Ã©tÃ© Ð¼Ð¸Ñ€ \u0093q\u0094</title></item>"),
    rss("<item><title>été ça</title><description>«été» œuvre</description></item>"),
    rss("<item><link>/rel</link><description>&lt;img src='/i'&gt;</description></item>"),
    rss("<item/><item><title/></item>"),
    rss(f"<item>{ITEM}<itunes:duration>5</itunes:duration></item><item>{ITEM}</item>"),
    atom(""),
    atom('<entry><id>urn:1</id><title>a &lt;b&gt;</title><link href="/1"/>'
         "<updated>2023-04-11T09:00:00Z</updated></entry>"),
    atom('<entry><id>urn:1</id><title type="html">a &lt;b&gt;c&lt;/b&gt;</title>'
         '<link rel="alternate" type="text/html" href="https://n.test/1"/>'
         '<link rel="enclosure" href="https://n.test/1.mp3" length="4" type="audio/mpeg"/>'
         '<link rel="replies" href="https://n.test/1#c"/>'
         '<content type="html">&lt;p&gt;x&lt;/p&gt;</content><summary>s &lt; t</summary>'
         "<author><name>Ann</name><email>a@b.test</email></author>"
         '<category term="t" label="L"/><category term="u"/></entry>'),
    atom('<entry><id>urn:1</id><link href="https://n.test/1"/>'
         '<link rel="enclosure" href="https://n.test/1.m4a"/></entry>'),
    atom('<entry><id>urn:1</id><link href="https://n.test/1"/><content>a &lt; b</content></entry>'),
]  # fmt: skip


@pytest.mark.parametrize("document", PLAIN, ids=range(len(PLAIN)))
def test_both_roads_give_the_same(document: str) -> None:
    assert quick(document) == slow(document)


ODD = [
    "<!DOCTYPE rss>" + rss(""),
    rss(f"<item xml:base='https://b.test/'>{ITEM}</item>"),
    rss(f"<item>{ITEM}<title>again</title></item>"),
    rss("<item><description><p>markup</p></description></item>"),
    rss(f"<item>{ITEM}<media:title>other</media:title></item>"),
    rss(f"<item>{ITEM}<dc:title>other</dc:title></item>"),
    rss(f"<item>{ITEM}<dc:identifier>other</dc:identifier></item>"),
    rss(f"<item>{ITEM}<date>2023-04-11</date></item>"),
    rss(f"<item>{ITEM}<x:title>other</x:title></item>"),
    rss("<item><title type='html'>x</title></item>"),
    rss("<item><title>broken"),
    '<rss version="0.91"><channel><title>T</title></channel></rss>',
    atom('<entry><id>1</id><title type="xhtml"><div>x</div></title><link href="/1"/></entry>'),
    atom("<entry><id>1</id><title>no link</title></entry>"),
    atom('<entry><id>1</id><link href="/1"/><source><title>S</title></source></entry>'),
    atom('<entry><id>1</id><link href="/1"/><author>Ann</author></entry>'),
    rss("<title>again</title>"),
    rss(f"<item>{ITEM}<author>Ann</author><dc:creator>Bob</dc:creator></item>"),
    rss("<item><link>https://n.test///1</link></item>"),
    rss("<item><link>https://n.test/?a=1&amp;copy;=2</link></item>"),
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
    "<html/>",
]


@pytest.mark.parametrize("document", ODD, ids=range(len(ODD)))
def test_the_fast_road_gives_up_on_anything_odd(document: str) -> None:
    assert fast.read(document) is None


FIELDS = ["title", "link", "description", "guid", "pubDate", "author", "category", "comments",
          "content:encoded", "dc:creator", "dc:date", "x:y", "media:thumbnail", "slash:comments",
          "source", "media:title", "dc:subject", "unknown", "summary", "updated"]  # fmt: skip
VALUES = st.one_of(
    st.text(alphabet="ab <>&;é#8217/:.\u0092\u4e2d", max_size=30),
    st.sampled_from(["https://n.test/a?b=1&c=2", "/x", "11 Apr 2023 10:00:00 GMT", "2023-04-11",
                     "<b>x</b>", "&amp;#8217;", "<p>a<p>b", "a@b.test (Ann)", ""]),
)  # fmt: skip


@given(st.lists(st.lists(st.tuples(st.sampled_from(FIELDS), VALUES), max_size=6), max_size=3))
@settings(max_examples=150, deadline=None)
def test_where_both_roads_lead_they_meet(items: list[list[tuple[str, str]]]) -> None:
    def escaped(value: str) -> str:
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    body = "".join(
        "<item>" + "".join(f"<{name}>{escaped(value)}</{name}>" for name, value in item) + "</item>"
        for item in items
    )
    document = rss(body)
    raw = feed.read_fast(document)
    if raw is not None:
        assert finish.feed(raw, URL) == slow(document)


PARTS = [
    "<id>{}</id>", "<title>{}</title>", '<title type="html">{}</title>', "<summary>{}</summary>",
    '<title type="text">{}</title>', '<summary type="html">{}</summary>', "<content>{}</content>",
    '<content type="html">{}</content>', '<content type="text/html">{}</content>',
    "<published>{}</published>", "<updated>{}</updated>", "<rights>{}</rights>", "<x:y>{}</x:y>",
    "<author><name>{}</name></author>", "<author><name>{}</name><email>a@b.test</email></author>",
    "<author><email>{}</email></author>", '<category term="t"/>', '<category term="t" label="{}"/>',
    '<link rel="enclosure" href="a.mp3" type="Audio/MPEG" length="{}"/>',
    '<link rel="enclosure" href="{}"/>',
    '<link rel="self" href="s"/>', '<link rel="via" href="v"/>',
    '<link rel="replies" href="/c"/>',
    '<link rel="alternate" type="text/html" href="/2"/>',
    '<link rel="alternate" type="application/pdf" href="/3"/>', '<media:thumbnail url="{}"/>',
    "<slash:comments>{}</slash:comments>", "<dc:date>{}</dc:date>", "<contributor/>",
    "<source><title>{}</title></source>",
]  # fmt: skip


@given(
    st.lists(st.lists(st.tuples(st.sampled_from(PARTS), VALUES), max_size=6), max_size=3),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_they_meet_on_atom_too(entries: list[list[tuple[str, str]]], linked: bool) -> None:
    def escaped(value: str) -> str:
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return value.replace('"', "&quot;")

    link = '<link href="https://n.test/1"/>' if linked else ""
    body = "".join(
        f"<entry>{link}{''.join(part.format(escaped(value)) for part, value in entry)}</entry>"
        for entry in entries
    )
    document = atom(body).replace("<feed ", f"<feed{NAMESPACES} ", 1)
    raw = feed.read_fast(document)
    if raw is not None:
        assert finish.feed(raw, URL) == slow(document)
