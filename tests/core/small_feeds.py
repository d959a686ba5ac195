"""Small feeds for the tests that read one."""

from __future__ import annotations

from datetime import UTC, datetime

from reader.model import ParsedFeed, ParsedItem
from reader.parse.feed import parse_bytes

URL = "https://news.test/feeds/all.xml"


def rss(*items: str, head: str = "", namespaces: str = "") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<rss version="2.0"{namespaces}><channel><title>T</title><link>https://news.test/</link>'
        f"{head}{body}</channel></rss>"
    ).encode()


def atom(*entries: str, head: str = "") -> bytes:
    body = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{head}{body}</feed>'.encode()


def one(data: bytes, content_type: str = "", url: str = URL) -> ParsedItem:
    feed = parse_bytes(data, content_type, url)
    assert len(feed.items) == 1
    return feed.items[0]


def ids(feed: ParsedFeed) -> list[str]:
    return [item.id for item in feed.items]


def moment(*stated: int) -> int:
    return int(datetime(*stated, tzinfo=UTC).timestamp())  # type: ignore[misc,arg-type]
