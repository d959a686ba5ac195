"""The element names that the fast road knows, and what each may mean."""

from __future__ import annotations

#: Namespaces whose elements mean something to the slow road, by the name used here.
_NAMESPACES = {
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://wellformedweb.org/commentapi/": "wfw",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://backend.userland.com/creativecommonsrssmodule": "cc",
    "http://webns.net/mvcb/": "admin",
}


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Known without any effect on what is read, when they hold no elements.
IGNORED = _names(
    "slash:* wfw:* sy:* thr:* cc:license admin:generatoragent admin:errorreportsto "
    "media:thumbnail media:rating media:credit media:player media:copyright media:text "
    "itunes:duration itunes:explicit itunes:block itunes:episode itunes:season itunes:order "
    "itunes:episodetype itunes:type itunes:image itunes:complete itunes:isclosedcaptioned "
    "feedburner:info feedburner:feedburnerhostname feedburner:emailserviceid "
    "dc:format dc:type dc:source dc:relation dc:coverage"
)
IGNORED_IN_CHANNEL = IGNORED | _names(
    "lastbuilddate pubdate generator docs copyright managingeditor webmaster category cloud "
    "rating ttl dc:creator dc:date dc:publisher dc:rights itunes:author"
)
#: Held whole by feedparser in places of their own: with all their elements of no effect here.
SUBTREES = frozenset({"image", "textinput", "skiphours", "skipdays"})
#: Names that mean something in any namespace that feedparser does not know.
MEANINGFUL = _names(
    "abstract author authors body category channel comments content contributor copyright "
    "created date description email enclosure enclosures encoded entry expirationdate feed "
    "fullitem guid height homepage id image info issued item keywords language lastbuilddate "
    "link links managingeditor modified name newlocation publicationdate published publisher "
    "pubdate rights rss source subtitle summary tagline tags textinput title updated uri url "
    "webmaster width svg math"
)
_KNOWN: dict[str, str] = {}


class TooOdd(Exception):
    """The document holds something this road does not know for certain."""


def name_of(tag: str) -> str:
    """A tag as ``name``, ``prefix:name`` of a known namespace, or "?" where it has no effect."""
    known = _KNOWN.get(tag)
    if known is None:
        if len(_KNOWN) > 5_000:
            _KNOWN.clear()
        known = _KNOWN[tag] = _named(tag)
    if known == "!":
        raise TooOdd
    return known


def _named(tag: str) -> str:
    if tag[:1] != "{":
        return tag.lower()
    space, _, name = tag[1:].lower().partition("}")
    prefix = _NAMESPACES.get(space)
    if prefix == "atom":
        return f"atom:{name}"
    if prefix:
        return f"{prefix}:*" if f"{prefix}:*" in IGNORED else f"{prefix}:{name}"
    return "!" if name in MEANINGFUL or "purl.org" in space or "w3.org" in space else "?"
