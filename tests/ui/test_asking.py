"""What asking the feeds by hand says when it has ended."""

from __future__ import annotations

from pathlib import Path

import pytest
import world

from reader.model import RefreshEvent
from reader.ui.watching import REFRESH_EVERY


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
        screen.app.main.refreshing._ended(event, quiet=False)
        await screen.still()
        assert told in screen.lines[-1]


@pytest.mark.parametrize("due", [False, True])
async def test_each_minute_a_refresh_begins_only_for_something_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, due: bool
) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        main = screen.app.main
        begun: list[bool] = []
        monkeypatch.setattr(main.refreshing, "begin", lambda *, quiet: begun.append(quiet))
        monkeypatch.setattr(opened.services.subscriptions, "due", lambda: due)
        main.watching._ticks = REFRESH_EVERY - 1
        main.watching._tick()
        await screen.still()
        assert begun == [True] * due
