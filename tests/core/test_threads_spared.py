"""Work that is spared: what would find nothing new is not looked at again."""

from __future__ import annotations

from array import array

import pytest

from reader.model import LinkKind, PlacedBy, Telling
from reader.threads import abroad
from reader.threads import near as room
from reader.threads.engine import ThreadEngine
from reader.threads.index import Index, Row
from reader.threads.near import near
from reader.threads.repair import Repair
from reader.threads.taught import Taught

HOUR = 3_600


def _index(stories: list[list[tuple[str, int]]], threads: list[int]) -> Index:
    """Stories by their features with weights, each in its thread."""
    index = Index()
    for story, (told, thread) in enumerate(zip(stories, threads, strict=True), 1):
        features = [index.feature("w" + word, word) for word, _ in told]
        weights = [weight for _, weight in told]
        columns = array("I", features), array("H", weights)
        index.add(Row(story, thread, story, story, "en", *columns))
    return index


@pytest.mark.parametrize(("many", "met"), [(2, True), (9, False)])
def test_common_light_words_count_for_what_heavier_ones_met(
    monkeypatch: pytest.MonkeyPatch, many: int, met: bool
) -> None:
    monkeypatch.setattr(room, "MANY", 4)
    heavy, light = ("volcano", 50_000), ("morning", 40_000)
    others = [[("another", 50_000), light]] * many
    index = _index([[heavy], [heavy, light], *others], list(range(1, many + 3)))
    features = array("I", [index.ids["wvolcano"], index.ids["wmorning"]])
    story = Row(99, 99, 99, 0, "en", features, array("H", [50_000, 40_000]))
    found = near(index, story, HOUR)
    assert found[:2] == [1, 0]
    assert (found[2:] == list(range(2, many + 2))) == met
    assert bool(found[2:]) == met


@pytest.mark.parametrize(("came", "merged"), [(1, False), (4, True)])
def test_a_thread_that_barely_grew_is_not_compared_again(came: int, merged: bool) -> None:
    told = [("volcano", 45_000), ("ash", 45_000)]
    index = _index([told] * 22, [*[1] * (20 - came), 2, 2, *[1] * came])
    repair = Repair(index, 0.26, lambda one, other: True)
    merges = repair.run({1}, since=22 - came)
    assert [merge.absorbed for merge in merges] == [2] * merged
    assert [merge.absorbed for merge in repair.run({1})] == [2] * (not merged)


def _story(number: int, title: str, thread: int) -> Telling:
    return Telling(number, thread, number, f"s{number}", title, sort_at=number * HOUR)


def test_what_further_stories_cannot_change_is_not_looked_for_again() -> None:
    engine = ThreadEngine(1.0, {}, Taught(frozenset(), {}), frozenset(), {})
    launch = "Rocket of Okoro and Lunarix lifts off toward the moon before sunrise"
    sued = "Court hears patent claim by retired engineers against Okoro and Lunarix"
    engine.learn([_story(n, launch, 1) for n in range(1, 7)])
    engine.learn([_story(n, sued, 7) for n in range(7, 9)])

    def related(number: int) -> bool:
        placed = engine.place([_story(number, launch + f" {'again ' * number}", number)])
        assert placed.placements[0].thread == 1
        assert placed.placements[0].reason.by in (PlacedBy.JOIN, PlacedBy.COPY)
        return any(link.kind == LinkKind.RELATED for link in engine.settle().links)

    assert related(9), "nothing was looked at before"
    assert not related(10)
    engine.named({1: 50})
    again = engine.settle().links
    assert {(link.a, link.b) for link in again if link.kind == LinkKind.RELATED} == {(7, 50)}
    assert not engine.settle().links
    packed = engine.pack()
    engine.unpack(packed)
    engine.named({50: 60})
    engine.unpack(engine.pack())
    assert [(link.a, link.b) for link in engine.settle().links] == [(7, 60)]


def test_what_changed_is_looked_at_however_little_it_grew() -> None:
    engine = ThreadEngine(0, {}, Taught(frozenset(), {}), frozenset(), {})
    launch = "Rocket of Okoro and Lunarix lifts off toward the moon before sunrise"
    engine.learn([_story(n, launch, 1) for n in (1, 2)] + [_story(n, launch, 3) for n in (3, 4)])
    repair = Repair(engine._index, 0.2, lambda one, other: True)
    assert not repair.run({1}, since=4)
    assert repair.run({1}, since=4, changed={1})


@pytest.mark.parametrize("most", [0, 500])
def test_few_stories_in_another_language_meet_what_shares_a_name(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(abroad, "MOST", most)
    engine = ThreadEngine(0.0, {}, Taught(frozenset(), {}), frozenset(), {})
    told = [
        ("Quake of magnitude 7.4 in Kamchatka near Petropavlovsk", "en"),
        ("Bakery in Leeds sells a thousand pies", "en"),
        ("Séisme de magnitude 7.4 au Kamchatka près de Petropavlovsk", "fr"),
    ]
    stories = [
        Telling(n, n, n, str(n), title, "", "", language, n * HOUR)
        for n, (title, language) in enumerate(told, 1)
    ]
    engine.place(stories)
    engine.settle()
    held = engine.held()
    assert held[1] == held[3] != held[2]


def test_what_two_languages_told_is_looked_at_again() -> None:
    engine = ThreadEngine(0, {}, Taught(frozenset(), {}), frozenset(), {})
    told = [
        ("Finland becomes the 31st member of NATO",
         "The flag was raised in Brussels; Hungary and Turkey had waited."),
        ("Finnland ist das 31. Mitglied der NATO",
         "In Brüssel wurde die Fahne gehisst; Ungarn und die Türkei hatten gewartet."),
    ]  # fmt: skip
    engine.place([Telling(n, n, n, f"s{n}", *each) for n, each in enumerate(told, 1)])
    (merge,) = engine.settle().merges
    assert engine._changed == {merge.survivor}
    engine.unpack(engine.pack())
    assert engine._changed == {merge.survivor}
    assert engine._repaired == engine._settled == len(engine.held()), "none is new"
    engine.named({merge.survivor: 50})
    assert engine._changed >= {50}
    engine.place([_story(3, "Ferry of Gdynia stays in harbour all week", 3)])
    engine.settle()
    assert not engine._changed
