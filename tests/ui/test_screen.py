"""Behaviour of the screen over a real store: lists, reading, marking, finding, undo."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn
from unittest import mock

import pytest
import seed
import world
from textual import events
from textual.widgets import Input

from reader.clock import FixedClock
from reader.config import Config
from reader.errors import BusyError, StoreError
from reader.model import ChangedStory, Done, Enclosure, FeedState, FeedUpdate, Mention
from reader.paths import themes_dir
from reader.store import Store
from reader.ui import lister, themes
from reader.ui.actions import ACTIONS
from reader.ui.dialogs.picker import Picker
from reader.ui.dialogs.welcome import Welcome
from reader.ui.doing import HANDLERS


def row(opened: world.World, thread: int):  # type: ignore[no-untyped-def]
    return opened.services.reading.thread_rows([thread])[0]


async def test_the_first_list_shows_threads_newest_first(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        text = screen.text
        assert "Unread · 3 threads" in text
        assert text.index("A quiet telescope") < text.index("Tomatoes click")
        assert "3 sources" in text
        assert "World" in text
        assert "La Gazette" in text


async def test_opening_a_single_story_marks_it_read(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("enter")
        assert screen.app.main.scope == "article"
        assert "Paragraph 0 of the quiet telescope story." in screen.text
        assert opened.services.reading.story_rows([opened.long])[0].read
        assert "●" not in screen.line_with("A quiet telescope").split("│")[0]


async def test_a_thread_page_folds_copies_and_opens_stories(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("j", "j", "enter")
        assert screen.app.main.scope == "thread"
        assert "first: The Meridian" in screen.text
        assert "= 1 copy" in screen.text
        assert "Twitter is now X Corp" not in screen.text
        await screen.press("j", "j", "z", "a")
        assert "Twitter is now X Corp" in screen.text
        await screen.press("g", "g", "enter")
        assert screen.app.main.scope == "article"
        assert opened.services.reading.story_rows([opened.account])[0].read
        await screen.press("h")
        assert screen.app.main.scope == "thread"
        await screen.press("h")
        assert screen.app.main.scope == "list"


async def test_going_between_page_and_article_lays_nothing_out(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    reading = opened.services.reading
    async with world.running(opened.services) as screen:
        main = screen.app.main
        page, article = reading.thread_page(opened.thread), reading.article(opened.long)
        assert page is not None
        assert article is not None
        await screen.press("j")  # whatever is shown first has been
        with mock.patch.object(main, "_refresh_layout") as laid:
            main.text_pane.show_thread(page)
            await screen.pilot.pause()
            assert "first: The Meridian" in screen.text
            assert "Paragraph" not in screen.text
            where = main.text_pane.region
            assert main.get_widget_at(where.x + 4, where.y + 4)[0] is main.text_pane.thread
            main.text_pane.show_article(article)
            await screen.pilot.pause()
            assert "Paragraph 0 of the quiet" in screen.text
            assert "first: The Meridian" not in screen.text
            assert main.get_widget_at(where.x + 4, where.y + 4)[0] is main.text_pane.article
        assert not laid.called


async def test_an_article_of_a_thread_stays_open_in_another_size(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("j", "j", "enter", "enter")
        shown = screen.app.main.text_pane.shown
        assert shown[0] == "story"
        await screen.pilot.resize_terminal(90, 30)
        await screen.pilot.pause(0.1)
        await screen.app.main.background.settle()
        assert screen.app.main.text_pane.shown == shown
        await screen.press("h")
        assert screen.app.main.scope == "thread"


async def test_a_round_up_opens_at_the_paragraph_that_tells_of_the_thread(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    told = Mention(opened.long, opened.thread, 40, 41, 0.4, ("x corp",))
    opened.services.store.mentions.save({opened.long: [told]})
    async with world.running(opened.services) as screen:
        await screen.press("j", "j", "enter", "G")
        assert "also told in" in screen.text
        assert "A quiet telescope" in screen.line_with("41")
        # Marks act on it where it stands; corrections of this thread do not.
        await screen.press("m", "s")
        (row,) = opened.services.reading.story_rows([opened.long])
        assert (row.read, row.starred) == (True, True)
        await screen.press("c", "k")
        assert "stands in another thread" in screen.text
        await screen.press("c", "l")
        assert opened.services.reading.story_rows([opened.long])[0].thread == row.thread
        await screen.press("=")
        assert "Why here" in screen.text
        await screen.press("escape", "enter")
        assert screen.app.main.scope == "article"
        assert "Paragraph 40 of" in screen.text
        assert "Paragraph 0 of" not in screen.text
        await screen.press("h")
        assert screen.app.main.scope == "thread"
        assert screen.app.main.text_pane.thread.line_here.told is not None


async def test_marks_are_shown_at_once_stored_and_undone(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("G", "m")
        assert row(opened, opened.thread).unread == 0
        await screen.press("s")
        assert row(opened, opened.thread).starred
        await screen.press("t")
        await screen.type("merger")
        await screen.press("enter")
        assert row(opened, opened.thread).tags == ("merger",)
        assert "#merger" in screen.text
        await screen.press("u", "u", "u")
        after = row(opened, opened.thread)
        assert (after.unread, after.starred, after.tags) == (3, False, ())
        assert "Undone: read “Twitter merged into X Corp”" in screen.text
        await screen.press("ctrl+r")
        assert row(opened, opened.thread).unread == 0


async def test_a_read_row_stays_in_the_list_until_it_is_left(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("m")
        assert "A quiet telescope" in screen.text
        await screen.press("g", "u")
        assert "Unread · 2 threads" in screen.text


async def test_marking_the_list_read_takes_what_is_listed_only(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("A")
        assert "5 stories read — u undoes" in screen.text
        assert opened.services.searching.count("is:unread") == 0
        await screen.press("u")
        assert opened.services.searching.count("is:unread") == 5


async def test_a_write_that_fails_is_taken_back_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = world.made(tmp_path)

    def refuse(*_args: object, **_kwargs: object) -> Done:
        raise StoreError("The disk is full", "Make room and try again")

    monkeypatch.setattr(opened.services.triage, "read", refuse)
    monkeypatch.setattr(opened.services.triage, "star", refuse)
    async with world.running(opened.services) as screen:
        await screen.press("m")
        assert "Not stored: The disk is full" in screen.text
        assert "●" in screen.line_with("A quiet telescope")
        await screen.press("j", "j", "enter")
        await screen.press("s")
        page = screen.app.main.text_pane.thread.page_
        assert page is not None
        assert len(page.stories) == 3
        assert not any(row.starred for row in page.stories)
        assert "★" not in screen.text


async def test_what_another_process_stores_appears_and_the_cursor_stays(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("j")
        stories = screen.app.main.stories
        here = stories.current_id
        with Store.open(tmp_path / "clew.db", FixedClock(seed.NOW)) as other:
            seed.arrive(other, opened.gazette, "News just in", at=seed.NOW - 10)
        screen.app.main.watching.look()
        await screen.still()
        assert "News just in" in screen.text
        assert stories.current_id == here
        assert "Unread 6" in screen.text


async def test_the_filter_narrows_live_and_marks_its_errors(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("f")
        await screen.type("tomatoes")
        assert "1 thread" in screen.text
        assert "A quiet telescope" not in screen.text.split("│")[1]
        await screen.type(" is:unred")
        assert "▲" in screen.text
        await screen.press("escape")
        assert "Unread · 3 threads" in screen.text


async def test_search_finds_read_stories_and_says_so(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    opened.services.triage.read([opened.long])
    async with world.running(opened.services) as screen:
        await screen.press("slash")
        await screen.type("telescope")
        assert "1 hit, 1 read" in screen.text
        await screen.press("enter", "enter")
        assert screen.app.main.scope == "article"
        assert screen.app.main.text_pane.article.matches
        assert "places lit" in screen.text
        await screen.press("escape")
        assert not screen.app.main.text_pane.article.matches
        await screen.press("escape", "escape")
        assert "Unread · 2 threads" in screen.text


async def test_find_in_an_article_steps_through_its_matches(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("enter", "slash")
        await screen.type("paragraph 4")
        await screen.press("enter")
        view = screen.app.main.text_pane.article
        assert len(view.matches) == 11
        first = view.found
        await screen.press("n")
        assert view.found == first + 1
        await screen.press("escape")
        assert view.matches == []
        assert screen.app.main.scope == "article"


async def test_the_place_in_an_article_survives_resize_and_restart(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("enter", "space", "space")
        view = screen.app.main.text_pane.article
        place = view.place
        assert place.block > 5
        await screen.pilot.resize_terminal(70, 24)
        await screen.still()
        assert view.place.block == place.block
        screen.app.main.keep_state()
        await screen.still()
    again = world.services(tmp_path)
    async with world.running(again, (100, 40)) as screen:
        await screen.press("g", "a", "enter")
        assert screen.app.main.text_pane.article.place.block == place.block


async def test_counts_sequences_and_selection(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        stories = screen.app.main.stories
        await screen.press("2", "j")
        assert stories.cursor == 2
        await screen.press("g")
        assert screen.lines[-1].endswith("g…")
        assert "u    Unread" in screen.text or "u  Unread" in screen.text
        await screen.press("g")
        assert stories.cursor == 0
        await screen.press("v", "j", "v", "m")
        assert opened.services.searching.count("is:unread") == 3
        assert not stories.selected


async def test_mute_takes_a_thread_out_of_sight(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("minus")
        await screen.type("3d")
        await screen.press("enter")
        assert "Unread · 2 threads" in screen.text
        muted = opened.services.searching.hits("is:muted")
        assert len(muted.hits.ids) == 1
        await screen.press("u")
        assert "Unread · 3 threads" in screen.text


async def test_the_title_counts_what_is_selected_until_it_is_done(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("x", "x")
        assert "2 selected" in screen.text
        await screen.press("t")
        await screen.type("both")
        await screen.press("enter")
        assert "Tagged 2 threads" in screen.text
        assert "selected" not in screen.text
        await screen.press("*")
        assert "3 selected" in screen.text
        await screen.press("escape")
        assert "selected" not in screen.text
        await screen.press("g", "g", "1", "0", "x")
        assert "3 selected" in screen.text


async def test_corrections_join_and_knock_out(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("x", "x", "c", "j")
        assert "Unread · 2 threads" in screen.text
        await screen.press("u", "G", "enter", "c", "k")
        assert seed.thread_of(opened.services.store, opened.account) != opened.thread


async def test_the_command_line_counts_before_it_acts(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("colon")
        await screen.type("read title:tomatoes")
        assert "read: 1 story" in screen.text
        await screen.press("enter")
        assert opened.services.searching.count("is:unread") == 4
        await screen.press("colon")
        await screen.type("raed x")
        await screen.press("enter")
        assert "Did you mean read?" in screen.text


async def test_help_palette_and_themes(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services, (100, 50)) as screen:
        await screen.press("question_mark")
        await screen.type("undo")
        assert "Take back the last action" in screen.text
        await screen.press("escape", "ctrl+p")
        await screen.type("gazette")
        await screen.press("enter")
        assert screen.app.main.lister.listing.key == f"f:{opened.gazette}"
        await screen.press("g", "T", "j", "enter")
        assert opened.services.reading.state("theme") == screen.app.theme
        assert screen.app.theme != "clew-dark"


async def test_an_empty_profile_is_welcomed(tmp_path: Path) -> None:
    async with world.running(world.services(tmp_path)) as screen:
        assert isinstance(screen.app.screen, Welcome)
        await screen.press("a")
        assert isinstance(screen.app.screen, Picker)
        assert isinstance(screen.app.focused, Input)
        await screen.press("escape")
        assert "There are no feeds yet" in screen.text


async def test_feeds_that_gave_nothing_yet_are_not_all_read(tmp_path: Path) -> None:
    opened = world.services(tmp_path)
    seed.feed(opened.store, "https://meridian.example/feed", "The Meridian")
    async with world.running(opened) as screen:
        assert "Nothing here yet." in screen.text
        assert "All read." not in screen.text


async def test_a_key_that_comes_after_a_dialog_is_answered_answers_nothing(tmp_path: Path) -> None:
    async with world.running(world.services(tmp_path)) as screen:
        welcome = screen.app.screen
        assert isinstance(welcome, Welcome)
        welcome.dismiss("")
        welcome.dismiss("")
        await screen.press("r")
        assert screen.app.screen is screen.app.main


async def test_narrow_screens_show_one_pane_at_a_time(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services, (60, 20)) as screen:
        assert "Sources" not in screen.text
        await screen.press("h")
        assert "Sources" in screen.text
        assert "A quiet telescope" not in screen.text
        await screen.press("l", "l")
        assert "Paragraph 0" in screen.text
        await screen.press("escape")
        assert "Tomatoes" in screen.text


async def test_a_page_shown_after_it_was_out_of_sight_is_drawn(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services, (78, 30)) as screen:
        await screen.press("j", "j", "enter")
        assert "first: The Meridian" in screen.text
        await screen.press("enter")
        await screen.press("h")
        assert "first: The Meridian" in screen.text


async def test_what_was_read_in_the_thread_is_dimmed(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    store = opened.services.store
    told = "A court filing shows that the company was merged into X Corp. on 15 March."
    fresh = "Nothing was said of what becomes of its debts."
    stories = [
        seed.arrive(store, feed, seed.item(title, text), at=at)[0]
        for feed, title, text, at in (
            (opened.meridian, "Merged", told, seed.NOW - 900),
            (opened.gazette, "Merged, and the debts", f"{told} {fresh}", seed.NOW - 800),
        )
    ]
    seed.place(store, seed.thread_of(store, stories[0]), stories[1])
    async with world.running(opened.services) as screen:
        main = screen.app.main
        await screen.press("enter")
        assert "nothing new" not in screen.text
        await screen.press("G", "enter")
        view = main.text_pane.article
        assert view.article
        assert view.article.row.id == stories[0]
        await screen.press("h")
        assert "38 % new" in screen.line_with("and the debts")
        await screen.press("k", "enter")
        assert "38 % new" in screen.text
        assert [span.mark for block in view.document.blocks for span in block.spans] == [
            "known",
            "",
        ]
        await screen.press("D")
        assert {span.mark for block in view.document.blocks for span in block.spans} == {""}
        assert opened.services.reading.state("dim") == "off"


async def test_a_story_is_piped_and_its_enclosures_are_offered(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    sound = Enclosure("https://a.example/talk.mp3", "audio/mpeg", 12_000_000)
    item = seed.item("A talk", "Hear it $(touch x); `id`.", enclosures=(sound,))
    seed.arrive(opened.services.store, opened.gazette, item, at=seed.NOW - 500)
    async with world.running(opened.services) as screen:
        await screen.press("enter", "vertical_line")
        await screen.type("tr a-z A-Z")
        await screen.press("enter")
        assert "HEAR IT $(TOUCH X);" in screen.text
        await screen.press("escape", "vertical_line")
        await screen.press("enter")
        assert "HEAR IT" in screen.text
        await screen.press("escape", "I")
        assert "Download talk.mp3 · audio/mpeg · 12 MB" in screen.text
        await screen.press("j", "enter")
        assert "nothing is fetched" in screen.text


async def test_an_enclosure_that_is_nowhere_is_listed_like_any_other(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    item = seed.item("A talk", "Hear it.", enclosures=(Enclosure("http://[x/a.mp3", "audio/mp4"),))
    seed.arrive(opened.services.store, opened.gazette, item, at=seed.NOW - 500)
    async with world.running(opened.services) as screen:
        await screen.press("enter", "I")
        assert "Download enclosure · audio/mp4" in screen.text
        await screen.press("j", "enter")
        assert "nothing is fetched" in screen.text


async def test_sources_that_could_not_be_read_once_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = world.made(tmp_path)
    reading = opened.services.reading
    async with world.running(opened.services) as screen:

        def busy() -> NoReturn:
            raise BusyError("Another program holds it")

        with monkeypatch.context() as broken:
            broken.setattr(reading, "sources", busy)
            screen.app.main.watching.ask_sources()
            await screen.still()
        assert "Another program holds it" in screen.text
        seed.arrive(opened.services.store, opened.gazette, "A new one", at=seed.NOW)
        screen.app.main.watching.look()
        await screen.still()
        counts = {view.name: view.unread for view in screen.app.main.sources.sources.views}
        assert counts["Unread"] == 6


async def test_what_the_publisher_changed_is_shown_and_left(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    store = opened.services.store
    [story] = seed.arrive(
        store, opened.gazette, seed.item("Mayor resigns", "He went.", id="m"), at=seed.NOW - 500
    )
    now = ChangedStory(story, seed.item("Mayor has resigned", "He left.", id="m"))
    store.arrivals.store(FeedUpdate(opened.gazette, FeedState(), changed=(now,)))
    async with world.running(opened.services) as screen:
        await screen.press("enter", "g", "d")
        assert "Mayor resigns has resigned" in screen.text
        assert "He went. left." in screen.text
        await screen.press("g", "d")
        assert "He left." in screen.text
        assert "went" not in screen.text
        await screen.press("h", "j", "g", "d")
        assert "changed nothing" in screen.text


@pytest.mark.parametrize("size", [(20, 5), (1, 1), (80, 24), (300, 4)])
async def test_no_size_crashes(tmp_path: Path, size: tuple[int, int]) -> None:
    async with world.running(world.made(tmp_path).services, size) as screen:
        await screen.press("j", "enter", "space", "h", "h", "l", "question_mark", "escape")
        await screen.pilot.resize_terminal(120, 40)
        await screen.press("g", "u")
        assert "Unread" in screen.text


async def test_user_keys_rule_and_their_faults_are_told(tmp_path: Path) -> None:
    config = Config(keys={"move.down": "W", "move.dwon": "x"})
    async with world.running(world.made(tmp_path, config).services) as screen:
        assert "did you mean move.down?" in screen.text
        await screen.press("W")
        assert screen.app.main.stories.cursor == 1


def test_every_action_does_something() -> None:
    assert {spec.id for spec in ACTIONS} == set(HANDLERS)


async def test_every_action_can_be_called_anywhere_in_its_scope(tmp_path: Path) -> None:
    left_out = {"quit", "quit.now", "export.save"}
    opened = world.made(tmp_path, Config({"open.browser": "true"}))
    async with world.running(opened.services, (60, 16)) as screen:
        main = screen.app.main
        for spec in ACTIONS:
            if spec.id in left_out:
                continue
            main.perform(spec.id)
            await screen.still()
            await screen.until(lambda: screen.app.screen is main, "escape")
            assert screen.app.is_running, spec.id
            if main.scope != "list":
                main.focus_pane("list")


async def test_keys_typed_ahead_reach_the_box_they_open(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services, (80, 24)) as screen:
        screen.app.main.perform("mark.tag")
        assert isinstance(screen.app.screen, Picker)
        for key in ("s", "k", "y", "enter"):  # before the box is mounted
            await screen.app.on_event(events.Key(key, key if len(key) == 1 else None))
        await screen.still()
        assert row(opened, seed.thread_of(opened.services.store, opened.long)).tags == ("sky",)


async def test_every_theme_shows_the_screen(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services, (80, 24)) as screen:
        await screen.press("enter")
        for name in themes.names([themes_dir()]):
            screen.app.use_theme(name)
            await screen.still()
            assert screen.app.theme == name
            assert "Paragraph 0" in screen.text


async def test_a_theme_with_faults_is_told_and_the_default_used(tmp_path: Path) -> None:
    folder = tmp_path / "themes"
    folder.mkdir()
    (folder / "mine.toml").write_text('primary = "#zzz"\n')
    opened = world.made(tmp_path, Config({"theme": "mine"}))
    async with world.running(opened.services) as screen:
        assert screen.app.theme == themes.DEFAULT
        assert "primary: '#zzz' is no colour" in " ".join(screen.text.split())


async def test_snooze_puts_a_thread_away_and_undo_brings_it_back(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services, (80, 24)) as screen:
        await screen.press("z", "z")
        assert "bring back now" in screen.text
        await screen.type("3d")
        await screen.press("enter")
        assert "Snoozed 1 thread until" in screen.text
        assert "Unread · 2 threads" in screen.text
        await screen.press("u")
        assert "Undone: snoozed “A quiet telescope”" in screen.text
        assert "Unread · 3 threads" in screen.text


async def test_marking_a_long_list_read_takes_what_is_not_loaded_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lister, "FIRST", 1)
    opened = world.made(tmp_path)
    async with world.running(opened.services, (80, 24)) as screen:
        main = screen.app.main
        main.lister.go(main.lister.listing)
        assert len(main.stories.ids) == 1
        main.perform("mark.all_read")
        await screen.still()
        assert "5 stories read" in screen.text
        assert opened.services.searching.count("is:unread") == 0


async def test_a_search_lights_its_words_and_the_stories_of_a_thread(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("slash")
        await screen.type("merged")
        await screen.press("enter", "enter")
        view = screen.app.main.text_pane.thread
        assert view.matching == {opened.lead}
        assert view.story
        assert view.story.id == opened.lead
        assert "»" in screen.text
        assert screen.app.main.stories.lit is not None
