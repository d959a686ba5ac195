"""The user's actions: applied, journaled and undone, each in one durable transaction."""

from __future__ import annotations

from concurrent.futures import Future

from reader.clock import Clock
from reader.model import Action, Actor, Done, Place
from reader.store.connection import Connections


class Actions:
    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def do(self, action: Action, actor: Actor = Actor.SCREEN) -> Done:
        """Apply and journal one action; what was already so does not count as changed.

        Raises ``UsageError`` when the action cannot be (unknown target, a name taken).
        """
        raise NotImplementedError

    def begin(self, action: Action, actor: Actor = Actor.SCREEN) -> Future[Done]:
        """As ``do``, without waiting: the screen has shown it already."""
        raise NotImplementedError

    def undo(self) -> Done | None:
        """Take back the last action of screen or command not yet undone; None when there is none.

        Also restores what a later arrival built on it: only the action's own targets change."""
        raise NotImplementedError

    def redo(self) -> Done | None:
        """Do again what was undone last, if nothing was done since."""
        raise NotImplementedError

    def set_place(self, story: int, place: Place) -> None:
        """Remember where the reader is in an article (kept, not journaled)."""
        raise NotImplementedError

    def expire(self, now: int) -> int:
        """End mutes and snoozes whose time has come; how many threads came back."""
        raise NotImplementedError

    def state(self, name: str) -> str | None:
        """A choice made on the screen (theme, layout)."""
        raise NotImplementedError

    def set_state(self, name: str, value: str) -> None:
        raise NotImplementedError
