"""Tagging of stories and threads, with completion."""

from __future__ import annotations

from collections.abc import Sequence

from reader.model import Actor, Done, TagRow
from reader.store import Store

#: Longest tag, in characters.
MAX_TAG = 100


class Tagging:
    def __init__(self, store: Store, actor: Actor = Actor.SCREEN) -> None:
        self._store = store
        self._actor = actor

    def tag(self, name: str, stories: Sequence[int] = (), threads: Sequence[int] = ()) -> Done:
        """Add a tag, kept as written. ``UsageError`` when empty, over 100 characters or with
        control characters."""
        raise NotImplementedError

    def untag(self, name: str, stories: Sequence[int] = (), threads: Sequence[int] = ()) -> Done:
        raise NotImplementedError

    def all(self) -> list[TagRow]:
        raise NotImplementedError

    def complete(self, start: str, limit: int = 8) -> list[str]:
        """Tags that match ``start``, best first (prefix, then fuzzy)."""
        raise NotImplementedError
