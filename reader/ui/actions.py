"""The one registry of actions: bindings, palette, help, footer, ``clew keys`` and the README table
are all made from it. Imports no textual, so that the command line can print it.

A key is written as one presses it: ``j``, ``G``, ``C-d``, ``space``, ``gg``, ``[m``. Several keys
are separated by spaces. A prefix (g z c [ ]) is never itself an action.
"""

from __future__ import annotations

from reader.ui.registry import (
    feeds,
    finding,
    going,
    marking,
    moving,
    reading,
    ruling,
    showing,
    threading,
)
from reader.ui.registry.spec import SCOPES, ActionSpec

__all__ = ["ACTIONS", "SCOPES", "ActionSpec", "by_id"]

#: Every action, in the order of the help and the README.
ACTIONS: tuple[ActionSpec, ...] = (
    *moving.ACTIONS,
    *reading.ACTIONS,
    *marking.ACTIONS,
    *threading.ACTIONS,
    *finding.ACTIONS,
    *going.ACTIONS,
    *ruling.ACTIONS,
    *feeds.ACTIONS,
    *showing.ACTIONS,
)


def by_id() -> dict[str, ActionSpec]:
    """The registry by action id."""
    return {spec.id: spec for spec in ACTIONS}
