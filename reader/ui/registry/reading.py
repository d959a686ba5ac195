"""Reading on, opening, copying, saving."""

from __future__ import annotations

from reader.ui.registry.spec import ActionSpec
from reader.words import N_

GROUP = N_("Read")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "read.page",
        N_("Read on"),
        N_("A page of text; at the end the next unread"),
        "space",
        group=GROUP,
        footer=2,
        footer_in="list thread article",
    ),
    ActionSpec(
        "read.page_back",
        N_("Read back"),
        N_("A page of text back"),
        "S-space backspace",
        group=GROUP,
    ),
    ActionSpec("read.next_unread", N_("Next unread"), N_("Next unread story"), "n", group=GROUP),
    ActionSpec(
        "read.prev_unread", N_("Previous unread"), N_("Unread story before"), "p", group=GROUP
    ),
    ActionSpec(
        "read.next_thread",
        N_("Next unread thread"),
        N_("Next thread with something unread"),
        "N",
        group=GROUP,
    ),
    ActionSpec(
        "read.prev_thread",
        N_("Previous unread thread"),
        N_("Thread before with something unread"),
        "P",
        group=GROUP,
    ),
    ActionSpec(
        "read.preview_down",
        N_("Scroll preview down"),
        N_("Scroll the text without leaving the list"),
        "J",
        group=GROUP,
    ),
    ActionSpec(
        "read.preview_up", N_("Scroll preview up"), N_("Scroll the text back"), "K", group=GROUP
    ),
    ActionSpec(
        "open.browser",
        N_("Open in browser"),
        N_("Open the story's page in the browser"),
        "o",
        "list thread article",
        group=GROUP,
        footer=11,
        hint=N_("Browser"),
    ),
    ActionSpec(
        "open.browser_on",
        N_("Open, go on"),
        N_("Open in the browser, mark read, go on"),
        "O",
        "list thread article",
        group=GROUP,
    ),
    ActionSpec(
        "open.comments",
        N_("Comments"),
        N_("Open the comments page"),
        "gc",
        "list thread article",
        group=GROUP,
    ),
    ActionSpec(
        "open.links", N_("Links"), N_("List the article's links"), "L", "article", group=GROUP
    ),
    ActionSpec(
        "read.full",
        N_("Full text"),
        N_("Fetch the whole text from the story's page; again: the feed's own"),
        "e",
        "list thread article",
        group=GROUP,
        footer=14,
        footer_in="article",
    ),
    ActionSpec(
        "open.media",
        N_("Enclosures, images"),
        N_("Play or download an enclosure, view an image"),
        "I",
        "list thread article",
        group=GROUP,
        also=N_("podcast, audio, video, play, download"),
    ),
    ActionSpec(
        "open.figure",
        N_("View image"),
        N_("View the image in sight here in the terminal; n and p lead to the others"),
        "v",
        "article",
        group=GROUP,
    ),
    ActionSpec(
        "read.table_right",
        N_("Table right"),
        N_("Scroll tables wider than the text to the right"),
        "S-right }",
        "article",
        group=GROUP,
    ),
    ActionSpec(
        "read.table_left",
        N_("Table left"),
        N_("Scroll wide tables back to the left"),
        "S-left {",
        "article",
        group=GROUP,
    ),
    ActionSpec(
        "read.dim",
        N_("Dim what I know"),
        N_("Dim the sentences that repeat what was read in the thread, or show all alike"),
        "D",
        group=GROUP,
    ),
    ActionSpec(
        "read.changes",
        N_("What changed"),
        N_("What the publisher changed since the first version; again shows the text"),
        "gd",
        "list thread article",
        group=GROUP,
        also=N_("diff, edited, updated"),
    ),
    ActionSpec(
        "copy.link",
        N_("Copy link"),
        N_("Send the story's address to the clipboard"),
        "y",
        "list thread article",
        group=GROUP,
    ),
    ActionSpec(
        "copy.markdown",
        N_("Copy as Markdown"),
        N_("Send a Markdown citation to the clipboard"),
        "Y",
        "list thread article",
        group=GROUP,
    ),
    ActionSpec(
        "export.save",
        N_("Save"),
        N_("Save the story as Markdown"),
        "S",
        "list thread article",
        group=GROUP,
    ),
    ActionSpec(
        "export.pipe",
        N_("Pipe"),
        N_("Give the story as Markdown to a command"),
        "|",
        "list thread article",
        group=GROUP,
    ),
)
