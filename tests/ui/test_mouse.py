"""The mouse beyond selecting: the right button's menu, hints of the footer."""

from __future__ import annotations

from pathlib import Path

import pytest
import world

from reader.ui.actions import SCOPES, by_id
from reader.ui.doing.menu import OFFERED


@pytest.mark.parametrize("width", [40, 80, 160])
async def test_the_way_to_all_keys_is_always_shown(tmp_path: Path, width: int) -> None:
    async with world.running(world.made(tmp_path).services, size=(width, 24)) as screen:
        assert screen.lines[-1].rstrip().endswith("? Help")
        await screen.pilot.click("#footer", offset=(screen.lines[-1].index("Help"), 0))
        await screen.still()
        assert len(screen.app.screen_stack) == 2


async def test_a_click_on_a_hint_does_it_while_a_count_is_typed(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services, size=(80, 24)) as screen:
        await screen.press(*"123456")
        assert "Search" not in screen.lines[-1]  # there is no room for it
        await screen.pilot.click("#footer", offset=(screen.lines[-1].index("?"), 0))
        await screen.still()
        assert len(screen.app.screen_stack) == 2


async def test_the_right_button_offers_what_can_be_done_with_the_row(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.pilot.click("#stories", offset=(5, 2), button=3)
        await screen.still()
        assert "Menu" in screen.text
        assert "Snooze" in screen.text
        assert screen.app.main.stories.cursor == 1
        await screen.press("j", "j", "enter")
        row = opened.services.store.rows.stories([opened.single])[0]
        assert row.starred


def test_the_menu_offers_nothing_that_does_not_belong_there() -> None:
    assert {*OFFERED} == {*SCOPES} - {"any"}
    for scope, ids in OFFERED.items():
        for id_ in ids.split():
            assert {"any", scope} & {*by_id()[id_].scope.split()}, (scope, id_)


async def test_a_click_on_a_hint_does_it_and_on_a_message_takes_it_away(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        foot = screen.text.splitlines()[-1]
        await screen.pilot.click("#footer", offset=(foot.index("Star"), 0))
        await screen.still()
        assert "Starred" in screen.text.splitlines()[-1]
        await screen.pilot.click("#footer", offset=(3, 0))
        await screen.still()
        assert screen.text.splitlines()[-1] == foot


async def test_the_foot_names_the_keys_of_a_dialog_and_a_click_there_does_them(
    tmp_path: Path,
) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services, size=(100, 24)) as screen:
        foot = screen.lines[-1]
        await screen.press("t")
        assert screen.lines[-1].split() == ["Enter", "Accept", "Esc", "Close"]
        await screen.type("sky")
        await screen.pilot.click(offset=(screen.lines[-1].index("Accept"), 23))
        await screen.still()
        assert "Tagged 1 thread #sky" in screen.lines[-1]
        await screen.press("question_mark")
        assert "Choose" in screen.lines[-1]
        await screen.pilot.click(offset=(90, 23))  # where there is none
        await screen.still()
        assert "Choose" in screen.lines[-1]
        await screen.pilot.click(offset=(screen.lines[-1].index("Close"), 23))
        await screen.still()
        assert len(screen.app.screen_stack) == 1
        await screen.press("j")
        assert screen.lines[-1] == foot


async def test_a_message_is_read_while_a_dialog_is_open(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("question_mark")
        screen.app.main.say("The disk is full", "error")
        await screen.still()
        assert screen.lines[-1] == " The disk is full"
        await screen.pilot.click(offset=(3, len(screen.lines) - 1))
        await screen.still()
        assert "Close" in screen.lines[-1]
