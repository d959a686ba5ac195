"""Reasons in words: why a story stands where it does, and what keeps two apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.errors import UsageError
from reader.model import Apart, Bar, PlacedBy, Reason
from reader.services import Services
from reader.services.why import sentences
from reader.services.why_not import told
from tests.services.feeding import refresh, rss, services, serving, subscribe


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Services]:
    with services(tmp_path / "clew") as opened:
        yield opened


async def test_what_keeps_two_apart_in_words(opened: Services) -> None:
    titles = ("Volcano Askja erupts in Iceland", "Senate passes budget of 40 billion")
    async with serving(a=rss(*titles)) as server:
        subscribe(opened, server.url("/a"))
        await refresh(opened)
    threads = opened.searching.hits("").hits.ids
    stories = [row.lead for row in opened.reading.thread_rows(threads)]
    lines = opened.reading.why_not(stories[0], stories[1], opened.config)
    assert [line[:3] for line in lines[:2]] == ["A  ", "B  "]
    assert any(line.startswith("Likeness 0.0") and "needed" in line for line in lines)
    assert opened.reading.why_not(threads[0], threads[1], opened.config) == lines
    opened.triage.join(threads[1:], threads[0])
    assert "They stand in one thread." in opened.reading.why_not(*stories, opened.config)
    made = opened.triage.knock_out([stories[1]]).made
    assert made is not None
    lines = opened.reading.why_not(stories[0], made, opened.config)
    assert "You set them apart, or stories that stand with them." in lines
    with pytest.raises(UsageError):
        opened.reading.why_not(stories[0], 999, opened.config)


async def test_the_story_a_thread_began_with_is_not_said_to_stand_alone(opened: Services) -> None:
    async with serving(a=rss("Volcano Askja erupts in Iceland", "Senate passes budget")) as server:
        subscribe(opened, server.url("/a"))
        await refresh(opened)
    threads = opened.searching.hits("").hits.ids
    stories = [row.lead for row in opened.reading.thread_rows(threads)]
    assert opened.reading.why(stories[0])[0].startswith("It stands alone")
    opened.triage.join(threads[1:], threads[0])
    assert opened.reading.why(stories[0])[0].startswith("This thread began with it")


def test_no_bar_is_overcome_by_winding_anew() -> None:
    said = set()
    for bar in (None, *Bar):
        apart = Apart(1, 2, False, 0.5, 0.2, (), (), (), 60, 600, ("en", "en"), bar)
        lines = told(apart, {})
        said.add(lines[0])
        assert any("clew rethread" in line for line in lines) is (bar is None)
    assert len(said) == 1 + len(Bar)


def test_a_term_that_misled_is_told() -> None:
    reason = Reason(PlacedBy.JOIN, 0.4, None, (("Olympics", 5.0), ("tokyo", 2.0)))
    lines = sentences(reason, None, {"olympics": 1})
    assert "“Olympics” counts 60% by now: 1 story it brought was taken out." in lines
    assert not any("tokyo” counts" in line for line in lines)


def test_what_both_languages_name_is_said_to_be_that() -> None:
    reason = Reason(PlacedBy.LANGUAGE, 0.5, 7, note="starship, 48")
    assert sentences(reason, None)[-1] == "Both sides name: starship, 48."
