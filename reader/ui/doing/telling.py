"""Actions in words: what was done, what was undone."""

from __future__ import annotations

from reader.model import Action, Done, JournalRow, Verb
from reader.words import _, ngettext


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
    }
    said = words.get(verb) or verb.value.replace("_", " ")
    return said.replace("{text}", text)


def counted(action: Action, changed: int) -> str:
    """How many things an action was on."""
    n = changed or len(action.stories) + len(action.threads) + len(action.feeds)
    return ngettext("{n} story", "{n} stories", n).format(n=n) if n > 1 else ""


def told(done: Done) -> str:
    """``marked read (312 stories)``"""
    said = deed(done.action.verb, done.action.text)
    more = counted(done.action, done.changed)
    return f"{said} ({more})" if more else said


def journal_line(row: JournalRow) -> str:
    """One row of the history."""
    said = deed(row.verb, row.text)
    return f"{said} · {row.targets}" if row.targets > 1 else said
