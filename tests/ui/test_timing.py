"""What is to be done in a moment is done, however long the machine holds the program up."""

from __future__ import annotations

import asyncio
import time
from itertools import count
from pathlib import Path

import pytest
import world
from textual import _time

from reader.ui.timing import after


@pytest.mark.parametrize("delay", [0.0, 0.001])
async def test_a_turn_whose_time_went_by_is_had_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, delay: float
) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        held = count()

        def now() -> float:
            # Not for ever: a timer of many turns would never come up with such a clock.
            return time.monotonic() + 0.1 * min(next(held), 50)

        monkeypatch.setattr(_time, "get_time", now)
        done = asyncio.Event()
        after(screen.app.main, delay, done.set)
        await asyncio.wait_for(done.wait(), 10)


async def test_a_timer_that_was_stopped_does_nothing(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        done: list[int] = []
        after(screen.app.main, 0.001, lambda: done.append(1)).stop()
        later = asyncio.Event()
        after(screen.app.main, 0.01, later.set)
        await asyncio.wait_for(later.wait(), 10)
        assert not done
