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
        footer=2,
        footer_in="sources",
        also=N_("subscribe, new feed, address"),
    ),
    ActionSpec("feed.import", N_("Import"), N_("Import OPML or newsboat urls"), "gi", group=GROUP),
    ActionSpec(
        "feed.page",
        N_("Feed page"),
        N_("All about the feed: address, health, what it publishes, its settings"),
        "i",
        group=GROUP,
        footer=3,
        footer_in="sources",
        hint=N_("About it"),
        also=N_("settings, information, statistics, health, broken"),
    ),
    ActionSpec(
        "feed.remove",
        N_("Remove"),
        N_("Unsubscribe from the feed, its stories stay; remove the folder or tag"),
        "gx cx",
        "sources",
        group=GROUP,
        footer=9,
        also=N_("unsubscribe, delete"),
    ),
    ActionSpec(
        "feed.unite",
        N_("Make one of two"),
        N_("The feed goes into another, with its stories, marks, folders and tags"),
        "cj",
        "sources",
        group=GROUP,
    ),
    ActionSpec(
        "feed.rename",
        N_("Rename"),
        N_("Give the feed, folder or tag another name"),
        "gr cw",
        "sources",
        group=GROUP,
        footer=8,
    ),
    ActionSpec(
        "source.move",
        N_("Move to folder"),
        N_("Put the feed or folder into another folder"),
        "cm",
        "sources",
        group=GROUP,
        footer=10,
    ),
    ActionSpec(
        "source.new_folder", N_("New folder"), N_("Add a folder"), "cf", "sources", group=GROUP
    ),
    ActionSpec(
        "source.up",
        N_("Move up"),
        N_("Change places with what stands above"),
        "M-up M-k",
        "sources",
        group=GROUP,
    ),
    ActionSpec(
        "source.down",
        N_("Move down"),
        N_("Change places with what stands below"),
        "M-down M-j",
        "sources",
        group=GROUP,
    ),
    ActionSpec(
        "source.hide_read",
        N_("Hide read"),
        N_("Leave out sources with nothing unread, and back"),
        "zh",
        "sources",
        group=GROUP,
    ),
    ActionSpec(
        "feed.pause",
        N_("Pause"),
        N_("Ask the feed no more, or again"),
        "cp",
        "sources",
        group=GROUP,
    ),
    ActionSpec(
        "feed.refresh",
        N_("Refresh feed"),
        N_("Ask the feed under the cursor now"),
        "r",
        group=GROUP,
        also=N_("reload, fetch, update"),
    ),
    ActionSpec(
        "feed.refresh_all",
        N_("Refresh"),
        N_("Ask every feed that is due"),
        "R",
        group=GROUP,
        footer=4,
        footer_in="sources",
        also=N_("reload, fetch, update"),
    ),
    ActionSpec(
        "feed.remove_sample",
        N_("Remove the sample edition"),
        N_("Take the sample edition away, with all that was done in it"),
        "gX",
        group=GROUP,
    ),
)
