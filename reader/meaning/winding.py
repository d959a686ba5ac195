"""Which stories tell one event: groups grown from the most alike pair on.

Two groups are as alike as a mix of the mean over all their pairs and, for each story of the smaller
one, the mean over its nearest few of the other: the first alone splits the long threads of a day,
the second alone chains (pair F1 on two days of 41 outlets: .739 and .753 against .765 together).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import heapify, heappop, heappush, nlargest

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


def wind(
    pairs: Pairs,
    atoms: Sequence[Sequence[int]],
    level: float,
    allowed: Callable[[Sequence[int], Sequence[int]], bool] = lambda one, other: True,
    more: Callable[[Sequence[int], Sequence[int]], float] = lambda one, other: 0.0,
) -> list[list[int]]:
    """The atoms united while two groups reach ``level``, and what they need beyond it (``more``),
    and are ``allowed``, the most alike first; equal ones in the order of the atoms."""
    groups: dict[int, list[int]] = {at: list(atom) for at, atom in enumerate(atoms)}
    where = {story: at for at, atom in groups.items() for story in atom}
    beside: dict[int, set[int]] = {
        at: {where[o] for s in atom for o in pairs.get(s, {}) if o in where} - {at}
        for at, atom in groups.items()
    }
    age = dict.fromkeys(groups, 0)
    heap: list[tuple[float, int, int, int, int]] = []

    def offer(a: int, b: int) -> None:
        a, b = min(a, b), max(a, b)
        found = alike(pairs, groups[a], groups[b])
        if found >= level and found >= level + more(groups[a], groups[b]):
            heappush(heap, (-found, a, b, age[a], age[b]))

    for a, others in beside.items():
        for b in others:
            if a < b:
                offer(a, b)
    heapify(heap)
    while heap:
        _, a, b, age_a, age_b = heappop(heap)
        if (age.get(a), age.get(b)) != (age_a, age_b) or not allowed(groups[a], groups[b]):
            continue
        groups[a] += groups.pop(b)
        age[a] += 1
        del age[b]
        beside[a] |= beside.pop(b)
        beside[a] -= {a, b}
        for other in sorted(beside[a]):
            beside[other].discard(b)
            beside[other].add(a)
            offer(a, other)
    return list(groups.values())
