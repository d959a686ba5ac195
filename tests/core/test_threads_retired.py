"""Silent threads: what is kept of them, and what wakes them."""

from __future__ import annotations

from functools import partial

import pytest

from reader.model import Correction, Merge, PlacedBy, Telling
from reader.threads import Engine, new_engine, window
from reader.threads import engine as engine_room
from reader.threads.retired import Retired

DAY = 86_400
FERRY = (
    ("Ferry Aurora Nordica sinks off Gotland", "Visby radio says 212 passengers were rescued."),
    ("212 saved as the ferry Aurora Nordica goes down off Gotland", "Coast guard of Visby led it."),
)
RAISED = ("Wreck of ferry Aurora Nordica raised off Gotland", "Visby divers freed the hull.")
#: Look-alikes: another ferry sinks elsewhere; the same island has a festival.
OTHERS = (
    ("Ferry Santa Lucia sinks off Palawan", "Manila says 150 passengers were rescued."),
    ("Gotland opens its medieval week in Visby", "Jousting and music fill the town walls."),
)
_NOISE = "copper tariff orchard violin glacier senate bakery comet harbour mosaic lantern tunnel"


def telling(story: int, text: tuple[str, str], day: float, feed: int = 0) -> Telling:
    return Telling(
        story, story, feed or story, f"feed {feed or story}", text[0], text[1],
        language="en", sort_at=int(1_700_000_000 + day * DAY),
    )  # fmt: skip


def noise(first: int, days: range, each: int = 12) -> list[Telling]:
    """Stories of many subjects, none twice."""
    words = _NOISE.split()
    return [
        telling(
            number,
            (f"{words[n].title()}{number} {words[(n + day) % 12]} affair", f"About {words[n]}."),
            day + n / 100,
            feed=500 + n,
        )
        for day in days
        for n in range(each)
        for number in (first + day * each + n,)
    ]


def run(engine: Engine, *batches: list[Telling], do: bool = True) -> list[Merge]:
    """What wakes in the course of some refreshes; ``do``: and is done."""
    wakes: list[Merge] = []
    for batch in batches:
        engine.place(batch)
        found = engine.settle().wakes
        if do:
            engine.named({merge.absorbed: merge.survivor for merge in found})
        wakes += found
    return wakes


def past() -> list[list[Telling]]:
    """A story told by two, then three weeks of other things."""
    ferry = [telling(1, FERRY[0], 0), telling(2, FERRY[1], 0.1)]
    return [ferry, noise(1_000, range(1, 11)), noise(1_000, range(11, 21))]


@pytest.fixture(params=["held", "let go of"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An engine whose window is wide, and one whose window is soon full of other stories."""
    if request.param != "held":
        monkeypatch.setattr(engine_room, "drop", partial(window.drop, most=60, kept=40))
    return new_engine()


def test_a_thread_wakes_after_three_weeks_of_silence(engine: Engine) -> None:
    assert run(engine, *past()) == []
    (wake,) = run(engine, [telling(9_000, RAISED, 21)])
    assert (wake.survivor, wake.absorbed) == (1, 9_000)
    reason = wake.reason
    assert (reason.by, reason.matched) == (PlacedBy.WAKE, 2)
    assert reason.gap == pytest.approx(21 * DAY, abs=DAY)
    assert {"aurora", "nordica"} <= {term.casefold() for term, _ in reason.terms}
    assert engine.held()[9_000] == 1
    # What follows finds the thread by the ways of every day.
    more = telling(
        9_001, ("Hull of ferry Aurora Nordica reaches Visby after it was raised", ""), 22
    )
    (placed,) = engine.place([more]).placements
    assert placed.thread == 1


def test_look_alikes_wake_nothing(engine: Engine) -> None:
    run(engine, *past())
    assert run(engine, [telling(9_000 + n, text, 21) for n, text in enumerate(OTHERS)]) == []


def test_two_silent_look_alikes_are_told_apart(engine: Engine) -> None:
    twin = (
        "Ferry Aurora Boreal sinks off Bornholm",
        "Ronne radio says 90 passengers were rescued.",
    )
    first, *rest = past()
    assert run(engine, [*first, telling(3, twin, 0.2)], *rest) == []
    (wake,) = run(engine, [telling(9_000, RAISED, 21)])
    assert wake.survivor == 1


def test_what_is_over_and_what_one_feed_tells_again_stay_alone(engine: Engine) -> None:
    run(engine, *past())
    late = telling(9_000, RAISED, 40)
    assert run(engine, noise(9_100, range(21, 40), each=3), [late]) == []
    column = ("Recipe of the month: Gotland saffron pancake by Astrid Lund", "With Visby cream.")
    engine = new_engine()
    run(engine, [telling(1, column, 0, feed=7)], *past()[1:])
    assert run(engine, [telling(9_000, column, 21, feed=7)]) == []
    assert len(run(engine, [telling(9_001, column, 21.5, feed=8)])) == 1


def test_corrections_and_switches_hold(engine: Engine) -> None:
    run(engine, *past())
    engine.correct([Correction(2, 9_000, together=False)])
    assert run(engine, [telling(9_000, RAISED, 21)]) == []
    engine = new_engine(never_feeds=frozenset({9_000}))
    run(engine, *past())
    assert run(engine, [telling(9_000, RAISED, 21)]) == []
    engine = new_engine(tighter={1: 6.0})
    run(engine, *past())
    assert run(engine, [telling(9_000, RAISED, 21)]) == []


def test_records_are_kept_from_one_refresh_to_the_next(engine: Engine) -> None:
    run(engine, *past())
    other = new_engine(aliases={"Маск": "Musk"})
    other.unpack_retired(engine.pack_retired())
    assert [wake.survivor for wake in run(other, [telling(9_000, RAISED, 21)])] == [1]
    for data in (b"", b"junk", bytes(engine.pack_retired())[:-9]):
        with pytest.raises(ValueError, match="records"):
            other.unpack_retired(data)


def test_what_is_not_done_is_not_taken_for_done(engine: Engine) -> None:
    run(engine, *past())
    assert len(run(engine, [telling(9_000, RAISED, 21)], do=False)) == 1
    assert engine.held()[9_000] == 9_000


def test_records_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from reader.threads import retired

    monkeypatch.setattr(retired, "MOST", 5)
    engine = new_engine()
    run(engine, *past())
    records = Retired()
    records.unpack(engine.pack_retired())
    assert len(records) == 5
    # A thread that several told stays longer than one of a single story.
    assert len(run(engine, [telling(9_000, RAISED, 21)])) == 1


def test_what_was_told_again_is_past_when_its_time_is_over() -> None:
    """Its record of before has gone, though its age still stands in line."""
    engine = new_engine()
    later = ("Aurora Nordica: Gotland ferry inquest", "Visby hears of 212 passengers rescued.")
    again = [telling(3, later, 5), telling(4, FERRY[0], 5.1)]
    run(engine, past()[0], noise(1_000, range(1, 5)), again, *past()[1:])
    assert not run(engine, noise(5_000, range(21, 45)), [telling(9_000, RAISED, 45)])
