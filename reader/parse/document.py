"""HTML → our block model, plain text, and the links a page offers."""

from __future__ import annotations

from reader.model import Document


def document(html: str, base: str = "") -> Document:
    """An article's HTML as blocks; iterative, capped, never raises."""
    raise NotImplementedError


def plain(html: str) -> str:
    """The text of HTML for search and grouping: blocks apart by line breaks."""
    raise NotImplementedError


def clean(html: str, base: str = "") -> str:
    """HTML reduced to the allow-list, relative addresses resolved against ``base``."""
    raise NotImplementedError


def feed_links(html: bytes, url: str, content_type: str = "") -> list[tuple[str, str, str]]:
    """Feeds that a page names in ``<link rel=alternate>``: (address, title, type)."""
    raise NotImplementedError
