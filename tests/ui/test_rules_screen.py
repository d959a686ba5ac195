"""Views, rules, mutes, tags, notes and snoozes by key."""

from __future__ import annotations

import stat
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import seed
import world
from rich.color import Color

from reader.model import Action, Verb
from reader.ui.article.view import ArticleView
from reader.ui.doing.going import go_source
from reader.ui.doing.ruling import write
from reader.ui.thread_page import ThreadView


def muted(opened: world.World, story: int) -> tuple[Any, ...]:
    return seed.sql(
        opened.services.store,
        "SELECT muted, muted_until, muted_by, muted_unless, snoozed_until FROM thread t"
        " JOIN story s ON s.thread = t.id WHERE s.id = ?",
        story,
    )[0]


async def test_what_is_listed_is_kept_as_a_view_and_counted(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("f")
        await screen.type("telescope")
        await screen.press("enter", "V")
        await screen.type("Quiet")
        assert "-is:hidden telescope" in screen.text
        await screen.press("enter")
        assert "Saved as the view Quiet" in screen.text
        assert screen.app.main.lister.listing.key == "v:Quiet"
        assert screen.line_with("▌Quiet").split("│")[0].split() == ["▌Quiet", "1"]
        await screen.press("m")
        assert screen.line_with("▌Quiet").split("│")[0].split() == ["▌Quiet"]
        view = opened.services.viewing.get("Quiet")
        assert (view.unread, view.sort, view.group) == (0, "date", "thread")
        await screen.press("u", "u")
        assert all(view.builtin for view in opened.services.viewing.all())


async def test_a_query_of_plain_words_names_its_view(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("f")
        await screen.type("telescope")
        await screen.press("enter", "V", "enter")
        assert "Saved as the view telescope" in screen.text
        assert opened.services.viewing.get("telescope").query.endswith("telescope")


@pytest.mark.parametrize(
    ("key", "typed", "then"),
    [("M", "tomatoes", ("enter", "down", "enter")), ("colon", "mute 1d tomatoes", ("enter",))],
)
async def test_what_is_muted_goes_although_it_was_acted_on(
    tmp_path: Path, key: str, typed: str, then: tuple[str, ...]
) -> None:
    opened = world.made(tmp_path)
    thread = seed.thread_of(opened.services.store, opened.single)
    async with world.running(opened.services) as screen:
        stories = screen.app.main.stories
        await screen.press("j", "s", "k", key)
        assert thread in stories.ids
        await screen.type(typed)
        await screen.press(*then)
        assert thread not in stories.ids
        await screen.press("u")
        assert thread in stories.ids


async def test_old_numbers_are_dim_until_they_are_counted(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    opened.services.viewing.save("Own", "is:unread")
    async with world.running(opened.services) as screen:
        main = screen.app.main
        node = next(node for node in main.sources.nodes if node.key == "v:Own")
        assert (node.unread, node.stale) == (5, False)
        main.counting.soon()
        node = next(node for node in main.sources.nodes if node.key == "v:Own")
        assert (node.unread, node.stale) == (5, True)
        await screen.still()
        node = next(node for node in main.sources.nodes if node.key == "v:Own")
        assert not node.stale


async def test_what_came_into_a_view_with_a_mark_for_it_is_told(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    store, viewing = opened.services.store, opened.services.viewing
    viewing.save("Told", "arrived", notify=True)
    viewing.save("Quiet", "arrived")
    async with world.running(opened.services) as screen:
        counting = screen.app.main.counting
        counting.refresh_begins()
        viewing.save("Made meanwhile", "arrived", notify=True)
        seed.arrive(store, opened.lantern, seed.item("This arrived"), seed.item("That arrived"))
        while store.fulltext.index_some():
            pass
        screen.app.main.watching.look()
        counting.refresh_ended()
        await screen.still()
        assert screen.app.main.footer.message == "Told +2"
        counting.refresh_begins()
        counting.refresh_ended()
        await screen.still()
        assert screen.app.main.footer.message == "Told +2", "nothing more is said"


async def test_a_count_from_before_the_last_came_tells_nothing(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    store, viewing = opened.services.store, opened.services.viewing
    viewing.save("Told", "arrived", notify=True)
    async with world.running(opened.services) as screen:
        counting = screen.app.main.counting
        counting.refresh_begins()
        counting._count()  # under way
        seed.arrive(store, opened.lantern, seed.item("This arrived"))
        while store.fulltext.index_some():
            pass
        counting.refresh_ended()
        await screen.still()
        assert screen.app.main.footer.message == "Told +1"


async def test_midnight_makes_the_views_be_counted_anew(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    opened.services.viewing.save("Own", "date:today")
    async with world.running(opened.services) as screen:
        assert not screen.app.main.counting.new_day()
        seed.clock(opened.services.store).advance(seed.DAY)
        screen.app.main.watching._tick()
        assert screen.app.main.counting.waiting
        await screen.still()
        assert opened.services.viewing.get("Own").unread == 0


async def test_a_view_is_edited_renamed_and_removed_in_the_pane(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    viewing = opened.services.viewing
    viewing.save("Own", "twitter")
    viewing.save("Other", "in:Own")
    async with world.running(opened.services) as screen:
        screen.app.main.focus_pane("sources")
        screen.app.main.sources.choose("v:Own")
        await screen.press("e", "j", "j", "j", "enter", "j", "enter")
        assert viewing.get("Own").group == "none"
        await screen.press("j", "j", "enter")
        assert viewing.get("Own").notify
        assert "Own ◇" in screen.text
        await screen.press("q", "c", "w", "ctrl+u")
        await screen.type("Mine")
        await screen.press("enter")
        assert viewing.get("Other").query == "in:Mine"
        screen.app.main.sources.choose("v:Mine")
        await screen.press("c", "x")
        assert [view.name for view in viewing.all() if not view.builtin] == ["Other"]
        await screen.press("u")
        assert viewing.get("Mine").notify
        screen.app.main.sources.choose("v:Unread")
        await screen.press("e", "enter")
        assert "stays as it is" in screen.text


async def test_what_is_listed_follows_the_view_that_is_edited_and_the_feed_that_is_renamed(
    tmp_path: Path,
) -> None:
    opened = world.made(tmp_path)
    opened.services.viewing.save("Own", "title:twitter")
    async with world.running(opened.services, (120, 30)) as screen:
        main = screen.app.main
        main.focus_pane("sources")
        main.sources.choose("v:Own")
        await screen.press("enter")
        assert "Own · 1 thread" in screen.text
        other = world.services(tmp_path)  # another screen, or a command
        other.viewing.save("Own", "title:tomatoes")
        main.watching.ask_sources()
        await screen.still()
        assert "Tomatoes" in screen.text.partition("Own · 1 thread")[2]
        assert "Twitter" not in screen.text
        go_source(main, f"f:{opened.lantern}")
        await screen.press("j")
        here = main.stories.cursor
        other.subscriptions.rename(opened.lantern, "Candle")
        main.watching.ask_sources()
        await screen.still()
        assert "Candle · " in screen.lines[1]
        assert main.stories.cursor == here == 1
        other.close()


async def test_a_rule_is_written_tried_and_applied(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    rulebook = opened.services.rulebook
    async with world.running(opened.services, (100, 30)) as screen:
        await screen.press("g", "R")
        assert "for example" in screen.text
        await screen.type("when telescope then stra")
        assert "Did you mean star?" in screen.text
        await screen.press("backspace", "backspace", "backspace")
        await screen.type("tar, tag sky")
        assert "1 story of the last 30 days" in screen.text
        assert "A quiet telescope" in screen.text
        await screen.press("enter")
        assert "Only to what arrives" in screen.text
        await screen.press("enter")
        assert "1 story judged" in screen.text
        row = opened.services.store.rows.stories([opened.long])[0]
        assert (row.starred, row.tags) == (True, ("sky",))
        await screen.press("space")
        assert "○ telescope" in screen.text
        await screen.press("b", "x")
        assert rulebook.all() == []
        await screen.press("u", "u", "u", "u")
        assert rulebook.all() == []
        assert not opened.services.store.rows.stories([opened.long])[0].starred


async def test_the_rules_page_orders_renames_and_names_what_fails(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    rulebook = opened.services.rulebook
    rulebook.save("when a then star", "one")
    rulebook.save("when b then read", "two")
    seed.sql(opened.services.store, "UPDATE rule SET problem = 'no such view' WHERE name = 'one'")
    async with world.running(opened.services, (80, 24)) as screen:
        await screen.press("g", "R")
        assert "! one" in screen.text
        assert "no such view" in screen.text
        await screen.press("J")
        assert [row.name for row in rulebook.all()] == ["two", "one"]
        assert screen.app.screen.value == "one"
        await screen.press("w", "ctrl+u")
        await screen.type("first")
        await screen.press("enter")
        assert [row.name for row in rulebook.all()] == ["two", "first"]
        await screen.press("u", "u")
        assert [row.name for row in rulebook.all()] == ["one", "two"]
        assert all(len(line) <= 80 for line in screen.lines)


async def test_a_topic_is_muted_for_a_while_and_counted(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("M")
        await screen.type("tomatoes")
        assert "1 thread muted" in screen.text
        await screen.press("enter")
        await screen.type("2w unless sources:>=5")
        await screen.press("enter")
        assert "1 thread out of sight" in screen.text
        until = seed.NOW + 14 * seed.DAY
        assert muted(opened, opened.single) == (1, until, "tomatoes", "sources:>=5", None)
        assert "1 put away" in screen.text
        await screen.press("g", "z")
        assert "Tomatoes click" in screen.text
        assert "until 25 Apr (tomatoes)" in screen.text
        await screen.press("equals_sign")
        assert "keeps its thread out of sight until" in screen.text
        await screen.press("q", "u")
        assert muted(opened, opened.single)[0] == 0
        assert opened.services.rulebook.all() == []


async def test_a_thread_is_muted_with_a_break_through(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("j", "minus")
        await screen.type("soon")
        await screen.press("enter")
        assert "no time to come" in screen.text
        await screen.press("ctrl+u")
        await screen.type("1w unless sources:>=4")
        await screen.press("enter")
        assert "unless sources:>=4" in screen.text
        assert muted(opened, opened.single)[3] == "sources:>=4"
        await screen.press("u")
        assert muted(opened, opened.single)[0] == 0


async def test_a_snoozed_thread_is_listed_and_brought_back(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("j", "z", "z")
        assert "weekend" in screen.text
        await screen.type("tomorrow")
        await screen.press("enter")
        assert muted(opened, opened.single)[4] == seed.NOW + seed.DAY + 7 * seed.HOUR
        assert "Tomatoes" not in screen.text
        await screen.press("g", "z")
        assert "until 12 Apr · Daily Lantern" in screen.text
        await screen.press("z", "z")
        await screen.type("bring back now")
        await screen.press("enter")
        assert muted(opened, opened.single)[4] is None
        await screen.press("u")
        assert muted(opened, opened.single)[4] is not None


async def test_tags_have_their_colours_on_the_page_of_a_thread_and_in_articles(
    tmp_path: Path,
) -> None:
    opened = world.made(tmp_path)
    tagging = opened.services.tagging
    tagging.tag("ai", threads=(opened.thread,))
    tagging.tag("press", stories=(opened.account,))
    tagging.color("ai", "red")
    async with world.running(opened.services) as screen:
        pane, ink = screen.app.main.text_pane, screen.app.ink

        def looks(view: ThreadView | ArticleView, tag: str) -> set[Color | None]:
            drawn = [segment for y in range(view.size.height) for segment in view.render_line(y)]
            return {one.style.color for one in drawn if tag in one.text and one.style}

        await screen.press("j", "j", "enter")
        assert looks(pane.thread, "#ai") == {ink.tagged("red").color}
        assert looks(pane.thread, "#press") == {ink.tag.color}
        tagging.color("press", "green")
        screen.app.main.watching.ask_sources()
        await screen.press("g", "g")
        assert looks(pane.thread, "#press") == {ink.tagged("green").color}
        await screen.press("enter")
        assert looks(pane.article, "#press") == {ink.tagged("green").color}


async def test_feeds_and_folders_are_tagged_and_tags_coloured(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    tagging = opened.services.tagging
    async with world.running(opened.services) as screen:
        screen.app.main.focus_pane("sources")
        node = next(n for n in screen.app.main.sources.nodes if n.kind == "folder")
        screen.app.main.sources.choose(node.key)
        await screen.press("t")
        await screen.type("press")
        await screen.press("enter")
        (row,) = tagging.all()
        assert (row.name, row.feeds, row.unread) == ("press", 2, 4)
        screen.app.main.sources.choose("#press")
        await screen.press("e", "j", "j", "enter", "g", "enter")
        assert tagging.all()[0].color == "red"
        ink = screen.app.ink
        assert ink.tagged("red") != ink.tag
        screen.app.main.sources.choose(f"f:{opened.meridian}")
        await screen.press("T")
        assert tagging.all()[0].feeds == 1
        await screen.press("u", "u", "u")
        assert tagging.all() == []


async def test_the_cursor_stays_on_a_tag_that_is_renamed_to_another_place(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    tagging = opened.services.tagging
    for name in ("ai", "blogs", "zoo"):
        tagging.tag(name, [opened.single])
    async with world.running(opened.services) as screen:
        screen.app.main.focus_pane("sources")
        screen.app.main.sources.choose("#ai")
        await screen.press("c", "w", "ctrl+u", *"#ki", "enter")
        assert [row.name for row in tagging.all()] == ["blogs", "ki", "zoo"]
        await screen.press("c", "x")  # what was renamed, not what came into its place
        assert [row.name for row in tagging.all()] == ["blogs", "zoo"]


@contextmanager
def lent() -> Any:
    yield


async def test_a_note_is_written_in_the_editor_and_shown_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nprintf "two\\nlines" > "$1"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", str(script))
    opened = world.made(tmp_path / "w")
    async with world.running(opened.services) as screen:
        monkeypatch.setattr(screen.app, "suspend", lent)
        await screen.press("j", "j", "E")
        assert opened.services.reading.note(opened.lead) == "two\nlines"
        await screen.press("enter")
        assert "✎ two" in screen.text
        await screen.press("u", "u")  # the opening of the page was the last thing done
        assert opened.services.reading.note(opened.lead) == ""


async def test_an_editor_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "false")
    opened = world.made(tmp_path)
    opened.services.store.actions.do(Action(Verb.NOTE, stories=(opened.single,), text="mine"))
    async with world.running(opened.services) as screen:
        monkeypatch.setattr(screen.app, "suspend", lent)
        await screen.press("j", "E")
        assert "the note is as it was" in screen.text
        assert opened.services.reading.note(opened.single) == "mine"


async def test_views_and_rules_by_the_command_line(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("f")
        await screen.type("telescope")
        await screen.press("enter")
        await screen.type(":save Own")
        await screen.press("enter")
        assert "telescope" in opened.services.viewing.get("own").query
        await screen.type(":view")
        await screen.press("enter")
        assert "is:followed is:new" in screen.text
        await screen.press("escape")
        await screen.type(":view today")
        await screen.press("enter")
        assert "date:today" in screen.text
        assert "built in" in screen.text
        await screen.press("escape")
        await screen.type(":rule when nothing at all then star")
        await screen.press("enter")
        assert "0 stories of the last 30 days" in screen.text
        await screen.press("enter")
        assert [row.query for row in opened.services.rulebook.all()] == ["nothing at all"]


async def test_a_topic_of_an_old_archive_is_muted_there(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    seed.clock(opened.services.store).advance(400 * seed.DAY)
    async with world.running(opened.services) as screen:
        await screen.press("M")
        await screen.type("tomatoes")
        assert "1 story of the 30 days up to" in screen.text
        await screen.press("enter")
        await screen.press("enter")
        assert "1 thread out of sight" in screen.text


async def test_a_rule_that_cannot_be_kept_is_there_to_be_put_right(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        write(screen.app.main)
        await screen.still()
        screen.paste("when telescope then strar")
        await screen.press("enter")
        assert "strar" in screen.line_with("when telescope then")
        assert opened.services.rulebook.all() == []
        await screen.press("backspace", "backspace", "backspace", "a", "r", "enter", "j", "enter")
        assert [rule.action for rule in opened.services.rulebook.all()] == ["star"]


async def test_a_page_that_goes_takes_no_box_away_that_lies_on_it(tmp_path: Path) -> None:
    """The last rule is removed and a new one begun before that is done."""
    opened = world.made(tmp_path)
    opened.services.rulebook.save("when telescope then star", "stars")
    async with world.running(opened.services) as screen:
        screen.app.main.perform("go.rules")
        await screen.still()
        await screen.burst("x", "n")
        assert opened.services.rulebook.all() == []
        await screen.type("when tomatoes then read")
        assert "when tomatoes then read" in screen.text
        await screen.press("escape")
        assert screen.app.screen is screen.app.main
        await screen.press("q", "j")
        assert "Unread" in screen.text
