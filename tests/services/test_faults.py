"""Faults that meet the program as a whole: many feeds, a poor locale, hostile patterns, tempting
bodies."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click
import pytest

from reader.cli.leaving import leave
from reader.query.regex import found
from reader.query.tree import Regex
from reader.services import pipeline
from tests.core.http_server import Answer
from tests.services.feeding import InlineParser, refresh, rss, services, serving, subscribe, titles


async def test_five_hundred_feeds_at_once_are_all_answered_whatever_some_of_them_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "Parser", InlineParser)
    faults = {3: Answer(500), 4: Answer(raw=b"nonsense\r\n\r\n"), 5: Answer(body=b"<html>Log in")}
    async with serving() as server:
        for n in range(500):
            answer = faults.get(n % 50, Answer(body=rss(f"Story {n}")))
            server.route(f"/{n}", answer)
        with services(tmp_path / "clew") as opened:
            subscribe(opened, *(server.url(f"/{n}") for n in range(500)))
            closing, _ = await refresh(opened)
            assert (closing.done, closing.new, closing.failed) == (500, 470, 30)
            assert not opened.store.placing.unplaced()
    assert len(server.log) == 500
    assert server.peak <= 100


async def test_nothing_is_fetched_that_a_story_only_mentions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "Parser", InlineParser)
    async with serving() as server:
        lure = server.url("/lure")
        body = (
            f"&lt;img src='{lure}1' srcset='{lure}2 2x'&gt;"
            f"&lt;iframe src='{lure}3'&gt;&lt;/iframe&gt;"
            f"&lt;p style='background:url({lure}4)'&gt;{{}}&lt;/p&gt;"
            f"&lt;link rel='stylesheet' href='{lure}5'&gt;&lt;video src='{lure}6'&gt;&lt;/video&gt;"
        )
        server.route("/a", Answer(body=rss("One", body=body)))
        with services(tmp_path / "clew") as opened:
            subscribe(opened, server.url("/a"))
            await refresh(opened)
            (story,) = opened.searching.stories("")
            opened.reading.text(story)
            assert titles(opened, "one") == ["One"]
        assert [request.target for request in server.log] == ["/a"]


def test_what_the_locale_has_no_letters_for_is_printed_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="latin-1"))
    with pytest.raises(SystemExit) as left:
        leave(lambda: click.echo("● été"))
    assert left.value.code == 0
    assert out.getvalue() == "? été\n".encode("latin-1")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "|".join(f"w{n}" for n in range(999))])
def test_no_pattern_takes_for_ever(pattern: str) -> None:
    """An engine that goes back and forth would need longer than there is."""
    assert not found(Regex(pattern), "a" * 50_000 + "!")
    assert found(Regex(pattern, ignore_case=True), "W7 AAB A")
