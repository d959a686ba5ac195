"""Indexing during a refresh, a bite at a time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import seed

from reader.services import indexing as indexing_
from reader.services.indexing import Indexing
from reader.store import Store


async def here(work: Callable[[], int]) -> int:
    return work()


def written(store: Store) -> None:
    """Wait for what was handed to the store."""
    seed.connections(store).write(lambda connection: None)


def test_a_step_indexes_one_bite_and_the_last_finds_nothing_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with seed.opened(tmp_path) as store:
        folded: list[int] = []
        monkeypatch.setattr(Store, "fold_soon", lambda store: folded.append(len(left)))
        long = [seed.item(f"Long {n}", "word " * 50_000) for n in range(3)]
        seed.arrive(store, seed.feed(store), *long)
        indexing = Indexing(store)
        left = []
        for _ in range(5):
            indexing.step()
            written(store)
            left.append(store.fulltext.pending())
        assert left == [2, 1, 0, 0, 0]
        assert folded == [4]  # once, by the step that found nothing more
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


async def test_the_rest_is_told_bite_by_bite(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        assert [told async for told in Indexing(store).rest(here)] == []
        long = [seed.item(f"Long {n}", "word " * 50_000) for n in range(3)]
        seed.arrive(store, seed.feed(store), *long)
        assert [told async for told in Indexing(store).rest(here)] == [(0, 3), (1, 3), (2, 3)]
        assert store.fulltext.pending() == 0


async def test_idle_moments_are_used_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing_, "EVERY", 0)
    looks: list[int] = []
    idle = False

    def asked() -> bool:
        looks.append(store.fulltext.pending())
        return idle

    with seed.opened(tmp_path) as store:
        long = [seed.item(f"Long {n}", "word " * 50_000) for n in range(3)]
        seed.arrive(store, seed.feed(store), *long)
        beside = asyncio.create_task(Indexing(store).meanwhile(asked, here))
        for _ in range(10):
            await asyncio.sleep(0)
        assert set(looks) == {3}
        looks.clear()
        idle = True
        for _ in range(10):
            await asyncio.sleep(0)
        beside.cancel()
        await asyncio.wait([beside])
        assert looks[:4] == [3, 2, 1, 0]  # in one go, a bite at each look
