"""What is done to a long selection is done to all of it, not only to the rows at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
import seed
import world

from reader.ui.listing import Listing

MANY = 60
_GROUPS = {"stories": "none", "threads": "thread"}
FOLLOWED = "SELECT count(*) FROM thread WHERE followed_at IS NOT NULL"
STARRED = "SELECT count(*) FROM story WHERE starred"
READ = "SELECT count(*) FROM story WHERE read"
TAGGED = "SELECT count(*) FROM thread_tag"


def filled(folder: Path) -> tuple[world.World, list[int]]:
    """The usual, and many stories more, the newest first in a list."""
    opened = world.made(folder)
    store = opened.services.store
    stories = seed.arrive(store, opened.meridian, *[f"Many {n}" for n in range(MANY)])
    seed.index(store)
    return opened, stories[::-1]


async def listed(screen: world.Screen, group: str) -> None:
    """The many are listed and all are selected, and only the first of them are at hand."""
    main = screen.app.main
    main.lister.go(Listing("Many", "many", key="q", group=_GROUPS[group]))
    await screen.still()
    main.perform("select.invert")
    await screen.still()
    assert (len(main.stories.selected), main.stories.kind) == (MANY, group)
    assert len(list(main.stories.cached())) < MANY // 2


@pytest.mark.parametrize("group", ["stories", "threads"])
@pytest.mark.parametrize(
    ("action", "counted"),
    [("mark.star", STARRED), ("mark.read", READ), ("thread.follow", FOLLOWED)],
)
async def test_all_that_is_selected(tmp_path: Path, group: str, action: str, counted: str) -> None:
    opened, _stories = filled(tmp_path)
    async with world.running(opened.services, size=(100, 20)) as screen:
        await listed(screen, group)
        screen.app.main.perform(action)
        await screen.still()
        assert seed.sql(opened.services.store, counted) == [(MANY,)]


async def test_what_is_not_at_hand_says_how_a_key_is_meant(tmp_path: Path) -> None:
    opened, stories = filled(tmp_path)
    store, services = opened.services.store, opened.services
    services.triage.read(stories[:30])
    services.tagging.tag("late", (), [seed.thread_of(store, stories[-1])])
    async with world.running(services, size=(100, 20)) as screen:
        await listed(screen, "threads")
        screen.app.main.perform("mark.read")
        await screen.still()
        assert seed.sql(store, READ) == [(MANY,)]
        screen.app.main.perform("select.invert")
        screen.app.main.perform("mark.untag")
        await screen.still()
        assert seed.sql(store, TAGGED) == [(0,)]
