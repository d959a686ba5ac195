"""Why and why not, the switches under the reasons, and answers to doubtful threads."""

from __future__ import annotations

from pathlib import Path

import pytest
import seed
import world

from reader.model import LinkKind, LinkState, Outcome, PlacedBy, Placement, Reason, ThreadLink


def linked(opened: world.World, kind: LinkKind) -> int:
    """The thread of the single story, linked with the thread of three; that thread's stories are
    French alone."""
    store = opened.services.store
    other = seed.thread_of(store, opened.single)
    seed.sql(store, "UPDATE thread SET languages = 'fr' WHERE id = ?", other)
    seed.sql(store, "UPDATE story SET language = 'fr' WHERE id = ?", opened.single)
    a, b = sorted((opened.thread, other))
    link = ThreadLink(a, b, kind, LinkState.PROPOSED, 0.3, ("tomatoes",))
    store.placing.apply(Outcome(links=(link,)))
    return other


async def test_a_doubtful_thread_is_asked_about_and_joined_by_one_key(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    other = linked(opened, LinkKind.LANGUAGE)
    async with world.running(opened.services) as screen:
        await screen.press("j", "j", "enter")
        assert "also in French?  w yes · W no" in screen.text
        await screen.press("w")  # the cursor is on a story
        assert seed.thread_of(opened.services.store, opened.single) == other
        assert "Thread · 3 stories" in screen.text
        await screen.press("G", "w")
        assert seed.thread_of(opened.services.store, opened.single) == opened.thread
        assert "Thread · 4 stories" in screen.text
        assert "also in French?" not in screen.text
        await screen.press("u")
        assert seed.thread_of(opened.services.store, opened.single) == other
        assert "also in French?" in screen.text


async def test_a_refused_thread_is_shown_no_more_until_it_is_undone(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    linked(opened, LinkKind.LANGUAGE)
    async with world.running(opened.services) as screen:
        await screen.press("j", "j", "enter", "G", "W")
        assert "also in French?" not in screen.text
        assert opened.services.store.placing.links(opened.thread)[0].state is LinkState.REFUSED
        await screen.press("u")
        assert "also in French?" in screen.text


async def test_a_related_thread_is_kept_for_good(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    other = linked(opened, LinkKind.RELATED)
    async with world.running(opened.services) as screen:
        await screen.press("j", "j", "enter", "G", "w")
        assert "also in" not in screen.text
        assert opened.services.store.placing.links(opened.thread)[0].state is LinkState.CONFIRMED
        assert seed.thread_of(opened.services.store, opened.single) == other


async def test_a_word_of_the_reasons_is_switched_off_from_there(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    store = opened.services.store
    reason = Reason(PlacedBy.JOIN, 0.5, opened.lead, (("Twitter", 4.0),))
    store.placing.apply(Outcome((Placement(opened.account, opened.thread, reason),)))
    async with world.running(opened.services) as screen:
        await screen.press("j", "j", "enter", "g", "g")
        page = screen.app.main.text_pane.thread
        await screen.until(lambda: page.story is not None and page.story.id == opened.account, "j")
        await screen.press("=")
        assert "It tells the same event as" in screen.text
        assert "never let “Twitter” join" in screen.text
        assert "never let La Gazette join" in screen.text
        await screen.press("enter")
        assert store.placing.never_join() == (frozenset({"twitter"}), frozenset())
        await screen.press("=")
        assert "let “Twitter” join again" in screen.text
        await screen.press("j", "enter")
        assert store.placing.never_join()[1] == frozenset({opened.gazette})
        await screen.press("u", "u")
        assert store.placing.never_join() == (frozenset(), frozenset())


async def test_two_selected_say_what_keeps_them_apart(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    seed.sql(opened.services.store, "UPDATE story SET placed_at = 1")
    async with world.running(opened.services) as screen:
        await screen.press("x", "j", "x", "=")
        assert "The two compared" in screen.text
        assert "is needed" in screen.text


async def test_reasons_fit_a_narrow_dialog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = world.made(tmp_path)
    told = " ".join(["x" * 34, "y" * 35] * 5)  # a line of 70 cells is just too long
    monkeypatch.setattr(opened.services.reading, "why", lambda story: [told])
    async with world.running(opened.services, (80, 40)) as screen:
        await screen.press("j", "j", "enter", "=")
        assert screen.text.split().count("y" * 35) == 5
