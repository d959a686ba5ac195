"""Texts of RSS that are part markup, part CDATA, as blogs that put a film before the story."""

from __future__ import annotations

import re

from reader.parse import places

_MIXED = re.compile(r"(?:/>|</[\w:.-]+\s*>)\s*<!\[CDATA\[|\]\]>\s*<[a-zA-Z]")
_PART = re.compile(
    r"(<!\[CDATA\[.*?(?:\]\]>|\Z))|<!--.*?(?:-->|\Z)"
    r"|<(/?)(description|content:encoded)(?=[\s>])[^<>]*(?<!/)>",
    re.DOTALL,
)
#: What stands before a section that is in no element of its own: the end of one, or nothing.
_BEFORE = re.compile(r"(?:/>|</[^<>]*>|\]\]>|-->|\A)\s*\Z")
#: So far back that is looked for, in characters.
_BACK = 300
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
#: HTML's element of a date in a feed's. (Of thousands of ``datetime`` the first is tried.)
_TIME = re.compile(
    r"(<(?:pubDate|published|updated|dc:date)\s*>)\s*"
    r"<time\s(?:(?!(?<=\s)datetime\s*=)[^<>])*(?<=\s)datetime\s*=\s*([\"'])([^\"'<>]+)\2[^<>]*>[^<>]*</time\s*>\s*(?=</)"
)


def as_one(document: str) -> str:
    """``document`` with such texts as markup all through, as they are meant; a section that is
    part of a sentence, as of code, or holds no markup stays the text it is. Dates are plain."""
    document = _TIME.sub(r"\1\3", document)
    if not _MIXED.search(document):
        return document
    edits: list[places.Edit] = []
    opened: re.Match[str] | None = None
    sections: list[tuple[int, int]] = []
    for part in _PART.finditer(document):
        if part[1] and opened:
            sections.append(part.span())
        elif part[3] and not part[2]:
            opened, sections = part, []
        elif part[3] and opened and part[3] == opened[3]:
            start, end = opened.end(), part.start()
            if _meant_as_markup(document, start, end, sections):
                edits.append((start, end, _one(document, start, end, sections)))
            opened = None
    return places.edited(document, edits)


def _meant_as_markup(document: str, start: int, end: int, sections: list[tuple[int, int]]) -> bool:
    around = "".join(_outside(document, start, end, sections))
    return (
        bool(_TAG.search(around))
        and any(_TAG.search(document, *section) for section in sections)
        and all(_BEFORE.search(document[max(start, at - _BACK) : at]) for at, _ in sections)
    )


def _outside(document: str, start: int, end: int, sections: list[tuple[int, int]]) -> list[str]:
    """What stands before, between and behind the sections."""
    edges = [start, *(edge for section in sections for edge in section), end]
    return [document[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _one(document: str, start: int, end: int, sections: list[tuple[int, int]]) -> str:
    outside = [
        one.replace("&", "&amp;").replace("<", "&lt;")
        for one in _outside(document, start, end, sections)
    ]
    within = [document[a:b] for a, b in sections]
    return "".join(a + b for a, b in zip(outside, [*within, ""], strict=True))
