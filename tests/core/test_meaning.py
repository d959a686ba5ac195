"""Vectors, likeness and winding: pure, with vectors of our own making, no model needed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.meaning.winding import alike, both_ways, wind
from reader.model import Likeness

PAIR = Likeness(1, 2, 0.4, 0.1, 0.1, False, False)


def test_a_chain_is_not_one_event() -> None:
    pairs = both_ways({(1, 2): 0.9, (2, 3): 0.9, (3, 4): 0.9, (4, 5): 0.9})
    groups = wind(pairs, [[n] for n in range(1, 6)], 0.6)
    assert max(map(len, groups)) == 2


def test_atoms_stay_whole_and_what_is_forbidden_stays_apart() -> None:
    pairs = both_ways({(1, 3): 0.9, (2, 3): 0.8, (3, 4): 0.95})
    assert wind(pairs, [[1, 2], [3], [4]], 0.5) == [[1, 2], [3, 4]]
    forbidden = wind(pairs, [[1, 2], [3], [4]], 0.5, lambda a, b: 4 not in (*a, *b))
    assert forbidden == [[1, 2, 3], [4]]


def test_two_groups_may_need_more() -> None:
    pairs = both_ways(
        {(1, 2): 0.9, (3, 4): 0.9, (2, 3): 0.7, (2, 4): 0.7, (1, 3): 0.7, (1, 4): 0.7}
    )
    atoms = [[n] for n in range(1, 5)]
    assert wind(pairs, atoms, 0.5) == [[1, 2, 3, 4]]
    across = lambda a, b: 0.3 if (min(a) < 3) != (min(b) < 3) else 0.0  # noqa: E731
    assert wind(pairs, atoms, 0.5, more=across) == [[1, 2], [3, 4]]


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 8), st.integers(1, 8)).filter(lambda p: p[0] < p[1]),
        st.floats(0, 1),
        max_size=20,
    ),
    st.floats(0.1, 1),
)
def test_winding_keeps_every_story_once_and_what_is_left_is_not_alike(
    given_pairs: dict[tuple[int, int], float], level: float
) -> None:
    pairs = both_ways(given_pairs)
    groups = wind(pairs, [[n] for n in range(1, 9)], level)
    assert sorted(story for group in groups for story in group) == list(range(1, 9))
    for at, one in enumerate(groups):
        for other in groups[at + 1 :]:
            assert alike(pairs, one, other) < level


def test_meaning_and_words_add_up() -> None:
    from reader.meaning.blend import WEIGHTS, Meant, likely, measures

    def meant(alike: float, among: float | None = None, crowd: float = 0.3) -> Meant:
        return Meant(alike, alike if among is None else among, crowd)

    half = meant(0.5)
    assert len(measures(PAIR, half, True, 3, 3)) == len(WEIGHTS) - 1
    assert likely(PAIR, meant(0.7), False, 1, 1) > likely(PAIR, meant(0.2), False, 1, 1)
    assert likely(PAIR, half, True, 2, 2) > likely(PAIR, half, False, 2, 2)
    other = Likeness(1, 2, 0.0, 0.0, 0.1, True, False)
    assert likely(PAIR, half, False, 1, 1) > likely(other, half, False, 1, 1)
    clash = Likeness(1, 2, 0.4, 0.1, 0.1, False, False, 0.2)
    assert likely(PAIR, half, False, 1, 1) > likely(clash, half, False, 1, 1)
    assert likely(PAIR, half, False, 1, 1) > likely(PAIR, meant(0.5, crowd=0.5), False, 1, 1)
    assert likely(PAIR, half, False, 2, 2) > likely(PAIR, meant(0.5, 0.2), False, 2, 2)


def test_a_vector_survives_a_byte_a_dimension() -> None:
    numpy = pytest.importorskip("numpy")
    from reader.meaning.vectors import pack, unpack

    chance = numpy.random.default_rng(1)
    rows = chance.normal(size=(5, 384)).astype(numpy.float32)
    rows /= numpy.linalg.norm(rows, axis=1, keepdims=True)
    kept = [pack(row) for row in rows]
    assert {len(data) for _, data in kept} == {384}
    assert numpy.abs((unpack(kept, 384) * rows).sum(axis=1) - 1).max() < 0.001
    assert unpack([], 384).shape == (0, 384)
    assert pack(numpy.zeros(4, dtype=numpy.float32)) == (1.0, bytes(4))


def test_likeness_is_taken_from_the_mean_of_each_language() -> None:
    numpy = pytest.importorskip("numpy")
    from reader.meaning.vectors import Means, Space

    chance = numpy.random.default_rng(2)
    events = chance.normal(size=(40, 32))
    codes = {"en": chance.normal(size=32) * 1.5, "fr": chance.normal(size=32) * 1.5}
    rows, languages = [], []
    for code, offset in codes.items():
        rows += [event + offset + 0.3 * chance.normal(size=32) for event in events]
        languages += [code] * len(events)
    data = numpy.asarray(rows, dtype=numpy.float32)
    data /= numpy.linalg.norm(data, axis=1, keepdims=True)
    zero = Means(numpy.zeros(32, dtype=numpy.float32), {})
    space = Space(range(80), languages, data, zero)
    assert space.cosine(0, 1) > space.cosine(0, 40)  # as they come, language is all
    same, other = space.likenesses([(0, 40), (0, 1)])
    assert same > 0.5 > 0.2 > other
    assert space.likenesses([(0, 999)]) == [0.0]
    assert (0, 40) in set(space.near([0], most=3))
    assert not list(Space([5], ["en"], data[:1], zero).near([5]))


def test_a_story_is_compared_with_the_whole_thread_and_with_what_is_around() -> None:
    numpy = pytest.importorskip("numpy")
    from reader.meaning.vectors import Means, Space

    chance = numpy.random.default_rng(3)
    event, other = chance.normal(size=(2, 32))
    rows = [event + 0.8 * chance.normal(size=32) for _ in range(12)]
    rows += [other + 0.8 * chance.normal(size=32) for _ in range(4)]
    data = numpy.asarray(rows, dtype=numpy.float32)
    zero = Means(numpy.zeros(32, dtype=numpy.float32), {})
    space = Space(range(16), ["en"] * 16, data, zero)
    threads = {1: list(range(1, 12)), 2: [0], 3: [12, 13, 14, 15, 99]}
    thread_of = {story: thread for thread, stories in threads.items() for story in stories}
    near, far, inside, lone = space.among([(0, 1), (0, 12), (12, 13), (0, 99)], threads, thread_of)
    assert near > max(space.likenesses([(0, 1)])[0], far)
    assert inside > space.likenesses([(12, 13)])[0]
    assert lone < near
    # Of a thread of two the other one is all that is left, and around one of two stands the other.
    pair = Space([1, 2], ["en"] * 2, data[:2], zero)
    alike = space.likenesses([(0, 1)])
    assert space.among([(0, 1)], {1: [0, 1]}, {0: 1, 1: 1}) == pytest.approx(alike)
    (alike,) = pair.likenesses([(1, 2)])
    assert pair.crowds([1]) == {1: pytest.approx(max(0.0, alike))}
    assert alike > 0
    crowds = space.crowds([0, 12, 99])
    assert set(crowds) == {0, 12}
    assert crowds[0] > crowds[12] >= 0
    assert space.crowds([0]) == {0: crowds[0]}
    assert Space([5], ["en"], data[:1], zero).crowds([5]) == {5: 0.0}


def test_one_story_that_is_little_like_any_other_is_a_stranger_in_its_group() -> None:
    numpy = pytest.importorskip("numpy")
    from reader.meaning.vectors import Means, Space

    event, side = numpy.eye(16)[:2]
    own = 0.3 * numpy.eye(16)[4:]
    rows = [event + own[n] for n in range(5)] + [0.25 * event + side, 0.25 * event + side + own[7]]
    zero = Means(numpy.zeros(16, dtype=numpy.float32), {})
    space = Space(range(7), ["en"] * 7, numpy.asarray(rows, dtype=numpy.float32), zero)
    found = space.stranger([0, 1, 5, 2, 3, 99])
    assert found is not None
    assert found[0] == 5
    assert found[1] == pytest.approx(space.among([(5, 0)], {1: [0, 1, 2, 3], 2: [5]},
                                                 {0: 1, 5: 2})[0], abs=0.05)  # fmt: skip
    assert space.stranger([0, 1, 2, 3, 4]) is None
    # Two of a kind are no strangers, and of two nobody can say who it is.
    assert space.stranger([0, 1, 2, 3, 5, 6]) is None
    assert space.stranger([0, 5]) is None


def test_of_a_few_stories_the_mean_of_their_language_is_known_beforehand() -> None:
    numpy = pytest.importorskip("numpy")
    from reader.meaning.vectors import Means, Space

    chance = numpy.random.default_rng(4)
    event, other = chance.normal(size=(2, 32))
    codes = {"nl": chance.normal(size=32) * 1.5, "pt": chance.normal(size=32) * 1.5}
    rows = [event + codes["nl"], event + codes["pt"], other + codes["pt"]]
    data = numpy.asarray(rows, dtype=numpy.float32)
    data /= numpy.linalg.norm(data, axis=1, keepdims=True)
    length = float(numpy.linalg.norm(rows[0]))
    of = {code: (row / length).astype(numpy.float32) for code, row in codes.items()}
    zero = numpy.zeros(32, dtype=numpy.float32)
    blind = Space([1, 2, 3], ["nl", "pt", "pt"], data, Means(zero, {}))
    knowing = Space([1, 2, 3], ["nl", "pt", "pt"], data, Means(zero, of))
    same, language = blind.likenesses([(1, 2), (2, 3)])
    assert same < language
    same, language = knowing.likenesses([(1, 2), (2, 3)])
    assert same > 0.6 > language + 0.2
    # A language of which nothing is known stands where all do.
    unknown = Space([1, 2, 3], ["xx", "yy", "yy"], data, Means(zero, of))
    assert unknown.likenesses([(1, 2)]) == pytest.approx(blind.likenesses([(1, 2)]), abs=0.01)


def test_what_ships_is_of_the_model_that_ships() -> None:
    pytest.importorskip("numpy")
    from reader.meaning import MODEL
    from reader.meaning.vectors import means

    ours = means(MODEL, 384)
    assert 0.5 < float((ours.whole**2).sum()) <= 1.01
    assert {"en", "fr", "de", "es", "it", "pt", "nl", "pl", "ru", "zh"} <= set(ours.of)
    assert all(0.05 < float((row**2).sum()) ** 0.5 < 0.4 for row in ours.of.values())
    other = means("another", 8)
    assert not other.whole.any()
    assert not other.of


@pytest.mark.parametrize(
    ("title", "summary", "told"),
    [
        ("A", "", "A"),
        ("Volcano erupts", "Volcano erupts in Iceland today", "Volcano erupts in Iceland today"),
        ("Volcano erupts", " Ash falls. ", "Volcano erupts. Ash falls."),
        ("", "Only a note", "Only a note"),
        ("", "", ""),
    ],
)
def test_a_story_as_a_text(title: str, summary: str, told: str) -> None:
    from reader.meaning import texts

    assert texts.told(title, summary) == told
    assert len(texts.told(title, "x" * 9_000)) <= 2 * texts.SUMMARY


def test_without_the_extra_the_commands_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from reader import meaning
    from reader.cli.main import cli
    from reader.errors import UsageError
    from reader.services import meaning as work

    monkeypatch.setattr(work, "installed", lambda: False)
    monkeypatch.setattr(meaning, "installed", lambda: False)
    for arguments in (["meaning"], ["group", "--semantic"]):
        result = CliRunner().invoke(cli, arguments)
        assert isinstance(result.exception, UsageError)
        assert result.exception.hint == "pip install 'clew[semantic]'"
