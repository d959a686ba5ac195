"""A feed's own words come before those in the vocabularies of shops, galleries and libraries."""

from __future__ import annotations

from itertools import permutations

import pytest

from reader.parse import own
from reader.parse.feed import parse_bytes

SPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)
RSS = f"<rss version='2.0' {SPACES}><channel><title>T</title>%s</channel></rss>"
ATOM = f"<feed xmlns='http://www.w3.org/2005/Atom' {SPACES}><title>T</title>%s</feed>"
ATOM_SPACE = 'xmlns:atom="http://www.w3.org/2005/Atom"'
GROUP = "<media:title>m</media:title><media:description>m</media:description>"
GROUP = f"<media:group>{GROUP}</media:group>"


def orders(*parts: str) -> list[str]:
    return ["".join(order) for order in permutations(("<title>own</title>", *parts))]


@pytest.mark.parametrize(
    ("document", "items", "expected"),
    [
        (RSS, orders("<description>words</description>", "<media:title>m</media:title>",
                     "<media:description>a caption</media:description>"), ("words", "")),
        (RSS, orders("<description>words</description>", GROUP), ("words", "")),
        (RSS, orders("<description>words</description>", "<itunes:summary>w</itunes:summary>",
                     "<itunes:title>i</itunes:title>"), ("words", "")),
        (RSS, orders("<description>words</description>", "<itunes:subtitle>w</itunes:subtitle>",
                     "<content:encoded>&lt;p&gt;all&lt;/p&gt;</content:encoded>"),
         ("words", "<p>all</p>")),
        (RSS, orders("<description>words</description>", "<dc:title>d</dc:title>",
                     "<dc:description>said again</dc:description>"), ("words", "")),
        (ATOM, orders("<summary>words</summary>", GROUP,
                      "<content type='html'>&lt;p&gt;all&lt;/p&gt;</content>"),
         ("words", "<p>all</p>")),
    ],
)  # fmt: skip
def test_whatever_comes_first(document: str, items: list[str], expected: tuple[str, str]) -> None:
    name = "entry" if document is ATOM else "item"
    data = document % "".join(f"<{name}><!-- {n} -->{one}</{name}>" for n, one in enumerate(items))
    feed = parse_bytes(data.encode())
    found = {(one.title, one.summary, one.content) for one in feed.items}
    assert found == {("own", *expected)}
    assert len(feed.items) == len(items)


@pytest.mark.parametrize(
    "item",
    [
        "<title/><media:title>own</media:title><media:description>words</media:description>",
        "<media:content url='https://a.test/1'><media:title>own</media:title></media:content>"
        "<description> </description><itunes:summary>words</itunes:summary>",
        "<source url='s'><title>S</title></source><dc:title>own</dc:title>"
        "<description><![CDATA[]]></description><dc:description>words</dc:description>",
        "<itunes:title>own</itunes:title><description/><itunes:subtitle>words</itunes:subtitle>",
    ],
)
def test_other_words_stand_where_there_are_no_own(item: str) -> None:
    (one,) = parse_bytes((RSS % f"<item>{item}</item>").encode()).items
    assert (one.title, one.text) == ("own", "words")


@pytest.mark.parametrize("who", ["author", "atom:author", "contributor", "image"])
def test_what_is_said_of_others_is_not_said_of_the_story(who: str) -> None:
    about = "<name>Ann</name><title>Manager</title><description>a life</description>"
    parts = ("<description>words</description>", f"<{who}>{about}</{who}>")
    items = "".join(f"<item>{one}</item>" for one in orders(*parts))
    feed = parse_bytes((RSS.replace("<rss", f"<rss {ATOM_SPACE}") % items).encode())
    assert {(one.title, one.summary, one.content) for one in feed.items} == {("own", "words", "")}


def test_a_podcasts_summary_that_says_more_is_kept() -> None:
    own_words = "<description>&lt;a href='x'&gt;short&lt;/a&gt;</description>"
    item = f"<item>{own_words}<itunes:summary>all there is to say of it</itunes:summary></item>"
    (one,) = parse_bytes((RSS % item).encode()).items
    assert one.text == "all there is to say of it"


def test_each_item_is_looked_at_by_itself() -> None:
    items = "<item><description>a</description></item>"
    items += "<item><media:description>b</media:description></item>"
    assert [one.text for one in parse_bytes((RSS % items).encode()).items] == ["a", "b"]


@pytest.mark.parametrize("cut", ["<media:title>", "<title>", "<author>", "<title><![CDATA["])
def test_what_never_ends_changes_nothing(cut: str) -> None:
    document = RSS % f"<item>{cut}<description>d</description><dc:title>x</dc:title></item>"
    assert own.with_own_words(document) == document


def test_markup_without_number_is_read_in_linear_time() -> None:
    hostile = "<media:title>" * 50_000 + "<title>" + "<" * 50_000 + "</title>" * 50_000
    assert own.with_own_words(hostile) == hostile


PLAIN_LINK = "<link>https://a.test/page</link>"


@pytest.mark.parametrize(
    ("attributes", "cut"),
    [
        ("href='https://a.test/feed'", True),
        ("href='https://a.test/feed' rel='alternate'", True),
        ("rel='alternate' type='text/html' href='https://a.test/feed'", True),
        ("rel='self' href='https://a.test/feed'", False),
        ("rel='enclosure' type='audio/mpeg' href='https://a.test/feed'", False),
    ],
)
def test_the_link_of_rss_comes_before_one_of_atoms(attributes: str, cut: bool) -> None:
    links = (PLAIN_LINK, f"<atom:link {attributes}/>")
    for order in ("".join(links), "".join(reversed(links))):
        document = RSS.replace("<rss", f"<rss {ATOM_SPACE}") % f"{order}<item>{order}</item>"
        feed = parse_bytes(document.encode())
        assert (feed.site, feed.items[0].url) == ("https://a.test/page", "https://a.test/page")
        assert ("<atom:link" not in own.with_own_links(document)) == cut


@pytest.mark.parametrize("none", ["", "<link/>", "<link></link>", "<link><![CDATA[ ]]></link>"])
def test_the_link_of_atom_stands_where_rss_has_none(none: str) -> None:
    picture = "<image><url>https://a.test/i</url><link>https://a.test/i</link></image>"
    link = f"<atom:link href='https://a.test/page'/>{none}"
    document = RSS % f"{picture}{link}<item><title>1</title>{link}</item><item>{PLAIN_LINK}</item>"
    feed = parse_bytes(document.replace("<rss", f"<rss {ATOM_SPACE}").encode())
    assert feed.site == "https://a.test/page"
    assert [one.url for one in feed.items] == ["https://a.test/page"] * 2


def test_links_without_number_are_read_in_linear_time() -> None:
    hostile = "<rss><channel>" + "<a:link href='x'/><image>" * 30_000 + "<link>" * 50_000
    assert own.with_own_links(hostile) == hostile
