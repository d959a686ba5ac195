"""What names a tag, a folder or a feed follows when that is renamed."""

from __future__ import annotations

from pathlib import Path

import pytest
import seed

from reader.errors import QueryError
from reader.model import Action, FeedState, FeedUpdate, Verb
from reader.query.parse import parse
from reader.store import Store


@pytest.fixture
def store(tmp_path: Path):
    """Two feeds of one story each, in folders, the first tagged; views and rules that name them."""
    with seed.opened(tmp_path) as made:
        for name, folder in (("Old Post", "Old"), ("Times", "Other")):
            feed = seed.feed(made, f"https://{name[:3]}.example/f", name, folder=folder)
            seed.arrive(made, feed, seed.item(f"Of {name}"))
            made.actions.do(Action(Verb.TAG, feeds=(feed,), text=folder.lower()))
        for name in ("#old", "folder:old", "feed:old", "-(#OLD OR x)"):
            made.actions.do(Action(Verb.SAVE_VIEW, text=name, more=(("query", name),)))
        rule = (("query", "feed:post"), ("unless", "#old"), ("action", "tag old, star"))
        made.actions.do(Action(Verb.SAVE_RULE, text="r", more=rule))
        yield made


def query(store: Store, view: str) -> str:
    return next(row.query for row in store.rows.views() if row.name == view)


def rename(store: Store, verb: Verb, to: str) -> None:
    match verb:
        case Verb.RENAME_TAG:
            action = Action(verb, text="old", more=(("to", to),))
        case Verb.RENAME_FOLDER:
            (old,) = (row.id for row in store.feeds.folders() if row.name == "Old")
            action = Action(verb, into=old, text=to)
        case _:
            action = Action(verb, feeds=(1,), text=to)
    store.actions.do(action)


@pytest.mark.parametrize(
    ("verb", "view"),
    [
        (Verb.RENAME_TAG, "#old"),
        (Verb.RENAME_FOLDER, "folder:old"),
        (Verb.RENAME_FEED, "feed:old"),
    ],
)
def test_a_view_holds_what_it_held_and_undo_brings_it_back(
    store: Store, verb: Verb, view: str
) -> None:
    before = store.lists.stories_of(parse(f'in:"{view}"'))
    assert len(before) == 1
    rename(store, verb, "New name")
    assert query(store, view) == f'{view.removesuffix("old")}"New name"'
    assert store.lists.stories_of(parse(f'in:"{view}"')) == before
    store.actions.undo()
    assert query(store, view) == view


def test_queries_follow_a_feed_that_changes_its_own_title(store: Store) -> None:
    before = store.lists.stories_of(parse("in:feed:old"))

    def titled(title: str) -> None:
        store.arrivals.store(FeedUpdate(1, state=FeedState(), title=title))

    titled("The Old Post")
    assert query(store, "feed:old") == "feed:old", "it is still named so"
    titled("")
    titled("News")
    assert query(store, "feed:old") == "feed:News"
    assert store.rules.all()[0].query == "feed:News"
    assert store.lists.stories_of(parse("in:feed:old")) == before
    rename(store, Verb.RENAME_FEED, "Mine")
    titled("Other news")
    assert query(store, "feed:old") == "feed:Mine", "the user's own name of it stays"


def test_a_tag_that_was_mistyped_and_undone_is_unknown_again(store: Store) -> None:
    (story,) = store.lists.stories_of(parse("feed:post"))
    for name, known in (("lat", False), ("kept", True), ("given", True)):
        if known:
            does = (("query", "x"), ("action", "tag given"))
            store.actions.do(Action(Verb.SAVE_VIEW, text="v", more=(("query", "-#Kept"),)))
            store.actions.do(Action(Verb.SAVE_RULE, text="gives", more=does))
        store.actions.do(Action(Verb.TAG, (story,), text=name))
        store.actions.undo()
        if known:
            assert store.lists.stories_of(parse(f"#{name}")) == ()
        else:
            with pytest.raises(QueryError, match="No tag is named lat"):
                store.lists.stories_of(parse(f"#{name}"))
            store.actions.redo()
            assert store.lists.stories_of(parse(f"#{name}")) == (story,)
    store.actions.do(Action(Verb.UNTAG, (story,), text="lat"))
    assert store.lists.stories_of(parse("#lat")) == (), "it was in use"


def test_rules_follow_with_what_they_ask_and_what_they_give(store: Store) -> None:
    rename(store, Verb.RENAME_TAG, "new")
    rename(store, Verb.RENAME_FEED, "New")
    (rule,) = store.rules.all()
    assert (rule.query, rule.unless, rule.action) == ("feed:New", "#new", "tag new, star")


def test_what_a_rule_gave_is_taken_back_by_its_new_name(store: Store) -> None:
    stories = store.lists.stories_of(parse("feed:post"))
    store.actions.do(Action(Verb.APPLY_RULE, stories, text="r"))
    assert store.rows.stories(stories)[0].tags == ("old",)
    rename(store, Verb.RENAME_TAG, "new")
    assert store.rows.stories(stories)[0].tags == ("new",)
    store.actions.do(Action(Verb.TAKE_BACK_RULE, text="r"))
    assert store.rows.stories(stories)[0].tags == ()
    store.actions.undo()
    store.actions.undo()
    assert [one.action for one in store.rules.verdicts(stories[0])] == ["tag old, star"]


def test_a_part_of_a_query_follows(store: Store) -> None:
    rename(store, Verb.RENAME_TAG, "new")
    assert query(store, "-(#OLD OR x)") == "-(#new OR x)"


def test_what_means_others_too_goes_on_to(store: Store) -> None:
    store.actions.do(Action(Verb.TAG, feeds=(2,), text="other"))
    seed.sql(store, "UPDATE tag SET name = 'OLD' WHERE name = 'other'")  # as earlier versions did
    seed.feed(store, "https://another.example/f", "The Old Times")
    store.actions.do(Action(Verb.ADD_FOLDER, text="Very old"))
    for verb in (Verb.RENAME_TAG, Verb.RENAME_FOLDER, Verb.RENAME_FEED):
        rename(store, verb, "New")
    assert query(store, "#old") == "#old OR #New"
    assert query(store, "folder:old") == "folder:old OR folder:New"
    assert query(store, "feed:old") == "feed:old OR feed:New"


def test_a_name_that_others_have_as_well_is_told_by_the_number(store: Store) -> None:
    rename(store, Verb.RENAME_FEED, "Time")
    assert query(store, "feed:old") == "feed:1"


def test_what_still_means_it_stays_as_it_is_written(store: Store) -> None:
    rename(store, Verb.RENAME_TAG, "Old")
    rename(store, Verb.RENAME_FOLDER, "Old things")
    rename(store, Verb.RENAME_FEED, "The Old Post")
    for view in ("#old", "folder:old", "feed:old"):
        assert query(store, view) == view
