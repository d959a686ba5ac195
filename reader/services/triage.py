"""Triage: read, star, follow, mute, open, and the corrections of threads.

Each call is one action, one journal row, one thing to undo. ``Done`` says what must be drawn anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from reader.clock import Clock
from reader.model import FOR_GOOD, Actor, Done
from reader.store import Store


class Triage:
    def __init__(self, store: Store, clock: Clock, actor: Actor = Actor.SCREEN) -> None:
        self._store = store
        self._clock = clock
        self._actor = actor

    def read(self, stories: Sequence[int] = (), threads: Sequence[int] = ()) -> Done:
        """Mark read; of a thread, the stories that are in it now."""
        raise NotImplementedError

    def unread(self, stories: Sequence[int] = (), threads: Sequence[int] = ()) -> Done:
        raise NotImplementedError

    def star(self, stories: Sequence[int], *, on: bool = True) -> Done:
        raise NotImplementedError

    def open_story(self, story: int) -> Done:
        """A story was opened: it is read, and its thread counts as opened now."""
        raise NotImplementedError

    def open_thread(self, thread: int) -> Done:
        """A thread page was opened: what comes later is new."""
        raise NotImplementedError

    def follow(self, threads: Sequence[int], *, on: bool = True) -> Done:
        raise NotImplementedError

    def mute(self, threads: Sequence[int], until: int = FOR_GOOD) -> Done:
        raise NotImplementedError

    def unmute(self, threads: Sequence[int]) -> Done:
        raise NotImplementedError

    def note(self, story: int, text: str) -> Done:
        """Set the user's words on a story; empty takes them away."""
        raise NotImplementedError

    def join(self, threads: Sequence[int], into: int) -> Done:
        """All of ``threads`` become part of ``into``; later refreshes keep them together."""
        raise NotImplementedError

    def knock_out(self, stories: Sequence[int]) -> Done:
        """Take stories out of their thread into a new one; later refreshes keep them apart."""
        raise NotImplementedError

    def set_lead(self, thread: int, story: int) -> Done:
        raise NotImplementedError

    def rename(self, thread: int, name: str) -> Done:
        """Name a thread; an empty name gives it its lead's headline again."""
        raise NotImplementedError

    def expire(self) -> int:
        """End mutes whose time has come."""
        raise NotImplementedError
