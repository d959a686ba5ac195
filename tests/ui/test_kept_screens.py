"""Every cell of a few screens, at three widths and in every theme, is as it was kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import screens
import world


@pytest.fixture(autouse=True)
def _one_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Screens hold times of day: they are those of one place, wherever this runs."""
    with monkeypatch.context() as place:
        place.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize("width", screens.WIDTHS)
async def test_the_screens_are_as_they_were_kept(tmp_path: Path, width: int) -> None:
    screens.check(await screens.walked(tmp_path / "clew", width))


async def test_the_themes_colour_them_as_they_were_kept(tmp_path: Path) -> None:
    screens.check(await screens.themed(tmp_path / "clew"))


async def test_one_cell_that_changes_is_seen(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path / "clew").services, (60, 20)) as screen:
        main = screen.app.main
        before, colours = screens.pictured(screen)
        main.header.tell(clock="11:11")
        await screen.still()
        other, same = screens.pictured(screen)
        assert (other, same) != (before, colours)
        assert same == colours
        main.list_pane.title.tell(lit=False)  # other colours, the same words
        await screen.still()
        assert screens.pictured(screen)[0] != other
