"""What one key led to is drawn in one frame, and a text that is opened before it is noted."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import world
from textual import events
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from reader.ui.background import Background
from reader.ui.opening import Opening


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
        screen.app._take_typed(events.Key("shift+tab", None))
        assert main.scope == "sources"
        assert {main.footer, main.sources_title, main.list_pane.title} <= main._dirty_widgets
        main._on_timer_update()  # as the timer of the frames does
        assert sorted(log) == sorted(["footer", "sources-title", str(main.list_pane.title.id)])
        await screen.still()
        assert len(log) == 3
        assert "Rename" in screen.line_with("Remove")


async def test_what_a_key_changed_at_the_foot_alone_is_drawn(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        main = screen.app.main
        for key, left in (("3", "3"), ("Q", "Q does nothing here")):
            screen.app.post_message(events.Key(key, key))
            async with asyncio.timeout(world.PATIENCE):
                while left not in f"{main.footer.pending}{main.footer.message}":
                    await asyncio.sleep(0)
                while main.footer in main._dirty_widgets:
                    await asyncio.sleep(0.01)


async def test_the_first_move_from_the_box_takes_the_first_item_and_is_drawn_with_the_foot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = world.made(tmp_path)
    for tag in ("ai", "art"):
        opened.services.tagging.tag(tag, [opened.single], [])
    async with world.running(opened.services) as screen:
        await screen.press("t", "a")
        picker = screen.app.screen
        log: list[str] = []
        watched(monkeypatch, log, picker.query_one("#picker-list"))
        assert "Enter Accept" in screen.lines[-1]
        log.clear()  # to look at the screen draws it
        screen.app._take_typed(events.Key("down", None))
        picker._on_timer_update()  # as the timer of the frames does
        assert log == ["picker-list"]
        await screen.still()
        assert "Enter Choose" in screen.lines[-1]
        assert "▌ ai" in screen.text
        await screen.press("down")
        assert "▌ art" in screen.text


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


def pieces(strip: Strip) -> list[tuple[str, str]]:
    return [(text, str(style)) for text, style, _control in strip.simplify()]


@pytest.mark.parametrize("keys", [(), ("j", "enter"), ("/", "f"), (":",), ("g",)], ids=str)
@pytest.mark.parametrize("size", [(120, 40), (78, 30)])
async def test_lines_are_put_together_as_textual_does(
    tmp_path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with world.running(world.made(tmp_path).services, size) as screen:
        await screen.press(*keys)
        shown = screen.app.screen
        ours, region = shown._compositor, shown.size.region
        visible_screen_stack.set(screen.app._background_screens)
        theirs = Compositor._render_chops(ours, region, lambda y: True)
        whole = ours._render_chops(region, lambda y: True)
        for y in range(region.height):
            assert pieces(Strip.join(whole[y].values())) == pieces(Strip.join(theirs[y].values()))
        # Of parts of lines the same, and nothing beside them.
        part = Region(region.width // 2, 3, 9, region.height - 8)
        ours._dirty_regions = {part, Region(1, 5, 7, 2)}
        update = ours.render_partial_update()
        assert update is not None
        drawn = {y for y, line in enumerate(update.chops) if any(line.values())}
        assert drawn == set(range(3, part.bottom))
        for y, first, last in update.spans:
            for (x, piece), end in zip(update.chops[y].items(), update.chop_ends[y], strict=True):
                if x < last and end > first:
                    assert piece is not None
                    assert pieces(piece) == pieces(theirs[y][x])


async def test_what_lies_behind_is_not_asked_for_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.running(world.made(tmp_path).services, (120, 40)) as screen:
        main = screen.app.main
        log: list[str] = []
        behind = [main, main.panes, main.sources_pane, main.list_pane, main.stories]
        watched(monkeypatch, log, *behind, main.text_pane.article, main.text_pane.thread)
        main._compositor._dirty_regions = {main.text_pane.body.region}
        main._compositor.render_partial_update()
        assert log == [main.text_pane.body.id]


async def test_a_text_is_wrapped_once_to_the_width_it_is_opened_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.running(world.made(tmp_path).services, (120, 40)) as screen:
        article = screen.app.main.text_pane.article
        await screen.press("j")
        await screen.still()
        before = article.room.width
        widths: list[int] = []
        wrap = article._wrap_anew

        def wrapped() -> None:
            widths.append(article.room.width)
            wrap()

        monkeypatch.setattr(article, "_wrap_anew", wrapped)
        log: list[str] = []
        watched(monkeypatch, log, article)
        screen.app._take_typed(events.Key("enter", None))
        assert log == ["article"]
        assert len(widths) == 1
        assert widths[0] > before


async def test_another_list_comes_with_the_text_of_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[str] = []
    rested = Opening._rested

    def waiting(self: Opening) -> None:
        waited.append("")
        rested(self)

    monkeypatch.setattr(Opening, "_rested", waiting)
    async with world.running(world.made(tmp_path).services, (120, 40)) as screen:
        main = screen.app.main
        await screen.press("/", *"tomatoes")
        assert waited
        waited.clear()
        await screen.press("escape")
        row = main.stories.current
        assert main.text_pane.shown[1] in (row.id, row.lead)
        assert not waited


async def test_a_page_that_is_as_it_was_is_not_laid_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.running(world.made(tmp_path).services, (120, 40)) as screen:
        main = screen.app.main
        while "X Corp" not in screen.line_with("▌●"):
            await screen.press("j")
        await screen.still()
        await screen.press("enter")
        await screen.still()
        renewed: list[object] = []
        monkeypatch.setattr(main.text_pane, "renew_thread", renewed.append)
        main.opening.reload_thread()
        await screen.still()
        assert renewed == []
