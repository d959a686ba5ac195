"""Stories read ahead, in a process of its own, while others are placed: on the second core.

What a story is read into does not depend on where that is done; a child that cannot be started, or
that ends, costs time only: ``batches`` then gives stories without what was read of them.

While feeds still answer, the child can be told which stories are to come: it reads them in the
meantime, so that hardly anything is left to read when they are placed.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from reader.model import Telling
from reader.parse import frames
from reader.services.aside import Aside, LostError
from reader.threads import table

if TYPE_CHECKING:
    from reader.threads.numbered import Table

#: Stories from which starting a child is worth it: it takes as long as reading that many.
ENOUGH = 1_000
#: How long a batch may take to be read, and the child to start, before it is given up.
SECONDS = 10.0
#: Most stories that are told of before they are asked for: the child keeps 3 kB of each.
COMING = 20_000

#: What reading a story needs of it: title, summary, URL, language, story time.
Values = tuple[str, str, str, str, int]
#: What was read of a batch, packed: what is new in the table of all that stories say, and each
#: story by the numbers of that; no story where it must be read in place.
Told: TypeAlias = tuple[bytes, Sequence[bytes]]
NOTHING: Told = b"", ()
Batch = tuple[Sequence[Telling], Told]
#: How far behind the rest of a refresh the child stands when there are not cores enough for all:
#: what feeds answered is to be stored first, as placing cannot begin before that (at 19 it is not
#: done when placing needs it; from 0 to 14 makes no difference that could be measured).
BEHIND = 10
#: Batches that are asked for before the first of them is needed: the child never waits for us.
ASKED = 4


class Ahead:
    """A child that reads stories with the user's aliases; ``wanted``: how many there will be. With
    fewer than ``ENOUGH`` none is started, unless so many are to come, or it was begun."""

    def __init__(
        self, aliases: Mapping[str, str], wanted: int = 0, aside: Aside | None = None
    ) -> None:
        self.aliases = dict(aliases)
        self.wanted = wanted
        #: how many were said to come, and those of which the child was not told yet
        self.told = 0
        self._coming: list[Values] = []
        #: what the stories told of that were unpacked so far
        self._table: Table | None = None
        self._aside = aside
        if aside is not None:
            aside.give("aliases", self.aliases)

    def __enter__(self) -> Self:
        if self.wanted >= ENOUGH:
            self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the child, whatever will come."""
        if self._aside is None:
            self._aside = begun()
            if self._aside is not None:
                self._aside.give("aliases", self.aliases)

    def coming(self, stories: Sequence[Values]) -> None:
        """Say which stories will be asked for later: the child reads them when it has nothing else
        to do. It is started once there are enough of them."""
        before = self.told
        if before + len(stories) > COMING:
            return
        self.told += len(stories)
        self._coming += stories
        if before < ENOUGH <= self.told:
            self.start()
        if self._aside is not None:
            self._aside.give("coming", tuple(self._coming))
            self._coming.clear()

    def batches(self, parts: Iterable[Sequence[Telling]]) -> Iterator[Batch]:
        """The parts, in order. The first is not read ahead unless stories were said to come:
        meanwhile the child starts, or reads the next."""
        waiting: deque[tuple[Sequence[Telling], bool]] = deque()
        soon = self.told >= ENOUGH
        for part in parts:
            asked = soon and self._aside is not None
            if asked and self._aside is not None:
                self._aside.give("read", tuple([values(telling) for telling in part]))
            waiting.append((part, asked))
            soon = True
            if len(waiting) > ASKED:
                yield self._read(*waiting.popleft())
        while waiting:
            batch = self._read(*waiting.popleft())
            if not waiting:
                self.close()  # it holds memory that the engine needs by now
            yield batch

    def _read(self, part: Sequence[Telling], asked: bool) -> Batch:
        """What the child read of a part; nothing when it gave no good answer."""
        if asked and self._aside is not None:
            with contextlib.suppress(LostError):
                rest = self._aside.take("read", SECONDS)
                if len(rest) == 2 and isinstance(rest[0], bytes) and _packed(rest[1], len(part)):
                    return part, rest
            self.close()
        return part, NOTHING

    def unpacked(self, told: Told) -> list[tuple[Any, ...]]:
        """What was read of a batch, one batch after the other, as ``Engine.place`` takes it;
        nothing of what is none."""
        new, stories = told
        if not stories:
            return []
        if self._table is None:
            self._table = table()
        try:
            self._table.extend(frames.unpack(new))
        except ValueError:
            return []
        return [self._unpacked(self._table, one) for one in stories]

    @staticmethod
    def _unpacked(table: Table, story: bytes) -> tuple[Any, ...]:
        with contextlib.suppress(frames.BadFrame):
            return table.story(frames.unpack(story)) or ()
        return ()

    def close(self) -> None:
        """Let the child go."""
        aside, self._aside = self._aside, None
        if aside is not None:
            aside.close()


def begun() -> Aside | None:
    """A child that will read ahead; None where it cannot be started."""
    with contextlib.suppress(OSError):
        return Aside(BEHIND)
    return None


def divided(tellings: Sequence[Telling], size: int) -> Iterator[Sequence[Telling]]:
    """Parts of so many stories, the last of what is left."""
    return (tellings[start : start + size] for start in range(0, len(tellings), size))


def values(telling: Telling) -> Values:
    """What reading a story needs of it."""
    return (telling.title, telling.summary, telling.url, telling.language, telling.sort_at)


def _packed(values: object, count: int) -> bool:
    return (
        isinstance(values, tuple)
        and len(values) == count
        and all(isinstance(value, bytes) for value in values)
    )
