"""The user's corrections as law: groups that must stand together, stories that must stand apart.

Both carry over: if A belongs with B and B must stand apart from C, then A stands apart from C. Of
two corrections about one pair the later holds. Where pairs contradict each other around a corner,
apart wins: a wrong split costs one key, a wrong merge hides news.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reader.model import Correction

_NONE: frozenset[int] = frozenset()


class Rules:
    """What all corrections together say."""

    def __init__(self, corrections: Sequence[Correction] = ()) -> None:
        last = {(min(c.a, c.b), max(c.a, c.b)): c.together for c in corrections if c.a != c.b}
        self._group: dict[int, frozenset[int]] = {}
        self._apart: dict[int, frozenset[int]] = {}
        for (a, b), together in last.items():
            if not together:
                self._apart[a] = self._apart.get(a, _NONE) | {b}
                self._apart[b] = self._apart.get(b, _NONE) | {a}
        for (a, b), together in last.items():
            if together and b not in self.apart(a):
                self._unite(a, b)

    def _unite(self, a: int, b: int) -> None:
        group = self.group(a) | self.group(b)
        apart = self.apart(a) | self.apart(b)
        for story in group:
            self._group[story] = group
            if apart:
                self._apart[story] = apart
        for other in apart:
            self._apart[other] = self._apart[other] | group

    def group(self, story: int) -> frozenset[int]:
        """The stories that must stand with this one, itself included."""
        return self._group.get(story) or frozenset((story,))

    def together(self, story: int) -> list[int]:
        """The others of these, in order."""
        return sorted(self._group[story] - {story}) if story in self._group else []

    def apart(self, story: int) -> frozenset[int]:
        """The stories that must not stand with this one."""
        return self._apart.get(story, _NONE)

    def groups(self) -> Iterable[frozenset[int]]:
        """Every group of two or more, each once, in a fixed order."""
        return sorted(set(self._group.values()), key=min)

    @property
    def any_apart(self) -> bool:
        return bool(self._apart)
