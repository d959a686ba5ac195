"""Feeds: add, remove, refresh."""

from __future__ import annotations

from reader.ui.registry.spec import ActionSpec
from reader.words import N_

GROUP = N_("Feeds")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "feed.add",
        N_("Add a feed"),
        N_("Subscribe by a feed's or a page's address"),
        "gn",
        group=GROUP,
    ),
    ActionSpec("feed.import", N_("Import"), N_("Import OPML or newsboat urls"), "gi", group=GROUP),
    ActionSpec(
        "feed.remove",
        N_("Remove feed"),
        N_("Unsubscribe; its stories stay"),
        "gx",
        "sources",
        group=GROUP,
        footer=5,
    ),
    ActionSpec(
        "feed.rename",
        N_("Rename feed"),
        N_("Give a feed your own name"),
        "gr",
        "sources",
        group=GROUP,
        footer=4,
    ),
    ActionSpec(
        "feed.refresh",
        N_("Refresh feed"),
        N_("Ask the feed under the cursor now"),
        "r",
        group=GROUP,
    ),
    ActionSpec(
        "feed.refresh_all", N_("Refresh"), N_("Ask every feed that is due"), "R", group=GROUP
    ),
    ActionSpec(
        "feed.remove_sample",
        N_("Remove the sample edition"),
        N_("Take the sample edition away, with all that was done in it"),
        "gX",
        group=GROUP,
    ),
)
