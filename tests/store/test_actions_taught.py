"""What the user teaches grouping, kept and taken back; and what corrections teach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import seed

from reader.errors import UsageError
from reader.model import Action, Correction, Done, Outcome, PlacedBy, Placement, Reason, Verb
from reader.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seed.opened(tmp_path) as opened:
        yield opened


def do(store: Store, verb: Verb, *stories: int, **values: Any) -> Done:
    return store.actions.do(Action(verb, tuple(stories), **values))


def test_forms_of_a_name_are_one_action(store: Store) -> None:
    done = do(store, Verb.ADD_ALIAS, text="Маск\n马斯克", more=(("to", "Musk"),))
    assert done.changed == 2
    assert store.placing.aliases() == {"Маск": "Musk", "马斯克": "Musk"}
    store.actions.undo()
    assert store.placing.aliases() == {}
    store.actions.redo()
    assert do(store, Verb.REMOVE_ALIAS, text="Musk").changed == 2
    assert store.placing.aliases() == {}
    store.actions.undo()
    assert len(store.placing.aliases()) == 2
    with pytest.raises(UsageError):
        do(store, Verb.ADD_ALIAS, text="musk", more=(("to", "Musk"),))
    with pytest.raises(UsageError):
        do(store, Verb.ADD_ALIAS, text=" \n", more=(("to", "Musk"),))
    with pytest.raises(UsageError):
        do(store, Verb.REMOVE_ALIAS, text="nobody")


def test_words_and_feeds_never_join_and_may_again(store: Store) -> None:
    feed = seed.feed(store)
    assert do(store, Verb.NEVER_JOIN, text="Olympics\ndaily", feeds=(feed,)).changed == 3
    assert store.placing.never_join() == (frozenset({"olympics", "daily"}), frozenset({feed}))
    assert do(store, Verb.NEVER_JOIN, text="OLYMPICS").entry is None
    assert do(store, Verb.MAY_JOIN, text="olympics", feeds=(feed,)).changed == 2
    assert store.placing.never_join() == (frozenset({"daily"}), frozenset())
    store.actions.undo()
    store.actions.undo()
    assert store.placing.never_join() == (frozenset(), frozenset())
    for nothing in ({"text": ""}, {"feeds": (feed + 1,)}):
        with pytest.raises(UsageError):
            do(store, Verb.NEVER_JOIN, **nothing)


def test_folders_are_tightened_and_the_tightest_of_a_feed_holds(store: Store) -> None:
    feed = seed.feed(store, folder="Tech")
    other = seed.feed(store, url="https://b.example/feed")
    do(store, Verb.MOVE_FEED, feeds=(other,), text="Tech/AI")
    do(store, Verb.TIGHTEN, text="Tech", more=(("tightness", "0.5"),))
    assert store.placing.tighter() == {feed: 0.5, other: 0.5}
    do(store, Verb.TIGHTEN, text="Tech/AI", more=(("tightness", "-1"),))
    assert store.placing.tighter() == {feed: 0.5, other: -1.0}
    assert store.placing.folders() == [("Tech", 0.5), ("Tech/AI", -1.0)]
    do(store, Verb.TIGHTEN, text="Tech/AI", more=(("tightness", ""),))
    assert store.placing.tighter() == {feed: 0.5, other: 0.5}
    top = store.feeds.folders()[0].id
    do(store, Verb.REMOVE_FOLDER, into=top)
    assert store.placing.tighter() == {}
    store.actions.undo()
    assert store.placing.tighter() == {feed: 0.5, other: 0.5}
    for wrong in (("Nowhere", "1"), ("Tech", "much"), ("Tech", "nan"), ("Tech", "9"), ("", "1")):
        with pytest.raises(UsageError):
            do(store, Verb.TIGHTEN, text=wrong[0], more=(("tightness", wrong[1]),))


def test_a_story_taken_out_teaches_by_what_it_had_been_placed(store: Store) -> None:
    a, b, c = seed.arrive(store, seed.feed(store), "one", "two", "three")
    thread = seed.thread_of(store, a)
    terms = (("Olympics", 5.0), ("tokyo", 3.5), ("and", 0.4))
    store.placing.apply(
        Outcome(
            tuple(
                Placement(story, thread, Reason(PlacedBy.JOIN, 0.4, a, terms)) for story in (b, c)
            )
        )
    )
    do(store, Verb.KNOCK_OUT, b)
    assert store.placing.lessons() == {"olympics": 1, "tokyo": 1}
    do(store, Verb.KNOCK_OUT, c)
    assert store.placing.lessons() == {"olympics": 2, "tokyo": 2}
    store.actions.undo()
    assert store.placing.lessons() == {"olympics": 1, "tokyo": 1}
    do(store, Verb.MAY_JOIN, text="Olympics")
    assert store.placing.lessons() == {"tokyo": 1}


@pytest.mark.parametrize("back", [0, 1, 2])
def test_corrections_hold_for_stories_that_return(store: Store, back: int) -> None:
    feed = seed.feed(store)
    stories = seed.arrive(store, feed, "one", "two", "three")
    thread = seed.join(store, *stories)
    do(store, Verb.KNOCK_OUT, stories[back])
    before = {(c.a, c.b) for c in store.placing.corrections()}
    gone = stories[back]
    seed.sql(store, "UPDATE thread SET lead = NULL WHERE lead = ?", gone)
    seed.sql(store, "DELETE FROM story WHERE id = ?", gone)
    (again,) = seed.arrive(store, feed, ("one", "two", "three")[back], at=seed.NOW + 9_000)
    assert again != gone
    moved = {tuple(sorted(again if end == gone else end for end in pair)) for pair in before}
    assert {(c.a, c.b) for c in store.placing.corrections()} == moved
    rows = seed.sql(
        store,
        "SELECT count(*) FROM correction c JOIN story x ON x.id = c.a JOIN story y ON y.id = c.b"
        " WHERE x.key = c.a_key AND y.key = c.b_key",
    )
    assert rows == [(len(moved),)]
    assert Correction(*min(moved), together=False) in store.placing.corrections()
    assert thread
