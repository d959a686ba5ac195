"""Corrections of threads: at once, exact, law for later grouping, and taken back whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import seed

from reader.errors import UsageError
from reader.model import (
    Action,
    Correction,
    Done,
    LinkKind,
    LinkState,
    Merge,
    Outcome,
    PlacedBy,
    Placement,
    Reason,
    ThreadLink,
    Verb,
)
from reader.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seed.opened(tmp_path) as opened:
        yield opened


@pytest.fixture
def stories(store: Store) -> list[int]:
    return seed.arrive(store, seed.feed(store), "one", "two", "three", "four", "five")


def do(store: Store, verb: Verb, *stories: int, **values: Any) -> Done:
    return store.actions.do(Action(verb, tuple(stories), **values))


def threads(store: Store, stories: list[int]) -> list[int]:
    return [seed.thread_of(store, n) for n in stories]


def test_joining_moves_stories_and_says_so(store: Store, stories: list[int]) -> None:
    a, b, c = threads(store, stories[:3])
    done = do(store, Verb.JOIN, threads=(b, c, a), into=a)
    assert (done.changed, done.made) == (2, a)
    assert done.stories == tuple(stories[1:3])
    assert done.threads == (a, b, c)
    assert threads(store, stories[:3]) == [a, a, a]
    row = store.rows.threads([b])[0]
    assert (row.id, row.stories, row.lead, row.unread) == (a, 3, stories[0], 3)
    assert store.placing.corrections() == [
        Correction(stories[0], stories[1], True),
        Correction(stories[0], stories[2], True),
    ]
    reason = store.placing.why(stories[1])
    assert reason is not None
    assert (reason.by, reason.matched) == (PlacedBy.USER, stories[0])
    assert do(store, Verb.JOIN, threads=(b,), into=c).entry is None


def test_a_join_hands_on_what_was_said_of_the_thread(store: Store, stories: list[int]) -> None:
    a, b = threads(store, stories[:2])
    do(store, Verb.FOLLOW, threads=(b,))
    do(store, Verb.RENAME_THREAD, threads=(b,), text="Mine")
    do(store, Verb.TAG, threads=(b,), text="x")
    do(store, Verb.SET_LEAD, stories[1], threads=(b,))
    do(store, Verb.JOIN, threads=(b,), into=a)
    row = store.rows.threads([a])[0]
    assert (row.title, row.followed, row.tags, row.lead) == ("Mine", True, ("x",), stories[1])
    store.actions.undo()
    row = store.rows.threads([a])[0]
    assert (row.title, row.followed, row.tags, row.lead) == ("one", False, (), stories[0])
    assert store.rows.threads([b])[0].title == "Mine"


def test_a_tag_that_a_join_handed_on_is_the_survivors_alone(
    store: Store, stories: list[int]
) -> None:
    a, b = threads(store, stories[:2])
    do(store, Verb.TAG, threads=(b,), text="x")
    do(store, Verb.JOIN, threads=(b,), into=a)
    do(store, Verb.REMOVE_TAG, text="x")
    assert store.rows.tags() == []
    store.actions.undo()
    assert store.rows.threads([a])[0].tags == ("x",)
    store.actions.undo()
    assert [row.tags for row in store.rows.threads([a, b])] == [(), ("x",)]
    assert store.actions.redo() is not None
    do(store, Verb.UNTAG, threads=(a,), text="x")
    assert store.rows.tags() == []


def test_a_join_needs_a_thread_to_go_into(store: Store, stories: list[int]) -> None:
    for into in (None, 999):
        with pytest.raises(UsageError):
            do(store, Verb.JOIN, threads=(1,), into=into)


def test_knocking_out_makes_a_thread_and_holds_it_apart(store: Store, stories: list[int]) -> None:
    thread = seed.join(store, *stories)
    done = do(store, Verb.KNOCK_OUT, stories[3], stories[4])
    made = done.made
    assert made is not None
    assert done.changed == 2
    assert threads(store, stories) == [thread] * 3 + [made] * 2
    apart = {(c.a, c.b) for c in store.placing.corrections() if not c.together}
    assert apart == {(a, b) for a in stories[:3] for b in stories[3:]}
    assert Correction(stories[3], stories[4], True) in store.placing.corrections()
    assert store.rows.threads([made])[0].lead == stories[3]
    # Whatever a later refresh decides, they stay apart.
    store.placing.apply(
        Outcome(
            (Placement(stories[3], thread, Reason(PlacedBy.JOIN)),),
            (Merge(thread, made, Reason(PlacedBy.MERGE)),),
        )
    )
    assert threads(store, stories) == [thread] * 3 + [made] * 2


def test_knocking_out_the_lead_and_undoing_gives_it_back(store: Store, stories: list[int]) -> None:
    thread = seed.join(store, *stories[:3])
    do(store, Verb.SET_LEAD, stories[1], threads=(thread,))
    do(store, Verb.KNOCK_OUT, stories[1])
    assert store.rows.threads([thread])[0].lead == stories[0]
    store.actions.undo()
    assert store.rows.threads([thread])[0].lead == stories[1]
    assert seed.sql(store, "SELECT lead_pinned FROM thread WHERE id = ?", thread) == [(1,)]


def test_knocking_out_parts_copies_from_their_account(store: Store, stories: list[int]) -> None:
    one, two, three, four, five = stories
    thread = seed.join(store, one, two)
    for copy in (three, four, five):
        seed.place(store, thread, copy, copy_of=one)
    do(store, Verb.KNOCK_OUT, four, five)
    copies = dict(seed.sql(store, "SELECT id, copy_of FROM story"))
    assert copies == {one: None, two: None, three: one, four: None, five: four}
    do(store, Verb.KNOCK_OUT, one)
    assert dict(seed.sql(store, "SELECT id, copy_of FROM story"))[three] is None
    store.actions.undo()
    store.actions.undo()
    assert dict(seed.sql(store, "SELECT id, copy_of FROM story"))[five] == one


def test_a_whole_thread_is_not_knocked_out_of_itself(store: Store, stories: list[int]) -> None:
    seed.join(store, *stories[:2])
    assert do(store, Verb.KNOCK_OUT, stories[0], stories[1], stories[2]).entry is None


def test_a_large_thread_is_held_apart_by_few_pairs(store: Store) -> None:
    many = seed.arrive(store, seed.feed(store), *(f"n {n}" for n in range(300)))
    thread = seed.join(store, *many)
    do(store, Verb.KNOCK_OUT, *many[100:])
    pairs = [c for c in store.placing.corrections() if not c.together]
    assert len(pairs) == 50 * 50 + 150
    lead = store.rows.threads([thread])[0].lead
    assert all(any(lead in (c.a, c.b) and n in (c.a, c.b) for c in pairs) for n in many[100:110])


def test_a_join_takes_back_every_word_that_held_the_two_apart(
    store: Store, stories: list[int]
) -> None:
    one, two, three, four, five = stories
    thread = seed.join(store, one, two, three, four)
    made = do(store, Verb.KNOCK_OUT, three, four).made
    assert made is not None
    apart = {Correction(min(a, b), max(a, b), False) for a in (one, two) for b in (three, four)}
    together = Correction(three, four, True)
    assert {*store.placing.corrections()} == {*apart, together}
    do(store, Verb.JOIN, threads=(seed.thread_of(store, five),), into=thread)
    do(store, Verb.KNOCK_OUT, five)  # says nothing of the others
    do(store, Verb.JOIN, threads=(made,), into=thread)
    said = {*store.placing.corrections()}
    assert not said & apart
    assert {together, Correction(one, three, True)} <= said
    store.actions.undo()
    assert apart <= {*store.placing.corrections()}


def test_the_last_word_on_two_stories_holds(store: Store, stories: list[int]) -> None:
    a, b = threads(store, stories[:2])
    do(store, Verb.JOIN, threads=(b,), into=a)
    made = do(store, Verb.KNOCK_OUT, stories[1]).made
    assert store.placing.corrections() == [Correction(stories[0], stories[1], False)]
    assert made is not None
    do(store, Verb.JOIN, threads=(made,), into=a)
    assert store.placing.corrections() == [Correction(stories[0], stories[1], True)]
    for expected in ([False], [True], []):
        store.actions.undo()
        assert [c.together for c in store.placing.corrections()] == expected


def test_corrections_move_the_number_of_the_placings(store: Store, stories: list[int]) -> None:
    a, b = threads(store, stories[:2])
    numbers = [store.placing.seq()]
    do(store, Verb.JOIN, threads=(b,), into=a)
    numbers.append(store.placing.seq())
    store.actions.undo()
    numbers.append(store.placing.seq())
    assert numbers == sorted(set(numbers))


def test_the_lead_is_set_and_stays(store: Store, stories: list[int]) -> None:
    thread = seed.join(store, *stories[:2])
    assert do(store, Verb.SET_LEAD, stories[1], threads=(thread,)).changed == 1
    assert do(store, Verb.SET_LEAD, stories[1], threads=(thread,)).entry is None
    seed.place(store, thread, stories[2])
    assert store.rows.threads([thread])[0].title == "two"
    with pytest.raises(UsageError, match="own stories"):
        do(store, Verb.SET_LEAD, stories[4], threads=(thread,))


def test_a_thread_gets_a_name_and_loses_it(store: Store, stories: list[int]) -> None:
    thread = seed.thread_of(store, stories[0])
    assert do(store, Verb.RENAME_THREAD, threads=(thread,), text=" My\x1b[1m  name ").changed == 1
    assert store.rows.threads([thread])[0].title == "My name"
    assert do(store, Verb.RENAME_THREAD, threads=(thread,), text="My name").entry is None
    assert do(store, Verb.RENAME_THREAD, threads=(thread,), text="").changed == 1
    assert store.rows.threads([thread])[0].title == "one"
    with pytest.raises(UsageError):
        do(store, Verb.RENAME_THREAD, threads=(thread, 2), text="x")


def test_links_are_judged(store: Store, stories: list[int]) -> None:
    a, b, c = threads(store, stories[:3])
    link = ThreadLink(a, b, LinkKind.RELATED, LinkState.PROPOSED, 0.5)
    store.placing.apply(Outcome(links=(link,)))
    assert do(store, Verb.CONFIRM_LINK, threads=(b, a)).changed == 1
    assert do(store, Verb.CONFIRM_LINK, threads=(a, b)).entry is None
    assert do(store, Verb.REFUSE_LINK, threads=(a, b)).changed == 1
    assert store.placing.links(a)[0].state is LinkState.REFUSED
    for pair in ((a, c), (a,)):
        with pytest.raises(UsageError):
            do(store, Verb.REFUSE_LINK, threads=pair)
