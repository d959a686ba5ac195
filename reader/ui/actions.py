"""The one registry of actions: bindings, palette, help, footer, ``clew keys`` and the README table
are all made from it. Imports no textual, so that the command line can print it.

A key is written as one presses it: ``j``, ``G``, ``C-d``, ``space``, ``gg``, ``[m``. Several keys
are separated by spaces. A prefix (g z c [ ]) is never itself an action.
"""

from __future__ import annotations

from dataclasses import dataclass

from reader.words import N_

#: Scopes, widest first. "any" holds on every pane; the rest only where the focus is.
SCOPES = ("any", "list", "thread", "article", "sources")


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing a key can do. ``footer`` > 0 shows it in the footer, lower first; ``scope`` is a
    space-separated choice of ``SCOPES``."""

    id: str
    title: str
    help: str
    keys: str
    scope: str = "any"
    footer: int = 0
    group: str = ""


_MOVE = N_("Move")
_READ = N_("Read")
_MARK = N_("Mark")
_THREAD = N_("Threads")
_FIND = N_("Find")
_GO = N_("Go")
_FEEDS = N_("Feeds")
_SHOW = N_("Show")


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "move.down",
        N_("Down"),
        N_("Next row; with a count, that many"),
        "j down",
        group=_MOVE,
        footer=1,
    ),
    ActionSpec("move.up", N_("Up"), N_("Row before"), "k up", group=_MOVE),
    ActionSpec("move.first", N_("First"), N_("First row"), "gg home", group=_MOVE),
    ActionSpec("move.last", N_("Last"), N_("Last row"), "G end", group=_MOVE),
    ActionSpec("move.half_down", N_("Half page down"), N_("Half a page down"), "C-d", group=_MOVE),
    ActionSpec("move.half_up", N_("Half page up"), N_("Half a page up"), "C-u", group=_MOVE),
    ActionSpec("move.page_down", N_("Page down"), N_("A page down"), "C-f pagedown", group=_MOVE),
    ActionSpec("move.page_up", N_("Page up"), N_("A page up"), "C-b pageup", group=_MOVE),
    ActionSpec(
        "move.in",
        N_("Open"),
        N_("Open what the cursor is on: one level in"),
        "enter l right",
        "list thread sources",
        group=_MOVE,
        footer=2,
    ),
    ActionSpec("move.out", N_("Back"), N_("One level out"), "h escape left", group=_MOVE),
    ActionSpec("move.next_pane", N_("Next pane"), N_("Focus the next pane"), "tab", group=_MOVE),
    ActionSpec(
        "move.prev_pane", N_("Previous pane"), N_("Focus the pane before"), "S-tab", group=_MOVE
    ),
    ActionSpec(
        "read.page",
        N_("Read on"),
        N_("A page of text; at the end the next unread"),
        "space",
        group=_READ,
        footer=2,
    ),
    ActionSpec(
        "read.page_back",
        N_("Read back"),
        N_("A page of text back"),
        "S-space backspace",
        group=_READ,
    ),
    ActionSpec("read.next_unread", N_("Next unread"), N_("Next unread story"), "n", group=_READ),
    ActionSpec(
        "read.prev_unread", N_("Previous unread"), N_("Unread story before"), "p", group=_READ
    ),
    ActionSpec(
        "read.next_thread",
        N_("Next unread thread"),
        N_("Next thread with something unread"),
        "N",
        group=_READ,
    ),
    ActionSpec(
        "read.prev_thread",
        N_("Previous unread thread"),
        N_("Thread before with something unread"),
        "P",
        group=_READ,
    ),
    ActionSpec(
        "read.preview_down",
        N_("Scroll preview down"),
        N_("Scroll the text without leaving the list"),
        "J",
        group=_READ,
    ),
    ActionSpec(
        "read.preview_up", N_("Scroll preview up"), N_("Scroll the text back"), "K", group=_READ
    ),
    ActionSpec(
        "mark.read",
        N_("(Un)read"),
        N_("Toggle read; on a thread all its stories"),
        "m",
        "list thread article",
        group=_MARK,
        footer=3,
    ),
    ActionSpec(
        "mark.all_read", N_("Mark list read"), N_("Mark what is listed now read"), "A", group=_MARK
    ),
    ActionSpec(
        "mark.above_read",
        N_("Mark above read"),
        N_("Mark the rows above the cursor read"),
        "[m",
        "list thread",
        group=_MARK,
    ),
    ActionSpec(
        "mark.below_read",
        N_("Mark below read"),
        N_("Mark the rows below the cursor read"),
        "]m",
        "list thread",
        group=_MARK,
    ),
    ActionSpec(
        "mark.star",
        N_("Star"),
        N_("Star or unstar"),
        "s",
        "list thread article",
        group=_MARK,
        footer=4,
    ),
    ActionSpec(
        "mark.tag",
        N_("Tag"),
        N_("Add a tag, with completion"),
        "t",
        "list thread article",
        group=_MARK,
        footer=5,
    ),
    ActionSpec(
        "mark.untag", N_("Untag"), N_("Take a tag away"), "T", "list thread article", group=_MARK
    ),
    ActionSpec(
        "mark.note",
        N_("Note"),
        N_("Write a note on the story"),
        "a",
        "list thread article",
        group=_MARK,
    ),
    ActionSpec(
        "select.toggle",
        N_("Select"),
        N_("Select or deselect the row"),
        "x",
        "list thread",
        group=_MARK,
    ),
    ActionSpec(
        "select.range",
        N_("Select range"),
        N_("Select from here to where you go"),
        "v",
        "list thread",
        group=_MARK,
    ),
    ActionSpec(
        "select.invert",
        N_("Invert selection"),
        N_("Select what is not selected"),
        "*",
        "list thread",
        group=_MARK,
    ),
    ActionSpec("undo", N_("Undo"), N_("Take back the last action"), "u", group=_MARK, footer=8),
    ActionSpec("redo", N_("Redo"), N_("Do again what was undone"), "C-r", group=_MARK),
    ActionSpec(
        "thread.follow",
        N_("Follow"),
        N_("Always bring this thread back when it moves"),
        "+",
        "list thread article",
        group=_THREAD,
    ),
    ActionSpec(
        "thread.mute",
        N_("Mute"),
        N_("Keep this thread out of sight: a day, a week, until a date, for good"),
        "-",
        "list thread article",
        group=_THREAD,
    ),
    ActionSpec(
        "thread.snooze",
        N_("Snooze"),
        N_("Put this thread away until tonight, tomorrow, a date"),
        "zz",
        "list thread article",
        group=_THREAD,
    ),
    ActionSpec(
        "thread.join",
        N_("Join"),
        N_("Join the selected threads, or this one to another"),
        "cj",
        "list thread",
        group=_THREAD,
    ),
    ActionSpec(
        "thread.knock_out",
        N_("Knock out"),
        N_("Take this story out of its thread"),
        "ck",
        "thread article",
        group=_THREAD,
    ),
    ActionSpec(
        "thread.set_lead",
        N_("Set lead"),
        N_("Let this story's headline name the thread"),
        "cl",
        "thread article",
        group=_THREAD,
    ),
    ActionSpec(
        "thread.rename",
        N_("Rename"),
        N_("Name the thread yourself"),
        "cw",
        "list thread article",
        group=_THREAD,
    ),
    ActionSpec(
        "thread.why",
        N_("Why here"),
        N_("Why this story stands in this thread"),
        "=",
        "list thread article",
        group=_THREAD,
        footer=6,
    ),
    ActionSpec(
        "thread.fold",
        N_("Fold"),
        N_("Fold or unfold the copies under the cursor"),
        "za",
        "thread sources",
        group=_THREAD,
    ),
    ActionSpec(
        "thread.fold_all",
        N_("Fold all"),
        N_("Fold everything"),
        "zM",
        "thread sources",
        group=_THREAD,
    ),
    ActionSpec(
        "thread.unfold_all",
        N_("Unfold all"),
        N_("Unfold everything"),
        "zR",
        "thread sources",
        group=_THREAD,
    ),
    ActionSpec(
        "find.search",
        N_("Search"),
        N_("Search here; in an article, find"),
        "/",
        group=_FIND,
        footer=7,
    ),
    ActionSpec(
        "find.everywhere",
        N_("Search everywhere"),
        N_("Search all that is stored"),
        "g/",
        group=_FIND,
    ),
    ActionSpec(
        "find.filter", N_("Filter"), N_("Narrow the list by a query"), "f", group=_FIND, footer=6
    ),
    ActionSpec("find.clear", N_("Clear filter"), N_("Show the whole list again"), "F", group=_FIND),
    ActionSpec(
        "find.command",
        N_("Command line"),
        N_("Act on a query: :read older:2w feed:bbc"),
        ":",
        group=_FIND,
    ),
    ActionSpec(
        "find.palette", N_("Palette"), N_("Find any action, feed, tag or view"), "C-p", group=_FIND
    ),
    ActionSpec(
        "find.sort",
        N_("Sort and group"),
        N_("Order the list; threads or single stories"),
        "\\",
        group=_FIND,
    ),
    ActionSpec("go.unread", N_("Unread"), N_("Go to Unread"), "gu", group=_GO),
    ActionSpec("go.followed", N_("Followed"), N_("Go to Followed"), "gf", group=_GO),
    ActionSpec("go.starred", N_("Starred"), N_("Go to Starred"), "gs", group=_GO),
    ActionSpec("go.tags", N_("Tags"), N_("Go to the tags"), "gt", group=_GO),
    ActionSpec("go.all", N_("All"), N_("Go to all stories"), "ga", group=_GO),
    ActionSpec("go.history", N_("History"), N_("What was done, newest first"), "gh", group=_GO),
    ActionSpec("go.errors", N_("Errors"), N_("Feeds that fail, and why"), "ge", group=_GO),
    ActionSpec(
        "open.browser",
        N_("Open in browser"),
        N_("Open the story's page in the browser"),
        "o",
        "list thread article",
        group=_READ,
        footer=5,
    ),
    ActionSpec(
        "open.browser_on",
        N_("Open, go on"),
        N_("Open in the browser, mark read, go on"),
        "O",
        "list thread article",
        group=_READ,
    ),
    ActionSpec(
        "open.comments",
        N_("Comments"),
        N_("Open the comments page"),
        "gc",
        "list thread article",
        group=_READ,
    ),
    ActionSpec(
        "open.links", N_("Links"), N_("List the article's links"), "L", "article", group=_READ
    ),
    ActionSpec(
        "copy.link",
        N_("Copy link"),
        N_("Send the story's address to the clipboard"),
        "y",
        "list thread article",
        group=_READ,
    ),
    ActionSpec(
        "copy.markdown",
        N_("Copy as Markdown"),
        N_("Send a Markdown citation to the clipboard"),
        "Y",
        "list thread article",
        group=_READ,
    ),
    ActionSpec(
        "export.save",
        N_("Save"),
        N_("Save the story as Markdown"),
        "S",
        "list thread article",
        group=_READ,
    ),
    ActionSpec(
        "feed.add",
        N_("Add a feed"),
        N_("Subscribe by a feed's or a page's address"),
        "gn",
        group=_FEEDS,
    ),
    ActionSpec("feed.import", N_("Import"), N_("Import OPML or newsboat urls"), "gi", group=_FEEDS),
    ActionSpec(
        "feed.remove",
        N_("Remove feed"),
        N_("Unsubscribe; its stories stay"),
        "gx",
        "sources",
        group=_FEEDS,
        footer=5,
    ),
    ActionSpec(
        "feed.rename",
        N_("Rename feed"),
        N_("Give a feed your own name"),
        "gr",
        "sources",
        group=_FEEDS,
        footer=4,
    ),
    ActionSpec(
        "feed.refresh",
        N_("Refresh feed"),
        N_("Ask the feed under the cursor now"),
        "r",
        group=_FEEDS,
    ),
    ActionSpec(
        "feed.refresh_all", N_("Refresh"), N_("Ask every feed that is due"), "R", group=_FEEDS
    ),
    ActionSpec(
        "feed.remove_sample",
        N_("Remove the sample edition"),
        N_("Take the sample edition away, with all that was done in it"),
        "gX",
        group=_FEEDS,
    ),
    ActionSpec(
        "show.density", N_("Density"), N_("One or two lines a row in the list"), "zd", group=_SHOW
    ),
    ActionSpec("show.text_only", N_("Text only"), N_("Only the text, and back"), "Z", group=_SHOW),
    ActionSpec("show.theme", N_("Theme"), N_("Choose a theme, seen as you go"), "gT", group=_SHOW),
    ActionSpec("show.help", N_("Help"), N_("All keys, searchable"), "?", group=_SHOW, footer=9),
    ActionSpec("quit", N_("Out / quit"), N_("One level out; at the top quit"), "q", group=_SHOW),
    ActionSpec("quit.now", N_("Quit"), N_("Quit at once"), "C-c", group=_SHOW),
)


def by_id() -> dict[str, ActionSpec]:
    """The registry by action id."""
    return {spec.id: spec for spec in ACTIONS}
