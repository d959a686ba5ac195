"""Documents that are broken, or no feeds, and what must never get through."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import NotAFeed
from reader.parse import slow
from reader.parse.feed import parse_bytes
from reader.parse.printed import as_dict
from tests.core.small_feeds import URL, one, rss

# ------------------------------------------------------------------ broken XML


def test_an_undeclared_prefix_costs_nothing() -> None:
    feed = parse_bytes(
        b'<rss version="2.0"><channel><title>T</title><item><title>a</title>'
        b"<media:thumbnail url='x'/><dc:creator>Ann</dc:creator></item></channel></rss>"
    )
    assert feed.items[0].author == "Ann"
    assert feed.warnings == ("undeclared namespace prefix: dc, media",)


@pytest.mark.parametrize(
    "head",
    [
        b'<?xml version="1.0"?><?xml version="1.0"?>',
        b"<!-- made by hand --><?xml version='1.0'?>",
        b"\n\n  <?xml version='1.0'?>",
        b"\xef\xbb\xbf<?xml version='1.0'?>\n",
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "&#233;">]>',
        b"<br />\n<b>Warning</b>: in <b>/srv/a.php</b><br />\n<?xml version='1.0'?>",
        b"<p>Notice</p>",
    ],
)
def test_what_stands_before_the_root(head: bytes) -> None:
    feed = parse_bytes(head + rss("<title>caf&eacute;</title>"))
    assert [item.title for item in feed.items] == ["café"]
    assert not any("not well-formed" in one for one in feed.warnings)


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


def test_a_comment_that_ends_stays_one() -> None:
    feed = parse_bytes(rss("<title>a & b</title>").replace(b"</rss>", b"<!-- <item/> --></rss>"))
    assert [one.title for one in feed.items] == ["a & b"]
    assert not any("comment" in one for one in feed.warnings)


def test_a_document_that_breaks_off_keeps_its_whole_items() -> None:
    whole = rss(*(f"<title>t{n}</title><link>https://news.test/{n}</link>" for n in range(5)))
    feed = parse_bytes(whole[: whole.index(b"<title>t4")])
    assert [item.title for item in feed.items] == ["t0", "t1", "t2", "t3"]
    assert any("ends in the middle" in one for one in feed.warnings)


def test_junk_behind_the_end_is_left_out() -> None:
    feed = parse_bytes(rss("<title>a</title>") + b"<script>x</script><br>")
    assert [item.title for item in feed.items] == ["a"]
    assert feed.warnings == ("what stands behind the end of the document was left out",)


def test_unclosed_markup_is_read_as_far_as_possible() -> None:
    feed = parse_bytes(
        rss(
            "<title>a</title><description><p>one<br>two</description>",
            "<title>b</title><link>https://news.test/b</link>",
        )
    )
    assert [item.title for item in feed.items] == ["a", "b"]
    assert any("not well-formed" in one for one in feed.warnings)


@pytest.mark.parametrize(
    "item",
    [
        "<title>a<link>https://n.test/1</link><description>d</description><guid>1</guid>",
        "<title>a</title><description>d</descr><link>https://n.test/1</link><guid>1</guid>",
        "<title>a</titel><link>https://n.test/1</link><guid>1</guid><description>d</description>",
        "<title>a</title><guid>1</guid><link>https://n.test/1<description>d</description>",
        "<title>a</title><guid>1<link>https://n.test/1</link><description>d",
        "<title>a</title><link>https://n.test/1</link><guid>1</guid><description>d</b></description>",
    ],
)
def test_a_tag_that_fits_no_other_costs_nothing(item: str) -> None:
    feed = parse_bytes(rss(item, "<title>b</title><guid>2</guid>", "<title>c</title>"), url=URL)
    first = feed.items[0]
    assert (first.title, first.url, first.id, first.text) == ("a", "https://n.test/1", "1", "d")
    assert [one.title for one in feed.items] == ["a", "b", "c"]
    assert any("not well-formed" in one for one in feed.warnings)


SECTION = "<title>{0}</title><link>https://a.test/{0}</link><description><![CDATA[<p>{0}</p>]]></description>"


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize(
    ("fault", "mended"),
    [
        ("]]></description>", "</description>"),
        ("]]></description>", "]></description>"),
        ("<title>", "<title><![CDATA["),
        ("</title>", "<![CDATA[</title>"),
        ("</title>", "<?php</title>"),
    ],
)
def test_a_section_that_never_ends_holds_no_other_story(
    fault: str, mended: str, last: bool
) -> None:
    items = [f"<item>{SECTION.format(n)}</item>" for n in range(4)]
    items[3 if last else 1] = items[3 if last else 1].replace(fault, mended)
    document = f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>"
    found = parse_bytes(document.encode()).items
    assert [one.url for one in found] == [f"https://a.test/{n}" for n in range(4)]
    assert [one.summary for one in found][0::2] == ["<p>0</p>", "<p>2</p>"]
    assert [one.title[:1] for one in found] == ["0", "1", "2", "3"]


def test_a_section_that_quotes_items_is_left_alone() -> None:
    quoted = "<item><b>fake</b></item>" * 3
    items = [f"<item>{SECTION.format(n)}</item>" for n in range(3)]
    items[0] = items[0].replace("]]>", "")
    items[1] = items[1].replace("<p>1</p>", quoted)
    document = f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>"
    found = parse_bytes(document.encode()).items
    assert [one.title for one in found] == ["0", "1", "2"]
    assert "fake" in found[1].text


def test_an_empty_item_inside_another_ends_nothing() -> None:
    inner = "<title>t</title><item /><link>https://a.test/{}</link>"
    items = "".join(f"<item>{inner.format(number)}</item>" for number in range(3))
    document = f"<rss version='2.0'><channel><item/>{items}</channel></rss>"
    found = parse_bytes(document.encode()).items
    assert [one.url for one in found] == ["", *(f"https://a.test/{n}" for n in range(3))]
    assert [one.title for one in found] == ["", "t", "t", "t"]


def test_entities_of_a_document_are_put_in_where_they_are_short() -> None:
    stated = "<!ENTITY pub 'Acme &#169;'><!ENTITY nbsp \"&#160;\"><!ENTITY big '" + "x" * 99 + "'>"
    feed = "<rss><channel><title>&pub; a&nbsp;b &big;</title></channel></rss>"
    assert parse_bytes(f"<!DOCTYPE rss [{stated}]>{feed}".encode()).title == "Acme © a b &big;"


def test_a_stray_end_tag_in_a_text_ends_no_text() -> None:
    text = "one</p> two <b>three</b>"
    feed = parse_bytes(
        rss(f"<title>a</title><description>{text}</description>", "<title>b</title>")
    )
    assert [one.title for one in feed.items] == ["a", "b"]
    assert " ".join(feed.items[0].text.split()) == "one two three"


def test_a_story_that_the_whole_hides_is_read_by_itself() -> None:
    broken = "<title>a</title><author><name>x</author></name>"
    feed = parse_bytes(rss("<title>z</title>", broken, "<title>b</title>", "<title>c</title>"))
    assert [one.title for one in feed.items] == ["z", "a", "b", "c"]


def test_what_only_looks_like_an_item_is_none() -> None:
    """Elements of another vocabulary, and items in a text about feeds."""
    shown = "<description><![CDATA[a <item><title>b</title></item> c]]></description>"
    lists = "<x:item>d</x:item><x:item>e</x:item>"
    broken = "<title>y</title><author><name>x</author></name>"
    feed = parse_bytes(rss(f"<title>x\x01</title>{lists}"))
    assert not [said for said in feed.warnings if "unreadable" in said]
    feed = parse_bytes(rss(f"<title>z</title>{shown}", broken, f"<title>w</title>{lists}"))
    assert [one.title for one in feed.items] == ["z", "y", "w"]
    assert feed.items[0].text.split() == ["a", "c"]


@pytest.mark.parametrize("pair", ["&#55357;&#56832;", "&#xD83D;&#xDE00;"])
def test_a_letter_in_two_halves_is_one(pair: str) -> None:
    assert one(rss(f"<title>a {pair} b</title>")).title == "a 😀 b"


def test_a_section_that_was_escaped_is_what_it_holds() -> None:
    item = "<title>&lt;![CDATA[A &amp; B]]&gt;</title>"
    item += (
        "<description> &lt;![CDATA[&lt;p&gt;x &lt;b&gt;y&lt;/b&gt;&lt;/p&gt;]]&gt; </description>"
    )
    read = one(rss(item))
    assert (read.title, read.summary) == ("A & B", "<p>x <b>y</b></p>")
    assert one(rss("<title>What &lt;![CDATA[ means</title>")).title == "What <![CDATA[ means"


def test_an_illegal_reference_costs_one_character() -> None:
    feed = parse_bytes(rss("<title>a&#xD83D;b</title>", "<title>&#55357;c&#1;</title>"))
    assert [item.title for item in feed.items] == ["ab", "c"]
    for illegal in ("\x08", "\x00", "\ufffe", "&#8;"):
        feed = parse_bytes(rss(f"<title>a{illegal}b</title>"))
        assert [item.title for item in feed.items] == ["ab"]
        assert feed.warnings == ("illegal characters were removed",)


def test_an_item_that_cannot_be_read_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is that feedparser stumbles over."""
    read = slow._feedparser

    def stumbles(document: str) -> object:
        if "stumble" in document:
            raise RuntimeError("a bug")
        return read(document)

    monkeypatch.setattr(slow, "_feedparser", stumbles)
    items = ("<title>a</title>", "<title>stumble</title>", "<title>c</title>")
    feed = parse_bytes(rss(*items).replace(b"<rss", b"<!DOCTYPE rss><rss", 1))
    assert (feed.title, [item.title for item in feed.items]) == ("T", ["a", "c"])
    assert feed.unreadable == 1
    assert "1 item unreadable" in feed.warnings
    with pytest.raises(NotAFeed):
        parse_bytes(b"<!DOCTYPE rss><rss>stumble</rss>")


# ------------------------------------------------------------------ encodings


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
    ("name", "word", "fault"),
    [
        ("gb2312", "中文", b"\xff"),
        ("euc-kr", "한국", b"\xff"),
        ("big5", "中文", b"\xff"),
        ("windows-1251", "мир", b"\x98"),
    ],
)
def test_a_byte_that_does_not_fit_costs_itself_only(name: str, word: str, fault: bytes) -> None:
    text = (
        f"<?xml version='1.0' encoding='{name}'?>" + rss(f"<title>{word * 20}@@</title>").decode()
    )
    feed = parse_bytes(text.encode(name).replace(b"@@", fault))
    assert feed.items[0].title.startswith(word * 20)
    assert feed.warnings == (f"bytes that are no {name} were replaced",)


def test_windows_1252_among_utf_8() -> None:
    text = rss("<title>日本語 @@ naïve</title>", "<title>日本語@!</title>")
    feed = parse_bytes(text.replace(b"@@", b"caf\xe9").replace(b"@!", b"\xe6\x97"))
    assert [item.title for item in feed.items] == ["日本語 café naïve", "日本語\ufffd"]


@pytest.mark.parametrize("charset", ["gb2312", "iso-8859-1", "iso-8859-2", "windows-1251"])
def test_utf_8_with_a_cut_letter_is_seen_through_a_wrong_header(charset: str) -> None:
    text = rss(f"<title>{'中文新闻在今天。' * 20}@!</title>")
    read = one(text.replace(b"@!", b"\xe6\x97"), f"text/xml; charset={charset}")
    assert read.title == "中文新闻在今天。" * 20 + "\ufffd"


@pytest.mark.parametrize("content_type", ["", "text/xml; charset=utf-16"])
def test_what_has_no_zeros_is_no_utf_16(content_type: str) -> None:
    text = "<?xml version='1.0' encoding='utf-16'?>" + rss("<title>plain</title>").decode()
    assert one(text.encode(), content_type).title == "plain"


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_letters_are_read_where_one_is_cut(name: str) -> None:
    """They were taken for UTF-8 with a zero between its letters, of which nothing was read."""
    feed = parse_bytes(rss("<title>naïve</title>").decode().encode(name) + b"\x20", "", URL)
    assert [item.title for item in feed.items] == ["naïve"]
    assert feed.warnings[0] == f"bytes that are no {name} were replaced"


def test_letters_of_hong_kong_are_read() -> None:
    text = "<?xml version='1.0' encoding='big5'?>" + rss("<title>嘅好</title>").decode()
    assert one(text.encode("big5hkscs")).title == "嘅好"


@pytest.mark.parametrize(
    "name", ["shift_jis", "euc-kr", "big5", "gb2312", "koi8-r", "windows-1251"]
)
def test_declared_national_encodings(name: str) -> None:
    word = {"shift_jis": "日本", "euc-kr": "한국", "big5": "中文", "gb2312": "中文"}.get(
        name, "мир"
    )
    text = f"<?xml version='1.0' encoding='{name}'?>" + rss(f"<title>{word}</title>").decode()
    assert one(text.encode(name)).title == word


# ------------------------------------------------------------------ no feed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>x</body></html>",
        b'{"error": "no such feed"}',
        b"[1, 2]",
        b'{"rss": {"version": "2.0"}}',
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
    assert ("is empty" in caught.value.message) == (not data.strip())


def test_a_body_is_never_taken_for_a_path(tmp_path: Path) -> None:
    """feedparser opens what looks like one, and asks what looks like an address."""
    path = tmp_path / "feed.xml"
    path.write_bytes(rss("<title>inside</title>"))
    with pytest.raises(NotAFeed):
        parse_bytes(str(path).encode())


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
    assert cleaned == ('<p>a</p>bcd <a href="https://www.youtube.com/embed/1">[youtube.com]</a>')


def test_a_story_of_more_than_2_mb_is_cut_and_said() -> None:
    words = f"&lt;b&gt;{'many words ' * 200_000}&lt;/b&gt;"
    feed = parse_bytes(rss(f"<title>t</title><description>{words}</description>"))
    assert any("2 MB" in one for one in feed.warnings)
    assert len(feed.items[0].summary) <= 2_100_000
