"""Stories that have a vector judged anew: what words and meaning say together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.meaning.blend import Meant, likely
from reader.meaning.texts import told
from reader.meaning.winding import alike, both_ways, wind
from reader.model import Telling
from reader.threads import Engine
from reader.threads.words import clean, headline

if TYPE_CHECKING:
    from reader.meaning.vectors import Space

#: How alike two groups must be to be one: chosen on events that were held aside from training,
#: where .3 has pair F1 +.002 and pairs across languages P -.04 (with outlets left out +.002, -.03);
#: on the days trained on .3 looks better (pair F1 +.004). What one step of tightness adds; from
#: which likeness a doubtful pair is shown.
LEVEL, STEP, DOUBT = 0.35, 0.1, 0.25
#: A pair at least this likely brings the other's thread into what is judged.
REACH = 0.15
#: How much more two groups must be alike when all pairs of them are across languages; what is
#: between is asked of the user ("also in French?"). Of single stories that met at less, in four
#: days of 73 outlets, half were wrong: events of one kind, explanations of one word. (Pairs across
#: languages, events held aside: P .831 → .853, R .688 → .680, outlets left out .835 → .859, .674 →
#: .649; at .3 R .652, .642.) Asked by the share of such pairs, not of groups that mostly speak two
#: languages: P, events held aside, .812 → .830, R .659 → .656, pair F1 .775 → .776; our own events
#: among those of two days P .64 → .68, R as it was. What did not pay, also held aside: asking it
#: only of groups that share no names or no rare ones (R -.01 to -.04 for less P); letting the story
#: that fits least leave a group of two languages (at a level P +.015, R -.02, pair F1 -.015;
#: against the others of its group R -.01). Nor is it asked of what words brought together: who met
#: a few of its language and a few of another in one thread left again (English and French BCubed F1
#: .939 → .953, pairs across languages R .821 → .845, P 1 as it was; two days of 41 outlets R .727 →
#: .729, P as it was; others as they were).
FOREIGN = 0.2
#: It is not asked of an event that several stories tell, when no third story is this like either:
#: what is somewhat like one thing alone is that. (Of those that this brings together, on four days
#: of 73 outlets, four of four were right, four of eight single stories; pairs across languages of
#: two days of 41 outlets R .670 → .678, P .916 → .917; our own events in nine languages R .94 → 1,
#: titles in seven R .98 → 1, titles of hard paraphrases R .89 → .92; other sets as they were. At
#: .15 the same.)
THIRD = 0.2
#: An affair of so many stories has sides that are little like each other: a single story or a few
#: of one side are asked for less, if no third story is this like them. (Two days of 41 outlets pair
#: F1 .812 → .831, BCubed F1 .941 → .943, pairs across languages R .678 → .694, P .917 → .913; broad
#: events, titles, BCubed F1 .865 → .874; look-alike events .908 → .909; others as they were. Of
#: nine that came so to affairs of other days of 73 outlets eight were right. At .1 pair F1 .825, at
#: 20 stories .830, at 30 .828; at 10 look-alike events -.006.) With a looser setting it is less:
#: else an affair draws an eighth of two days' stories.
AFFAIR, SIDE, EASE = 15, 3, 0.15
#: The share of ``FOREIGN`` that a side in another language is asked for. (Of four that came so, on
#: other days, three were right, nine tenths of their pairs; labelled sets as they were. Without any
#: pairs across languages of two days R .694 → .722, P .913 → .899.)
ABROAD = 0.25
#: How alike two groups must be to be one although their texts tell them apart. What that kept apart
#: rightly, look-alike events most of all, was alike by .37 to .54; of what was by .7 to .85, on
#: other days, two of three were parts of one event that words had together (a governor on the
#: shooting, the leaker before and after he was found).
SURE = 0.65
#: What a story has of its group in meaning and in words but names, together, from which it stays.
#: One that shares a product or a protagonist with a thread, and nothing else, leaves it: else it is
#: a wrong pair with each of its stories in every language. (Two days of 41 outlets BCubed F1 .943 →
#: .945, pair F1 .831 → .836, pairs across languages P .913 → .932, R as it was: five left, all
#: rightly; of 17 on three other days of 73 outlets 12; other sets as they were. Asked of titles as
#: well BCubed F1 of look-alike events -.002, broad ones -.001. At .58 P .916; whatever the words,
#: look-alike events -.002.)
BELONGS = 0.62
#: Stories of a thread that are looked at, the newest; threads that are judged at once, at most.
MEMBERS, THREADS = 60, 400

Allowed = Callable[[Sequence[int], Sequence[int]], bool]


@dataclass(frozen=True, slots=True)
class Judgement:
    """``groups`` of stories that tell one event each; ``doubtful`` (likeness, group, group) of
    those that may; ``pairs``: story → story → how likely they tell one event."""

    groups: list[list[int]]
    doubtful: list[tuple[float, list[int], list[int]]]
    pairs: dict[int, dict[int, float]]


def text_of(telling: Telling) -> str:
    """A story as the model reads it: without what publishers set around headlines."""
    return told(headline(telling.title), clean(telling.summary))


def judge(
    engine: Engine,
    space: Space,
    fresh: Sequence[int],
    threads: Mapping[int, Sequence[int]],
    *,
    tightness: float = 0.0,
    fixed: frozenset[int] = frozenset(),
    allowed: Allowed = lambda one, other: True,
) -> Judgement:
    """Judge where ``fresh`` stories stand, and the threads they may bring together.

    ``threads``: thread → its stories, of all that the engine holds. What is neither fresh nor
    reached by what is stays out; stories that are not fresh stay with their thread, and so do those
    that are ``fixed``. What the folders of stories ask beyond ``tightness`` the engine knows.

    Meaning has two fires and two verdicts near each other; what words hold apart by the texts of
    both stays apart unless it is sure. (Look-alike events with summaries BCubed F1 .868 → .906,
    without meaning .905; two days of 41 outlets .939 → .940, pair F1 .799 → .805; other sets ±0.
    Asked of titles alone as well: broad events -.007.)

    What came together is judged once more: a larger thread says better what its event is. (Two days
    of 41 outlets BCubed F1 .945 → .946, pair F1 .836 → .842, pairs across languages R .694 → .705,
    P .932 → .933; titles of broad events .874 → .877, of look-alikes .771 → .772; others as they
    were; on two other days of 73 outlets four of six such joins were right. A third time: no
    change. What did not pay across languages: joining groups that are alike by .15 and share two
    rare names, of which three of five were right, half of their pairs.)
    """
    thread_of = {story: thread for thread, stories in threads.items() for story in stories}
    news = [story for story in fresh if story in thread_of]
    reached = _reached(engine, space, news, threads, thread_of)
    scope = [story for thread in reached for story in threads[thread][-MEMBERS:]]
    scope = list(dict.fromkeys([*scope, *news]))
    atoms = _atoms(threads, reached, set(news) - fixed)
    level = LEVEL + STEP * tightness
    groups = _wound(engine, space, scope, threads, atoms, level, allowed).groups
    done = set(reached)
    rest = {thread: stories for thread, stories in threads.items() if thread not in done}
    again = {**rest, **dict(enumerate(groups, max(threads, default=0) + 1))}
    return _wound(engine, space, scope, again, groups, level, allowed)


def _atoms(
    threads: Mapping[int, Sequence[int]], reached: Sequence[int], loose: Set[int]
) -> list[list[int]]:
    """What is judged as one: what stays of each thread together, and each loose story alone."""
    stay = [[story for story in threads[thread] if story not in loose] for thread in reached]
    return [atom for atom in stay if atom] + [[story] for story in sorted(loose)]


def _wound(
    engine: Engine,
    space: Space,
    scope: Sequence[int],
    threads: Mapping[int, Sequence[int]],
    atoms: Sequence[Sequence[int]],
    level: float,
    allowed: Allowed,
) -> Judgement:
    """The atoms wound into groups by what their stories (``scope``) are to each other in the
    threads they stand in."""
    thread_of = {story: thread for thread, stories in threads.items() for story in stories}
    pairs = both_ways(_measured(engine, space, scope, threads, thread_of))
    asked = _Asked(engine, space, pairs, thread_of, level)

    def may(one: Sequence[int], other: Sequence[int]) -> bool:
        sure = alike(pairs, one, other) >= SURE
        return allowed(one, other) and (sure or not engine.texts_differ(one, other))

    groups = wind(pairs, atoms, asked.least, may, asked.more)
    groups = _without_strangers(engine, space, atoms, groups)
    return Judgement(groups, _doubtful(pairs, groups, asked, allowed), pairs)


def _reached(
    engine: Engine,
    space: Space,
    news: Sequence[int],
    threads: Mapping[int, Sequence[int]],
    thread_of: Mapping[int, int],
) -> list[int]:
    """The threads of the news, and those that may tell of the same."""
    reached = {thread_of[story]: None for story in news}
    for (a, b), value in _measured(engine, space, news, threads, thread_of).items():
        if value >= REACH and len(reached) < THREADS + len(news):
            reached.setdefault(thread_of[a])
            reached.setdefault(thread_of[b])
    return list(reached)


class _Asked:
    """How alike two groups must be. ``level``: what the setting for all asks of two groups of one
    language; ``least`` is what the sides of an affair are asked for, and all others more."""

    def __init__(
        self,
        engine: Engine,
        space: Space,
        pairs: Mapping[int, Mapping[int, float]],
        thread_of: Mapping[int, int],
        level: float,
    ) -> None:
        self._engine, self._space, self._pairs = engine, space, pairs
        self._thread_of = thread_of
        # Never for less than a third story has.
        self._ease = max(0.0, min(EASE, level - THIRD))
        self.least = level - self._ease

    def more(self, one: Sequence[int], other: Sequence[int]) -> float:
        """What two groups are asked for beyond ``least``."""
        pairs, share = self._pairs, _foreign(self._space, one, other)
        both = {*one, *other}
        if len({self._thread_of[story] for story in both}) == 1:
            share = 0.0  # words say so, too
        if share == 1 and len(both) > 2 and not _third(pairs, both, one, other):
            share = 0.0
        few, many = sorted((one, other), key=len)
        side = len(many) >= AFFAIR and len(few) <= SIDE and not _third(pairs, both, few)
        asked = ABROAD * FOREIGN * share if side else FOREIGN * share + self._ease
        return self._folders(one, other) + asked

    def doubt(self, one: Sequence[int], other: Sequence[int]) -> tuple[float, float]:
        """From which likeness on two groups are a doubt, and from which on one."""
        return DOUBT + self._folders(one, other), self.least + self.more(one, other)

    def _folders(self, one: Sequence[int], other: Sequence[int]) -> float:
        """What the folders of two groups ask beyond the setting for all."""
        return STEP * max(self._engine.tighter(one), self._engine.tighter(other))


def _without_strangers(
    engine: Engine, space: Space, atoms: Sequence[Sequence[int]], groups: Sequence[list[int]]
) -> list[list[int]]:
    """The groups, and by itself each story that has only names in common with the rest of its own;
    an atom stays whole."""
    single = {atom[0] for atom in atoms if len(atom) == 1}
    found: list[list[int]] = []
    for group in groups:
        strange = space.stranger(group)
        if strange is not None and strange[0] in single:
            story, among = strange
            others = [other for other in group if other != story]
            words = engine.unnamed(story, others)
            if words is not None and among + words < BELONGS:
                found.append([story])
                group = others
        found.append(group)
    return found


def _foreign(space: Space, one: Sequence[int], other: Sequence[int]) -> float:
    """The share of the pairs of two groups that is across languages."""
    spoken, there = (Counter(map(space.language, group)) for group in (one, other))
    same = sum(count * there[language] for language, count in spoken.items())
    return 1 - same / (len(one) * len(other))


def _third(
    pairs: Mapping[int, Mapping[int, float]], both: Container[int], *groups: Sequence[int]
) -> bool:
    """Whether a story outside of both groups is like one of these."""
    return any(
        alike(pairs, [third], group) > THIRD
        for group in groups
        for story in group
        for third, value in pairs.get(story, {}).items()
        if value > THIRD and third not in both
    )


def _measured(
    engine: Engine,
    space: Space,
    stories: Sequence[int],
    threads: Mapping[int, Sequence[int]],
    thread_of: Mapping[int, int],
) -> dict[tuple[int, int], float]:
    """How likely each of the stories and those near it in words or meaning tell one event."""
    found = [
        pair
        for pair in engine.pairs(stories, space.near(stories))
        if pair.a in thread_of and pair.b in thread_of
    ]
    measured = {}
    both = [(pair.a, pair.b) for pair in found]
    for pair, said in zip(found, meant(space, both, threads, thread_of), strict=True):
        one, other = thread_of[pair.a], thread_of[pair.b]
        measured[pair.a, pair.b] = likely(
            pair, said, one == other, len(threads[one]), len(threads[other])
        )
    return measured


def meant(
    space: Space,
    pairs: Sequence[tuple[int, int]],
    threads: Mapping[int, Sequence[int]],
    thread_of: Mapping[int, int],
) -> list[Meant]:
    """What vectors say of each of the pairs."""
    crowds = space.crowds({story for pair in pairs for story in pair})
    among = space.among(pairs, threads, thread_of)
    return [
        Meant(alike, amid, (crowds.get(a, 0.0) + crowds.get(b, 0.0)) / 2)
        for (a, b), alike, amid in zip(pairs, space.likenesses(pairs), among, strict=True)
    ]


def _doubtful(
    pairs: Mapping[int, Mapping[int, float]],
    groups: Sequence[list[int]],
    asked: _Asked,
    allowed: Allowed,
) -> list[tuple[float, list[int], list[int]]]:
    """The pairs of groups that were not united, though they may and are somewhat alike."""
    where = {story: at for at, group in enumerate(groups) for story in group}
    near = {
        (min(where[a], where[b]), max(where[a], where[b]))
        for a, others in pairs.items()
        for b, value in others.items()
        if value >= DOUBT and a in where and b in where and where[a] != where[b]
    }
    found = []
    for one, other in sorted(near):
        value = alike(pairs, groups[one], groups[other])
        least, most = asked.doubt(groups[one], groups[other])
        if least <= value < most and allowed(groups[one], groups[other]):
            found.append((value, groups[one], groups[other]))
    return found
