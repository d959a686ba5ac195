"""Undo of what other things have changed since: it goes on, and breaks nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import seed

from reader.model import Action, Actor, Verb
from reader.store import Store, mentions
from reader.store.rules import Judgement

LONG = 200 * seed.DAY


@pytest.fixture
def store(tmp_path: Path):
    with seed.opened(tmp_path) as made:
        yield made


@pytest.fixture
def old(tmp_path: Path):
    """A store as of long ago: what arrives in it may be let go by ``let_go``."""
    with seed.opened(tmp_path, now=seed.NOW - LONG) as made:
        yield made


def arrive(store: Store, feed: int, *titles: str) -> list[int]:
    """Stories that stand in their threads, each alone."""
    stories = seed.arrive(store, feed, *titles)
    for story in stories:
        seed.place(store, seed.thread_of(store, story), story)
    return stories


def let_go(store: Store, *, days: int = 90) -> None:
    seed.clock(store).advance(LONG)
    while store.retaining.let_go(seed.NOW - days * seed.DAY):
        pass


def two(store: Store) -> tuple[int, int]:
    return (
        seed.feed(store, "https://a.example/feed", "A", folder="First"),
        seed.feed(store, "https://b.example/feed", "B", folder="Second"),
    )


def addresses(store: Store) -> dict[int, tuple[str, bool]]:
    return {row.id: (row.url, row.removed) for row in store.feeds.all(removed=True)}


@pytest.mark.parametrize("verb", [Verb.JOIN, Verb.KNOCK_OUT])
def test_what_moved_stories_is_undone_though_they_were_let_go(old: Store, verb: Verb) -> None:
    stories = arrive(old, seed.feed(old), "One", "Two", "Three")
    threads = [seed.thread_of(old, story) for story in stories]
    old.actions.do(Action(Verb.READ, tuple(stories)))
    if verb is Verb.JOIN:
        old.actions.do(Action(verb, threads=(threads[1],), into=threads[0]))
    else:
        seed.join(old, *stories)
        old.actions.do(Action(verb, (stories[1],)))
    let_go(old)
    assert seed.sql(old, "SELECT count(*) FROM story") == [(0,)]
    assert old.actions.undo()
    assert old.actions.redo()
    assert old.actions.undo()
    while old.retaining.bring_back():
        pass
    assert seed.sql(old, "SELECT count(*) FROM story") == [(3,)]
    assert old.health.check(full=True) == []


def test_a_story_let_go_comes_back_as_its_mark_was_undone(old: Store) -> None:
    stories = arrive(old, seed.feed(old), "One")
    old.actions.do(Action(Verb.READ, tuple(stories)))
    let_go(old)
    old.actions.undo()
    assert old.retaining.bring_back() == 1
    assert seed.sql(old, "SELECT read FROM story") == [(0,)]
    assert old.health.check(full=True) == []


def test_the_id_of_a_story_let_go_is_given_to_no_other(old: Store) -> None:
    one, other = two(old)
    stories = arrive(old, one, "One")
    old.actions.do(Action(Verb.READ, tuple(stories)))
    let_go(old)
    old.actions.undo()  # its mark, which kept the id as well, is gone
    seed.arrive(old, other, "Other", at=seed.NOW - LONG)
    assert old.retaining.bring_back() == 1
    assert sorted(seed.sql(old, "SELECT title FROM story")) == [("One",), ("Other",)]


def test_a_story_let_go_is_not_put_beside_the_same_one(old: Store) -> None:
    one, other = two(old)
    stories = arrive(old, one, "One")
    seed.clock(old).advance(100 * seed.DAY)
    arrive(old, other, "One")
    seed.clock(old).advance(-100 * seed.DAY)
    old.actions.do(Action(Verb.READ, tuple(stories)))
    let_go(old, days=150)
    old.actions.do(Action(Verb.UNITE_FEEDS, feeds=(other,), into=one))
    assert old.retaining.bring_back() == 1
    assert seed.sql(old, "SELECT title, feed FROM story") == [("One", one)]
    assert old.health.check(full=True) == []


def test_undo_passes_over_feeds_and_folders_that_were_forgotten(store: Store) -> None:
    one, other = two(store)
    store.actions.do(Action(Verb.PAUSE_FEED, feeds=(other,)))
    store.actions.do(Action(Verb.MOVE_FEED, feeds=(one,), text="Second"))
    store.feeds.forget([one])
    assert store.actions.undo()
    assert store.actions.undo()
    assert not store.feeds.all()[0].paused


def test_undo_passes_over_stories_and_threads_that_were_forgotten(store: Store) -> None:
    one, other = two(store)
    gone, here = arrive(store, one, "One", "Two"), arrive(store, other, "Three")
    into = seed.thread_of(store, gone[0])
    for story in (here[0], gone[1]):
        store.actions.do(Action(Verb.JOIN, threads=(seed.thread_of(store, story),), into=into))
    store.feeds.forget([one])
    assert store.actions.undo()
    assert store.actions.undo()
    assert store.health.check(full=True) == []


def test_an_address_that_another_feed_has_since_stays_with_it(store: Store) -> None:
    one, other = two(store)
    store.actions.do(Action(Verb.READDRESS, feeds=(one,), text="https://c.example/feed"))
    moved = Action(
        Verb.READDRESS, feeds=(other,), text="https://a.example/feed", more=(("moved", "1"),)
    )
    store.actions.do(moved, Actor.SYNC)
    assert store.actions.undo()
    assert addresses(store) == {
        one: ("https://c.example/feed", False),
        other: ("https://a.example/feed", False),
    }


def test_an_address_comes_back_from_a_feed_that_is_subscribed_no_more(store: Store) -> None:
    one, _other = two(store)
    store.actions.do(Action(Verb.READDRESS, feeds=(one,), text="https://c.example/feed"))
    store.actions.do(Action(Verb.SUBSCRIBE, text="https://a.example/feed"))
    last = addresses(store)
    assert store.actions.undo()
    assert store.actions.undo()
    assert addresses(store)[one] == ("https://a.example/feed", False)
    assert store.actions.redo()
    assert store.actions.redo()
    assert addresses(store) == last


def rule(store: Store, **said: str) -> None:
    store.actions.do(Action(Verb.SAVE_RULE, text="r", more=tuple(said.items())))


def muted_by(store: Store, name: str) -> list[tuple[int, str | None, str]]:
    """A story arrives that the rule takes; what is said of its thread then."""
    (story,) = arrive(store, seed.feed(store), "One")
    store.rules.judge(Judgement(applied={name: [story]}, done=(story,)))
    return mutes(store)


def mutes(store: Store) -> list[tuple[int, str | None, str]]:
    return seed.sql(store, "SELECT muted, muted_by, muted_unless FROM thread")


IN_SIGHT = [(0, None, "")]


def test_what_a_rule_muted_comes_into_sight_when_the_rule_is_undone(store: Store) -> None:
    rule(store, query="title:one", action="mute")
    assert muted_by(store, "r") == [(1, "r", "")]
    judged = "SELECT story, at, action FROM verdict"
    said = seed.sql(store, judged)
    for _ in range(2):
        store.actions.undo()
        assert mutes(store) == IN_SIGHT
        assert seed.sql(store, judged) == []
        store.actions.redo()
        assert mutes(store) == [(1, "r", "")]
        assert seed.sql(store, judged) == said != []


def test_what_a_rule_muted_since_it_was_changed_is_muted_again_by_redo(store: Store) -> None:
    rule(store, query="title:one", action="star")
    rule(store, action="mute")
    assert muted_by(store, "r") == [(1, "r", "")]
    store.actions.undo()
    assert mutes(store) == IN_SIGHT
    store.actions.redo()
    assert mutes(store) == [(1, "r", "")]
    store.actions.undo()
    assert mutes(store) == IN_SIGHT


def test_a_rule_that_is_off_mutes_nothing_and_redo_does_not_either(store: Store) -> None:
    (story,) = arrive(store, seed.feed(store), "One")
    said = (("query", "title:one"), ("action", "mute, star"), ("enabled", "0"))
    store.actions.do(Action(Verb.SAVE_RULE, (story,), text="r", more=said))
    store.actions.undo()
    store.actions.redo()
    assert mutes(store) == IN_SIGHT
    assert store.rows.stories([story])[0].starred
    rule(store, enabled="1")
    assert mutes(store) == IN_SIGHT


def test_what_a_rule_muted_stands_as_the_rule_does_after_undo(store: Store) -> None:
    rule(store, query="title:one", action="mute", enabled="0")
    rule(store, enabled="1", unless="sources:>3")
    assert muted_by(store, "r") == [(1, "r", "sources:>3")]
    store.actions.undo()
    assert mutes(store) == IN_SIGHT


def test_what_a_rule_muted_goes_by_its_first_name_when_the_other_is_undone(store: Store) -> None:
    rule(store, query="title:one", action="mute")
    store.actions.do(Action(Verb.RENAME_RULE, text="r", more=(("to", "q"),)))
    assert muted_by(store, "q") == [(1, "q", "")]
    store.actions.undo()
    assert mutes(store) == [(1, "r", "")]
    store.actions.redo()
    assert mutes(store) == [(1, "q", "")]
    store.actions.do(Action(Verb.REMOVE_RULE, text="q"))
    assert mutes(store) == IN_SIGHT


def test_what_came_while_a_feed_was_back_is_unread_once_it_never_went(store: Store) -> None:
    feed, _other = two(store)
    arrive(store, feed, "One")
    seed.clock(store).advance(60)
    store.actions.do(Action(Verb.UNSUBSCRIBE, feeds=(feed,)))
    seed.clock(store).advance(60)
    store.actions.do(Action(Verb.SUBSCRIBE, text="https://a.example/feed"))
    arrive(store, feed, "Two")
    seed.clock(store).advance(60)
    unread = "SELECT title FROM story WHERE read = 0 ORDER BY title"
    assert store.actions.undo()
    assert seed.sql(store, unread) == []
    assert store.actions.undo()
    assert seed.sql(store, unread) == [("One",), ("Two",)]
    assert store.actions.redo()
    assert seed.sql(store, unread) == []
    assert store.actions.redo()
    assert seed.sql(store, unread) == [("Two",)]


def test_what_a_story_told_of_threads_is_put_back_where_they_are_still(store: Store) -> None:
    one, two, three = arrive(store, seed.feed(store), "One", "Two", "Three")
    about = [seed.thread_of(store, story) for story in (two, three)]
    for thread in about:
        seed.sql(store, "INSERT INTO mention VALUES (?, ?, 0, 1, 0.5, 'a b')", one, thread)
    connections = seed.connections(store)
    rows = "SELECT * FROM mention ORDER BY thread"
    before = seed.sql(store, rows)
    said = connections.write(lambda c: mentions.written(c, one))
    assert connections.write(lambda c: mentions.put_back(c, one, "[]")) == {*about}
    assert seed.sql(store, rows) == []
    assert connections.write(lambda c: mentions.put_back(c, one, said)) == {*about}
    assert seed.sql(store, rows) == before
