"""Marks of the user, selection, undo."""

from __future__ import annotations

from reader.ui.registry.spec import ActionSpec
from reader.words import N_

GROUP = N_("Mark")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "mark.read",
        N_("(Un)read"),
        N_("Toggle read; on a thread all its stories"),
        "m",
        "list thread article",
        group=GROUP,
        footer=3,
    ),
    ActionSpec(
        "mark.all_read", N_("Mark list read"), N_("Mark what is listed now read"), "A", group=GROUP
    ),
    ActionSpec(
        "mark.above_read",
        N_("Mark above read"),
        N_("Mark the rows above the cursor read"),
        "[m",
        "list thread",
        group=GROUP,
    ),
    ActionSpec(
        "mark.below_read",
        N_("Mark below read"),
        N_("Mark the rows below the cursor read"),
        "]m",
        "list thread",
        group=GROUP,
    ),
    ActionSpec(
        "mark.star",
        N_("Star"),
        N_("Star or unstar"),
        "s",
        "list thread article",
        group=GROUP,
        footer=4,
    ),
    ActionSpec(
        "mark.tag",
        N_("Tag"),
        N_("Add a tag, with completion; to a feed for all its stories"),
        "t",
        "list thread article sources",
        group=GROUP,
        footer=5,
    ),
    ActionSpec(
        "mark.untag",
        N_("Untag"),
        N_("Take a tag away"),
        "T",
        "list thread article sources",
        group=GROUP,
    ),
    ActionSpec(
        "mark.note",
        N_("Note"),
        N_("Write a note on the story"),
        "a",
        "list thread article",
        group=GROUP,
    ),
    ActionSpec(
        "mark.note_editor",
        N_("Note in editor"),
        N_("Write a note of any length in your editor ($VISUAL, $EDITOR)"),
        "E",
        "list thread article",
        group=GROUP,
    ),
    ActionSpec(
        "select.toggle",
        N_("Select"),
        N_("Select or deselect the row"),
        "x",
        "list thread",
        group=GROUP,
    ),
    ActionSpec(
        "select.range",
        N_("Select range"),
        N_("Select from here to where you go"),
        "v",
        "list thread",
        group=GROUP,
    ),
    ActionSpec(
        "select.invert",
        N_("Invert selection"),
        N_("Select what is not selected"),
        "*",
        "list thread",
        group=GROUP,
    ),
    ActionSpec("undo", N_("Undo"), N_("Take back the last action"), "u", group=GROUP, footer=8),
    ActionSpec("redo", N_("Redo"), N_("Do again what was undone"), "C-r", group=GROUP),
)
