"""JSON Feed 1.0 and 1.1, by a tolerant parser of our own (feedparser 6 has none)."""

from __future__ import annotations

import json
import re
from typing import Any

from reader import text
from reader.errors import NotAFeed
from reader.parse.raw import Markup, RawFeed, RawItem

_SURROGATES = re.compile("[\ud800-\udfff]")


def read(document: str) -> RawFeed:
    """A JSON document as stated. An item that is no object is counted as unreadable, alone.

    Raises ``NotAFeed`` for JSON that is no feed, or that cannot be read.
    """
    try:
        feed = json.loads(document, strict=False)
    except (ValueError, RecursionError) as error:
        shown = text.line(document[:200], 100)
        raise NotAFeed(f"This is not a feed; it begins: {shown} ({error})") from None
    version = str(feed.get("version", "")) if isinstance(feed, dict) else ""
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not ("jsonfeed.org" in version or "title" in feed):
        shown = text.line(document[:200], 100)
        raise NotAFeed(f"This JSON is not a feed; it begins: {shown}")
    raw = RawFeed(
        format="json" + (version.rpartition("/")[2].replace(".", "") or "1"),
        title=_title(feed),
        site=_text(feed.get("home_page_url")),
        language=_text(feed.get("language")),
        description=Markup(_text(feed.get("description")), "text"),
    )
    author = _author(feed)
    for one in items:
        if not isinstance(one, dict):
            raw.unreadable += 1
            continue
        raw.items.append(_item(one, author))
    return raw


def _text(value: Any) -> str:
    """A string, or a number as one; anything else is nothing."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value)


def _title(stated: dict[str, Any]) -> Markup | None:
    value = _text(stated.get("title"))
    return Markup(value, "guess") if value else None


def _item(stated: dict[str, Any], author: str) -> RawItem:
    item = RawItem(
        guid=_text(stated.get("id")),
        link=_text(stated.get("url")) or _text(stated.get("external_url")),
        title=_title(stated),
        published=_text(stated.get("date_published")),
        updated=_text(stated.get("date_modified")),
        author=_author(stated) or author,
        language=_text(stated.get("language")) or None,
        categories=[_text(one) for one in _list(stated.get("tags"))],
    )
    html, plain = _text(stated.get("content_html")), _text(stated.get("content_text"))
    if html:
        item.contents.append(Markup(html, "html"))
    elif plain:
        item.contents.append(Markup(plain, "text"))
    summary = _text(stated.get("summary"))
    if summary:
        item.summary = Markup(summary, "text")
    for one in _list(stated.get("attachments")):
        if isinstance(one, dict):
            size = _text(one.get("size_in_bytes")).partition(".")[0]
            item.enclosures.append((_text(one.get("url")), _text(one.get("mime_type")), size))
    return item


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _author(stated: dict[str, Any]) -> str:
    people = _list(stated.get("authors")) or [stated.get("author")]
    names = []
    for one in people:
        name = (
            _text(one.get("name")) or _text(one.get("url")) if isinstance(one, dict) else _text(one)
        )
        if name:
            names.append(name)
    return ", ".join(dict.fromkeys(names))
