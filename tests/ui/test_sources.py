"""The sources pane arranged, the page of a feed, the feeds that fail, and the history."""

from __future__ import annotations

from pathlib import Path

import pytest
import seed
import world
from textual import events

from reader.errors import NetworkError, NotAFeed
from reader.services import Services
from reader.services.arranging import MOST_INTERVAL
from reader.ui.doing.feedpage import minutes_of
from reader.ui.keys import build
from reader.ui.matching import Item, holding
from reader.ui.refreshing import RefreshFollower


def names(screen: world.Screen) -> list[str]:
    return [node.name for node in screen.app.main.sources.nodes if node.kind in ("folder", "feed")]


async def at(screen: world.Screen, key: str) -> None:
    """The focus in the sources pane, the cursor on that node."""
    screen.app.main.focus_pane("sources")
    assert screen.app.main.sources.choose(key) is not None
    await screen.still()


async def to(screen: world.Screen, label: str, key: str) -> None:
    """Press a key until the cursor of the dialog stands on the line of that label."""
    for _turn in range(40):
        here = [line for line in screen.lines if "│▌" in line]
        if here and label in here[-1]:
            return
        await screen.press(key)
    raise AssertionError(f"{label} is not reached:\n{screen.text}")


def state(services: Services, feed: int, **values: object) -> None:
    sets = ", ".join(f"{name} = ?" for name in values)
    seed.sql(services.store, f"UPDATE feed_state SET {sets} WHERE feed = ?", *values.values(), feed)


async def test_feeds_and_folders_are_renamed_moved_and_removed(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        before = names(screen)
        await at(screen, f"f:{opened.gazette}")
        await screen.press("c", "w", "ctrl+u")
        await screen.type("Gazette")
        await screen.press("enter")
        assert "Gazette" in names(screen)
        await screen.press("c", "m")
        await screen.type("World/France")
        await screen.press("enter")
        assert names(screen) == ["World", "France", "Gazette", "Daily Lantern", "The Meridian"]
        assert screen.app.main.sources.node.key == f"f:{opened.gazette}"  # type: ignore[union-attr]
        folder = screen.app.main.sources.node.parent  # type: ignore[union-attr]
        await at(screen, f"d:{folder}")
        await screen.press("c", "x")
        assert names(screen) == ["World", "Daily Lantern", "The Meridian", "Gazette"]
        await at(screen, "d:1")
        await screen.press("g", "x")
        assert "World" not in names(screen)
        await screen.press("u", "u", "u", "u")
        assert names(screen) == before
        assert "Undone: renamed a feed to “Gazette”" in screen.text


async def test_a_new_folder_inside_another(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await at(screen, f"f:{opened.lantern}")
        await screen.press("c", "f")
        await screen.type("Deep")
        await screen.press("enter")
        assert names(screen)[:2] == ["World", "Deep"]
        assert screen.app.main.sources.node.name == "Deep"  # type: ignore[union-attr]
        await screen.press("c", "f")
        await screen.press("enter")
        assert names(screen)[:2] == ["World", "Deep"]


async def test_what_stands_side_by_side_changes_places(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await at(screen, f"f:{opened.meridian}")
        await screen.press("alt+up")
        assert names(screen) == ["World", "The Meridian", "Daily Lantern", "La Gazette"]
        await screen.press("alt+up")
        assert "It stays where it is" in screen.text
        await screen.press("alt+down")
        assert names(screen)[1:3] == ["Daily Lantern", "The Meridian"]
        await screen.press("u")
        assert names(screen)[1:3] == ["The Meridian", "Daily Lantern"]


async def test_what_has_nothing_unread_is_hidden_also_after_a_restart(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    opened.services.triage.read((opened.account,))
    state(opened.services, opened.lantern, error="It broke", error_kind="http")
    opened.services.triage.read((opened.copy, opened.single))
    async with world.running(opened.services) as screen:
        screen.app.main.focus_pane("sources")
        await screen.press("z", "h")
        assert names(screen) == ["World", "Daily Lantern", "The Meridian"]
        assert "! Daily Lantern" in screen.text
    async with world.running(world.services(tmp_path)) as screen:
        assert "La Gazette" not in names(screen)
        screen.app.main.perform("go.all")
        await screen.still()
        screen.app.main.focus_pane("sources")
        await screen.press("z", "h")
        assert "La Gazette" in names(screen)


async def test_folds_are_kept_and_a_click_on_the_mark_folds(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        sources = screen.app.main.sources
        await at(screen, f"f:{opened.lantern}")
        await screen.press("z", "a")
        assert names(screen) == ["World", "La Gazette"]
        row = next(n for n, node in enumerate(sources.nodes) if node.kind == "folder")
        await screen.pilot.click(sources, offset=(1, row))
        await screen.still()
        assert "Daily Lantern" in names(screen)
        await screen.pilot.click(sources, offset=(1, row))
        await screen.still()
    async with world.running(world.services(tmp_path)) as screen:
        assert names(screen) == ["World", "La Gazette"]


async def test_marks_of_health(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    services = opened.services
    state(services, opened.lantern, asked_at=seed.NOW, error="It broke", error_kind="http")
    state(services, opened.meridian, asked_at=seed.NOW, moved_to="https://new.example/feed")
    services.subscriptions.pause([opened.gazette])
    seed.feed(services.store, "https://fresh.example/feed", "Fresh")
    async with world.running(services) as screen:
        for told in ("! Daily Lantern", "→ The Meridian", "‖ La Gazette", "∘ Fresh"):
            assert told in screen.text
        await at(screen, f"f:{opened.lantern}")
        assert "Fails: It broke — i says more, r asks again" in screen.lines[-1]
        await screen.press("j")
        assert "It moved for good: i offers its new address" in screen.lines[-1]


async def test_feeds_of_one_host_that_never_answered_are_told_apart(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    for path in ("ink/pen/", "nib/cap/releases.atom?token=abc"):
        seed.feed(opened.services.store, f"https://code.example/{path}", "")
    async with world.running(opened.services) as screen:
        assert {"code.example/ink/pen", "code.example/nib/cap/releases.atom"} < set(names(screen))


async def test_a_feeds_page_tells_and_sets(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    services = opened.services
    state(
        services, opened.lantern, asked_at=seed.NOW - 60, failures=3, error_kind="http",
        failing_since=seed.NOW - 90_000, error="The server said 500",
        next_at=seed.NOW + 900, next_why="for it failed",
    )  # fmt: skip
    async with world.running(services, (100, 50)) as screen:
        await at(screen, f"f:{opened.lantern}")
        await screen.press("i")
        for told in (
            "https://lantern.example/feed",
            "failed 3 times since",
            "The server said 500",
            "for it failed",
            "2 stories · 2 unread",
            "encrypted (TLS) · no sign-in",
        ):
            assert told in screen.text
        await to(screen, "Hide from Unread", "j")
        await screen.press("enter")
        assert services.store.feeds.all()[0].settings.hidden
        assert "yes" in screen.line_with("Hide from Unread")
        assert services.reading.sources().views[0].unread == 3
        await screen.press("u")
        assert "no" in screen.line_with("Hide from Unread")
        await to(screen, "Ask every", "k")
        await screen.press("enter")
        await screen.type("4h")
        await screen.press("enter")
        assert "4 hours" in screen.line_with("Ask every")
        assert "changed the settings" in screen.text
        await screen.press("q")
        assert screen.app.screen is screen.app.main


async def test_a_feed_that_moved_offers_its_new_address(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    state(opened.services, opened.lantern, asked_at=seed.NOW, moved_to="https://new.example/feed")
    async with world.running(opened.services, (100, 50)) as screen:
        await at(screen, f"f:{opened.lantern}")
        await screen.press("i")
        await to(screen, "Moved to", "j")
        await screen.press("enter")
        assert "https://new.example/feed" in screen.line_with("Address")
        assert "Moved to" not in screen.text


async def test_a_new_address_of_a_feed_that_was_removed_brings_it_back(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    services = opened.services
    services.subscriptions.remove([opened.gazette])
    state(services, opened.lantern, asked_at=seed.NOW, moved_to="https://gazette.example/feed")
    async with world.running(services, (100, 50)) as screen:
        await at(screen, f"f:{opened.lantern}")
        await screen.press("i")
        await to(screen, "Moved to", "j")
        await screen.press("enter")
        assert "a feed you removed" in screen.text
        await screen.press("enter")
        row = services.store.feeds.get(opened.gazette)
        assert row is not None
        assert not row.removed


async def test_an_address_that_is_subscribed_leads_to_its_feed(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services, offline=False) as screen:
        await screen.press("g", "n", *"gazette.example/feed", "enter")
        assert "subscribed already" in screen.text
        node = screen.app.main.sources.node
        assert node is not None
        assert node.key == f"f:{opened.gazette}"


async def test_a_feed_that_moved_onto_another_becomes_one_with_it(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    onto = "https://meridian.example/feed"
    state(opened.services, opened.lantern, asked_at=seed.NOW, moved_to=onto)
    async with world.running(opened.services, (100, 50)) as screen:
        await at(screen, f"f:{opened.lantern}")
        await screen.press("i")
        await to(screen, "Moved to", "j")
        assert "Enter makes one feed of it and" in screen.text
        await screen.press("enter")
        assert screen.app.main.sources.feed(opened.lantern) is None
        await screen.press("u")
        assert screen.app.main.sources.feed(opened.lantern) is not None
        # By hand, whichever it is: the one it moved onto is offered first.
        await at(screen, f"f:{opened.lantern}")
        await screen.press("c", "j", "enter")
        assert screen.app.main.sources.feed(opened.lantern) is None


async def test_the_page_of_a_storys_feed(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        await screen.press("enter", "i")
        assert "https://meridian.example/feed" in screen.text


async def test_feeds_that_fail_say_why_and_lead_to_their_pages(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    services = opened.services
    async with world.running(services) as screen:
        await screen.press("g", "e")
        assert "No feed fails" in screen.text
        state(
            services, opened.lantern, failures=2, failing_since=seed.NOW - 90_000,
            error_kind="gone", error="410: it is gone", gone=1,
        )  # fmt: skip
        screen.app.main.watching.ask_sources()
        await screen.still()
        await screen.press("g", "e")
        for told in ("1 feed fails", "2 times since", "410: it is gone", "only by hand"):
            assert told in screen.text
        await screen.press("r")
        assert "Started with --offline" in screen.text
        await screen.press("enter")
        assert "https://lantern.example/feed" in screen.text


async def test_the_history_leads_back_to_a_point_and_forward_again(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    starred = lambda: opened.services.searching.count("is:starred")  # noqa: E731
    async with world.running(opened.services) as screen:
        await screen.press("s", "j", "s", "j", "s")
        assert starred() == 3
        await screen.press("g", "h")
        assert "starred “A quiet telescope”" in screen.text
        assert "screen" in screen.line_with("starred “A quiet telescope”")
        await screen.press("down", "enter")
        assert "Take back 2 actions?" in screen.text
        assert starred() == 3
        await screen.press("enter")
        assert starred() == 1
        assert "Undone: starred “Twitter merged into X Corp”; starred “Tomatoes" in screen.text
        await screen.press("g", "h")
        assert screen.text.count("undone · screen") == 2
        await screen.press("enter")
        assert "Do 2 actions again?" in screen.text
        await screen.press("j", "enter")
        assert starred() == 1
        await screen.press("g", "h")
        await screen.press("enter")
        await screen.press("enter")
        assert starred() == 3


async def test_the_wheel_scrolls_the_pane_under_it(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services, (120, 14)) as screen:
        main = screen.app.main
        await screen.press("enter")
        before = main.stories.scroll_y, main.text_pane.article.scroll_y
        for widget in (main.stories, main.text_pane.article):
            widget.post_message(events.MouseScrollDown(widget, 2, 2, 0, 1, 0, False, False, False))
        await screen.still()
        assert main.text_pane.article.scroll_y > before[1]


def test_lengths_of_time() -> None:
    assert [minutes_of(text) for text in ("90m", "4h", "1d", "120", "")] == [
        90,
        240,
        1440,
        120,
        None,
    ]
    assert (minutes_of("9" * 5000) or 0) > MOST_INTERVAL


async def test_a_page_with_several_feeds_asks_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world.made(tmp_path / "clew")
    asked: list[str] = []

    def add(_self: object, address: str) -> None:
        asked.append(address)
        offers = (("https://p.example/north", "North"), ("https://p.example/south", "South"))
        if len(asked) == 1:
            raise NotAFeed("The page offers 2 feeds", "Add one of them", offers)
        raise NetworkError("https://p.example/south: gone", "http", "Check the address")

    monkeypatch.setattr(type(made.services.subscriptions), "add", add)
    async with world.running(made.services) as screen:
        await screen.press("g", "n", *"p.example", "enter")
        assert screen.line_with("North")
        await screen.press("j", "enter")
        assert asked == ["p.example", "https://p.example/south"]
        # What was no good can be mended where it was typed.
        assert "Check the address" in screen.text
        assert screen.app.screen.text == "https://p.example/south"  # type: ignore[attr-defined]


async def test_a_list_that_cannot_be_read_is_asked_for_again_and_what_is_not_taken_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = world.made(tmp_path / "profile")
    monkeypatch.setattr(RefreshFollower, "begin", lambda _self, **_how: None)
    urls = tmp_path / "lists" / "urls"
    urls.parent.mkdir()
    urls.write_text("https://n.example/feed\nexec:~/x.sh\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".newsboat").mkdir()
    (tmp_path / ".newsboat" / "urls").touch()
    async with world.running(opened.services) as screen:
        await screen.press("g", "i")
        assert "newsboat" in screen.line_with("~/.newsboat/urls").partition("urls")[2]
        await screen.press("down", "enter")
        assert "there is no text in it" in screen.text
        await screen.press("escape")
        # Pasted behind the "~/" that stands there.
        await screen.press("g", "i", *str(urls), "x", "enter")
        assert "Check the path" in screen.text
        await screen.press("backspace", *["backspace"] * 4, "enter")
        assert screen.app.screen.text.endswith("/lists/")  # type: ignore[attr-defined]
        await screen.press(*"urls", "enter")
        assert screen.line_with("exec:~/x.sh: a command, which is never run")
        await screen.press("escape")
        assert screen.line_with("1 feed added, 1 line not understood")


def test_what_is_not_known_by_its_name_is_found_by_what_people_call_it() -> None:
    keymap = build()
    for word, action in {
        "broken": "go.errors", "split": "thread.knock_out", "dark": "show.theme",
        "subscribe": "feed.add", "unsubscribe": "feed.remove", "merge": "thread.join",
    }.items():  # fmt: skip
        items = [Item(spec.id, spec.title, also=spec.words()) for spec in keymap.specs.values()]
        assert action in [item.value for item in holding(items, word)]


async def test_the_line_at_the_top_says_that_feeds_fail(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    async with world.running(opened.services) as screen:
        assert "fail" not in screen.lines[0]
        state(opened.services, opened.lantern, error="HTTP 404", failing_since=seed.NOW)
        screen.app.main.watching.ask_sources()
        await screen.still()
        assert "! 1 feed fails (ge)" in screen.lines[0]
