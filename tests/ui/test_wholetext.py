"""The full text of a story, by its key on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
import world

from reader.config import Config
from reader.errors import NoArticle
from reader.model import PageText
from reader.services.wholetext import WholeText

#: Nothing is refreshed by itself.
QUIET = Config({"refresh.auto": False})


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Pages without a network: the first story asked for has one, any other has none."""
    asked: list[int] = []

    def fetch(self: WholeText, story: int) -> None:
        if story not in asked:
            asked.append(story)
        if story != asked[0]:
            raise NoArticle("No article was found on the page", "Open it in the browser")
        page = PageText("<p>The whole of it, with a zeppelin.</p>", "The whole, a zeppelin.")
        self._store.arrivals.keep_whole(story, page)

    monkeypatch.setattr(WholeText, "fetch", fetch)
    return asked


async def test_e_fetches_the_full_text_and_goes_back_and_forth(tmp_path: Path) -> None:
    opened = world.made(tmp_path, QUIET)
    async with world.running(opened.services, offline=False) as screen:
        await screen.press("enter")
        assert "zeppelin" not in screen.text
        await screen.press("e")
        assert "zeppelin" in screen.text
        assert "full text" in screen.text
        await screen.press("e")
        assert "Paragraph 0 of the quiet telescope" in screen.text
        assert "zeppelin" not in screen.text
        await screen.press("e")
        assert "zeppelin" in screen.text


async def test_a_page_without_an_article_is_said_and_the_text_stays(
    tmp_path: Path, pages: list[int]
) -> None:
    pages.append(-1)
    async with world.running(world.made(tmp_path, QUIET).services, offline=False) as screen:
        await screen.press("enter", "e")
        assert "No article was found" in screen.text
        assert "Paragraph 0 of the quiet telescope" in screen.text


async def test_offline_fetches_nothing(tmp_path: Path, pages: list[int]) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("enter", "e")
        assert "--offline" in screen.text
    assert pages == []
