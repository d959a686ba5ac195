from __future__ import annotations

from pathlib import Path

import pytest
import seed

from reader.store import Store, changes


@pytest.fixture
def store(tmp_path: Path):
    with seed.opened(tmp_path) as made:
        yield made


def record(store: Store, **what: object) -> None:
    seed.connections(store).write(lambda c: changes.record(c, **what))  # type: ignore[arg-type]


def test_each_id_is_told_once(store: Store) -> None:
    record(store, stories=[5, 6], threads=[1])
    seq = store.changes.last()
    assert store.changes.since(seq) == changes.Changes(seq)
    record(store, stories=[6, 6, 7], feeds=[2])
    found = store.changes.since(seq)
    assert (found.stories, found.threads, found.feeds) == ((6, 7), (), (2,))
    assert not found.everything
    record(store, everything=True)
    assert store.changes.since(seq).everything


def test_too_many_and_too_old_are_everything(store: Store) -> None:
    record(store, stories=range(changes.MOST + 1))
    assert store.changes.since(0).everything
    record(store, stories=range(changes.KEEP))
    rows = seed.sql(store, "SELECT count(*) FROM change")[0][0]
    assert rows <= changes.KEEP
    assert store.changes.since(10).everything


def test_a_number_from_the_future_is_everything(store: Store) -> None:
    record(store, stories=[1])
    assert store.changes.since(500) == changes.Changes(1, everything=True)
