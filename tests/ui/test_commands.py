"""The ``:`` line: how it is read and completed, and what it does on the screen."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
import world
from hypothesis import given
from hypothesis import strategies as st

from reader.config import Config
from reader.errors import UsageError
from reader.services.completing import Names
from reader.services.scopes import Scope
from reader.ui.commands.completing import Known, completions
from reader.ui.commands.grammar import parse
from reader.ui.commands.verbs import VERBS
from reader.ui.doing.bulk import WORK
from reader.ui.doing.command import run
from reader.ui.doing.running import RUN

KNOWN = Known(
    Names(feeds=("Daily Lantern",), tags=("ai", "to read")), ("Unread", "Daily Lantern"), ("nord",)
)


def test_every_verb_is_done_by_somebody() -> None:
    assert {spec.name for spec in VERBS if spec.bulk} == set(WORK)
    assert {spec.name for spec in VERBS if not spec.bulk} == set(RUN)


@pytest.mark.parametrize(
    ("text", "verb", "words", "rest"),
    [
        (":read older:2w feed:bbc", "read", (), "older:2w feed:bbc"),
        ("tag +ai title:openai", "tag", ("ai",), "title:openai"),
        ('tag "to read" %', "tag", ("to read",), "%"),
        ("mute 1w", "mute", ("1w",), ""),
        ("mute 1w unless sources:>=5", "mute", ("1w",), ""),
        ('mute 1w "x unless y" unless z', "mute", ("1w",), '"x unless y"'),
        ("read x unless y", "read", (), "x unless y"),
        ("q", "quit", (), ""),
        ("mark.star", "mark.star", (), ""),
        ("undo 3", "undo", (), "3"),
    ],
)
def test_lines_are_taken_apart(text: str, verb: str, words: tuple[str, ...], rest: str) -> None:
    line = parse(text)
    assert (line.verb, line.words, line.rest) == (verb, words, rest)


def test_a_number_is_a_row() -> None:
    assert parse(":12").number == 12


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("raed x", "There is no command raed. Did you mean read?"),
        ("mark.strar", "Did you mean mark.star?"),
        ("tag", "tag needs a tag"),
        ("mute", "mute needs how long"),
        ("mute 1w cup unless", "Nothing follows unless"),
        ("search", "search needs a query"),
        ("quit now", "quit takes nothing more"),
        ("undo twice", "twice is no number"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(text)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("re", "read "),
        ("tag a", "tag ai "),
        ("tag to", 'tag "to read" '),
        ("mute 1", "mute 1d "),
        ("mute 1w fe", "mute 1w feed:"),
        ("mute 1w cup unless sou", "mute 1w cup unless sources:"),
        ("read feed:dai", 'read feed:"Daily Lantern" '),
        ("read x #a", "read x #ai "),
        ("go unr", "go Unread"),
        ("theme n", "theme nord"),
        ("feed lant", "feed Daily Lantern"),
        ("mark.s", "mark.star"),
    ],
)
def test_lines_are_completed(text: str, first: str) -> None:
    assert completions(text, KNOWN)[0].value == first


@given(st.text(max_size=20))
def test_any_text_can_be_completed_and_read_or_refused(text: str) -> None:
    completions(text, KNOWN)
    with contextlib.suppress(UsageError):
        assert parse(text).verb or parse(text).number is not None


async def command(screen: world.Screen, text: str) -> None:
    await screen.press("colon")
    await screen.type(text)


async def test_what_it_would_do_is_told_with_titles_first(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await command(screen, "star feed:lantern")
        assert "star: 2 stories — Enter does it, u undoes" in screen.text
        assert "Tomatoes click when thirsty — Daily Lantern" in screen.text
        assert opened.services.searching.count("is:starred") == 0
        await screen.press("enter")
        assert opened.services.searching.count("is:starred") == 2
        assert "Starred 2 stories — u undoes" in screen.text
        await screen.press("u")
        assert opened.services.searching.count("is:starred") == 0


async def test_what_is_not_finished_yet_is_no_error(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await command(screen, "star feed:")
        assert "feed:Daily Lantern" in screen.text
        assert "needs a value" not in screen.text
        await screen.type("lantern is:wrong x")
        assert "There is no is:wrong" in screen.text


async def test_a_list_is_not_narrowed_by_what_is_no_query(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await command(screen, "filter (tomatoes")
        assert "is not closed" not in screen.text  # it may go on
        await screen.press("enter")
        assert "This parenthesis is not closed" in screen.text
        assert screen.app.main.lister.listing.narrow == ""
        await screen.type(")")
        await screen.press("enter")
        assert screen.app.main.lister.listing.narrow == "(tomatoes)"


async def test_a_mute_of_threads_for_a_week(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await command(screen, "mute 1w title:twitter")
        assert "mute: 1 thread" in screen.text
        assert "M mutes what comes, too" in screen.text
        await screen.press("enter")
        assert opened.services.searching.count("is:muted") == 3
        await command(screen, "mute soon title:x")
        await screen.press("enter")
        assert "is no length of time" in screen.text


async def test_a_mute_that_ends_once_a_query_is_answered(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await command(screen, "mute 1w title:twitter unless sources:")
        assert "[unless QUERY]" in screen.text
        await screen.type("lots")
        await screen.press("enter")
        assert opened.services.searching.count("is:muted") == 0
        await screen.press("escape")
        await command(screen, "mute 1w title:twitter unless sources:>=50")
        assert "mute: 1 thread" in screen.text
        await screen.press("enter")
        assert "unless sources:>=50" in screen.text
        (muted,) = opened.services.scopes.threads(Scope("is:muted"))
        page = opened.services.reading.thread_page(muted)
        assert page is not None
        assert page.row.muted_unless == "sources:>=50"


async def test_without_a_query_it_is_what_is_selected(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("x", "x")
        await command(screen, "tag ai")
        assert "tag: 2 threads" in screen.text
        await screen.press("enter")
        assert opened.services.searching.count("#ai") == 2
        assert screen.app.main.stories.selected == set()


async def test_a_number_of_any_length_is_a_number_of_steps(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        run(screen.app.main, "undo " + "9" * 5000)
        await screen.still()
        assert "Nothing to undo" in screen.text


async def test_the_list_in_sight_as_a_scope(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("f")
        await screen.type("tomatoes")
        await screen.press("enter")
        await command(screen, "read %")
        assert "read: 1 story" in screen.text
        await screen.press("enter")
        assert opened.services.searching.count("is:unread") == 4


async def test_tab_completes_and_arrows_bring_back_also_after_a_restart(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await command(screen, "unst")
        await screen.press("tab")
        assert screen.app.screen.text == "unstar "  # type: ignore[attr-defined]
        await screen.type("is:st")
        await screen.press("tab")
        assert screen.app.screen.text == "unstar is:starred "  # type: ignore[attr-defined]
        await screen.press("escape")
        await command(screen, "read feed:lantern")
        await screen.press("enter")
    again = world.services(tmp_path)
    assert json.loads(again.reading.state("commands") or "") == ["read feed:lantern"]
    async with world.running(again) as screen:
        await screen.press("colon", "up")
        assert screen.app.screen.text == "read feed:lantern"  # type: ignore[attr-defined]
        await screen.press("down")
        assert screen.app.screen.text == ""  # type: ignore[attr-defined]


async def test_tab_right_behind_what_was_typed_completes_that(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await command(screen, "un")
        await screen.press("tab")
        first: str = screen.app.screen.text  # type: ignore[attr-defined]
        await screen.burst("i", "s", "colon", "s", "t", "tab")
        assert screen.app.screen.text == f"{first}is:starred "  # type: ignore[attr-defined]


async def test_a_macro_does_its_steps_in_turn(tmp_path: Path) -> None:
    config = Config(macros={"r": ("mark.star", "2 move.down", ":tag later feed:lantern")})
    opened = world.made(tmp_path, config)
    async with world.running(opened.services) as screen:
        await screen.press("comma")
        assert "Star · 2x Down · :tag later feed:lantern" in screen.text
        await screen.press("r")
        assert opened.services.reading.story_rows([opened.long])[0].starred
        assert screen.app.main.stories.cursor == 2
        assert opened.services.searching.count("#later") == 2


async def test_the_palette_tells_what_its_actions_do(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("ctrl+p")
        await screen.type("split")
        told = screen.line_with("Knock out")
        assert "Take this story out of its thread" in told
        assert "ck" in told


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("serach", "Search everywhere"), ("climate", "Nothing is called so")],
)
async def test_the_palette_forgives_a_slip_but_finds_nothing_in_anything(
    tmp_path: Path, typed: str, offered: str
) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("ctrl+p")
        await screen.type(typed)
        assert offered in screen.text
        assert "Mute" not in screen.text


async def test_enter_on_what_says_that_nothing_is_called_so_does_nothing(tmp_path: Path) -> None:
    async with world.running(world.made(tmp_path).services) as screen:
        await screen.press("ctrl+p")
        await screen.type("climate")
        await screen.press("enter")
        assert len(screen.app.screen_stack) == 2
        await screen.press("escape")
        assert len(screen.app.screen_stack) == 1


async def test_the_palette_finds_threads(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("ctrl+p")
        await screen.type("twitter mer")
        assert "3 sources" in screen.text.split("Threads")[1]
        await screen.press("enter")
        assert screen.app.main.scope == "thread"


async def test_going_to_a_source_by_part_of_its_name(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await command(screen, "go lantern")
        await screen.press("enter")
        assert "Daily Lantern · 2 threads" in screen.text
        await command(screen, "go nowhere")
        await screen.press("enter")
        assert "There is no view, feed, folder or tag named nowhere" in screen.text
