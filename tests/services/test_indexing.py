"""Indexing during a refresh, a bite at a time."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import seed

from reader.errors import StoreError
from reader.services import indexing as indexing_
from reader.services.indexing import Indexing


async def here(work: Callable[[], int]) -> int:
    return work()


async def test_beside_other_work_all_is_indexed_after_what_that_writes(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        long = [seed.item(f"Long {n}", "word " * 50_000) for n in range(3)]
        seed.arrive(store, seed.feed(store), *long)
        go = threading.Event()
        seed.connections(store).submit(lambda connection: go.wait(10))
        beside = asyncio.create_task(Indexing(store).beside())
        while not seed.connections(store)._writing()._jobs.qsize():
            await asyncio.sleep(0.001)  # the first bite waits
        left = seed.connections(store).submit(_waiting)
        go.set()
        await beside
        assert left.result() == 3  # who came later went first
        assert store.fulltext.pending() == 0


async def test_what_fails_beside_is_met_again_by_who_indexes_the_rest(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        seed.arrive(store, seed.feed(store), "A story")
        indexing = Indexing(store)
        seed.connections(store).write(lambda c: c.execute("ALTER TABLE index_queue RENAME TO away"))
        await indexing.beside()
        with pytest.raises(StoreError):
            [told async for told in indexing.rest(here)]
        seed.connections(store).write(lambda c: c.execute("ALTER TABLE away RENAME TO index_queue"))
        assert [told async for told in indexing.rest(here)] == [(0, 1)]


def _waiting(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM index_queue").fetchone()[0])


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
