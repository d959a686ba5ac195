"""Actions in words, for the history."""

from __future__ import annotations

from reader.model import JournalRow, Verb
from reader.words import _


def deed(verb: Verb, text: str = "") -> str:
    """A verb as something done: ``marked read``, ``tagged #ai``."""
    words = {
        Verb.READ: _("marked read"),
        Verb.UNREAD: _("marked unread"),
        Verb.OPEN: _("opened"),
        Verb.OPEN_THREAD: _("opened a thread"),
        Verb.STAR: _("starred"),
        Verb.UNSTAR: _("unstarred"),
        Verb.TAG: _("tagged #{text}"),
        Verb.UNTAG: _("took the tag #{text} away"),
        Verb.NOTE: _("wrote a note"),
        Verb.FOLLOW: _("followed"),
        Verb.UNFOLLOW: _("followed no more"),
        Verb.MUTE: _("muted"),
        Verb.UNMUTE: _("muted no more"),
        Verb.SNOOZE: _("snoozed"),
        Verb.JOIN: _("joined threads"),
        Verb.KNOCK_OUT: _("knocked out of its thread"),
        Verb.SET_LEAD: _("set the lead"),
        Verb.RENAME_THREAD: _("renamed a thread to “{text}”"),
        Verb.SUBSCRIBE: _("subscribed to {text}"),
        Verb.UNSUBSCRIBE: _("unsubscribed"),
        Verb.RENAME_FEED: _("renamed a feed to “{text}”"),
        Verb.CONFIRM_LINK: _("confirmed related threads"),
        Verb.REFUSE_LINK: _("refused related threads"),
        Verb.MOVE_FEED: _("moved a feed"),
        Verb.PAUSE_FEED: _("paused a feed"),
        Verb.RESUME_FEED: _("resumed a feed"),
        Verb.FEED_SETTINGS: _("changed a feed's settings"),
        Verb.ADD_FOLDER: _("added the folder {text}"),
        Verb.REMOVE_FOLDER: _("removed a folder"),
        Verb.RENAME_FOLDER: _("renamed a folder to “{text}”"),
        Verb.RENAME_TAG: _("renamed the tag #{text}"),
        Verb.REMOVE_TAG: _("removed the tag #{text}"),
        Verb.SAVE_VIEW: _("saved the view {text}"),
        Verb.REMOVE_VIEW: _("removed the view {text}"),
        Verb.SAVE_RULE: _("saved the rule {text}"),
        Verb.REMOVE_RULE: _("removed the rule {text}"),
        Verb.ADD_ALIAS: _("added the alias {text}"),
        Verb.REMOVE_ALIAS: _("removed the alias {text}"),
        Verb.NEVER_JOIN: _("let {text} never join"),
        Verb.MAY_JOIN: _("let {text} join again"),
        Verb.TIGHTEN: _("set how readily the stories of {text} join"),
    }
    return words[verb].replace("{text}", text)


def journal_line(row: JournalRow) -> str:
    """One row of the history."""
    verb = _("subscribed") if row.verb is Verb.SUBSCRIBE and not row.text else ""
    said = verb or deed(row.verb, row.text)
    return f"{said} · {row.targets}" if row.targets > 1 else said
