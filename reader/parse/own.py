"""What a feed and its items say in their own words, before what they say in others'.

Podcast shops, picture galleries and libraries have elements of their own for title and text. Where
feedparser finds several it keeps whichever comes last, or takes the caption of a picture for the
story, and what is said of an author or a picture for what is said of the story.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise

from reader.parse import places

_OWN = frozenset({"title", "description", "summary"})
_WORDS = _OWN | {"subtitle"}
_TAG = re.compile(
    r"<(/?)((?:(?:media|itunes|dc):)?(?:title|description|subtitle|summary)"
    r"|image|text[iI]nput|source|(?:\w+:)?(?:author|contributor))(?=[\s/>])([^<>]*)>"
)
#: What a story may hold that has titles and texts which are not the story's.
_ABOUT_OTHERS = re.compile(r"image$|(?:\w+:)?(?:author|contributor)$")
_CONCERNED = re.compile(
    r"<(?:media|itunes|dc):|<image|<(?:\w+:)?(?:author|contributor)\b[^<>]*>\s*<"
)
_MARKUP = re.compile(r"<[^<>]*>")
#: A link in Atom's words that is said, or not denied, to be the page.
_ATOM_LINK = re.compile(
    r"<((?:\w+:)?link)(?=\s[^<>]*\bhref\s*=)"
    r"(?![^<>]*\s(?:rel\s*=\s*[\"'](?!alternate\b)|type\s*=\s*[\"'](?!text/html\b)))"
    r"[^<>]*(?:/>|>\s*</\1\s*>)"
)
_LINK = re.compile(
    r"<link(?:\s[^<>]*)?(?<!/)>([^<>]*)</link\s*>"
    r"|<(/?)(?:image|text[iI]nput)(?=[\s>])[^<>]*(?<!/)>"
)


def with_own_words(document: str) -> str:
    """``document`` without titles and texts in other vocabularies beside its own. A podcast's
    summary stays where it is longer than the description."""
    if not _CONCERNED.search(document):
        return document
    shown = places.masked(document)
    cuts = [cut for part in _parts(shown) for cut in _needless(document, shown, *part)]
    return places.edited(document, cuts)


def with_own_links(document: str) -> str:
    """RSS without links in Atom's words beside its own: often one that means the feed itself and
    does not say so."""
    if not _ATOM_LINK.search(document) or places.root_name(document) not in ("rss", "rdf"):
        return document
    shown = places.masked(document)
    cuts = [
        (*found.span(), "")
        for start, behind in _parts(shown)
        for end in (shown.find("</item", start, behind) if start else behind,)
        if _has_link(document, shown, start, end)
        for found in _ATOM_LINK.finditer(shown, start, end)
    ]
    return places.edited(document, cuts)


def _has_link(document: str, shown: str, start: int, end: int) -> bool:
    """Whether RSS's own link, and not that of a picture, stands between ``start`` and ``end``."""
    around = False
    for found in _LINK.finditer(shown, start, end):
        if found[1] is None:
            around = not found[2]
        elif not around and _length(document[slice(*found.span(1))]):
            return True
    return False


def _parts(shown: str) -> list[tuple[int, int]]:
    """Where the feed speaks of itself, and each item."""
    return list(pairwise([0, *places.item_starts(shown), len(shown)]))


def _needless(document: str, shown: str, start: int, end: int) -> list[places.Edit]:
    """The cuts of what is said again in other words, or of others, between ``start`` and
    ``end``."""
    lengths = {"title": 0, "text": 0}
    others: list[tuple[str, str, int, int, int]] = []
    for within, opened, closed in _elements(shown, start, end):
        name = opened[2]
        kind = "title" if name.rpartition(":")[2] == "title" else "text"
        length = _length(document[opened.end() : closed.start()])
        if within or name not in _OWN:
            others.append((name, kind, length, opened.start(), closed.end()))
        else:
            lengths[kind] = max(length, lengths[kind])
    return [
        (begin, stop, "")
        for name, kind, length, begin, stop in others
        if lengths[kind] and not (name == "itunes:summary" and start and length > lengths[kind])
    ]


def _elements(
    shown: str, start: int, end: int
) -> Iterator[tuple[bool, re.Match[str], re.Match[str]]]:
    """Each title and text with the tags around it, and whether it is one of another's in a story.
    What never ends is none, nor is anything behind it."""
    around: re.Match[str] | None = None
    opened: re.Match[str] | None = None
    for tag in _TAG.finditer(shown, start, end):
        closes, name = tag[1], tag[2]
        if tag[3].endswith("/"):
            continue
        if opened is not None:
            if closes and name == opened[2]:
                if around is None or (start and name in _OWN and _ABOUT_OTHERS.match(around[2])):
                    yield around is not None, opened, tag
                opened = None
        elif around is not None and closes and name == around[2]:
            around = None
        elif not closes and name.rpartition(":")[2] in _WORDS:
            opened = tag
        elif not closes:
            around = around or tag


def _length(value: str) -> int:
    """How much there is to read, in characters."""
    value = value.strip().removeprefix("<![CDATA[").removesuffix("]]>")
    return len(_MARKUP.sub("", html.unescape(value)).strip())
