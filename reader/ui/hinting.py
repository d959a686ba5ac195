"""Which keys the foot of the screen names: the most used ones of the pane in use."""

from __future__ import annotations

from reader.ui.bars import Hint, hints_of
from reader.ui.keys import Keymap
from reader.words import N_, _

#: What one does next with a list that a search or filter found, before all else; by another title
#: where that says it better here ("" is the action's own).
_FOUND = {
    "move.in": "",
    "view.save": "",
    "select.invert": N_("Select all"),
    "mark.tag": "",
    "find.clear": "",
}


def hints(keymap: Keymap, scope: str, *, found: bool) -> list[Hint]:
    """The hints for a pane, the most used first; ``found``: its list is that of a search."""
    usual = hints_of(keymap, scope)
    if not found:
        return usual
    first = [
        (keymap.shown(id_), _(title or keymap.specs[id_].title), id_)
        for id_, title in _FOUND.items()
    ]
    rest = [hint for hint in usual if hint[2] not in _FOUND]
    return [hint for hint in first if hint[0]] + rest
