"""What the line mode prints: sentences, one thing a line, nothing that only the eye can read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reader.cli.output import local
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.model import Article, StoryRow, ThreadPage, ThreadRow

#: Widest line of text; a screen reader reads on, an eye does not get lost.
MEASURE = 80


def counted(n: int, kind: str) -> str:
    """``1 thread``, ``12 stories``."""
    if kind == "threads":
        return ngettext("{n} thread", "{n} threads", n).format(n=n)
    return ngettext("{n} story", "{n} stories", n).format(n=n)


def thread(row: ThreadRow) -> str:
    """A thread in a list: what is to be known first stands first."""
    parts = [row.title]
    if row.stories == 1:
        parts.append(row.source)
    else:
        parts.append(ngettext("{n} source", "{n} sources", row.sources).format(n=row.sources))
        parts.append(counted(row.stories, "stories"))
        if len(row.languages) > 1:
            parts.append(" ".join(row.languages))
    if row.new:
        parts.append(_("{n} new").format(n=row.new))
    parts += _marks(unread=bool(row.unread), starred=row.starred, tags=row.tags)
    if row.followed:
        parts.append(_("followed"))
    if row.muted:
        parts.append(_("muted"))
    return ", ".join([*parts, local(row.last_at)])


def story(row: StoryRow) -> str:
    """A story in a list."""
    parts = [row.title, row.source]
    if row.copy_of:
        parts.append(_("a copy"))
    parts += _marks(unread=not row.read, starred=row.starred, tags=row.tags)
    return ", ".join([*parts, local(row.sort_at)])


def _marks(*, unread: bool, starred: bool, tags: Sequence[str]) -> list[str]:
    marks = [_("unread") if unread else _("read")]
    if starred:
        marks.append(_("starred"))
    return [*marks, *(f"#{tag}" for tag in tags)]


def page(found: ThreadPage) -> Iterator[str]:
    """What is said of a thread before its stories are listed."""
    row = found.row
    yield row.title
    yield ", ".join(
        (
            ngettext("{n} source", "{n} sources", row.sources).format(n=row.sources),
            counted(row.stories, "stories"),
            " ".join(row.languages),
            _("since {when}").format(when=local(row.first_at)),
        )
    )
    if found.first_source:
        yield _("First told by {source}").format(source=found.first_source)
    for related in found.related:
        yield _("Related: {title}").format(title=related.title)


def article(found: Article) -> Iterator[str]:
    """An article from its headline to its links."""
    from reader.cli.prose import prose

    row = found.row
    yield from textwrap.wrap(row.title, MEASURE)
    yield ", ".join(part for part in (row.source, row.author, local(row.sort_at)) if part)
    if row.tags:
        yield " ".join(f"#{tag}" for tag in row.tags)
    if found.note:
        yield _("Note: {note}").format(note=found.note)
    yield ""
    yield from prose(found.document, MEASURE, spoken=True)
    n = len(found.document.links)
    if n:
        yield ""
        yield ngettext("{n} link, k lists it", "{n} links, k lists them", n).format(n=n)
