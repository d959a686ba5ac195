"""Going back and forth in the history of what was done."""

from __future__ import annotations

from pathlib import Path

import world


async def test_only_what_nothing_was_done_after_is_offered_to_be_done_again(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("m")
        await screen.press("u")
        await screen.press("s")
        await screen.press("u")
        await screen.press("g", "h")
        await screen.press("down", "enter")
        assert "Something else was done since" in screen.text
        await screen.press("g", "h")
        await screen.press("enter")
        assert "Do 1 action again?" in screen.text
        await screen.press("enter")
        row = opened.services.store.rows.stories([opened.long])[0]
        assert (row.read, row.starred) == (False, True)
