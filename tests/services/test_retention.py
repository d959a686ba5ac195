"""Retention by a refresh, and by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.clock import FixedClock
from reader.config import Config
from reader.errors import ConfigError, UsageError
from reader.services import parsing
from reader.services.retaining import Retention
from tests.services.feeding import (
    NOW,
    InlineParser,
    refresh,
    rss,
    services,
    serving,
    subscribe,
    titles,
)

DAY = 86_400
TITLES = ("Telescope resumes", "Merger filed in court", "Tomatoes click when thirsty")


@pytest.fixture(autouse=True)
def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "FeedParser", InlineParser)


async def test_a_refresh_lets_old_stories_go_and_brings_them_not_back(tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    with services(tmp_path / "clew", clock) as opened:
        async with serving(a=rss(*TITLES, body="{}.")) as server:
            subscribe(opened, server.url("/a"))
            await refresh(opened)
            ids = {row.title: row.id for row in opened.reading.story_rows(
                opened.searching.hits("", group="none").hits.ids)}  # fmt: skip
            opened.triage.read([*ids.values()])
            opened.triage.star([ids[TITLES[1]]])
            clock.advance(120 * DAY)
            await refresh(opened)
            assert set(titles(opened)) == set(TITLES)
            opened.config = Config({"retention.days": 90})
            await refresh(opened, force=True)
            assert set(titles(opened)) == {TITLES[1]}
            clock.advance(2 * DAY)
            closing, _ = await refresh(opened, force=True)
            assert closing.new == 0
            assert set(titles(opened)) == {TITLES[1]}
            assert Retention(opened.store, clock).bring_back() == 2
            assert set(titles(opened)) == set(TITLES)


def test_a_few_days_are_refused(tmp_path: Path) -> None:
    from reader.config import load

    with (
        services(tmp_path / "clew", FixedClock(NOW)) as opened,
        pytest.raises(UsageError, match="At least 14"),
    ):
        Retention(opened.store, opened.clock).would_go(3)
    path = tmp_path / "config.toml"
    path.write_text("[retention]\ndays = 3\n")
    with pytest.raises(ConfigError, match="at least 14"):
        load(path)
    path.write_text("[retention]\ndays = 0\n")
    assert load(path).number("retention.days") == 0
