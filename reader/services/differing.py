"""What a publisher changed in a story: two states of it as one document of words gone and come."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reader.model import Block, BlockKind, Document, Span
from reader.words import ngettext

_WORDS = re.compile(r"\s+|[^\s]+")
#: Equal words between two changes that are shown with them: alone they read as a stutter.
_STUTTER = 1
#: What parts paragraphs in the texts compared.
_PARAGRAPH = "\n\n"
#: Most parts of one text times parts of the other that are compared: so many take 60 MB, and a
#: fifth of a second.
_MOST = 500_000_000

#: (mark, words): "" stands in both, "removed" in the first alone, "added" in the second alone.
Run = tuple[str, str]


def changes(first: tuple[str, Document], now: tuple[str, Document]) -> Document:
    """Two states (title, document) as one document: what is gone is marked removed, what came is
    marked added; paragraphs without change are counted, not shown. Empty when nothing differs."""
    blocks: list[Block] = []
    if first[0] != now[0]:
        spans = tuple(Span(text, mark=mark) for mark, text in runs(first[0], now[0]))
        blocks.append(Block(BlockKind.HEADING, spans, level=3))
    same = 0
    for paragraph in _paragraphs(runs(_text(first[1]), _text(now[1]))):
        if not any(mark for mark, _text_ in paragraph):
            same += 1
            continue
        if same:
            blocks.append(_skipped(same))
            same = 0
        spans = tuple(Span(text, mark=mark) for mark, text in paragraph)
        blocks.append(Block(BlockKind.PARAGRAPH, spans))
    if not blocks:
        return Document()
    if same:
        blocks.append(_skipped(same))
    return Document(tuple(blocks))


def _skipped(n: int) -> Block:
    told = ngettext("{n} paragraph unchanged", "{n} paragraphs unchanged", n).format(n=n)
    return Block(BlockKind.PARAGRAPH, (Span(f"⋯ {told}", mark="known"),))


def _text(document: Document) -> str:
    """A document's text, a paragraph for each block."""
    rows = []
    for block in document.blocks:
        text = "".join(span.text for span in block.spans)
        if block.rows:
            text = " · ".join(
                "".join(span.text for span in cell) for row in block.rows for cell in row
            )
        if text.strip():
            rows.append(" ".join(text.split()))
    return _PARAGRAPH.join(rows)


def runs(before: str, after: str) -> list[Run]:
    """``before`` made into ``after``, word by word; what is very long paragraph by paragraph."""
    from rapidfuzz.distance import Indel

    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _MOST:
        old, new = _paragraphs_of(before), _paragraphs_of(after)
    if len(old) * len(new) > _MOST:
        return [("removed", before), ("added", after)]
    found: list[Run] = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            found.append(("", "".join(new[step.dest_start : step.dest_end])))
        elif step.tag == "delete":
            found.append(("removed", "".join(old[step.src_start : step.src_end])))
        else:
            found.append(("added", "".join(new[step.dest_start : step.dest_end])))
    return _settled(found)


def _paragraphs_of(text: str) -> list[str]:
    *all_but_last, last = text.split(_PARAGRAPH)
    return [f"{one}{_PARAGRAPH}" for one in all_but_last] + [last]


def _settled(found: Sequence[Run]) -> list[Run]:
    """Neighbouring changes as one: what went before what came, a word between them with both."""
    result: list[Run] = []
    gone = come = ""

    def close() -> None:
        nonlocal gone, come
        if gone.strip() and come.strip() and not gone[-1].isspace():
            gone += " "  # what came is a word of its own
        if gone.strip() or come.strip():
            result.extend(run for run in (("removed", gone), ("added", come)) if run[1])
        elif come or gone:
            result.append(("", come or gone))
        gone = come = ""

    for at, (mark, text) in enumerate(found):
        if mark == "removed":
            gone += text
        elif mark == "added":
            come += text
        elif (
            (gone or come)
            and at + 1 < len(found)
            and _PARAGRAPH not in text
            and len(text.split()) <= _STUTTER
        ):
            gone += text
            come += text
        else:
            close()
            result.append(("", text))
    close()
    return result


def _paragraphs(found: Sequence[Run]) -> list[list[Run]]:
    """The runs by paragraph; a break that only one side has still parts them."""
    rows: list[list[Run]] = [[]]
    for mark, text in found:
        for number, part in enumerate(text.split(_PARAGRAPH)):
            if number:
                rows.append([])
            if part:
                rows[-1].append((mark, part))
    return [row for row in rows if any(text.strip() for _mark, text in row)]
