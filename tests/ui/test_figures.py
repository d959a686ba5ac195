"""Images of an article looked at in the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
import seed
import world

from reader.config import Config
from reader.errors import NoFigure
from reader.model import Figure
from reader.services.figures import Figures, Waiting
from reader.ui.figures.drawing import Way, block_rows

QUIET = Config({"refresh.auto": False})
BODY = """<p>Words.</p><img src="https://pictures.example/one.png" alt="A red barn">
<p>More.</p><img src="https://pictures.example/two.png" alt="Its door">"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[int, int]]]:
    """Images without a network: the first is there, any other is none."""
    asked: list[tuple[str, tuple[int, int]]] = []

    def get(
        self: Figures,
        url: str,
        feed: int,
        size: tuple[int, int],
        ground: str,
        waiting: Waiting,
    ) -> Figure:
        asked.append((url, size))
        if "one" not in url:
            raise NoFigure("This is no image of a kind that can be shown")
        return Figure(4, 4, bytes(range(48)), (400, 400))

    monkeypatch.setattr(Figures, "get", get)
    return asked


def opened(folder: Path) -> world.World:
    made = world.made(folder, QUIET)
    seed.arrive(
        made.services.store, made.meridian, seed.item("Pictures", content=BODY), at=seed.NOW - 10
    )
    return made


async def test_v_shows_the_image_in_sight_and_leads_to_the_others(
    tmp_path: Path, asked: list[tuple[str, tuple[int, int]]]
) -> None:
    async with world.running(opened(tmp_path).services, offline=False) as screen:
        await screen.press("enter", "v")
        assert "1 of 2" in screen.text
        assert "400 x 400" in screen.text
        assert "▀▀▀▀" in screen.text
        assert "A red barn" in screen.text
        url, (width, height) = asked[-1]
        assert url == "https://pictures.example/one.png"
        assert width <= 120
        assert height <= 2 * 28
        await screen.press("n")
        assert "2 of 2" in screen.text
        assert "no image of a kind" in screen.text
        assert "Its door" in screen.text
        await screen.press("p")
        assert "A red barn" in screen.text
        await screen.press("escape")
        assert "Words." in screen.text
        await screen.press("2")
        assert "2 of 2" in screen.text


async def test_the_number_of_an_image_shows_it_and_offline_nothing_is_asked_for(
    tmp_path: Path, asked: list[tuple[str, tuple[int, int]]]
) -> None:
    async with world.running(opened(tmp_path).services) as screen:
        await screen.press("enter", "v")
        assert "nothing is fetched" in screen.text
        assert asked == []


def test_two_pixels_stand_in_a_cell_and_an_odd_row_stands_twice() -> None:
    figure = Figure(1, 3, bytes([1, 2, 3, 4, 5, 6, 7, 8, 9]), (1, 3))
    rows = block_rows(figure)
    assert [len(row) for row in rows] == [1, 1]
    colours = [(row[0].style.color.triplet, row[0].style.bgcolor.triplet) for row in rows]  # type: ignore[union-attr]
    assert colours == [((1, 2, 3), (4, 5, 6)), ((7, 8, 9), (7, 8, 9))]
    assert Way().cells(figure) == (1, 2)
    assert Way("sixel", (9, 18)).pixels(10, 5) == (90, 90)
