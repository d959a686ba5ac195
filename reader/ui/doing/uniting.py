"""Making one feed of two."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.model import Done, FeedRow
from reader.text import masked
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.doing.sources import arrange, feed_here
from reader.ui.matching import Item, matching
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen


def ask(screen: MainScreen, count: int | None) -> None:
    """Ask which feed the one under the cursor goes into; the one it moved onto stands first."""
    feed = feed_here(screen)
    if feed is None:
        screen.say(_("No feed under the cursor"))
        return
    sources = screen.sources.sources
    onto = screen.services.arranging.moved_onto(feed)
    rows = [row for row in (sources.feeds if sources else ()) if row.id != feed.id]
    rows.sort(key=lambda row: (onto is None or row.id != onto.id, row.source.casefold()))
    items = [Item(str(row.id), row.source, masked(row.url)) for row in rows]

    def picked(value: str) -> None:
        kept = next((row for row in rows if str(row.id) == value), None)
        if kept is not None:
            unite(screen, feed, kept)

    title = _("{source} goes into").format(source=feed.source)
    foot = _("its stories, marks, folders and tags go along")
    screen.pick(Picker(title, lambda typed: matching(items, typed), foot=foot), picked)


def unite(
    screen: MainScreen, gone: FeedRow, kept: FeedRow, then: Callable[[], None] = lambda: None
) -> None:
    """Do it, and show the feed that is left."""

    def done(_result: Done) -> None:
        screen.sources.choose(f"f:{kept.id}")
        then()

    said = _("{gone} is one feed with {kept} now").format(gone=gone.source, kept=kept.source)
    arrange(screen, lambda: screen.services.arranging.unite(gone.id, kept.id), said, done)


HANDLERS: dict[str, Handler] = {"feed.unite": ask}
