"""HTML reduced to an allow-list, and its plain text.

What ``clean`` gives is canonical: tags closed, attributes in double quotes, ``<`` and ``&`` of text
escaped, no control character. ``plain`` and ``document`` rely on that, which is why their tokeniser
is one linear regular expression.
"""

from __future__ import annotations

import html as entities
import re
import unicodedata
from functools import lru_cache
from html.entities import html5
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reader import text
from reader.parse.taming import join, tamed

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
#: Formulas are kept as the letters they hold.
_MATH = _names(
    "math mfrac mi mn mo mover mpadded mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable "
    "mtd mtext mtr munder munderover semantics"
)
#: Elements that go with all they hold: nothing in them is text of the story.
DROPPED = _names(
    "applet button canvas datalist embed frameset head iframe link meta noembed noframes "
    "object script select style svg template textarea title"
)
_HTML_NAMES = TAGS | DROPPED | _names("audio body font form html input label math noscript video")
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

# Words in paragraphs, of which many a feed is made: what the cleaner gives back as it is. Neither
# "&" nor ">" is among the words, nor any control but the end of a line.
_WORDS = "[\n -%'-;=?-~]"
_PLAIN = re.compile(
    rf"(?:<p>{_WORDS}*+(?:<br>{_WORDS}*+|<(b|code|em|i|strong)>{_WORDS}++</\1>{_WORDS}*+)*+</p>\n*+)++"
)

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@lru_cache(maxsize=64)
def _cleaner(base: str) -> nh3.Cleaner:
    import nh3

    absolute = urlsplit(base).scheme in ("http", "https") if base else False
    return nh3.Cleaner(
        tags=set(TAGS | _MATH),
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
    if "<" not in html:
        # Text with references: what the cleaner would give, without the time it takes for each.
        plain = entities.unescape(html)
        return safe(entities.escape(plain, quote=False).replace("\xa0", "&nbsp;")).strip()
    if _PLAIN.fullmatch(html):
        # A string of its own, as the cleaner gives: ``finish`` tells by it what is said twice.
        return html.rstrip().encode().decode()
    ready = tamed(html, base)
    try:
        cleaned = _cleaner(base).clean(ready)
    except UnicodeEncodeError:  # lone surrogates
        cleaned = _cleaner(base).clean(_UNSAFE.sub("", ready))
    return safe(cleaned).strip()


def safe(html: str) -> str:
    """Text of many lines without controls; a control goes alone, never with what follows it.

    What ``text.block`` would leave as it is comes back at once: all its characters print, and none
    of them is a combining mark.
    """
    if html.isascii():
        prints = not html.encode().translate(None, _SAFE)
        return html if prints else text.block(_UNSAFE.sub("", html))
    prints = html.replace("\n", " ").replace("\t", " ").isprintable()
    if prints and not (_MARKED.search(html) and any(map(_is_mark, set(html)))):
        return html
    return text.block(_UNSAFE.sub("", html))


#: The characters of ASCII that print, the end of a line and the tab.
_SAFE = bytes([*b"\t\n", *range(0x20, 0x7F)])
_MARKED = re.compile(f"[^\x00-\u02ff]{{{text.MAX_MARKS + 1},}}")


@lru_cache(maxsize=20_000)
def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me") or unicodedata.combining(char) > 0


_APART = _BLOCK_TAGS | {"br"}
_CELLS = frozenset({"td", "th"})


def text_of(cleaned: str) -> str:
    """The text of HTML that came out of ``clean``: blocks apart by line breaks."""
    if "<" not in cleaned:
        joined = " ".join(cleaned.split())
        return entities.unescape(joined) if "&" in joined else joined
    told = _spaced(_lines(cleaned.replace("\n", " ")))
    return entities.unescape(told).replace("\u00a0", " ") if "&" in told else told


def _lines(cleaned: str) -> list[str]:
    """What stands in each block, and between them."""
    if cleaned.startswith("<p>") and cleaned.endswith("</p>"):
        paragraphs = cleaned[3:-4].split("</p><p>")
        if "<" not in "".join(paragraphs):
            return paragraphs
    lines: list[str] = []
    first, *rest = cleaned.split("<")
    pieces = [first]
    for part in rest:
        tag, _, words = part.partition(">")
        while '"' in tag and tag.count('"') & 1 and words:
            more, _, words = words.partition(">")
            tag = f"{tag}>{more}"
        name = tag.partition(" ")[0].lstrip("/")
        if name in _APART:
            lines.append("".join(pieces))
            pieces = [words]
        elif name in _CELLS:
            pieces += (" ", words)
        else:
            pieces.append(words)
    lines.append("".join(pieces))
    return lines


def _spaced(lines: list[str]) -> str:
    """Lines that hold something, their words one blank apart."""
    told = "\n".join(filter(None, map(str.strip, lines)))
    # in ASCII the tab is the one other white space that the cleaner lets through
    spaced = "\t" not in told if told.isascii() else told.replace("\n", " ").isprintable()
    if spaced and "  " not in told:
        return told
    return "\n".join(filter(None, [" ".join(one.split()) for one in lines]))


def from_text(plain: str) -> str:
    """Plain text as HTML: escaped; paragraphs and line breaks kept where it has several lines."""
    escaped = entities.escape(plain.strip(), quote=False)
    if "\n" not in escaped:
        return escaped
    paragraphs = re.split(r"\n[ \t\r]*\n\s*", escaped.replace("\r\n", "\n"))
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())


_CLOSING = re.compile(r"</(\w+)>")
_TAG_NAME = re.compile(r"</?(\w+)")
_WITH_ATTRIBUTE = re.compile(r"""<\w+\s+[\w:-]+\s*=\s*["'][^<>]*>""")
_ENTITY = re.compile(r"&(?:#\w+|(\w+));")


def looks_like_html(value: str) -> bool:
    """Whether text of an unknown kind is HTML: it closes a tag, has one with an attribute or a
    reference, and knows no tag or entity that HTML does not. "List<String>", "<br>" and "a < b" are
    text."""
    entity_names = _ENTITY.findall(value) if "&" in value else []
    closed = "</" in value and _CLOSING.search(value)
    if not (entity_names or closed or ("=" in value and _WITH_ATTRIBUTE.search(value))):
        return False
    if any(name and f"{name};" not in html5 for name in entity_names):
        return False
    return all(name.lower() in _HTML_NAMES for name in _TAG_NAME.findall(value))
