"""Run by test_kill.py in a process of its own: answers of feeds without end, until it is killed.

Each answer has TEN stories and a validator that names the answer, so that what is found afterwards
can be told to be whole. A line on stdout says what was stored, once it was.
"""

from __future__ import annotations

import sys
from pathlib import Path

import seed

from reader.model import (
    Action,
    FeedState,
    FeedUpdate,
    Merge,
    NewStory,
    Outcome,
    PlacedBy,
    Placement,
    Reason,
    Validators,
    Verb,
)
from reader.store import Store

TEN = 10


def main(folder: Path) -> None:
    store = seed.opened(folder)
    feeds = [row.id for row in store.feeds.all()]
    start = seed.sql(store, "SELECT count(*) FROM story")[0][0] // TEN
    for answer in range(start, 1_000_000):
        feed = feeds[answer % len(feeds)]
        at = seed.NOW + answer
        items = [seed.item(f"Answer {answer} story {n}") for n in range(TEN)]
        stored = store.arrivals.store(
            FeedUpdate(
                feed,
                FeedState(Validators(str(answer).encode())),
                tuple(NewStory(item, at, at) for item in items),
            )
        )
        store.actions.do(Action(Verb.STAR, stories=stored.new[:1]))
        sys.stdout.write(f"{answer} {stored.new[0]}\n")
        sys.stdout.flush()
        place(store)
        store.fulltext.index_some()


def place(store: Store) -> None:
    waiting = store.placing.unplaced()
    alone, join = Reason(PlacedBy.ALONE), Reason(PlacedBy.JOIN)
    placements = [
        Placement(one.story, waiting[0].thread, join if n else alone)
        for n, one in enumerate(waiting)
    ]
    merges = (Merge(1, waiting[0].thread, Reason(PlacedBy.MERGE)),)
    store.placing.apply(Outcome(tuple(placements), merges))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
