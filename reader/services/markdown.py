"""Articles as Markdown (CommonMark): text is escaped, so that no story can forge markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from reader.model import Block, BlockKind, Document, Span
from reader.text import openable

_SIGNS = re.compile(r"([\\`*_\[\]<>|~])")
# What only at the beginning of a line would be markup.
_START = re.compile(r"^([^\S\n]*+)([#+=-]|\d+(?=[.)]))", re.MULTILINE)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TICKS = re.compile("`+")


def escaped(text: str) -> str:
    """Plain text as Markdown that shows just it."""
    return _START.sub(_guarded, _signs(text))


def _signs(text: str) -> str:
    return _ENTITY.sub("&amp;", _SIGNS.sub(r"\\\1", text))


def _guarded(match: re.Match[str]) -> str:
    # A digit cannot be escaped: the sign after it is, which leaves "1\." to be read as "1.".
    space, sign = match[1], match[2]
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def link(title: str, url: str) -> str:
    """``[title](url)``, or the bare title when the address may not be opened."""
    if not openable(url):
        return escaped(title)
    return f"[{escaped(title)}]({quote(url, safe=_SAFE)})"


_SAFE = ":/?#[]@!$&'*+,;=%~._-"


def front_matter(values: Sequence[tuple[str, str | list[str]]]) -> str:
    """A YAML head. Every value is a JSON string or list, which is YAML and cannot end the head."""
    rows = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values if value)
    return f"---\n{''.join(rows)}---\n"


def markdown(document: Document) -> str:
    """The blocks of an article, apart by empty lines; items of a list by line breaks."""
    parts: list[str] = []
    before: Block | None = None
    for block in document.blocks:
        text = _block(block, document.links)
        if not text:
            continue
        tight = before is not None and before.kind is block.kind is BlockKind.ITEM
        if parts:
            parts.append("\n" if tight else _apart(before, block))
        parts.append(_quoted(text, block.quoted))
        before = block
    return "".join(parts)


def _apart(before: Block | None, block: Block) -> str:
    depth = min(before.quoted, block.quoted) if before else 0
    return f"\n{('>' * depth) + chr(10) if depth else chr(10)}"


def _quoted(text: str, depth: int) -> str:
    if not depth:
        return text
    return "\n".join(f"{'> ' * depth}{row}".rstrip() for row in text.split("\n"))


def _block(block: Block, links: Sequence[str]) -> str:
    match block.kind:
        case BlockKind.HEADING:
            return f"{'#' * min(6, block.level or 1)} {_spans(block.spans, links, one_line=True)}"
        case BlockKind.CODE:
            return _code(block)
        case BlockKind.TABLE:
            return "\n".join(_table(block, links))
        case BlockKind.RULE:
            return "---"
        case BlockKind.IMAGE:
            return _image(block, links)
        case BlockKind.ITEM:
            return _item(block, links)
        case _:
            return _spans(block.spans, links)


def _item(block: Block, links: Sequence[str]) -> str:
    marker = block.marker if block.marker[:1].isdigit() else ("-" if block.marker else " ")
    indent = "  " * max(0, block.depth - 1)
    rest = "\n" + indent + " " * (len(marker) + 1)
    return f"{indent}{marker} {_spans(block.spans, links)}".replace("\n", rest)


def _code(block: Block) -> str:
    text = "".join(span.text for span in block.spans).strip("\n")
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    language = block.language if block.language.isalnum() else ""
    return f"{fence}{language}\n{text}\n{fence}"


def _image(block: Block, links: Sequence[str]) -> str:
    """An image, its description alone where it has no address; in a link where it leads on."""
    written = ""
    for span in block.spans:
        known = 0 < span.link <= len(links) and openable(links[span.link - 1])
        address = quote(links[span.link - 1], safe=_SAFE) if known else ""
        if span is block.spans[0]:
            text = escaped(" ".join(span.text.split()))
            written = f"![{text}]({address})" if address else text
        elif address:
            written = f"[{written or escaped(span.text)}]({address})"
    return written


def _table(block: Block, links: Sequence[str]) -> Iterator[str]:
    width = max((len(row) for row in block.rows), default=0)
    rows = [[_spans(cell, links, one_line=True) for cell in row] for row in block.rows]
    if not block.header:
        rows.insert(0, [""] * width)
    for n, row in enumerate(rows):
        yield f"| {' | '.join(row + [''] * (width - len(row)))} |"
        if n == 0:
            yield f"|{' --- |' * width}"


def _spans(spans: Sequence[Span], links: Sequence[str], *, one_line: bool = False) -> str:
    text = "".join(_span(span, links) for span in spans).strip()
    if one_line:
        return " ".join(text.split())
    # A line break inside a block stands in the text as such: two spaces keep it.
    return _START.sub(_guarded, text).replace("\n", "  \n")


def _span(span: Span, links: Sequence[str]) -> str:
    if span.code:
        fence = "`" * (1 + max(map(len, _TICKS.findall(span.text)), default=0))
        pad = " " if span.text[:1] == "`" or span.text[-1:] == "`" else ""
        text = f"{fence}{pad}{span.text}{pad}{fence}"
    else:
        text = _signs(span.text)
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    for on, sign in ((span.strike, "~~"), (span.italic, "*"), (span.bold, "**")):
        inner = f"{sign}{inner}{sign}" if on else inner
    if 0 < span.link <= len(links) and openable(links[span.link - 1]):
        inner = f"[{inner}]({quote(links[span.link - 1], safe=_SAFE)})"
    return f"{before}{inner}{after}"
