"""Subscription lists both ways: OPML and newsboat's ``urls``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from reader import text
from reader.errors import NotAFeed
from reader.model import Outline, OutlineFile
from reader.parse import encoding, repair
from reader.parse.titles import safe_line

#: Deepest folder kept; what lies deeper is put into the folder at this depth.
MAX_DEPTH = 20
_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"?|(#.*)|([^\s"]\S*))')
_FEED_SCHEME = re.compile(r"feed:(?://)?(https?://)?", re.IGNORECASE)
_COMMANDS = ("|", "exec:", "filter:")
# An attribute of an outline whose value holds quotes or tags that nobody escaped: it ends at the
# quote that another attribute, or the end of the tag and another tag, follows.
_ATTRIBUTE = re.compile(
    r'(?<![\w:.-])([\w:.-]++)\s*+=\s*"(.{0,4000}?)"'
    r"(?=\s+[\w:.-]+\s*=\s*[\"']|\s*[/?]?>\s*(?:</?(?:outline|body|head|opml)|<!--|\Z))",
    re.DOTALL,
)


def read(data: bytes) -> OutlineFile:
    """OPML or newsboat ``urls``, told by content. Iterative; runs nothing; ``NotAFeed`` when it is
    neither. Outlines that are no http(s) address are skipped and said so."""
    document, _warning = encoding.decode(data)
    document = document.lstrip("\ufeff \t\r\n\x00")
    if document.startswith("<"):
        return _opml(document)
    if "\x00" in document:  # a program, an image: no line of it means anything
        raise _no_list(document)
    return _urls(document)


@dataclass(slots=True)
class _List:
    """A subscription list while it is read."""

    outlines: dict[tuple[str, tuple[str, ...]], Outline] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    queries: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""

    def take(self, line: int, outline: Outline) -> None:
        """Keep an outline, or say why not; the same feed twice in one folder is one."""
        stated = outline.url.strip()
        if stated.startswith("query:"):
            _, name, query = [*stated.split(":", 2), "", ""][:3]
            self.queries.append((safe_line(name, 200), safe_line(query)))
            return
        found = _FEED_SCHEME.match(stated)
        url = (found[1] or "http://") + stated[found.end() :] if found else stated
        if not text.openable(url):
            self.skip(line, stated or outline.title, _why_not(stated))
            return
        key = (url, outline.folder)
        known = self.outlines.get(key)
        tags = tuple(dict.fromkeys((*(known.tags if known else ()), *outline.tags)))
        title = (outline.title if outline.title != stated else "") or (known.title if known else "")
        quiet = outline.quiet or (known is not None and known.quiet)
        self.outlines[key] = Outline(url, title, outline.folder, outline.site, tags, quiet)

    def skip(self, line: int, what: str, why: str) -> None:
        """Note one entry that is not taken."""
        self.skipped.append(f"line {line}: {text.masked(what)[:200]}: {why}")

    def done(self) -> OutlineFile:
        """The list as read."""
        return OutlineFile(
            tuple(self.outlines.values()), tuple(self.skipped), tuple(self.queries), self.title
        )


def _why_not(url: str) -> str:
    if not url:
        return "no address"
    if url.startswith(_COMMANDS):
        return "a command, which is never run"
    scheme = url.partition(":")[0] if ":" in url else ""
    return f"{scheme}: is not http or https" if scheme else "not an http or https address"


class _Outlines:
    """The handlers of an OPML document; folders are kept as a path, never by recursion."""

    def __init__(self, parser: expat.XMLParserType, found: _List) -> None:
        self.parser = parser
        self.found = found
        self.path: list[str] = []
        self.stack: list[tuple[bool, int, str, bool]] = []
        self.seen = False
        self.in_title = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2].lower()
        if tag == "title":
            self.in_title = True
        if tag == "opml":
            self.seen = True
        if tag != "outline":
            return
        self.seen = True
        if self.stack:
            pushed, line, title, _ = self.stack[-1]
            self.stack[-1] = (pushed, line, title, True)
        stated = {key.rpartition(":")[2].lower(): value for key, value in attributes.items()}
        line = self.parser.CurrentLineNumber
        title = safe_line(stated.get("title") or stated.get("text") or "", text.MAX_TITLE)
        kind = stated.get("type", "").lower()
        url = stated.get("xmlurl") or (stated.get("url", "") if kind in ("rss", "atom") else "")
        if stated.get("filtercmd"):
            self.found.skip(line, url or title, "it has a filter command, which is never run")
        elif url:
            site = stated.get("htmlurl", "").strip()
            self.found.take(
                line,
                Outline(
                    url,
                    title,
                    tuple(self.path),
                    site if text.openable(site) else "",
                    _tags(stated.get("category", "")),
                ),
            )
        folder = not url and bool(title) and len(self.path) < MAX_DEPTH
        if folder:
            self.path.append(title)
        self.stack.append((folder, line, title, bool(url)))

    def end(self, name: str) -> None:
        tag = name.rpartition(":")[2].lower()
        if tag == "title":
            self.in_title = False
        if tag == "outline" and self.stack:
            folder, line, title, used = self.stack.pop()
            if folder:
                self.path.pop()
            if not used and title:
                self.found.skip(line, title, "no address")

    def data(self, value: str) -> None:
        if self.in_title and not self.stack:
            self.found.title = safe_line(self.found.title + value, text.MAX_TITLE)


def _opml(document: str) -> OutlineFile:
    fixed, said = repair.repair(encoding.without_declaration(document))
    if any(one.startswith(repair.NOT_WELL_FORMED) for one in said):
        fixed = _ATTRIBUTE.sub(_quoted, fixed)
    found = _List()
    parser = expat.ParserCreate("utf-8")
    handlers = _Outlines(parser, found)
    parser.StartElementHandler = handlers.start
    parser.EndElementHandler = handlers.end
    parser.CharacterDataHandler = handlers.data
    parser.buffer_text = True
    try:
        parser.Parse(fixed.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        found.skipped.append(f"line {error.lineno}: the rest: not well-formed XML ({error})")
    if not handlers.seen:
        raise _no_list(document)
    if repair.CUT in said:
        found.skip(document.count("\n") + 1, "the rest", "the file ends in the middle")
    return found.done()


def _no_list(document: str) -> NotAFeed:
    shown = text.line(document[:200], 100)
    told = f"it begins: {shown}" if shown else "there is no text in it"
    return NotAFeed(
        f"This is not a subscription list; {told}", "OPML or a newsboat urls file was expected"
    )


def _quoted(found: re.Match[str]) -> str:
    value = found[2].replace("<", "&lt;").replace('"', "&quot;")
    return f'{found[1]}="{value}"'


def _tags(category: str) -> tuple[str, ...]:
    named = (
        safe_line(part.strip().lstrip("/").replace("%2F", "/").replace("%2C", ","), 100)
        for part in category.split(",")
    )
    return tuple(dict.fromkeys(one.replace("%25", "%") for one in named if one))


def _urls(document: str) -> OutlineFile:
    found = _List()
    any_known = False
    for number, line in enumerate(document.splitlines(), 1):
        tokens = _tokens(line)
        if not tokens:
            continue
        url, *rest = tokens
        any_known = any_known or bool(
            re.match(r"(https?|feed|query|exec|filter|file):|\|", url, re.IGNORECASE)
        )
        if url.startswith(_COMMANDS):
            found.skip(number, line.strip(), _why_not(url))
            continue
        title = next((one[1:] for one in rest if one.startswith("~")), "")
        tags = tuple(dict.fromkeys(safe_line(one, 100) for one in rest if one[:1] not in "~!"))
        found.take(
            number,
            Outline(
                url,
                safe_line(title, text.MAX_TITLE),
                tags=tuple(filter(None, tags)),
                quiet=any(one.startswith("!") for one in rest),
            ),
        )
    if not any_known:
        raise _no_list(document)
    return found.done()


def _tokens(line: str) -> list[str]:
    tokens: list[str] = []
    for quoted, comment, bare in _TOKEN.findall(line.rstrip()):
        if comment:
            break
        token = re.sub(r"\\(.)", r"\1", quoted) if quoted else bare
        if token:
            tokens.append(token)
    return tokens


def write(outlines: Sequence[Outline], title: str = "clew subscriptions") -> str:
    """OPML 2.0, folders as nested outlines, everything escaped."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_escaped(title)}</title></head>",
        "  <body>",
    ]
    open_path: tuple[str, ...] = ()
    for outline in sorted(outlines, key=lambda one: one.folder):
        path = tuple(safe_line(name, text.MAX_TITLE) for name in outline.folder)
        shared = 0
        while shared < min(len(path), len(open_path)) and path[shared] == open_path[shared]:
            shared += 1
        for depth in range(len(open_path), shared, -1):
            lines.append(f"{'  ' * (depth + 1)}</outline>")
        for depth in range(shared, len(path)):
            name = _attribute(path[depth])
            lines.append(f"{'  ' * (depth + 2)}<outline text={name} title={name}>")
        open_path = path
        lines.append("  " * (len(path) + 2) + _outline(outline))
    for depth in range(len(open_path), 0, -1):
        lines.append(f"{'  ' * (depth + 1)}</outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outline(outline: Outline) -> str:
    name = _attribute(outline.title or outline.url)
    parts = [f'<outline type="rss" text={name}']
    if outline.title:
        parts.append(f"title={name}")
    parts.append(f"xmlUrl={_attribute(outline.url)}")
    if outline.site:
        parts.append(f"htmlUrl={_attribute(outline.site)}")
    if outline.tags:
        tags = (tag.replace("%", "%25").replace(",", "%2C") for tag in outline.tags)
        joined = ",".join(f"%2F{tag[1:]}" if tag.startswith("/") else tag for tag in tags)
        parts.append(f"category={_attribute(joined)}")
    return " ".join(parts) + "/>"


def _attribute(value: str) -> str:
    return quoteattr(safe_line(value))


def _escaped(value: str) -> str:
    return _attribute(value)[1:-1]
