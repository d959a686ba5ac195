"""Addresses as people give them, and which of a page's links is its feed.

Works on links that ``parse.document`` found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from reader import text
from reader.errors import UsageError
from reader.fetch import address


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed a page offers."""

    url: str
    title: str = ""
    type: str = ""


_FEED_TYPES = ("atom+xml", "rss+xml", "rdf+xml", "feed+json")
# Served beside feeds under <link rel="alternate">, but not feeds: oEmbed, the WordPress API.
_NO_FEED = re.compile(r"(?i)oembed|/wp-json/(?!.*feed)|\.(?:html?|pdf|ics|css)(?:$|\?)")
_COMMENTS = re.compile(r"(?i)\b(?:comments?|commentaires?|kommentare?|comentarios?)\b")
_PARTIAL = re.compile(
    r"(?i)/(?:tags?|category|categories|author|authors|search|topics?)/|[?&](?:tag|cat|s)="
)
_FORMAT = re.compile(r"(?i)\b(?:rss|atom|rdf|json|xml|feed)(?:[ /]?[0-9.]+)?\b")
_SCHEME = re.compile(r"(?i)([a-z][a-z0-9+.-]*):(.*)", re.DOTALL)
_PORT = re.compile(r"\d{1,5}(?:[/?#].*)?", re.DOTALL)


def rank(candidates: Sequence[Candidate], page_url: str) -> list[Candidate]:
    """Feeds a person most likely wants, best first: the site's own before comments and tags.

    Addresses come back absolute and normalised; what is no http address, no feed, or a second
    mention of the same feed is left out.
    """
    page = urlsplit(page_url)
    best: dict[str, tuple[tuple[int, ...], Candidate]] = {}
    for place, candidate in enumerate(candidates):
        try:
            url = normalise(urljoin(page_url, candidate.url.strip()))
        except (UsageError, ValueError):
            continue
        if _NO_FEED.search(url):
            continue
        title = text.line(candidate.title, text.MAX_TITLE)
        made = Candidate(url, title, text.line(candidate.type, 100).lower())
        scored = ((*_score(made, page.path), place), made)
        known = best.get(key(url))
        if known is None or scored[0] < known[0]:
            best[key(url)] = scored
    return [candidate for _, candidate in sorted(best.values(), key=lambda pair: pair[0])]


def leading(ranked: Sequence[Candidate], page_url: str) -> list[Candidate]:
    """Those of ``rank``'s list that are as good as its first. One feed offered in several formats
    counts once, its first."""
    path = urlsplit(page_url).path
    best = _score(ranked[0], path) if ranked else ()
    found: dict[str, Candidate] = {}
    for candidate in ranked:
        if _score(candidate, path) == best:
            bare = _FORMAT.sub("", candidate.title).strip(" -\u2013\u2014|\xbb:()").casefold()
            found.setdefault(bare, candidate)
    return list(found.values())


def _score(candidate: Candidate, page_path: str) -> tuple[int, ...]:
    """Lower is better. The host does not count: many sites publish through another."""
    parts = urlsplit(candidate.url)
    where = unquote(f"{parts.path}?{parts.query}")
    comments = bool(_COMMENTS.search(f"{candidate.title} {where}".replace("-", " ")))
    partial = bool(_PARTIAL.search(where)) and not _PARTIAL.search(page_path + "/")
    typed = not candidate.type or any(kind in candidate.type for kind in _FEED_TYPES)
    section = page_path.strip("/").partition("/")[0]
    elsewhere = bool(section) and section not in where.split("/")
    return (comments, partial, not typed, elsewhere)


def normalise(address_given: str) -> str:
    """What a person typed as an http(s) URL: ``feed:``, missing scheme, IDN, fragment, spaces.

    ``UsageError`` for anything that is not http or https (``file:``, ``|cmd``, ``exec:``). An
    address inside a private network without a scheme gets http, any other https.
    """
    given = address_given.strip()
    if not given:
        raise _refused(given, "no address was given")
    if given[0] in "|-%`\"'<>":
        raise _refused(given, "that is no web address")
    try:
        return address.wire(_with_scheme(given))
    except address.BadAddress as error:
        raise _refused(given, str(error)) from error


def _with_scheme(given: str) -> str:
    found = _SCHEME.fullmatch(given)
    while found and found[1].lower() == "feed":
        given = found[2]
        if not given.startswith("//"):
            found = _SCHEME.fullmatch(given)
            continue
        found = None
    if found and not (_PORT.fullmatch(found[2]) and found[1].lower() not in address.DEFAULT_PORTS):
        return given
    bare = given.removeprefix("//")
    host = re.split(r"[/?#]", bare, maxsplit=1)[0].rpartition("@")[2]
    name = host if host.startswith("[") else host.partition(":")[0]
    name = name.partition("]")[0] + "]" if name.startswith("[") else name
    ip = address.ip_of(name) if name else None
    local = address.is_loopback(name) if ip is None else address.is_private(ip)
    if ip is None and not local and "." not in name.rstrip("."):
        raise address.BadAddress("that is no web address")
    return ("http://" if local else "https://") + bare


def _refused(given: str, why: str) -> UsageError:
    shown = text.line(text.masked(given), 120)
    return UsageError(f"Cannot subscribe to {shown!r}: {why}", "Give an http or https address")


_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def _plain_escape(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if _UNRESERVED.fullmatch(char) else found[0].upper()


def key(url: str) -> str:
    """The same for two addresses of one feed: no scheme, ``www.``, default port, trailing slash.

    A password does not count, a user name does (it may give another feed). Never raises: what is
    no address is its own key.
    """
    try:
        parts = urlsplit(normalise(url))
    except UsageError:
        return url.strip()
    user = parts.username or ""
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = _ESCAPE.sub(_plain_escape, parts.path).rstrip("/")
    query = _ESCAPE.sub(_plain_escape, parts.query)
    return f"{user + '@' if user else ''}{host}{port}{path}{'?' + query if query else ''}"
