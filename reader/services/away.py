"""The engine in a process of its own: it places while ours stores what it placed before.

Where many stories wait, placing and storing would share one interpreter, each waiting for the
other half of the time. What is decided does not depend on where that is done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reader.model import Correction, Outcome, Telling
from reader.services import outcomes
from reader.services.ahead import NOTHING, Told
from reader.services.aside import Aside, LostError

#: Batches that the child is given beyond the one that is waited for: it never waits for us.
GIVEN = 2
#: How long a reply may take before the child is given up: a batch takes half a second, on a machine
#: with much else to do ten times that.
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Kept:
    """An index as it was kept: the store's state that it knows, the version of the engine that
    packed it, and what ``Engine.pack`` gave."""

    seq: int
    version: int
    index: bytes | memoryview


class Away:
    """The engine in a child; what of ``Engine`` placing needs, ``make`` and ``expect``.

    Every method raises ``LostError`` when the child is lost: then so is all that it placed since,
    but for what was stored.
    """

    def __init__(self, aside: Aside) -> None:
        self._aside = aside
        #: batches that were given and whose outcome was not taken yet
        self._expected: deque[Sequence[Telling]] = deque()

    def make(self, said: Mapping[str, Any], kept: Kept | None, retired: bytes) -> tuple[int, bool]:
        """Make it with what the user said, ``new_engine``'s arguments, what was kept and what
        ``Engine.pack_retired`` gave; its version, and whether it could take what was kept."""
        version, index = (0, b"") if kept is None else (kept.version, bytes(kept.index))
        self._aside.give("make", dict(said), version, index, retired)
        version, took = self._taken("made", 2)
        if not isinstance(version, int) or not isinstance(took, bool):
            raise LostError("it said something else than what it made")
        return version, took

    def expect(self, tellings: Sequence[Telling], told: Told = NOTHING) -> None:
        """Give stories that ``place`` will be asked for: in this order, nothing else before.
        ``told`` is what ``Ahead`` read of them."""
        new, read = told
        text = len(read) < len(tellings) or not all(read)
        self._aside.give("place", _told(tellings, text=text), new, tuple(read))
        self._expected.append(tellings)

    def place(self, tellings: Sequence[Telling]) -> Outcome:
        """See ``Engine.place``."""
        if not self._expected or self._expected[0] is not tellings:
            self._forget()
            self.expect(tellings)
        self._expected.popleft()
        outcome = self._outcome("placed")
        if [placement.story for placement in outcome.placements] != [t.story for t in tellings]:
            raise LostError("it placed other stories than it was given")
        return outcome

    def settle(self) -> Outcome:
        """See ``Engine.settle``."""
        self._forget()
        self._aside.give("settle")
        return self._outcome("settled")

    def named(self, threads: Mapping[int, int]) -> None:
        """See ``Engine.named``."""
        self._aside.give("named", dict(threads))

    def correct(self, corrections: Sequence[Correction]) -> None:
        """See ``Engine.correct``."""
        self._forget()
        self._aside.give("correct", tuple([(one.a, one.b, one.together) for one in corrections]))

    def learn(self, tellings: Sequence[Telling]) -> None:
        """See ``Engine.learn``."""
        self._aside.give("learn", _told(tellings))

    def held(self) -> dict[int, int]:
        """See ``Engine.held``."""
        return self._held()[0]

    def since(self) -> int | None:
        """See ``Engine.since``."""
        return self._held()[1]

    def _held(self) -> tuple[dict[int, int], int | None]:
        self._forget()
        self._aside.give("held")
        held, since = self._taken("held", 2)
        if not isinstance(held, dict) or not isinstance(since, int | None):
            raise LostError("it told of something else than what it holds")
        return held, since

    def pack(self) -> tuple[bytes, bytes]:
        """What ``Engine.pack`` and ``Engine.pack_retired`` give."""
        self._forget()
        self._aside.give("pack")
        index, retired = self._taken("packed", 2)
        if not isinstance(index, bytes) or not isinstance(retired, bytes):
            raise LostError("it packed something else than its index")
        return index, retired

    def close(self) -> None:
        """Let the child go."""
        self._aside.close()

    def _forget(self) -> None:
        """Let what was expected be placed anew, once it is asked for."""
        while self._expected:
            self._expected.popleft()
            self._outcome("placed")

    def _outcome(self, kind: str) -> Outcome:
        (values,) = self._taken(kind, 1)
        try:
            return outcomes.from_plain(values)
        except ValueError as error:
            raise LostError(str(error)) from error

    def _taken(self, kind: str, count: int) -> tuple[Any, ...]:
        values = self._aside.take(kind, SECONDS)
        if len(values) != count:
            raise LostError("it said more or less than was asked")
        return values


def _told(tellings: Sequence[Telling], *, text: bool = True) -> tuple[tuple[Any, ...], ...]:
    """Stories as they travel. What was read already goes without ``text``: that is half of all that
    is sent, and none is there, rather than an empty one, for who would read it all the same."""
    if not text:
        return tuple(
            [(t.story, t.thread, t.feed, "", None, None, None, "", t.sort_at) for t in tellings]
        )
    return tuple(
        [
            (t.story, t.thread, t.feed, t.source, t.title, t.summary, t.url, t.language, t.sort_at)
            for t in tellings
        ]
    )
