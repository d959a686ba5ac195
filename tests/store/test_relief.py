"""What a broad answer took is given back to the system."""

from __future__ import annotations

import ctypes
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import seed

from reader import heap
from reader.query.parse import parse
from reader.store import Store, relief

STORIES = 6


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seed.opened(tmp_path) as opened:
        yield opened


@pytest.fixture
def trimmed(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The calls of ``malloc_trim`` of a store in which six stories are many."""
    feed = seed.feed(store, "https://one.example.org/feed", "One")
    for n in range(STORIES):
        seed.arrive(store, feed, seed.item(f"musk {n}", "openai"), at=seed.NOW - n)
    seed.index(store)
    calls: list[int] = []
    monkeypatch.setattr(relief, "MANY", STORIES)
    monkeypatch.setattr(heap, "_trim", lambda: calls.append)
    return calls


@pytest.fixture
def statements(store: Store) -> Iterator[list[str]]:
    """What this thread's reader is asked."""
    asked: list[str] = []
    connection = store._connections.reader()
    connection.set_trace_callback(asked.append)
    yield asked
    connection.set_trace_callback(None)


def test_a_broad_answer_gives_its_memory_back(
    store: Store, trimmed: list[int], statements: list[str]
) -> None:
    assert store.lists.select(parse("musk")).stories == STORIES
    assert trimmed == [0]
    assert "PRAGMA shrink_memory" in statements


def test_a_count_gives_back_what_the_letters_before_it_took(
    store: Store, trimmed: list[int], statements: list[str]
) -> None:
    assert store.lists.counted(parse("nothing")).stories == 0
    assert trimmed == [0]
    assert "PRAGMA shrink_memory" in statements


def test_a_letter_and_a_narrow_answer_wait_for_no_giving_back(
    store: Store, trimmed: list[int], statements: list[str]
) -> None:
    store.lists.select(parse("mus*"), first=2)
    store.lists.select(parse('"musk 3"'))
    assert trimmed == []
    assert "PRAGMA shrink_memory" not in statements


@pytest.mark.parametrize("reason", [AttributeError, OSError, TypeError])
def test_no_harm_is_done_where_the_system_gives_back_by_itself(
    store: Store, monkeypatch: pytest.MonkeyPatch, reason: type[Exception]
) -> None:
    def absent(name: str | None) -> object:
        raise reason(name)

    monkeypatch.setattr(ctypes, "CDLL", absent)
    heap._trim.cache_clear()
    try:
        store._connections.read(relief.give_back)
    finally:
        heap._trim.cache_clear()


def test_the_systems_own_library_takes_the_call() -> None:
    connection = sqlite3.connect(":memory:")
    relief.give_back(connection)
    assert connection.execute("SELECT 1").fetchone() == (1,)
    connection.close()
