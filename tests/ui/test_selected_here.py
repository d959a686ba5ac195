"""What is selected on a thread's page stays what it was, whatever comes or is folded open."""

from __future__ import annotations

from pathlib import Path

import seed
import world


async def test_a_story_that_comes_moves_no_selection_to_another(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    store = opened.services.store
    async with world.running(opened.services) as screen:
        await screen.press("j", "j", "enter")
        view = screen.app.main.text_pane.thread
        view.go_story(opened.account)
        view.toggle_selected()
        assert [row.id for row in view.selected_stories()] == [opened.account]
        (late,) = seed.arrive(store, opened.lantern, "X Corp, a day later", at=seed.NOW - 10)
        seed.place(store, opened.thread, late)
        screen.app.main.opening.reload_thread()
        await screen.still()
        assert late in [row.id for row in view.stories_in_order()]
        assert [row.id for row in view.selected_stories()] == [opened.account]
        view.fold_all(False)
        assert [row.id for row in view.selected_stories()] == [opened.account]
        screen.app.main.opening.open_thread(seed.thread_of(store, opened.long))
        await screen.still()
        assert view.selected_stories() == []
