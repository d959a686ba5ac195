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
_OFFERED = {
    "list": f"{_STORY} {_THREAD} select.toggle feed.page",
    "thread": f"{_STORY} thread.knock_out thread.set_lead {_THREAD} feed.page",
    "article": "mark.read mark.star mark.tag mark.note open.browser copy.link copy.markdown"
    " read.full open.links open.figure open.media find.search thread.why feed.page",
    "sources": "move.in feed.refresh feed.page feed.rename source.move mark.tag feed.pause"
    " feed.remove feed.add source.new_folder",
}


def offer(screen: MainScreen) -> None:
    """Offer what can be done in the pane in use."""
    scope, keymap = screen.scope, screen.keymap_
    items = []
    for id_ in _OFFERED.get(scope, "").split():
        spec = keymap.specs[id_]
        if {"any", scope} & set(spec.scope.split()):
            items.append(Item(id_, _(spec.title), keymap.shown(id_)))
    if items:
        picker = Picker(_("Menu"), items, ask=False)
        picker.add_class("-small")
        screen.pick(picker, screen.perform)
