"""Catching up after days away."""

from __future__ import annotations

from pathlib import Path

import seed
import world

from reader.ui.doing import catching_up


def away(opened: world.World, days: int) -> None:
    store = opened.services.store
    seed.arrive(
        store, opened.gazette, *(f"Old {n} story" for n in range(25)), at=seed.NOW - 300_000
    )
    opened.services.reading.set_state(catching_up.STATE, str(seed.NOW - days * catching_up.DAY))


async def test_one_who_was_away_is_told_and_catches_up(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    away(opened, 6)
    async with world.running(opened.services, (110, 40)) as screen:
        assert "You were away 6 days: 28 threads" in screen.text
        await screen.press("g", "C")
        assert "Catch up: still moving · 3 threads" in screen.text
        assert "25 threads are over" in screen.text
        rows = screen.app.main.stories.ids
        assert rows[0] == opened.thread  # three papers tell it, one the others
        await screen.press("g", "C")
        assert "Catch up: no longer moving · 25 threads" in screen.text
        await screen.press("g", "u")
        assert "Unread · 28 threads" in screen.text


async def test_one_who_was_here_yesterday_is_not(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    away(opened, 1)
    async with world.running(opened.services, (110, 40)) as screen:
        assert "You were away" not in screen.text
