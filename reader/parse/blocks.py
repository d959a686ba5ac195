"""The walk from cleaned HTML to blocks: one pass over tokens, state in counters, no recursion."""

from __future__ import annotations

import html as entities
import re

from reader.model import Block, BlockKind, Span
from reader.parse.listing import Listing, items_ahead, listing, ordinal
from reader.parse.parts import (
    ATTRIBUTE,
    Cell,
    Table,
    attribute,
    host,
    is_layout,
    joined,
    language,
    placed,
    restyled,
    size,
    trimmed,
    whole,
)
from reader.text import line

#: Most blocks of one article; more is cut, and said.
MAX_BLOCKS = 20_000
#: Deepest quoting or listing shown; what lies deeper stands at this depth.
MAX_DEPTH = 12

_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [^\s=>"]+="[^"]*")*)>|[^<]+')
#: Characters from which a span ends with its line: one that grew on would be copied for each break.
_LONG = 4_096
_SPACE = re.compile(r"[ \t\n\r\f]+")
_STYLES = {
    "b": 1, "strong": 1,
    "i": 2, "em": 2, "cite": 2, "dfn": 2, "var": 2, "figcaption": 2,
    "code": 4, "kbd": 4, "samp": 4, "tt": 4,
    "del": 8, "s": 8, "strike": 8,
}  # fmt: skip
_BULLETS = ("•", "◦", "▪")
_SUPERSCRIPT = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_BREAKS = frozenset(
    re.findall(
        r"\w+",
        "p div address article aside center figure footer header main nav section details dl "
        "tbody thead tfoot",
    )
)


class Walker:
    """Cleaned HTML → ``blocks`` and ``links``; ``truncated`` when it was too much."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.links: list[str] = []
        self.truncated = False
        self._numbers: dict[str, int] = {}
        self._spans: list[Span] = []
        self._images: list[Block] = []
        self._counts = {1: 0, 2: 0, 4: 0, 8: 0}
        self._link = 0
        self._anchor = ""
        self._heading = 0
        self._quoted = 0
        self._lists: list[Listing] = []
        self._marker = ""
        self._raised = ""
        self._pre: list[str] | None = None
        self._pre_language = ""
        self._tables: list[Table] = []
        self._total = 0
        self._token: re.Match[str] | None = None

    def walk(self, cleaned: str) -> None:
        """Read all of ``cleaned``, which must come out of ``cleaning.clean``."""
        for found in _TOKEN.finditer(cleaned):
            self._token = found
            closing, tag, attributes = found[1], found[2], found[3]
            if tag is None:
                self._text(entities.unescape(found[0]) if "&" in found[0] else found[0])
            elif closing:
                self._end(tag)
            else:
                self._start(tag, attributes)
            if self._total >= MAX_BLOCKS:
                self.truncated = True
                break
        self._close()

    def _close(self) -> None:
        if self._pre is not None:
            self._end_pre()
        self._flush()
        while self._tables:
            self._end_table()

    # ------------------------------------------------------------------ text

    def _text(self, value: str) -> None:
        if self._pre is not None:
            self._pre.append(value)
            return
        value = _SPACE.sub(" ", value).replace("\u00a0", " ")
        if not self._spans or self._spans[-1].text[-1:] in (" ", "\n"):
            value = value.lstrip(" ")
        if not value:
            return
        if self._raised:
            value = self._raise(value)
        self._add(value)

    def _raise(self, value: str) -> str:
        stripped = value.strip()
        if self._raised == "sup" and self._anchor.startswith("#"):
            # A footnote: raised, as on paper, so that it is not taken for the number of a link.
            stripped = stripped.strip("[]")
            if not all(char in "0123456789" for char in stripped):
                return f"[{stripped}]"
            value = stripped
        table = _SUPERSCRIPT if self._raised == "sup" else _SUBSCRIPT
        if stripped and all(ord(char) in table for char in stripped):
            return value.translate(table)
        return value

    def _add(self, value: str) -> None:
        counts = self._counts
        span = Span(value, counts[1] > 0, counts[2] > 0, counts[4] > 0, counts[8] > 0, self._link)
        last = self._spans[-1] if self._spans else None
        if last is not None and len(last.text) > _LONG and last.text[-1] == "\n":
            last = None
        if last is not None and last == restyled(span, last.text):
            self._spans[-1] = restyled(span, last.text + value)
        else:
            self._spans.append(span)

    def _flush(self) -> None:
        spans = trimmed(self._spans)
        self._spans = []
        if spans:
            kind = BlockKind.PARAGRAPH
            if self._heading:
                kind = BlockKind.HEADING
            elif self._lists:
                kind = BlockKind.ITEM
            elif self._quoted:
                kind = BlockKind.QUOTE
            self._emit(kind, spans, level=self._heading, marker=self._marker)
            self._marker = ""
        if self._images:
            images, self._images = self._images, []
            for image in images:
                self._put(image)

    def _emit(
        self,
        kind: BlockKind,
        spans: tuple[Span, ...] = (),
        *,
        level: int = 0,
        marker: str = "",
        language: str = "",
    ) -> None:
        depth, quoted = min(len(self._lists), MAX_DEPTH), min(self._quoted, MAX_DEPTH)
        self._put(Block(kind, spans, level, depth, quoted, marker, language=language))

    def _put(self, block: Block) -> None:
        self.blocks.append(block)
        self._total += 1

    # ------------------------------------------------------------------ tags

    def _start(self, tag: str, attributes: str) -> None:
        if tag in _STYLES:
            if tag == "figcaption":
                self._flush()
            self._counts[_STYLES[tag]] += 1
            if tag == "code" and self._pre is not None and not self._pre_language:
                self._pre_language = language(attributes)
            return
        if tag in _BREAKS:
            self._flush()
            return
        starter = _STARTERS.get(tag)
        if starter is not None:
            starter(self, tag, attributes)

    def _end(self, tag: str) -> None:
        if tag in _STYLES:
            if tag == "figcaption":
                self._flush()
            style = _STYLES[tag]
            self._counts[style] = max(0, self._counts[style] - 1)
            return
        if tag in _BREAKS:
            self._flush()
            return
        ender = _ENDERS.get(tag)
        if ender is not None:
            ender(self)

    def _start_heading(self, tag: str, _attributes: str) -> None:
        self._flush()
        self._heading = int(tag[1])

    def _end_heading(self) -> None:
        self._flush()
        self._heading = 0

    def _start_strong_block(self, _tag: str, _attributes: str) -> None:
        self._flush()
        self._counts[1] += 1

    def _end_strong_block(self) -> None:
        self._flush()
        self._counts[1] = max(0, self._counts[1] - 1)

    def _start_link(self, _tag: str, attributes: str) -> None:
        self._anchor = attribute(attributes, "href").strip()
        self._link = self._number(self._anchor)

    def _end_link(self) -> None:
        self._anchor = ""
        self._link = 0

    def _number(self, address: str) -> int:
        address = line(address).replace(" ", "%20")
        if ":" not in address or address.startswith("#"):  # "#fn:1" leads nowhere from here
            return 0
        number = self._numbers.get(address)
        if number is None:
            self.links.append(address)
            number = self._numbers[address] = len(self.links)
        return number

    def _start_list(self, tag: str, attributes: str) -> None:
        self._flush()
        numbered = tag == "ol" and len(self._lists) < MAX_DEPTH
        self._lists.append(listing(attributes, self._items) if numbered else Listing())

    def _items(self) -> int:
        return items_ahead(self._token.string, self._token.end()) if self._token else 1

    def _end_list(self) -> None:
        self._flush()
        self._marker = ""
        if self._lists:
            self._lists.pop()

    def _start_item(self, _tag: str, attributes: str) -> None:
        self._flush()
        if not self._lists:
            self._marker = _BULLETS[0]
            return
        within = self._lists[-1]
        if within.number is None:
            self._marker = _BULLETS[(len(self._lists) - 1) % len(_BULLETS)]
            return
        number = whole(attribute(attributes, "value"), within.number)
        self._marker = f"{ordinal(number, within.signs)}."
        within.number = number + within.step

    def _end_item(self) -> None:
        self._flush()
        self._marker = ""

    def _start_definition(self, _tag: str, _attributes: str) -> None:
        self._flush()
        self._lists.append(Listing())

    def _start_quote(self, _tag: str, _attributes: str) -> None:
        self._flush()
        self._quoted += 1

    def _end_quote(self) -> None:
        self._flush()
        self._quoted = max(0, self._quoted - 1)

    def _start_pre(self, _tag: str, attributes: str) -> None:
        if self._pre is None:
            self._flush()
            self._pre = []
            self._pre_language = language(attributes)

    def _end_pre(self) -> None:
        if self._pre is None:
            return
        code = "".join(self._pre).replace("\u00a0", " ").strip("\n").rstrip()
        self._pre = None
        if code.strip():
            span = (Span(code, code=True),)
            self._emit(BlockKind.CODE, span, marker=self._marker, language=self._pre_language)
            self._marker = ""

    def _start_break(self, _tag: str, _attributes: str) -> None:
        if self._pre is not None:
            self._pre.append("\n")
        elif self._spans and self._spans[-1].text.endswith("\n"):
            self._flush()
        elif self._spans:
            self._spans[-1] = restyled(self._spans[-1], self._spans[-1].text.rstrip(" "))
            self._add("\n")

    def _start_rule(self, _tag: str, _attributes: str) -> None:
        self._flush()
        self._emit(BlockKind.RULE)

    def _start_raised(self, tag: str, _attributes: str) -> None:
        self._raised = tag

    def _end_raised(self) -> None:
        self._raised = ""

    def _quotation(self, *_tag: str) -> None:
        self._text("“" if _tag else "”")

    def _start_image(self, _tag: str, attributes: str) -> None:
        stated = dict(ATTRIBUTE.findall(attributes))
        if stated.get("width") in ("0", "1") or stated.get("height") in ("0", "1"):
            return  # a tracking pixel
        alt = _SPACE.sub(" ", line(entities.unescape(stated.get("alt") or stated.get("title", ""))))
        if 0 < size(stated.get("width")) <= 32 or 0 < size(stated.get("height")) <= 32:
            self._text(alt)  # an emoji or an icon: part of the sentence
            return
        source = self._number(entities.unescape(stated.get("src", "")).strip())
        spans = [Span(alt, link=source)]
        if self._link and self._link != source:
            spans.append(Span(f"({host(self._anchor)})", link=self._link))
        depth, quoted = min(len(self._lists), MAX_DEPTH), min(self._quoted, MAX_DEPTH)
        image = Block(BlockKind.IMAGE, tuple(spans), 0, depth, quoted)
        if self._spans:
            self._images.append(image)
        else:
            self._put(image)

    # ------------------------------------------------------------------ tables

    def _start_table(self, _tag: str, _attributes: str) -> None:
        self._flush()
        self._tables.append(Table(self.blocks))

    def _start_row(self, _tag: str, _attributes: str) -> None:
        if self._tables:
            self._flush()
            self._tables[-1].rows.append([])

    def _start_cell(self, tag: str, attributes: str) -> None:
        if not self._tables:
            return
        self._flush()
        table = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        wide, high = (whole(attribute(attributes, name), 1) for name in ("colspan", "rowspan"))
        cell = Cell([], tag == "th", wide, high)
        table.rows[-1].append(cell)
        self.blocks = cell.blocks

    def _end_cell(self) -> None:
        if self._tables:
            self._flush()
            self.blocks = self._tables[-1].outer

    def _end_table(self) -> None:
        if not self._tables:
            return
        self._flush()
        table = self._tables.pop()
        self.blocks = table.outer
        rows = [row for row in table.rows if row]
        if is_layout(rows):
            self.blocks.extend(block for row in rows for cell in row for block in cell.blocks)
            return
        cells = tuple(tuple(joined(cell.blocks) for cell in row) for row in placed(rows))
        header = all(cell.header for cell in rows[0])
        depth, quoted = min(len(self._lists), MAX_DEPTH), min(self._quoted, MAX_DEPTH)
        block = Block(BlockKind.TABLE, (), 0, depth, quoted, rows=cells, header=header)
        self._put(block)


_STARTERS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Walker._start_heading),
    **dict.fromkeys(("ul", "ol"), Walker._start_list),
    **dict.fromkeys(("dt", "summary", "caption"), Walker._start_strong_block),
    **dict.fromkeys(("td", "th"), Walker._start_cell),
    **dict.fromkeys(("sup", "sub"), Walker._start_raised),
    "a": Walker._start_link,
    "li": Walker._start_item,
    "dd": Walker._start_definition,
    "blockquote": Walker._start_quote,
    "pre": Walker._start_pre,
    "br": Walker._start_break,
    "hr": Walker._start_rule,
    "img": Walker._start_image,
    "q": Walker._quotation,
    "table": Walker._start_table,
    "tr": Walker._start_row,
}
_ENDERS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Walker._end_heading),
    **dict.fromkeys(("ul", "ol", "dd"), Walker._end_list),
    **dict.fromkeys(("dt", "summary", "caption"), Walker._end_strong_block),
    **dict.fromkeys(("td", "th"), Walker._end_cell),
    **dict.fromkeys(("sup", "sub"), Walker._end_raised),
    "a": Walker._end_link,
    "li": Walker._end_item,
    "blockquote": Walker._end_quote,
    "pre": Walker._end_pre,
    "q": Walker._quotation,
    "table": Walker._end_table,
}
