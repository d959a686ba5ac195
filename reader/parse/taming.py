"""HTML made ready for the cleaner: what is not kept, but says something, put in words.

The cleaner lets elements through or drops them. Where a player's address, the tick of a task or
the numbers beside lines of code would be lost or stand where they make no sense, the markup is
changed before. All of it is linear in the length of the text, whatever that holds.
"""

from __future__ import annotations

import html as entities
import re
from urllib.parse import urljoin, urlsplit

#: Deepest nesting of elements that is kept.
MAX_NESTING = 500

_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_VOID = frozenset({"br", "hr", "img", "wbr", "col", "input", "link", "meta", "source", "embed"})
# Players are not kept, but where they play is: they become links. Other frames are advertising.
_PLAYERS = (
    "archive.org bandcamp.com codepen.io dailymotion.com soundcloud.com spotify.com ted.com "
    "tiktok.com twitch.tv vimeo.com youtube-nocookie.com youtube.com youtu.be"
)
_PLAYER = re.compile(
    r"(?:^|\.)(?:" + _PLAYERS.replace(".", r"\.").replace(" ", "|") + ")$", re.IGNORECASE
)
# Tags whose content HTML reads as raw text or nothing: closed as XML closes them, or never closed,
# they would swallow the rest of the story.
_EMBED = re.compile(
    r"""<(/?)(iframe|embed|object|video|audio|source|noembed|noframes)\b([^<>]{0,4000})>""",
    re.IGNORECASE,
)
_SRC = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s<>]+)""", re.IGNORECASE)
_SELF_CLOSED = re.compile(
    r"<(?:script|style|textarea|title|select|template)\b[^<>]{0,4000}/>", re.IGNORECASE
)
_RAW = re.compile(
    r"<(?:/?(?:iframe|embed|object|video|audio|source|noembed|noframes)|script|style|textarea"
    r"|title|select|template|!)",
    re.IGNORECASE,
)
# A declaration that is none swallows text up to the next ">".
_NO_DECLARATION = re.compile(r"<!(?!--)(?!doctype\b[^<>]*>)", re.IGNORECASE)
_MEDIA = re.compile(r"<(video|audio)\b([^<>]{0,4000})>", re.IGNORECASE)
_SOURCE = re.compile(r"<source\b([^<>]{0,4000})>", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("video", "audio")}
#: Longest content of a player that is taken for words to browsers that cannot play, in characters.
_MOST_EXCUSE = 4_000
_INPUT = re.compile(r"<input\b([^<>]{0,1000})>", re.IGNORECASE)
_IS_BOX = re.compile(r"""\btype\s*=\s*["']?checkbox\b""", re.IGNORECASE)
_IS_TICKED = re.compile(r"(?<![\w-])checked(?![\w-])", re.IGNORECASE)
# Numbers beside lines of code: a column of their own (Pygments, Rouge), or in each line (Hugo).
#: Without one of these in it a text, and that is nearly all, need not be looked through.
_NUMBERING = ("lineno", "gutter", '"ln', "line-number")
_NUMBERED = re.compile(
    r"""\bclass\s*=\s*["']?(?:[\w-]+ ){0,5}?(?:linenos?|gutter|lnt?|line-numbers?)(?![\w-])""",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"<td\b([^<>]{0,500})>(?:[\s\d]|<(?!/?t[dr]\b)[^<>]{0,500}>)*+</td>"
    r"|<span\b([^<>]{0,500})>\s*+\d{1,6}\s*</span>",
    re.IGNORECASE,
)


def tamed(html: str, base: str = "") -> str:
    """``html``, an address without a host meant from ``base``, for the cleaner to take."""
    if _RAW.search(html):
        html = _SELF_CLOSED.sub("", html)
        html = _played(html, base)
        html = _EMBED.sub(lambda found: _embedded(found, base), html)
        html = _NO_DECLARATION.sub("&lt;!", html)
    if "<input" in html:
        html = _INPUT.sub(_boxed, html)
    if any(sign in html for sign in _NUMBERING):
        html = _NUMBERS.sub(_unnumbered, html)
    return _flattened(html) if html.count("<") > MAX_NESTING else html


def _played(html: str, base: str) -> str:
    """Each player that is closed as one link to the first thing it plays; what it holds for
    browsers that cannot play goes."""
    parts: list[str] = []
    at = looked = 0
    ends: dict[str, tuple[int, int] | None] = {"video": (0, 0), "audio": (0, 0)}
    for found in _MEDIA.finditer(html):
        name, start = found[1].lower(), found.end()
        end = ends[name]
        if end is not None and end[0] < start:
            closing = _ENDS[name].search(html, start)
            end = ends[name] = closing.span() if closing else None
        if end is None or start < looked:
            continue
        looked = end[1]
        if end[0] - start > _MOST_EXCUSE:
            continue
        within = _SOURCE.search(html, start, end[0])
        link = _link(found[2], base) or (_link(within[1], base) if within else "")
        if link:
            parts += html[at : found.start()], link
            at = end[1]
    return "".join([*parts, html[at:]]) if parts else html


def _embedded(found: re.Match[str], base: str) -> str:
    players_alone = found[2].lower() in ("iframe", "embed", "object")
    return "" if found[1] else _link(found[3], base, players_alone=players_alone)


def _link(attributes: str, base: str, *, players_alone: bool = False) -> str:
    """A link to what the tag plays; "" where that is no address, or no player's."""
    source = _SRC.search(attributes)
    if source is None:
        return ""
    address = entities.unescape(source[1])
    address = "https:" + address if address.startswith("//") else join(base, address)
    name = host(address) if address.lower().startswith(("http://", "https://")) else ""
    if not name or (players_alone and not _PLAYER.search(name)):
        return ""
    return f' <a href="{entities.escape(address)}">[{entities.escape(name)}]</a> '


def _boxed(found: re.Match[str]) -> str:
    if not _IS_BOX.search(found[1]):
        return ""
    return "☑ " if _IS_TICKED.search(found[1]) else "☐ "


def _unnumbered(found: re.Match[str]) -> str:
    return "" if _NUMBERED.search(found[1] or found[2] or "") else found[0]


def _flattened(html: str) -> str:
    """HTML without the tags that lie deeper than ``MAX_NESTING``: the time an HTML parser takes
    grows with the square of the depth."""
    depth = 0
    deepest = 0
    for found in _OPEN_OR_CLOSE.finditer(html):
        if found[1]:
            depth = max(0, depth - 1)
        elif found[2].lower() not in _VOID:
            depth += 1
            deepest = max(deepest, depth)
    if deepest <= MAX_NESTING:
        return html
    depth = 0

    def keep(found: re.Match[str]) -> str:
        nonlocal depth
        if found[2].lower() in _VOID:
            return found[0]
        depth = max(0, depth - 1) if found[1] else depth + 1
        return found[0] if depth + (1 if found[1] else 0) <= MAX_NESTING else " "

    return _OPEN_OR_CLOSE.sub(keep, html)


def host(url: str) -> str:
    """The host of an address, without ``www.``; "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def join(base: str, address: str) -> str:
    """``address`` made absolute against ``base``; itself when it cannot be."""
    address = address.strip()
    if not base or not address:
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address
