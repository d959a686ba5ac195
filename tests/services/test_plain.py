"""The line mode: what a person hears and types, without a screen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import seed

from reader import words
from reader.cli.plain.session import PAGE, Session
from reader.clock import FixedClock
from reader.config import Config
from reader.paths import Profile
from reader.services import Services


class Said:
    """A session and all it said since it was last asked."""

    def __init__(self, folder: Path) -> None:
        profile = Profile(folder, folder, folder)
        self.services = Services.open(profile, Config(), FixedClock(seed.NOW))
        self.lines: list[str] = []
        self.refreshed = 0
        self.session = Session(self.services, self.lines.append, self._refresh)

    def _refresh(self) -> None:
        self.refreshed += 1

    def __call__(self, line: str) -> list[str]:
        self.lines.clear()
        self.session.do(line)
        return list(self.lines)


@pytest.fixture
def said(tmp_path: Path):
    made = Said(tmp_path)
    store = made.services.store
    meridian = seed.feed(store, "https://meridian.example/feed", "The Meridian")
    gazette = seed.feed(store, "https://gazette.example/feed", "La Gazette")
    (lead,) = seed.arrive(store, meridian, "Twitter merged into X Corp", at=seed.NOW - 9_000)
    (other,) = seed.arrive(store, gazette, "X Corp absorbe Twitter", at=seed.NOW - 6_000)
    told = "<p>Quiet nights.</p><pre>if clear:\n    look()</pre>"
    seed.arrive(
        store,
        meridian,
        seed.item("A telescope", content=told, text="Quiet nights."),
        at=seed.NOW - 100,
    )
    seed.place(store, seed.thread_of(store, lead), other)
    seed.index(store)
    made.session.start()
    yield made
    made.services.close()


def test_it_begins_with_what_is_unread(said: Said) -> None:
    assert said.lines[0] == "Unread: 2 threads"
    assert said.lines[1].startswith("1. A telescope, The Meridian, unread")
    assert said.lines[2].startswith("2. Twitter merged into X Corp, 2 sources, 2 stories")


def test_reading_through_marks_read_and_ends(said: Said) -> None:
    heard = said("n")
    assert "Quiet nights." in heard
    assert "        look()" in heard
    heard = said("n")
    assert any("X Corp absorbe Twitter" in line for line in heard)
    said("n")
    said("n")
    assert said("n") == ["Nothing unread is left here"]
    assert said.services.searching.hits("is:unread").hits.ids == ()


def test_a_thread_is_entered_and_left(said: Said) -> None:
    heard = said("2")
    assert heard[0] == "Twitter merged into X Corp"
    assert any(line.startswith("1. X Corp absorbe Twitter, La Gazette") for line in heard)
    assert said("2")[0] == "Twitter merged into X Corp"
    assert said("b")[0] == "Twitter merged into X Corp: 2 stories"
    assert said("b")[0] == "Unread: 2 threads"


def test_marks_are_said_and_undone(said: Said) -> None:
    assert said("s 1") == ["starred “A telescope”"]
    assert said("t 1 2 two words") == ["tagged 2 threads #two words"]
    assert said("u") == ["Undone: tagged 2 threads #two words"]
    assert said("redo") == ["Done again: tagged 2 threads #two words"]
    assert said("a 1 mine") == ["wrote a note on “A telescope”"]
    assert said("m 2") == ["read “Twitter merged into X Corp” (2 stories)"]
    assert said("m 2") == ["marked “Twitter merged into X Corp” (2 stories) unread"]
    assert said("+ 2") == ["followed “Twitter merged into X Corp”"]
    assert said("- 2") == ["muted “Twitter merged into X Corp”"]
    said("u")
    said("1")
    assert any(line == "Note: mine" for line in said("1"))


def test_without_a_number_it_is_done_to_the_open_thread(said: Said) -> None:
    said("2")
    assert said("+") == ["followed “Twitter merged into X Corp”"]
    assert said("m") == ["read “Twitter merged into X Corp” (2 stories)"]
    said("1")
    assert said("s") == ["starred “X Corp absorbe Twitter”"]


def test_search_views_and_feeds(said: Said) -> None:
    assert said("/quiet")[0] == "quiet: 1 thread"
    assert said("v Sta")[0] == "Starred: 0 threads"
    assert said("f gazette")[0] == "La Gazette: 1 thread"
    assert {line.split(",")[0] for line in said("f")} == {"The Meridian", "La Gazette"}


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("zz", "There is no zz here"),
        ("9", "There is no number 9"),
        ("²", "There is no ² here"),
        ("9" * 5_000, "There is no 999"),
        ("s", "Nothing is open"),
        ("s 7", "There is no such number here"),
        ("t 1", "Which tag?"),
        ("v nowhere", "There is no view named nowhere"),
        ("/", "Nothing to search for"),
        ("/title:(", ""),
        ("f nowhere", ""),
    ],
)
def test_what_cannot_be_is_said_and_nothing_happens(said: Said, line: str, answer: str) -> None:
    heard = said(line)
    assert heard
    assert heard[0].startswith(answer)
    assert said.services.journal.rows() == []


@pytest.mark.parametrize("line", ["help", "?"])
def test_who_asks_for_help_gets_it(said: Said, line: str) -> None:
    assert said(line) == said("h")
    assert any(told.startswith("q: ") for told in said(line))


def test_long_lists_are_read_a_page_at_a_time(said: Said) -> None:
    seed.arrive(said.services.store, 1, *(f"Number {n}" for n in range(PAGE + 5)))
    heard = said("l")
    assert heard[-1] == "7 more: press Enter"
    heard = said("")
    assert heard[0].startswith(f"{PAGE + 1}. ")
    assert len(heard) == 7
    assert said("") == ["That is all"]


def test_refresh_is_asked_for(said: Said) -> None:
    said("r")
    assert said.refreshed == 1


def test_lines_from_a_pipe(tmp_path: Path) -> None:
    with Services.open(
        Profile(tmp_path, tmp_path, tmp_path), Config(), FixedClock(seed.NOW)
    ) as services:
        seed.arrive(services.store, seed.feed(services.store), "One \x1b]0;x\x07 two")
    done = subprocess.run(
        [sys.executable, "-m", "reader", "--dir", str(tmp_path), "--plain"],
        input="1\nq\nnever read\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("Unread: 1 thread\n1. One")
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_a_view_is_found_by_the_name_it_is_listed_with(said: Said) -> None:
    for name in ("Newspapers", "News"):
        said.services.viewing.save(name, "telescope" if name == "News" else "twitter")
    assert said("v news")[0].startswith("News: 1 ")
    assert said("v newsp")[0].startswith("Newspapers: 1 ")
    words.use("fr", None)
    try:
        listed = said("v")
        assert any(line.startswith("Non lus") for line in listed)
        assert said("v non")[0].startswith("Non lus: ")
        assert said("v unread")[0].startswith("Non lus: ")
    finally:
        words.use("en", None)
