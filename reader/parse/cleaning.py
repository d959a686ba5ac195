"""HTML reduced to an allow-list, and its plain text.

What ``clean`` gives is canonical: tags closed, attributes in double quotes, ``<`` and ``&`` of text
escaped, no control character. ``plain`` and ``document`` rely on that, which is why their tokeniser
is one linear regular expression.
"""

from __future__ import annotations

import html as entities
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from reader import text

if TYPE_CHECKING:
    import nh3

#: Longest HTML of one story that is kept, in characters; the rest is cut, and said.
MAX_HTML = 2_000_000


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BLOCK_TAGS = _names(
    "address article aside blockquote caption center dd details div dl dt figcaption figure "
    "footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody "
    "tfoot thead tr ul"
)
TAGS = _BLOCK_TAGS | _names(
    "a abbr acronym b bdi bdo big br cite code col colgroup del dfn em font i img ins kbd "
    "mark q rp rt ruby s samp small span strike strong sub sup td th time tt u var wbr"
)
#: Elements that go with all they hold: nothing in them is text of the story.
DROPPED = _names(
    "applet button canvas datalist embed frameset head iframe link meta noembed noframes "
    "object script select style svg template textarea title"
)
ATTRIBUTES = {
    "*": {"id", "lang", "dir"},
    "a": {"href", "title", "name"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "code": {"class"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"value"},
    "ol": {"start", "type", "reversed"},
    "pre": {"class"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
}
SCHEMES = _names(
    "ftp gemini gopher http https irc ircs magnet mailto matrix news nntp sip tel xmpp"
)

# An embedded player is not kept, but where it plays is: it becomes a link.
_EMBED = re.compile(
    r"""<(?:iframe|embed|video|audio|source)\b[^<>]*?\bsrc\s*=\s*["']?((?:https?:)?//[^"'\s<>]+)[^<>]*>""",
    re.IGNORECASE,
)
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BAD_REFERENCE = re.compile(r"&#(?:x[dD][89a-fA-F][0-9a-fA-F]{2}|x?0*);?")


@lru_cache(maxsize=64)
def _cleaner(base: str) -> nh3.Cleaner:
    import nh3

    absolute = urlsplit(base).scheme in ("http", "https") if base else False
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(DROPPED),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel=None,
        url_relative=(
            (lambda address: address if address.startswith("#") else join(base, address))
            if absolute
            else "pass_through"
        ),
    )


def join(base: str, address: str) -> str:
    """``address`` made absolute against ``base``; itself when it cannot be."""
    address = address.strip()
    if not base or not address:
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def clean(html: str, base: str = "") -> str:
    """HTML reduced to the allow-list, relative addresses resolved against ``base``.

    Text without markup comes back at once. Longer than ``MAX_HTML`` is cut before cleaning.
    """
    if len(html) > MAX_HTML:
        html = html[:MAX_HTML]
    if "<" not in html and "&" not in html:
        if ">" in html:
            html = html.replace(">", "&gt;")
        return safe(html).strip()
    if "<" in html and _EMBED.search(html):
        html = _EMBED.sub(_embedded, html)
    if "\ud800" <= max(html) <= "\udfff" or _UNSAFE.search(html):
        html = _UNSAFE.sub("", html)
    return safe(_cleaner(base).clean(html)).strip()


def _embedded(found: re.Match[str]) -> str:
    address = found[1]
    if address.startswith("//"):
        address = "https:" + address
    host = urlsplit(entities.unescape(address)).hostname or "media"
    label = entities.escape(host.removeprefix("www."))
    return f'<a href="{entities.escape(entities.unescape(address))}">[{label}]</a>{found[0]}'


def safe(html: str) -> str:
    """Text of many lines without controls; a control goes alone, never with what follows it."""
    return text.block(_UNSAFE.sub("", html) if not html.isprintable() else html)


_BREAKS = re.compile(
    r"<(?:/?(?:address|article|aside|blockquote|caption|center|dd|details|div|dl|dt|figcaption"
    r"|figure|footer|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead"
    r"|tr|ul)|br)(?: [^>]*)?>"
)
_CELLS = re.compile(r"</t[dh]>")
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[ \t\r\f\v\n\u00a0]+")
_LINES = re.compile(r"\s*\x00[\s\x00]*")


def text_of(cleaned: str) -> str:
    """The text of HTML that came out of ``clean``: blocks apart by line breaks."""
    if "<" in cleaned:
        cleaned = _BREAKS.sub("\x00", cleaned)
        if "<" in cleaned:
            cleaned = _TAG.sub("", _CELLS.sub(" ", cleaned))
    cleaned = _LINES.sub("\n", _SPACE.sub(" ", cleaned)).strip()
    return entities.unescape(cleaned) if "&" in cleaned else cleaned


def from_text(plain: str) -> str:
    """Plain text as HTML: escaped; paragraphs and line breaks kept where it has several lines."""
    escaped = entities.escape(plain.strip(), quote=False)
    if "\n" not in escaped:
        return escaped
    paragraphs = re.split(r"\n[ \t\r]*\n\s*", escaped.replace("\r\n", "\n"))
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())
