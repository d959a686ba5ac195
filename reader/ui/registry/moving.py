"""Moving the cursor, in and out."""

from __future__ import annotations

from reader.ui.registry.spec import ActionSpec
from reader.words import N_

GROUP = N_("Move")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "move.down",
        N_("Down"),
        N_("Next row; with a count, that many"),
        "j down",
        group=GROUP,
        footer=15,
        hint=N_("Move"),
        beside="move.up",
    ),
    ActionSpec("move.up", N_("Up"), N_("Row before"), "k up", group=GROUP),
    ActionSpec("move.first", N_("First"), N_("First row"), "gg home", group=GROUP),
    ActionSpec("move.last", N_("Last"), N_("Last row"), "G end", group=GROUP),
    ActionSpec("move.half_down", N_("Half page down"), N_("Half a page down"), "C-d", group=GROUP),
    ActionSpec("move.half_up", N_("Half page up"), N_("Half a page up"), "C-u", group=GROUP),
    ActionSpec("move.page_down", N_("Page down"), N_("A page down"), "C-f pagedown", group=GROUP),
    ActionSpec("move.page_up", N_("Page up"), N_("A page up"), "C-b pageup", group=GROUP),
    ActionSpec(
        "move.in",
        N_("Open"),
        N_("Open what the cursor is on: one level in"),
        "enter l right",
        "list thread sources",
        group=GROUP,
        footer=1,
    ),
    ActionSpec("move.out", N_("Back"), N_("One level out"), "h escape left", group=GROUP),
    ActionSpec("move.next_pane", N_("Next pane"), N_("Focus the next pane"), "tab", group=GROUP),
    ActionSpec(
        "move.prev_pane", N_("Previous pane"), N_("Focus the pane before"), "S-tab", group=GROUP
    ),
)
