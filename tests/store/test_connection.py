from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import seed

from reader.clock import FixedClock
from reader.errors import BusyError, NewerStoreError, StoreError
from reader.model import Action, Verb
from reader.store import Store, faults, opening, schema
from reader.store.connection import Connections, Interrupt, Interrupted
from reader.store.door import Door

SLOW = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)"
    " SELECT count(*) FROM n"
)


@pytest.fixture
def db(tmp_path: Path):
    with_file = Connections.open(tmp_path / "new" / "clew.db", FixedClock(seed.NOW))
    yield with_file
    with_file.close()


def put(name: str, value: str):
    return lambda c: c.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


def get(name: str):
    return lambda c: c.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()


def test_a_new_file_is_its_owners_alone(db: Connections) -> None:
    assert stat.S_IMODE(db.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(db.path.parent.stat().st_mode) == 0o700
    assert db.warnings == ()
    assert not db.readonly


def test_a_write_that_fails_leaves_nothing(db: Connections) -> None:
    def work(connection: sqlite3.Connection) -> None:
        put("a", "1")(connection)
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        db.write(work)
    assert db.read(get("a")) is None


def test_user_actions_go_before_waiting_work(db: Connections) -> None:
    gate, order = threading.Event(), []
    first = db.submit(lambda c: gate.wait(10))
    idle = db.submit(lambda c: order.append("idle"), idle=True)
    background = db.submit(lambda c: order.append("background"))
    action = db.submit(
        lambda c: order.append(c.execute("PRAGMA synchronous").fetchone()[0]), durable=True
    )
    gate.set()
    for future in (first, idle, background, action):
        future.result(10)
    assert order == [2, "background", "idle"]  # 2 is FULL


def test_readers_cannot_write_and_do_not_wait_for_the_writer(db: Connections) -> None:
    gate, inside = threading.Event(), threading.Event()

    def work(connection: sqlite3.Connection) -> None:
        put("a", "1")(connection)
        inside.set()
        gate.wait(10)

    writing = db.submit(work)
    assert inside.wait(10)
    assert db.read(get("a")) is None
    with pytest.raises(StoreError):
        db.read(put("a", "2"))
    gate.set()
    writing.result(10)
    assert db.read(get("a")) == ("1",)


def test_the_version_moves_with_a_commit_seen_from_any_thread(db: Connections) -> None:
    before = db.version()
    assert db.version() == before
    db.write(put("a", "1"))
    seen: list[int] = []
    thread = threading.Thread(target=lambda: seen.append(db.version()))
    thread.start()
    thread.join()
    assert seen[0] != before


def test_a_running_read_is_stopped_and_the_next_is_not(db: Connections) -> None:
    interrupt, started = Interrupt(), threading.Event()

    def work(connection: sqlite3.Connection) -> None:
        open_cursor = connection.execute("SELECT name FROM sqlite_master")
        open_cursor.fetchone()
        started.set()
        connection.execute(SLOW).fetchone()

    threading.Thread(target=lambda: (started.wait(10), interrupt.stop())).start()
    with pytest.raises(Interrupted):
        db.read(work, interrupt)
    assert interrupt.stopped
    assert db.read(lambda c: len(c.execute("SELECT * FROM sqlite_master").fetchall())) > 50


def test_a_stop_between_two_statements_is_not_missed(db: Connections) -> None:
    interrupt = Interrupt()

    def work(connection: sqlite3.Connection) -> None:
        connection.execute("SELECT 1").fetchone()
        interrupt.stop()
        connection.execute(SLOW).fetchone()

    with pytest.raises(Interrupted):
        db.read(work, interrupt)
    with pytest.raises(Interrupted):
        db.read(get("a"), interrupt)
    assert db.read(get("a")) is None


def test_closing_finishes_what_was_queued(tmp_path: Path) -> None:
    db = Connections.open(tmp_path / "clew.db", FixedClock(seed.NOW))
    for n in range(20):
        db.submit(put(f"n{n}", "x"))
    db.close()
    db.close()
    with pytest.raises(StoreError, match="closed"):
        db.write(put("late", "x"))
    with Store.open(tmp_path / "clew.db", FixedClock(seed.NOW)) as store:
        assert seed.sql(store, "SELECT count(*) FROM state") == [(20,)]


def test_a_write_inside_a_write_is_refused(db: Connections) -> None:
    with pytest.raises(RuntimeError, match="wait for itself"):
        db.write(lambda c: db.write(put("a", "1")))


def test_two_processes_write_by_turns(tmp_path: Path) -> None:
    one = Connections.open(tmp_path / "clew.db", FixedClock(seed.NOW))
    two = Connections.open(tmp_path / "clew.db", FixedClock(seed.NOW))

    def slowly(name: str):
        def work(connection: sqlite3.Connection) -> None:
            time.sleep(0.001)  # long enough for the other to find the file locked
            put(name, "x")(connection)

        return work

    waiting = [db.submit(slowly(f"{n}")) for n in range(30) for db in (one, two)]
    for future in waiting:
        future.result(20)
    assert one.read(lambda c: c.execute("SELECT count(*) FROM state").fetchone()) == (30,)
    one.close()
    two.close()


@pytest.mark.parametrize("durable", [True, False])
def test_background_work_lets_in_who_waits_in_another_process(
    db: Connections, durable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten transactions are written one right after the other; the other's is not the last."""
    monkeypatch.setattr("reader.store.writer._YIELD", 30.0)
    held = threading.Event()
    door = Door(db.path)
    order: list[str] = []

    def first(_: sqlite3.Connection) -> None:
        held.set()
        give_up = time.monotonic() + 10
        while not door.somebody_waits() and time.monotonic() < give_up:
            time.sleep(0.001)

    def noted(name: str) -> Callable[[sqlite3.Connection], None]:
        return lambda _: order.append(name)

    with closing(door), closing(Connections.open(db.path, FixedClock(seed.NOW))) as other:
        mine = [db.submit(first), *(db.submit(noted("mine")) for _ in range(9))]
        assert held.wait(10)
        theirs = other.submit(noted("theirs"), durable=durable)
        for one in (*mine, theirs):
            one.result(30)
    assert order[0] == "theirs"


def test_a_door_that_cannot_be_made_tells_nothing(tmp_path: Path) -> None:
    door = Door(tmp_path / "nowhere" / "clew.db")
    assert door.somebody_waits() is None
    with door.waiting():
        pass
    door.close()


def test_who_waits_at_the_door_is_seen_until_let_in(tmp_path: Path) -> None:
    mine, other = Door(tmp_path / "clew.db"), Door(tmp_path / "clew.db")
    with other.waiting():
        assert mine.somebody_waits()
    assert mine.somebody_waits() is False
    with other.waiting():
        other.close()
        assert mine.somebody_waits() is False
    mine.close()


def test_a_lock_held_too_long_is_a_busy_error(
    db: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.store.writer.PATIENCE", 0.0)
    db.write(put("a", "1"))
    other = opening.connect_writer(db.path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BusyError, match="clew"):
        db.write(put("a", "2"), durable=True)
    other.execute("ROLLBACK")
    other.close()
    db.write(put("a", "3"), durable=True)
    assert db.read(get("a")) == ("3",)


def test_a_log_that_cannot_be_folded_does_not_end_the_writer(
    db: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.store.writer._FOLD_AFTER", 1)
    refused = []

    def refuse(_action: int, name: str | None, *_rest: str | None) -> int:
        if name == "wal_checkpoint":
            refused.append(name)
            return sqlite3.SQLITE_DENY  # a DatabaseError, as that of a damaged file is
        return sqlite3.SQLITE_OK

    db.write(lambda c: c.set_authorizer(refuse))
    db.write(put("a", "1"), durable=True)
    db.submit(put("a", "2"), durable=True).result(10)
    assert refused
    assert db.read(get("a")) == ("2",)


def test_the_log_is_folded_once_nothing_waits_when_asked_to(db: Connections) -> None:
    folded = []
    done = threading.Event()

    def note(_action: int, name: str | None, *_rest: str | None) -> int:
        if name == "wal_checkpoint":
            folded.append([one.done() for one in waiting])
            done.set()
        return sqlite3.SQLITE_OK

    db.fold_soon()  # nothing was written yet
    go = threading.Event()
    db.submit(lambda c: (c.set_authorizer(note), go.wait(10)))
    db.fold_soon()
    waiting = [db.submit(put("a", n)) for n in "12"]
    go.set()
    assert done.wait(10)
    assert folded == [[True, True]]
    assert db.read(get("a")) == ("2",)


def test_a_full_disk_names_the_file_and_keeps_what_was(db: Connections) -> None:
    db.write(put("a", "1"))
    pages = db.write(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
    db._writer._connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[union-attr]
    with pytest.raises(StoreError, match=r"No room to write .*clew\.db .*free"):
        db.write(put("a", "x" * 1_000_000))
    assert db.read(get("a")) == ("1",)
    assert db.read(lambda c: c.execute("PRAGMA integrity_check").fetchone()) == ("ok",)


def test_junk_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "clew.db"
    path.write_bytes(b"this is no database, but a letter to a friend\n" * 100)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="is not a database") as told:
        Store.open(path, FixedClock(seed.NOW))
    assert "move the file away, and clew begins with an empty one" in told.value.hint
    assert path.read_bytes() == before


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE rss_item(id)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        Store.open(path, FixedClock(seed.NOW))
    assert path.read_bytes() == before


def test_a_newer_schema_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "clew.db"
    Store.open(path, FixedClock(seed.NOW)).close()
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(NewerStoreError, match="newer clew"):
        Store.open(path, FixedClock(seed.NOW))
    assert path.read_bytes() == before


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "clew.db"
    with seed.opened(tmp_path) as store:
        seed.arrive(store, seed.feed(store), *[f"Story {n}" for n in range(50)])
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 16] = b"\xff" * 16
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"), seed.opened(tmp_path) as store:
        store.feeds.all()


def test_a_file_that_may_not_be_written_opens_for_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with seed.opened(tmp_path) as store:
        seed.feed(store)
    monkeypatch.setattr(os, "access", lambda *a: False)
    with seed.opened(tmp_path) as store:
        assert store.readonly
        assert len(store.feeds.all()) == 1
        with pytest.raises(StoreError, match="only be read"):
            store.health.repair()


def test_on_a_full_disk_what_is_stored_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_connection: sqlite3.Connection) -> str:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
        raise error

    with seed.opened(tmp_path) as store:
        seed.feed(store)
    monkeypatch.setattr(opening, "_journal", no_room)
    with pytest.raises(StoreError, match="disk failed"):
        seed.opened(tmp_path)
    for module in (opening, faults):
        monkeypatch.setattr(module, "is_full", lambda path: True)
    with seed.opened(tmp_path) as store:
        assert len(store.feeds.all()) == 1
        assert "its disk is full" in store.health.check()[0]
        with pytest.raises(StoreError, match="only be read"):
            store.health.repair()
    # What was done last would not be seen: better say that there is no room.
    (tmp_path / "clew.db-wal").write_bytes(b"x")
    with pytest.raises(StoreError, match="No room"):
        seed.opened(tmp_path)


def test_no_folder_can_be_made_under_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="Cannot make"):
        Store.open(tmp_path / "file" / "clew.db", FixedClock(seed.NOW))


def test_a_place_without_a_log_falls_back_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_journal", lambda connection: "delete")
    with seed.opened(tmp_path) as store:
        seed.arrive(store, seed.feed(store), "One")
        assert "write-ahead log" in store.health.check()[0]


def test_an_up_to_date_file_opens_without_sqlite_utils(tmp_path: Path) -> None:
    Store.open(tmp_path / "clew.db", FixedClock(seed.NOW)).close()
    code = (
        "import sys; from pathlib import Path; from reader.clock import FixedClock;"
        "from reader.store import Store; s = Store.open(Path(sys.argv[1]), FixedClock(1));"
        "s.feeds.all(); s.close(); print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "clew.db")],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stdout.strip() == "False"


def test_a_transaction_holds_the_file_from_its_first_word(tmp_path: Path) -> None:
    """One that began with a read could not go on to write after another's write."""
    with seed.opened(tmp_path) as store:
        connections = seed.connections(store)

        def read_first(connection: sqlite3.Connection) -> str:
            connection.execute("SELECT count(*) FROM feed").fetchone()
            with closing(sqlite3.connect(connections.path, timeout=0)) as other:
                try:
                    other.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    return str(error)
            return "two may write"

        assert connections.write(read_first) == "database is locked"


@pytest.mark.parametrize("also", ["deleted", "replaced"])
def test_a_file_that_is_not_there_any_more_takes_no_action(tmp_path: Path, also: str) -> None:
    folder = tmp_path / "profile"
    folder.mkdir()
    with Store.open(folder / "clew.db", FixedClock(seed.NOW)) as store:
        (story,) = seed.arrive(store, seed.feed(store, "https://a.example/feed"), "One")
        folder.rename(tmp_path / "aside")
        if also == "replaced":
            folder.mkdir()
            Store.open(folder / "clew.db", FixedClock(seed.NOW)).close()
        with pytest.raises(StoreError, match="moved or deleted"):
            store.actions.do(Action(Verb.STAR, (story,)))
        if also == "deleted":
            (tmp_path / "aside").rename(folder)
            assert not store.rows.stories([story])[0].starred
            store.actions.do(Action(Verb.STAR, (story,)))
            assert store.rows.stories([story])[0].starred
