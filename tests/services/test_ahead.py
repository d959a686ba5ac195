"""Reading ahead: the threads are the same whoever read the stories, and whatever becomes of it."""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable

import pytest

from reader.model import Outcome, Telling
from reader.services import ahead, aside
from reader.services.ahead import BEHIND, Ahead, divided, values
from reader.services.aside_child import Reading
from reader.threads import new_engine, reading_of
from reader.threads.reading import from_plain, to_plain
from tests.core.test_threads_order import tellings as stories_of_the_sample

SIZE = 40
ALIASES = {"Маск": "Musk", "Techno King": "Musk"}


@pytest.fixture(scope="module")
def tellings() -> list[Telling]:
    return stories_of_the_sample()


def _placed(
    tellings: list[Telling], wanted: int, each: Callable[[Ahead, int], None] = lambda *_: None
) -> tuple[list[Outcome], list[bool]]:
    """What an engine makes of the stories, and of each batch whether it was read elsewhere."""
    engine = new_engine(aliases=ALIASES, misled={"Twitter": 1})
    outcomes, elsewhere = [], []
    with Ahead(ALIASES, wanted) as child:
        for batch, read in child.batches(divided(tellings, SIZE)):
            outcomes += [engine.place(batch, child.unpacked(read)), engine.settle()]
            elsewhere.append(bool(read[1]))
            each(child, len(elsewhere))
    return outcomes, elsewhere


def test_stories_read_in_the_child_give_the_same_threads(tellings: list[Telling]) -> None:
    here, none = _placed(tellings, len(tellings))
    there, elsewhere = _placed(tellings, ahead.ENOUGH)
    assert len(elsewhere) > 3
    assert not any(none)
    assert elsewhere == [False] + [True] * (len(elsewhere) - 1)
    assert there == here


@pytest.mark.parametrize("told", [1.0, 0.5])
def test_stories_that_were_said_to_come_are_read_before_they_are_asked_for(
    tellings: list[Telling], told: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "ENOUGH", 60)
    known = tellings[: int(told * len(tellings))]
    engine, outcomes = new_engine(aliases=ALIASES, misled={"Twitter": 1}), []
    with Ahead(ALIASES) as child:
        assert child._aside is None
        child.coming(list(map(values, known[30:90])))
        assert child._aside is not None
        child.coming(list(map(values, known[:30])))
        child.coming(list(map(values, known[90:])))
        for batch, read in child.batches(divided(tellings, SIZE)):
            assert len(read[1]) == len(batch)
            outcomes += [engine.place(batch, child.unpacked(read)), engine.settle()]
    assert outcomes == _placed(tellings, 0)[0]


def test_what_is_to_be_stored_goes_before_what_is_read_ahead(tellings: list[Telling]) -> None:
    with Ahead({}, ahead.ENOUGH) as child:
        batches = child.batches(divided(tellings[: 2 * SIZE], SIZE))
        next(batches)
        assert child._aside is not None
        its = os.getpriority(os.PRIO_PROCESS, child._aside._child.pid)
        assert its == min(19, os.getpriority(os.PRIO_PROCESS, 0) + BEHIND)
        assert next(batches)[1][1]


def test_what_reads_ahead_goes_once_all_is_read(tellings: list[Telling]) -> None:
    with Ahead({}, ahead.ENOUGH) as child:
        batches = child.batches(divided(tellings[: 3 * SIZE], SIZE))
        next(batches)
        assert child._aside is not None
        process = child._aside._child
        next(batches), next(batches)
        assert process.returncode is not None, "its memory is the engine's by now"


def test_no_more_is_told_of_than_the_child_can_keep(
    tellings: list[Telling], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "COMING", 50)
    child = Ahead({})
    child.coming(list(map(values, tellings[:40])))
    child.coming(list(map(values, tellings[40:60])))
    child.coming(list(map(values, tellings[60:70])))
    assert len(child._coming) == 50


def test_idle_moments_are_spent_on_what_is_to_come() -> None:
    reading = Reading()
    one, other = ("Musk sues OpenAI", "", "", "en", 1), ("Rain in Spain", "", "", "en", 2)
    assert reading.aliases({}) == ("ready",)
    assert not reading.meanwhile()
    assert reading.coming((other, other)) == ("ready",)
    assert reading.coming((one,)) == ("ready",)
    assert reading.meanwhile()
    assert [story for story, read in reading._known.items() if read] == [one], (
        "the older comes first"
    )
    kind, new, (first, second, again) = reading.read((one, other, one))
    assert kind == "read"
    assert marshal.loads(new)[0] == 0
    assert first == again != second
    assert not reading._known
    assert not reading.meanwhile()


def test_a_child_that_dies_costs_nothing_but_time(tellings: list[Telling]) -> None:
    def kill(child: Ahead, batches: int) -> None:
        if batches == 2 and child._aside is not None:
            its = child._aside._child
            assert its.stdout is not None
            its.kill()
            its.stdout.read()  # a quick one may have read them all by now

    some, elsewhere = _placed(tellings, ahead.ENOUGH, kill)
    assert elsewhere == [False, True] + [False] * (len(elsewhere) - 2)
    assert some == _placed(tellings, 0)[0]


def test_a_child_that_cannot_start_costs_nothing(
    tellings: list[Telling], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(aside, "started", fails)
    found, elsewhere = _placed(tellings[: 3 * SIZE], ahead.ENOUGH)
    assert not any(elsewhere)
    assert found == _placed(tellings[: 3 * SIZE], 0)[0]


def test_what_the_child_says_is_looked_at_before_it_is_used(tellings: list[Telling]) -> None:
    (good,) = reading_of({})(tellings[:1])
    one = from_plain(good)
    assert one is not None
    assert to_plain(one) == good
    for place, wrong in ((0, 1), (2, ("wa", 2)), (2, ()), (4, (1,)), (6, b"123"), (7, -1), (8, 0)):
        assert from_plain((*good[:place], wrong, *good[place + 1 :])) is None
    doubled = tuple([(*column, column[0]) for column in good[2:6]])
    assert from_plain((*good[:2], *doubled, *good[6:])) is None
    assert from_plain(()) is None
    plain, other = new_engine(), new_engine()
    batch = [telling._replace() for telling in tellings[:3]]
    assert plain.place(batch, [("nonsense",), good[:3]]) == other.place(batch)
