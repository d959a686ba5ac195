"""Every name that feeds give a value, in every format, whatever its namespace."""

from __future__ import annotations

import re

import pytest

from reader.parse.feed import parse_bytes
from tests.core.small_feeds import atom, one

URL = "https://news.test/feeds/all.xml"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcold": "http://purl.org/dc/elements/1.0/",
        "dct": "http://purl.org/dc/terms/",
        "a3": "http://purl.org/atom/ns#",
        "a": "http://www.w3.org/2005/Atom",
        "it": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "c": "http://purl.org/rss/1.0/modules/content/",
        "m": "http://search.yahoo.com/mrss/",
        "prism": "http://prismstandard.org/namespaces/basic/2.0/",
        "x": "http://www.w3.org/1999/xhtml",
        "googleplay": "http://www.google.com/schemas/play-podcasts/1.0",
        "fb": "http://rssnamespace.org/feedburner/ext/1.0",
        "rss1": "http://purl.org/rss/1.0/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    }.items()
)


def rss(version: str, default: str = "") -> str:
    own = f' xmlns="{default}"' if default else ""
    return (
        f'<rss version="{version}"{own} {NAMESPACES}><channel><title>F</title><item>%s</item>'
        "</channel></rss>"
    )


def rdf(default: str) -> str:
    return (
        f'<rdf:RDF xmlns="{default}" {NAMESPACES}><channel><title>F</title></channel>'
        "<item>%s</item></rdf:RDF>"
    )


FORMATS = [
    rss("2.0"),
    rss("0.91"),
    rss("0.92"),
    rss("2.0", "http://backend.userland.com/rss2"),
    rss("2.0", "http://blogs.law.harvard.edu/tech/rss"),
    rdf("http://purl.org/rss/1.0/"),
    rdf("http://my.netscape.com/rdf/simple/0.9/"),
    f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}><entry>%s</entry></feed>',
    f'<feed version="0.3" xmlns="http://purl.org/atom/ns#" {NAMESPACES}><entry>%s</entry></feed>',
    f'<rss1:rss version="2.0" {NAMESPACES}><rss1:channel><rss1:item>%s</rss1:item></rss1:channel>'
    "</rss1:rss>",
]
DAY = 1_704_067_200  # 1 January 2024


def element(name: str, value: str) -> str:
    return f"<{name}>{value}</{name}>"


def many(names: str, field: str, value: str) -> list[tuple[str, str, object]]:
    return [(element(name, value), field, value) for name in names.split()]


NAMED: list[tuple[str, str, object]] = [
    *many("title dc:title dcold:title a3:title a:title m:title it:title rss1:title", "title", "X"),
    ("<m:group><m:title>X</m:title></m:group>", "title", "X"),
    ("<title/><m:title>X</m:title>", "title", "X"),
    (
        "<it:title>I</it:title><m:group><m:title>M</m:title></m:group><title>X</title>",
        "title",
        "X",
    ),
    ("<title>X</title><dc:title>D</dc:title><it:title>I</it:title>", "title", "X"),
    ("<image><title>I</title></image><title>X</title>", "title", "X"),
    ("<title>X</title><source><title>S</title><link>https://s.test/</link></source>", "title", "X"),
    ("<link>https://n.test/1</link>", "url", "https://n.test/1"),
    ('<link href="https://n.test/1"/>', "url", "https://n.test/1"),
    ('<a:link href="https://n.test/1"/>', "url", "https://n.test/1"),
    (
        '<a3:link rel="alternate" type="text/html" href="https://n.test/1"/>',
        "url",
        "https://n.test/1",
    ),
    (
        '<a:link rel="self" href="https://n.test/2"/><link>https://n.test/1</link>',
        "url",
        "https://n.test/1",
    ),
    (
        '<link>https://n.test/1</link><a:link rel="self" href="https://n.test/2"/>',
        "url",
        "https://n.test/1",
    ),
    ("<guid>https://n.test/1</guid>", "url", "https://n.test/1"),
    (
        "<link>https://f.test/2</link><fb:origLink>https://n.test/1</fb:origLink>",
        "url",
        "https://n.test/1",
    ),
    ("<link>www.n.test/1</link>", "url", "http://www.n.test/1"),
    ('<guid isPermaLink="false">g</guid>', "id", "g"),
    ("<dc:identifier>doi:10.1/2</dc:identifier>", "id", "doi:10.1/2"),
    ("<guid>g</guid><dc:identifier>doi:10.1/2</dc:identifier>", "id", "g"),
    *many(
        "description summary dc:description dcold:description a:summary a3:summary it:summary"
        " it:subtitle m:description",
        "summary",
        "X",
    ),
    ("<m:group><m:description>X</m:description></m:group>", "summary", "X"),
    ('<m:content url="v.mp4"><m:description>X</m:description></m:content>', "summary", "X"),
    *many("content c:encoded a:content a3:content x:body fullitem", "content", "X"),
    (
        "<description>s</description><c:encoded><![CDATA[<p>X</p>]]></c:encoded>",
        "content",
        "<p>X</p>",
    ),
    (
        "<c:encoded>&lt;p&gt;X&lt;/p&gt;</c:encoded><description>s</description>",
        "content",
        "<p>X</p>",
    ),
    *many("encoded c:encoded", "content", "X"),
    *many(
        "googleplay:author author dc:creator dcold:creator dc:author it:author managingEditor",
        "author",
        "X",
    ),
    ("<author><name>X</name></author>", "author", "X"),
    ("<a:author><a:name>X</a:name></a:author>", "author", "X"),
    ("<dc:creator>X</dc:creator><dc:creator>Y</dc:creator>", "author", "X, Y"),
    ("<author><![CDATA[X &amp; Y]]></author>", "author", "X & Y"),
    (
        '<dc:creator>&lt;a href="/x"&gt;X&lt;/a&gt;, &lt;a&gt;Y&lt;/a&gt;</dc:creator>',
        "author",
        "X, Y",
    ),
    *(
        (element(name, stated), "published", DAY)
        for names, stated in (
            ("pubDate pubdate", "Mon, 01 Jan 2024 00:00:00 GMT"),
            (
                "dc:date dcold:date date dct:created dct:issued dct:modified published a:published"
                " a:updated a3:issued a3:modified a3:created prism:publicationDate",
                "2024-01-01T00:00:00Z",
            ),
        )
        for name in names.split()
    ),
    ("<comments>https://n.test/c</comments>", "comments_url", "https://n.test/c"),
    ("<comments>\n no comments yet </comments>", "comments_url", ""),
    (
        "<googleplay:description>X</googleplay:description><it:subtitle>Y</it:subtitle>",
        "summary",
        "X",
    ),
    *many("category dc:subject m:category m:keywords it:keywords", "categories", "X"),
    ('<category term="X"/>', "categories", "X"),
    ('<it:category text="X"/>', "categories", "X"),
    ('<category term="t" label="X"/>', "categories", "X"),
    ("<dc:language>de</dc:language><title>X</title>", "language", "de"),
]


@pytest.mark.parametrize(("item", "field", "expected"), NAMED, ids=[row[0] for row in NAMED])
def test_a_value_is_found_under_every_name_in_every_format(
    item: str, field: str, expected: object
) -> None:
    for shell in FORMATS:
        feed = parse_bytes((shell % item).encode(), url=URL)
        assert len(feed.items) == 1, shell
        found = getattr(feed.items[0], field)
        assert (", ".join(found) if field == "categories" else found) == expected, shell


FILE = "https://n.test/a.mp3"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (f'<enclosure url="{FILE}" type="audio/mpeg" length="5"/>', (FILE, "audio/mpeg", 5)),
        (
            f'<a:link rel="enclosure" href="{FILE}" type="audio/mpeg" length="5"/>',
            (FILE, "audio/mpeg", 5),
        ),
        (f'<m:content url="{FILE}" type="audio/mpeg" fileSize="5"/>', (FILE, "audio/mpeg", 5)),
        (
            f'<m:group><m:content url="{FILE}" type="audio/mpeg"/></m:group>',
            (FILE, "audio/mpeg", None),
        ),
        (f'<enclosure url="{FILE}" length="abc"/>', (FILE, "", None)),
        (
            '<enclosure url="https://counted.test/x.mp3" length="5"/>'
            f"<fb:origEnclosureLink>{FILE}</fb:origEnclosureLink>",
            (FILE, "", 5),
        ),
        (f'<m:peerLink href="{FILE}" type="audio/mpeg"/>', (FILE, "audio/mpeg", None)),
        (f'<a:link rel="enclosure" href="{FILE}"/>', (FILE, "", None)),
        ('<enclosure url="/a b.mp3" length="0"/>', ("https://news.test/a%20b.mp3", "", None)),
    ],
)
def test_a_file_is_found_under_every_name_in_every_format(
    item: str, expected: tuple[str, str, int | None]
) -> None:
    for shell in FORMATS:
        files = parse_bytes((shell % item).encode(), url=URL).items[0].enclosures
        assert [(one.url, one.type, one.length) for one in files] == [expected], shell


XHTML = '<div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f'<content type="xhtml">{XHTML}</content>', "<p>x</p>"),
        ('<content type="xhtml"><x:div><x:p>x</x:p></x:div></content>', "<p>x</p>"),
        (f'<content type="application/xhtml+xml">{XHTML}</content>', "<p>x</p>"),
        ('<content type="html">&lt;p&gt;x&lt;/p&gt;</content>', "<p>x</p>"),
        ('<content type="html"><![CDATA[<p>x</p>]]></content>', "<p>x</p>"),
        ('<content type="text">a &lt; b</content>', "a &lt; b"),
        ('<content type="text/plain">a\n\nb</content>', "<p>a</p><p>b</p>"),
        ('<content type="image/png">aGVsbG8=</content>', ""),
        ('<content type="video/mp4" src="https://n.test/v.mp4"/>', ""),
    ],
)
def test_atom_content_of_every_kind(content: str, expected: str) -> None:
    entry = f'<id>1</id><link href="https://n.test/1"/>{content}'
    feed = parse_bytes((FORMATS[7] % entry).encode(), url=URL)
    assert feed.items[0].content == expected


@pytest.mark.parametrize("base", ["http://[0", "http://[::1/", "//[x]/", "http://a]b/"])
@pytest.mark.parametrize("root", ["feed", "feed xml:base='%s'"])
def test_a_base_that_is_no_address_is_none(root: str, base: str) -> None:
    feed = parse_bytes(
        f'<{root.replace("%s", base)} xmlns="http://www.w3.org/2005/Atom"><title>F</title>'
        f'<entry xml:base="{base}"><id>u:1</id><title>t</title><link href="a"/>'
        f'<content type="html" xml:base="{base}">&lt;a href="x"&gt;y&lt;/a&gt;</content>'
        "</entry></feed>".encode(),
        url=URL,
    )
    (one,) = feed.items
    assert (one.id, one.url) == ("u:1", "https://news.test/feeds/a")
    assert one.content == '<a href="https://news.test/feeds/x">y</a>'


@pytest.mark.parametrize("base", ['xml:base="/a/"', "xml:base='https://news.test/a/'"])
def test_bases_within_bases(base: str) -> None:
    document = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {base}><entry xml:base="b/"><id>1</id>'
        '<link href="c"/><content xml:base="d/" type="html">&lt;a href="e"&gt;x&lt;/a&gt;</content>'
        "</entry></feed>"
    )
    item = parse_bytes(document.encode(), url=URL).items[0]
    assert item.url == "https://news.test/a/b/c"
    assert item.content == '<a href="https://news.test/a/b/d/e">x</a>'


def test_a_relative_base_inside_a_feed_without_one() -> None:
    document = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry xml:base="b/"><id>1</id>'
        '<link href="c"/></entry><entry><id>2</id><link href="d"/></entry></feed>'
    )
    links = [item.url for item in parse_bytes(document.encode(), url=URL).items]
    assert links == ["https://news.test/feeds/b/c", "https://news.test/feeds/d"]


def _rss(channel: str) -> str:
    spaces = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    spaces += ' xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0"'
    spaces += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'<rss version="2.0" {spaces}><channel>{channel}</channel></rss>'


def test_the_base_of_an_item_is_its_own() -> None:
    link = "<description>&lt;a href='x'&gt;y&lt;/a&gt;</description><link>p</link>"
    items = f"<item xml:base='https://a.test/1/'>{link}</item><item><guid>7</guid>{link}</item>"
    first, second = parse_bytes(_rss(f"<title>T</title>{items}").encode(), url=URL).items
    assert (first.url, first.summary) == (
        "https://a.test/1/p",
        '<a href="https://a.test/1/x">y</a>',
    )
    assert second.url == "https://news.test/feeds/p"
    assert second.summary == '<a href="https://news.test/feeds/x">y</a>'
    assert second.id == "7"


@pytest.mark.parametrize("title", ["", "<title>t</title>"])
def test_files_lie_by_the_base_too(title: str) -> None:
    item = f"<item>{title}<guid isPermaLink='false'>/1</guid><enclosure url='a.mp3'/></item>"
    based = _rss(item).replace("<rss", "<rss xml:base='https://a.test/pod/'")
    (one,) = parse_bytes(based.encode(), url=URL).items
    assert [each.url for each in one.enclosures] == ["https://a.test/pod/a.mp3"]
    assert one.id == "https://news.test/1"  # as it was before a base was stated


def test_a_relative_base_of_an_item_of_rss() -> None:
    items = "<item xml:base='b/'><link>c</link></item><item><link>d</link></item>"
    links = [item.url for item in parse_bytes(_rss(items).encode(), url=URL).items]
    assert links == ["https://news.test/feeds/b/c", "https://news.test/feeds/d"]


@pytest.mark.parametrize(
    "space",
    [
        "https://www.w3.org/2005/Atom",
        "http://www.w3.org/2005/Atom/",
        " http://www.w3.org/2005/atom ",
    ],
)
def test_the_name_of_atom_may_be_misspelt(space: str) -> None:
    entry = "<id>u:1</id><updated>2020-01-02T00:00:00Z</updated><link href='https://a.test/1'/>"
    feed = f"<feed xmlns='{space}'><title>T</title><entry>{entry}</entry></feed>"
    item = re.sub(r"<(/?)(?=\w)", r"<\1atom:", entry)
    within = f"<rss version='2.0' xmlns:atom='{space}'><channel><item>{item}</item></channel></rss>"
    for document in (feed, within):
        (one,) = parse_bytes(document.encode()).items
        assert (one.id, one.url, one.published) == ("u:1", "https://a.test/1", 1_577_923_200)


@pytest.mark.parametrize(
    "space",
    ["https://purl.org/dc/elements/1.1/", "http://purl.org/dc/elements/1.1", "HTTP://PURL.ORG/DC/ELEMENTS/1.1/",
     " http://purl.org/dc/elements/1.1/ ", "https://purl.org/dc/elements/1.0"],
)  # fmt: skip
def test_a_namespace_may_be_misspelt_under_any_prefix(space: str) -> None:
    item = "<item><library:creator>Ann</library:creator></item>"
    document = f"<rss version='2.0' xmlns:library='{space}'><channel>{item}</channel></rss>"
    assert parse_bytes(document.encode()).items[0].author == "Ann"


def test_the_terms_of_libraries_are_read() -> None:
    terms = "".join(f"<t:{one}>{one}</t:{one}>" for one in ("creator", "title", "description"))
    channel = f"<channel><item>{terms}</item></channel>"
    document = f"<rss version='2.0' xmlns:t='http://purl.org/dc/terms/'>{channel}</rss>"
    (one,) = parse_bytes(document.encode()).items
    assert (one.author, one.title, one.text) == ("creator", "title", "description")


@pytest.mark.parametrize("turned", [False, True])
def test_a_file_between_the_tags_is_not_the_page(turned: bool) -> None:
    links = ['<link href="https://a.test/1"/>', '<link rel="enclosure">https://a.test/2</link>']
    entry = f"<entry><id>u:1</id>{''.join(reversed(links) if turned else links)}</entry>"
    document = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'
    (one,) = parse_bytes(document.encode()).items
    assert one.url == "https://a.test/1"
    assert [each.url for each in one.enclosures] == ["https://a.test/2"]


def test_an_original_link_that_is_no_address_is_none() -> None:
    item = "<item><fb:origLink>b67e-80be</fb:origLink><guid>https://a.test/1</guid></item>"
    assert parse_bytes(_rss(item).encode(), url=URL).items[0].url == "https://a.test/1"


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("<description>D</description><itunes:subtitle>S</itunes:subtitle>", "D"),
        ("<itunes:summary>S</itunes:summary><description><![CDATA[D]]></description>", "D"),
        ("<description/><itunes:summary>S</itunes:summary>", "S"),
        ("<itunes:subtitle>U</itunes:subtitle><itunes:summary>S</itunes:summary>", "S"),
        ("<itunes:subtitle>U</itunes:subtitle>", "U"),
        ("<image><description>I</description></image><itunes:summary>S</itunes:summary>", "S"),
    ],
)
def test_what_a_podcast_says_of_itself_to_all_comes_first(about: str, expected: str) -> None:
    item = "<item><description>d</description><itunes:summary>s</itunes:summary></item>"
    feed = parse_bytes(_rss(f"<itunes:title>T</itunes:title>{about}{item}").encode())
    assert (feed.title, feed.description) == ("T", expected)
    assert feed.items[0].summary == "d"


@pytest.mark.parametrize("author", ["<author>ann@a.test (Ann)</author>", "<author>Ann</author>"])
def test_one_person_stated_twice_is_named_once(author: str) -> None:
    author = author.replace(".test", ".com")
    for both in (f"{author}<dc:creator>Ann</dc:creator>", f"<dc:creator>Ann</dc:creator>{author}"):
        assert parse_bytes(_rss(f"<item>{both}</item>").encode()).items[0].author == "Ann"


def test_an_entry_without_author_has_its_sources_then_the_feeds() -> None:
    document = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><author><name>F</name></author>'
        "<entry><id>1</id><source><author><name>S</name></author></source></entry>"
        "<entry><id>2</id></entry></feed>"
    )
    assert [item.author for item in parse_bytes(document.encode()).items] == ["S", "F"]


def test_items_alike_in_everything_are_all_kept() -> None:
    items = "</item><item>".join(["<description>tune of the day</description>"] * 3)
    first, second, third = parse_bytes((FORMATS[0] % items).encode(), url=URL).items
    assert (second.id, third.id) == (f"{first.id}#2", f"{first.id}#3")


@pytest.mark.parametrize(
    ("document", "title", "form"),
    [
        ("<!-- c --><CHANNEL><TITLE>T</TITLE></CHANNEL>", "T", "cdf"),
        (
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://x.test/">'
            "<rss><channel><title>T</title></channel></rss>",
            "T",
            "rss",
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel>'
            "<title>T</title></channel></rdf:RDF>",
            "T",
            "rdf",
        ),
    ],
)
def test_a_feed_without_items_is_known_by_its_root(document: str, title: str, form: str) -> None:
    feed = parse_bytes(document.encode())
    assert (feed.title, feed.format, feed.items) == (title, form, ())


def test_a_category_is_known_by_its_label_and_by_its_term() -> None:
    for shell in FORMATS:
        item = '<category term="t" label="L"/><category term="u" label="u"/><category term="v"/>'
        found = parse_bytes((shell % item).encode(), url=URL).items[0]
        assert (found.categories, found.terms) == (("L", "u", "v"), ("t",)), shell


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("<title>x</title>", "de"),
        ('<title xml:lang="fr">x</title>', "fr"),
        ('<title xml:lang="fr">x</title><summary xml:lang="en">y</summary>', "en"),
        ('<title>x</title><content xml:lang="en">y</content>', "en"),
        ('<summary xml:lang="en">y</summary><content xml:lang="">z</content>', ""),
        ('<id xml:lang="fr">1</id><title>x</title>', "de"),
        ("<id>1</id>", "de"),
    ],
)
def test_the_language_of_an_entry_is_that_of_its_text(entry: str, expected: str) -> None:
    document = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><entry>{entry}</entry></feed>'
    )
    assert parse_bytes(document.encode()).items[0].language == expected


@pytest.mark.parametrize(
    ("served", "stated", "expected"),
    [("en", "", "en"), ("en", "de", "de"), ("en, fr", "", ""), ("pt_BR", "", "pt-BR")],
)
def test_the_language_a_feed_is_served_in_holds_where_it_states_none(
    served: str, stated: str, expected: str
) -> None:
    head = f"<language>{stated}</language>" if stated else ""
    for version in ("2.0", "0.91"):
        document = (
            f'<rss version="{version}"><channel>{head}<item><title>x</title></item></channel></rss>'
        )
        feed = parse_bytes(document.encode(), language=served)
        assert (feed.language, feed.items[0].language) == (expected, expected)


def test_a_relation_may_be_written_in_full() -> None:
    rel = "http://www.iana.org/assignments/relation/alternate"
    entry = f'<id>urn:1</id><link rel="{rel}" href="https://n.test/1"/>'
    assert one(atom(entry)).url == "https://n.test/1"


@pytest.mark.parametrize(("before", "inner"), [("", "A, once"), ("<item/>", ""), ("", "A<item/>")])
def test_a_version_of_a_story_inside_of_it_is_no_story(before: str, inner: str) -> None:
    held = f"<item><title>{inner}</title><guid>b</guid></item>"
    feed = parse_bytes(
        (
            "<rss version='2.0' xmlns:sx='http://www.microsoft.com/schemas/rss/sse'><channel>"
            f"<title>The feed</title><item><sx:conflicts><sx:conflict by='x'> {held} </sx:conflict>"
            f"</sx:conflicts>{before}<title>A</title><guid>a</guid></item>"
            "<item><title>C</title><guid>c</guid></item></channel></rss>"
        ).encode()
    )
    assert feed.title == "The feed"
    assert [(item.id, item.title) for item in feed.items] == [("a", "A"), ("c", "C")]


def test_an_element_that_is_never_closed_holds_no_story() -> None:
    feed = parse_bytes(
        b"<rss version='2.0'><channel><item><title>A</title><dc:creator>"
        b"<item><title>B</title></item><item><title>C</title></item></channel></rss>"
    )
    assert {"B", "C"} <= {item.title for item in feed.items}


def test_authors_without_a_name_are_all_told() -> None:
    people = "".join(f"<author><email>{one}@x.org</email></author>" for one in ("ann", "bob"))
    assert one(atom(f"<id>a</id>{people}")).author == "ann@x.org, bob@x.org"
