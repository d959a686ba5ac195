"""Triage: read, star, follow, mute, open, and the corrections of threads.

Each call is one action, one journal row, one thing to undo. ``Done`` says what must be drawn anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from reader.clock import Clock
from reader.model import FOR_GOOD, Action, Actor, Done, Verb
from reader.store import Store


class Triage:
    """What a person does to stories and threads."""

    def __init__(self, store: Store, clock: Clock, actor: Actor = Actor.SCREEN) -> None:
        self._store = store
        self._clock = clock
        self._actor = actor

    def _do(
        self,
        verb: Verb,
        stories: Sequence[int] = (),
        threads: Sequence[int] = (),
        *,
        text: str = "",
        into: int | None = None,
        until: int | None = None,
        more: tuple[tuple[str, str], ...] = (),
    ) -> Done:
        targets = (tuple(stories), tuple(threads))
        action = Action(verb, *targets, text=text, into=into, until=until, more=more)
        return self._store.actions.do(action, self._actor)

    def read(self, stories: Sequence[int] = (), threads: Sequence[int] = ()) -> Done:
        """Mark read; of a thread, the stories that are in it now; of an account, its copies too."""
        return self._do(Verb.READ, stories, threads)

    def unread(self, stories: Sequence[int] = (), threads: Sequence[int] = ()) -> Done:
        """Mark unread: nothing but what is named."""
        return self._do(Verb.UNREAD, stories, threads)

    def star(self, stories: Sequence[int], *, on: bool = True) -> Done:
        """Keep stories, or keep them no more."""
        return self._do(Verb.STAR if on else Verb.UNSTAR, stories)

    def open_story(self, story: int, *, read: bool = True) -> Done:
        """A story was opened: it is read, unless that is to come later, and its thread counts as
        opened now."""
        more = () if read else (("unread", "1"),)
        action = Action(Verb.OPEN, (story,), more=more)
        return self._store.actions.do(action, self._actor)

    def open_thread(self, thread: int) -> Done:
        """A thread page was opened: what comes later is new."""
        return self._do(Verb.OPEN_THREAD, threads=(thread,))

    def follow(self, threads: Sequence[int], *, on: bool = True) -> Done:
        """Always bring these threads back (a muted one is muted no more), or no longer."""
        return self._do(Verb.FOLLOW if on else Verb.UNFOLLOW, threads=threads)

    def mute(self, threads: Sequence[int], until: int = FOR_GOOD, unless: str = "") -> Done:
        """Keep threads out of sight until a time to come, or for good; ``unless`` is a query that
        ends it sooner, once a story of the thread answers it."""
        more = (("unless", unless),) if unless else ()
        return self._do(Verb.MUTE, threads=threads, until=until, more=more)

    def unmute(self, threads: Sequence[int]) -> Done:
        """Bring muted threads back now."""
        return self._do(Verb.UNMUTE, threads=threads)

    def snooze(self, threads: Sequence[int], until: int | None) -> Done:
        """Put threads away until a time to come; None brings them back now."""
        return self._do(Verb.SNOOZE, threads=threads, until=until)

    def note(self, story: int, text: str) -> Done:
        """Set the user's words on a story; empty takes them away."""
        return self._do(Verb.NOTE, (story,), text=text)

    def join(self, threads: Sequence[int], into: int) -> Done:
        """All of ``threads`` become part of ``into``; later refreshes keep them together."""
        return self._do(Verb.JOIN, threads=threads, into=into)

    def knock_out(self, stories: Sequence[int]) -> Done:
        """Take stories out of their thread into a new one; later refreshes keep them apart."""
        return self._do(Verb.KNOCK_OUT, stories)

    def confirm_link(self, one: int, other: int) -> Done:
        """Two threads belong near each other, whatever is found later."""
        return self._do(Verb.CONFIRM_LINK, threads=(one, other))

    def refuse_link(self, one: int, other: int) -> Done:
        """They do not; the link is never shown again."""
        return self._do(Verb.REFUSE_LINK, threads=(one, other))

    def set_lead(self, thread: int, story: int) -> Done:
        """The story's headline names the thread from now on, whatever comes."""
        return self._do(Verb.SET_LEAD, (story,), (thread,))

    def rename(self, thread: int, name: str) -> Done:
        """Name a thread; an empty name gives it its lead's headline again."""
        return self._do(Verb.RENAME_THREAD, threads=(thread,), text=name)

    def expire(self) -> int:
        """End mutes and snoozes whose time has come; how many threads came back."""
        return self._store.actions.expire(self._clock.now())
