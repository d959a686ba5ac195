"""When a story counts as read."""

from __future__ import annotations

from pathlib import Path

import world

from reader.config import Config


def unread(opened: world.World) -> int:
    return len(opened.services.searching.hits("is:unread", group="none").hits.ids)


def made(folder: Path, mode: str) -> world.World:
    return world.made(folder, Config({"reading.mark_read": mode}))


async def test_at_the_end_of_a_long_story(tmp_path: Path) -> None:
    opened = made(tmp_path, "end")
    before = unread(opened)
    async with world.running(opened.services, (80, 24)) as screen:
        await screen.press("enter")
        assert unread(opened) == before
        assert "Unread 5" in screen.text
        await screen.press("G")
        assert unread(opened) == before - 1
        await screen.press("u")
        assert unread(opened) == before


async def test_a_short_story_ends_where_it_begins(tmp_path: Path) -> None:
    opened = made(tmp_path, "end")
    before = unread(opened)
    async with world.running(opened.services, (120, 50)) as screen:
        await screen.press("j", "enter")
        assert unread(opened) == before - 1


async def test_as_one_goes_past(tmp_path: Path) -> None:
    opened = made(tmp_path, "passed")
    before = unread(opened)
    async with world.running(opened.services, (80, 24)) as screen:
        await screen.press("j")
        assert unread(opened) == before - 1
        await screen.press("k")
        assert unread(opened) == before - 1
        await screen.press("G")
        assert unread(opened) == before - 1


async def test_by_hand_alone(tmp_path: Path) -> None:
    opened = made(tmp_path, "never")
    before = unread(opened)
    async with world.running(opened.services, (80, 24)) as screen:
        await screen.press("enter", "G", "h", "j", "enter")
        assert unread(opened) == before
        await screen.press("m")
        assert unread(opened) == before - 1
