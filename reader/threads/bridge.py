"""Across languages: threads that tell one event in different languages share names, numbers and,
through a small dictionary, words of the news."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from heapq import nlargest
from math import exp, log, sqrt

from reader.model import LinkKind, LinkState, Merge, PlacedBy, ThreadLink
from reader.threads import loops
from reader.threads.abroad import Abroad, abroad
from reader.threads.dates import is_year
from reader.threads.doubt import SHOWN
from reader.threads.index import Index, Thread
from reader.threads.known import NAME
from reader.threads.names import concepts, concepts_in
from reader.threads.proof import Proof
from reader.threads.repair import join
from reader.threads.score import DAY, TAU
from reader.threads.shown import ask
from reader.threads.split import two_events
from reader.threads.vocabulary import A_WORD, NOTHING, UNASKED

#: Two tellings of one event in two languages come within two days.
WITHIN = 2 * DAY
#: Weight of a name, a number and a word of the dictionary. (At 2.7 to 3.5 the same; at 2.5 pairs
#: across languages of two days of 41 outlets: recall -.03.) A word that other stories show to be a
#: name is one here too, with the share a name has: at the start of a title it looks like any word
#: (BCubed F1 of English and French, with summaries and without, +.017; two days of 41 outlets ±0).
WEIGHT = {"@": 3.0, "#": 1.3, "=": 1.0}
#: Cosine from which a pair is certain, from which it is when two rare names are shared, and from
#: which it is shown as doubtful.
CERTAIN, NAMED, DOUBTFUL = 0.37, 0.33, 0.28
#: How rare a shared name or number must be among the threads (1: in no others, 0: in all) for a
#: pair to be certain: Russia and Ukraine are in a tenth of them and join nothing by themselves
#: (precision of pairs across languages +.08). And how rare two must be to be proof between them.
TELLING, RARE = 0.65, 0.75
#: Cosine from which a less rare one will do: there is little in either that the other lacks.
ALIKE, LESS_RARE = 0.58, 0.55
#: How much better the fit must be for a larger thread: one wrong story there is many wrong pairs
#: (at .15 with levels .03 higher: hard paraphrases in four languages -.025).
SIZE = 0.2
#: What is taken away for the stories of the other thread that speak this one's language, if all do:
#: as words go they did not bring the two together (pair F1 of two days of 41 outlets +.01).
SPOKEN = 0.1
#: Shared features needed, one of them a name or a number; two will do where one is a name that rare
#: and the other a word, or rare as well: all that a title in another language repeats is who it is
#: about, and what happened. (Titles in seven languages written for a test BCubed F1 +.01, others
#: written after the dictionary +.06, two days of 41 outlets +.001, precision as it was. At .75
#: precision of their titles -.04. A person and the country, or two parts of one name: of the pairs
#: that this brought together on four days of 73 outlets half were wrong; now 12 of 17 are right.
#: Asked of three as well that not all but one be places or their people: English and French -.015.)
SHARED, FEW, VERY_RARE = 3, 2, 0.85
#: And what all of them must prove together (see ``_proof``), a word of the dictionary or a year so
#: much. (Of 130 pairs that were certain on four days of 73 outlets, read one by one, 20 were wrong;
#: this takes 13 away, and 3 that were right. All else ±0.)
PROOF, WORD = 1.5, 0.5
#: What is proof as two rare names are. (Of nine pairs more on those days seven are right; labelled
#: sets ±0.)
PROVEN = 2.8
#: What must be proved for it to be worth asking. (Of pairs that prove less, on those days, a sixth
#: were one event, of the others half. Certain from 2.7 or 3.2 on, however low the cosine: English
#: and French pair F1 -.007.)
ASKED = 1.7
#: Rows of a thread that are read, the first ones; threads looked at.
ROWS, CANDIDATES = 5, 5
#: A feature of more stories than this share is no proof; in a small window it may be of so many.
#: (At 20 titles of look-alikes in two languages BCubed F1 -.025, paraphrases in nine -.022.)
COMMON, LEAST = 0.05, 60
#: Newest stories of a feature that are looked at.
BACK = 120
#: A name in more threads than this is common in every language: its stories are not looked at.
ELSEWHERE = 50


@lru_cache(maxsize=1)
def _keys() -> list[str]:
    """How the concepts are known in vectors, by number."""
    return ["=" + concept for concept in concepts()]


def _tells(key: str) -> bool:
    """Whether something shared is a name or number that tells events apart; years do not."""
    return key[0] == "@" or (key[0] == "#" and not is_year(key))


@dataclass(slots=True)
class Bridge:
    """Finds the tellings of one event in other languages."""

    index: Index
    level: float
    allowed: Callable[[Thread, Thread], bool]
    #: how much more than ``level`` a thread asks
    extra: Callable[[Thread], float] = lambda thread: 0.0
    _vectors: dict[tuple[int, ...], dict[str, float]] = field(default_factory=dict)
    #: languages → what is named in others, where that is told in few stories
    _abroad: dict[frozenset[int], Abroad | None] = field(default_factory=dict)
    #: as the threads are until two of them merge
    _proofs: Proof | None = None

    def run(self, touched: list[int]) -> tuple[list[Merge], list[ThreadLink]]:
        """Merge certain pairs among the touched threads, propose doubtful ones. (All looked at a
        second time: events in twenty-two languages F1 +.01, two days of 41 outlets precision -.01,
        for 4 % of the time.)"""
        if len(self.index.by_language) < 2:
            return [], []
        merges: list[Merge] = []
        links: list[ThreadLink] = []
        for thread_id in touched:
            thread = self.index.threads.get(thread_id)
            while thread is not None:
                merge, doubtful = self._looked_at(thread)
                if merge is None:
                    links += doubtful
                    break
                merges.append(merge)
                # What is told in two languages now may have its like in a third and a fourth.
                thread = self.index.threads[merge.survivor]
        return merges, links

    def _looked_at(self, thread: Thread) -> tuple[Merge | None, list[ThreadLink]]:
        """The merge of a thread with its best certain other; when it has none, links to those that
        are doubtful. (What it is merged with is asked all of it again.)"""
        links: list[ThreadLink] = []
        for score, other, terms, certain in self._found(thread):
            if not self.allowed(thread, other):
                continue
            # Two threads that were parted have both a story in another language, may be.
            if certain and not two_events(self.index, thread, other):
                return self._merge(thread, other, score, terms), []
            a, b = min(thread.id, other.id), max(thread.id, other.id)
            links.append(
                ThreadLink(a, b, LinkKind.LANGUAGE, LinkState.PROPOSED, round(score, 3), terms)
            )
        return None, links

    def _merge(self, thread: Thread, other: Thread, score: float, terms: Sequence[str]) -> Merge:
        self._proofs = None
        merge = join(self.index, thread, other, score, PlacedBy.LANGUAGE)
        return replace(merge, reason=merge.reason._replace(note=", ".join(terms)))

    def vector(self, numbers: Sequence[int]) -> dict[str, float]:
        """Names, numbers and dictionary words of some stories, of unit length."""
        total: dict[str, float] = {}
        for number in numbers:
            self._tell(number, total)
        length = sqrt(sum([value * value for value in total.values()])) or 1.0
        return {name: value / length for name, value in total.items()}

    def _tell(self, number: int, total: dict[str, float]) -> None:
        """Add what a story says in every language."""
        index, rows = self.index, self.index.rows
        language = rows.spoken(number)
        columns = rows.features, rows.weights, rows.feature_at
        tables = (
            index.channels, index.table("concept", language), index.as_names(language),
            index.in_stories,
        )  # fmt: skip
        keys, by = _keys(), (SHOWN, NAME, WEIGHT["@"], WEIGHT["#"], WEIGHT["="])
        while not loops.told(columns, number, tables, index.names, keys, by, total):
            self._ask(number, language)

    def _ask(self, number: int, language: str) -> None:
        """Find out which concepts and which names the words of a story are."""
        index, known = self.index, concepts_in(language)
        channels, names = index.channels, index.names
        concepts, as_names = index.table("concept", language), index.as_names(language)
        for feature in index.rows.of(number):
            if channels[feature] != A_WORD:
                continue
            if concepts[feature] == UNASKED:
                concepts[feature] = known.get(names[feature][1:], NOTHING)
            if concepts[feature] == NOTHING and as_names[feature] == UNASKED:
                ask(index, language, feature)

    def _vector(self, thread: Thread) -> dict[str, float]:
        """The vector of a thread's first stories: it changes only while they are fewer."""
        numbers = tuple(thread.rows[:ROWS])
        found = self._vectors.get(numbers)
        if found is None:
            found = self._vectors[numbers] = self.vector(numbers)
        return found

    def _may_share(self, languages: frozenset[int], rows: Sequence[int], most: float) -> bool:
        """Whether some rows may share a name or number of so many stories with one that is told in
        none of these languages."""
        if languages not in self._abroad:
            self._abroad[languages] = abroad(self.index, languages, most)
        there = self._abroad[languages]
        return there is None or there.may_share(rows)

    def _surface(self, key: str) -> str:
        """A shared name, number or concept as people write it."""
        return key[1:] if key[0] == "=" else self.index.surface(self.index.ids[key])

    def _certain(self, score: float, shared: Sequence[str], thread: Thread, other: Thread) -> bool:
        """Whether what two threads share leaves no doubt."""
        spoken = self._spoken_in(thread, other)
        rarity = sorted(self._rarity(key, spoken) for key in shared if _tells(key))
        proved = self._proof(shared, thread, other) if rarity else 0.0
        if proved < PROOF:
            return False
        if len(shared) < SHARED:
            told = len(shared) == FEW and any(key[0] == "@" for key in shared)
            rare = rarity[-1] >= VERY_RARE and (len(rarity) == 1 or rarity[0] >= RARE)
            return told and rare and score >= self.level + CERTAIN
        two = proved >= PROVEN or (len(rarity) > 1 and rarity[-2] >= RARE)
        least = LESS_RARE if score >= self.level + ALIKE else TELLING
        return score >= self.level + (NAMED if two else CERTAIN) and rarity[-1] >= least

    def _proof(self, shared: Sequence[str], thread: Thread, other: Thread) -> float:
        """How much is proved by what two threads share."""
        telling = [self.index.ids[key] for key in shared if _tells(key)]
        if self._proofs is None:
            self._proofs = Proof(self.index)
        names = self._proofs.of(telling, thread, other, self._spoken_in(thread, other))
        return WORD * (len(shared) - len(telling)) + names

    def _spoken_in(self, thread: Thread, other: Thread) -> frozenset[int]:
        """The languages of the first stories of two threads."""
        language = self.index.rows.language
        return frozenset([language[number] for number in thread.rows[:ROWS] + other.rows[:ROWS]])

    def _rarity(self, key: str, spoken: frozenset[int]) -> float:
        """How rare a name or number is beside two threads that share it (1: no others have it, 0:
        all do). What third languages tell of the event is not held against it."""
        index = self.index
        feature = index.ids[key]
        others = index.in_threads[feature] - 2
        if 0 < others <= ELSEWHERE:
            language, thread = index.rows.language, index.rows.thread
            rows = index.posting(feature)
            others = len({thread[row] for row in rows if language[row] in spoken}) - 2
        return 1 - log(1 + max(0, others)) / log(1 + len(index.threads))

    def likeness(
        self, thread: Thread, other: Thread
    ) -> tuple[float, bool, tuple[tuple[str, float], ...]]:
        """How alike two threads are across languages, whether that is certain, and by what, as
        people write it, with ten times its share of the cosine."""
        score, shared = self._alike(thread, other)
        mine, theirs = self._vector(thread), self._vector(other)
        return (
            score,
            self._certain(score, shared, thread, other),
            tuple(
                (self._surface(key), round(10.0 * mine[key] * theirs[key], 1)) for key in shared[:5]
            ),
        )

    def _alike(self, thread: Thread, other: Thread, least: int = 0) -> tuple[float, list[str]]:
        """The score of two threads and what they share, the heaviest first; of those that share
        fewer features than ``least`` nothing is said."""
        gap = max(0, thread.first - other.last, other.first - thread.last)
        if gap > WITHIN:
            return 0.0, []
        mine, theirs = self._vector(thread), self._vector(other)
        both = mine.keys() & theirs.keys()
        if len(both) < least:
            return 0.0, []
        parts = sorted([(-mine[key] * theirs[key], key) for key in both])
        score = 0.0
        for part, _ in parts:
            score -= part
        score *= exp(-gap / DAY / TAU)
        score /= 1 + SIZE * log(max(len(thread.rows), len(other.rows)))
        return score - SPOKEN * self._spoken(thread, other), [key for _, key in parts]

    def _spoken(self, thread: Thread, other: Thread) -> float:
        """The share of one thread's first stories that are told in a language of the other's."""
        language, first = self.index.rows.language, other.rows[:ROWS]
        own = {language[number] for number in thread.rows[:ROWS]}
        return sum([language[number] in own for number in first]) / len(first)

    def _found(self, thread: Thread) -> list[tuple[float, Thread, tuple[str, ...], bool]]:
        """Threads in other languages that may tell the same, best first, with the words they share
        and whether it is certain."""
        found = []
        for other_id in self._sharing(thread):
            other_thread = self.index.threads[other_id]
            if other_id == thread.id:
                continue
            score, shared = self._alike(thread, other_thread, FEW)
            if len(shared) < FEW or all(key[0] == "=" for key in shared):
                continue
            asked = score - max(self.extra(thread), self.extra(other_thread))
            if asked < self.level + DOUBTFUL:
                continue
            certain = self._certain(asked, shared, thread, other_thread)
            if certain or self._doubtful(shared, thread, other_thread):
                terms = tuple(map(self._surface, shared[:4]))
                found.append((score, other_thread, terms, certain))
        found.sort(key=lambda item: (-item[0], item[1].age))
        return found

    def _doubtful(self, shared: Sequence[str], thread: Thread, other: Thread) -> bool:
        """Whether it is worth asking if two threads that are not certain are one: in two
        languages, and with something to show for it."""
        if len(shared) < SHARED or self._spoken(thread, other) == 1:
            return False
        return self._proof(shared, thread, other) >= ASKED

    def _sharing(self, thread: Thread) -> list[int]:
        """The threads with stories in other languages that share the most rare names and numbers
        with it, it may be among them. (Asked by words that are names, too, pairs across languages
        of two days of 41 outlets: recall +.03, precision as it was.)"""
        rows, first = self.index.rows, thread.rows[:ROWS]
        language = rows.language
        languages = frozenset([language[number] for number in first])
        index = self.index
        most = max(LEAST, COMMON * len(index))
        if not self._may_share(languages, first, most):
            return []
        asked = [index.ids[name] for name in self._vector(thread) if name[0] != "="]
        told = [(f, n) for f in asked if (n := len(index.posting(f))) <= most]
        seen = loops.elsewhere(
            index.postings, [feature for feature, _ in told], [1 / log(2 + n) for _, n in told],
            rows.thread, language, list(languages), BACK,
        )  # fmt: skip
        least = 2 / log(2 + most)
        enough = [(weight, -other_id) for other_id, weight in seen if weight >= least]
        return [-negative for _, negative in nlargest(CANDIDATES, enough)]
