"""Indexing beside other work, a bite at a time."""

from __future__ import annotations

import threading
from pathlib import Path

import seed

from reader.services.indexing import Indexing
from reader.store import Store


def written(store: Store) -> None:
    """Wait for what was handed to the store."""
    seed.connections(store).write(lambda connection: None)


def test_a_step_indexes_one_bite_and_the_last_finds_nothing_more(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        long = [seed.item(f"Long {n}", "word " * 50_000) for n in range(3)]
        seed.arrive(store, seed.feed(store), *long)
        indexing = Indexing(store)
        left = []
        for _ in range(5):
            indexing.step()
            written(store)
            left.append(store.fulltext.pending())
        assert left == [2, 1, 0, 0, 0]
        seed.arrive(store, seed.feed(store, "https://b.example/"), "One that comes later")
        indexing.step()
        written(store)
        assert store.fulltext.pending() == 1


def test_no_bite_is_asked_for_while_one_waits(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        long = [seed.item(f"Long {n}", "word " * 50_000) for n in range(3)]
        seed.arrive(store, seed.feed(store), *long)
        go = threading.Event()
        seed.connections(store).submit(lambda connection: go.wait(10))
        indexing = Indexing(store)
        for _ in range(3):
            indexing.step()
        go.set()
        written(store)
        assert store.fulltext.pending() == 2


def test_a_bite_that_fails_ends_it_and_is_met_again_by_who_indexes_the_rest(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        seed.arrive(store, seed.feed(store), "A story")
        indexing = Indexing(store)
        seed.connections(store).write(lambda c: c.execute("ALTER TABLE index_queue RENAME TO away"))
        indexing.step()
        written(store)
        indexing.step()
        seed.connections(store).write(lambda c: c.execute("ALTER TABLE away RENAME TO index_queue"))
        indexing.step()
        written(store)
        assert store.fulltext.pending() == 1
        assert store.fulltext.index_some() == 1
