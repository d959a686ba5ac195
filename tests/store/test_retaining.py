"""Retention: what may go, what never does, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
import seed

from reader.model import Action, Verb
from reader.store import Store

BEFORE = seed.NOW - 90 * seed.DAY
OLD = seed.NOW - 200 * seed.DAY


@pytest.fixture
def store(tmp_path: Path):
    """Six old stories, all read long ago; the last two in one thread."""
    with seed.opened(tmp_path, now=OLD) as made:
        feed = seed.feed(made)
        stories = seed.arrive(made, feed, "One", "Two", "Three", "Four", "Five", "Six", at=OLD)
        seed.place(made, seed.thread_of(made, stories[4]), stories[5])
        for story in stories:
            seed.place(made, seed.thread_of(made, story), story)
        made.actions.do(Action(Verb.READ, stories))
        seed.index(made)
        seed.clock(made).advance(seed.NOW - OLD)
        yield made


def titles(store: Store) -> set[str]:
    return {row[0] for row in seed.sql(store, "SELECT title FROM story")}


def story(store: Store, title: str) -> int:
    return int(seed.sql(store, "SELECT id FROM story WHERE title = ?", title)[0][0])


def run_out(store: Store) -> int:
    total = 0
    while batch := store.retaining.let_go(BEFORE):
        total += batch
    return total


def snapshot(store: Store) -> list[list[object]]:
    """Everything that a person could miss, in a stable order."""
    return [
        seed.sql(store, f"SELECT * FROM {table} ORDER BY 1, 2")
        for table in ("story", "body", "placement", "mark", "story_tag", "note")
    ] + [seed.sql(store, "SELECT id, stories, unread, lead, languages FROM thread ORDER BY id")]


def shelved(store: Store) -> int:
    return int(seed.sql(store, "SELECT count(*) FROM shelf WHERE data IS NOT NULL")[0][0])


def test_what_goes_comes_back_as_it_was(store: Store) -> None:
    before = snapshot(store)
    old = store.retaining.old(BEFORE)
    assert (old.stories, old.threads, old.kept) == (6, 5, 0)
    assert titles(store) == {"One", "Two", "Three", "Four", "Five", "Six"}
    assert run_out(store) == 6
    assert titles(store) == set()
    assert store.health.check(full=True) == []
    assert shelved(store) == 6
    while store.retaining.bring_back():
        pass
    seed.index(store)
    assert snapshot(store) == before
    assert store.health.check(full=True) == []
    assert shelved(store) == 0


KEEPING = {
    "starred": lambda one, thread: Action(Verb.STAR, (one,)),
    "tagged": lambda one, thread: Action(Verb.TAG, (one,), text="x"),
    "noted": lambda one, thread: Action(Verb.NOTE, (one,), text="mine"),
    "unread": lambda one, thread: Action(Verb.UNREAD, (one,)),
    "followed": lambda one, thread: Action(Verb.FOLLOW, threads=(thread,)),
    "thread tagged": lambda one, thread: Action(Verb.TAG, threads=(thread,), text="x"),
    "snoozed": lambda one, thread: Action(Verb.SNOOZE, threads=(thread,), until=seed.NOW + 9),
}


@pytest.mark.parametrize("how", KEEPING)
def test_what_is_kept_stays_with_all_of_its_thread(store: Store, how: str) -> None:
    five = story(store, "Five")
    store.actions.do(KEEPING[how](five, seed.thread_of(store, five)))
    run_out(store)
    assert titles(store) == {"Five", "Six"}


def test_what_was_touched_lately_stays(store: Store) -> None:
    one = story(store, "One")
    store.actions.do(Action(Verb.UNREAD, (one,)))
    store.actions.do(Action(Verb.READ, (one,)))
    run_out(store)
    assert titles(store) == {"One"}


def test_a_thread_that_still_moves_is_kept_whole(store: Store) -> None:
    (new,) = seed.arrive(store, 1, "New", at=seed.NOW - seed.DAY)
    thread = seed.thread_of(store, story(store, "Five"))
    seed.place(store, thread, new)
    store.actions.do(Action(Verb.READ, (new,)))
    run_out(store)
    assert titles(store) == {"Five", "Six", "New"}


def test_a_feed_that_still_lists_them_brings_nothing_back(store: Store) -> None:
    keys = [row[0] for row in seed.sql(store, "SELECT key FROM story ORDER BY id")]
    run_out(store)
    known = store.arrivals.known(1, keys, [])
    assert {one.key: one.gone for one in known} == dict.fromkeys(keys, True)


def test_after_a_while_only_the_key_is_left(store: Store) -> None:
    run_out(store)
    assert store.retaining.forget(seed.NOW) == 0
    assert store.retaining.forget(seed.NOW + 1) == 6
    assert store.retaining.bring_back() == 0
    keys = [row[0] for row in seed.sql(store, "SELECT key FROM shelf")]
    assert all(one.gone for one in store.arrivals.known(1, keys, []))
    assert len(keys) == 6


def test_what_went_of_a_feed_does_not_come_back_by_the_one_it_became(store: Store) -> None:
    (key,) = seed.sql(store, "SELECT key FROM story WHERE title = 'One'")[0]
    run_out(store)
    other = seed.feed(store, "https://other.example/feed", "Other")
    store.actions.do(Action(Verb.UNITE_FEEDS, feeds=(1,), into=other))
    assert [one.gone for one in store.arrivals.known(other, [key], [])] == [True]
    assert store.retaining.bring_back() == 6
    assert {feed for (feed,) in seed.sql(store, "SELECT feed FROM story")} == {other}
    assert store.health.check(full=True) == []


def test_a_long_thread_keeps_its_pinned_lead(store: Store) -> None:
    stories = seed.arrive(store, 1, *(f"Of many {n}" for n in range(60)), at=OLD)
    thread = seed.join(store, *stories)
    seed.sql(store, "UPDATE story SET first_seen = ?", OLD)
    store.actions.do(Action(Verb.SET_LEAD, (stories[3],), (thread,)))
    store.actions.do(Action(Verb.READ, tuple(stories)))
    seed.sql(store, "UPDATE mark SET read_at = ?, opened_at = NULL", OLD)
    lead = "SELECT lead, lead_pinned, stories FROM thread WHERE id = ?"
    assert seed.sql(store, lead, thread) == [(stories[3], 1, 60)]
    assert run_out(store) == 66
    while store.retaining.bring_back():
        pass
    assert seed.sql(store, lead, thread) == [(stories[3], 1, 60)]
