"""Where things stand in a document of XML that need not be whole, and changing it there."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Sections and comments: what looks like a tag in them is none.
HIDDEN = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)
SECTION = "<![CDATA["
#: ``re`` finds so short a text in half the time that ``str.count`` takes.
_SECTION_END = re.compile("]]>")
_ROOT = re.compile(r"<!--.*?(?:-->|\Z)|<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)", re.DOTALL)
_ITEM = re.compile(r"<((?:[\w-]+:)?(?:item|entry))(?=[\s>/])")
_EMPTY_ITEM = re.compile(r"<item\s*/>")
_ITEM_TAG = re.compile(r"<(/?)item(?:\s[^<>]*?)?(/?)>")
#: An item that another vocabulary holds, as a version of a story that lost to another.
_HELD_ITEM = re.compile(r"<[\w-]+:[\w.-]+(?:\s[^<>]*)?(?<!/)>\s*<item(?=[\s>])")
_HOLDER_ENDS = re.compile(r"\s*</[\w-]+:")

#: From where to where, and what comes there instead.
Edit = tuple[int, int, str]


def balanced(document: str) -> bool:
    """Whether every section ends: one that does not may hold the items up to the end of another's,
    in a document that is well-formed all the same."""
    ends = sum(1 for _ in _SECTION_END.finditer(document))
    return document.count(SECTION) == ends


def edited(document: str, edits: Iterable[Edit]) -> str:
    """``document`` with each of ``edits`` made, which are in order and do not overlap."""
    kept: list[str] = []
    place = 0
    for start, end, instead in edits:
        kept += (document[place:start], instead)
        place = end
    return "".join([*kept, document[place:]])


def root_name(document: str) -> str:
    """The name of the outermost element in small letters, without its prefix; "" for none."""
    found = root(document[:100_000])
    return found[2].lower() if found else ""


def root(document: str) -> re.Match[str] | None:
    """Where the outermost element begins, which is not in a comment."""
    return next((found for found in _ROOT.finditer(document) if found[2]), None)


def masked(document: str) -> str:
    """``document`` with blanks for its CDATA and comments, every other character in its place."""
    return HIDDEN.sub(lambda found: " " * len(found[0]), document)


def item_starts(shown: str) -> list[int]:
    """Where the items of a ``masked`` document begin."""
    first = _ITEM.search(shown)
    name = re.escape(first[1]) if first else "item"
    return [found.start() for found in re.finditer(rf"<{name}(?=[\s>/])", shown)]


def item_count(document: str) -> int:
    """How many items a document opens, outside CDATA and comments: an element of another
    vocabulary within them ("media:item") is none."""
    return len(item_starts(masked(document)))


def single_items(document: str) -> list[str]:
    """The beginning of a document for each item of ``document``: all that stands before the first
    item, and the item."""
    shown = masked(document)
    first = _ITEM.search(shown)
    if first is None:
        return []
    head, name = document[: first.start()], re.escape(first[1])
    found = re.finditer(rf"<{name}(?=[\s>]).*?(?=</{name}\s*>|<{name}[\s>]|\Z)", shown, re.DOTALL)
    return [f"{head}{document[slice(*one.span())]}</{first[1]}>" for one in found]


def without_nested(document: str) -> str:
    """``document`` without items inside of others, which they would end: those that hold nothing,
    and those that another vocabulary holds."""
    if not (_EMPTY_ITEM.search(document) or _HELD_ITEM.search(document)):
        return document
    shown = masked(document)
    held = {found.end() - len("<item") for found in _HELD_ITEM.finditer(shown)}
    edits: list[Edit] = []
    depth = start = around = 0
    for tag in _ITEM_TAG.finditer(shown):
        if tag[2]:
            if depth and not around:
                edits.append((*tag.span(), ""))
        elif not tag[1]:
            if depth and not around and tag.start() in held:
                start, around = tag.start(), depth
            depth += 1
        else:
            depth = max(0, depth - 1)
            if around and depth <= around:
                if _HOLDER_ENDS.match(shown, tag.end()):
                    edits.append((start, tag.end(), ""))
                around = 0
    return edited(document, edits)
