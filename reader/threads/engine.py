"""The engine that clew ships: reads stories, finds threads they may belong to, and decides.

A story joins the thread whose centroid and closest story it resembles most, when that is enough;
threads that turn out to be one are merged later (``repair``), across languages by what languages
share (``bridge``), and parted where they tell two events (``split``). Weights are frozen when a
story is taken in.

What was tried on labelled days and did not pay: logistic regression over 15 to 21 measures of a
pair, or of a story and a thread, in place of the score (BCubed F1 -.02 to -.03); average linkage
over pairs (-.02); a penalty where names or numbers are all different (-.006); thresholds that
follow a thread's cohesion (-.01); a steeper rarity (power 1.3: pair F1 -.04); counting a whole
batch before it is placed (+.003 here, -.05 on broad events); full names as one unit (-.02 on
look-alike events); punishing features of large threads by stories (-.005). On three days of 73
outlets: likeness nearer to the mean over pairs than to the centroid when a story joins (pair recall
-.1), steeper rarity again (1.3: BCubed F1 -.02), half of the rarity by stories (-.01), a stronger
size term (.1: pair recall -.14), weights of names by their stories (-.01). A merge that rests on
names alone made to score less: as many right ones went as wrong ones.
On the same sets since: parting on titles alone where three words tell the parts apart (broad events
-.07), a lower level for stories of titles (those two days -.005), single stories looked at again
when their best thread has grown (on two days three of four came wrong, of broad events one of
eight), all levels lower once digests stood alone (-.003), summaries of more weight (pair F1 -.02).
For titles alone: look-alikes held apart in larger threads as in small ones (look-alike events
-.001, broad events -.005), rarity by stories more than by threads (two days -.001, broad events
-.007). Since words that headlines exchange are one: words seen with a capital inside a sentence as
names that part titles, however common they are (look-alike events -.006, broad events -.005); nouns
of agents with their verbs ("rioter", "riot": pair F1 of two days' titles -.02); two threads kept
apart when beyond one name nothing is in half of both (broad events -.025; threads of a topic grow
by joins, not merges); the background worth 400 stories (titles of two days -.003, others up).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, zip_longest

from reader.model import (
    Apart,
    Correction,
    Likeness,
    Mention,
    Merge,
    Outcome,
    Passage,
    PlacedBy,
    Placement,
    Telling,
)
from reader.threads import pack
from reader.threads.apart import Levels, compare
from reader.threads.bridge import ROWS, Bridge
from reader.threads.features import Reader
from reader.threads.index import Index, Row
from reader.threads.joining import placed
from reader.threads.law import MERGE, Law
from reader.threads.numbered import Told, as_read
from reader.threads.pairs import pairs, unnamed
from reader.threads.reading import Plain, Read, read
from reader.threads.related import ROWS as NAMED
from reader.threads.related import all_related
from reader.threads.repair import Repair, join
from reader.threads.retired import Retired
from reader.threads.roundup import is_long, told
from reader.threads.split import parted, texts_differ
from reader.threads.taught import Taught
from reader.threads.weights import weigh
from reader.threads.window import drop

#: Stories placed between two repairs.
EVERY = 100
#: Stories that are read before they are placed: by turns, one pushes out of the processor's caches
#: what the other needs (one at a time: 7 % fewer a second; unpacking alone one at a time, of what
#: was read elsewhere: 5 %).
TOGETHER = 200
#: First stories of a thread by which it is known whether it takes up a silent one.
WOKEN = 8


class ThreadEngine:
    """See ``reader.threads.Engine``."""

    version = 8

    def __init__(
        self,
        tightness: float,
        aliases: Mapping[str, str],
        taught: Taught,
        never_feeds: frozenset[int],
        tighter: Mapping[int, float],
    ) -> None:
        self._reader = Reader(aliases)
        self._taught = taught
        self._index = Index()
        self._law = Law(self._index, tightness, never_feeds, tighter)
        self._retired = Retired()
        self._touched: set[int] = set()
        #: of these, those that changed other than by growing
        self._changed: set[int] = set()
        self._fresh: set[int] = set()
        #: threads that are settled again, whether or not a story came
        self._again: set[int] = set()
        #: how many stories were held at the last repair and the last settling
        self._repaired = self._settled = 0
        self._now = 0
        self._since: int | None = None

    # ------------------------------------------------------------------ the protocol

    def place(self, tellings: Sequence[Telling], plain: Sequence[Plain] = ()) -> Outcome:
        """See ``Engine.place``."""
        placements: list[Placement] = []
        merges: list[Merge] = []
        self._forget(tellings)
        reads = zip(tellings, self._all_read(tellings, plain), strict=True)
        for count, (telling, one) in enumerate(reads, 1):
            placements.append(self._place(telling, one))
            if count % EVERY == 0:
                merges += self._repair()
        self._gone(merges)
        return Outcome(tuple(placements), tuple(merges))

    def settle(self) -> Outcome:
        """Repair what was touched; unite what the user said belongs together; part what tells
        two events; wake what was silent."""
        index, law = self._index, self._law
        merges = self._unite() + self._repair()
        fresh = index.in_order(self._fresh)
        # By what they share with others threads are known by their first stories: of one to which
        # only further ones came nothing new is said.
        begun = self._begun(fresh, ROWS)
        certain, links = Bridge(index, law.step, law.may_merge, law.extra).run(begun)
        self._gone(merges + certain)
        bound = {story for group in law.rules.groups() for story in group}
        survivors = {merge.survivor for merge in certain}
        grown = index.in_order({*fresh, *survivors}) if survivors else fresh
        splits = parted(index, grown, bound)
        parts = {thread for split in splits for thread in (split.thread, split.made)}
        links += all_related(index, [*self._begun(fresh, NAMED), *index.in_order(parts)])
        self._retired.take(index, {*fresh, *parts})
        begun = [*self._begun(fresh, WOKEN), *parts]
        wakes = self._retired.wakes(index, begun, law.may_wake, law.wake_level)
        # What two languages told is one now, and what was parted is less: either may have its like.
        self._changed = (survivors | parts) & index.threads.keys()
        self._touched |= self._changed
        self._fresh, self._again = self._changed.copy(), self._changed.copy()
        dropped = drop(index, self._now)
        if dropped is not None:
            self._since = dropped if self._since is None else max(dropped, self._since)
        self._settled = len(index)
        live = index.threads
        unique = {
            (link.a, link.b, link.kind): link for link in links if link.a in live and link.b in live
        }
        return Outcome(
            (), tuple(merges + certain), tuple(unique.values()), tuple(splits), tuple(wakes)
        )

    def named(self, threads: Mapping[int, int]) -> None:
        """See ``Engine.named``."""
        held = self._index.threads
        for made, thread in threads.items():
            if made not in held or made == thread:
                continue
            if thread in held:
                self._index.merge(held[thread], held[made])
            else:
                self._index.rename(made, thread)
            self._retired.forget(made)
            self._retired.forget(thread)
            self._fresh.add(thread)
            self._again.add(thread)
            if made in self._changed:
                self._changed.add(thread)
                self._touched.add(thread)

    def learn(self, tellings: Sequence[Telling]) -> None:
        """Take placed stories in; a story that is known moves to the thread it is given."""
        for telling in tellings:
            number = self._index.where.get(telling.story)
            if number is None:
                self._index.add(self._row(telling, *self._all_read([telling])))
            else:
                self._index.move(number, telling.thread)

    def held(self) -> dict[int, int]:
        """Story → thread of all that is in the index."""
        return dict(zip(self._index.rows.story, self._index.rows.thread, strict=True))

    def since(self) -> int | None:
        """See ``Engine.since``."""
        return self._since

    def correct(self, corrections: Sequence[Correction]) -> None:
        """All corrections, replacing those given before."""
        self._law.correct(corrections)

    def apart(self, a: int, b: int) -> Apart | None:
        """What keeps two stories apart; None when one of them is not held."""
        one, other = self._index.of_story(a), self._index.of_story(b)
        if one is None or other is None:
            return None
        law = self._law
        levels = Levels(lambda row: law.level(row.feed), law.merging, law.bar, law.across)
        return compare(self._index, one, other, levels)

    def allowed(self, ones: Sequence[int], others: Sequence[int]) -> bool:
        """Whether the user's word lets these stories stand together."""
        return self._law.allowed(ones, others)

    def tighter(self, stories: Sequence[int]) -> float:
        """See ``Engine.tighter``."""
        return self._law.tighter(stories)

    def texts_differ(self, ones: Sequence[int], others: Sequence[int]) -> bool:
        """See ``Engine.texts_differ``."""
        where = self._index.where
        one, other = ([where[s] for s in group if s in where] for group in (ones, others))
        return texts_differ(self._index, one, other)

    def mentions(self, story: int, passages: Sequence[Passage]) -> list[Mention]:
        """See ``Engine.mentions``."""
        row = self._index.of_story(story)
        if row is None or row.feed in self._law.never_feeds or not is_long(passages):
            return []
        parts = [self._reader.passage(each.text, row.language, row.at) for each in passages]
        if self._taught:
            parts = [part.taught(self._taught.apply) for part in parts]
        apart = map(self._index.of_story, self._law.rules.apart(story))
        barred = [other.thread for other in apart if other is not None]
        return [
            Mention(
                story, each.thread, passages[each.first].first, passages[each.last].last,
                each.score, each.terms,
            )
            for each in told(self._index, parts, row.at, row.thread, barred)
        ]  # fmt: skip

    def pairs(
        self, stories: Sequence[int], more: Iterable[tuple[int, int]] = ()
    ) -> Iterator[Likeness]:
        """What words say of pairs of stories."""
        return pairs(self._index, stories, more)

    def unnamed(self, story: int, others: Sequence[int]) -> float | None:
        """See ``Engine.unnamed``."""
        where = self._index.where
        if story not in where:
            return None
        return unnamed(self._index, where[story], [where[s] for s in others if s in where])

    def pack(self) -> bytes | bytearray:
        """The index as one blob."""
        return pack.dump(self._index, self._touched, self._fresh, self._now, self._since)

    def unpack(self, data: bytes | memoryview) -> None:
        """Take back a packed index."""
        self._index, self._touched, self._fresh, self._now, self._since = pack.load(data)
        self._law.index = self._index
        self._changed, self._again = set(), set()
        self._renumbered()

    def pack_retired(self) -> bytes:
        """The records of the silent threads as one blob."""
        return self._retired.pack()

    def unpack_retired(self, data: bytes) -> None:
        """Take packed records back."""
        self._retired.unpack(data)

    # ------------------------------------------------------------------ placing

    def _gone(self, merges: Sequence[Merge]) -> None:
        """A thread that went into another is not there to be woken."""
        for merge in merges:
            self._retired.forget(merge.absorbed)

    def _forget(self, tellings: Sequence[Telling]) -> None:
        known = {telling.story for telling in tellings} & self._index.where.keys()
        if known:
            self._index.remove(known)
            self._renumbered()

    def _renumbered(self) -> None:
        """Which rows are new is told by their numbers anew: none is, unless stories came since all
        was settled; then all are."""
        self._again |= self._fresh
        self._changed |= self._touched & self._fresh
        settled = self._touched <= self._fresh
        self._repaired = self._settled = len(self._index) if settled else 0

    def _all_read(
        self, tellings: Sequence[Telling], plain: Sequence[Plain] = ()
    ) -> Iterator[Read | Told]:
        """Stories as they were read elsewhere, else read here; with what corrections taught."""
        pairs = zip_longest(tellings, plain[: len(tellings)])
        while some := list(islice(pairs, TOGETHER)):
            reads = [
                (as_read(there) if there else None) or read(self._reader, telling)
                for telling, there in some
            ]
            for one in reads:
                yield one.taught(self._taught.apply) if self._taught else one

    def _row(self, telling: Telling, one: Read | Told) -> Row:
        features, weights = weigh(self._index, one, telling.feed)
        return Row(
            telling.story, telling.thread, telling.feed, telling.sort_at, one.language,
            features, weights, one.title.encode(), one.prints, one.link, one.alone,
        )  # fmt: skip

    def _place(self, telling: Telling, one: Read | Told) -> Placement:
        row = self._row(telling, one)
        placement = placed(self._law, row)
        row.thread = placement.thread
        self._index.add(row)
        self._touched.add(row.thread)
        self._now = row.at
        return placement

    # ------------------------------------------------------------------ mending

    def _unite(self) -> list[Merge]:
        merges: list[Merge] = []
        for group in self._law.rules.groups():
            held = [row for story in sorted(group) if (row := self._index.of_story(story))]
            for row in held[1:]:
                a, b = self._index.threads[held[0].thread], self._index.threads[row.thread]
                if a is not b and self._law.may_unite(a, b):
                    merges.append(join(self._index, a, b, 1.0, PlacedBy.USER))
        return merges

    def _begun(self, threads: Iterable[int], most: int) -> list[int]:
        """Those of some threads that have a new story among their first ``most``."""
        live, since, again = self._index.threads, self._settled, self._again
        return [
            thread
            for thread in threads
            if (one := live.get(thread)) is not None
            # Most that are fresh began since, so that their first story tells.
            and (one.rows[0] >= since or thread in again or max(one.rows[:most]) >= since)
        ]

    def _repair(self) -> list[Merge]:
        law = self._law
        repair = Repair(self._index, MERGE + law.step, law.may_merge, law.extra)
        merges = repair.run(self._touched, self._repaired, self._changed)
        self._repaired = len(self._index)
        self._changed.clear()
        self._fresh |= self._touched | {merge.survivor for merge in merges}
        self._touched.clear()
        return merges
