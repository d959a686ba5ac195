"""The journal: undo, redo, what was done, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping

from reader.model import Done, JournalRow, Verb
from reader.store import Store
from reader.text import line, masked
from reader.words import N_, _, ngettext

__all__ = ["Journal", "describe", "said"]

#: Each deed in words; ``{what}`` is what it was done to, ``{text}`` the action's own text.
_DEEDS = {
    Verb.READ: N_("read {what}"),
    Verb.UNREAD: N_("marked {what} unread"),
    Verb.OPEN: N_("opened {what}"),
    Verb.OPEN_THREAD: N_("opened {what}"),
    Verb.STAR: N_("starred {what}"),
    Verb.UNSTAR: N_("took the star off {what}"),
    Verb.TAG: N_("tagged {what} #{text}"),
    Verb.UNTAG: N_("took #{text} off {what}"),
    Verb.RETAG: N_("changed the tags of {what}"),
    Verb.NOTE: N_("wrote a note on {what}"),
    Verb.FOLLOW: N_("followed {what}"),
    Verb.UNFOLLOW: N_("stopped following {what}"),
    Verb.MUTE: N_("muted {what}"),
    Verb.UNMUTE: N_("unmuted {what}"),
    Verb.SNOOZE: N_("snoozed {what}"),
    Verb.JOIN: N_("joined {what} to another thread"),
    Verb.KNOCK_OUT: N_("knocked {what} out of its thread"),
    Verb.SET_LEAD: N_("made {what} the lead"),
    Verb.RENAME_THREAD: N_("renamed a thread to “{text}”"),
    Verb.CONFIRM_LINK: N_("confirmed two threads as related"),
    Verb.REFUSE_LINK: N_("refused two threads as related"),
    Verb.SUBSCRIBE: N_("subscribed to {text}"),
    Verb.UNSUBSCRIBE: N_("unsubscribed from {what}"),
    Verb.RENAME_FEED: N_("renamed a feed to “{text}”"),
    Verb.MOVE_FEED: N_("moved {what} to another folder"),
    Verb.PAUSE_FEED: N_("paused {what}"),
    Verb.RESUME_FEED: N_("resumed {what}"),
    Verb.FEED_SETTINGS: N_("changed the settings of {what}"),
    Verb.ADD_FOLDER: N_("added the folder {text}"),
    Verb.REMOVE_FOLDER: N_("removed a folder"),
    Verb.RENAME_FOLDER: N_("renamed a folder to “{text}”"),
    Verb.MOVE_FOLDER: N_("moved a folder"),
    Verb.ORDER: N_("ordered the {text} anew"),
    Verb.UNITE_FEEDS: N_("made {what} one feed with “{text}”"),
    Verb.READDRESS: N_("moved {what} to {text}"),
    Verb.RENAME_TAG: N_("renamed the tag #{text}"),
    Verb.REMOVE_TAG: N_("removed the tag #{text}"),
    Verb.COLOR_TAG: N_("changed the colour of #{text}"),
    Verb.SAVE_VIEW: N_("saved the view {text}"),
    Verb.REMOVE_VIEW: N_("removed the view {text}"),
    Verb.RENAME_VIEW: N_("renamed the view {text}"),
    Verb.SAVE_RULE: N_("saved the rule {text}"),
    Verb.REMOVE_RULE: N_("removed the rule {text}"),
    Verb.RENAME_RULE: N_("renamed the rule {text}"),
    Verb.APPLY_RULE: N_("did what the rule {text} says to {what}"),
    Verb.TAKE_BACK_RULE: N_("took back what the rule {text} did"),
    Verb.ADD_ALIAS: N_("added the alias {text}"),
    Verb.REMOVE_ALIAS: N_("removed the alias {text}"),
    Verb.NEVER_JOIN: N_("let {text} never join"),
    Verb.MAY_JOIN: N_("let {text} join again"),
    Verb.RETHREAD: N_("wound the stories since {text} anew"),
    Verb.TIGHTEN: N_("set how readily the stories of {text} join"),
}
#: What the same verbs say when their text (of a snooze: the time) is empty.
_WITHOUT = {
    Verb.NOTE: N_("took the note off {what}"),
    Verb.RENAME_THREAD: N_("gave a thread its own headline again"),
    Verb.RENAME_FEED: N_("gave a feed its own name again"),
    Verb.SNOOZE: N_("brought {what} back"),
    Verb.SUBSCRIBE: N_("subscribed to {what}"),
    Verb.NEVER_JOIN: N_("let {what} never join"),
    Verb.MAY_JOIN: N_("let {what} join again"),
}
_SWITCHED = {True: N_("switched the rule {text} on"), False: N_("switched the rule {text} off")}

#: Verbs whose text is an address, which may hold a password.
_ADDRESSES = (Verb.SUBSCRIBE, Verb.READDRESS)


def describe(done: Done) -> str:
    """A deed in words, to go after "Undone:" and the like: ``read “Starship's first launch
    scrubbed”``, ``tagged 12 stories #space``. One line, in the interface's language."""
    action = done.action
    counts = (len(action.stories), len(action.threads), len(action.feeds))
    return _said(
        action.verb, action.text, action.until, done.changed, done.title, counts, action.more
    )


def said(row: JournalRow) -> str:
    """As ``describe``, of a row of the journal."""
    counts = (row.stories, row.threads, row.feeds)
    return _said(row.verb, row.text, row.until, row.targets, row.title, counts, row.more)


def _said(
    verb: Verb,
    text: str,
    until: int | None,
    changed: int,
    title: str,
    counts: tuple[int, int, int],
    more: tuple[tuple[str, str], ...],
) -> str:
    values = dict(more)
    if verb is Verb.SAVE_RULE:
        return _saved(text, values)
    deeds = _DEEDS
    if not text and (verb is not Verb.SNOOZE or until is None):
        deeds = _DEEDS | _WITHOUT
    shown = masked(text) if verb in _ADDRESSES else line(text)
    told = _(deeds[verb]).format(what=_what(verb, changed, title, counts), text=shown)
    return told + _unless(values) if verb is Verb.MUTE else told


def _saved(name: str, values: Mapping[str, str]) -> str:
    """A rule kept: one that only mutes is a topic muted; where nothing but ``enabled`` was given,
    one switched on or off."""
    if values.get("action") == "mute":
        query = line(values.get("query", ""))
        return _("muted {what}").format(what=f"“{query}”") + _unless(values)
    told = _DEEDS[Verb.SAVE_RULE]
    if values.keys() == {"enabled"}:
        told = _SWITCHED[values["enabled"] == "1"]
    return _(told).format(text=line(name))


def _unless(values: Mapping[str, str]) -> str:
    unless = line(values.get("unless", ""))
    return _(" unless {query}").format(query=unless) if unless else ""


def _what(verb: Verb, n: int, title: str, counts: tuple[int, int, int]) -> str:
    """The one target by its title, more by their number."""
    if verb is Verb.SUBSCRIBE:
        return ngettext("{n} feed", "{n} feeds", n).format(n=n)
    marked = ngettext("{n} story", "{n} stories", n).format(n=f"{n:,}")
    of_stories = verb in (Verb.READ, Verb.UNREAD)
    if title:
        named = f"“{title}”"
        return f"{named} ({marked})" if of_stories and counts[1] and n > 1 else named
    if of_stories:
        return marked
    names = (
        ngettext("{n} story", "{n} stories", counts[0]),
        ngettext("{n} thread", "{n} threads", counts[1]),
        ngettext("{n} feed", "{n} feeds", counts[2]),
    )
    told = [name.format(n=count) for name, count in zip(names, counts, strict=True) if count]
    return ", ".join(told)


class Journal:
    """What was done by hand, newest first, and the way back."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def undo(self) -> Done | None:
        """Take back the last action; None when there is nothing to take back."""
        return self._store.actions.undo()

    def redo(self) -> Done | None:
        """Do again what was taken back last, if nothing was done since."""
        return self._store.actions.redo()

    def undo_to(self, entry: int) -> list[Done]:
        """Take back that action and all by hand after it; newest first, all or nothing."""
        return self._store.actions.undo_to(entry)

    def redo_to(self, entry: int) -> list[Done]:
        """Do again what was taken back, up to that action."""
        return self._store.actions.redo_to(entry)

    def rows(
        self, limit: int = 100, before: int | None = None, *, feed: int | None = None
    ) -> list[JournalRow]:
        """The journal, newest first; ``before`` is the id of the oldest row shown already;
        ``feed``: only what was done to that feed."""
        return self._store.rows.journal(limit, before, feed=feed)
