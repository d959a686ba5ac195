"""Names are what they are: nothing in one is ever read as SQL."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
import seed

from reader.errors import QueryError
from reader.model import Action, Done, Verb
from reader.query.parse import parse
from reader.store import Store

NAMES = ["'; DROP TABLE tag; --", 'x\') OR "1"=1 --', "O'Neill\\'s 100%_ [a-z]* ?1 :name {x} %s"]


@pytest.fixture
def store(tmp_path: Any) -> Any:
    with seed.opened(tmp_path) as opened:
        yield opened


def do(store: Store, verb: Verb, text: str, *stories: int, **more: str) -> Done:
    feeds = (1,) if verb in (Verb.RENAME_FEED, Verb.MOVE_FEED) else ()
    return store.actions.do(Action(verb, stories, feeds=feeds, text=text, more=tuple(more.items())))


def chosen(store: Store, query: str) -> tuple[int, ...]:
    return tuple(store.lists.select(parse(query), group="none").ids)


def quoted(name: str) -> str:
    return f"”{name}”" if '"' in name else f'"{name}"'


def state(store: Store) -> list[tuple[Any, ...]]:
    """What stands in every table that holds a name."""
    tables = "tag story_tag feed_tag thread_tag folder feed_folder view rule verdict alias"
    kept = [tuple(seed.sql(store, f"SELECT * FROM {one} ORDER BY 1, 2")) for one in tables.split()]
    return [*kept, *seed.sql(store, "SELECT id, title, name FROM feed ORDER BY id")]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_never_sql(store: Store, name: str) -> None:
    one, two = seed.arrive(store, seed.feed(store), "one", "two")
    seed.feed(store, "https://b.example/feed", "Other")
    before = state(store)
    do(store, Verb.TAG, name, one)
    do(store, Verb.COLOR_TAG, name, color="red")
    do(store, Verb.RENAME_FEED, name)
    do(store, Verb.ADD_FOLDER, name)
    do(store, Verb.MOVE_FEED, "", folder=name)
    do(store, Verb.SUBSCRIBE, "https://c.example/feed", name=name, folder=name, tags=name)
    do(store, Verb.SAVE_VIEW, name, query=f"#{quoted(name)}")
    do(store, Verb.SAVE_VIEW, name, sort="heat")
    store.actions.set_unread({name: 3})
    do(store, Verb.SAVE_RULE, name, query=f"feed:{quoted(name)}", action="star")
    do(store, Verb.APPLY_RULE, name, two)
    do(store, Verb.ADD_ALIAS, name, to="Musk")
    assert store.rows.tag_names() == [name]
    assert [(row.name, row.unread) for row in store.rows.views() if not row.builtin] == [(name, 3)]
    assert [row.name for row in store.feeds.folders()] == [name]
    assert [row.name for row in store.rules.all()] == [name]
    assert store.placing.aliases() == {name: "Musk"}
    assert chosen(store, f"#{quoted(name)}") == (one,)
    assert set(chosen(store, f"feed:{quoted(name)}")) == {one, two}
    assert chosen(store, f"in:{quoted(name)}") == (one,)
    for field in ("lang", "site", "url", "note", "author", "title", "folder"):
        with contextlib.suppress(QueryError):
            assert set(chosen(store, f"{field}:{quoted(name)}")) <= {one, two}
    do(store, Verb.TAKE_BACK_RULE, name)
    do(store, Verb.RENAME_TAG, name, to=name + "!")
    do(store, Verb.RENAME_VIEW, name, to=name + "!")
    do(store, Verb.RENAME_RULE, name, to=name + "!")
    do(store, Verb.REMOVE_TAG, name + "!")
    do(store, Verb.REMOVE_VIEW, name + "!")
    do(store, Verb.REMOVE_RULE, name + "!")
    do(store, Verb.REMOVE_ALIAS, name)
    after = state(store)
    while store.actions.undo():
        pass
    assert state(store) != after
    while store.actions.redo():
        pass
    assert state(store) == after
    while store.actions.undo():
        pass
    assert set(before[-2:]) < set(state(store)[-3:])
    assert store.rows.tag_names() == []
