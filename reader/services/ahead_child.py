"""The child that reads stories ahead: ``ahead.Ahead`` starts it, ``python -m`` this ``MEMORY``."""

from __future__ import annotations

import marshal
import os
import sys
from heapq import heappop, heappush
from typing import Any

from reader.model import Telling
from reader.parse.serving import serve
from reader.threads import reading_of

#: How far behind the rest of a refresh the child stands when there are not cores enough for all:
#: what feeds answered is to be stored first, as placing cannot begin before that.
BEHIND = 5

#: What reading a story needs of it, as ``ahead`` gives it.
Values = tuple[str, str, str, str, int]


class Reading:
    """Reads stories: those that are asked for at once, those that are to come in idle moments."""

    def __init__(self) -> None:
        self._reading = reading_of({})
        self._coming: set[Values] = set()
        #: the same by story time: the oldest are placed first (a heap)
        self._order: list[tuple[int, Values]] = []
        #: what was read of those, packed: as values it takes five times the room
        self._known: dict[Values, bytes] = {}

    def answer(self, request: tuple[Any, ...]) -> tuple[Any, ...]:
        """The reply to ("aliases", the user's), which come first, to ("coming", stories) and to
        ("read", stories): that one is ("read", what was read of each), the others' is "ready"."""
        kind, values = request
        if kind == "read":
            return ("read", tuple([self._known.pop(one, b"") or self._read(one) for one in values]))
        if kind == "aliases":
            self._reading = reading_of(values)
        else:
            self._coming.update(values)
            for one in values:
                heappush(self._order, (one[-1], one))
        return ("ready",)

    def meanwhile(self) -> bool:
        """Read a story that is to come; false when all were."""
        while self._order:
            _, one = heappop(self._order)
            if one in self._coming:
                self._known[one] = self._read(one)
                return True
        return False

    def _read(self, one: Values) -> bytes:
        self._coming.discard(one)
        title, summary, url, language, at = one
        (found,) = self._reading([Telling(0, 0, 0, "", title, summary, url, language, at)])
        return marshal.dumps(found, 2)


if __name__ == "__main__":
    os.nice(BEHIND)
    reading = Reading()
    serve(reading.answer, int(sys.argv[1]), reading.meanwhile)
