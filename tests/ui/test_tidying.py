"""Garbage is looked for while nobody is at the keyboard."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
import world


async def test_all_garbage_goes_while_nothing_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        watching = screen.app.main.watching
        full: list[int] = []
        monkeypatch.setattr("reader.ui.watching.gc.collect", lambda: full.append(1))
        monkeypatch.setattr("reader.ui.watching.gc.get_threshold", lambda: (20_000, 20, 2))

        def made(young: int, middle: int, old: int) -> int:
            monkeypatch.setattr("reader.ui.watching.gc.get_count", lambda: (young, middle, old))
            watching._tidy()
            return len(full)

        assert made(19_000, 5, 0) == 0  # rows were drawn since the tick before
        assert made(5_000, 9, 0) == 0
        assert made(5_200, 9, 0) == 1  # now nothing moves
        assert made(300, 0, 0) == 1
        assert made(500, 0, 0) == 1  # next to nothing was made since
        assert made(100, 0, 1) == 1
        assert made(200, 0, 1) == 2  # what outlived a round may be garbage by now
    assert gc.isenabled()
