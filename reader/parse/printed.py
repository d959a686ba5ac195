"""A feed as ``clew parse`` prints it."""

from __future__ import annotations

from datetime import UTC, datetime

from reader.model import ParsedFeed


def as_dict(feed: ParsedFeed) -> dict[str, object]:
    """``{"title", "items": [...]}``; times ISO 8601 UTC or null."""
    return {
        "title": feed.title,
        "site": feed.site,
        "language": feed.language,
        "description": feed.description,
        "format": feed.format,
        "ttl": feed.ttl,
        "moved_to": feed.moved_to,
        "warnings": list(feed.warnings),
        "unreadable": feed.unreadable,
        "items": [
            {
                "id": item.id,
                "url": item.url,
                "title": item.title,
                "published": _iso(item.published),
                "updated": _iso(item.updated),
                "author": item.author,
                "content": item.content,
                "summary": item.summary,
                "enclosures": [
                    {"url": one.url, "type": one.type, "length": one.length}
                    for one in item.enclosures
                ],
                "language": item.language,
                "comments_url": item.comments_url,
                "categories": list(item.categories),
                "terms": list(item.terms),
                "stated": item.stated,
            }
            for item in feed.items
        ],
    }


def _iso(moment: int | None) -> str | None:
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
