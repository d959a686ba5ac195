"""The fast road: plain, well-formed RSS 2.0 and Atom 1.0 by the standard library's expat.

It reads only documents that hold nothing it does not know for certain; at the first surprise it
gives up and feedparser, twenty times slower, is asked instead. What it gives is the same.
"""

from __future__ import annotations

import contextlib
import re
from xml.etree import ElementTree

from reader.parse.places import balanced
from reader.parse.raw import Markup, RawFeed, RawItem
from reader.parse.vocabulary import (
    IGNORED,
    IGNORED_IN_CHANNEL,
    MEANINGFUL,
    SUBTREES,
    TooOdd,
    name_of,
)

_ATOM = "{http://www.w3.org/2005/Atom}"
_BASE = re.compile("xml:base")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CP1252 = {
    code: bytes([code]).decode("cp1252", "replace")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_C1 = re.compile("[\x80-\x9f]")


def read(document: str) -> RawFeed | None:
    """A plain document as stated; None for anything else, which the slow road must read."""
    if "<!DOCTYPE" in document or _BASE.search(document) or not balanced(document):
        return None
    try:
        root = ElementTree.fromstring(document)
        if root.tag == "rss":
            return _rss(root)
        if root.tag == f"{_ATOM}feed":
            return _atom(root)
    except (ElementTree.ParseError, TooOdd, ValueError, LookupError):
        return None
    return None


def _value(element: ElementTree.Element, allowed: frozenset[str] = frozenset()) -> str:
    """The text of an element that holds no other and has no attribute of unknown effect."""
    if len(element):
        raise TooOdd
    # not ``attrib``, which makes a dictionary for every element that has none
    if (names := element.keys()) and not allowed.issuperset(names):
        raise TooOdd
    value = (element.text or "").strip()
    return value if value.isascii() else mended(value)


def mended(value: str) -> str:
    """UTF-8 that was read as Latin-1 and written as UTF-8 again, and Windows-1252 in the control
    range, put right as feedparser does."""
    with contextlib.suppress(UnicodeError):
        value = value.encode("iso-8859-1").decode("utf-8")
    return value.translate(_CP1252) if _C1.search(value) else value


def _address(value: str) -> str:
    if "///" in value or ("&" in value and ";" in value):
        raise TooOdd
    return value


def _ignore(element: ElementTree.Element, name: str, ignored: frozenset[str]) -> None:
    """Go on where an element is known to have no effect; else give up."""
    if name in SUBTREES:
        return
    if len(element) or "lang" in element.attrib or "base" in element.attrib:
        raise TooOdd
    if name != "?" and name not in ignored and (":" in name or name in MEANINGFUL):
        raise TooOdd


_NONE: frozenset[str] = frozenset()
_PERMALINK = frozenset({"isPermaLink"})
_DOMAIN = frozenset({"domain"})
_URL = frozenset({"url"})


def _once(seen: set[str], name: str) -> None:
    if name in seen:
        raise TooOdd
    seen.add(name)


# -------------------------------------------------------------------------------------- RSS 2.0


def _rss(root: ElementTree.Element) -> RawFeed:
    if not root.get("version", "").startswith("2.") or len(root) != 1 or root[0].tag != "channel":
        raise TooOdd
    if root[0].attrib or not {"version"}.issuperset(root.attrib):
        raise TooOdd
    raw = RawFeed(format="rss20")
    seen: set[str] = set()
    for element in root[0]:
        name = name_of(element.tag)
        if name == "item":
            raw.items.append(_item(element))
            continue
        if name in ("title", "link", "description", "language"):
            _once(seen, name)
        if name == "title":
            raw.title = _markup(_value(element), "guess")
        elif name == "link":
            raw.site = _address(_value(element))
        elif name == "description":
            raw.description = _markup(_value(element), "html")
        elif name == "language":
            raw.language = _value(element)
        elif name == "atom:link":
            if element.get("rel", "").lower() not in ("self", "hub", "next", "first", "last"):
                raise TooOdd
        else:
            _ignore(element, name, IGNORED_IN_CHANNEL)
    return raw


def _markup(value: str, kind: str) -> Markup | None:
    return Markup(value, kind) if value else None


def _item(element: ElementTree.Element) -> RawItem:
    if element.keys():
        raise TooOdd
    item = RawItem()
    seen: set[str] = set()
    guid_is_link = False
    for part in element:
        name = name_of(part.tag)
        if name in _ITEM_TEXT:
            _once(seen, name)
            _ITEM_TEXT[name](item, part)
        elif name == "guid":
            _once(seen, name)
            item.guid = _address(_value(part, _PERMALINK))
            guid_is_link = part.get("isPermaLink", "true") == "true"
        elif name == "category":
            item.categories.append(_value(part, _DOMAIN))
        elif name == "enclosure":
            item.enclosures.append(_enclosure(part, "length"))
        elif name == "media:content":
            item.enclosures.append(_enclosure(part, "filesize"))
        elif name == "source":
            _value(part, _URL)
        else:
            _ignore(part, name, IGNORED)
    if "dc:creator" in seen and "author" in seen:
        raise TooOdd
    if guid_is_link and "link" not in seen:
        item.link = item.guid if is_link(item.guid) else ""
    return _with_summary(item)


def is_link(guid: str) -> bool:
    """Whether a guid that claims to be a permanent link looks like one."""
    return "://" in guid or guid.startswith("/")


def _with_summary(item: RawItem) -> RawItem:
    if item.summary is None and item.contents:
        item.summary = item.contents[0]
    return item


def _set_title(item: RawItem, part: ElementTree.Element) -> None:
    item.title = _markup(_value(part), "guess")


def _set_link(item: RawItem, part: ElementTree.Element) -> None:
    item.link = _address(_value(part))


def _set_description(item: RawItem, part: ElementTree.Element) -> None:
    item.summary = _markup(_value(part), "html")


def _set_content(item: RawItem, part: ElementTree.Element) -> None:
    value = _value(part)
    if value:
        item.contents.append(Markup(value, "html"))


def _set_published(item: RawItem, part: ElementTree.Element) -> None:
    item.published = _value(part)


def _set_updated(item: RawItem, part: ElementTree.Element) -> None:
    item.updated = _value(part)


def _set_author(item: RawItem, part: ElementTree.Element) -> None:
    item.author = _value(part)


def _set_comments(item: RawItem, part: ElementTree.Element) -> None:
    item.comments = _address(_value(part))


_ITEM_TEXT = {
    "title": _set_title,
    "link": _set_link,
    "description": _set_description,
    "content:encoded": _set_content,
    "pubdate": _set_published,
    "dc:date": _set_updated,
    "author": _set_author,
    "dc:creator": _set_author,
    "comments": _set_comments,
}


def _enclosure(part: ElementTree.Element, length: str) -> tuple[str, str, str]:
    stated = {name.lower(): value for name, value in part.attrib.items()}
    if not stated.get("url") or "href" in stated or "lang" in stated:
        raise TooOdd
    for child in part:
        if name_of(child.tag) not in IGNORED or len(child):
            raise TooOdd
    return stated["url"], stated.get("type", "").lower(), stated.get(length, "")


# ------------------------------------------------------------------------------------- Atom 1.0

_TYPE = frozenset({"type"})
_LINK = re.compile(r"^(?:text/html|html|xhtml|application/xhtml\+xml)$")


def _atom(root: ElementTree.Element) -> RawFeed:
    if not {_XML_LANG}.issuperset(root.attrib):
        raise TooOdd
    raw = RawFeed(format="atom10", language=root.get(_XML_LANG, "").replace("_", "-"))
    seen: set[str] = set()
    author = page = ""
    entries: list[ElementTree.Element] = []
    for element in root:
        name = name_of(element.tag)
        if name == "atom:entry":
            entries.append(element)
            continue
        if name in ("atom:title", "atom:subtitle", "atom:author"):
            _once(seen, name)
        if name == "atom:title":
            raw.title = _atom_markup(element)
        elif name == "atom:subtitle":
            raw.description = _atom_markup(element)
        elif name == "atom:author":
            author = _person(element)
        elif name == "atom:link":
            if _is_page(element):
                raw.site = _href(element)
        elif name == "atom:id":
            page = _address(_value(element))
        elif name not in ("atom:updated", "atom:generator", "atom:icon", "atom:logo"):
            _ignore(element, name, IGNORED | {"atom:rights", "atom:category"})
    raw.site = raw.site or page
    raw.items = [_entry(entry, author) for entry in entries]
    return raw


def _atom_markup(element: ElementTree.Element) -> Markup | None:
    kind = element.get("type", "text").lower()
    if kind not in ("text", "html", "text/plain", "text/html"):
        raise TooOdd
    return _markup(_value(element, _TYPE), "html" if kind.endswith("html") else "guess")


def _person(element: ElementTree.Element) -> str:
    found = {name_of(part.tag): _value(part) for part in element}
    if len(found) != len(element) or element.attrib or (element.text or "").strip():
        raise TooOdd
    if not {"atom:name", "atom:email", "atom:uri", "?"}.issuperset(found):
        raise TooOdd
    name, email = found.get("atom:name", ""), found.get("atom:email", "")
    return f"{name} ({email})" if name and email else name or email


def _is_page(element: ElementTree.Element) -> bool:
    if element.get("rel", "alternate").lower() != "alternate":
        return False
    return bool(_LINK.match(element.get("type", "text/html").lower()))


def _href(element: ElementTree.Element) -> str:
    href = element.get("href")
    if href is None or len(element) or "url" in element.attrib or "uri" in element.attrib:
        raise TooOdd
    if "///" in href:
        raise TooOdd
    return href


def _entry(element: ElementTree.Element, author: str) -> RawItem:
    if element.attrib:
        raise TooOdd
    item = RawItem()
    seen: set[str] = set()
    for part in element:
        name = name_of(part.tag)
        if name == "atom:link":
            _entry_link(item, part)
        elif name == "atom:category":
            _add_category(item, part)
        elif name in _ENTRY_TEXT:
            _once(seen, name)
            _ENTRY_TEXT[name](item, part)
        elif name != "atom:rights":
            _ignore(part, name, IGNORED)
    if not item.link:
        raise TooOdd
    item.author = item.author or author
    return _with_summary(item)


def _add_category(item: RawItem, part: ElementTree.Element) -> None:
    if (part.text or "").strip() or len(part):
        raise TooOdd
    add_category(item, part.get("label") or "", part.get("term") or "")


def add_category(item: RawItem, label: str, term: str) -> None:
    """A category by its name for people, else by that for machines; by both where they differ."""
    item.categories.append(label or term)
    if label and term and label != term:
        item.terms.append(term)


def _entry_link(item: RawItem, part: ElementTree.Element) -> None:
    href = _href(part)
    rel = part.get("rel", "alternate").lower()
    if _is_page(part):
        item.link = href
    elif rel == "enclosure":
        kind = part.get("type", "").lower()
        kind = "" if kind == "text/html" else kind
        item.enclosures.append((href, kind, part.get("length", "")))
    elif rel == "replies" and part.get("type", "text/html").lower() == "text/html":
        item.comments = item.comments or href


def _set_id(item: RawItem, part: ElementTree.Element) -> None:
    item.guid = _address(_value(part))


def _set_atom_title(item: RawItem, part: ElementTree.Element) -> None:
    item.title = _atom_markup(part)


def _set_summary(item: RawItem, part: ElementTree.Element) -> None:
    item.summary = _atom_markup(part)


def _set_atom_content(item: RawItem, part: ElementTree.Element) -> None:
    markup = _atom_markup(part)
    if markup is not None:
        item.contents.append(markup)


def _set_atom_author(item: RawItem, part: ElementTree.Element) -> None:
    item.author = _person(part)


_ENTRY_TEXT = {
    "atom:id": _set_id,
    "atom:title": _set_atom_title,
    "atom:summary": _set_summary,
    "atom:content": _set_atom_content,
    "atom:published": _set_published,
    "atom:updated": _set_updated,
    "atom:author": _set_atom_author,
}
