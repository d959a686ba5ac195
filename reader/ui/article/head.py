"""What stands above and below an article's text: title, byline, note; enclosures and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from reader.text import line, masked, openable
from reader.ui.article.wrap import (
    ACCENT,
    BOLD,
    DIM,
    FAINT,
    ITALIC,
    META,
    PLAIN,
    TITLE,
    Piece,
    WrappedLine,
    tag_role,
    wrap,
)
from reader.ui.cells import cut
from reader.ui.dates import full
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.model import Article
    from reader.ui.keys import Keymap


#: Words a minute of a practised reader of prose (Brysbaert 2019: 238 for English non-fiction).
WORDS_A_MINUTE = 238

#: A space at which no line ends: within a date, and before the dot after it.
_STAYS = "\u00a0"
_DOT = (f"{_STAYS}· ", FAINT, 0)


def minutes(words: int) -> int:
    """Reading time in whole minutes, one at least."""
    return max(1, round(words / WORDS_A_MINUTE))


def told_share(share: int) -> str:
    """How much is new, in words."""
    return _("{n} % new").format(n=share) if share else _("nothing new")


def head_lines(
    article: Article,
    width: int,
    share: int | None = None,
    colors: Mapping[str, str] = MappingProxyType({}),
) -> list[WrappedLine]:
    """Title, byline, tags, note, and what is odd about the date or the length. ``share``: how
    much of it is new to the reader, in per cent; ``colors``: tag → name of its colour."""
    row = article.row
    lines = []
    if row.titled or not row.title:  # else its text says it
        lines += wrap([(row.title or _("(no title)"), TITLE | BOLD, 0)], width)
    lines += [
        tuple((text.replace(_STAYS, " "), role, link) for text, role, link in _undotted(pieces))
        for pieces in wrap(_byline(article, share, width), width)
    ]
    if marks := _marks(article, colors):
        lines += wrap(marks, width)
    if article.note:
        lines += [
            (("✎ ", ACCENT, 0), *rest) for rest in wrap([(article.note, ITALIC, 0)], width - 2)
        ]
    lines += [(("─" * width, FAINT, 0),), ()]
    return lines


def _undotted(pieces: WrappedLine) -> WrappedLine:
    """A line without the dot at its end: what that set apart stands on the next line."""
    return pieces[:-1] if pieces and pieces[-1][0].strip() == "·" else pieces


def _byline(article: Article, share: int | None, width: int) -> list[Piece]:
    """Source, author, date, reading time, and how much of it is new. Names that are sentences, and
    authors by the dozen, take a line at most."""
    row = article.row
    meta: list[Piece] = [(cut(row.source, max(24, width * 2 // 3)), META, 0)]
    if row.author and row.author != row.source:
        meta += [_DOT, (cut(row.author, width), DIM, 0)]
    when = row.published if row.published is not None else row.sort_at
    meta += [_DOT, (full(when).replace(" ", _STAYS), DIM, 0)]
    if row.date_note:
        meta.append((" " + _date_note(row.date_note), DIM | ITALIC, 0))
    words = article.words or row.words
    if words:
        n = minutes(words)
        told = ngettext("{n} min", "{n} min", n).format(n=n)
        meta += [_DOT, (told.replace(" ", _STAYS), DIM, 0)]
    if share is not None:
        meta += [_DOT, (told_share(share).replace(" ", _STAYS), ACCENT if share else DIM, 0)]
    return meta


def _marks(article: Article, colors: Mapping[str, str]) -> list[Piece]:
    """Star, tags, and what its publisher or a fetched text made of it."""
    row = article.row
    marks: list[Piece] = []
    if row.starred:
        marks.append(("★ ", ACCENT, 0))
    for tag in row.tags:
        marks.append((f"#{tag} ", tag_role(colors.get(tag, "")), 0))
    if article.full:
        marks.append((_("full text") + " ", DIM | ITALIC, 0))
    if article.revisions:
        n = article.revisions
        said = ngettext(
            "changed {n} time by its publisher", "changed {n} times by its publisher", n
        )
        marks.append((said.format(n=n), DIM | ITALIC, 0))
    return marks


@dataclass(frozen=True, slots=True)
class Hints:
    """What stands in an article about keys: how to come by a text where there is none, how to
    scroll a wide table, how to play an enclosure; "" where no key does it."""

    no_text: str = ""
    wide: str = ""
    media: str = ""

    @classmethod
    def of(cls, keymap: Keymap) -> Hints:
        """As the keys are now."""
        full, browser = keymap.shown("read.full"), keymap.shown("open.browser")
        said = [_("{key} fetches its page").format(key=full)] if full else []
        said += [_("{key} opens it").format(key=browser)] if browser else []
        sides = keymap.shown("read.table_left"), keymap.shown("read.table_right")
        media = keymap.shown("open.media")
        return cls(
            f" {', '.join(said)}." if said else "",
            _("{keys} scroll the table").format(keys=" ".join(sides)) if all(sides) else "",
            _("{key} plays or downloads").format(key=media) if media else "",
        )


def _date_note(note: str) -> str:
    said = {
        "missing": _("(no date given: when it was first seen)"),
        "absurd": _("(impossible date given: when it was first seen)"),
        "future": _("(dated in the future)"),
    }
    return said.get(note, note)


def foot_lines(article: Article, width: int, hints: Hints) -> list[WrappedLine]:
    """Enclosures and the list of links."""
    lines: list[WrappedLine] = []
    if not article.document.blocks:
        lines += wrap([(_("This story has no text of its own.") + hints.no_text, DIM, 0)], width)
    if article.document.truncated:
        lines += [(), *wrap([(_("The rest was too long to be kept."), DIM | ITALIC, 0)], width)]
    if article.enclosures:
        hint = f"  {hints.media}" if hints.media else ""
        lines += [(), ((_("Enclosures"), BOLD, 0), (hint, DIM | ITALIC, 0))]
        for enclosure in article.enclosures:
            size = told_size(enclosure.length) if enclosure.length else ""
            told = (masked(enclosure.url), line(enclosure.type), size)
            lines += wrap([(" · ".join(filter(None, told)), DIM, 0)], width)
    links = article.document.links
    if links:
        lines += [(), ((_("Links"), BOLD, 0),)]
        lead = len(str(len(links))) + 3
        for number, url in enumerate(links, 1):
            label = f"[{number}]".ljust(lead)
            role = META if openable(url) else DIM
            rows = wrap([(masked(url), role, number)], max(8, width - lead))
            lines.append(((label, DIM, 0), *rows[0]))
            lines += [((" " * lead, PLAIN, 0), *rest) for rest in rows[1:]]
    return lines


def told_size(n: int) -> str:
    """Bytes as people read them."""
    for unit, step in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if n >= step:
            value = n / step
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
    return f"{n} B"
