"""HTML → our block model, plain text, and the links a page offers."""

from __future__ import annotations

import html as entities
import re

from reader.model import Document
from reader.parse import cleaning, encoding
from reader.parse.blocks import Walker
from reader.parse.cleaning import clean
from reader.parse.taming import join
from reader.parse.titles import safe_line

__all__ = ["clean", "document", "feed_links", "plain"]

_LINK = re.compile(r"<link\b([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![a-zA-Z-])([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_BASE = re.compile(r"""<base\b[^<>]*?\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_HIDES = re.compile(r"<!--|<(script|style|template)\b", re.IGNORECASE)
_SHOWS = {
    "": re.compile("-->"),
    **{
        name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
        for name in ("script", "style", "template")
    },
}
_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
    "application/xml",
    "text/xml",
    "application/x.atom+xml",
    "text/rss+xml",
)


def document(html: str, base: str = "") -> Document:
    """An article's HTML as blocks; iterative, capped, never raises.

    A line break inside a block is a "\\n" in its spans. HTML beyond ``cleaning.MAX_HTML``
    characters or ``blocks.MAX_BLOCKS`` blocks is cut, and ``truncated`` says so.
    """
    walker = Walker()
    walker.walk(clean(html, base))
    truncated = walker.truncated or len(html) > cleaning.MAX_HTML
    return Document(tuple(walker.blocks), tuple(walker.links), truncated)


def plain(html: str) -> str:
    """The text of HTML for search and grouping: blocks apart by line breaks."""
    return cleaning.text_of(clean(html))


def feed_links(html: bytes, url: str, content_type: str = "") -> list[tuple[str, str, str]]:
    """Feeds that a page names in ``<link rel=alternate>``: (address, title, type)."""
    page, _warning = encoding.decode(html[:1_000_000], content_type)
    page = _shown(page)
    stated = _BASE.search(page)
    base = join(url, entities.unescape(stated[1])) if stated else url
    found: dict[str, tuple[str, str, str]] = {}
    for link in _LINK.finditer(page):
        values = {
            one[1].lower(): entities.unescape(one[2] or one[3] or one[4] or "")
            for one in _ATTRIBUTE.finditer(link[1])
        }
        kind = values.get("type", "").lower().partition(";")[0].strip()
        rels = values.get("rel", "").lower().split()
        if not values.get("href") or not ("alternate" in rels or "feed" in rels):
            continue
        if kind not in _FEED_TYPES and "feed" not in rels:
            continue
        address = safe_line(join(base, values["href"])).replace(" ", "%20")
        if address.startswith(("http://", "https://")) and "/wp-json/" not in address:
            found.setdefault(address, (address, safe_line(values.get("title", ""), 200), kind))
    return list(found.values())


def _shown(page: str) -> str:
    """A page without comments and scripts. What is never closed hides nothing, and is looked for
    once: this runs where no deadline is kept."""
    kept: list[str] = []
    unclosed: set[str] = set()
    place = 0
    for found in _HIDES.finditer(page):
        what = (found[1] or "").lower()
        if found.start() < place or what in unclosed:
            continue
        end = _SHOWS[what].search(page, found.end())
        if end is None:
            unclosed.add(what)
        else:
            kept.append(page[place : found.start()])
            place = end.end()
    return "".join([*kept, page[place:]])
