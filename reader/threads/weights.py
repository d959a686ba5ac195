"""How much a feature tells: its rarity in the language, in the reader's own stream, and today.

``idf = ln((N0 + N + 1) / (p·N0 + df + ½))`` with the background probability ``p`` of a document to
hold the feature, and ``df`` counted partly by threads and partly by stories. Each simpler choice
was measured to break somewhere: the stream alone on the first day, threads alone by a snowball
thread, stories alone by today's biggest event, the background alone when every feed is about Musk.
"""

from __future__ import annotations

from array import array

from reader.threads import loops
from reader.threads.dates import is_year
from reader.threads.index import UNIT, Index
from reader.threads.numbered import Told, weighed_told
from reader.threads.reading import Read

#: Stories the background is worth; more while the stream is short.
BACKGROUND = 300.0
#: Share of threads (against stories) in the document frequency.
BY_THREADS = 0.8
BY_STORIES = 1 - BY_THREADS
#: Words of a document: what turns the probability of a word into that of a document.
WORDS = 20.0
FLOOR, NUMBER_FLOOR, YEAR_FLOOR = 2e-5, 5e-4, 5e-3
#: The least that rarity weighs.
LEAST = 0.05
#: A feature in this many threads of a feed's latest stories is its habit (a slogan, a column, a
#: call to subscribe), and what is left of its weight (BCubed F1 +.002 on three days).
HABIT, LEFT = 3, 0.3
#: Length of what is told from which a story has a vector of unit length: one that says less ("It's
#: about time", "Posted 11/27/2005") is no more like others than that (events told by titles alone
#: +.005; at 10 broad events lose .03).
POOR = 8.0
#: Features kept of a story, the heaviest. (Means over seven orders: of two days of 41 outlets
#: BCubed and pair F1 at 30 .923, .747, at 38 .925, .764, at 44 .924, .753; of look-alike events
#: .892, .857, then .896, .863, then .894, .859.)
MOST = 38


_SCALE = loops.Scale(
    BACKGROUND, BY_THREADS, BY_STORIES, FLOOR, WORDS, LEAST, HABIT, LEFT, MOST, POOR, UNIT
)


def _of_number(feature: str) -> float:
    """The background probability that a story holds a number."""
    return YEAR_FLOOR if is_year(feature) else NUMBER_FLOOR


def probability(feature: str, zipf: float) -> float:
    """The background probability that a story holds the feature."""
    return _of_number(feature) if feature[0] == "#" else loops.chance(zipf, _SCALE)


def _size(threads: float, stories: float) -> float:
    """How many a rarity is taken of."""
    return BY_THREADS * threads + BY_STORIES * stories


def weigh(index: Index, read: Read | Told, feed: int) -> tuple[array[int], array[int]]:
    """The heaviest features of a story by number, heaviest first, with weights of unit length."""
    threads, stories = len(index.threads), len(index)
    own = index.by_language.get(read.language, 0)
    # What a word is rare among are the stories of its language; names and numbers know none.
    everywhere = BACKGROUND + _size(threads, stories) + 1.0
    words = BACKGROUND + _size(threads * own // stories, own) + 1.0 if stories else everywhere
    rows = index.rows
    by = (
        index.ids, index.in_threads, index.in_stories, index.latest.get(feed, []), rows.features,
        rows.feature_at, rows.thread, _of_number, (len(index.names), words, everywhere), _SCALE,
    )  # fmt: skip
    if isinstance(read, Told):
        table, numbers = read.table, read.numbers
        known = table.known(index.ids)
        features, weights, new = weighed_told(numbers, read.weights, known, *by)
        if new:
            told = [numbers[place] for place in new]
            index.number(list(map(table.name, told)), list(map(table.surface, told)))
        return features, weights
    features, weights, new = loops.weighed(read.names, read.weights, read.zipfs, *by)
    if new:
        names, surfaces = read.names, read.surfaces
        index.number([names[place] for place in new], [surfaces[place] for place in new])
    return features, weights
