"""What asking the feeds by hand says when it has ended."""

from __future__ import annotations

from pathlib import Path

import pytest
import world

from reader.model import RefreshEvent


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (RefreshEvent("done"), "No feed is due yet; r asks one now"),
        (RefreshEvent("done", done=2, total=2), "0 new stories"),
        (RefreshEvent("done", done=2, total=2, new=1, failed=1), "1 new story, 1 feed failed"),
    ],
)
async def test_what_came_is_told(tmp_path: Path, event: RefreshEvent, told: str) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        screen.app.main.watching._ended(event, quiet=False)
        await screen.still()
        assert told in screen.lines[-1]
