"""The text pane shows what it should, whatever happened while it was out of sight."""

from __future__ import annotations

from pathlib import Path

import pytest
import seed
import world

from reader.config import Config
from reader.model import Block, BlockKind, LinkKind, LinkState, Outcome, Span, ThreadLink
from reader.ui.article.layout import gap_before

SIZE = (80, 24)


async def press(screen: world.Screen, *keys: str) -> None:
    """Each key when all that the one before set off is done."""
    for key in keys:
        await screen.press(key)


@pytest.mark.parametrize("back", ["l", "slash"])
async def test_an_article_read_again_meanwhile_is_drawn(tmp_path: Path, back: str) -> None:
    async with world.running(world.made(tmp_path).services, size=SIZE) as screen:
        await press(screen, "enter", "h", "h")
        assert "Paragraph 0" not in screen.text
        await press(screen, "u", back)  # it is unread again, and read from the store
        assert "Paragraph 0" in screen.text


async def test_a_page_read_again_meanwhile_is_drawn(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services, size=SIZE) as screen:
        await press(screen, "j", "j", "enter", "m", "h", "h")
        assert "first: " not in screen.text
        await press(screen, "u", "l")
        assert "first: " in screen.text


async def test_an_empty_list_has_no_text_beside_it(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services, size=SIZE) as screen:
        await press(screen, "h", "j", "j", "l")
        assert "Nothing starred yet" in screen.text
        assert "telescope" not in screen.text


async def test_a_post_without_a_title_is_told_once(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    said = "Overheard on the ferry: it floats."
    post = seed.item("", said, id="https://x.org/1", summary=said)
    seed.arrive(opened.services.store, opened.gazette, post, at=seed.NOW - 10)
    async with world.running(opened.services, size=SIZE) as screen:
        assert said in screen.line_with("●")
        await press(screen, "enter")
        below = screen.text.splitlines()[9:]  # the list has the rest
        assert sum(said in line for line in below) == 1


async def test_reading_on_into_a_thread_shows_the_story_that_it_marks_read(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services, size=(120, 30)) as screen:
        await press(screen, "j", "enter", "space")  # from a story of one to the thread below it
        kind, story = screen.app.main.text_pane.shown
        assert kind == "story"
        row = opened.services.store.rows.stories([story])[0]
        assert row.read
        assert row.title in screen.text


def test_lists_stand_apart_and_a_caption_under_its_image() -> None:
    def item(marker: str, depth: int = 1) -> Block:
        return Block(BlockKind.ITEM, (Span("x"),), depth=depth, marker=marker)

    assert gap_before(item("•"), item("•")) == 0
    assert gap_before(item("◦", 2), item("•")) == 0
    assert gap_before(item("•"), item("1.", 2)) == 0
    assert gap_before(item("1."), item("•")) == 1
    assert gap_before(item("1."), item("3.")) == 1
    assert gap_before(item("1."), item("2.")) == 0  # counted down
    assert gap_before(item("A."), item("b.", 2)) == 1
    image = Block(BlockKind.IMAGE, (Span("a"),))
    assert gap_before(Block(BlockKind.PARAGRAPH, (Span("c", italic=True),)), image) == 0
    assert gap_before(Block(BlockKind.PARAGRAPH, (Span("c"),)), image) == 1


@pytest.mark.parametrize("mode", ["open", "never"])
async def test_a_thread_is_read_from_its_headline_on_and_to_the_end(
    tmp_path: Path, mode: str
) -> None:
    opened = world.made(tmp_path, Config({"reading.mark_read": mode, "refresh.auto": False}))
    async with world.running(opened.services, size=(120, 30)) as screen:
        await press(screen, "j", "j", "enter")
        story = screen.app.main.text_pane.thread.story
        assert story is not None
        assert story.id == opened.lead  # the oldest, which heads it
        seen = []
        for key, which in (("enter", "2 of 3"), ("space", "1 of 3"), ("space", "1 of 3")):
            await press(screen, key)
            assert which in screen.text
            seen.append(screen.app.main.text_pane.shown)
        assert seen[:2] == [("story", opened.lead), ("story", opened.account)]
        assert seen[2] == seen[1]  # nothing unread further down
        assert "Nothing unread further down" in screen.text


@pytest.mark.parametrize(("key", "place"), [("n", 0), ("p", -1)])
async def test_reading_on_from_below_the_accounts_goes_through_all(
    tmp_path: Path, key: str, place: int
) -> None:
    opened = world.made(tmp_path)
    seed.sql(opened.services.store, "UPDATE story SET copy_of = NULL")
    other = seed.thread_of(opened.services.store, opened.single)
    a, b = sorted((opened.thread, other))
    link = ThreadLink(a, b, LinkKind.RELATED, LinkState.CONFIRMED, 0.3, ("tomatoes",))
    opened.services.store.placing.apply(Outcome(links=(link,)))
    async with world.running(opened.services, size=(120, 30)) as screen:
        await press(screen, "j", "j", "enter", "G")
        page = screen.app.main.text_pane.thread
        assert page.story is None  # on what is related
        accounts = page.stories_in_order()
        await press(screen, key)
        assert screen.app.main.text_pane.shown == ("story", accounts[place].id)


async def test_reading_begins_with_the_headline_where_an_opened_page_has_the_room(
    tmp_path: Path,
) -> None:
    opened = world.made(tmp_path)
    store = opened.services.store
    for n in range(4):
        (more,) = seed.arrive(store, opened.gazette, f"X Corp, account {n}", at=seed.NOW - n)
        seed.place(store, opened.thread, more)
    async with world.running(opened.services, size=(80, 24)) as screen:
        page = screen.app.main.text_pane.thread
        assert page.story is not None
        assert page.story.id != opened.lead  # the oldest, out of sight under the list
        await press(screen, "enter")
        assert page.story.id == opened.lead
