"""JSON Feed 1.0 and 1.1 and RSS in JSON, by a tolerant parser (feedparser 6 has none)."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

from reader import text
from reader.errors import NotAFeed
from reader.parse.raw import Markup, RawFeed, RawItem

_SURROGATES = re.compile("[\ud800-\udfff]")
# A comma before the end of a list or an object, where no other follows; strings are passed over.
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s*[]}])', re.DOTALL)
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def read(document: str) -> RawFeed:
    """A JSON document as stated. An item that is no object is counted as unreadable, alone.

    Raises ``NotAFeed`` for JSON that is no feed, or that cannot be read.
    """
    feed, said = _loaded(document)
    if not isinstance(feed, dict):
        feed = {}
    rss = feed.get("rss")
    if isinstance(rss, dict) and (isinstance(rss.get("channel"), dict) or "item" in rss):
        return _rss(rss)
    version = str(feed.get("version", ""))
    # a feed that has no stories yet may leave them out
    items = [] if "jsonfeed.org" in version and not feed.get("items") else feed.get("items")
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
    raw.warnings += said
    author = _author(feed)
    for one in items:
        if not isinstance(one, dict):
            raw.unreadable += 1
            continue
        raw.items.append(_item(one, author))
    return raw


def _loaded(document: str) -> tuple[Any, list[str]]:
    """The value of a document, and what was wrong with it: templates write a comma too many, and
    what breaks off or makes no sense has whole items before that. ``NotAFeed`` where it cannot be
    read."""
    try:
        return json.loads(document, strict=False), []
    except (ValueError, RecursionError) as error:
        why = error
    repaired = _COMMA.sub(r"\1", document)
    if repaired != document:
        with suppress(ValueError, RecursionError):
            return json.loads(repaired, strict=False), ["commas before an end were left out"]
    try:
        feed = _as_far(repaired)
        return feed, [f"read up to item {len(feed['items'])} only: {why}"]
    except (ValueError, RecursionError):
        shown = text.line(document[:200], 100)
        raise NotAFeed(f"This is not a feed; it begins: {shown} ({why})") from None


def _as_far(document: str) -> Any:
    """What a document says before it breaks off or makes no sense; ``ValueError`` where that is no
    item."""
    begun = _ITEMS.search(document)
    if begun is None:
        raise ValueError("no items")
    feed = json.loads(document[: begun.end()] + "]}", strict=False)
    read, at = json.JSONDecoder(strict=False).raw_decode, begun.end()
    while at < len(document):
        at = _BETWEEN.match(document, at).end()  # type: ignore[union-attr]
        try:
            item, at = read(document, at)
        except ValueError:
            break
        feed["items"].append(item)
    if not feed["items"]:
        raise ValueError("no whole item")
    return feed


def _rss(rss: dict[str, Any]) -> RawFeed:
    """RSS in JSON: the elements of RSS 2.0 as keys, those that are repeated as lists, text beside
    attributes as "#value" (github.com/scripting/Scripting-News/blob/master/rss-in-json)."""
    channel = rss.get("channel")
    if not isinstance(channel, dict):
        channel = {}
    raw = RawFeed(
        format="rss20",
        title=_title(channel),
        site=_value(channel.get("link")),
        language=_value(channel.get("language")),
        description=Markup(_value(channel.get("description")), "guess"),
    )
    items = channel.get("item", channel.get("items", rss.get("item")))
    for one in [] if items is None else _all(items):
        if isinstance(one, dict):
            raw.items.append(_rss_item(one))
        else:
            raw.unreadable += 1
    return raw


def _rss_item(stated: dict[str, Any]) -> RawItem:
    summary, content = _value(stated.get("description")), _value(stated.get("content:encoded"))
    item = RawItem(
        guid=_value(stated.get("guid")),
        link=_value(stated.get("link")),
        title=_title(stated),
        summary=Markup(summary, "guess") if summary else None,
        contents=[Markup(content, "html")] if content else [],
        published=_value(stated.get("pubDate")),
        author=_value(stated.get("author")) or _value(stated.get("dc:creator")),
        comments=_value(stated.get("comments")),
        categories=[_value(one) for one in _all(stated.get("category"))],
    )
    for one in _all(stated.get("enclosure")):
        if isinstance(one, dict):
            item.enclosures.append(
                (_text(one.get("url")), _text(one.get("type")), _text(one.get("length")))
            )
    return item


def _value(stated: Any) -> str:
    """The text of an element of RSS in JSON."""
    return _text(stated.get("#value") if isinstance(stated, dict) else stated)


def _text(value: Any) -> str:
    """A string, or a number as one; anything else is nothing."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value)


def _title(stated: dict[str, Any]) -> Markup | None:
    value = _value(stated.get("title"))
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
        categories=[_text(one) for one in _all(stated.get("tags"))],
    )
    html, plain = _text(stated.get("content_html")), _text(stated.get("content_text"))
    if html:
        item.contents.append(Markup(html, "html"))
    elif plain:
        item.contents.append(Markup(plain, "text"))
    summary = _text(stated.get("summary"))
    if summary:
        item.summary = Markup(summary, "text")
    for one in _all(stated.get("attachments")):
        if isinstance(one, dict):
            size = _text(one.get("size_in_bytes")).partition(".")[0]
            item.enclosures.append((_text(one.get("url")), _text(one.get("mime_type")), size))
    return item


def _all(value: Any) -> list[Any]:
    """What may stand alone or in a list."""
    return value if isinstance(value, list) else [value]


def _author(stated: dict[str, Any]) -> str:
    people = _all(stated.get("authors") or stated.get("author"))
    names = []
    for one in people:
        name = (
            _text(one.get("name")) or _text(one.get("url")) if isinstance(one, dict) else _text(one)
        )
        if name:
            names.append(name)
    return ", ".join(dict.fromkeys(names))
