"""What another process took away while it was in sight is told: the screen lives on."""

from __future__ import annotations

from pathlib import Path

import world

from reader.errors import UsageError
from reader.ui.doing.feeds import path_items
from reader.ui.doing.viewing import open_page


async def test_a_view_that_is_gone_from_under_its_page(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    opened.services.viewing.save("mine", "title:x")
    with world.services(tmp_path) as other:
        async with world.running(opened.services) as screen:
            open_page(screen.app.main, "mine")
            await screen.still()
            assert "title:x" in screen.text
            other.viewing.remove("mine")
            await screen.press("enter")
            assert "There is no view named mine" in screen.text
            await screen.press("q", "j")
            assert "Unread" in screen.text


async def test_a_thread_under_the_cursor_that_goes_into_another(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    with world.services(tmp_path) as other:
        async with world.running(opened.services) as screen:
            stories = screen.app.main.stories
            here, *others = stories.ids
            other.triage.join([here], others[-1])
            screen.app.main.watching.look()
            await screen.still()
            assert set(stories.ids) == set(others)
            assert all(stories.row_at(place) for place in range(len(others)))
            assert f"{len(others)} threads" in screen.text


async def test_what_follows_work_may_fail_as_the_work_may(tmp_path: Path) -> None:
    opened = world.made(tmp_path)

    def gone(_value: object) -> None:
        raise UsageError("It was there a moment ago", "Look again")

    async with world.running(opened.services) as screen:
        screen.app.main.background.run("looking", lambda: None, gone)
        await screen.still()
        assert "It was there a moment ago" in screen.text


def test_a_folder_with_an_entry_that_cannot_be_looked_at_offers_the_others(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "urls").touch()
    (tmp_path / "disk").symlink_to("x" * 300)  # no name is so long: as of a mount that is dead
    offered = [item.text for item in path_items(f"{tmp_path}/")]
    assert offered == ["lists/", "disk", "urls"]
