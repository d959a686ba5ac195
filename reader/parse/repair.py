"""XML as it comes → XML that can be read: what may be put right without guessing at meaning."""

from __future__ import annotations

import re
from html.entities import html5
from xml.parsers import expat

# Characters that XML 1.0 has no place for, raw or as references.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}));?")
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)
_AMPERSAND = re.compile(r"&(#\d+;|#[xX][0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)?")
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_DECLARATIONS = re.compile(r"<\?xml\s[^>]*\?>\s*")
_ROOT = re.compile(r"<(?!\?|!)([A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):[A-Za-z_]|\s([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*\s*=")
#: Namespaces that feeds use without declaring them.
_KNOWN = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss": "http://purl.org/rss/1.0/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {
    "hourly": 3600,
    "daily": 86400,
    "weekly": 604800,
    "monthly": 2592000,
    "yearly": 31536000,
}


def repair(document: str) -> tuple[str, list[str]]:
    """``document`` with what is certainly wrong put right, and what was, in words.

    A well-formed document comes back as it is, but for references to characters that do not exist,
    which kill a feed in feedparser and are no fault an XML parser would tell apart.
    """
    if _well_formed(document) == "":
        return document, []
    said: list[str] = []
    fixed = _characters(document, said)
    fixed = _prolog(fixed, said)
    if "<!ENTITY" not in fixed[:10_000]:
        fixed = _ampersands(fixed, said)
    fixed = _prefixes(fixed, said)
    left = _well_formed(fixed)
    if left:
        said.append(f"not well-formed XML ({left}): read as far as possible")
    return fixed, said


def _well_formed(document: str) -> str:
    parser = expat.ParserCreate("utf-8", " ")
    try:
        parser.Parse(document.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        return str(error)
    return ""


def _characters(document: str, said: list[str]) -> str:
    fixed = _ILLEGAL.sub("", document)
    fixed = _REFERENCE.sub(_legal, fixed)
    if fixed != document:
        said.append("illegal characters were removed")
    return fixed


def _legal(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
        return ""
    if code < 32 and code not in (9, 10, 13):
        return ""
    return found[0]


def _prolog(document: str, said: list[str]) -> str:
    root = _ROOT.search(document)
    head = document[: root.start()] if root else ""
    rest = document[root.start() :] if root else document
    declarations = _DECLARATIONS.findall(head)
    bare = _DECLARATIONS.sub("", head)
    inside = "".join(re.findall(r"<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>", bare, re.DOTALL | re.I)[:1])
    if len(declarations) > 1 or (declarations and not head.startswith("<?xml")):
        said.append("the XML declaration stood in the wrong place")
    return inside + rest


def _ampersands(document: str, said: list[str]) -> str:
    parts = _CDATA.split(document)
    for index in range(0, len(parts), 2):
        if "&" in parts[index]:
            parts[index] = _AMPERSAND.sub(_reference, parts[index])
    fixed = "".join(parts)
    if fixed != document:
        said.append("unescaped ampersands or entities were read as text")
    return fixed


def _reference(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if name[0] == "#" or name in _XML_ENTITIES:
        return found[0]
    character = html5.get(name)
    if character is None:
        return f"&amp;{name}"
    return "".join(f"&#{ord(one)};" for one in character)


def _prefixes(document: str, said: list[str]) -> str:
    used = {one or two for one, two in _PREFIX.findall(document)} - {"xml", "xmlns"}
    missing = sorted(name for name in used if f"xmlns:{name}" not in document)
    if not missing:
        return document
    said.append(f"undeclared namespace prefix: {', '.join(missing[:5])}")
    added = "".join(f' xmlns:{name}="{_KNOWN.get(name, "urn:" + name)}"' for name in missing)
    root = _ROOT.search(document)
    return document[: root.end()] + added + document[root.end() :] if root else document


def wishes(document: str) -> tuple[int | None, tuple[int, ...], tuple[int, ...]]:
    """What the publisher asks of our schedule: seconds between requests (the longer of ``ttl`` and
    ``sy:updatePeriod``/``updateFrequency``), hours (GMT) and days (0 = Monday) to keep away."""
    head = document[:20_000] + document[-5_000:] if len(document) > 25_000 else document
    seconds: list[int] = []
    if found := re.search(r"<ttl>\s*(\d{1,7})\s*</ttl>", head):
        seconds.append(int(found[1]) * 60)
    if found := re.search(r"<\w+:updatePeriod[^>]*>\s*(\w+)\s*</", head):
        often = re.search(r"<\w+:updateFrequency[^>]*>\s*(\d{1,5})\s*</", head)
        period = _PERIODS.get(found[1].lower())
        if period:
            seconds.append(period // max(1, int(often[1]) if often else 1))
    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    if found := re.search(r"<skipHours>(.{0,4000}?)</skipHours>", head, re.DOTALL):
        stated = re.findall(r"<hour>\s*(\d{1,2})\s*</hour>", found[1])
        hours = tuple(sorted({int(one) % 24 for one in stated if int(one) <= 24}))
    if found := re.search(r"<skipDays>(.{0,2000}?)</skipDays>", head, re.DOTALL):
        named = [one.strip().lower() for one in re.findall(r"<day>([^<]*)</day>", found[1])]
        days = tuple(sorted({_DAYS.index(one) for one in named if one in _DAYS}))
    return max((one for one in seconds if one > 0), default=None), hours, days
