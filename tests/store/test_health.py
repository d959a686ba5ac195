from __future__ import annotations

import stat
from pathlib import Path

import pytest
import seed

from reader.errors import StoreError
from reader.store import Store

HURTS = {
    "counts of feeds": "UPDATE feed SET unread = 9",
    "unread counts of threads": "UPDATE thread SET unread = 9",
    "marks of stories": "UPDATE story SET read = 1",
    "figures of threads": "UPDATE thread SET stories = 9",
    "index differs": "UPDATE body SET text = 'other words'",
    "missing from the full-text index": "DELETE FROM index_queue",
}


@pytest.fixture
def store(tmp_path: Path):
    with seed.opened(tmp_path) as made:
        feed = seed.feed(made)
        stories = seed.arrive(made, feed, "One", "Two", "Three")
        seed.join(made, *stories[:2])
        made.fulltext.index_some(2)
        yield made


@pytest.mark.parametrize("problem", HURTS)
def test_what_is_wrong_is_named_and_mended(store: Store, problem: str) -> None:
    assert store.health.check(full=True) == []
    assert store.health.repair() == []
    seed.sql(store, HURTS[problem])
    assert any(problem in one for one in store.health.check(full=True))
    seq = store.changes.last()
    assert store.health.repair() != []
    assert store.health.check(full=True) == []
    assert store.changes.since(seq).everything
    assert seed.sql(store, "SELECT stories, unread FROM feed") == [(3, 3)]


def test_text_that_is_no_utf8_is_named_and_written_as_it_is_shown(store: Store) -> None:
    (story,) = seed.sql(store, "SELECT min(id) FROM story")[0]
    seed.sql(store, "UPDATE story SET title = CAST(X'FF4142' AS TEXT) WHERE id = ?", story)
    seed.sql(store, "UPDATE feed SET name = CAST(X'C328' AS TEXT)")
    assert store.health.check() == []
    assert store.health.check(full=True)[0] == (
        "Text that is no UTF-8, shown with \ufffd where it cannot be read:"
        " 1 in feed.name, 1 in story.title"
    )
    assert store.health.repair()[0] == "Text that was no UTF-8: 2 put right"
    assert store.health.check(full=True) == []
    titles = seed.sql(store, "SELECT CAST(title AS BLOB) FROM story WHERE id = ?", story)
    assert titles == [("\ufffdAB".encode(),)]


def test_rows_that_refer_to_nothing_are_told(store: Store) -> None:
    seed.connections(store)._writer._connection.execute(  # type: ignore[union-attr]
        "PRAGMA foreign_keys = OFF"
    )
    seed.sql(store, "INSERT INTO fetch_log(feed, at, status, outcome) VALUES (99, 0, 0, '')")
    assert store.health.check() == []
    assert store.health.check(full=True) == ["1 rows refer to rows that are gone (fetch_log)"]


def test_a_backup_is_whole_and_private_and_overwrites_nothing(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy" / "clew.db"
    target.parent.mkdir()
    store.health.backup(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with seed.opened(target.parent) as copy:
        assert copy.health.check(full=True) == []
        assert len(copy.placing.unplaced()) == 1
    with pytest.raises(StoreError, match="File exists"):
        store.health.backup(target)
    with pytest.raises(StoreError, match="Cannot make"):
        store.health.backup(tmp_path / "nowhere" / "copy.db")


def test_facts(store: Store) -> None:
    facts = store.health.facts()
    assert facts["stories"] == 3
    assert facts["threads"] == 2
    assert facts["waiting for the index"] == 1
    assert facts["journal mode"] == "wal"
