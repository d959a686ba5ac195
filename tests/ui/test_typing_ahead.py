"""Keys typed faster than the screen follows go where the hand that typed them meant them to go."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import seed
import world
from textual import events

from reader.errors import ClewError
from reader.model import Enclosure
from reader.ui.dialogs.picker import Picker
from reader.ui.matching import Item


async def test_a_note_typed_at_once_is_a_note_and_no_commands(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        before = opened.services.reading.story_rows([opened.long])
        await screen.burst("a", *"smore", "enter")
        (row,) = opened.services.reading.story_rows([opened.long])
        assert opened.services.reading.note(opened.long) == "smore"
        assert (row.starred, row.read) == (before[0].starred, before[0].read)


@pytest.mark.parametrize(
    "action", ["thread.why", "go.history", "go.rules", "feed.page", "mark.note", "find.command"]
)
async def test_what_a_key_opens_is_there_before_the_next_key(tmp_path: Path, action: str) -> None:
    opened = world.made(tmp_path)
    opened.services.triage.read([opened.single])
    async with world.running(opened.services) as screen:
        screen.app.main.perform(action)
        assert isinstance(screen.app.screen, Picker)


async def test_enter_after_the_key_of_the_media_takes_what_is_lit_there(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    sound = Enclosure("https://radio.example/talk.mp3", "audio/mpeg", 1)
    item = seed.item("A talk", "Hear it.", enclosures=(sound,))
    seed.arrive(opened.services.store, opened.gazette, item, at=seed.NOW)
    async with world.running(opened.services) as screen:
        await screen.press("g", "g")
        await screen.burst("I", "down", "enter")
        assert screen.app.main.pane == "list"  # Enter opened no story


async def test_what_is_typed_while_two_are_compared_goes_to_what_that_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = world.made(tmp_path)
    typed = threading.Event()

    def compared(*_of: Any) -> Sequence[str]:
        assert typed.wait(world.PATIENCE)
        return ["They share no word."]

    monkeypatch.setattr(opened.services.reading, "why_not", compared)
    async with world.running(opened.services) as screen:
        for key in ("x", "x", "=", "m", "j"):
            screen.send(key)
        await screen.pilot._wait_for_screen()
        assert "Comparing" in screen.app.main.footer.message
        typed.set()
        await screen.still()
        assert "They share no word." in screen.text
        await screen.press("q")
        assert screen.app.main.stories.cursor == 2
        ids = (opened.long, opened.single)
        assert not any(row.read for row in opened.services.reading.story_rows(ids))


async def test_what_fails_to_open_leaves_the_keys_to_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = world.made(tmp_path)

    def compared(*_of: Any) -> Sequence[str]:
        raise ClewError("The disk is gone")

    monkeypatch.setattr(opened.services.reading, "why_not", compared)
    async with world.running(opened.services) as screen:
        await screen.burst("x", "x", "=")
        assert "The disk is gone" in screen.text
        await screen.burst("g", "g")
        assert screen.app.main.stories.cursor == 0


async def test_a_paste_right_after_the_key_of_its_box_is_in_it(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        screen.app.main.perform("mark.note")
        await screen.app.on_event(events.Paste("first\nsecond"))  # before the box is mounted
        await screen.burst("exclamation_mark", "enter")
        assert opened.services.reading.note(opened.long) == "first second!"


async def test_enter_at_once_takes_what_fits_what_was_typed(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    taken: list[str] = []
    async with world.running(opened.services) as screen:
        items = [Item(name, name) for name in ("amber", "blue", "coral")]
        screen.app.main.pick(Picker("Colour", items), taken.append)
        await screen.still()
        await screen.burst(*"coral", "enter")
        assert taken == ["coral"]


async def test_all_lines_of_a_paste_are_taken_before_the_key_after_it(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("a")
        screen.paste("\n first \nsecond\n")
        await screen.burst("exclamation_mark", "enter")
        assert opened.services.reading.note(opened.long) == "first second!"


async def test_what_cannot_be_seen_is_not_pasted(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("slash")
        screen.paste("to\x00ma\x1b[31mt\u202eoes\tred")
        await screen.still()
        assert screen.app.main.query_box.value == "tomatoes red"


async def test_a_paste_where_nothing_is_typed_is_no_keys(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        screen.paste("jjmm")
        await screen.still()
        assert screen.app.main.stories.cursor == 0
        assert not opened.services.reading.story_rows([opened.long])[0].read
