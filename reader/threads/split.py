"""Two affairs in one thread, told apart: a snowball parts again, and look-alikes do not merge.

What all of a thread's stories share (its protagonist, the kind of event) says nothing inside it, so
words are weighed anew by their rarity within the thread. Where the stories then fall into two parts
that have little in common, and each part has words that most of its own stories hold and few of the
other's (Rahman and Thompson, Banstead and Wellington), the thread tells two events.

On look-alike events with summaries BCubed F1 +.08, on two days of 41 outlets ±0. On titles alone
the absence of a word says little: there each part must have a name or a number of its own (Bush and
Thomas). With the merging of titles (``alike.TITLES``) BCubed F1 of titles: look-alike events +.003
(a random 70 % of them, three times: +.003 to +.007), two days of 41 outlets +.002 (pair F1 +.02),
broad events -.02; parted by any three words as longer stories are, those -.07.
That a part leaves for words of its own (.75 of three) though the rest, which tells of a topic, has
none: pair recall of two days -.01, and sides of one affair left it.
Parts of four stories instead of five by the same bounds: pair F1 -.005. Searched less often (when
grown by 1.3): of four days of 73 outlets pair F1 -.03, look-alike events -.008.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from functools import cached_property, partial
from heapq import nlargest
from itertools import chain, combinations, pairwise
from math import log, sqrt
from operator import mul

from reader.model import PlacedBy, Reason, Split
from reader.threads import loops
from reader.threads.index import UNIT, Index, Thread
from reader.threads.rows import Rows
from reader.threads.shown import tells_which

#: Stories that a part has as a rule; most stories of a thread that is looked at.
LEAST, MOST = 5, 160
#: Stories that two threads of titles have at least to be held apart: by their centroids
#: (``alike.TITLES``) small ones merge easily. (At 5, in one language only, BCubed F1 of titles in
#: English and French -.02, others ±0; at 3 broad events -.002, two days of 41 outlets +.001.)
TITLES = 4
#: Features a story has on average, below which it is a title: what it leaves out says little. (From
#: 14 to 18 nothing was parted: look-alike events +.003, two days of 41 outlets ±0, and all four
#: threads of four days of 73 outlets that this parts told two things. At 12 titles of look-alikes
#: -.004.)
TITLE = 14
#: How much more of its own stories than of the other's hold a part's own words, at least on average
#: of so many: what looks apart by one word alone is a side of one affair (pair F1 -.07).
OWN, WORDS = 0.6, 3
#: Likeness between the parts, of the likeness within them, up to which they are two.
BETWEEN = 0.33
#: Parts that are more alike than this by all their words (the root of cosine of the sums and mean
#: over pairs) are one event told from two sides.
ALIKE = 0.45
#: Two large parts (of so many stories each) may have less of their own when there is less between
#: them: the same three bounds (of what this parts on four days of 73 outlets most are two affairs;
#: pair precision there .818 → .850, pair F1 +.008, all else ±0. From 8 stories on .38 and .25 do
#: less of it, and .42 and .3 part one shooting into two).
MANY, MANY_OWN, MANY_BETWEEN = 10, 0.4, 0.3
#: And a part may be of so few when there is hardly anything between them: an attack taken for
#: another crime in the same city, one country's missiles for the other's. (Of twelve such threads
#: ten were two events; at .2 half of what comes in addition is one.)
FEWEST, FEW_BETWEEN = 3, 0.15
#: How much less it takes to keep two threads apart than to part one: what was parted must not merge
#: again with the next story.
KEPT = 0.8
#: A thread is searched again when it has grown by this factor: the search is dear.
GROWN = 1.15
#: Heaviest words by which parts are sought, starts tried, and how often stories then choose their
#: part anew.
WIDEST, SEEDS, ROUNDS = 14, 2, 6

#: Whether a word (a feature) tells events of one kind apart.
_Telling = Callable[[int], bool]


class Inside:
    """The stories of one thread (or of two that might merge), weighed within it. A story goes by
    its place among them. With ``telling`` only what that is true of is a part's own, and one such
    word will do."""

    def __init__(self, rows: Rows, numbers: Sequence[int], telling: _Telling | None = None) -> None:
        self._telling = telling
        #: stories that a part has at least
        self._least = LEAST if telling else FEWEST
        self.stories = [dict(rows.pairs(number)) for number in numbers]
        times = Counter(chain.from_iterable(self.stories))
        #: feature → how many of the stories have it, of what more than one has
        self._times = {feature: count for feature, count in times.items() if count > 1}
        n = len(self.stories) + 1
        whole = log(n)
        rarity = [0.0, *[log(n / count) / whole for count in range(1, n)]]
        #: feature → its place among these, in the order of their numbers, and its rarity
        self._rare = {
            feature: (place, rarity[self._times[feature]])
            for place, feature in enumerate(sorted(self._times))
        }

    @cached_property
    def _vectors(self) -> tuple[array[int], array[float], array[int]]:
        """Each story by the rarity of its words here; see ``loops.vectors``."""
        return loops.vectors(self.stories, self._rare)

    def _empty(self, place: int) -> bool:
        """Whether a story has no word that another has."""
        _, _, starts = self._vectors
        return starts[place] == starts[place + 1]

    @cached_property
    def _all(self) -> array[float]:
        """The sum of all stories."""
        return self._sum(range(len(self.stories)))

    @cached_property
    def _whole(self) -> list[float]:
        """The product of each story with the sum of all."""
        return self._dots(self._all)

    def events(self) -> tuple[list[int], list[int]] | None:
        """The stories of two events, those of the larger first; None when all tell one, or they are
        too few to tell two."""
        if len(self.stories) < 2 * self._least:
            return None
        met: set[tuple[int, ...]] = set()
        for seeds in self._seeds():
            parts = self._parts([_places(bits) for bits in seeds], met)
            if parts is not None and self.apart(*parts):
                return parts
        return None

    def _parts(
        self, sides: list[list[int]], met: set[tuple[int, ...]]
    ) -> tuple[list[int], list[int]] | None:
        """Every story with the part it is more like, starting from some; the larger part first.
        None where a part has too few, or from where others (``met``) went on already."""
        second: list[float] | None = self._dots(self._sum(sides[1]))
        for _ in range(ROUNDS):
            first = self._dots(self._sum(sides[0]))
            if second is None:
                second = [whole - part for whole, part in zip(self._whole, first, strict=True)]
            one, other = map(self._likeness, (first, second), sides)
            chosen: list[list[int]] = [[], []]
            for place, likeness in enumerate(one):
                chosen[0 if likeness >= other[place] else 1].append(place)
            if min(map(len, chosen)) < self._least:
                return None
            if chosen == sides:
                break
            sides, second = chosen, None
            state = tuple(min(sides))
            if state in met:
                return None
            met.add(state)
        sides.sort(key=lambda side: (-len(side), side[0]))
        return sides[0], sides[1]

    def _seeds(self) -> list[tuple[int, int]]:
        """Pairs of heavy words whose stories are apart the most: the stories with only one."""
        mass, holds = self._all, [0] * len(self._rare)
        places, _, starts = self._vectors
        for story, (begin, end) in enumerate(pairwise(starts)):
            for place in places[begin:end]:
                holds[place] |= 1 << story
        n, least = len(self.stories), OWN * self._least
        times = [bits.bit_count() for bits in holds]
        heavy = sorted(
            (place for place, count in enumerate(times) if least <= count <= n - least),
            key=lambda place: (-mass[place], place),
        )[:WIDEST]
        found: list[tuple[float, int, int]] = []
        for a, b in combinations(heavy, 2):
            both = (holds[a] & holds[b]).bit_count()
            fewer = min(times[a], times[b]) - both
            if fewer >= least and fewer > both:
                only = holds[a] & ~holds[b], holds[b] & ~holds[a]
                found.append(((fewer - both) * min(mass[a], mass[b]), *only))
        return [(one, other) for _, one, other in nlargest(SEEDS, found)]

    def _sum(self, side: Iterable[int]) -> array[float]:
        """The sum of some stories, by the places of features."""
        return loops.summed(*self._vectors, side, len(self._rare))

    def _dots(self, total: array[float]) -> list[float]:
        """The product of each story with a sum."""
        return loops.products(*self._vectors, total)

    def _likeness(self, dots: Sequence[float], side: Sequence[int]) -> list[float]:
        """Mean likeness of each story to the (other) stories of a part, from the products with its
        sum."""
        own, n = set(side), len(side)
        # Of unit length, or empty: a story is like itself by 1 or 0.
        return [
            (dot - (not self._empty(place))) / max(1, n - 1) if place in own else dot / n
            for place, dot in enumerate(dots)
        ]

    def apart(self, one: Sequence[int], other: Sequence[int], ease: float = 1.0) -> bool:
        """Whether two parts tell two events; with less ``ease`` than 1 it takes less."""
        return self.differ(one, other, ease) and not self.alike(one, other)

    def alike(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Whether two parts are one event told from two sides, by all their words."""
        mine, theirs = self._plain(one), self._plain(other)
        squares = loops.product(mine, mine), loops.product(theirs, theirs)
        return _alike(len(one) * len(other), loops.product(mine, theirs), *squares)

    def differ(self, one: Sequence[int], other: Sequence[int], ease: float = 1.0) -> bool:
        """Whether two parts have words of their own and little between them; with less ``ease``
        than 1 it takes less."""
        fewest = min(len(one), len(other))
        own = self._own(one, other) / ease
        if own < (OWN if fewest < MANY or self._telling else MANY_OWN):
            return False
        most = BETWEEN if own >= OWN else MANY_BETWEEN
        if fewest < LEAST and not self._telling:
            most = FEW_BETWEEN
        first, second = self._sum(one), self._sum(other)
        pairs = len(one) * len(other)
        between: float = sum(map(mul, first, second)) / pairs
        within = sqrt(self._within(one, first) * self._within(other, second))
        return between <= most / ease * within

    def _within(self, side: Sequence[int], total: array[float]) -> float:
        """Mean likeness of a part's stories to each other, from the part's sum."""
        n = len(side)
        own = sum([not self._empty(place) for place in side])
        square: float = sum(map(mul, total, total))
        return max(0.0, square - own) / (n * (n - 1))

    def _plain(self, side: Sequence[int]) -> dict[int, int]:
        """The sum of a part's vectors as they are everywhere."""
        total: dict[int, int] = {}
        get = total.get
        for place in side:
            for feature, weight in self.stories[place].items():
                total[feature] = get(feature, 0) + weight
        return total

    def _shares(self, one: Sequence[int], other: Sequence[int]) -> dict[int, float]:
        """Feature → by how much more of one part's stories than of the other's hold it; the two
        parts are all stories."""
        first = Counter(chain.from_iterable([self.stories[place] for place in one]))
        mine, theirs, get = len(one), len(other), first.get
        shares = {}
        for feature, count in self._times.items():
            here = get(feature, 0)
            shares[feature] = here / mine - (count - here) / theirs
        return shares

    def _own(self, one: Sequence[int], other: Sequence[int]) -> float:
        """How much each part has words of its own: the lesser of the two."""
        found = self._shares(one, other)
        if self._telling:
            telling = [share for feature, share in found.items() if self._telling(feature)]
            return min(max(telling, default=0.0), -min(telling, default=0.0))
        shares = sorted(found.values())
        return min(sum(shares[-WORDS:]), -sum(shares[:WORDS])) / WORDS

    def own(self, one: Sequence[int], other: Sequence[int]) -> list[tuple[int, float]]:
        """Some of a part's own words, the first the most its own."""
        shares = self._shares(one, other).items()
        ranked = sorted(shares, key=lambda pair: (-pair[1], pair[0]))[: WORDS + 2]
        return [(feature, round(share, 1)) for feature, share in ranked if share > 0]


def _alike(pairs: int, dot: int, one: int, other: int) -> bool:
    """Whether two parts, as sums of vectors as they are everywhere, are one event, by their product
    and the squares of their lengths; ``pairs``: of how many pairs of stories."""
    return sqrt(dot / pairs / UNIT / UNIT * dot / sqrt(one * other)) > ALIKE


def _places(bits: int) -> list[int]:
    return [place for place in range(bits.bit_length()) if bits >> place & 1]


def fullness(index: Index, numbers: Sequence[int]) -> float:
    """Features a story has on average."""
    at = index.rows.feature_at
    return sum([at[number + 1] - at[number] for number in numbers]) / len(numbers)


def _tellings(index: Index, numbers: Sequence[int]) -> tuple[list[int], _Telling | None]:
    """The stories in the language that most of them have, and, of titles alone, what asks whether a
    word tells events of a kind apart."""
    language = index.rows.language
    spoken = [language[number] for number in numbers]
    main = max(set(spoken), key=lambda code: (spoken.count(code), -code))
    numbers = [number for number in numbers if language[number] == main]
    if fullness(index, numbers) >= TITLE:
        return numbers, None
    return numbers, partial(tells_which, index, language=index.rows.spoken(numbers[0]))


def two_events(index: Index, a: Thread, b: Thread) -> bool:
    """Whether two threads that look alike tell two events."""
    if min(len(a.rows), len(b.rows)) < FEWEST or len(a.rows) + len(b.rows) > MOST:
        return False
    rows, language = [*a.rows, *b.rows], index.rows.language
    numbers, telling = _tellings(index, rows)
    if telling and language[a.rows[0]] == language[b.rows[0]]:
        numbers = rows  # names and numbers are much the same in every language
    middle = sum([index.rows.thread[number] == a.id for number in numbers])
    if min(middle, len(numbers) - middle) < (TITLES if telling else FEWEST):
        return False
    one, other = range(middle), range(middle, len(numbers))
    if len(numbers) < len(a.rows) + len(b.rows):
        return Inside(index.rows, numbers, telling).apart(one, other, KEPT)
    dot = index.dot(a, index.sum(b))
    if _alike(len(one) * len(other), dot, a.square, b.square):
        return False
    return Inside(index.rows, numbers, telling).differ(one, other, KEPT)


def texts_differ(index: Index, ones: Sequence[int], others: Sequence[int]) -> bool:
    """Whether the texts of two groups of rows tell two events, as ``two_events`` has it of threads;
    of a few stories and of titles nothing is said."""
    if min(len(ones), len(others)) < LEAST or len(ones) + len(others) > MOST:
        return False
    numbers, telling = _tellings(index, [*ones, *others])
    middle = len(set(ones).intersection(numbers))
    if telling or min(middle, len(numbers) - middle) < LEAST:
        return False
    inside = Inside(index.rows, numbers, None)
    return inside.apart(range(middle), range(middle, len(numbers)), KEPT)


def second_event(index: Index, thread: Thread) -> tuple[list[int], list[tuple[str, float]]] | None:
    """The rows of a thread that tell another event than most of it, with the words that are theirs
    alone; None when it tells one."""
    if not 2 * FEWEST <= len(thread.rows) <= MOST or len(thread.rows) < GROWN * thread.looked:
        return None
    thread.looked = len(thread.rows)
    numbers, telling = _tellings(index, thread.rows)
    inside = Inside(index.rows, numbers, telling)
    events = inside.events()
    if events is None:
        return None
    words: dict[str, float] = {}
    for feature, share in inside.own(events[1], events[0]):
        words.setdefault(index.surface(feature), share)
    going = [numbers[place] for place in events[1]]
    return going + _foreign(index, thread, numbers, going), list(words.items())


def parted(index: Index, threads: Iterable[int], bound: Set[int]) -> list[Split]:
    """Part the threads that tell two events, a part again while it does; what holds a story that
    is ``bound`` to another by the user stays as it is."""
    splits: list[Split] = []
    queue = [index.threads[thread] for thread in threads]
    for thread in queue:
        found = second_event(index, thread)
        stories = {index.rows.story[number] for number in thread.rows} if found else set()
        if found is None or not bound.isdisjoint(stories):
            continue
        numbers, words = found
        going = sorted(index.rows.story[number] for number in numbers)
        made = next(-story for story in going if -story not in index.threads)
        queue += [thread, index.part(thread, numbers, made)]
        reason = Reason(PlacedBy.SPLIT, terms=tuple(words))
        splits.append(Split(thread.id, made, tuple(going), reason))
    return splits


def _foreign(
    index: Index, thread: Thread, numbers: Sequence[int], going: Sequence[int]
) -> list[int]:
    """Stories in other languages that are nearer to those that go than to those that stay."""
    others = set(thread.rows).difference(numbers)
    staying = set(numbers).difference(going)
    return [
        number
        for number in sorted(others)
        for vector in (dict(index.rows.pairs(number)),)
        if sum(index.rows.dots(going, vector)) * len(staying)
        > sum(index.rows.dots(staying, vector)) * len(going)
    ]
