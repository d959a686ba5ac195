"""The tightest loops of the engine, by themselves: over columns, postings and dictionaries alone.

``compiled`` has each of them again in C, under the same name and with the same answers to the last
bit. It is compiled where clew is installed and there is a C compiler (see ``hatch_build.py``), as
``_loops``, which takes their place below. Where there is none nothing is missing but speed: with
30,000 stories held one is read and placed in .64 ms with it and 1.5 ms without
(``tests/bench/threads.py --full``).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

DAY = 86_400
#: The rows that have a feature, in the order they came; -1 and a row for none and one alone.
Posting: TypeAlias = "int | array[int]"
#: Rows by how alike they are: likeness, and the number negated, the most alike first.
Alike = list[tuple[float, int]]
#: In a table of a language: not asked yet, and nothing.
UNASKED, NOTHING = -2, -1
#: The channel of words (see ``features``).
A_WORD = ord("w")
#: Whether the loops in C are in place.
COMPILED = False


class Bounds(NamedTuple):
    """What ``near`` looks at: see the constants of the module ``near``, of which these are, the
    shares in squared ``UNIT``."""

    candidates: int
    tail: int
    looked: int
    mass: float
    met: float
    many: int
    least: float


class Scale(NamedTuple):
    """What ``weighed`` weighs by: see the constants of the module ``weights``."""

    background: float
    by_threads: float
    by_stories: float
    floor: float
    words: float
    least: float
    habit: int
    left: float
    most: int
    poor: float
    unit: int


def near(
    postings: list[Posting], features: array[int], weights: array[int], at: array[int],
    since: int, low: int, high: int, bounds: Bounds,
) -> list[int]:  # fmt: skip
    """Rows from ``since`` on, told between ``low`` and ``high``, that share the heaviest of some
    features, the best first, of equal ones the earlier."""
    found: dict[int, float] = {}
    get, met = found.get, found.keys()
    looked, mass = 0, 0.0
    for feature, weight in zip(features, weights, strict=True):
        if looked > bounds.looked or mass > bounds.mass:
            break
        # Whole numbers all the same; such large ones are added and sorted quicker as floats.
        square = float(weight * weight)
        posting = postings[feature]
        if isinstance(posting, int):
            if posting >= since:
                found[posting] = get(posting, 0.0) + square
        else:
            looked += min(bounds.tail, len(posting))
            first = max(0, len(posting) - bounds.tail)
            if posting[first] < since:
                first = bisect_left(posting, since, first)
            newest = posting[first:] if first else posting
            if mass > bounds.met and len(newest) > bounds.many:
                for other in met & newest:
                    found[other] += square
            else:
                for other in newest:
                    found[other] = get(other, 0.0) + square
        mass += square
    # Two sorts, since of equal ones the earlier row is the better: each compares plain numbers.
    least = bounds.least
    enough = sorted([row for row, got in found.items() if got > least and low <= at[row] <= high])
    enough.sort(key=found.__getitem__, reverse=True)
    return enough[: bounds.candidates]


def dots(
    features: array[int], weights: array[int], places: array[int],
    numbers: Iterable[int], vector: Mapping[int, int],
) -> list[int]:  # fmt: skip
    """The products of some rows of the columns (see ``rows.Rows``) with a vector."""
    get = vector.get
    found = []
    for number in numbers:
        at, total = places[number], 0
        for value in map(get, features[at : places[number + 1]]):
            if value is not None:
                total += value * weights[at]
            at += 1
        found.append(total)
    return found


def total(columns: tuple[array[int], ...], numbers: list[int]) -> dict[int, int]:
    """The sum of the vectors of some rows of the columns (features, weights, places, …)."""
    features, weights, places = columns[:3]
    found: dict[int, int] = {}
    get = found.get
    for number in numbers:
        begin, end = places[number], places[number + 1]
        for feature, weight in zip(features[begin:end], weights[begin:end], strict=True):
            found[feature] = get(feature, 0) + weight
    return found


def product(one: Mapping[int, int], other: Mapping[int, int]) -> int:
    """The product of two vectors."""
    small, large = (one, other) if len(one) < len(other) else (other, one)
    return sum([weight * large[f] for f, weight in small.items() if f in large])


def sharing(
    postings: list[Posting], features: list[int], weights: Sequence[float], thread_of: array[int],
    since: int, back: int, once: bool,
) -> list[tuple[int, float]]:  # fmt: skip
    """The threads of the newest ``back`` rows of each feature, of those from row ``since`` on, with
    the feature's weight for each row, or ``once`` for all of them."""
    found: dict[int, float] = {}
    get = found.get
    for feature, weight in zip(features, weights, strict=True):
        newest = _newest(postings[feature], back)
        if newest and newest[0] < since:
            newest = newest[bisect_left(newest, since) :]
        threads = map(thread_of.__getitem__, newest)
        for thread in dict.fromkeys(threads) if once else threads:
            found[thread] = get(thread, 0.0) + weight
    return list(found.items())


def elsewhere(
    postings: list[Posting], features: list[int], weights: list[float], thread_of: array[int],
    language_of: array[int], languages: list[int], back: int,
) -> list[tuple[int, float]]:  # fmt: skip
    """As ``sharing``, of the rows that are told in none of some languages."""
    found: dict[int, float] = {}
    get = found.get
    for feature, weight in zip(features, weights, strict=True):
        for row in _newest(postings[feature], back):
            if language_of[row] not in languages:
                thread = thread_of[row]
                found[thread] = get(thread, 0.0) + weight
    return list(found.items())


def _newest(posting: Posting, back: int) -> Sequence[int]:
    if isinstance(posting, int):
        return (posting,) if posting >= 0 else ()
    return posting[-back:]


def weighed(
    names: tuple[str, ...], weights: tuple[float, ...], zipfs: tuple[float, ...],
    ids: dict[str, int], in_threads: array[int], in_stories: array[int], latest: list[int],
    features: array[int], places: array[int], thread_of: array[int],
    of_number: Callable[[str], float], sizes: tuple[int, float, float], scale: Scale,
) -> tuple[array[int], array[int], list[int]]:  # fmt: skip
    """The heaviest features of a story, whose names and weights of occurrence these are and how
    common each is: their numbers, and what they weigh, their length being ``unit`` (of a poor story
    less); and the places of those that have no number yet: they get the next ones, in this order.
    ``latest``: the latest rows of its feed; ``of_number``: how often a story of the background has
    a number; ``sizes``: how many features there are, and of how many stories a word, and a name or
    number, is taken to be rare among."""
    known, words, everywhere = sizes
    unseen = known
    numbers = list(map(ids.get, names))
    often = {n for n in numbers if n is not None and in_threads[n] >= scale.habit}
    habits = _habits(often, latest, features, places, thread_of) if often else {}
    found: list[tuple[float, int, int]] = []
    columns = zip(names, weights, zipfs, numbers, strict=True)
    for place, (name, weight, zipf, number) in enumerate(columns):
        channel, df = name[0], 0.0
        share = of_number(name) if channel == "#" else chance(zipf, scale)
        if number is None:
            number, unseen = unseen, unseen + 1
        else:
            df = scale.by_threads * in_threads[number] + scale.by_stories * in_stories[number]
            if number in habits and habits[number] >= scale.habit:
                weight *= scale.left
        size = words if channel == "w" else everywhere
        rarity = log(size / (share * scale.background + df + 0.5))
        weight *= rarity if rarity > scale.least else scale.least
        found.append((-weight, number, place))
    found.sort()
    return _laid(found[: scale.most], known, scale)


def _laid(
    found: list[tuple[float, int, int]], known: int, scale: Scale
) -> tuple[array[int], array[int], list[int]]:
    """What ``weighed`` tells of the heaviest features: (weight below 0, number, place) each."""
    square = 0.0
    for weight, _, _ in found:
        square += weight * weight
    least = scale.unit / max(scale.poor, sqrt(square))
    new = [place for _, number, place in found if number >= known]
    following = iter(range(known, known + len(new)))
    return (
        array("I", [number if number < known else next(following) for _, number, _ in found]),
        array("H", [int(-weight * least) for weight, _, _ in found]),
        new,
    )


def columns(
    names: tuple[Any, ...], surfaces: tuple[Any, ...], weights: tuple[Any, ...],
    zipfs: tuple[Any, ...],
) -> bool:  # fmt: skip
    """Whether these are columns that ``weighed`` can take: of one length, of strings, with a name
    each, and of floats."""
    kinds = set(map(type, names + surfaces)), set(map(type, weights + zipfs))
    return (
        len(names) == len(surfaces) == len(weights) == len(zipfs)
        and kinds in (({str}, {float}), (set(), set()))
        and all(names)
    )


@lru_cache(maxsize=1_024)
def chance(zipf: float, scale: Scale) -> float:
    """The background probability that a story holds a word or name so common."""
    return min(0.5, max(scale.floor, scale.words * float(10.0 ** (zipf - 9.0))))


def _habits(
    often: set[int], latest: list[int], features: array[int], places: array[int],
    thread_of: array[int],
) -> dict[int, int]:  # fmt: skip
    """Which of some features a feed's latest stories have → in how many of their threads."""
    threads: dict[int, set[int]] = {}
    for row in latest:
        for feature in often.intersection(features[places[row] : places[row + 1]]):
            threads.setdefault(feature, set()).add(thread_of[row])
    return {feature: len(found) for feature, found in threads.items()}


def rare(features: array[int], weights: array[int], in_threads: array[int]) -> dict[int, float]:
    """Features with their weights, by in how few threads each is, of unit length."""
    found: dict[int, float] = {}
    for feature, weight in zip(features, weights, strict=True):
        found[feature] = found.get(feature, 0.0) + weight / log(2 + in_threads[feature])
    square = 0.0
    for value in found.values():
        square += value * value
    length = sqrt(square) or 1.0
    return {feature: value / length for feature, value in found.items()}


def channelled(
    columns: tuple[array[int], ...], numbers: list[int], channels: bytearray, channel: int
) -> tuple[array[int], array[int]]:
    """The features of one channel that some rows of the columns (features, weights, places, …)
    have, and what they weigh."""
    features, weights, places = columns[:3]
    found, weighing = array("I"), array("I")
    for number in numbers:
        for place in range(places[number], places[number + 1]):
            if channels[features[place]] == channel:
                found.append(features[place])
                weighing.append(weights[place])
    return found, weighing


def silent(
    keys: array[int], numbers: array[int], loose: Mapping[int, list[int]],
    records: Mapping[int, bytes], sought: list[int], common: int, most: int,
) -> list[int]:  # fmt: skip
    """The numbers of the records that have the most of the ``sought`` features, at least two, of
    equal ones that which is met first. ``keys``: features, sorted, and beside each the number of a
    record; ``loose``: further ones; features of more than ``common`` records are passed over."""
    every: list[int] = []
    for key in sought:
        first = bisect_left(keys, key)
        # Most have few: the end is sought near by.
        last = bisect_right(keys, key, first, min(first + common + 1, len(keys)))
        further = loose.get(key, ())
        if last - first + len(further) <= common:
            every += numbers[first:last]
            every += further
    several = [pair for pair in Counter(every).items() if pair[1] > 1 and pair[0] in records]
    several.sort(key=itemgetter(1), reverse=True)
    return [number for number, _ in several[:most]]


def vectors(
    stories: list[dict[int, int]], rare: dict[int, tuple[int, float]]
) -> tuple[array[int], array[float], array[int]]:
    """Some stories by the words of them that are ``rare``, each of which has a place and a rarity:
    of unit length, as columns of places and weights, and where each story's begin."""
    places, values, starts = array("I"), array("d"), array("I", (0,))
    for story in stories:
        pairs = [
            (rare[feature][0], weight * rare[feature][1])
            for feature, weight in story.items()
            if feature in rare
        ]
        square = 0.0
        for _, value in pairs:
            square += value * value
        length = sqrt(square) or 1.0
        places.extend([place for place, _ in pairs])
        values.extend([value / length for _, value in pairs])
        starts.append(len(places))
    return places, values, starts


def summed(
    places: array[int], values: array[float], starts: array[int], side: Iterable[int], size: int
) -> array[float]:
    """The sum of some of the stories that ``vectors`` made, by the places of ``size`` words."""
    total = array("d", bytes(8 * size))
    for story in side:
        for at in range(starts[story], starts[story + 1]):
            total[places[at]] += values[at]
    return total


def products(
    places: array[int], values: array[float], starts: array[int], total: array[float]
) -> list[float]:
    """The product of each of those stories with such a sum."""
    found = []
    for begin, end in pairwise(starts):
        product = 0.0
        for at in range(begin, end):
            product += values[at] * total[places[at]]
        found.append(product)
    return found


def told(
    columns: tuple[array[int], array[int], array[int]], number: int,
    tables: tuple[bytearray, array[int], array[int], array[int]], names: list[str],
    keys: list[str], by: tuple[float, float, float, float, float], total: dict[str, float],
) -> bool:  # fmt: skip
    """Add to a ``total`` what a row of the columns (features, weights, places) says in every
    language: its names and numbers, the concepts (of ``keys``) that its words are, and the names
    that its other words are shown as. False, with nothing added, where the ``tables`` (channels,
    concepts, names, in how many stories a feature is) do not say of a word what it is yet. ``by``:
    how many of a word's stories must show a name, the share that it then has, and what names,
    numbers and concepts weigh."""
    features, weights, places = columns
    channels, concepts, as_names, in_stories = tables
    shown, share, name, value, concept = by
    row = features[places[number] : places[number + 1]]
    for feature in row:
        asked = channels[feature] != A_WORD or concepts[feature] >= 0
        if not asked and UNASKED in (concepts[feature], as_names[feature]):
            return False
    for feature, weight in zip(row, weights[places[number] : places[number + 1]], strict=True):
        other = as_names[feature]
        if channels[feature] != A_WORD:
            key = names[feature]
            part = weight * (name if key[0] == "@" else value)
        elif concepts[feature] >= 0:
            key, part = keys[concepts[feature]], weight * concept
        elif not (other < 0 or in_stories[other] < shown * in_stories[feature] or other in row):
            key, part = names[other], weight * share * name
        else:
            continue
        total[key] = total.get(key, 0.0) + part
    return True


if not TYPE_CHECKING:
    try:
        from reader.threads._loops import channelled, columns, dots, elsewhere, near, product
        from reader.threads._loops import products, rare, sharing, silent, summed, told, total
        from reader.threads._loops import vectors, weighed
    except ImportError:  # it could not be compiled
        COMPILED = False
    else:
        COMPILED = True
