"""Going to a view or a page."""

from __future__ import annotations

from reader.ui.registry.spec import ActionSpec
from reader.words import N_

GROUP = N_("Go")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("go.unread", N_("Unread"), N_("Go to Unread"), "gu", group=GROUP),
    ActionSpec("go.followed", N_("Followed"), N_("Go to Followed"), "gf", group=GROUP),
    ActionSpec("go.starred", N_("Starred"), N_("Go to Starred"), "gs", group=GROUP),
    ActionSpec("go.tags", N_("Tags"), N_("Go to the tags"), "gt", group=GROUP),
    ActionSpec("go.all", N_("All"), N_("Go to all stories"), "ga", group=GROUP),
    ActionSpec(
        "go.catch_up",
        N_("Catch up"),
        N_("After days away: what still moves, most widely told first; once more, what is over"),
        "gC",
        group=GROUP,
        also=N_("away, holiday"),
    ),
    ActionSpec("go.history", N_("History"), N_("What was done, newest first"), "gh", group=GROUP),
    ActionSpec(
        "go.errors",
        N_("Errors"),
        N_("Feeds that fail, and why"),
        "ge",
        group=GROUP,
        also=N_("broken failing dead feeds, health, problems"),
    ),
)
