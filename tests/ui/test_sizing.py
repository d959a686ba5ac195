"""Sizes of panes: by key, by mouse, remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
import world

from reader.ui.bars import fitting, titled
from reader.ui.main_screen import MainScreen
from reader.ui.panes import LIMITS, Sizes


def widths(screen: world.Screen) -> tuple[int, int]:
    main = screen.app.main
    return main.query_one("#sources-pane").outer_size.width, main.list_pane.outer_size.width


async def test_keys_make_the_pane_in_use_wider_and_narrower(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services, (140, 40)) as screen:
        sources, stories = widths(screen)
        await screen.press(">")
        assert widths(screen)[1] > stories
        await screen.press("<", "<")
        assert widths(screen)[1] < stories
        await screen.press("h", ">", ">")
        assert widths(screen)[0] == sources + 2 * LIMITS["sources"][2]
        await screen.press("z", "=")
        assert widths(screen) == (sources, stories)


async def test_sizes_are_there_again_at_the_next_start(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services, (140, 40)) as screen:
        await screen.press(">", ">", ">")
        chosen = widths(screen)
    async with world.running(world.services(tmp_path), (140, 40)) as screen:
        assert widths(screen) == chosen


async def test_list_over_text_shares_the_height(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services, (100, 40)) as screen:
        before = screen.app.main.list_pane.outer_size.height
        await screen.press(">")
        assert screen.app.main.list_pane.outer_size.height > before


async def test_a_border_is_dragged(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services, (140, 40)) as screen:
        main = screen.app.main
        x = main.text_pane.region.x
        await screen.pilot.mouse_down(offset=(x, 10))
        await screen.pilot.hover(offset=(x + 10, 10))
        await screen.pilot.mouse_up(offset=(x + 10, 10))
        await screen.still()
        assert abs(main.text_pane.region.x - (x + 10)) <= 1


@pytest.mark.parametrize("text", ["", "{", "[]", '{"list": "x"}', '{"list": 9000, "more": 1}'])
def test_what_was_kept_is_read_whatever_it_is(text: str) -> None:
    sizes = Sizes.load(text)
    assert sizes.list in (None, LIMITS["list"][1])
    assert Sizes.load(sizes.dump()) == sizes


@pytest.mark.parametrize("size", [(120, 40), (78, 30)])
@pytest.mark.parametrize(("row", "scope"), [("X Corp", "thread"), ("Tomatoes", "article")])
async def test_opening_lays_the_screen_out_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    row: str,
    scope: str,
) -> None:
    async with world.running(world.made(tmp_path).services, size) as screen:
        layouts: list[str] = []
        lay = MainScreen._refresh_layout
        monkeypatch.setattr(
            MainScreen, "_refresh_layout", lambda *a, **k: (layouts.append(""), lay(*a, **k))
        )
        while row not in screen.line_with("▌●"):
            await screen.press("j")
        await screen.press("enter", "h")  # its scrollbar is made the first time it is in sight
        layouts.clear()
        await screen.press("enter")
        assert screen.app.main.scope == scope
        assert len(layouts) == 1


def test_a_note_that_is_too_long_is_cut_between_its_parts() -> None:
    note = "1,983 hits in 1,832 threads, 1 read · best match first"
    assert fitting(note, 60) == note
    assert fitting(note, 40) == "1,983 hits in 1,832 threads, 1 read"
    assert fitting(note, 30) == "1,983 hits in 1,832 threads"
    assert fitting(note, 5) == "1,983 hits in 1,832 threads"


def test_a_title_leaves_room_for_the_first_of_what_stands_beside_it() -> None:
    title, note = "Catch up: no longer moving", "94 threads · most sources first"
    assert titled(title, note, 80) == (title, note)
    assert titled(title, note, 49) == (title, "94 threads")
    assert titled(title, note, 34) == ("Catch up: no longer…", "94 threads")
    assert titled(title, "", 20) == (title, "")
