"""What rules cost a refresh, and what tagging ten thousand stories by a query costs the user.

``python tests/bench/rules.py [STORIES] [RULES]`` prints CPU milliseconds: storing, judging on
arrival, judging once placed (each story, all rules), tagging all by a query, undoing that.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

import seed

from reader.model import Action, Verb
from reader.query.parse import parse
from reader.services.ruling import Ruling

T = TypeVar("T")
WORDS = [f"word{n}" for n in range(4_000)]


def timed(what: str, work: Callable[[], T], each: int = 0) -> T:
    """Do it, and print the CPU time of all threads of the process."""
    start = time.process_time()
    result = work()
    took = time.process_time() - start
    per = f"  {took / each * 1e6:8.1f} µs each" if each else ""
    print(f"{what:<34}{took * 1e3:10.1f} ms{per}")
    return result


def main(stories: int, rules: int) -> None:
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder, seed.opened(Path(folder)) as store:
        for n in range(rules):
            query = (f"{WORDS[n]} {WORDS[n + 1]}", f"title:{WORDS[n]}*", f'"{WORDS[n]} x"')[n % 3]
            more = (("query", query), ("action", ("tag ai, star", "read", "mute")[n % 3]))
            store.actions.do(Action(Verb.SAVE_RULE, text=f"rule {n}", more=more))
        feed = seed.feed(store)
        ruling = Ruling(store, seed.clock(store))
        new: list[int] = []

        def arrive() -> None:
            for start in range(0, stories, 200):
                items = [
                    seed.item(
                        " ".join(rng.choices(WORDS, k=9)) + f" n{start + n}",
                        " ".join(rng.choices(WORDS, k=190)),
                    )
                    for n in range(min(200, stories - start))
                ]
                new.extend(seed.arrive(store, feed, *items, at=seed.NOW - start, step=1))

        timed("storing", arrive, stories)
        timed(f"judging on arrival, {rules} rules", lambda: ruling.arrived(new), stories)
        seed.sql(store, "UPDATE story SET placed_at = 1")
        timed("judging once placed", ruling.placed, stories)
        while store.fulltext.index_some():
            pass
        found = timed("a query for all", lambda: store.lists.stories_of(parse("older:1min")))
        tag = Action(Verb.TAG, stories=found, text="bulk")
        timed(f"tagging {len(found)}", lambda: store.actions.do(tag), len(found))
        timed("undoing it", store.actions.undo, len(found))


if __name__ == "__main__":
    main(*(int(each) for each in (*sys.argv[1:], 10_000, 20)[:2]))
