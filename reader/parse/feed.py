"""Feeds: RSS 0.9-2.0, RDF, Atom, CDF (feedparser), JSON Feed (``jsonfeed``) → ``ParsedFeed``."""

from __future__ import annotations

from reader.model import ParsedFeed


def parse_bytes(data: bytes, content_type: str = "", url: str = "") -> ParsedFeed:
    """Read a feed of any format. ``url`` is where it came from: relative links resolve against it.

    Raises ``NotAFeed`` (a ``ValueError``) for anything that is not a feed. Pure.
    """
    raise NotImplementedError


def as_dict(feed: ParsedFeed) -> dict[str, object]:
    """What ``clew parse`` prints: ``{"title", "items": [...]}``; times ISO 8601 UTC or null."""
    raise NotImplementedError
