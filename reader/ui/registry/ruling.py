"""Views and rules: what is kept of a search, and what is done with what arrives."""

from __future__ import annotations

from reader.ui.registry.spec import ActionSpec
from reader.words import N_

GROUP = N_("Views and rules")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "view.save",
        N_("Save as view"),
        N_("Keep what is listed (search, filter, order) as a view"),
        "V gv C-s",
        "list sources",
        group=GROUP,
        also=N_("save search, saved search"),
    ),
    ActionSpec(
        "source.edit",
        N_("Edit"),
        N_("Edit the view or tag under the cursor"),
        "e",
        "sources",
        group=GROUP,
        footer=5,
    ),
    ActionSpec(
        "go.rules",
        N_("Rules"),
        N_("Rules: what is done with stories as they arrive"),
        "gR",
        group=GROUP,
    ),
    ActionSpec(
        "mute.topic",
        N_("Mute a topic"),
        N_("Keep what a query finds out of sight: a day, a week, until a date, for good"),
        "M",
        group=GROUP,
        also=N_("hide, silence, block, ignore, kill, filter"),
    ),
    ActionSpec(
        "go.away",
        N_("Put away"),
        N_("Snoozed and muted threads, and when they come back"),
        "gz",
        group=GROUP,
    ),
)
