"""What one key led to is drawn in one frame, and a text that is opened before it is noted."""

from __future__ import annotations

from pathlib import Path

import pytest
import world
from textual import events
from textual.geometry import Region
from textual.widget import Widget

from reader.ui.background import Background


def watched(monkeypatch: pytest.MonkeyPatch, log: list[str], *widgets: Widget) -> None:
    """Note in ``log`` the id of each of the widgets whenever it is drawn."""
    for widget in widgets:

        def render(crop: Region, name: str = str(widget.id), lines=widget.render_lines):  # type: ignore[no-untyped-def]
            log.append(name)
            return lines(crop)

        monkeypatch.setattr(widget, "render_lines", render)


async def test_the_first_frame_after_a_key_shows_all_that_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        main = screen.app.main
        log: list[str] = []
        watched(monkeypatch, log, main.footer, main.sources_title, main.list_pane.title)
        screen.app._take_key(events.Key("shift+tab", None))
        assert main.scope == "sources"
        assert {main.footer, main.sources_title, main.list_pane.title} <= main._dirty_widgets
        main._on_timer_update()  # as the timer of the frames does
        assert sorted(log) == sorted(["footer", "sources-title", str(main.list_pane.title.id)])
        await screen.still()
        assert len(log) == 3
        assert "Rename" in screen.line_with("Remove")


@pytest.mark.parametrize("size", [(120, 40), (78, 30)])
async def test_an_opened_text_is_drawn_before_it_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services, size) as screen:
        await screen.press("enter", "h", "j")  # shown once, at the size it has again
        main = screen.app.main
        log: list[str] = []
        watched(monkeypatch, log, main.text_pane.article)
        run = Background.run

        def noted(self: Background, room: str, *args) -> None:  # type: ignore[no-untyped-def]
            if room == "acting":
                log.append("stored")
                assert "Tomatoes click when thirsty" in screen.lines[2]
            run(self, room, *args)

        monkeypatch.setattr(Background, "run", noted)
        main.opening.open_story(opened.single)
        assert log.index("article") < log.index("stored")
        await screen.still()
        assert opened.services.reading.story_rows([opened.single])[0].read


async def test_a_thread_opened_where_its_pane_was_hidden_is_laid_out_at_once(
    tmp_path: Path,
) -> None:
    async with world.running(world.made(tmp_path).services, (78, 30)) as screen:
        await screen.press("j", "j", "enter", "h")
        main = screen.app.main
        assert not main.text_in_sight
        main.opening.open_row()
        assert any("first: The Meridian" in line for line in screen.lines)
