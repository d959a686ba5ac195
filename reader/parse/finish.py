"""The common end of every road: what a feed states → clean values with keys, dates and hashes."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from reader import text
from reader.model import Enclosure, ParsedFeed, ParsedItem
from reader.parse import dates, keys, titles
from reader.parse.cleaning import MAX_HTML, clean, from_text, looks_like_html, text_of
from reader.parse.raw import Markup, RawFeed, RawItem
from reader.parse.taming import join

#: Most warnings kept of one feed.
MAX_WARNINGS = 20
#: Longest address kept, in characters (browsers and servers stop well below).
MAX_URL = 8_000
#: What there is to see or hear where there is nothing to read.
_SHOWN = re.compile(r"<(?:img|picture|svg|video|audio|source|iframe|embed|object)\b", re.IGNORECASE)
_BARE_HOST = re.compile(r"www\.[a-zA-Z0-9-]+\.[a-zA-Z]")


def feed(raw: RawFeed, url: str) -> ParsedFeed:
    """``raw`` finished; ``url`` is where the feed came from, and the base of its addresses."""
    warnings = list(raw.warnings)
    items = tuple(_keyed([item(one, url, raw.language) for one in raw.items]))
    if any(_too_long(one) for one in raw.items):
        warnings.append("a story longer than 2 MB was cut")
    if raw.unreadable:
        count = raw.unreadable
        warnings.append(f"{count} item{'s' if count > 1 else ''} unreadable")
    description = raw.description
    return ParsedFeed(
        title=titles.plain(raw.title),
        items=items,
        site=address(raw.site, url),
        language=_language(raw.language),
        description=titles.plain(description),
        ttl=raw.ttl,
        skip_hours=raw.skip_hours,
        skip_days=raw.skip_days,
        moved_to=address(raw.moved_to, url),
        format=raw.format,
        warnings=tuple(text.line(one, 300) for one in warnings[:MAX_WARNINGS]),
        unreadable=raw.unreadable,
    )


def _too_long(raw: RawItem) -> bool:
    return any(
        one is not None and len(one.value) > MAX_HTML for one in (*raw.contents, raw.summary)
    )


def item(raw: RawItem, url: str, language: str = "") -> ParsedItem:
    """One item finished, its key still as stated ("" when it has none: ``feed`` makes one)."""
    base = _base(url, raw.base)
    link = address(raw.link, base) or _guid_link(raw.guid)
    content, summary, body = _told(*_bodies(raw, url))
    title = titles.plain(raw.title)
    author = _person(raw.author) if raw.author else ""
    published, updated, stated = _times(raw)
    second = "" if summary is content else summary
    guid = titles.safe_line(raw.guid, MAX_URL)
    if guid.startswith(("/", "./", "../")):
        guid = join(url, guid)
    return ParsedItem(
        id=guid,
        url=link,
        title=title,
        published=published,
        updated=updated,
        author=author,
        content=content,
        summary=summary,
        enclosures=_enclosures(raw, base) if raw.enclosures else (),
        id2=keys.second(guid) if guid else "",
        stated=stated,
        language=_language(language if raw.language is None else raw.language),
        comments_url=_comments(raw.comments, base) if raw.comments else "",
        categories=_names(raw.categories) if raw.categories else (),
        terms=_names(raw.terms) if raw.terms else (),
        text=body,
        hash=keys.revision(title, content, second, link, author),
    )


def _comments(stated: str, base: str) -> str:
    """Where comments are; what holds a blank is words, and no address."""
    return "" if " " in stated.strip() else address(stated, base)


def _person(stated: str) -> str:
    return titles.safe_line(titles.plain(Markup(stated[:1_000], "guess")), 300)


def address(stated: str, base: str) -> str:
    """An address as stated, made absolute and safe to show; whether it may be opened is
    ``text.openable``'s to say."""
    stated = stated.strip()
    if not stated:
        return ""
    if not stated.startswith(("https://", "http://")):
        stated = f"http://{stated}" if _BARE_HOST.match(stated) else join(base, stated)
    return titles.safe_line(stated, MAX_URL).replace(" ", "%20")


def _guid_link(guid: str) -> str:
    guid = guid.strip()
    is_link = guid[:4].lower() == "http" and text.openable(guid)
    return address(guid, "") if is_link else ""


def _bodies(raw: RawItem, url: str) -> tuple[str, str]:
    if not raw.contents:
        return "", "" if raw.summary is None else _html(raw.summary, url)
    content = max((_html(one, url) for one in raw.contents), key=len)
    if raw.summary is None:
        return content, ""
    if len(raw.contents) == 1 and raw.summary is raw.contents[0]:
        return content, content
    return content, _html(raw.summary, url)


def _told(content: str, summary: str) -> tuple[str, str, str]:
    """Both, and the text of the fuller; markup around nothing gives way to the one that tells."""
    fuller, other = (content, summary) if len(content) >= len(summary) else (summary, content)
    body = text_of(fuller)
    if not body and other and other != fuller and not _SHOWN.search(fuller):
        body = text_of(other)
        if body:
            return ("", summary, body) if fuller is content else (content, "", body)
    return content, summary, body


def _html(markup: Markup, url: str) -> str:
    if not markup.value:
        return ""
    plain = markup.kind == "text" or (markup.kind == "guess" and not looks_like_html(markup.value))
    return clean(from_text(markup.value) if plain else markup.value, _base(url, markup.base))


def _base(url: str, stated: str) -> str:
    return join(url, stated) if stated else url


def _times(raw: RawItem) -> tuple[int | None, int | None, str]:
    updated = _time(raw.updated, raw.parsed.get("updated"))
    published = _time(raw.published, raw.parsed.get("published"))
    if published is None:
        published = _time(raw.created, raw.parsed.get("created"))
    stated = raw.published or raw.created or raw.updated
    return updated if published is None else published, updated, titles.safe_line(stated, 100)


def _time(stated: str, parsed: int | None) -> int | None:
    if not stated:
        return None
    found = dates.parse(stated)
    if found is None and parsed is not None and dates.sane(parsed):
        from reader.parse import anydate

        return parsed if anydate.whole(stated, parsed) else None
    return found


def _enclosures(raw: RawItem, base: str) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for stated, kind, length in raw.enclosures:
        target = address(stated, base)
        if target and target not in found:
            digits = length.strip()
            size = int(digits) if digits.isascii() and digits.isdigit() else 0
            sane = size if 0 < size < 1 << 50 else None
            found[target] = Enclosure(target, titles.safe_line(kind, 100), sane)
    return tuple(found.values())


def _names(stated: list[str]) -> tuple[str, ...]:
    named = (titles.plain(Markup(one, "guess"))[:100] for one in stated)
    return tuple(dict.fromkeys(one for one in named if one))


@lru_cache(maxsize=100)
def _language(stated: str) -> str:
    return titles.safe_line(stated, 35).replace("_", "-")


def _keyed(items: list[ParsedItem]) -> list[ParsedItem]:
    """Every item with a key, unique in the document.

    The guid; where different stories share one guid, or there is none, the link; where they share
    that as well, or there is none, a hash. What agrees in guid and link is one item, of which the
    last stands, unless both title and stated date say that it is another story, or the titles of
    more than two do.
    """
    by_guid: dict[str, list[ParsedItem]] = {}
    by_link: dict[str, set[str]] = {}
    for one in items:
        if one.id:
            by_guid.setdefault(one.id, []).append(one)
    shared = {guid for guid, group in by_guid.items() if len(group) > 1 and _differ(group)}
    for one in items:
        if one.url and (not one.id or one.id in shared):
            by_link.setdefault(one.url, set()).add(_hashed(one))
    kept: dict[str, ParsedItem] = {}
    alike: Counter[str] = Counter()
    for one in items:
        if one.id and one.id not in shared:
            key = one.id
        elif one.url and len(by_link[one.url]) == 1:
            key = one.url
        else:
            key = _hashed(one)
            if not one.url:
                # Items that say nothing of where they are may be alike; none is left out for that.
                alike[key] += 1
                key = key if alike[key] == 1 else f"{key}#{alike[key]}"
        kept[key] = _with_key(one, key)
    return list(kept.values())


def _differ(group: list[ParsedItem]) -> bool:
    """Whether items that share a guid are different stories."""
    if len({one.url or one.title for one in group}) > 1:
        return True
    named = {one.title for one in group}
    # No story is revised twice in one document: a guid of three is a publisher's word for none.
    # What stands twice in it, word for word, says nothing of that.
    told = {(one.title, one.stated) for one in group}
    return len(named) > 2 or 1 < len(named) == len(told) == len({one.stated for one in group})


def _hashed(one: ParsedItem) -> str:
    return keys.made(one.title, one.stated, one.text)


def _with_key(one: ParsedItem, key: str) -> ParsedItem:
    if one.id == key:
        return one
    return one._replace(id=key, id2=keys.second(key))
