"""A story opened to be read, as blocks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.model.feeds import Enclosure
    from reader.model.rows import StoryRow


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text inside a block. ``link``: number into ``Document.links`` (0 none). ``mark``:
    known (told before, by what was read), added or removed (by its publisher), or ""."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    link: int = 0
    mark: str = ""


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"
    IMAGE = "image"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article.

    ``level`` is the heading's 1-6; ``depth`` how deep in lists; ``quoted`` how deep in quotes;
    ``marker`` the list marker ("•", "3."); ``rows`` the table's cells; ``language`` the code's.
    """

    kind: BlockKind
    spans: tuple[Span, ...] = ()
    level: int = 0
    depth: int = 0
    quoted: int = 0
    marker: str = ""
    rows: tuple[tuple[tuple[Span, ...], ...], ...] = ()
    header: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An article as blocks. ``links[n - 1]`` is the address of link n; images are links too."""

    blocks: tuple[Block, ...] = ()
    links: tuple[str, ...] = ()
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """An article's image, decoded and made to fit: ``pixels`` are rows of red, green, blue bytes.
    ``full`` is its own width and height."""

    width: int
    height: int
    pixels: bytes
    full: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Familiar:
    """An article's blocks with what its reader knows already marked, and how much of its text is
    new, in per cent."""

    document: Document
    share: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader was in an article: block index and row offset inside the block."""

    block: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """A story opened to be read. ``has_full``: its full text was fetched; ``full``: this is it."""

    row: StoryRow
    document: Document
    enclosures: tuple[Enclosure, ...] = ()
    place: Place = Place()
    note: str = ""
    revisions: int = 0
    words: int = 0
    full: bool = False
    has_full: bool = False
