"""The child beside a refresh: reads stories ahead, or places them once the engine came to it.

``aside.Aside`` starts it, ``python -m`` this ``MEMORY``.
"""

from __future__ import annotations

import marshal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from reader import heap
from reader.model import Correction, Telling
from reader.parse.serving import serve
from reader.services import outcomes
from reader.threads import Engine, new_engine, numbering, reading_of, table

if TYPE_CHECKING:  # what starts this child is not needed in it, and takes longer than all the rest
    from reader.services.ahead import Values
    from reader.threads.numbered import Numbering, Table

#: A story as ``away`` gives it: the fields of a ``Telling``, those of its text perhaps ``None``.
Told = tuple[Any, ...]
#: Stories told of after which memory is given back: they took up to 5 kB each.
TRIM = 1_000


class Reading:
    """Reads stories: those that are asked for at once, those that are to come in idle moments."""

    _reading: Callable[[Sequence[Telling]], tuple[tuple[Any, ...], ...]]
    _numbering: Numbering

    def __init__(self) -> None:
        #: what was read of those that are to come, packed: as values it takes five times the room;
        #: nothing as long as they were not read
        self._known: dict[Values, bytes] = {}
        #: these by story time: the oldest are placed first (a heap)
        self._order: list[tuple[int, Values]] = []
        #: how many were told of since memory was given back
        self._told = 0

    def aliases(self, given: dict[str, str]) -> tuple[Any, ...]:
        """The user's aliases, which are told first."""
        self._reading, self._numbering = reading_of(given), numbering()
        return ("ready",)

    def coming(self, stories: tuple[Values, ...]) -> tuple[Any, ...]:
        """Stories that are asked for later."""
        for one in stories:
            self._known.setdefault(one, b"")
            heappush(self._order, (one[-1], one))
        return ("ready",)

    def read(self, stories: tuple[Values, ...]) -> tuple[Any, ...]:
        """What is read of each by number, packed, behind what came to the table of numbers since
        that was last asked, packed too."""
        self._told += len(stories)
        if self._told >= TRIM:  # what was kept for those told of before
            self._told = 0
            heap.trim()
        read = tuple([self._known.pop(one, b"") or self._read(one) for one in stories])
        return ("read", marshal.dumps(self._numbering.new(), 2), read)

    def meanwhile(self) -> bool:
        """Read a story that is to come; false when all were."""
        while self._order:
            _, one = heappop(self._order)
            if self._known.get(one) == b"":
                self._known[one] = self._read(one)
                return True
        return False

    def _read(self, one: Values) -> bytes:
        (found,) = self._reading((Telling(0, 0, 0, "", *one),))
        return marshal.dumps(self._numbering.told(found), 2)


class Placing:
    """The engine in this process, for ``away.Away``: each method is a request of its name."""

    _engine: Engine
    #: what the stories that were read elsewhere told of so far
    _table: Table | None = None

    @staticmethod
    def load() -> tuple[Any, ...]:
        """Load what the engine needs, before there is anything to do."""
        new_engine()
        return ("ready",)

    def make(
        self, said: dict[str, Any], version: int, index: bytes, retired: bytes
    ) -> tuple[Any, ...]:
        """Be the engine that is made with ``said`` and has ``index``, packed by one of that
        ``version``: ("made", this one's, whether it could be read)."""
        self._engine, took = new_engine(**said), False
        if index and version == self._engine.version:
            try:
                self._engine.unpack(index)
                took = True
            except ValueError:
                self._engine = new_engine(**said)
        if retired:
            with suppress(ValueError):
                self._engine.unpack_retired(retired)
        return ("made", self._engine.version, took)

    def correct(self, corrections: tuple[tuple[int, int, bool], ...]) -> tuple[Any, ...]:
        """See ``Engine.correct``."""
        self._engine.correct([Correction(*one) for one in corrections])
        return ("ready",)

    def place(
        self, stories: tuple[Told, ...], new: bytes, read: tuple[bytes, ...]
    ) -> tuple[Any, ...]:
        """See ``Engine.place``; ``new`` and ``read`` are what ``Reading.read`` gave, or nothing."""
        plain: list[Any] = []
        if read:
            known = self._table = self._table or table()
            known.extend(marshal.loads(new))
            plain = [known.story(marshal.loads(one)) for one in read]
        outcome = self._engine.place([Telling(*one) for one in stories], plain)
        return ("placed", outcomes.to_plain(outcome))

    def settle(self) -> tuple[Any, ...]:
        """See ``Engine.settle``."""
        return ("settled", outcomes.to_plain(self._engine.settle()))

    def named(self, threads: dict[int, int]) -> tuple[Any, ...]:
        """See ``Engine.named``."""
        self._engine.named(threads)
        return ("ready",)

    def learn(self, stories: tuple[Told, ...]) -> tuple[Any, ...]:
        """See ``Engine.learn``."""
        self._engine.learn([Telling(*one) for one in stories])
        return ("ready",)

    def held(self) -> tuple[Any, ...]:
        """See ``Engine.held`` and ``Engine.since``."""
        return ("held", self._engine.held(), self._engine.since())

    def pack(self) -> tuple[Any, ...]:
        """The index, and what is kept of silent threads."""
        return ("packed", bytes(self._engine.pack()), self._engine.pack_retired())


class Answering:
    """Answers each request, ("what", values…), by the method of that name."""

    def __init__(self) -> None:
        self.reading = reading = Reading()
        placing = Placing()
        methods: tuple[Callable[..., tuple[Any, ...]], ...] = (
            reading.aliases, reading.coming, reading.read,
            placing.load, placing.make, placing.correct, placing.place, placing.settle,
            placing.named, placing.learn, placing.held, placing.pack,
        )  # fmt: skip
        self._by_name = {method.__name__: method for method in methods}

    def __call__(self, request: tuple[Any, ...]) -> tuple[Any, ...]:
        kind, *values = request
        return self._by_name[kind](*values)


if __name__ == "__main__":
    answering = Answering()
    serve(answering, int(sys.argv[1]), answering.reading.meanwhile)
