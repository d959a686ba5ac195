"""HTML → our block model, plain text, and the links a page offers."""

from __future__ import annotations

from reader.model import Document
from reader.parse import cleaning
from reader.parse.cleaning import clean

__all__ = ["clean", "document", "feed_links", "plain"]


def document(html: str, base: str = "") -> Document:
    """An article's HTML as blocks; iterative, capped, never raises."""
    raise NotImplementedError


def plain(html: str) -> str:
    """The text of HTML for search and grouping: blocks apart by line breaks."""
    return cleaning.text_of(clean(html))


def feed_links(html: bytes, url: str, content_type: str = "") -> list[tuple[str, str, str]]:
    """Feeds that a page names in ``<link rel=alternate>``: (address, title, type)."""
    raise NotImplementedError
