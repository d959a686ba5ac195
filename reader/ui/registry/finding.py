"""Search, filter, command line, palette, order."""

from __future__ import annotations

from reader.ui.registry.spec import ActionSpec
from reader.words import N_

GROUP = N_("Find")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "find.search",
        N_("Search"),
        N_("Search here; in an article, find"),
        "/",
        group=GROUP,
        footer=7,
    ),
    ActionSpec(
        "find.everywhere",
        N_("Search everywhere"),
        N_("Search all that is stored"),
        "g/",
        group=GROUP,
    ),
    ActionSpec(
        "find.filter",
        N_("Filter"),
        N_("Narrow the list by a query"),
        "f",
        group=GROUP,
        footer=12,
        footer_in="list",
    ),
    ActionSpec("find.clear", N_("Clear filter"), N_("Show the whole list again"), "F", group=GROUP),
    ActionSpec(
        "find.command",
        N_("Command line"),
        N_("Act on a query: :read older:2w feed:bbc"),
        ":",
        group=GROUP,
        also=N_("bulk, older"),
    ),
    ActionSpec(
        "find.palette", N_("Palette"), N_("Find any action, feed, tag or view"), "C-p", group=GROUP
    ),
    ActionSpec(
        "find.sort",
        N_("Sort and group"),
        N_("Order the list; threads or single stories"),
        "\\",
        group=GROUP,
    ),
)
