from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.errors import UsageError
from reader.fetch.discover import Candidate, key, leading, normalise, rank


@pytest.mark.parametrize(
    ("given_as", "url"),
    [
        ("example.com", "https://example.com/"),
        ("  example.com/feed \n", "https://example.com/feed"),
        ("example.com:8080/feed", "https://example.com:8080/feed"),
        ("//example.com/feed", "https://example.com/feed"),
        ("http://Example.COM:80/Feed#top", "http://example.com/Feed"),
        ("https://example.com:443", "https://example.com/"),
        ("HTTPS://example.com./x", "https://example.com/x"),
        ("feed:https://example.com/x", "https://example.com/x"),
        ("feed://example.com/x", "https://example.com/x"),
        ("feed:example.com/x", "https://example.com/x"),
        ("feed:feed://example.com/x", "https://example.com/x"),
        ("FEED:http://example.com/x", "http://example.com/x"),
        ("https://bücher.example/é?q=ü", "https://xn--bcher-kva.example/%C3%A9?q=%C3%BC"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://例え.jp", "https://xn--r8jz45g.jp/"),
        ("https://example.com/a b?c d", "https://example.com/a%20b?c%20d"),
        ("https://example.com/a%20b%7e%2F?x=%zz", "https://example.com/a%20b%7e%2F?x=%zz"),
        ("https://me:s%40c@example.com/x", "https://me:s%40c@example.com/x"),
        ("https://example.com/a?x=http://b.example/;y&z=1,2", None),
        ("localhost:8080/feed", "http://localhost:8080/feed"),
        ("127.0.0.1/feed", "http://127.0.0.1/feed"),
        ("192.168.1.5:8000", "http://192.168.1.5:8000/"),
        ("[::1]:8080/x", "http://[::1]:8080/x"),
        ("https://[2001:DB8::1]/x", "https://[2001:db8::1]/x"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://nas/feed", "http://nas/feed"),
    ],
)
def test_what_people_type_becomes_an_address(given_as: str, url: str | None) -> None:
    assert normalise(given_as) == (url or given_as)


@pytest.mark.parametrize(
    "given_as",
    [
        "",
        "   ",
        "word",
        "file:///etc/passwd",
        "ftp://example.com/feed",
        "javascript:alert(1)",
        "data:text/xml,<rss/>",
        "exec:ls",
        "filter:cat:http://example.com/",
        "|cmd",
        "|curl http://example.com/",
        "--proxy=http://example.com",
        "-x",
        '"query:x:y"',
        "mailto:me@example.com",
        "feed:",
        "feed:file:///etc/passwd",
        "http://",
        "http:///feed",
        "http://[::1",
        "http://exa mple.com/",
        "http://example.com:0/",
        "http://example.com:99999/",
        "http://example.com:port/",
        "http://a..example/",
        "http://example.com/\x1b]52;c;x\x07",
        "http://example.com/a\nb",
        "http://example.com/\u202ex\x00",
        "http://" + "a" * 64 + ".example/",
    ],
)
def test_what_is_no_web_address_is_refused_in_words(given_as: str) -> None:
    with pytest.raises(UsageError) as caught:
        normalise(given_as)
    assert str(caught.value).isprintable()
    assert caught.value.hint


def test_a_refusal_hides_the_password() -> None:
    with pytest.raises(UsageError) as caught:
        normalise("ftp://me:secret@example.com/")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/feed",
        "https://example.com/feed/",
        "https://www.example.com/feed",
        "HTTP://WWW.EXAMPLE.COM:80/feed/#x",
        "https://example.com:443/feed",
        "feed://example.com/feed",
        "example.com/feed",
        "https://example.com/%66eed",
        "https://example.com./feed",
    ],
)
def test_two_addresses_of_one_feed_have_one_key(url: str) -> None:
    assert key(url) == "example.com/feed"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("https://example.com/feed", "https://example.com/Feed"),
        ("https://example.com/feed", "https://example.com/feed?x=1"),
        ("https://example.com/", "https://blog.example.com/"),
        ("https://example.com:8080/", "https://example.com/"),
        ("https://me@example.com/", "https://example.com/"),
        ("https://example.com/a%2Fb", "https://example.com/a/b"),
    ],
)
def test_two_feeds_have_two_keys(a: str, b: str) -> None:
    assert key(a) != key(b)


def test_more_that_one_key_stands_for() -> None:
    assert key("https://bücher.example") == key("http://xn--bcher-kva.example/")
    assert key("https://me:old@example.com/") == key("https://me:new@example.com/")
    assert key("https://example.com/%c3%a9") == key("https://example.com/é")
    assert key("|cmd") == "|cmd"


@example("https://example.com/\udcff?\udcff")  # as a command is given what is no UTF-8
@example("\udcff@example.com/")
@given(st.text() | st.text("htps:/feda.1[]@#?%- |\u00e9\n\x00").map("http://".__add__))
def test_any_text_is_an_address_or_a_refusal(text: str) -> None:
    key(text)
    try:
        url = normalise(text)
    except UsageError:
        return
    assert url.isascii()
    assert url.isprintable()
    assert " " not in url
    assert urlsplit(url).scheme in ("http", "https")
    assert urlsplit(url).hostname
    assert normalise(url) == url
    assert key(url) == key(text)


def urls(*candidates: Candidate, page: str = "https://example.com/") -> list[str]:
    return [candidate.url for candidate in rank(candidates, page)]


def test_the_sites_own_feed_comes_before_comments_and_tags() -> None:
    assert urls(
        Candidate("/comments/feed/", "Example » Comments Feed", "application/rss+xml"),
        Candidate("/tag/x/feed/", "Example » x", "application/rss+xml"),
        Candidate("/wp-json/wp/v2/pages/2", "JSON", "application/json"),
        Candidate("/wp-json/oembed/1.0/embed?url=x", "oEmbed", "application/json+oembed"),
        Candidate("/feed/", "Example » Feed", "application/rss+xml"),
    ) == [
        "https://example.com/feed/",
        "https://example.com/tag/x/feed/",
        "https://example.com/comments/feed/",
    ]


def test_comments_are_known_in_other_languages_and_by_title_alone() -> None:
    assert (
        urls(
            Candidate("/a", "Flux des commentaires"),
            Candidate("/kommentare/feed"),
            Candidate("/b", "News"),
        )[0]
        == "https://example.com/b"
    )


def test_the_same_feed_is_offered_once_and_bad_links_never() -> None:
    assert urls(
        Candidate("feed.xml"),
        Candidate("http://www.example.com/feed.xml/"),
        Candidate("javascript:alert(1)"),
        Candidate("file:///etc/passwd"),
        Candidate("http://["),
        Candidate("/de/index.html", "Deutsch"),
    ) == ["https://example.com/feed.xml"]


def test_a_page_of_a_section_prefers_the_sections_feed() -> None:
    offered = Candidate("/rss"), Candidate("/sport/rss")
    assert urls(*offered, page="https://example.com/sport/today")[0].endswith("/sport/rss")
    assert urls(*offered)[0] == "https://example.com/rss"


def test_a_tag_page_prefers_its_tag() -> None:
    offered = Candidate("/feed"), Candidate("/tag/cats/feed")
    page = "https://example.com/tag/cats"
    assert urls(*offered, page=page)[0] == "https://example.com/tag/cats/feed"


def test_typed_feeds_come_before_others_and_otherwise_the_pages_order_holds() -> None:
    assert urls(
        Candidate("/api", "", "application/json"),
        Candidate("/b", "", "application/atom+xml"),
        Candidate("/a", "\x1b[2JTitle", "application/feed+json; charset=utf-8"),
    ) == ["https://example.com/b", "https://example.com/a", "https://example.com/api"]
    assert rank([Candidate("/a", "\x1b[2JTitle")], "https://example.com/")[0].title == "Title"


def test_one_feed_in_several_formats_is_one_choice_and_comments_are_no_rival() -> None:
    page = "https://example.com/"
    offered = [
        Candidate("/rss", "News \u2013 RSS 2.0"),
        Candidate("/atom", "News \u2013 Atom"),
        Candidate("/sport", "Sport"),
        Candidate("/comments/feed", "Comments"),
    ]
    chosen = leading(rank(offered, page), page)
    assert [candidate.url for candidate in chosen] == [f"{page}rss", f"{page}sport"]
    assert leading([], page) == []
