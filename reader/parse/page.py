"""A web page → the article on it, by trafilatura: only ever run in the killable child."""

from __future__ import annotations

import re
from html import unescape

from reader import text
from reader.errors import NoArticle
from reader.model import PageText
from reader.parse import encoding, repair
from reader.parse.cleaning import MAX_HTML, clean, text_of
from reader.parse.taming import join

#: An "article" shorter than this, in characters, is a cookie notice or a login page.
LEAST = 200
# trafilatura makes <pre> of every code, also of a word within a sentence, and one in another.
_DOUBLE_PRE = re.compile(r"<pre>\s*<pre>(.*?)</pre>\s*</pre>", re.DOTALL)
_INLINE_PRE = re.compile(r"<pre>([^\n<]*)</pre>")
# The headline stands above every article already.
_HEADLINE = re.compile(r"^\s*<h1\b[^>]*>[^<]*</h1>")
_STATED_BASE = re.compile(r"""<base\b[^<>]{0,500}?\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_BODY = re.compile(r"<body>(.*)</body>", re.DOTALL)
_KIND = re.compile(r"(?i)^\s*(?:text/(?:html|plain)|application/(?:xhtml\+xml|xml))?\s*(?:;|$)")


def article(data: bytes, content_type: str = "", url: str = "") -> PageText:
    """The article of a page: its HTML reduced to the allow-list, addresses absolute, and its text.

    Raises ``NoArticle`` when there is none, or the bytes are no page. Pure.
    """
    if not _KIND.match(content_type):
        kind = text.line(content_type.partition(";")[0], 60)
        raise NoArticle(f"The page is no text but {kind}", "Open it in the browser")
    page, _warning = encoding.decode(data, content_type)
    html = clean(_extracted(page), _base(page, url))
    words = text_of(html)
    if len(words) < LEAST:
        raise NoArticle("No article was found on the page", "Open it in the browser")
    return PageText(html, words)


def _base(page: str, url: str) -> str:
    stated = _STATED_BASE.search(page)
    return join(url, unescape(stated[1])) if stated else url


def _extracted(page: str) -> str:
    import trafilatura  # half a second, and few ask for it

    # Without the page's address: it would make relative links absolute, but wrongly.
    found = trafilatura.extract(
        repair.characters(page[:MAX_HTML], []),  # one control would lose the whole page
        output_format="html",
        include_links=True,
        include_images=True,
        include_formatting=True,
        include_tables=True,
        include_comments=False,
    )
    body = _BODY.search(found or "")
    made = body[1] if body else ""
    made = _INLINE_PRE.sub(r"<code>\1</code>", _DOUBLE_PRE.sub(r"<pre>\1</pre>", made))
    return _HEADLINE.sub("", made, count=1)
