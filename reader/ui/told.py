"""What the lines over the list say: how many there are, in which order, and which feeds fail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader.errors import ClewError, told
from reader.model import Hits
from reader.ui.keys import Keymap
from reader.ui.sources import health_of
from reader.words import _, in_words, ngettext

if TYPE_CHECKING:
    from reader.services.reading import Sources


def told_looking(hits: Hits) -> str:
    """``3 hits, looked at 12,400 of 100,000`` while a search looks into stories one by one."""
    found = ngettext("{n} hit", "{n} hits", hits.stories).format(n=f"{hits.stories:,}")
    looked = _("looked at {n} of {all}").format(n=f"{hits.looked:,}", all=f"{hits.among:,}")
    return f"{found}, {looked}"


def told_hits(hits: Hits, also: Sequence[str] = ()) -> str:
    """``34 hits in 9 threads, 5 muted, 12 read, also of Маск``"""
    n = hits.stories or len(hits.ids)
    told = ngettext("{n} hit", "{n} hits", n).format(n=f"{n:,}")
    if hits.kind == "threads" and hits.threads != n:
        threads = ngettext("{n} thread", "{n} threads", hits.threads)
        told = _("{hits} in {threads}").format(
            hits=told, threads=threads.format(n=f"{hits.threads:,}")
        )
    if hits.muted:
        told += ", " + _("{n} muted").format(n=f"{hits.muted:,}")
    if hits.read:
        told += ", " + _("{n} read").format(n=f"{hits.read:,}")
    if also:
        told += ", " + _("also of {forms}").format(forms=", ".join(also))
    return told


def told_order(sort: str, group: str, *, reverse: bool) -> str:
    """How a list grouped so is ordered, in words."""
    sort = sort or "date"
    words = {
        "date": _("newest first"),
        "sources": _("most sources first"),
        "stories": _("most stories first"),
        "heat": _("hottest first"),
        "fair": _("newest first, busy feeds held back"),
        "rank": _("best match first"),
    }
    if reverse:
        return _("oldest first") if sort == "date" else _("reversed")
    if sort == "date" and group == "thread":
        return _("newest move first")
    return words.get(sort, sort)


def trouble(keymap: Keymap, sources: Sources) -> str:
    """That feeds fail, and the key that says which; "" when none does."""
    n = sum(health_of(feed) == "failing" and not feed.removed for feed in sources.feeds)
    if not n:
        return ""
    told = ngettext("{n} feed fails", "{n} feeds fail", n).format(n=n)
    key = keymap.shown("go.errors")
    return f"{told} ({key})" if key else told


def told_error(error: ClewError) -> str:
    """What is wrong and what to do, in the language of the screen as far as it is in the catalogue
    (see ``words.Said``)."""
    message, hint = in_words(error.message), in_words(error.hint)
    return told(message, hint)
