"""The lines of a thread's page, of a real store."""

from __future__ import annotations

from pathlib import Path

import seed

from reader.model import Action, Verb
from reader.ui.thread_layout import page_lines
from reader.words import _


def test_a_story_that_was_fetched_before_and_joined_after_is_new_since_then(tmp_path: Path) -> None:
    """A refresh stores stories as feeds come and groups them later: what the user opened between
    the two did not have the story yet, and the list counts it as new."""
    with seed.opened(tmp_path) as store:
        feed = seed.feed(store)
        early, late = seed.arrive(store, feed, "early", "late")
        thread = seed.join(store, early)
        seed.clock(store).advance(60)
        store.actions.do(Action(Verb.OPEN_THREAD, threads=(thread,)))
        seed.clock(store).advance(60)
        seed.place(store, thread, late)
        page = store.rows.thread_page(thread)
    assert page is not None
    assert page.row.new == 1
    lines = page_lines(page, 80, seed.NOW, page.row.opened_at, frozenset())
    shown = [line.text for line in lines if line.kind in ("rule", "story")]
    assert shown == [_("since you last read"), "late", _("earlier"), "early"]
