"""Which keys the foot of the screen names: the most used ones of the pane in use."""

from __future__ import annotations

from reader.ui.bars import Hint
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
    usual = _usual(keymap, scope)
    if not found:
        return usual
    first = [
        (keymap.shown(id_), _(title or keymap.specs[id_].title), id_)
        for id_, title in _FOUND.items()
    ]
    rest = [hint for hint in usual if hint[2] not in _FOUND]
    return [hint for hint in first if hint[0]] + rest


def _usual(keymap: Keymap, scope: str) -> list[Hint]:
    """The most used keys while the focus is on a pane."""
    specs = sorted(
        (spec for spec in keymap.specs.values() if spec.hints_in(scope)),
        key=lambda spec: spec.footer,
    )
    hints: list[Hint] = []
    for spec in specs:
        beside = keymap.shown(spec.beside)
        if keys := keymap.shown(spec.id):
            keys += f"/{beside}" if beside else ""
            hints.append((keys, _(spec.hint or spec.title), spec.id))
    return hints
