"""Triage: each call is one action of the actor it was made for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import seed

from reader.model import Actor, Done, Verb
from reader.services.journal import Journal
from reader.services.triage import Triage
from reader.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seed.opened(tmp_path) as opened:
        seed.arrive(opened, seed.feed(opened), "one", "two", "three")
        yield opened


@pytest.mark.parametrize(
    ("call", "verb"),
    [
        (lambda t, s: t.read(stories=s[:1]), Verb.READ),
        (lambda t, s: t.star(s), Verb.STAR),
        (lambda t, s: t.open_story(s[0]), Verb.OPEN),
        (lambda t, s: t.open_thread(1), Verb.OPEN_THREAD),
        (lambda t, s: t.follow([1]), Verb.FOLLOW),
        (lambda t, s: t.mute([1]), Verb.MUTE),
        (lambda t, s: t.mute([1], until=seed.NOW + 1), Verb.MUTE),
        (lambda t, s: t.snooze([1], seed.NOW + 1), Verb.SNOOZE),
        (lambda t, s: t.note(s[0], "why"), Verb.NOTE),
        (lambda t, s: t.join([2, 3], into=1), Verb.JOIN),
        (lambda t, s: t.set_lead(1, s[0]), Verb.SET_LEAD),
        (lambda t, s: t.rename(1, "Name"), Verb.RENAME_THREAD),
    ],
)
def test_each_call_is_one_action(
    store: Store, call: Callable[[Triage, list[int]], Done], verb: Verb
) -> None:
    stories = [row[0] for row in seed.sql(store, "SELECT id FROM story ORDER BY id")]
    triage = Triage(store, seed.clock(store), Actor.COMMAND)
    journal = Journal(store)
    done = call(triage, stories)
    (row,) = journal.rows()
    assert (row.verb, row.actor, row.id) == (verb, Actor.COMMAND, done.entry)
    back = journal.undo()
    assert back is not None
    assert back.entry == done.entry
    assert journal.undo() is None
    again = journal.redo()
    assert again is not None
    assert again.action == done.action
    assert journal.redo() is None


def test_what_is_on_goes_off(store: Store) -> None:
    story = seed.sql(store, "SELECT min(id) FROM story")[0][0]
    triage = Triage(store, seed.clock(store))
    for on, off in (
        (lambda: triage.read([story]), lambda: triage.unread([story])),
        (lambda: triage.read(threads=[1]), lambda: triage.unread(threads=[1])),
        (lambda: triage.star([story]), lambda: triage.star([story], on=False)),
        (lambda: triage.follow([1]), lambda: triage.follow([1], on=False)),
        (lambda: triage.mute([1]), lambda: triage.unmute([1])),
        (lambda: triage.snooze([1], seed.NOW + 9), lambda: triage.snooze([1], None)),
    ):
        assert [on().changed, on().changed, off().changed, off().changed] == [1, 0, 1, 0]


def test_joining_and_knocking_out(store: Store) -> None:
    story = seed.sql(store, "SELECT min(id) FROM story")[0][0]
    triage = Triage(store, seed.clock(store))
    assert triage.join([2], into=1).made == 1
    made = triage.knock_out([story]).made
    assert made == seed.thread_of(store, story)


def test_mutes_end_by_the_clock(store: Store) -> None:
    triage = Triage(store, seed.clock(store))
    triage.mute([1], until=seed.NOW + 60)
    assert triage.expire() == 0
    seed.clock(store).advance(60)
    assert triage.expire() == 1
