"""Titles: from whatever a feed calls a title to one plain line."""

from __future__ import annotations

import html
import re

from reader import text
from reader.parse.raw import Markup

# Elements that feeds put into titles. Anything else in angle brackets ("List<String>") is text.
_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|br|cite|code|del|dfn|div|em|font|h1|h2|h3|h4|h5|h6|hr|i|img|"
    "ins|kbd|mark|p|pre|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_TAG = re.compile(rf"<(/?)({_INLINE})((?:\s[^<>]*)?)(/?)>", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "img", "wbr"})
_SPACED = frozenset({"br", "hr", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6"})
# A value in quotes may hold angle brackets; a lone apostrophe quotes nothing.
_ANY_TAG = re.compile(r"""</?[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*+>|</?[a-zA-Z][^<>]*>""")
_COMMENT = re.compile(r"<!--(?:.*?-->|[^>]*(?:>|\Z))", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^>]*>", re.IGNORECASE)
#: As much of a title as is looked at, in characters: tags and references are longer than text.
_LOOKED_AT = 20 * text.MAX_TITLE
_HIDDEN = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
# Only references that end in a semicolon: "AT&T", "?a=1&copy=2" are text.
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_CONTROLS = re.compile("[\x80-\x9f]")


def plain(title: Markup | None) -> str:
    """``title`` as one safe line of at most ``text.MAX_TITLE`` characters."""
    if title is None or not title.value:
        return ""
    value = title.value[:_LOOKED_AT]
    if "<" in value or "&" in value:
        value = _stripped(value, title.kind)
    return safe_line(value, text.MAX_TITLE)


def _stripped(value: str, kind: str) -> str:
    if "<" in value:
        value = _COMMENT.sub("", value)
        if kind == "html":
            value = _HIDDEN.sub("", _DOCTYPE.sub("", value))
            value = _ANY_TAG.sub(_drop_known, value)
        elif kind == "guess":
            value = _paired_only(value)
    return unescape(value) if "&" in value else value


def _drop_known(found: re.Match[str]) -> str:
    tag = found[0]
    name = re.match(r"</?([a-zA-Z0-9:]*)", tag)
    known = name[1].lower().rpartition(":")[2] if name else ""
    if known == "img":
        alt = _ALT.search(tag)
        return (alt[1] or alt[2] or "") if alt else ""
    return " " if known in _SPACED else ""


def _paired_only(value: str) -> str:
    closed = {found[2].lower() for found in _TAG.finditer(value) if found[1]}

    def drop(found: re.Match[str]) -> str:
        name = found[2].lower()
        if name in _VOID or name in closed or found[4]:
            return _drop_known(found)
        return found[0]

    return _TAG.sub(drop, value)


def unescape(value: str) -> str:
    """References decoded once, and once more where what comes out is a numeric reference
    (``&amp;#8217;`` is common); a lone "&" stays."""
    once = _REFERENCE.sub(lambda found: html.unescape(found[0]), value)
    if "&#" in once and once != value:
        once = _REFERENCE.sub(
            lambda found: html.unescape(found[0]) if found[0][1] == "#" else found[0], once
        )
    return once


def safe_line(value: str, limit: int = 0) -> str:
    """``text.line``, but a control of the C1 range that opens no closed sequence goes alone:
    UTF-8 read as Windows-1252 is full of U+009D, which must not take the rest of a title along."""
    if not value.isascii() and not _closed(value):
        value = _CONTROLS.sub("", value)
    return text.line(value, limit)


def _closed(value: str) -> bool:
    return "\x9c" in value or "\x07" in value or "\x1b" in value
