"""The user's actions and the journal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.model.actors import Actor


class Verb(StrEnum):
    """Everything a user can do that is kept, journaled and undone."""

    READ = "read"
    UNREAD = "unread"
    OPEN = "open"  # a story is opened: read, opened_at; its thread's opened_at moves
    OPEN_THREAD = "open_thread"
    STAR = "star"
    UNSTAR = "unstar"
    TAG = "tag"
    UNTAG = "untag"
    RETAG = "retag"  # ``text``: tags to add, ``more`` "off": to take away, separated by newlines
    NOTE = "note"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    MUTE = "mute"
    UNMUTE = "unmute"
    SNOOZE = "snooze"
    JOIN = "join"  # threads into ``into``
    KNOCK_OUT = "knock_out"  # stories out of their thread, each set into one new thread
    SET_LEAD = "set_lead"
    RENAME_THREAD = "rename_thread"
    CONFIRM_LINK = "confirm_link"
    REFUSE_LINK = "refuse_link"
    # One feed: ``text`` its address; ``more`` may name "name", "folder" (a path "Tech/AI", made if
    # missing), "tags" (separated by newlines), "site", "allow_private" ("1"). Many at once, all or
    # nothing: ``more`` holds "feeds", a JSON list of objects with "url" and those same keys (there
    # "folders" is a list of paths and "tags" a list). A removed feed of that address comes back.
    # ``Done.made`` is the (first) feed, ``Done.changed`` how many were added or came back.
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    RENAME_FEED = "rename_feed"
    MOVE_FEED = "move_feed"
    PAUSE_FEED = "pause_feed"
    RESUME_FEED = "resume_feed"
    FEED_SETTINGS = "feed_settings"
    ADD_FOLDER = "add_folder"
    REMOVE_FOLDER = "remove_folder"
    RENAME_FOLDER = "rename_folder"
    MOVE_FOLDER = "move_folder"  # folder ``into`` below the folder ``more`` "parent" ("": the top)
    # The order of what stands side by side: ``text`` is feeds, folders, views or tags; ``more``
    # "order" is a JSON list of ids (views, tags: names); feeds: those of folder ``into``, None for
    # those in no folder.
    ORDER = "order"
    UNITE_FEEDS = "unite_feeds"  # one feed goes into the feed ``into``, whose name is ``text``
    READDRESS = "readdress"  # a feed is asked at the address ``text`` from now on
    RENAME_TAG = "rename_tag"
    REMOVE_TAG = "remove_tag"
    COLOR_TAG = "color_tag"  # ``more`` "color": the name of a colour, "" for none of its own
    SAVE_VIEW = "save_view"
    REMOVE_VIEW = "remove_view"
    RENAME_VIEW = "rename_view"
    SAVE_RULE = "save_rule"
    REMOVE_RULE = "remove_rule"
    RENAME_RULE = "rename_rule"
    APPLY_RULE = "apply_rule"  # all that the rule named ``text`` does, to stories
    TAKE_BACK_RULE = "take_back_rule"  # all that the rule named ``text`` did
    # ``text``: the forms, separated by newlines; ``more`` "to" the name they go by.
    ADD_ALIAS = "add_alias"
    REMOVE_ALIAS = "remove_alias"
    # Words (``text``, separated by newlines) and ``feeds`` that never join, or may again. A word
    # that may again also counts in full, if a correction had lowered its weight.
    NEVER_JOIN = "never_join"
    MAY_JOIN = "may_join"
    RETHREAD = "rethread"  # ``text``: since when; what it moves is not the action's own
    # ``text`` the folder's path; ``more`` "tightness" a number, "" for that of the folder around it
    TIGHTEN = "tighten"


#: Longest tag, in characters.
MAX_TAG = 100
#: Names of the colours a tag may have; the theme says what each looks like.
TAG_COLORS = ("red", "orange", "yellow", "green", "cyan", "blue", "violet", "pink")
#: When moving through a view marks its stories read.
MARK_READ = ("open", "end", "passed", "never")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user did, on any number of targets; one bulk action is one journal row.

    ``text`` is the tag, note, name, query or address; ``into`` the thread or folder gone into;
    ``until`` a time (mute, snooze); ``more`` further named values.
    """

    verb: Verb
    stories: tuple[int, ...] = ()
    threads: tuple[int, ...] = ()
    feeds: tuple[int, ...] = ()
    text: str = ""
    into: int | None = None
    until: int | None = None
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What an action came to. ``entry`` is its journal row (None when nothing changed);
    ``stories``, ``threads`` and ``feeds`` say what must be drawn anew; ``made`` the id of what was
    made (thread knocked out into, feed subscribed, folder added); ``title`` is the headline (of a
    feed: the source) of the only target, "" when there were more."""

    action: Action
    entry: int | None
    changed: int
    stories: tuple[int, ...] = ()
    threads: tuple[int, ...] = ()
    made: int | None = None
    feeds: tuple[int, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One action as the journal shows it. ``targets`` is how many things changed; ``stories``,
    ``threads`` and ``feeds`` how many it was done to; ``title`` names the only one; ``text``,
    ``until`` and ``more`` are the action's own. What is ``superseded`` was undone, and something
    else done then: it is not done again."""

    id: int
    at: int
    actor: Actor
    verb: Verb
    text: str
    targets: int
    undone: bool
    title: str = ""
    stories: int = 0
    threads: int = 0
    feeds: int = 0
    until: int | None = None
    superseded: bool = False
    more: tuple[tuple[str, str], ...] = ()
