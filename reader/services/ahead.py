"""Stories read ahead, in a process of its own, while others are placed: on the second core.

What a story is read into does not depend on where that is done; a child that cannot be started, or
that ends, costs time only: ``batches`` then gives stories without what was read of them.

While feeds still answer, the child can be told which stories are to come: it reads them in the
meantime, so that hardly anything is left to read when they are placed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from reader.model import Telling
from reader.parse import frames
from reader.services.aside import Aside, LostError

#: Stories from which starting a child is worth it: it takes as long as reading that many.
ENOUGH = 1_000
#: How long a batch may take to be read, and the child to start, before it is given up.
SECONDS = 10.0
#: Most stories that are told of before they are asked for: the child keeps 3 kB of each.
COMING = 20_000

#: What reading a story needs of it: title, summary, URL, language, story time.
Values = tuple[str, str, str, str, int]
#: A batch, and what was read of each story; nothing where that must be done in place.
Batch = tuple[Sequence[Telling], Sequence[tuple[Any, ...]]]


class Ahead:
    """A child that reads stories with the user's aliases; ``wanted``: how many there will be. With
    fewer than ``ENOUGH`` none is started, unless so many are to come."""

    def __init__(self, aliases: Mapping[str, str], wanted: int = 0) -> None:
        self.aliases = dict(aliases)
        self.wanted = wanted
        #: stories that are to come, of which the child was not told yet; how many were in all
        self._coming: list[Values] = []
        self._told = 0
        self._aside: Aside | None = None

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
            with contextlib.suppress(OSError):
                self._aside = Aside(self.aliases)

    def coming(self, stories: Sequence[Values]) -> None:
        """Say which stories will be asked for later: the child reads them when it has nothing else
        to do. It is started once there are enough of them."""
        before = self._told
        if before + len(stories) > COMING:
            return
        self._told += len(stories)
        self._coming += stories
        if before < ENOUGH <= self._told:
            self.start()
        if self._aside is not None:
            self._aside.give("coming", tuple(self._coming))
            self._coming.clear()

    def batches(self, tellings: Sequence[Telling], size: int) -> Iterator[Batch]:
        """The stories, ``size`` at a time, in order. The first are not read ahead unless they were
        said to come: meanwhile the child starts, or reads the next."""
        parts = [tellings[start : start + size] for start in range(0, len(tellings), size)]
        here = 0 if self._told >= ENOUGH else 1
        given = parts[here:] if self._aside is not None else []
        for part in given:
            if self._aside is not None:
                self._aside.give("read", tuple([values(telling) for telling in part]))
        for place, part in enumerate(parts):
            yield part, self._taken(len(part)) if given and place >= here else ()

    def _taken(self, count: int) -> Sequence[tuple[Any, ...]]:
        """What the child read of the next batch; nothing when it gave no good answer."""
        if self._aside is not None:
            with contextlib.suppress(LostError, frames.BadFrame):
                rest = self._aside.take("read", SECONDS)
                if len(rest) == 1 and _packed(rest[0], count):
                    return [frames.unpack(one) for one in rest[0]]
        self.close()
        return ()

    def released(self) -> Aside | None:
        """The child, with all that it was told, for somebody else; None where there is none."""
        aside, self._aside = self._aside, None
        return aside

    def close(self) -> None:
        """Let the child go."""
        aside = self.released()
        if aside is not None:
            aside.close()


def values(telling: Telling) -> Values:
    """What reading a story needs of it."""
    return (telling.title, telling.summary, telling.url, telling.language, telling.sort_at)


def _packed(values: object, count: int) -> bool:
    return (
        isinstance(values, tuple)
        and len(values) == count
        and all(isinstance(value, bytes) for value in values)
    )
