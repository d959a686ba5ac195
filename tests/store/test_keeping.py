"""What is saved is kept whole, for ever."""

from __future__ import annotations

from pathlib import Path

import pytest
import seed

from reader.model import Action, Verb
from reader.store.keeping import KEPT


@pytest.mark.parametrize(
    "action",
    [
        Action(Verb.STAR, stories=(0,)),
        Action(Verb.TAG, stories=(0,), text="x"),
        Action(Verb.NOTE, stories=(0,), text="mine"),
        Action(Verb.TAG, threads=(0,), text="x"),
        Action(Verb.FOLLOW, threads=(0,)),
    ],
    ids=lambda action: f"{action.verb} {'story' if action.stories else 'thread'}",
)
def test_a_saved_thread_is_kept_whole(tmp_path: Path, action: Action) -> None:
    with seed.opened(tmp_path) as store:
        one, two, other = seed.arrive(store, seed.feed(store), "One", "Two", "Other")
        thread = seed.join(store, one, two)
        kept = f"SELECT s.id FROM story s WHERE {KEPT} ORDER BY s.id"
        assert seed.sql(store, kept) == []
        where = {"stories": (one,)} if action.stories else {"threads": (thread,)}
        store.actions.do(Action(action.verb, text=action.text, **where))
        assert seed.sql(store, kept) == [(one,), (two,)]
        saved = store.lists.select(seed_query("is:saved stories:2"))
        if action.verb is not Verb.NOTE:
            assert saved.ids == (thread,)
        store.actions.undo()
        assert seed.sql(store, kept) == []
        assert other not in (one, two)


def seed_query(text: str):
    from reader.query.parse import parse

    return parse(text)
