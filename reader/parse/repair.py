"""XML as it comes → XML that can be read: what may be put right without guessing at meaning."""

from __future__ import annotations

import contextlib
import re
from html.entities import html5, name2codepoint
from typing import NamedTuple
from urllib.parse import urljoin
from xml.parsers import expat
from xml.sax.saxutils import quoteattr, unescape

from reader.parse import namespaces, places

# Characters that XML 1.0 has no place for, raw or as references.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PAIR = re.compile(r"&#([xX][dD][0-9a-fA-F]{3}|5\d{4});&#([xX][dD][0-9a-fA-F]{3}|5\d{4});")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}));?")
_AMPERSAND = re.compile(r"&(#\d+;|#[xX][0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)?")
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_OPEN_INSTRUCTION = re.compile(r"<\?(?![^<>]*\?>)")
_DECLARATIONS = re.compile(r"<\?xml\s[^>]*\?>\s*")
_BASE = re.compile(r"""\sxml:base\s*=\s*("[^"]*"|'[^']*')""")


def repair(document: str) -> tuple[str, list[str]]:
    """``document`` with what is certainly wrong put right, and what was, in words.

    A well-formed document comes back as it is, without its document type: entities that stand for
    a few plain characters are put in where they are used, others are read as text.
    """
    said: list[str] = []
    document, entities = _without_doctype(document)
    if not places.balanced(document):
        document = _open_sections(document, said)
    if not entities and _fault(document) is None:
        return document, said
    fixed = characters(document, said)
    fixed = _open_comment(fixed, said)
    fixed = _prolog(fixed, said)
    fixed = _ampersands(fixed, entities, said)
    fixed = namespaces.declared(fixed, said)
    fault = _fault(fixed)
    if fault is not None and fault.code in _CUT_OFF | {_JUNK}:
        if fault.code == _JUNK:
            fixed = fixed.encode("utf-8", "replace")[: fault.at].decode("utf-8", "ignore")
            said.append("what stands behind the end of the document was left out")
        else:
            fixed = closed(fixed)
            said.append(CUT)
        fault = _fault(fixed)
    if fault is not None:
        said.append(f"{NOT_WELL_FORMED} ({fault.what}): read as far as possible")
        fixed = _with_end_tags(fixed)
    return fixed, said


#: A base that resolves nothing: without one around, feedparser holds on to the base of an item.
NO_BASE = "about:blank"


def with_base(document: str, url: str) -> str:
    """A feed whose outermost ``xml:base`` is absolute: feedparser loses relative ones, keeps that
    of one item for those that follow, and gives up on those that are no address.

    ``NO_BASE`` stands there where ``url`` must not be put before the guids of RSS.
    """
    if "xml:base" not in document:
        return document
    document = _BASE.sub(_whole_base, document)
    root = places.root(document)
    bases = _BASE.findall(document)
    if root is None or not url or not (bases or root[2] == "feed"):
        return document
    stated = _BASE.search(document, root.end(), document.find(">", root.end()))
    if stated is not None:
        base = quoteattr(urljoin(url, _unquoted(stated[1])))
        return f"{document[: stated.start(1)]}{base}{document[stated.end(1) :]}"
    bare = root[2] != "feed" and all("://" in one for one in bases)
    base = quoteattr(NO_BASE if bare else url)
    return f"{document[: root.end()]} xml:base={base}{document[root.end() :]}"


def base_of(document: str) -> str:
    """The ``xml:base`` of the outermost element; "" for none."""
    root = places.root(document) if "xml:base" in document else None
    stated = root and _BASE.search(document, root.end(), document.find(">", root.end()))
    return _unquoted(stated[1]).removeprefix(NO_BASE) if stated else ""


def _unquoted(value: str) -> str:
    return unescape(value[1:-1], {"&quot;": '"'})


def _whole_base(found: re.Match[str]) -> str:
    """A base as it is, or nothing where it is no address: feedparser gives up on those."""
    try:
        urljoin("http://a.invalid/", found[1].strip("\"'"))
    except ValueError:
        return ""
    return found[0]


class _Fault(NamedTuple):
    """Why a document is no XML: expat's code, the byte where, and both in words."""

    code: int
    at: int
    what: str


#: Begins the warning about a document that could not be made XML.
NOT_WELL_FORMED = "not well-formed XML"
CUT = "the document ends in the middle; its last item may be cut"
_CUT_OFF = frozenset(
    expat.errors.codes[what]
    for what in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
_JUNK = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]


def _fault(document: str) -> _Fault | None:
    parser = expat.ParserCreate("utf-8", " ")
    try:
        parser.Parse(document.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        return _Fault(error.code, parser.ErrorByteIndex, str(error))
    return None


def closed(document: str) -> str:
    """A document that breaks off, with its open elements closed.

    An item that is cut before its link or guid is left out: it could not be known again.
    """
    stack: list[str] = []
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, _attributes: stack.append(name)
    parser.EndElementHandler = lambda _name: stack.pop()
    data = document.encode("utf-8", "replace")
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(data, True)
    whole = data[: parser.ErrorByteIndex if parser.ErrorByteIndex >= 0 else len(data)]
    whole = whole.removesuffix(b"</")  # where a tag ends what is not open
    cdata = whole.rfind(b"<![CDATA[")
    if cdata > whole.rfind(b"]]>"):
        whole = whole[:cdata]
    kept = whole.decode("utf-8", "ignore")
    for depth, name in enumerate(stack):
        start = kept.rfind(f"<{name}")
        if name.rpartition(":")[2] in ("item", "entry") and start >= 0:
            if not re.search(r"<(?:\w+:)?(?:link|guid|id)\b", kept[start:]):
                kept, stack = kept[:start], stack[:depth]
            break
    return kept + "".join(f"</{name}>" for name in reversed(stack))


_DOCTYPE = re.compile(
    r"<!DOCTYPE\s[^\[<>]{0,2000}(?:\[(.{0,100000}?)\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_DOCTYPE_BEGINS = re.compile(r"<!DOCTYPE\s", re.IGNORECASE)
# Only what stands for a few plain characters: nothing that could grow.
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]{1,40})\s+(["'])((?:[^"'%&<]|&#\w{1,8};){0,32})\2\s*>""")
_SHORT = 32


def _without_doctype(document: str) -> tuple[str, dict[str, str]]:
    if "<!DOCTYPE" not in document[:10_000].upper():
        return document, {}
    # The first alone is looked at: of thousands that never end each would be read far ahead.
    begun = _DOCTYPE_BEGINS.search(document)
    found = _DOCTYPE.match(document, begun.start()) if begun else None
    root = places.root(document)
    if found is None or (root is not None and root.start() < found.start()):
        return document, {}
    stated = _ENTITY.findall(found[1] or "")[:500]
    entities = {f"{name};": value for name, _mark, value in stated if len(value) <= _SHORT}
    return document[: found.start()] + document[found.end() :], entities


def characters(document: str, said: list[str]) -> str:
    """``document`` without characters that XML has no place for, raw or as references; those that
    are two halves of a letter become it."""
    joined = _PAIR.sub(_joined, document)
    fixed = _REFERENCE.sub(_legal, _ILLEGAL.sub("", joined))
    if fixed != joined:
        said.append("illegal characters were removed")
    return fixed


def _joined(found: re.Match[str]) -> str:
    """The letter that was written as the two halves UTF-16 has for it."""
    high, low = (int(half[1:], 16) if half[0] in "xX" else int(half) for half in found.groups())
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
    return found[0]


def _legal(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
        return ""
    if code < 32 and code not in (9, 10, 13):
        return ""
    return found[0]


_LEAVES = (
    r"(?:\w+:)?(?:title|link|guid|id|pubDate|published|updated|modified|issued|created|date|creator"
    r"|category|comments|description|summary|subtitle|encoded|name|email|uri)"
)
_OPENED = re.compile(rf"<({_LEAVES}|content)(?:\s[^<>]*)?>\s*\Z")
# What stands between items; in a section it says that the section should have ended before.
_BETWEEN = re.compile(r"</(item|entry)\s*>\s*(?:<\1[\s>]|</(?:channel|feed|rdf:RDF)\s*>)")
#: Most sections of a document that are ended.
_MOST_OPEN = 200


def _open_sections(document: str, said: list[str]) -> str:
    """``document`` with sections ended with their field, or read as markup where they begin in the
    middle of one, when they would hold the fields and items behind them."""
    edits: list[places.Edit] = []
    place = 0
    start = document.find(places.SECTION)
    while start >= 0 and len(edits) < _MOST_OPEN:
        end = document.find("]]>", start)
        inner = document.find(places.SECTION, start + 1, max(end, 0))
        # Where another begins before this one ends the end is the other's.
        stop = inner if inner >= 0 else len(document)
        end = end + 3 if end >= 0 else len(document)
        if (inner >= 0 or end == len(document)) and (
            _OPENED.search(document, max(start, stop - 200), stop)
            or _BETWEEN.search(document, start, stop)
        ):
            field = _OPENED.search(document, max(place, start - 200), start)
            close = document.find(f"</{field[1]}", start, end) if field else -1
            if close >= 0:
                place = end = close
                edits.append((close, close, "]]>"))
            else:
                place = end = start + len(places.SECTION)
                edits.append((start, end, ""))
        start = document.find(places.SECTION, end)
    if edits:
        said.append("a CDATA section that never ends was ended with its field")
    return places.edited(document, edits)


def _open_comment(document: str, said: list[str]) -> str:
    """``document`` with a comment that never ends read as text: all that follows is no comment."""
    part = places.HIDDEN.split(document)[-2:]
    if len(part) < 2 or not part[0].startswith("<!--") or part[0].endswith("-->"):
        return document
    said.append("a comment that never ends was read as text")
    return f"{document[: -len(part[0])]}{part[0][4:]}"


def _prolog(document: str, said: list[str]) -> str:
    root = places.root(document)
    head = document[: root.start()] if root else ""
    rest = document[root.start() :] if root else document
    declarations = _DECLARATIONS.findall(head)
    if len(declarations) > 1 or (declarations and not head.startswith("<?xml")):
        said.append("the XML declaration stood in the wrong place")
    return "\n" * head.count("\n") + rest


def _ampersands(document: str, entities: dict[str, str], said: list[str]) -> str:
    def reference(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "&amp;"
        if name[0] == "#" or name in _XML_ENTITIES:
            return found[0]
        if name in entities:
            return entities[name]
        character = html5.get(name)
        if name[:-1] in name2codepoint:
            character = chr(name2codepoint[name[:-1]])
        if character is None:
            return f"&amp;{name}"
        return "".join(f"&#{ord(one)};" for one in character)

    parts = places.HIDDEN.split(document)
    for index in range(0, len(parts), 2):
        parts[index] = _OPEN_INSTRUCTION.sub("&lt;?", parts[index])
        if "&" in parts[index]:
            parts[index] = _AMPERSAND.sub(reference, parts[index])
    fixed = "".join(parts)
    if fixed != document and not entities:
        said.append("unescaped ampersands or entities were read as text")
    return fixed


# What can only stand behind a field: another, or the end of its item.
_BEHIND = (
    rf"<(?:/(?:\w+:)?(?:item|entry|channel)\b"
    rf"|(?:{_LEAVES}|(?:\w+:)?(?:item|entry|enclosure|author|source))[\s/>])"
)
# A field of plain text that has an end tag of another name, or none.
_OPEN_LEAF = re.compile(
    rf"<({_LEAVES})((?:\s[^<>]*)?(?<!/))>([^<]*)(?=<)(?!</\1\s*>)"
    rf"(?:</(?!(?:\w+:)?(?:item|entry|channel)\b)[\w:.-]+\s*>(?=\s*{_BEHIND})|(?={_BEHIND}))"
)


def _with_end_tags(document: str) -> str:
    """``document`` with the fields ended that lack an end tag, or have one that is misspelt."""
    parts = places.HIDDEN.split(document)
    parts[::2] = [_OPEN_LEAF.sub(r"<\1\2>\3</\1>", part) for part in parts[::2]]
    return "".join(parts)
