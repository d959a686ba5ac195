"""Backups put back, and what is saved of damaged files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import seed

from reader.clock import FixedClock
from reader.errors import BusyError, NewerStoreError, StoreError
from reader.store import Store, backups, salvage

PAGE = 4_096


def made(folder: Path, *titles: str) -> Path:
    """A closed database with these stories, all in the index."""
    with seed.opened(folder) as store:
        seed.arrive(store, seed.feed(store), *titles)
        seed.index(store)
    return folder / "clew.db"


def titles(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {title for (title,) in connection.execute("SELECT title FROM story")}


def test_a_backup_takes_the_place_of_what_is_there_and_keeps_it(tmp_path: Path) -> None:
    path = made(tmp_path, "One", "Two")
    copy = tmp_path / "copy.db"
    with seed.opened(tmp_path) as store:
        store.health.backup(copy)
        seed.arrive(store, 1, "Three")
    kept = backups.restore(path, copy, seed.NOW)
    assert kept is not None
    assert titles(path) == {"One", "Two"}
    assert titles(kept) == {"One", "Two", "Three"}
    with seed.opened(tmp_path) as store:
        assert store.health.check(full=True) == []


def test_a_backup_is_put_where_nothing_is(tmp_path: Path) -> None:
    copy = made(tmp_path, "One").rename(tmp_path / "copy.db")
    assert backups.restore(tmp_path / "new" / "clew.db", copy, seed.NOW) is None
    assert titles(tmp_path / "new" / "clew.db") == {"One"}


def test_a_database_in_use_is_left_alone(tmp_path: Path) -> None:
    path = made(tmp_path, "One")
    copy = tmp_path / "copy.db"
    with seed.opened(tmp_path) as store:
        store.health.backup(copy)
        seed.arrive(store, 1, "Two")
        with pytest.raises(BusyError, match="in use"):
            backups.restore(path, copy, seed.NOW)
        assert store.health.check(full=True) == []
    assert titles(path) == {"One", "Two"}
    assert not list(tmp_path.glob("*.restoring"))


def _garble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[PAGE * 4 :] = b"\xff" * (len(data) - PAGE * 4)
    path.write_bytes(data)


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE x(y)")


@pytest.mark.parametrize(
    ("harm", "error"), [(_garble, StoreError), (_newer, NewerStoreError), (_foreign, StoreError)]
)
def test_what_cannot_be_used_replaces_nothing(tmp_path: Path, harm, error) -> None:
    path = made(tmp_path, "One")
    copy = tmp_path / "copy.db"
    with seed.opened(tmp_path) as store:
        store.health.backup(copy)
    harm(copy)
    before = path.read_bytes()
    with pytest.raises(error):
        backups.restore(path, copy, seed.NOW)
    assert path.read_bytes() == before
    assert backups.inspect(copy).problem


def test_a_log_that_cannot_be_folded_in_goes_aside_with_its_file(tmp_path: Path) -> None:
    """Left beside another database, it would be read as that one's."""
    copy = made(tmp_path, "One").rename(tmp_path / "copy.db")
    path = tmp_path / "clew.db"
    path.write_bytes(b"junk" * 5_000)
    path.with_name("clew.db-wal").write_bytes(b"junk")
    kept = backups.restore(path, copy, seed.NOW)
    assert kept is not None
    assert kept.read_bytes().startswith(b"junk")
    assert not path.with_name("clew.db-wal").exists()
    assert titles(path) == {"One"}


def test_backups_are_found_with_what_is_in_them(tmp_path: Path) -> None:
    path = made(tmp_path, "One")
    target = backups.name_for(path, seed.NOW)
    target.parent.mkdir()
    with seed.opened(tmp_path) as store:
        store.health.backup(target)
    kept = backups.restore(path, target, seed.NOW)
    assert {one.path for one in backups.found(path)} == {target, kept}
    assert all(dict(one.counts)["stories"] == 1 for one in backups.found(path))


def test_an_unreadable_page_costs_what_is_on_it(tmp_path: Path) -> None:
    """Page after page: never a crash, always a sound database. Only the page that a table's tree
    hangs on takes all its rows along."""
    names = [f"Story {number} {'long ' * 40}" for number in range(120)]
    path = made(tmp_path, *names)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    whole = path.read_bytes()
    pages = len(whole) // PAGE
    lost = []
    for page in range(1, pages, max(1, pages // 25)):
        hurt = tmp_path / f"hurt{page}.db"
        hurt.write_bytes(whole[: page * PAGE] + b"\xff" * PAGE + whole[(page + 1) * PAGE :])
        target = tmp_path / f"saved{page}.db"
        try:
            taken = salvage.salvage(hurt, target)
        except StoreError:
            assert not target.exists()
            continue
        lost.append(120 - taken["story"][0])
        with Store.open(target, FixedClock(seed.NOW)) as store:
            store.health.repair()
            seed.index(store)
            assert store.health.check(full=True) == []
        target.unlink()
    assert len(lost) > 15
    assert sum(one > 40 for one in lost) <= 1
    assert sum(one == 0 for one in lost) > len(lost) // 2


def test_bodies_between_two_unreadable_pages_are_saved(tmp_path: Path) -> None:
    """By the stories that they are of: they lie in the order in which they came."""
    texts = {f"Story {number}": f"{number} {'long ' * 400} end{number:03}." for number in range(60)}
    items = [seed.item(title, text) for title, text in texts.items()]
    with seed.opened(tmp_path) as store:
        feed = seed.feed(store)
        seed.arrive(store, feed, *items[30:])
        seed.arrive(store, feed, *items[:30], at=seed.NOW - seed.DAY)
    path = tmp_path / "clew.db"
    whole = bytearray(path.read_bytes())
    for number in (45, 15):
        page = whole.index(b"end%03d." % number) // PAGE
        whole[page * PAGE : (page + 1) * PAGE] = b"\xff" * PAGE
    path.write_bytes(whole)
    salvage.salvage(path, tmp_path / "saved.db")
    with closing(sqlite3.connect(tmp_path / "saved.db")) as connection:
        found = dict(
            connection.execute("SELECT title, text FROM story JOIN body ON story = story.id")
        )
    assert found.keys() == texts.keys()
    lost = {title for title, text in texts.items() if found[title] != text}
    assert {"Story 15", "Story 45"} <= lost
    assert len(lost) <= 4


def test_a_path_from_where_one_stands_is_saved_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "One")
    monkeypatch.chdir(tmp_path)
    assert salvage.salvage(Path("clew.db"), Path("saved.db"))["story"][0] == 1


def test_a_copy_that_finds_no_room_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with seed.opened(tmp_path) as store:
        seed.arrive(store, seed.feed(store), *(f"story {n} {'x' * 900}" for n in range(300)))

    def small(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute("PRAGMA max_page_count = 250")
        return connection

    connect = salvage.opening.connect_writer
    monkeypatch.setattr(salvage.opening, "connect_writer", small)
    with pytest.raises(StoreError, match=r"No room to write .*saved\.db"):
        salvage.salvage(tmp_path / "clew.db", tmp_path / "saved.db")
    assert not (tmp_path / "saved.db").exists()


def test_junk_gives_nothing_and_says_so(tmp_path: Path) -> None:
    junk = tmp_path / "clew.db"
    junk.write_bytes(b"no database at all " * 500)
    with pytest.raises(StoreError, match=r"can be read .* move the file away"):
        salvage.salvage(junk, tmp_path / "saved.db")
    assert not (tmp_path / "saved.db").exists()
