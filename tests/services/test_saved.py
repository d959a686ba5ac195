"""A saved thread is there years later, whole, with no network."""

from __future__ import annotations

from pathlib import Path

import seed

from reader.clock import FixedClock
from reader.config import Config
from reader.model import ViewRow
from reader.paths import Profile
from reader.services import Services
from reader.services.retaining import Retention
from reader.services.viewing import news


def test_a_saved_thread_is_reopened_years_later(tmp_path: Path) -> None:
    profile = Profile(tmp_path, tmp_path, tmp_path)
    with Services.open(profile, Config(), FixedClock(seed.NOW)) as services:
        store = services.store
        feeds = [seed.feed(store, f"https://{n}.example/feed", f"Paper {n}") for n in range(3)]
        told = [
            seed.arrive(store, feed, seed.item(f"Semafor telling {n}", f"Body {n}"))[0]
            for n, feed in enumerate(feeds)
        ]
        (other,) = seed.arrive(store, feeds[0], "Semafor elsewhere")
        thread = seed.join(store, *told)
        seed.place(store, seed.thread_of(store, other), other)
        seed.index(store)
        services.tagging.tag("keep", threads=(thread,))
        services.triage.read((other,), (thread,))
    with Services.open(profile, Config(), FixedClock(seed.NOW + 3_650 * seed.DAY)) as services:
        assert Retention(services.store, services.clock).let_go(30) == 1
        hits = services.searching.hits("is:saved sources:>=3 semafor").hits
        assert hits.ids == (thread,)
        page = services.reading.thread_page(thread)
        assert page is not None
        assert [story.id for story in page.stories] == told
        assert [services.reading.text(story) for story in told] == ["Body 0", "Body 1", "Body 2"]
        assert services.searching.hits("semafor").hits.stories == 3


def test_news_of_a_view_that_was_not_counted_before_is_not_known() -> None:
    names = ("grown", "same", "new", "counting", "silent")
    counts = (5, 3, 7, None, 9)
    views = [
        ViewRow(name, "*", False, unread, notify=name != "silent")
        for name, unread in zip(names, counts, strict=True)
    ]
    before = {"grown": 3, "same": 3, "new": None, "counting": 1, "silent": 1}
    assert news(before, views) == {"grown": 2}
    assert news({}, views) == {}
