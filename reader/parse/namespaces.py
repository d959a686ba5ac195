"""Namespaces that a feed uses and does not declare, or declares by a name that is not theirs."""

from __future__ import annotations

import re

from reader.parse import places

_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):[A-Za-z_]|\s([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*\s*=")
_DECLARED = re.compile(r"\sxmlns:([A-Za-z_][\w.-]*)\s*=")
_STATED = re.compile(r"""(\sxmlns(?::[\w.-]+)?\s*=\s*)(["'])([^"'<>]{1,100})\2""")
_TERMS = re.compile(r"""\sxmlns:([\w.-]+)\s*=\s*["']http://purl\.org/dc/terms/["']""")
#: Most prefixes that are declared for a feed: feedparser looks through all at every element.
_MOST_PREFIXES = 200
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
#: Namespaces that feedparser knows by these names alone.
_EXACT = ("atom", "content", "dc", "dcterms", "feedburner", "itunes", "media", "rss", "xhtml")
_SPELT = {
    uri.lower().removeprefix("http://").rstrip("/"): uri
    for uri in ("http://purl.org/atom/ns#", *(_KNOWN[prefix] for prefix in _EXACT))
} | {"purl.org/dc/elements/1.0": _KNOWN["dc"]}


def declared(document: str, said: list[str]) -> str:
    """``document`` with the prefixes declared that it uses and does not declare."""
    used = {one or two for one, two in _PREFIX.findall(document)} - {"xml", "xmlns"}
    undeclared = sorted(used.difference(_DECLARED.findall(document)))
    missing = sorted(undeclared, key=lambda name: name not in _KNOWN)[:_MOST_PREFIXES]
    if not missing:
        return document
    said.append(f"undeclared namespace prefix: {', '.join(sorted(missing)[:5])}")
    added = "".join(f' xmlns:{name}="{_KNOWN.get(name, "urn:" + name)}"' for name in missing)
    root = places.root(document)
    return document[: root.end()] + added + document[root.end() :] if root else document


def spelt(document: str) -> str:
    """``document`` with the namespaces it declares as they are meant: by https, in capitals, with
    a slash too many or too few, or by Dublin Core's older name; and with the date of its terms by
    the one name that feedparser knows."""
    document = _STATED.sub(_respelt, document)
    found = _TERMS.search(document)
    if found is None:
        return document
    return re.sub(
        rf"<(/?){re.escape(found[1])}:date(?=[\s>])[^<>]*(?<!/)>",
        rf"<\1{found[1]}:created>",
        document,
    )


def _respelt(found: re.Match[str]) -> str:
    key = found[3].strip().lower()
    key = key.removeprefix("https://").removeprefix("http://").rstrip("/")
    return f"{found[1]}{found[2]}{_SPELT.get(key, found[3])}{found[2]}"
