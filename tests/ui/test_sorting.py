"""Choosing the order of a list and what it lists."""

from __future__ import annotations

from pathlib import Path

import world


def marked(screen: world.Screen) -> list[str]:
    """What the dialog has a mark beside."""
    lines = [line.strip(" │▌") for line in screen.lines if "✓" in line]
    return [line.removesuffix("✓").strip() for line in lines]


async def test_order_and_grouping_are_chosen_and_only_what_can_be_is_offered(
    tmp_path: Path,
) -> None:
    async with world.running(world.made(tmp_path).services, (78, 30)) as screen:
        stories = screen.app.main.stories
        newest = list(stories.ids)
        await screen.press("backslash")
        assert marked(screen) == ["newest first", "threads"]
        await screen.press("j", "enter")
        assert list(stories.ids) == newest[::-1]
        await screen.press("backslash")
        assert marked(screen) == ["oldest first", "threads"]
        await screen.press("G", "enter")
        assert stories.kind == "stories"
        await screen.press("backslash")
        assert marked(screen) == ["oldest first", "single stories"]
        assert "hottest first" not in screen.text
        await screen.press("escape", "f")
        await screen.type("telescope")
        await screen.press("enter", "backslash")
        assert "best match first" in screen.text


async def test_an_order_of_threads_is_not_kept_for_single_stories(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services, (78, 30)) as screen:
        await screen.press("backslash")
        await screen.press("j", "j", "j", "j", "enter", "backslash")
        assert marked(screen) == ["hottest first", "threads"]
        await screen.press("G", "enter", "backslash")
        assert marked(screen) == ["newest first", "single stories"]
