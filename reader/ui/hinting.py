"""Which keys the foot of the screen names: the most used ones of the pane in use; how they stand
there, and which one is under the mouse."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from reader.ui.cells import Part
from reader.ui.ink import Ink
from reader.ui.keys import Keymap
from reader.words import N_, _

#: Keys, title and id of an action (in a dialog, which has none: the key it is done by).
Hint = tuple[str, str, str]

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


def _width(hint: Hint) -> int:
    return cell_len(f" {hint[0]} {hint[1]} ")


def fitting(hints: Sequence[Hint], width: int) -> list[Hint]:
    """As many hints as fit whole; the one that leads to all the others is always there."""
    last = [hint for hint in hints if hint[2] == "show.help"]
    room = width - sum(map(_width, last))
    shown: list[Hint] = []
    for hint in hints:
        if hint not in last and (left := room - _width(hint)) >= 0:
            room = left
            shown.append(hint)
    return shown + last


def drawn(hints: Sequence[Hint], width: int, ink: Ink) -> list[Part]:
    """The hints that fit, as they stand at the foot."""
    row: list[Part] = []
    for keys, title, _id in fitting(hints, width):
        row += [(" " + keys, ink.key), (" " + title + " ", ink.dim)]
    return row


def hint_at(hints: Sequence[Hint], width: int, x: int) -> Hint | None:
    """The hint that stands in that column."""
    end = 0
    for hint in fitting(hints, width):
        end += _width(hint)
        if x < end:
            return hint
    return None
