"""Faults that meet the program as a whole: many feeds, a poor locale, hostile patterns, tempting
bodies."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path

import click
import pytest

from reader.cli.leaving import leave
from reader.clock import FixedClock
from reader.errors import BusyError, StoreError
from reader.query.regex import found
from reader.query.tree import Regex
from reader.services import backups, lock, parsing
from tests.core.http_server import Answer
from tests.services.feeding import (
    NOW,
    InlineParser,
    profile,
    refresh,
    rss,
    services,
    serving,
    subscribe,
)


async def test_five_hundred_feeds_at_once_are_all_answered_whatever_some_of_them_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "FeedParser", InlineParser)
    faults = {3: Answer(500), 4: Answer(raw=b"nonsense\r\n\r\n"), 5: Answer(body=b"<html>Log in")}
    async with serving() as server:
        for n in range(500):
            answer = faults.get(n % 50, Answer(body=rss(f"Story {n}"), delay=0.02))
            server.route(f"/{n}", answer)
        with services(tmp_path / "clew") as opened:
            subscribe(opened, *(server.url(f"/{n}") for n in range(500)))
            closing, _ = await refresh(opened)
            assert (closing.done, closing.new, closing.failed) == (500, 470, 30)
            assert not opened.store.placing.unplaced()
    assert len(server.log) == 500
    assert server.peak <= 100


def test_what_the_locale_has_no_letters_for_is_printed_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="latin-1"))
    with pytest.raises(SystemExit) as left:
        leave(lambda: click.echo("● été"))
    assert left.value.code == 0
    assert out.getvalue() == "? été\n".encode("latin-1")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "|".join(f"w{n}" for n in range(999))])
def test_no_pattern_takes_for_ever(pattern: str) -> None:
    """An engine that goes back and forth would need longer than there is."""
    assert not found(Regex(pattern), "a" * 50_000 + "!")
    assert found(Regex(pattern, ignore_case=True), "W7 AAB A")


def test_output_that_was_closed_before_loses_no_deed(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def work() -> None:
        sys.stdout.write("told to nobody\n")
        sys.stderr.write("neither\n")
        done.append(True)

    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit) as left:
        leave(work)
    assert (left.value.code, done) == (0, [True])


def test_a_lock_is_held_on_a_full_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds it is only told; what is to be written after says itself that it cannot be."""

    def full(*_given: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", full)
    with lock.held(tmp_path / "lock"), pytest.raises(BusyError), lock.held(tmp_path / "lock"):
        pass


def test_a_place_where_nothing_can_be_locked_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_given: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", none_left)
    with pytest.raises(StoreError, match="cannot be locked"), lock.held(tmp_path / "lock"):
        pass


def test_a_backup_goes_only_where_there_is_a_folder(tmp_path: Path) -> None:
    with services(tmp_path) as opened:
        away = tmp_path / "disk" / "clew.db"
        with pytest.raises(StoreError, match=r"There is no folder .*disk"):
            backups.make(opened.store, opened.profile, opened.clock, away)
        assert not away.parent.exists()
        away.parent.mkdir()
        assert backups.make(opened.store, opened.profile, opened.clock, away).path == away
        assert backups.make(opened.store, opened.profile, opened.clock).path.is_file()


def test_a_backup_that_cannot_be_put_back_says_where_and_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = profile(tmp_path)
    with services(tmp_path) as opened:
        subscribe(opened, "https://a.example/feed")
        made = backups.make(opened.store, home, opened.clock).path

    def refused(*_given: object) -> Path:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "replace", refused)
    clock = FixedClock(NOW)
    for work in (
        lambda: backups.put_back(home, clock, made),
        lambda: backups.save_what_is_left(home, clock),
    ):
        with pytest.raises(StoreError, match=r"Cannot write .*clew\.db: Read-only file system"):
            work()
    with services(tmp_path) as opened:
        assert len(opened.subscriptions.all()) == 1
    assert not [*tmp_path.glob("*.restoring*"), *tmp_path.glob("*.salvaged*")]


class FullDisk(io.StringIO):
    def flush(self) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_output_that_finds_no_room_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", FullDisk())
    monkeypatch.setattr(os, "dup2", lambda *ends: None)
    with pytest.raises(SystemExit) as left:
        leave(lambda: sys.stdout.write("x"))
    assert left.value.code == 1
    assert capsys.readouterr().err.startswith("clew: No room to write what was asked for.")
