"""Two feeds that turn out to be one, made one: nothing of either is lost, and undo parts them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import seed

from reader.errors import UsageError
from reader.model import Action, Verb
from reader.store import Store

#: All that a person may have said, by what it is said of.
SAID = {
    "marks": "SELECT story, feed, read_at, read_how, opened_at, starred_at FROM mark ORDER BY 1",
    "tags": "SELECT t.name, s.story, s.feed, s.at FROM story_tag s JOIN tag t ON t.id = s.tag"
    " ORDER BY 1, 2",
    "notes": "SELECT story, feed, text, at FROM note ORDER BY 1",
    "stories": "SELECT id, feed, key, thread, read, starred FROM story ORDER BY 1",
    "feeds": "SELECT id, name, settings, removed_at, stories, unread FROM feed ORDER BY 1",
    "folders": "SELECT feed, folder FROM feed_folder ORDER BY 1, 2",
    "feed tags": "SELECT feed, t.name FROM feed_tag JOIN tag t ON t.id = tag ORDER BY 1, 2",
    "threads": "SELECT id, stories, sources, unread FROM thread ORDER BY 1",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seed.opened(tmp_path) as opened:
        yield opened


def do(store: Store, verb: Verb, text: str = "", **values: Any) -> None:
    more = tuple(values.pop("more", {}).items())
    store.actions.do(Action(verb, text=text, more=more, **values))


def unite(store: Store, old: int, new: int) -> None:
    do(store, Verb.UNITE_FEEDS, "Paper", feeds=(old,), into=new)


def all_said(store: Store) -> dict[str, list[Any]]:
    return {name: seed.sql(store, query) for name, query in SAID.items()}


def pair(store: Store) -> tuple[int, int]:
    return (
        seed.feed(store, "http://old.example/f", "Old", folder="News"),
        seed.feed(store, "https://new.example/f", "Paper", folder="Papers"),
    )


def test_the_stories_of_both_are_one_feeds_without_doubles(store: Store) -> None:
    old, new = pair(store)
    mine = seed.arrive(
        store, old, "only old", "same key", seed.item("moved", id="http://e.org/m", id2="e.org/m")
    )
    theirs = seed.arrive(
        store, new, "same key", seed.item("moved", id="https://e.org/m", id2="e.org/m"), "only new"
    )
    thread = seed.join(store, mine[0], theirs[2])
    unite(store, old, new)
    feeds = dict(seed.sql(store, "SELECT id, feed FROM story"))
    assert [feeds[story] for story in mine] == [new, old, old]
    assert [row.id for row in store.feeds.all()] == [new]
    assert store.feeds.all()[0].stories == 4
    unread = {row[0] for row in seed.sql(store, "SELECT id FROM story WHERE read = 0")}
    assert unread == {mine[0], *theirs}
    sources = seed.sql(store, "SELECT sources FROM thread WHERE id = ?", thread)
    assert sources == [(1,)]


def test_two_stories_that_one_could_double_are_two_still_with_both_notes(store: Store) -> None:
    old, new = pair(store)
    mine = seed.arrive(
        store,
        old,
        seed.item("one", id="http://a.example/p", id2="/p"),
        seed.item("two", id="http://b.example/p", id2="/p"),
        seed.item("three", id="https://c.example/p", id2="/p"),
    )
    (there,) = seed.arrive(store, new, seed.item("three", id="https://c.example/p", id2="/p"))
    for story in mine:
        do(store, Verb.NOTE, f"of {story}", stories=(story,))
    before = all_said(store)
    unite(store, old, new)
    feeds = dict(seed.sql(store, "SELECT id, feed FROM story"))
    assert [feeds[story] for story in (*mine, there)] == [new, new, old, new]
    notes = dict(seed.sql(store, "SELECT story, text FROM note"))
    assert notes == {mine[0]: f"of {mine[0]}", mine[1]: f"of {mine[1]}", there: f"of {mine[2]}"}
    store.actions.undo()
    assert all_said(store) == before


def test_what_was_said_of_a_double_is_said_of_the_story_that_stands(store: Store) -> None:
    old, new = pair(store)
    mine = seed.arrive(store, old, "one", "two", "three")
    theirs = seed.arrive(store, new, "one", "two", "three")
    do(store, Verb.STAR, stories=(mine[0],))
    do(store, Verb.OPEN, stories=(mine[0],))
    do(store, Verb.TAG, "ai", stories=(mine[0], theirs[0]))
    do(store, Verb.TAG, "ml", stories=(mine[0],))
    do(store, Verb.NOTE, "of the old", stories=(mine[0], mine[1]))
    do(store, Verb.NOTE, "of the new", stories=(theirs[1],))
    do(store, Verb.STAR, stories=(theirs[2],))
    unite(store, old, new)
    rows = store.rows.stories(theirs)
    assert [(row.read, row.starred) for row in rows] == [
        (True, True),
        (False, False),
        (False, True),
    ]
    assert sorted(rows[0].tags) == ["ai", "ml"]
    notes = dict(seed.sql(store, "SELECT story, text FROM note"))
    assert notes == {theirs[0]: "of the old", theirs[1]: "of the new\n\nof the old"}
    left = store.rows.stories(mine)
    assert [(row.read, row.starred, row.tags) for row in left] == [(True, False, ())] * 3


def test_only_what_was_said_counts_and_the_same_note_is_said_once(store: Store) -> None:
    old, new = pair(store)
    noted, opened, _plain = seed.arrive(store, old, "one", "two", "three")
    theirs = seed.arrive(store, new, "one", "two", "three")
    do(store, Verb.NOTE, "the same", stories=(noted, theirs[0]))
    do(store, Verb.OPEN, stories=(opened,))
    changed = store.actions.do(Action(Verb.UNITE_FEEDS, feeds=(old,), into=new)).changed
    notes = dict(seed.sql(store, "SELECT story, text FROM note"))
    assert notes == {theirs[0]: "the same"}
    marks = "SELECT opened_at IS NOT NULL, starred_at FROM mark WHERE story = ?"
    assert seed.sql(store, marks, theirs[1]) == [(1, None)]
    # Those with the note and the opening, and the feed: of the third nothing was said.
    assert changed == 3


def test_in_a_thread_the_story_that_stands_is_the_account(store: Store) -> None:
    old, new = pair(store)
    one, two = seed.arrive(store, old, "one", "two")
    first, second, wire = seed.arrive(store, new, "one", "two", "wire")
    thread = seed.join(store, one, two, second)
    seed.place(store, thread, first, wire, copy_of=one)
    unite(store, old, new)
    copies = dict(seed.sql(store, "SELECT id, copy_of FROM story"))
    assert copies == {one: first, two: second, first: None, second: None, wire: first}
    lead, accounts = seed.sql(store, "SELECT lead, accounts FROM thread WHERE id = ?", thread)[0]
    assert (lead, accounts) == (first, 2)


def test_the_place_and_settings_of_the_feed_are_handed_on(store: Store) -> None:
    old, new = pair(store)
    do(store, Verb.RENAME_FEED, "My paper", feeds=(old,))
    do(store, Verb.FEED_SETTINGS, feeds=(old,), more={"interval": "90", "language": "de"})
    do(store, Verb.FEED_SETTINGS, feeds=(new,), more={"interval": "120"})
    do(store, Verb.TAG, "daily", feeds=(old,))
    unite(store, old, new)
    (row,) = store.feeds.all()
    assert (row.source, row.tags, len(row.folders)) == ("My paper", ("daily",), 2)
    assert (row.settings.interval, row.settings.language) == (120, "de")


def test_what_names_the_feed_that_goes_names_both(store: Store) -> None:
    old, new = pair(store)
    other = seed.feed(store, "https://third.example/f", f"Channel {old}")
    seed.arrive(store, old, "mine")
    queries = {
        "number": (f"-feed:{old} is:unread", f"-(feed:{old} OR feed:{new}) is:unread"),
        "address": ("feed:http://old.example/", f'feed:"http://old.example/" OR feed:{new}'),
        "thread": ("thread:(feed:old) #x", f"thread:(feed:old OR feed:{new}) #x"),
        "both": ("feed:(old OR paper)", f"feed:old OR feed:{new} OR feed:paper"),
        "neither": (f"( feed:{other} )", f"( feed:{other} )"),
        "the other": (f"feed:{new}", f"feed:{new}"),
    }
    for name, (query, _after) in queries.items():
        do(store, Verb.SAVE_VIEW, name, more={"query": query})
    rule = {"query": f"feed:{old}", "unless": f"feed:{old} #y", "action": "star"}
    do(store, Verb.SAVE_RULE, "r", more=rule)
    before = dict(seed.sql(store, "SELECT name, query FROM view"))
    unite(store, old, new)
    after = dict(seed.sql(store, "SELECT name, query FROM view"))
    assert after == {name: query for name, (_before, query) in queries.items()}
    both = f"feed:{old} OR feed:{new}"
    assert seed.sql(store, 'SELECT query, "unless" FROM rule') == [(both, f"({both}) #y")]
    store.actions.undo()
    assert dict(seed.sql(store, "SELECT name, query FROM view")) == before


def test_that_a_feed_never_joins_is_handed_on(store: Store) -> None:
    old, new = pair(store)
    do(store, Verb.NEVER_JOIN, feeds=(old,))
    unite(store, old, new)
    assert new in store.placing.never_join()[1]
    store.actions.undo()
    assert store.placing.never_join()[1] == {old}


def test_undo_and_redo_lead_there_and_back(store: Store) -> None:
    old, new = pair(store)
    mine = seed.arrive(store, old, "only old", "double")
    theirs = seed.arrive(store, new, "double", "only new")
    do(store, Verb.STAR, stories=tuple(mine))
    do(store, Verb.NOTE, "words", stories=tuple(mine))
    do(store, Verb.TAG, "x", stories=(mine[1], theirs[1]), feeds=(old,))
    do(store, Verb.READ, stories=(mine[1],))
    before = all_said(store)
    unite(store, old, new)
    after = all_said(store)
    assert after != before
    store.actions.undo()
    assert all_said(store) == before
    store.actions.redo()
    assert all_said(store) == after


def test_a_story_that_came_in_between_keeps_its_place(store: Store) -> None:
    old, new = pair(store)
    (mine,) = seed.arrive(store, old, "late")
    unite(store, old, new)
    store.actions.undo()
    (theirs,) = seed.arrive(store, new, "late")
    store.actions.redo()
    assert dict(seed.sql(store, "SELECT id, feed FROM story")) == {mine: old, theirs: new}


@pytest.mark.parametrize("into", [None, 1, 99])
def test_what_cannot_be_united_is_refused(store: Store, into: int | None) -> None:
    old, _new = pair(store)
    with pytest.raises(UsageError):
        do(store, Verb.UNITE_FEEDS, feeds=(old,), into=into)
    assert len(store.feeds.all()) == 2
