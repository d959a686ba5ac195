"""Meaning in the background: bites, what they change, corrections, the lock. With a model of our
own that knows a few words, and once, where the extra is installed, with the one that ships."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import seed

from reader.config import Config
from reader.meaning import Model, installed
from reader.model import LinkKind, LinkState, PlacedBy, Telling
from reader.services import Services
from reader.services.lock import held
from reader.services.placing import Placer
from reader.threads import new_engine
from tests.core.test_threads_split import told
from tests.services.feeding import services

numpy = pytest.importorskip("numpy")

from reader.services import behind, judging  # noqa: E402
from reader.services import meaning as work  # noqa: E402
from reader.services.meaning import Meaning  # noqa: E402

TITLES = (
    ("Volcano Askja erupts in Iceland", "en"),
    ("Le volcan islandais entre en éruption", "fr"),
    ("Farmers block roads with tractors", "en"),
    ("Des paysans en colère bloquent les routes", "fr"),
    ("Chess champion retires", "en"),
)
#: What each title means to our model.
MEANS = {"Volcano": 0, "volcan": 0, "Farmers": 1, "paysans": 1, "Chess": 2}


class Words:
    """Stories of one of its words mean the same."""

    name, size = "words/1", 8

    def __init__(self) -> None:
        self.asked: list[int] = []

    def encode(self, texts: Sequence[str]):
        self.asked.append(len(texts))
        rows = numpy.full((len(texts), self.size), 0.05, dtype=numpy.float32)
        for row, text in zip(rows, texts, strict=True):
            row[next(at for word, at in MEANS.items() if word in text)] = 1.0
        return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Services]:
    with services(tmp_path / "clew") as opened:
        for number, (title, language) in enumerate(TITLES):
            feed = seed.feed(opened.store, f"https://{number}.example/feed", f"Feed {number}")
            seed.arrive(opened.store, feed, title, at=seed.NOW + number * 60)
            seed.sql(opened.store, "UPDATE feed SET language = ? WHERE id = ?", language, feed)
        Placer(opened.store, opened.config).place()
        yield opened


def run(opened: Services, model: Words, **more: object) -> int:
    work_ = Meaning(opened.store, opened.profile, opened.config, model=model, **more)  # type: ignore[arg-type]
    return work_.run()


def standing(opened: Services) -> list[int]:
    rows = seed.sql(opened.store, "SELECT thread FROM story ORDER BY sort_at")
    return [row[0] for row in rows]


def told_in(languages: dict[int, str]):
    from reader.meaning.vectors import Means, Space

    rows = numpy.zeros((len(languages), 8), dtype=numpy.float32)
    return Space([*languages], [*languages.values()], rows, Means(rows[0], {}))


def asked(
    space: object,
    pairs: dict[tuple[int, int], float],
    one: list[int],
    other: list[int],
    level: float = judging.LEVEL,
    threads: Mapping[int, int] | None = None,
) -> float:
    """How alike two groups must be, beyond what two groups of one language must."""
    from reader.meaning.winding import both_ways

    where = {story: story for story in (*one, *other)} if threads is None else threads
    found = judging._Asked(new_engine(), space, both_ways(pairs), where, level)  # type: ignore[arg-type]
    return round(found.least + found.more(one, other) - level, 6)


def test_groups_are_asked_for_more_by_the_share_of_their_pairs_that_is_across_languages() -> None:
    space = told_in(dict(enumerate(("en", "en", "en", "fr", "fr", "pl"))))
    shares = [
        judging._foreign(space, *two) for two in (([0], [1, 2]), ([0], [3, 5]), ([0, 3], [1]))
    ]
    assert shares == [0.0, 1.0, 0.5]
    assert judging._foreign(space, [0, 3], [4, 1]) == 0.5
    assert [asked(space, {}, [0], [n]) for n in (1, 3)] == [0, judging.FOREIGN]


def test_what_several_stories_tell_and_no_third_is_like_is_asked_for_no_more() -> None:
    space = told_in({1: "en", 2: "en", 3: "fr", 4: "en"})
    event = {(1, 2): 0.9, (1, 3): 0.4, (2, 3): 0.4}
    assert asked(space, event, [1, 2], [3]) == 0
    assert asked(space, {**event, (3, 4): 0.1}, [1, 2], [3]) == 0
    assert asked(space, {**event, (3, 4): 0.3}, [1, 2], [3]) == judging.FOREIGN
    # Like one story of several is not like them all.
    assert asked(space, {**event, (1, 4): 0.3}, [1, 2], [3]) == 0
    assert asked(space, event, [1], [3]) == judging.FOREIGN


def test_what_words_brought_together_is_asked_for_no_more() -> None:
    space = told_in({1: "en", 2: "fr", 3: "en"})
    assert asked(space, {}, [1, 2], [3]) == judging.FOREIGN / 2
    assert asked(space, {}, [1, 2], [3], threads={1: 7, 2: 7, 3: 8}) == judging.FOREIGN / 2
    assert asked(space, {}, [1, 2], [3], threads={1: 7, 2: 7, 3: 7}) == 0


def test_a_side_of_an_affair_is_asked_for_less() -> None:
    affair, ease = list(range(judging.AFFAIR)), judging.EASE
    space = told_in({**dict.fromkeys(range(30), "en"), 30: "fr"})
    assert [asked(space, {}, many, [20]) for many in (affair, affair[1:])] == [-ease, 0]
    assert asked(space, {}, affair, [20, 21, 22, 23]) == 0
    assert asked(space, {(20, 25): 0.3}, affair, [20]) == 0
    foreign = asked(space, {(1, 25): 0.9}, affair, [30])
    assert -ease < foreign < 0 < asked(space, {(1, 25): 0.9}, [1, 2], [30])
    # The looser the setting, the less; else an affair draws whatever there is.
    sides = [asked(space, {}, affair, [20], judging.THIRD + more) for more in (0.05, -0.1)]
    assert sides == [-0.05, 0]


@pytest.mark.parametrize(
    ("words", "atoms", "left"),
    [
        (0.1, [[1, 2, 3], [4]], [[4], [1, 2, 3]]),
        (0.4, [[1, 2, 3], [4]], [[1, 2, 3, 4]]),  # it shares more than names
        (None, [[1, 2, 3], [4]], [[1, 2, 3, 4]]),  # nobody can say
        (0.1, [[1, 2], [3, 4]], [[1, 2, 3, 4]]),  # what was together stays so
    ],
)
def test_a_stranger_leaves_its_group_when_it_shares_only_names_with_it(
    words: float | None, atoms: list[list[int]], left: list[list[int]]
) -> None:
    class Said:
        def stranger(self, group: Sequence[int]) -> tuple[int, float] | None:
            return (4, 0.3) if 4 in group else None

        def unnamed(self, story: int, others: Sequence[int]) -> float | None:
            assert (story, list(others)) == (4, [1, 2, 3])
            return words

    said = Said()
    found = judging._without_strangers(said, said, atoms, [[1, 2, 3, 4], [5]])  # type: ignore[arg-type]
    assert found == [*left, [5]]


def test_tighter_folders_ask_more_of_what_is_one_and_of_what_is_doubtful() -> None:
    space = told_in({1: "en", 2: "en"})
    found = []
    for tighter in ({}, {1: 1.0, 2: 3.0}):
        engine = new_engine(tighter=tighter)
        engine.learn([Telling(n, n, n, f"feed {n}", "Harbour opens") for n in (1, 2)])
        bounds = judging._Asked(engine, space, {}, {1: 1, 2: 2}, judging.LEVEL)
        found.append(bounds.doubt([1], [2]))
    assert found[0] == pytest.approx((judging.DOUBT, judging.LEVEL))
    more = 3 * judging.STEP
    assert found[1] == pytest.approx((judging.DOUBT + more, judging.LEVEL + more))


def test_what_means_the_same_joins_late_with_its_reason(opened: Services) -> None:
    before = standing(opened)
    assert len(set(before)) == 5
    model = Words()
    assert run(opened, model) == 5
    one, two, three, four, five = standing(opened)
    assert one == two
    assert three == four
    assert len({one, three, five}) == 3
    stories = [row[0] for row in seed.sql(opened.store, "SELECT id FROM story ORDER BY sort_at")]
    moved = [s for s, t, b in zip(stories, standing(opened), before, strict=True) if t != b]
    reason = opened.store.placing.why(moved[0])
    assert reason is not None
    assert reason.by is PlacedBy.MEANING
    assert reason.note.startswith("same meaning, ")
    assert any("means the same" in line for line in opened.reading.why(moved[0]))
    assert opened.store.vectors.size(model.name) == (5, 40)
    assert opened.store.vectors.waiting(model.name) == []
    assert run(opened, model) == 0


def test_it_ends_when_nothing_is_kept_of_what_it_found(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever deletes a profile's folder leaves the open files to those who have them: what is
    written comes back to nobody."""
    monkeypatch.setattr(work, "BITE", 2)
    monkeypatch.setattr(opened.store.vectors, "save", lambda *_: None)
    model = Words()
    run(opened, model)
    assert model.asked == [2]


def test_bites_are_small_and_may_be_stopped_between(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "BITE", 2)
    model = Words()
    asked = iter([False, True])
    one = Meaning(opened.store, opened.profile, opened.config, model=model)
    assert one.run(lambda: next(asked)) == 2
    assert model.asked == [2]
    assert one.run() == 3
    stands = standing(opened)
    assert stands[0] == stands[1]  # also when one had its vector in an earlier bite


def test_corrections_are_law_for_meaning_too(opened: Services) -> None:
    threads = standing(opened)
    opened.triage.join(threads[1:2], threads[0])
    story = seed.sql(opened.store, "SELECT max(id) FROM story WHERE thread = ?", threads[0])[0][0]
    opened.triage.knock_out([story])
    opened.triage.join(threads[4:5], threads[2])
    run(opened, Words())
    one, two, three, _, five = standing(opened)
    assert one != two
    assert three == five


def test_a_folder_asks_more_of_meaning_too(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "STEP", 0.4)
    seed.sql(opened.store, "INSERT INTO folder(name) VALUES ('Mine')")
    seed.sql(
        opened.store,
        "INSERT INTO feed_folder(feed, folder) SELECT feed, folder.id FROM folder,"
        " (SELECT feed FROM story ORDER BY sort_at LIMIT 1)",
    )
    opened.teaching.tighten("Mine", 2.0)
    run(opened, Words())
    one, two, three, four, _ = standing(opened)
    assert one != two
    # The other pair is of no folder: it goes by the setting for all.
    assert three == four


def test_what_is_doubtful_across_languages_is_asked(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubtful = judging.LEVEL + 0.1
    monkeypatch.setattr(
        judging, "likely", lambda pair, said, *rest: doubtful if said.alike > 0.5 else 0.0
    )
    before = standing(opened)
    run(opened, Words())
    one, two, *_ = now = standing(opened)
    assert now == before
    kinds = seed.sql(
        opened.store, "SELECT kind, state FROM thread_link WHERE a = ? AND b = ?", one, two
    )
    assert [tuple(kind) for kind in kinds] == [(LinkKind.LANGUAGE, LinkState.PROPOSED)]


def test_what_is_as_likely_in_one_language_comes_together(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed.sql(opened.store, "UPDATE story SET language = 'en'")
    likely = judging.LEVEL + 0.1
    monkeypatch.setattr(
        judging, "likely", lambda pair, said, *rest: likely if said.alike > 0.5 else 0.0
    )
    run(opened, Words())
    one, two, *_ = standing(opened)
    assert one == two


@pytest.mark.parametrize(("between", "threads_wanted"), [(0.6, 2), (0.8, 1)])
def test_meaning_joins_no_two_events_that_their_texts_tell_apart_unless_it_is_sure(
    opened: Services, monkeypatch: pytest.MonkeyPatch, between: float, threads_wanted: int
) -> None:
    def likely(pair: object, said: object, together: bool, *_: object) -> float:
        return 1.0 if together else between

    monkeypatch.setattr(judging, "likely", likely)
    monkeypatch.setitem(MEANS, "", 3)
    tellings, events = told()
    for each in tellings:
        feed = seed.feed(opened.store, f"https://{each.source}.example/feed", each.source)
        item = seed.item(each.title, each.summary)
        seed.arrive(opened.store, feed, item, at=seed.NOW + each.story)
    Placer(opened.store, opened.config).place()
    run(opened, Words())
    rows = seed.sql(opened.store, "SELECT title, thread FROM story")
    threads = {title: thread for title, thread in rows}
    fights = {(events[each.story], threads[each.title]) for each in tellings}
    assert len(fights) == 2
    assert len({thread for _, thread in fights}) == threads_wanted


def test_it_waits_while_a_refresh_runs_and_leaves_the_rest(opened: Services) -> None:
    slept: list[float] = []
    with held(opened.profile.refresh_lock):
        assert run(opened, Words(), sleep=slept.append) == 0
    assert len(slept) == work.TRIES
    assert opened.store.vectors.size("words/1") == (0, 0)


def test_without_the_extra_nothing_is_begun(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(behind.subprocess, "Popen", lambda args, **_more: started.append(args))
    monkeypatch.setattr(behind, "installed", lambda: False)
    monkeypatch.setattr(work, "load", lambda: None)
    assert not behind.compare_by_meaning(opened.profile, opened.config, opened.store)
    assert Meaning(opened.store, opened.profile, opened.config).run() == 0
    monkeypatch.setattr(behind, "installed", lambda: True)
    off = Config({"threads.meaning": False})
    assert not behind.compare_by_meaning(opened.profile, off, opened.store)
    assert started == []
    assert behind.compare_by_meaning(opened.profile, opened.config, opened.store)
    assert started[0][1:4] == ["-P", "-m", "reader"]
    assert started[0][-2:] == ["meaning", "--gently"]


class Once:
    """A model that reads each text once."""

    def __init__(self, model: Model) -> None:
        self.name, self.size, self._model = model.name, model.size, model
        self._known: dict[str, object] = {}

    def encode(self, texts: Sequence[str]):
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= zip(new, self._model.encode(new), strict=True)
        return numpy.asarray([self._known[text] for text in texts])


@pytest.mark.skipif(not installed(), reason="the extra clew[semantic] is not installed")
@pytest.mark.parametrize(
    ("name", "least"), [("events_languages.jsonl", 0.95), ("events_meaning.jsonl", 0.97)]
)
def test_the_model_that_ships_tells_languages_together(name: str, least: float) -> None:
    from reader.services import grouping
    from tests.core.test_threads_engine import bcubed, load

    tellings, events = load(name)
    model = grouping.model()
    assert model is not None
    model = Once(model)
    found = grouping.group(tellings, model=model)
    assert bcubed(found, events) >= max(least, bcubed(grouping.group(tellings), events))
    assert json.dumps(found) == json.dumps(grouping.group(tellings[::-1], model=model))


def test_what_is_like_a_story_in_meaning_whatever_language_tells_it(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.services import kindred

    stories = [row[0] for row in seed.sql(opened.store, "SELECT id FROM story ORDER BY sort_at")]
    model = Words()
    monkeypatch.setattr(kindred, "installed", lambda: False)
    assert kindred.kindred(opened.store, stories[0], model.name) is None
    monkeypatch.setattr(kindred, "installed", lambda: True)
    assert kindred.kindred(opened.store, stories[0], model.name) is None  # no vector yet
    run(opened, model)
    assert kindred.kindred(opened.store, stories[0], model.name) == (stories[1],)
    assert kindred.kindred(opened.store, standing(opened)[0], model.name) in (
        (stories[1],),
        (stories[0],),
    )
    found = kindred.kindred
    monkeypatch.setattr(kindred, "kindred", lambda store, n: found(store, n, model.name))
    assert opened.searching.stories(f"like:{stories[0]}") == (stories[1],)
    assert set(opened.searching.stories(f"thread:(like:{stories[0]})")) == {*stories[:2]}
    assert opened.searching.count(f"like:{stories[4]}") == 0


def test_what_meaning_joined_stays_joined_when_wound_anew(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.services import rethreading

    model = Words()
    run(opened, model)
    stands = standing(opened)
    monkeypatch.setattr(rethreading, "installed", lambda: True)
    kept = rethreading.kept_space
    monkeypatch.setattr(rethreading, "kept_space", lambda s, t: kept(s, t, model.name))
    assert opened.rethreading.find(0).moves == ()
    monkeypatch.setattr(rethreading, "installed", lambda: False)
    found = opened.rethreading.find(0)
    assert found.moved
    assert standing(opened) == stands
