"""Which stories tell one event: groups grown from the most alike pair on.

Two groups are as alike as a mix of the mean over all their pairs and, for each story of the smaller
one, the mean over its nearest few of the other: the first alone splits the long threads of a day,
the second alone chains (pair F1 on two days of 41 outlets: .739 and .753 against .765 together).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heappop, heappush, nlargest

#: Share of the mean over all pairs, against that over the nearest ones, and how many those are.
MEAN, NEAREST = 0.5, 3
#: Of a group of more stories than this the mean over all counts less: it falls with the sides that
#: an affair has (without: pair F1 -.02).
MANY = 8

Pairs = Mapping[int, Mapping[int, float]]


def both_ways(pairs: Mapping[tuple[int, int], float]) -> dict[int, dict[int, float]]:
    """story → story → how likely they tell one event."""
    found: dict[int, dict[int, float]] = {}
    for (a, b), value in pairs.items():
        found.setdefault(a, {})[b] = value
        found.setdefault(b, {})[a] = value
    return found


def alike(pairs: Pairs, one: Sequence[int], other: Sequence[int]) -> float:
    """How alike two groups are, 0 to 1; a pair that is not known counts 0."""
    if len(one) > len(other):
        one, other = other, one
    inside = set(other)
    most = min(NEAREST, len(other))
    total = near = 0.0
    for story in one:
        values = [value for third, value in pairs.get(story, {}).items() if third in inside]
        total += sum(values)
        near += sum(nlargest(most, values)) / most
    mean = MEAN * min(1.0, MANY / len(other))
    return mean * total / (len(one) * len(other)) + (1 - mean) * near / len(one)


class _Groups:
    """Groups that grow, and the pairs of them that may be united, the most alike first."""

    def __init__(
        self,
        pairs: Pairs,
        atoms: Sequence[Sequence[int]],
        level: float,
        more: Callable[[Sequence[int], Sequence[int]], float],
    ) -> None:
        self.stories = {at: list(atom) for at, atom in enumerate(atoms)}
        self._pairs = pairs
        self._level, self._more = level, more
        where = {story: at for at, atom in self.stories.items() for story in atom}
        self._beside: dict[int, set[int]] = {
            at: {where[o] for s in atom for o in pairs.get(s, {}) if o in where} - {at}
            for at, atom in self.stories.items()
        }
        #: group → how often it grew: what was offered before is past
        self._age = dict.fromkeys(self.stories, 0)
        self._heap: list[tuple[float, int, int, int, int]] = []
        for a, others in self._beside.items():
            for b in others:
                if a < b:
                    self._offer(a, b)

    def _offer(self, a: int, b: int) -> None:
        a, b = min(a, b), max(a, b)
        one, other = self.stories[a], self.stories[b]
        found = alike(self._pairs, one, other)
        if found >= self._level and found >= self._level + self._more(one, other):
            heappush(self._heap, (-found, a, b, self._age[a], self._age[b]))

    def nearest(self) -> Iterator[tuple[int, int]]:
        """Each two groups that reach what they need, whatever is united meanwhile."""
        while self._heap:
            _, a, b, age_a, age_b = heappop(self._heap)
            if (self._age.get(a), self._age.get(b)) == (age_a, age_b):
                yield a, b

    def unite(self, a: int, b: int) -> None:
        """Let ``b`` go into ``a``."""
        self.stories[a] += self.stories.pop(b)
        self._age[a] += 1
        del self._age[b]
        self._beside[a] |= self._beside.pop(b)
        self._beside[a] -= {a, b}
        for other in sorted(self._beside[a]):
            self._beside[other].discard(b)
            self._beside[other].add(a)
            self._offer(a, other)


def wind(
    pairs: Pairs,
    atoms: Sequence[Sequence[int]],
    level: float,
    allowed: Callable[[Sequence[int], Sequence[int]], bool] = lambda one, other: True,
    more: Callable[[Sequence[int], Sequence[int]], float] = lambda one, other: 0.0,
) -> list[list[int]]:
    """The atoms united while two groups reach ``level``, and what they need beyond it (``more``),
    and are ``allowed``, the most alike first; equal ones in the order of the atoms."""
    groups = _Groups(pairs, atoms, level, more)
    for a, b in groups.nearest():
        if allowed(groups.stories[a], groups.stories[b]):
            groups.unite(a, b)
    return list(groups.stories.values())
