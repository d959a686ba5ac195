"""What takes longer than a moment to be done is told of at the foot of the screen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import world

from reader.ui import acting
from reader.ui.timing import after


def held(work: Callable[..., Any], free: threading.Event) -> Callable[..., Any]:
    def waits(*args: Any) -> Any:
        assert free.wait(world.PATIENCE)
        return work(*args)

    return waits


@pytest.mark.parametrize(
    ("keys", "doing", "done"),
    [
        ("A", "Marking 3 threads read…", "5 stories read"),
        ("u", "Undoing…", "Undone"),
        (":read\r", "read…", "Read"),
    ],
)
async def test_what_takes_its_time_is_told_while_it_does_and_when_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: str, doing: str, done: str
) -> None:
    opened = world.made(tmp_path)
    free = threading.Event()
    services = opened.services
    if keys == "u":
        services.triage.star([opened.single])
    monkeypatch.setattr(services.triage, "read", held(services.triage.read, free))
    monkeypatch.setattr(services.journal, "undo", held(services.journal.undo, free))
    monkeypatch.setattr(acting, "TOLD_AFTER", 0.001)
    async with world.running(services) as screen:
        for key in keys:
            screen.send({":": "colon", "\r": "enter"}.get(key, key))
        await screen.seen(doing)
        free.set()
        await screen.still()
        assert done in screen.text
        assert doing not in screen.text


async def test_what_is_done_in_a_moment_is_told_as_done_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = world.made(tmp_path)
    said: list[str] = []
    async with world.running(opened.services) as screen:
        monkeypatch.setattr(screen.app.main, "say", lambda text, *_tone: said.append(text))
        monkeypatch.setattr(acting, "TOLD_AFTER", 0.001)
        work = screen.app.main.acting.telling("Doing…", lambda: None)
        work()  # done before the turn of what would tell comes
        later = asyncio.Event()
        after(screen.app.main, 0.01, later.set)
        await asyncio.wait_for(later.wait(), world.PATIENCE)
        assert said == []
