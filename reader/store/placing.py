"""What grouping reads and writes: unplaced stories, placements, merges, links, corrections."""

from __future__ import annotations

from collections.abc import Sequence

from reader.clock import Clock
from reader.model import Correction, Outcome, Reason, Telling, ThreadLink
from reader.store.connection import Connections


class Placing:
    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def unplaced(self) -> list[Telling]:
        """Stories not yet placed, in order of (sort_at, feed, key)."""
        raise NotImplementedError

    def placed(self, since: int, until: int) -> list[Telling]:
        """Placed stories with sort_at in [since, until], same order, each with its thread: what a
        lost index is rebuilt from."""
        raise NotImplementedError

    def apply(self, outcome: Outcome) -> None:
        """Store placements, merges and links in one transaction (give at most 200 placements).

        An absorbed thread keeps a ``merged_into`` row; name, pinned lead, follow, mute, tags and
        opened_at pass to the survivor. A copy that lands in a thread where an account was read is
        stored read. Leads, headlines and thread figures are brought up to date.
        """
        raise NotImplementedError

    def corrections(self) -> list[Correction]:
        raise NotImplementedError

    def never_join(self) -> tuple[frozenset[str], frozenset[int]]:
        """Words and feeds that the user said never join."""
        raise NotImplementedError

    def aliases(self) -> dict[str, str]:
        """form → canonical, both as the user wrote them."""
        raise NotImplementedError

    def links(self, thread: int) -> list[ThreadLink]:
        raise NotImplementedError

    def why(self, story: int) -> Reason | None:
        """The reason stored with the story's placement."""
        raise NotImplementedError

    def save_snapshot(self, name: str, version: int, data: bytes, seq: int) -> None:
        raise NotImplementedError

    def snapshot(self, name: str) -> tuple[int, int, bytes] | None:
        """(seq, version, data) as saved, or None."""
        raise NotImplementedError

    def seq(self) -> int:
        """A number that moves with every change to placements, merges or corrections, whoever made
        it; a snapshot of another number is stale."""
        raise NotImplementedError

    def resolve(self, threads: Sequence[int]) -> dict[int, int]:
        """Each thread id → the thread it lives on in (following merged_into)."""
        raise NotImplementedError
