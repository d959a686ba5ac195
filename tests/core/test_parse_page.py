"""The article of a web page: what is kept of it, what is not, and pages that have none."""

from __future__ import annotations

import contextlib

import pytest

from reader.errors import NoArticle
from reader.parse.child import Parser, ParserKilled
from reader.parse.page import article

URL = "https://news.test/2023/04/story.html"
PROSE = (
    "The council met on Tuesday evening and voted, after four hours of debate, to keep the old "
    "bridge open for at least two more years, while engineers look for the money to mend it."
)


def page(*parts: str, head: str = "") -> bytes:
    body = "".join(parts) or f"<p>{PROSE}</p><p>{PROSE[::-1]}</p>"
    return (
        f"<!DOCTYPE html><html><head><title>Bridge - News</title>{head}</head><body>"
        '<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>'
        f"<article><h1>Bridge stays open</h1>{body}</article>"
        '<aside><ul><li><a href="/other">Other story</a></li></ul></aside>'
        "<footer>© News. <script>track()</script></footer></body></html>"
    ).encode()


def test_the_article_is_kept_and_the_rest_is_not() -> None:
    found = article(
        page(
            f'<p>{PROSE} See <a href="../plan">the plan</a>.</p>',
            "<p>Run <code>mend()</code> first.</p><pre><code>def mend():\n    pass</code></pre>",
            "<ul><li>stone</li><li>wood</li></ul>",
            f'<blockquote><p>{PROSE}</p></blockquote><img src="/i.jpg" alt="the bridge">',
        ),
        "text/html; charset=utf-8",
        URL,
    )
    assert PROSE in found.text
    for gone in ("Sport", "Other story", "track", "©"):
        assert gone not in found.html
    assert '<a href="https://news.test/2023/plan">the plan</a>' in found.html
    assert "<code>mend()</code>" in found.html
    assert "def mend():\n    pass</pre>" in found.html
    assert "<li>stone</li>" in found.html
    assert "<blockquote>" in found.html
    assert 'src="https://news.test/i.jpg"' in found.html


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1251", "shift_jis"])
def test_a_page_says_its_charset_itself(charset: str) -> None:
    words = {"iso-8859-1": "Café à Genève", "windows-1251": "Мост открыт", "shift_jis": "橋は開く"}
    data = page(
        f"<p>{PROSE} {words[charset]} {PROSE}</p>", head=f'<meta charset="{charset}">'
    ).decode()
    found = article(data.replace("©", "c").encode(charset), "text/html", URL)
    assert words[charset] in found.text


def test_active_content_never_comes_through() -> None:
    hostile = (
        f'<p onclick="x()">{PROSE}<script>alert(1)</script>'
        '<a href="javascript:alert(1)">x</a><iframe src="https://evil.test/"></iframe></p>'
        f"<p>{PROSE} \x1b]52;c;cHduZWQ=\x07 &#27;[2J</p>"
    )
    found = article(page(hostile), "text/html", URL)
    assert PROSE in found.text
    for gone in ("script", "onclick", "javascript:", "evil.test", "\x1b", "\x07"):
        assert gone not in found.html
        assert gone not in found.text


@pytest.mark.parametrize(
    ("data", "content_type", "told"),
    [
        (b"", "text/html", "No article"),
        (b"<html><body><p>Please log in</p></body></html>", "text/html", "No article"),
        (b"%PDF-1.7", "application/pdf", "application/pdf"),
        (b"\x89PNG", "image/png; x=y", "image/png"),
        (b'{"a": 1}', "application/json", "application/json"),
        (b"\x00\xff" * 500, "", "No article"),
        (b"<" * 5_000, "text/html", "No article"),
    ],
)
def test_a_page_without_an_article_says_so(data: bytes, content_type: str, told: str) -> None:
    with pytest.raises(NoArticle, match=told):
        article(data, content_type, URL)


async def test_the_child_reads_pages_too_and_a_bomb_costs_only_itself() -> None:
    async with Parser(deadline=5.0) as parser:
        good = await parser.extract(page(), "text/html", URL)
        assert good == article(page(), "text/html", URL)
        with pytest.raises(NoArticle):
            await parser.extract(b"nothing", "text/html", URL)
        deep = page("<div>" * 200_000 + PROSE)
        with contextlib.suppress(NoArticle, ParserKilled):
            await parser.extract(deep, "text/html", URL)
        assert await parser.extract(page(), "text/html", URL) == good
