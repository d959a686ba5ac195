"""The user's word: what must and may not stand together, names, levels, and what bars two."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Bar, Correction, PlacedBy, Telling
from reader.threads import Engine, new_engine
from tests.core.test_threads_engine import (
    HOUR,
    STORIES,
    TITLES,
    load,
    made,
    telling,
    threads,
    wind,
)


@settings(max_examples=40, deadline=None)
@given(STORIES, st.lists(st.tuples(st.integers(1, 24), st.integers(1, 24), st.booleans())))
def test_corrections_always_hold(
    rows: list[tuple[str, int, int]], pairs: list[tuple[int, int, bool]]
) -> None:
    tellings = made(rows)
    engine = new_engine(tightness=-2.5)
    corrections = [Correction(a, b, together) for a, b, together in pairs if a != b]
    engine.correct(corrections)
    half = len(tellings) // 2
    outcomes = [engine.place(tellings[:half]), engine.settle()]
    outcomes += [engine.place(tellings[half:]), engine.settle()]
    found = threads(outcomes)
    last = {(min(c.a, c.b), max(c.a, c.b)): c.together for c in corrections}
    for (a, b), together in last.items():
        if a in found and b in found and not together:
            assert found[a] != found[b]
    if all(last.values()):
        for a, b in last:
            if a in found and b in found:
                assert found[a] == found[b]


def test_must_link_carries_over_and_cannot_link_wins() -> None:
    engine = new_engine()
    engine.correct(
        [Correction(1, 2, True), Correction(2, 3, True), Correction(3, 1, True),
         Correction(4, 1, False), Correction(4, 3, True)]
    )  # fmt: skip
    found = wind([telling(n, TITLES[3 * n - 3]) for n in range(1, 5)], engine)
    assert found[1] == found[2] == found[3] != found[4]


def test_the_last_word_on_a_pair_holds() -> None:
    engine = new_engine()
    engine.correct([Correction(1, 2, False), Correction(2, 1, True)])
    found = wind([telling(1, TITLES[0]), telling(2, TITLES[5])], engine)
    assert found[1] == found[2]


def test_a_join_made_after_placing_is_made_by_settle() -> None:
    engine = new_engine()
    engine.place([telling(1, TITLES[0]), telling(2, TITLES[5])])
    engine.correct([Correction(1, 2, True)])
    (merge,) = engine.settle().merges
    assert merge.reason.by is PlacedBy.USER


def test_a_story_knocked_out_stays_out() -> None:
    engine = new_engine()
    engine.place([telling(1, TITLES[0]), telling(2, TITLES[2])])
    engine.correct([Correction(1, 2, False)])
    engine.learn([Telling(2, 2, 2, "s2", TITLES[2])])
    assert not engine.settle().merges
    placed = engine.place([telling(3, TITLES[0], HOUR)]).placements[0]
    assert placed.thread == 1


def test_words_and_feeds_that_never_join() -> None:
    tellings = [telling(1, "Osaka earthquake"), telling(2, "Osaka earthquake again", HOUR)]
    assert len(set(wind(tellings).values())) == 1
    kept_apart = new_engine(never_feeds=frozenset({2}))
    assert len(set(wind(tellings, kept_apart).values())) == 2
    silent = new_engine(never_words=frozenset({"Osaka", "earthquake"}))
    assert len(set(wind(tellings, silent).values())) == 2


def test_tighter_never_joins_more_here() -> None:
    tellings, _ = load("titles_across.jsonl")
    counts = [
        len(set(wind(tellings, new_engine(tightness=step)).values())) for step in (-1.0, 0.0, 1.0)
    ]
    assert counts == sorted(counts)
    assert counts[0] < counts[1] < counts[2]


def test_aliases_are_names() -> None:
    tellings = [
        telling(1, "Wolkenwerk unveils flying bicycle at Strelsau fair", 0, language="en"),
        telling(2, "Nimbusfabrik unveils flying bicycle at fair", HOUR, language="en"),
    ]
    from reader.threads.features import Reader

    plain = Reader({}).read(tellings[1]).names
    named = Reader({"Nimbusfabrik": "Wolkenwerk"}).read(tellings[1]).names
    assert "@wolkenwerk" not in plain
    assert "@wolkenwerk" in named


RIVALS = (
    ("Teddy Riner wins judo gold at the Paris championships", 1),
    ("Judo: Teddy Riner wins gold at Paris championships", 2),
)


def _count(titles: tuple[tuple[str, int], ...], engine: Engine | None = None) -> int:
    """Threads that headlines of some feeds, an hour apart, are wound into."""
    tellings = [
        Telling(n, n, feed, f"feed {feed}", title, language="en", sort_at=n * HOUR)
        for n, (title, feed) in enumerate(titles, 1)
    ]
    return len(set(wind(tellings, engine).values()))


def test_a_feed_that_never_joins_neither_joins_nor_is_joined() -> None:
    for never in (1, 2):
        assert _count(RIVALS, new_engine(never_feeds=frozenset({never}))) == 2
    engine = new_engine(never_feeds=frozenset({1}))
    engine.correct([Correction(1, 2, True)])
    assert _count(RIVALS, engine) == 1


VOLCANO = (
    ("Volcano Askja: rescue of hikers", 1),
    ("Askja: visitors come by the thousand to watch the volcano", 2),
)


def test_a_tighter_folder_joins_less() -> None:
    assert _count(VOLCANO) == 1
    assert _count(VOLCANO, new_engine(tighter={2: 3.0, 1: 3.0})) == 2
    assert _count(VOLCANO, new_engine(tighter={3: 3.0})) == 1


def test_what_misled_joins_no_more() -> None:
    assert _count(VOLCANO) == 1
    assert _count(VOLCANO, new_engine(misled={"askja": 3, "volcano": 3})) == 2


def test_what_keeps_two_apart_is_measured_and_said() -> None:
    titles = (
        "Volcano Askja erupts: 14 hikers rescued",
        "Askja erupts again, hikers rescued from volcano",
        "Senate passes budget of 40 billion",
        "Volcano Etna closes Catania airport",
    )
    tellings = [
        Telling(n, n, n, f"feed {n}", title, language="en", sort_at=n * HOUR)
        for n, title in enumerate(titles, 1)
    ]
    late = Telling(5, 5, 5, "feed 5", "Askja erupts: volcano", language="en", sort_at=9 * 24 * HOUR)
    engine = new_engine(never_feeds=frozenset({3}))
    engine.correct([Correction(1, 4, False)])
    engine.place([*tellings, late])
    engine.settle()
    together = engine.apart(1, 2)
    assert together is not None
    assert together.together
    other = engine.apart(2, 3)
    assert other is not None
    assert (other.bar, other.together, other.terms) == (Bar.FEED, False, ())
    assert other.score < other.needed
    assert "askja" in other.only_a
    told = engine.apart(2, 4)
    assert told is not None
    assert told.bar is Bar.USER  # 2 stands with 1, which was set apart from 4
    assert [term for term, _ in told.terms] == ["volcano"]
    far = engine.apart(1, 5)
    assert far is not None
    assert far.gap > far.window
    assert engine.apart(1, 99) is None


def test_look_alikes_with_names_of_their_own_are_not_said_to_be_alike_enough() -> None:
    titles = [
        "Strong earthquake shakes {}, buildings damaged",
        "Earthquake of strong force damages buildings in {}",
    ]
    engine = new_engine()
    engine.learn(
        [
            Telling(n, 1 + n // 2, n, f"feed {n}", titles[n % 2].format(city), language="en")
            for n, city in enumerate(("Osaka", "Osaka", "Lima", "Lima"))
        ]
    )
    apart = engine.apart(0, 2)
    assert apart is not None
    assert not engine.settle().merges
    assert (apart.bar, apart.only_a, apart.only_b) == (None, ("osaka",), ("lima",))
    assert apart.score < apart.needed


def test_what_tighter_folders_ask_across_languages_is_said() -> None:
    told = [
        telling(3, "They shelled an orchard near Kalinovka", 0, summary="Fields."),
        telling(4, "Ils pilonnent le verger de Kalinovka", 60, summary="Des champs."),
    ]
    needed = []
    for tighter in ({}, {3: 3.0, 4: 3.0}):
        engine = new_engine(tighter=tighter)
        engine.place(told)
        engine.settle()
        apart = engine.apart(3, 4)
        assert apart is not None
        needed.append(apart.needed)
    assert needed == [pytest.approx(0.37), pytest.approx(0.37 + 3 * 0.075)]


def test_what_is_restored_obeys_all_the_same() -> None:
    first = new_engine()
    first.place([telling(1, RIVALS[0][0])])
    for apart in (False, True):
        engine = new_engine()
        engine.unpack(first.pack())
        engine.correct([Correction(1, 2, False)] if apart else [])
        placed = engine.place([telling(2, RIVALS[1][0], HOUR)]).placements[0]
        assert (placed.thread == 2) is apart


def test_threads_of_a_feed_that_never_joins_do_not_merge() -> None:
    titles = [RIVALS[n % 2][0] for n in range(4)]
    for never in (False, True):
        engine = new_engine(never_feeds=frozenset({1}) if never else frozenset())
        engine.learn([Telling(n, 1 + n // 3, n, f"feed {n}", title, language="en")
                      for n, title in enumerate(titles, 1)])  # fmt: skip
        engine.correct([Correction(3, 5, True)])  # the user adds to it, and it is looked at again
        engine.place([Telling(5, 5, 5, "feed 5", titles[0], language="en", sort_at=HOUR)])
        engine.settle()
        assert (len(set(engine.held().values())) == 1) is not never


def test_a_name_that_only_two_languages_of_one_event_know_needs_one_word_beside_it() -> None:
    told = [
        telling(3, "The tanker Eventin is adrift after a fire", 0, summary="All are well."),
        telling(4, "Le pétrolier Eventin à la dérive après un incendie", 60, summary="En mer."),
        telling(6, "Le paquebot Marola à quai après un incendie", 120, summary="En mer."),
    ]
    found = wind(told)
    assert found[3] == found[4] != found[6]
