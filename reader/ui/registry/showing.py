"""How the screen looks, help, leaving."""

from __future__ import annotations

from reader.ui.registry.spec import ActionSpec
from reader.words import N_

GROUP = N_("Show")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "show.density",
        N_("Density"),
        N_("One or two lines a row in the list"),
        "zd",
        group=GROUP,
        also=N_("compact, one line"),
    ),
    ActionSpec("show.text_only", N_("Text only"), N_("Only the text, and back"), "Z", group=GROUP),
    ActionSpec(
        "show.wider",
        N_("Wider"),
        N_("Make the pane in use wider, or higher where it stands over another"),
        ">",
        group=GROUP,
    ),
    ActionSpec(
        "show.narrower",
        N_("Narrower"),
        N_("Make the pane in use narrower, or lower"),
        "<",
        group=GROUP,
    ),
    ActionSpec(
        "show.sizes", N_("First sizes"), N_("Panes in the sizes they came with"), "z=", group=GROUP
    ),
    ActionSpec(
        "show.theme",
        N_("Theme"),
        N_("Choose a theme, seen as you go"),
        "gT",
        group=GROUP,
        footer=16,
        footer_in="sources list",
        also=N_("colours, dark, light, scheme"),
    ),
    ActionSpec("show.help", N_("Help"), N_("All keys, searchable"), "?", group=GROUP, footer=99),
    ActionSpec(
        "suspend",
        N_("To the shell"),
        N_("Give the terminal back to the shell; fg goes on"),
        "C-z",
        group=GROUP,
    ),
    ActionSpec(
        "quit",
        N_("Out / quit"),
        N_("One level out; at the top quit"),
        "q",
        group=GROUP,
        footer=4,
        footer_in="thread article",
        hint=N_("Back"),
        also=N_("exit, leave, close"),
    ),
    ActionSpec(
        "quit.now", N_("Quit"), N_("Quit at once"), "C-c", group=GROUP, also=N_("exit, leave")
    ),
)
