"""The menu of the right button: what is done most with what lies under the mouse, with its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.ui.dialogs.picker import Picker
from reader.ui.matching import Item
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

_STORY = "move.in mark.read mark.star mark.tag mark.note open.browser copy.link read.full"
_THREAD = "thread.follow thread.mute thread.snooze thread.why"
#: Scope → the actions offered there, in their order.
OFFERED = {
    "list": f"{_STORY} {_THREAD} select.toggle feed.page",
    "thread": f"{_STORY} thread.knock_out thread.set_lead {_THREAD} feed.page",
    "article": "mark.read mark.star mark.tag mark.note open.browser copy.link copy.markdown"
    " read.full open.links open.figure open.media find.search thread.why feed.page",
    "sources": "move.in feed.refresh feed.page feed.rename source.move mark.tag feed.pause"
    " feed.remove feed.add source.new_folder",
}


def offer(screen: MainScreen) -> None:
    """Offer what can be done in the pane in use."""
    keymap = screen.keymap_
    specs = [keymap.specs[id_] for id_ in OFFERED[screen.scope].split()]
    items = [Item(spec.id, _(spec.title), keymap.shown(spec.id)) for spec in specs]
    picker = Picker(_("Menu"), items, ask=False)
    picker.add_class("-small")
    screen.pick(picker, screen.perform)
