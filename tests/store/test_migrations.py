from __future__ import annotations

import contextlib
import gzip
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import seed
from sqlite_utils import Database

from reader.clock import FixedClock
from reader.errors import NewerStoreError, StoreError
from reader.store import Store, migrations, opening, schema

#: Files as earlier versions made them: schema → packed file.
OLD = {
    int(path.name.removeprefix("schema").partition(".")[0]): path
    for path in (Path(__file__).parents[1] / "data" / "store").glob("schema*.db.gz")
}


def made(folder: Path) -> Store:
    """A store made here and now, and no copy of one."""
    return Store.open(folder / "clew.db", FixedClock(seed.NOW))


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch):
    """A further migration, as a later version will have it."""
    after = migrations.Migrations("clew")
    for number in range(1, schema.VERSION + 1):
        name = next(n for n in migrations.names() if n.startswith(f"m{number:04}_"))
        after()(getattr(migrations, name))

    def more(db: Database) -> None:
        db.conn.execute("CREATE TABLE more(id INTEGER PRIMARY KEY) STRICT")

    more.__name__ = f"m{schema.VERSION + 1:04}_more"
    after()(more)
    monkeypatch.setattr(migrations, "migrations", after)
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    return after


#: The schemas of versions that people have; each has its file.
RELEASED = {1}


def test_every_released_schema_has_its_file() -> None:
    assert set(OLD) >= RELEASED


@pytest.mark.parametrize("version", sorted(OLD))
def test_a_file_of_an_older_version_is_brought_forward_whole(tmp_path: Path, version: int) -> None:
    (tmp_path / "clew.db").write_bytes(gzip.decompress(OLD[version].read_bytes()))
    with made(tmp_path) as store:
        assert seed.sql(store, "PRAGMA user_version") == [(schema.VERSION,)]
        assert store.health.check(full=True) == []
        assert seed.sql(store, "SELECT count(*), sum(starred), sum(read) FROM story") == [(5, 1, 1)]
        assert seed.sql(store, "SELECT text FROM note") == [("my note",)]
        assert seed.sql(store, "SELECT query FROM view WHERE name = 'Space'") == [("telescope",)]
        undone = 0
        while store.actions.undo():
            undone += 1
        assert undone >= 6
        assert seed.sql(store, "SELECT sum(starred), sum(read) FROM story") == [(0, 0)]
        assert seed.sql(store, "SELECT count(*) FROM note") == [(0,)]
        while store.actions.redo():
            undone -= 1
        assert undone == 0
        assert store.health.check(full=True) == []


def tables(path: Path) -> set[str]:
    raw = sqlite3.connect(path)
    names = {row[0] for row in raw.execute("SELECT name FROM sqlite_master")}
    raw.close()
    return names


def test_the_number_of_migrations_is_the_version() -> None:
    assert len(migrations.names()) == schema.VERSION


def test_rows_are_moved_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "_ROWS", 2)
    rows = [(7, "c"), (-3, None), (5, "b"), (1, "a"), (9, "d")]
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE old(id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute("CREATE TABLE new(id INTEGER NOT NULL UNIQUE, text TEXT)")
        connection.executemany("INSERT INTO old VALUES (?, ?)", rows)
        migrations._move(connection, "old", "new", "id")
        assert connection.execute("SELECT * FROM new ORDER BY rowid").fetchall() == sorted(rows)
        assert connection.execute("SELECT count(*) FROM old").fetchone() == (0,)


def test_every_table_is_strict(tmp_path: Path) -> None:
    with made(tmp_path) as store:
        loose = seed.sql(
            store,
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            " AND NOT strict AND name NOT LIKE 'sqlite%' AND name <> '_sqlite_migrations'",
        )
    assert loose == []


def test_an_old_file_is_backed_up_and_brought_forward(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with made(tmp_path) as store:
        seed.arrive(store, seed.feed(store), "One")
    request.getfixturevalue("second")
    told: list[Path] = []
    for _opened in range(2):
        with Store.open(tmp_path / "clew.db", FixedClock(seed.NOW), told.append) as store:
            assert seed.sql(store, "SELECT count(*) FROM story") == [(1,)]
    assert told == list(tmp_path.glob("*.backup"))
    assert "more" in tables(tmp_path / "clew.db")
    backups = list(tmp_path.glob("*.backup"))
    assert [one.stat().st_mode & 0o777 for one in backups] == [0o600]
    assert "more" not in tables(backups[0])


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, second: migrations.Migrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(tmp_path / "other" / "clew.db", FixedClock(1)).close()
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)

    @second()
    def m9999_broken(db: Database) -> None:
        db.conn.execute("CREATE TABLE third(id INTEGER PRIMARY KEY) STRICT")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        made(tmp_path)
    assert tables(tmp_path / "clew.db") == set()


def test_what_a_migration_could_take_back_is_not_kept_in_memory(
    tmp_path: Path, second: migrations.Migrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is as much as the tables that are moved: an archive of years."""
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    kept: list[int] = []

    @second()
    def m9999_looks(db: Database) -> None:
        kept.append(db.conn.execute("PRAGMA temp_store").fetchone()[0])

    made(tmp_path).close()
    assert kept == [1], "1 is a file, 2 memory"


def test_a_migration_that_breaks_a_reference_leaves_the_file_as_it_was(
    tmp_path: Path, second: migrations.Migrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made(tmp_path) as store:
        seed.feed(store, folder="News")
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)

    @second()
    def m9999_broken(db: Database) -> None:
        db.conn.execute("UPDATE feed_folder SET folder = 99")

    with pytest.raises(StoreError, match="break a reference in feed_folder"):
        made(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "clew.db")) as connection:
        assert connection.execute("SELECT folder FROM feed_folder").fetchall() == [(1,)]
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION - 1,)


#: Opens the file named and is killed at the end of bringing it forward, before it is committed.
KILLED = """
import os, pathlib, signal, sys
from reader.clock import FixedClock
from reader.store import Store, migrations
work = migrations.apply
def apply(connection):
    work(connection)
    os.kill(os.getpid(), signal.SIGKILL)
migrations.apply = apply
Store.open(pathlib.Path(sys.argv[1]), FixedClock(1))
"""


def test_killed_while_it_is_brought_forward_a_file_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "clew.db"
    path.write_bytes(gzip.decompress(OLD[min(OLD)].read_bytes()))
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA user_version").fetchone() == (min(OLD),)
    raw.close()
    with made(tmp_path) as store:
        assert store.health.check(full=True) == []
        assert seed.sql(store, "SELECT count(*), sum(starred) FROM story") == [(5, 1)]


def test_migrations_this_program_does_not_know_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "clew.db"
    Store.open(path, FixedClock(1)).close()
    raw = sqlite3.connect(path)
    raw.execute("UPDATE _sqlite_migrations SET name = 'm0099_future' WHERE name LIKE 'm0001%'")
    raw.execute("PRAGMA user_version = 0")
    raw.commit()
    raw.close()
    with pytest.raises(NewerStoreError, match="m0099_future"):
        made(tmp_path)


def test_three_backups_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "clew.db"
    Store.open(path, FixedClock(1)).close()
    for day in range(5):
        raw = opening.connect_writer(path)
        opening._backup(raw, path, opening._backup_name(path, 1, day * 86_400))
        raw.close()
    assert len(list(tmp_path.glob("*.backup"))) == opening.KEEP_BACKUPS


def test_statements_keep_triggers_whole() -> None:
    script = "CREATE TABLE a(b);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n SELECT 1;\nEND;\n"
    assert len(list(migrations.statements(script))) == 2
    with pytest.raises(ValueError, match="Unfinished"):
        list(migrations.statements("SELECT 1;\nSELECT 2"))
