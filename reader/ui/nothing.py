"""What stands in a list that holds nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reader.words import _

if TYPE_CHECKING:
    from reader.ui.listing import Listing
    from reader.ui.main_screen import MainScreen


def nothing_here(screen: MainScreen) -> Sequence[tuple[str, str]]:
    """Lines (style, words) for an empty list: why it is empty, and what to do."""
    listing = screen.lister.listing
    keys = screen.keymap_.shown
    if listing.narrow:
        none = _("Nothing matches “{query}” in {place}.").format(
            query=listing.narrow, place=_(listing.title)
        )
        if screen.lister.asking or ((answer := screen.lister.answer) and not answer.hits.complete):
            none = _("Looking …")
        if screen.query_box.open:
            hint = _("Fewer or other words find more; Esc goes back to the list.")
            return (("text", none), ("dim", hint))
        return (("text", none), ("dim", _help_when_none(keys, listing)))
    sources = screen.sources.sources
    if sources is not None and all(feed.removed for feed in sources.feeds):
        adds = _("{add} adds one, {file} imports a file.").format(
            add=keys("feed.add"), file=keys("feed.import"))  # fmt: skip
        return (("text", _("There are no feeds yet.")), ("dim", adds))
    nothing_yet = _("Nothing here yet.")
    ever = sources is None or any(feed.stories for feed in sources.feeds)
    words = {
        "v:Unread": _("All read.") if ever else nothing_yet,
        "v:Followed": _("Nothing new in what you follow. {key} follows a thread.").format(
            key=keys("thread.follow")),
        "v:Starred": _("Nothing starred yet. {key} stars a story.").format(
            key=keys("mark.star")),
        "v:Today": _("Nothing of today yet."),
        "away": _("Nothing is put away. {snooze} snoozes a thread, {mute} mutes it.").format(
            snooze=keys("thread.snooze"), mute=keys("thread.mute")),
    }  # fmt: skip
    return (
        ("text", words.get(listing.key, nothing_yet)),
        ("dim", _("{refresh} asks what is due, {all} lists all stories.").format(
            refresh=keys("feed.refresh_all"), all=keys("go.all"))),
    )  # fmt: skip


def _help_when_none(keys: Callable[[str], str], listing: Listing) -> str:
    if listing.key == "a:":
        return _("{key} clears it.").format(key=keys("find.clear"))
    return _("{key} clears it, {all} searches everything.").format(
        key=keys("find.clear"), all=keys("find.everywhere")
    )
