"""A parsed item as the columns it is stored in. Pure and done before the transaction begins."""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from reader.query.tokens import bigrams, has_cjk
from reader.text import MAX_TITLE

if TYPE_CHECKING:
    from reader.model import ParsedItem


#: Most characters of HTML (and of plain text) kept of one story; what is beyond is cut, and said.
MAX_HTML = 2_000_000
#: Bytes that HTML comes to at most: each character may take four.
_MOST = 4 * MAX_HTML
#: Characters of a summary.
SUMMARY = 400
#: Fastest that still packs HTML to about 40 %. zlib needs tables as large as the text and no
#: larger: making those of 256 KB that it takes by itself was more work than packing 2 KB.
_LEVEL, _MEMORY = 1, 7
#: Shortest and longest stretch of text that zlib looks back over, as powers of two.
_WINDOWS = 9, 15
# A lede shorter than this ("Comments", "Read more") says nothing of the story.
_LEDE = 40
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")
_CODE = re.compile(r"<(?:pre|code)\b", re.IGNORECASE)
_MEDIA = re.compile(r"<(?:video|audio|source)\b", re.IGNORECASE)
#: Nearly all HTML has neither, which one look tells.
_CODE_OR_MEDIA = re.compile(f"{_CODE.pattern}|{_MEDIA.pattern}", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
_BAD = re.compile("[\0\ud800-\udfff]")
#: Text with no spaces between words counts as one word in so many characters.
_CJK_WORD = 2
_CJK_RUN = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


class Content(NamedTuple):
    """Columns of ``story`` and ``body`` that come from the item. ``expanded`` is JSON or None."""

    key: str
    key2: str
    url: str
    comments_url: str
    title: str
    author: str
    summary: str
    published: int | None
    updated: int | None
    stated: str
    language: str
    words: int
    hash: bytes
    html: bytes
    text: str
    expanded: str | None
    enclosures: str
    categories: str
    truncated: int
    has_code: int
    has_media: int


class Pressed(NamedTuple):
    """What of an item's columns takes most of the work: another process may do that."""

    summary: str
    words: int
    html: bytes
    truncated: int
    has_code: int
    has_media: int


def clean(text: str) -> str:
    """``text`` as SQLite can keep it: no lone surrogates, no NUL."""
    if text.isascii() and "\0" not in text:
        return text
    return _BAD.sub("\ufffd", text)


def pressed(item: ParsedItem) -> Pressed:
    """The item's texts as they are kept, and what is told of them."""
    # the fuller of both, of which the text is
    markup = clean(item.content if len(item.content) >= len(item.summary) else item.summary)
    text = clean(item.text)
    told = _CODE_OR_MEDIA.search(markup) is not None
    return Pressed(
        summary=_summary(item, text),
        words=words_of(text[:MAX_HTML]),
        html=pack(markup[:MAX_HTML]),
        truncated=int(max(len(markup), len(text)) > MAX_HTML),
        has_code=int(told and _CODE.search(markup) is not None),
        has_media=int(bool(item.enclosures) or (told and _MEDIA.search(markup) is not None)),
    )


def content_of(item: ParsedItem, made: Pressed | None = None) -> Content:
    """The item's columns; with what was ``pressed`` of it its HTML is not asked for."""
    made = pressed(item) if made is None else made
    title, author = clean(item.title)[:MAX_TITLE], clean(item.author)
    summary, plain = clean(made.summary), clean(item.text[:MAX_HTML])
    return Content(
        key=clean(item.id),
        key2=clean(item.id2 or item.id),
        url=clean(item.url),
        comments_url=clean(item.comments_url),
        title=title,
        author=author,
        summary=summary,
        published=item.published,
        updated=item.updated,
        stated=clean(item.stated),
        language=language_of(item.language),
        words=made.words,
        hash=item.hash,
        html=made.html,
        text=plain,
        expanded=expanded(title, summary, plain, author),
        enclosures=_enclosures(item),
        categories=_json([clean(name) for name in item.categories]) if item.categories else "[]",
        truncated=made.truncated,
        has_code=made.has_code,
        has_media=made.has_media,
    )


def language_of(stated: str) -> str:
    """The primary tag, lower case: ``en`` of ``en-US``; "" of what is no language tag."""
    match = _LANGUAGE.match(stated.strip())
    return match.group().lower() if match else ""


def pack(markup: str) -> bytes:
    """HTML as it is kept: a zlib stream, whoever packed it."""
    return _packer()(markup.encode("utf-8")) if markup else b""


@cache
def _packer() -> Callable[[bytes], bytes]:
    """What packs: isal where it is installed, which takes a third of the time and packs 3 % more.
    Loaded where something is packed only. Whatever it packed zlib unpacks."""
    try:
        from isal import isal_zlib
    except ImportError:
        return deflated
    return lambda data: isal_zlib.compress(data, _LEVEL)


def deflated(data: bytes) -> bytes:
    """``data`` packed by zlib."""
    least, most = _WINDOWS
    window = min(max(len(data).bit_length(), least), most)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, window, _MEMORY)
    return packer.compress(data) + packer.flush()


def unpack(data: bytes | None) -> str:
    """The HTML that ``pack`` was given; nothing of what is damaged."""
    if not data:
        return ""
    try:
        return zlib.decompressobj().decompress(data, _MOST).decode("utf-8", "replace")
    except zlib.error:
        return ""


def _summary(item: ParsedItem, text: str) -> str:
    """The beginning of the text; where the feed gives a lede beside the text, that."""
    if item.content and item.summary:
        lede = _plain(clean(item.summary[: 10 * SUMMARY]))
        if len(lede) >= _LEDE and lede[:_LEDE] not in _SPACES.sub(" ", text[: 2 * SUMMARY]):
            return _cut(lede)
    return _cut(text[: SUMMARY + 1])


def _cut(text: str) -> str:
    """At most ``SUMMARY`` characters, whole words: no ellipsis, so that it still is the beginning
    of the body where it was taken from it."""
    if len(text) <= SUMMARY:
        return text
    head = text[:SUMMARY]
    space = max(head.rfind(" "), head.rfind("\n"))
    return head[:space].rstrip() if space > SUMMARY // 2 else head


def _plain(markup: str) -> str:
    return _SPACES.sub(" ", html.unescape(_TAG.sub(" ", markup))).strip()


def words_of(text: str) -> int:
    """Words, from the white space between them, which the parser has folded (``split`` takes ten
    times as long, and this is done for every story)."""
    if not text:
        return 0
    if has_cjk(text):
        runs = len(_CJK_RUN.findall(text))
        return len(_CJK_RUN.sub(" ", text).split()) + runs // _CJK_WORD
    return text.count(" ") + text.count("\n") + 1 - text.count("\n\n")


def expanded(title: str, summary: str, text: str, author: str) -> str | None:
    """What the index is given instead, for a story that has CJK anywhere."""
    if not any(map(has_cjk, (title, summary, text, author))):
        return None
    fields = {
        "title": bigrams(title),
        "summary": "" if text.startswith(summary) else bigrams(summary),
        "body": bigrams(text),
        "author": bigrams(author),
    }
    return _json(fields)


def _enclosures(item: ParsedItem) -> str:
    if not item.enclosures:
        return "[]"
    return _json(
        [
            {"url": clean(one.url), "type": clean(one.type), "length": one.length}
            for one in item.enclosures
        ]
    )


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
