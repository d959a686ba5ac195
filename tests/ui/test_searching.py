"""Searching on the screen: what each key finds, what is offered, what Enter keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
import seed
import world
from textual import events
from textual.geometry import Region

from reader.services.searching import Answer
from reader.ui.app import ClewApp
from reader.ui.lister import Lister


def listed(screen: world.Screen) -> str:
    """The text of the list pane."""
    return "\n".join(line.split("│")[1] if "│" in line else line for line in screen.lines)


async def test_a_word_begun_finds_and_enter_keeps_it_as_a_beginning(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("slash")
        await screen.type("tomat")
        assert "Tomatoes click" in listed(screen)
        assert "1 hit" in listed(screen)
        await screen.press("enter")
        assert "tomat*" in listed(screen)
        assert "Tomatoes click" in listed(screen)


async def test_enter_puts_the_best_first_and_a_new_search_starts_clean(tmp_path: Path) -> None:
    made = world.made(tmp_path)
    store = made.services.store
    seed.arrive(store, made.gazette, seed.item("Old news", "xenon here"), at=seed.NOW - 50)
    seed.arrive(store, made.gazette, seed.item("Xenon lamps", "light"), at=seed.NOW - 90_000)
    seed.index(store)
    async with world.running(made.services) as screen:
        await screen.press("slash")
        await screen.type("xenon ")
        assert listed(screen).index("Old news") < listed(screen).index("Xenon lamps")
        await screen.press("enter")
        assert listed(screen).index("Xenon lamps") < listed(screen).index("Old news")
        assert screen.app.main.lister.order() == "best match first"
        await screen.press("slash")
        await screen.type("tomatoes ")
        assert screen.app.main.query_box.value == "tomatoes "
        await screen.press("escape")
        assert screen.app.main.lister.listing.key == "v:Unread"


async def test_a_row_shows_the_passage_that_was_found(tmp_path: Path) -> None:
    made = world.made(tmp_path)
    store = made.services.store
    text = f"{'A long way before it. ' * 20}At last Xénon lamps were lit. {'And after. ' * 20}"
    seed.arrive(store, made.gazette, seed.item("Old news", text), at=seed.NOW - 50)
    seed.index(store)
    async with world.running(made.services, (160, 30)) as screen:
        await screen.press("slash")
        await screen.type("xenon")
        assert "Xénon lamps" in screen.line_with("La Gazette · …")
        await screen.press("escape")
        assert "Xénon" not in listed(screen)


async def test_a_filter_goes_on_from_a_search(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("slash")
        await screen.type("corp")
        await screen.press("enter", "f")
        await screen.type("feed:lantern")
        assert screen.app.main.query_box.value == "corp feed:lantern"
        await screen.press("enter")
        assert "corp feed:lantern" in listed(screen)
        assert screen.app.main.lister.listing.sort == "rank"


async def test_a_word_spelled_wrong_is_offered_right_and_tab_takes_it(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("slash")
        await screen.type("telescpoe")
        assert "▸ telescope" in listed(screen)
        await screen.press("enter")  # nothing found: the box stays
        assert screen.app.main.query_box.open
        await screen.press("tab")
        assert "telescope" in listed(screen)
        assert "A quiet telescope" in listed(screen)


async def test_less_is_offered_when_all_together_is_found_nowhere(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("slash")
        await screen.type("telescope tomatoes ")
        assert "telescope OR tomatoes" in listed(screen)
        assert "2 hits" in screen.line_with("telescope OR tomatoes")


async def test_enter_closes_a_quote_left_open(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("slash")
        await screen.type('"tomatoes click')
        await screen.press("enter")
        assert '"tomatoes click"' in listed(screen)
        assert "Tomatoes click" in listed(screen)


async def test_values_are_completed(tmp_path: Path) -> None:
    made = world.made(tmp_path)
    made.services.tagging.tag("Élan vital", [made.single])
    async with world.running(made.services) as screen:
        box = screen.app.main.query_box
        await screen.press("slash")
        for typed, becomes in (
            ("feed:lan", 'feed:"Daily Lantern" '),
            ("is:mut", "is:muted "),
            ("#elan", 'tag:"Élan vital" '),
            ("-in:tod", "-in:Today "),
            ("newer:", "newer:12h "),
            ("titl", "title:"),
        ):
            await screen.press("C-u")
            await screen.type(typed)
            await screen.press("tab")
            assert box.value == becomes


async def test_the_arrows_move_among_the_values_and_enter_takes_the_lit_one(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("slash")
        await screen.type("sort:")
        await screen.press("down", "down", "enter")
        assert screen.app.main.query_box.value == "sort:rank "
        assert screen.app.main.query_box.open


async def test_earlier_searches_come_back(tmp_path: Path) -> None:
    made = world.made(tmp_path)
    async with world.running(made.services) as screen:
        box = screen.app.main.query_box
        for text in ("telescope", "tomatoes", "twitter"):
            await screen.press("slash")
            await screen.type(text)
            await screen.press("enter")
        assert made.services.searching.recent() == ("twitter", "tomatoes", "telescope")
        await screen.press("slash", "C-u")
        assert "Earlier searches" in listed(screen)
        await screen.press("up", "up")
        assert box.value == "tomatoes"
        await screen.press("down")
        assert box.value == "twitter"
        await screen.press("C-u")
        await screen.type("te")
        assert box.suggested == "telescope"
        await screen.press("up")
        assert box.value == "telescope"
        await screen.press("down")
        assert box.value == "te"
        await screen.press("right")
        await screen.press("tab")
        assert box.value == "telescope"


async def test_what_comes_after_a_search_stands_at_the_foot(tmp_path: Path) -> None:
    made = world.made(tmp_path)
    async with world.running(made.services) as screen:
        assert "Save as view" not in screen.text.splitlines()[-1]
        await screen.press("slash")
        await screen.type("telescope")
        await screen.press("enter")
        await screen.press("k")
        foot = screen.text.splitlines()[-1]
        assert "V Save as view  * Select all  t Tag  F Clear filter" in foot
        await screen.press("ctrl+s")
        await screen.type("Scopes")
        await screen.press("enter")
        assert made.services.viewing.get("scopes").query == "telescope"
        assert "Save as view" not in screen.text.splitlines()[-1]


async def test_what_is_wrong_before_the_end_is_said_while_typing_goes_on(tmp_path: Path) -> None:
    made = world.made(tmp_path)
    async with world.running(made.services) as screen:
        await screen.press("slash")
        await screen.type("telescope titel:x ")
        assert "There is no field titel:. Did you mean title:?" in screen.text
        await screen.press("ctrl+u")
        await screen.type("telescope is:unr")
        assert "There is no is:unr" not in screen.text
        await screen.type(" ")
        assert "There is no is:unr. Did you mean is:unread?" in screen.text


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("telescope ", "best match first"),
        ("is:unread ", "newest move first"),
        ("/T[ow]/ ", "newest move first"),
        ("-telescope ", "newest move first"),
    ],
)
async def test_what_ranks_nothing_is_not_said_to_be_ranked(
    tmp_path: Path, query: str, order: str
) -> None:
    made = world.made(tmp_path)
    async with world.running(made.services) as screen:
        await screen.press("slash")
        await screen.type(query)
        await screen.press("enter")
        assert screen.app.main.lister.order() == order


def told_by(lister: Lister, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the line over the list says at each answer, as they come."""
    feet: list[str] = []
    take = lister._take

    def taken(answer: Answer, *, fresh: bool, part: bool = False) -> None:
        take(answer, fresh=fresh, part=part)
        feet.append(lister.foot())

    monkeypatch.setattr(lister, "_take", taken)
    return feet


async def test_a_pattern_is_looked_for_story_by_story_and_says_how_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.store.telling._TELL_EVERY", 0.0)
    async with world.running(world.made(tmp_path).services) as screen:
        feet = told_by(screen.app.main.lister, monkeypatch)
        await screen.press("slash")
        await screen.type("/T[ow]/ ")
        assert "Tomatoes click" in listed(screen)
        assert any("looked at" in foot and "of 5" in foot for foot in feet)
        assert feet[-1] == "4 hits in 2 threads"
        await screen.press("enter")
        assert "/T[ow]/" in listed(screen)
        assert "4 hits in 2 threads" in listed(screen)


async def test_a_first_screenful_is_not_told_as_all_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.ui.lister.FIRST", 1)
    async with world.running(world.made(tmp_path).services) as screen:
        feet = told_by(screen.app.main.lister, monkeypatch)
        await screen.press("slash")
        await screen.type("t")
        await screen.until(lambda: "5 hits in 3 threads" in listed(screen))
        assert feet[0] == "1+ thread"


async def test_enter_on_a_pattern_that_finds_nothing_leaves_what_is_offered(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("slash")
        await screen.type("/T[ow]m/ quux ")
        assert "Instead" in listed(screen)
        await screen.press("enter")
        assert screen.app.main.query_box.open
        await screen.press("tab")
        assert not screen.app.main.query_box.open
        assert "Tomatoes click" in listed(screen)


async def test_a_search_is_saved_as_a_view_from_the_box(tmp_path: Path) -> None:
    made = world.made(tmp_path)
    async with world.running(made.services) as screen:
        await screen.press("slash")
        await screen.type("tomat")
        await screen.press("C-s")
        await screen.press("C-u")
        await screen.type("Garden")
        await screen.press("enter")
        assert "Garden" in screen.lines[6] + screen.lines[7]
        (view,) = (one for one in made.services.reading.sources().views if one.name == "Garden")
        assert (view.query, view.sort) == ("tomat*", "date")


async def test_a_fault_before_the_end_is_marked_while_typing(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("slash")
        await screen.type("is:unred")
        assert "▲" in screen.text
        assert "is:unread" in screen.text
        await screen.press("backspace", "backspace", "backspace")
        assert "▲" not in screen.text


async def test_a_query_that_is_none_cannot_be_saved_from_the_list_either(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("g", "u", "f")
        await screen.type("foo:bar baz")
        await screen.pilot.click("#stories", offset=(4, 1))
        await screen.press("V")
        assert "There is no field foo:" in screen.lines[-1]


async def test_a_click_on_the_list_ends_the_typing_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("slash")
        await screen.type("tomatoes")
        await screen.pilot.click("#stories", offset=(4, 1))
        await screen.still()
        assert not screen.app.main.query_box.open
        assert "/ tomatoes" in screen.text
        assert "Enter ranks" not in screen.lines[-1]
        await screen.press("s")
        assert "★" in screen.text


async def test_what_is_typed_before_the_first_screen_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted = ClewApp.on_mount

    def on_mount(app: ClewApp) -> None:
        mounted(app)
        assert app._driver is not None
        for key, character in (("slash", "/"), ("t", "t"), ("o", "o"), ("m", "m")):
            event = events.Key(key, character)
            event.set_sender(app)
            app._driver.send_message(event)

    monkeypatch.setattr(ClewApp, "on_mount", on_mount)
    async with world.running(world.made(tmp_path).services) as screen:
        assert screen.app.main.query_box.value == "tom"
        assert "Tomatoes click" in listed(screen)


async def test_the_query_stays_in_its_line_and_a_click_goes_on_with_it(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        box = screen.app.main.query_box
        await screen.press("slash")
        await screen.type("tomatoes ")
        at = screen.lines.index(screen.line_with("Tomatoes click"))
        await screen.press("enter")
        assert (box.open, box.display, screen.app.main.focused) == (
            False,
            True,
            screen.app.main.stories,
        )
        assert "/ tomatoes" in screen.line_with("/ tom")
        assert screen.lines.index(screen.line_with("Tomatoes click")) == at
        await screen.pilot.click("#query")
        assert box.open
        await screen.press("escape")
        assert not box.display


async def test_only_what_is_drawn_anew_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        main = screen.app.main
        await screen.press("slash")
        asked: list[str] = []
        for widget in (main.stories, main.sources, main.query_box):
            name, lines = str(widget.id), widget.render_lines

            def render(crop: Region, name: str = name, lines=lines):  # type: ignore[no-untyped-def]
                asked.append(name)
                return lines(crop)

            monkeypatch.setattr(widget, "render_lines", render)
        main.paint()
        asked.clear()
        main.query_box.refresh()
        main.paint()
        assert asked == ["query"]
        main.stories.move(1)
        main.paint()
        assert asked[1:] == ["stories"]


async def test_what_a_pattern_finds_is_lit_and_its_passage_shown(tmp_path: Path) -> None:
    made = world.made(tmp_path)
    store = made.services.store
    text = f"{'A long way before it. ' * 20}At last 42 lamps were lit. {'And after. ' * 20}"
    seed.arrive(store, made.gazette, seed.item("Old news", text), at=seed.NOW - 50)
    async with world.running(made.services, (160, 30)) as screen:
        await screen.press("slash")
        await screen.type(r"/\d\d lamps/ ")
        assert "42 lamps" in screen.line_with("La Gazette · …")
        await screen.press("enter", "l")
        assert len(screen.app.main.text_pane.article.matches) == 1


async def test_the_text_beside_the_list_is_lit_as_the_finished_search_says(tmp_path: Path) -> None:
    made = world.made(tmp_path)
    store = made.services.store
    seed.arrive(store, made.gazette, seed.item("Old news", "Some lamps late."), at=seed.NOW)
    seed.index(store)
    async with world.running(made.services, (160, 30)) as screen:
        article = screen.app.main.text_pane.article
        await screen.press("slash")
        await screen.type("la")
        await screen.type("mps ")
        assert screen.app.main.text_pane.shown[0] == "story"
        await screen.press("enter")
        assert [match.end - match.start for match in article.matches] == [5]


@pytest.mark.parametrize("width", [80, 120])
async def test_an_error_of_the_query_is_told_whole_and_marks_its_column(
    tmp_path: Path, width: int
) -> None:
    async with world.running(world.made(tmp_path).services, (width, 30)) as screen:
        await screen.press("slash")
        await screen.type("musk titel:x ")
        rows = screen.text.splitlines()
        typed = next(n for n, row in enumerate(rows) if "titel:x" in row)
        assert rows[typed + 1].index("▲") == rows[typed].index("titel:x")
        told = " ".join(
            row.split("│")[1 if "│" in row else 0] for row in rows[typed + 1 : typed + 4]
        )
        assert 'Did you mean title:? To find the text: "titel:x"' in " ".join(told.split())


async def test_an_error_of_the_query_is_told_whole_in_a_window_made_smaller(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services, (120, 30)) as screen:
        await screen.press("slash")
        await screen.type("musk titel:x ")
        await screen.pilot.resize_terminal(44, 20)
        await screen.still()
        told = " ".join(" ".join(line.strip() for line in screen.lines).split())
        assert 'Did you mean title:? To find the text: "titel:x"' in told


async def test_passages_stay_beside_tags_whatever_is_done_to_the_rows(tmp_path: Path) -> None:
    made = world.made(tmp_path)
    store = made.services.store
    seed.arrive(store, made.gazette, seed.item("Old news", "Xénon lamps, lit."), at=seed.NOW - 50)
    seed.arrive(
        store,
        made.lantern,
        seed.item("Stale news", "Xénon signs in the street of the old town."),
        at=seed.NOW - 90,
    )
    seed.index(store)
    async with world.running(made.services, (160, 30)) as screen:
        await screen.press("slash")
        await screen.type("xenon ")
        await screen.press("enter", "t")
        await screen.type("gas")
        await screen.press("enter")
        assert "La Gazette · #gas · Xénon lamps, lit." in listed(screen)
        await screen.press("j")
        assert "Daily Lantern · Xénon signs in" in listed(screen)
        await screen.press("u")
        assert "La Gazette · Xénon lamps, lit." in listed(screen)
        await screen.press("ctrl+r")
        assert "La Gazette · #gas · Xénon lamps, lit." in listed(screen)


async def test_text_beside_the_list_is_lit_as_far_as_is_typed(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services, (160, 30)) as screen:
        await screen.press("slash")
        for typed in ("tele", "scope"):
            await screen.type(typed)
            main = screen.app.main
            assert main.text_pane.article.article is not None
            match = main.text_pane.article.matches[0]
            assert match.end - match.start == len(main.query_box.value)


async def test_what_to_do_when_nothing_is_found_is_told_whole(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services, (120, 30)) as screen:
        await screen.press("slash")
        await screen.type("zeppelins over the fjord")
        told = " ".join(" ".join(line.strip() for line in listed(screen).splitlines()).split())
        assert "Nothing matches “zeppelins over the fjord” in All stories." in told
        assert "Esc goes back to the list." in told
