"""The engine in a child: the threads are the same wherever they are made, and whatever becomes of
the child."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import (
    Correction,
    LinkKind,
    LinkState,
    Merge,
    Outcome,
    PlacedBy,
    Placement,
    Reason,
    Split,
    Telling,
    ThreadLink,
)
from reader.services import Services, aside, outcomes, placing
from reader.services.ahead import Ahead, Values, values
from reader.services.aside import Aside, LostError
from reader.services.away import GIVEN, Away, Kept
from reader.services.placing import Placer
from reader.threads import Engine, new_engine, numbering, reading_of
from tests.core.test_threads_order import tellings as stories_of_the_sample
from tests.services.feeding import refresh, rss, services, serving, subscribe

SIZE = 40
SAID: dict[str, Any] = {
    "tightness": 0.2,
    "aliases": {"Маск": "Musk", "Techno King": "Musk"},
    "never_words": frozenset({"Twitter"}),
    "never_feeds": frozenset({3}),
    "misled": {"OpenAI": 1},
    "tighter": {2: 0.1},
}


@pytest.fixture(scope="module")
def tellings() -> list[Telling]:
    return stories_of_the_sample()


@contextmanager
def away(engine: Engine) -> Iterator[Away]:
    """The engine, made with ``SAID``, in a child."""
    there = Away(Aside())
    try:
        kept = Kept(0, engine.version, engine.pack())
        assert there.make(SAID, kept, engine.pack_retired()) == (engine.version, True)
        yield there
    finally:
        there.close()


def _parts(tellings: list[Telling]) -> list[list[Telling]]:
    return [tellings[start : start + SIZE] for start in range(0, len(tellings), SIZE)]


def _wound(engine: Engine | Away, parts: list[list[Telling]]) -> list[Outcome]:
    found = []
    for part in parts:
        outcome = engine.place(part), engine.settle()
        named = {split.made: split.stories[0] for split in outcome[1].splits}
        engine.named(named | {wake.absorbed: wake.survivor for wake in outcome[1].wakes})
        found += outcome
    return found


def test_an_engine_decides_the_same_in_a_child(tellings: list[Telling]) -> None:
    parts = _parts(tellings)
    here, other = new_engine(**SAID), new_engine(**SAID)
    corrections = [Correction(parts[0][0].story, parts[-1][0].story, together=True)]
    for one in (here, other):
        _wound(one, parts[:2])
        one.correct(corrections)
    with away(other) as there:
        there.correct(corrections)
        decided = _wound(there, parts[2:])
        assert decided == _wound(here, parts[2:])
        assert any(outcome.merges for outcome in decided)
        assert (there.held(), there.since()) == (here.held(), here.since())
        assert there.pack() == (bytes(here.pack()), here.pack_retired())


def test_what_is_given_ahead_is_decided_the_same(tellings: list[Telling]) -> None:
    parts = _parts(tellings)
    here = new_engine(**SAID)
    with away(new_engine(**SAID)) as there:
        reading, numbers = reading_of(SAID["aliases"]), numbering()
        for at, part in enumerate(parts):
            if at:
                read = [marshal.dumps(numbers.told(one), 2) for one in reading(part)]
                there.expect(part, (marshal.dumps(numbers.new(), 2), read))
            else:
                there.expect(part)
        for part in parts:
            assert there.place(part) == here.place(part)
        assert there.settle() == here.settle()


def test_stories_without_text_that_were_not_read_lose_the_child(tellings: list[Telling]) -> None:
    part = tellings[:2]
    nothing = marshal.dumps(numbering().new(), 2)
    with away(new_engine(**SAID)) as there:
        there.expect(part, (nothing, [marshal.dumps(("no", "such"), 2)] * 2))
        with pytest.raises(LostError):
            there.place(part)


def test_a_part_of_another_table_loses_the_child(tellings: list[Telling]) -> None:
    numbers, one, other = numbering(), tellings[:2], tellings[2:4]
    read = [marshal.dumps(numbers.told(each), 2) for each in reading_of({})(one)]
    new = marshal.dumps(numbers.new(), 2)
    with away(new_engine(**SAID)) as there:
        there.expect(one, (new, read))
        there.expect(other, (new, read))
        there.place(one)
        with pytest.raises(LostError):
            there.place(other)


def test_what_was_given_and_not_asked_for_is_placed_anew(tellings: list[Telling]) -> None:
    first, second, third, *_ = _parts(tellings)
    here = new_engine(**SAID)
    with away(new_engine(**SAID)) as there:
        there.expect(first)
        there.expect(second)
        assert there.place(first) == here.place(first)
        moved = [first[0].story, first[1].story]
        there.correct([Correction(*moved, together=False)])
        again = there.place(third)
        assert [each.story for each in again.placements] == [each.story for each in third]
        assert [each.story for each in there.place(second).placements] == [t.story for t in second]
        assert there.held().keys() == {t.story for t in (*first, *second, *third)}


def test_what_was_kept_by_another_engine_is_not_taken(tellings: list[Telling]) -> None:
    old = new_engine(**SAID)
    old.place(tellings[:SIZE])
    for kept in (
        None,
        Kept(0, old.version + 1, old.pack()),
        Kept(0, old.version, old.pack()[:50]),
    ):
        there = Away(Aside())
        assert there.make(SAID, kept, b"nothing of the kind") == (old.version, False)
        assert there.held() == {}
        assert there.place(tellings[:SIZE]) == new_engine(**SAID).place(tellings[:SIZE])
        there.close()


# ------------------------------------------------------------------ in the road of a refresh


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a few stories are placed away, in small batches."""
    monkeypatch.setattr(placing, "ENOUGH", 2)
    monkeypatch.setattr(placing, "BATCH", 10)
    monkeypatch.setattr(placing, "SETTLE", 40)


async def _filled(opened: Services, tellings: list[Telling]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Placer, "place", lambda *_: 0)
        async with serving(a=rss(*dict.fromkeys(telling.title for telling in tellings))) as server:
            subscribe(opened, server.url("/a"))
            await refresh(opened)


async def _threads(
    folder: Path,
    tellings: list[Telling],
    then: Callable[[Services, Placer], object] = lambda opened, placer: placer.place(),
) -> list[list[str]]:
    """The titles of each thread once the stories are placed."""
    with services(folder) as opened:
        await _filled(opened, tellings)
        waiting = opened.store.placing.unplaced()
        titles = {telling.story: telling.title for telling in waiting}
        then(opened, Placer(opened.store, opened.config))
        assert not opened.store.placing.unplaced()
        groups: dict[int, list[str]] = {}
        for story, thread in opened.store.placing.threads_of(list(titles)).items():
            groups.setdefault(thread, []).append(titles[story])
        held = Placer(opened.store, opened.config).knowing([]).held()
        assert held.items() <= opened.store.placing.threads_of(list(titles)).items()
        assert len(held) == len(titles)
        return sorted(sorted(group) for group in groups.values())


async def test_the_threads_of_a_refresh_are_the_same(
    tmp_path: Path, tellings: list[Telling], small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Away] = []

    settle = Away.settle

    def counted(self: Away) -> Outcome:
        made.append(self)
        return settle(self)

    monkeypatch.setattr(Away, "settle", counted)
    there = await _threads(tmp_path / "there", tellings)
    assert len(made) > 2
    monkeypatch.setattr(placing, "ENOUGH", 1_000)
    assert there == await _threads(tmp_path / "here", tellings)
    assert any(len(group) > 2 for group in there)


@pytest.mark.parametrize("when", [1, 3, 4, 6])
async def test_a_child_that_dies_leaves_the_rest_to_us(
    tmp_path: Path,
    tellings: list[Telling],
    small: None,
    monkeypatch: pytest.MonkeyPatch,
    when: int,
) -> None:
    takes: list[str] = []
    take = Aside.take

    def counted(self: Aside, wanted: str, seconds: float) -> tuple[Any, ...]:
        takes.append(wanted)
        if len(takes) == when:
            self._child.kill()
            self._child.wait()
        return take(self, wanted, seconds)

    monkeypatch.setattr(Aside, "take", counted)
    some = tellings[:90]
    found = await _threads(tmp_path / "clew", some)
    assert len(takes) < when + GIVEN + 3  # what it had said by then may be read
    assert sum(map(len, found)) == len({telling.title for telling in some})


async def test_where_no_child_can_be_started_stories_are_placed_here(
    tmp_path: Path, tellings: list[Telling], small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(aside, "started", fails)
    assert await _threads(tmp_path / "clew", tellings[:30])


async def test_what_the_user_says_meanwhile_reaches_the_child(
    tmp_path: Path, tellings: list[Telling], small: None
) -> None:
    """Two stories joined by the user while the first batches are placed: the engine goes on from
    there, and what the user said stands."""

    def then(opened: Services, placer: Placer) -> None:
        first = opened.store.placing.unplaced()[0].story
        last = opened.store.placing.unplaced()[-1].story

        def join(done: int, total: int) -> None:
            if done == 20:
                now = opened.store.placing.threads_of([first, last])
                opened.triage.join([now[last]], now[first])

        placer.place(moved=join)
        now = opened.store.placing.threads_of([first, last])
        assert now[first] == now[last]

    assert await _threads(tmp_path / "clew", tellings[:60], then)


async def test_a_refresh_that_is_stopped_does_not_go_on_here(
    tmp_path: Path, tellings: list[Telling], small: None
) -> None:
    with services(tmp_path / "clew") as opened:
        await _filled(opened, tellings[:60])
        placer = Placer(opened.store, opened.config)
        gone: list[int] = []

        def leave(done: int, total: int) -> None:
            gone.append(done)
            placer.close()

        assert placer.place(lambda: bool(gone), leave) == 10
        left = len(opened.store.placing.unplaced())
        assert left == len({telling.title for telling in tellings[:60]}) - 10
        assert Placer(opened.store, opened.config).place() == left


@pytest.mark.parametrize("stated", ["", "<language>de-AT</language>"])
async def test_what_is_foreseen_is_what_is_placed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stated: str
) -> None:
    """Else every story would be read twice."""
    foreseen: list[Values] = []
    monkeypatch.setattr(Ahead, "coming", lambda self, stories: foreseen.extend(stories))
    monkeypatch.setattr(Placer, "place", lambda *_: 0)
    body = rss(
        "Ein Titel", "A &lt;b&gt;bold&lt;/b&gt; title", "", body="&lt;p&gt;Text {}&lt;/p&gt;"
    )
    body = body.replace(b"<description/>", stated.encode(), 1)
    with services(tmp_path / "clew") as opened:
        async with serving(a=body) as server:
            subscribe(opened, server.url("/a"))
            await refresh(opened)
            assert set(foreseen) == set(map(values, opened.store.placing.unplaced()))
            assert len(foreseen) == 3


# ------------------------------------------------------------------ how outcomes travel

ids = st.integers(-(1 << 62), 1 << 62)
scores = st.floats(allow_nan=False)
reasons = st.builds(
    Reason,
    st.sampled_from(PlacedBy),
    scores,
    st.none() | ids,
    st.lists(st.tuples(st.text(), scores)).map(tuple),
    ids,
    st.booleans(),
    st.text(),
)
merges = st.builds(Merge, ids, ids, reasons)
made = st.builds(
    Outcome,
    st.lists(st.builds(Placement, ids, ids, reasons, st.none() | ids, st.text())).map(tuple),
    st.lists(merges).map(tuple),
    st.lists(
        st.builds(
            ThreadLink,
            ids,
            ids,
            st.sampled_from(LinkKind),
            st.sampled_from(LinkState),
            scores,
            st.lists(st.text()).map(tuple),
        )
    ).map(tuple),
    st.lists(st.builds(Split, ids, ids, st.lists(ids).map(tuple), reasons)).map(tuple),
    st.lists(merges).map(tuple),
)


@settings(max_examples=40)
@given(made)
def test_an_outcome_arrives_as_it_was_sent(outcome: Outcome) -> None:
    assert outcomes.from_plain(outcomes.to_plain(outcome)) == outcome


plain = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.floats() | st.booleans(),
    lambda inner: st.lists(inner, max_size=7).map(tuple),
)


@settings(max_examples=40)
@given(made, plain, st.data())
def test_what_is_no_outcome_is_refused(outcome: Outcome, other: Any, data: st.DataObject) -> None:
    """One value anywhere replaced by any other is refused, or of the same kind."""

    def replaced(value: Any) -> Any:
        if not isinstance(value, tuple) or not value or data.draw(st.booleans()):
            return other
        at = data.draw(st.integers(0, len(value) - 1))
        return (*value[:at], replaced(value[at]), *value[at + 1 :])

    wrong = replaced(outcomes.to_plain(outcome))
    try:
        found = outcomes.from_plain(wrong)
    except ValueError:
        return
    assert isinstance(found, Outcome)
    assert outcomes.from_plain(outcomes.to_plain(found)) == found or "nan" in repr(found)


def test_a_child_that_answers_otherwise_is_lost() -> None:
    beside = Aside()
    try:
        beside.give("held")
        with pytest.raises(LostError):
            beside.take("packed", 30.0)
        beside.give("nothing of the kind")
        with pytest.raises(LostError):
            beside.take("held", 30.0)
    finally:
        beside.close()
        beside.close()
    with pytest.raises(LostError):
        beside.take("held", 1.0)
