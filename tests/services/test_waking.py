"""A thread that went silent wakes: through the store, one refresh after the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import seed

from reader.clock import FixedClock
from reader.services import Services
from reader.services.placing import Placer
from reader.threads import engine as engine_room
from reader.threads import window
from tests.services.feeding import NOW, services

DAY = 86_400
FIRST = (
    ("Ferry Aurora Nordica sinks off Gotland", "Visby radio says 212 passengers were rescued."),
    ("212 saved as the ferry Aurora Nordica goes down off Gotland", "Visby coast guard led it."),
)
AGAIN = ("Wreck of ferry Aurora Nordica raised off Gotland", "Visby divers freed the hull.")
LIKE = ("Ferry Santa Lucia sinks off Palawan", "Manila says 150 passengers were rescued.")


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    # The window is soon full of others: what is silent stands in no index any more.
    monkeypatch.setattr(engine_room, "drop", partial(window.drop, most=30, kept=20))
    clock = FixedClock(NOW + 40 * DAY)
    with services(tmp_path / "clew", clock) as opened:
        feeds = [seed.feed(opened.store, f"https://{n}.example/", f"Feed {n}") for n in range(8)]
        for day in range(21):
            texts = [(f"Subject{day}x{n} surprises Place{day}y{n}", f"No{n}") for n in range(3)]
            if day == 0:
                texts = list(FIRST)
            for n, (title, summary) in enumerate(texts):
                tell(opened, feeds[n], title, summary, day)
            refresh(opened)
        yield opened


def tell(opened: Services, feed: int, title: str, summary: str, day: int) -> None:
    published = NOW + day * DAY
    seed.arrive(opened.store, feed, seed.item(title, summary, published=published, id=title))


def refresh(opened: Services) -> None:
    Placer(opened.store, opened.config).place()


def standing(opened: Services) -> dict[str, int]:
    return dict(seed.sql(opened.store, "SELECT title, thread FROM story"))


def woken(opened: Services) -> tuple[int, int, int]:
    """The silent thread, its new story, and the thread of that after a refresh."""
    silent = standing(opened)[FIRST[0][0]]
    assert standing(opened)[FIRST[1][0]] == silent
    opened.triage.follow([silent])
    tell(opened, 7, *AGAIN, 21)
    tell(opened, 6, *LIKE, 21)
    refresh(opened)
    story = seed.sql(opened.store, "SELECT id FROM story WHERE title = ?", AGAIN[0])[0][0]
    return silent, story, standing(opened)[AGAIN[0]]


def test_a_new_account_after_three_weeks_wakes_it_and_says_why(opened: Services) -> None:
    silent, story, thread = woken(opened)
    assert thread == silent
    assert standing(opened)[LIKE[0]] != silent
    (row,) = opened.reading.thread_rows([silent])
    assert (row.stories, row.followed) == (3, True)
    page = opened.reading.thread_page(silent)
    assert page is not None
    assert page.phases == {story}
    told = opened.reading.why(story)
    assert told[0].startswith("It takes up a thread that had gone quiet")
    assert FIRST[1][0] in told[0]
    assert "21 days apart." in told
    # The next account finds it by the ways of every day.
    tell(opened, 5, "Aurora Nordica wreck, raised off Gotland, is towed to Visby", "", 22)
    refresh(opened)
    assert set(standing(opened).values()) >= {silent}
    assert opened.reading.thread_rows([silent])[0].stories == 4


def test_knocked_out_it_stays_out_and_undo_brings_it_back(opened: Services) -> None:
    silent, story, _thread = woken(opened)
    opened.triage.knock_out([story])
    out = standing(opened)[AGAIN[0]]
    assert out != silent
    tell(opened, 5, "Aurora Nordica wreck, raised off Gotland, is towed to Visby", "", 22)
    refresh(opened)
    found = opened.rethreading.find(0)
    opened.rethreading.apply(found, "m")
    assert standing(opened)[AGAIN[0]] != standing(opened)[FIRST[0][0]]
    opened.journal.undo()
    opened.journal.undo()
    assert standing(opened)[AGAIN[0]] == silent
    refresh(opened)
    assert standing(opened)[AGAIN[0]] == silent


@pytest.mark.parametrize("days", [3, 14, 30])
def test_wound_anew_it_stays_awake(opened: Services, days: int) -> None:
    silent, _story, _thread = woken(opened)
    found = opened.rethreading.find(NOW + (22 - days) * DAY)
    opened.rethreading.apply(found, "d")
    assert standing(opened)[AGAIN[0]] == silent == standing(opened)[FIRST[0][0]]


def test_a_thread_whose_stories_were_let_go_does_not_wake(opened: Services) -> None:
    silent = standing(opened)[FIRST[0][0]]
    seed.sql(opened.store, "DELETE FROM story WHERE thread = ?", silent)
    seed.sql(opened.store, "UPDATE thread SET stories = 0 WHERE id = ?", silent)
    tell(opened, 7, *AGAIN, 21)
    refresh(opened)
    assert standing(opened)[AGAIN[0]] != silent
