"""The loops over text in C answer as those in Python do, whatever the text is."""

from __future__ import annotations

import json
from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.model import Telling
from reader.threads import known, reading_of, textloops
from reader.threads.words import FOLDED, fold
from tests.core.twins import in_python

NAMES = (
    "among", "any_of", "cut", "first_of", "folded", "met", "plain_name", "prints", "sought",
    "tally", "unpacked", "voted", "worded", "zipf",
)  # fmt: skip
DATA = Path(__file__).parents[1] / "data" / "threads"
PLAIN = in_python("reader.threads.textloops")
assert not PLAIN.COMPILED

in_c = pytest.mark.skipif(not textloops.COMPILED, reason="there was no C compiler")

#: Letters of all kinds: plain, with accents, figures of several scripts, halves of pairs, marks
#: that stand on others, of no space between words, from right to left, Kelvin and long s.
ODD = (
    "abkKmMnBtTxZ  019.,:'-/(%$#€£_\u00a0\u202f\t\x1c\0éßÉ\u0131İΣςǅ\u0301\u0663\u0e01\u0e33"
    "中の한\u1100\u05d0\u0644\u0655²½ⅨⒶ\u212a\u017f\u200d\ufe0f\ud800\udfff\U0001d7d8\U0001f600\ufeff"
)
#: What numbers and names with dots are made of.
PARTS = (
    "$", "€", "#", "1", "12", "123", ",123", ".123", ".5", ",", ".", " ", "k", "K", "\u212a", "m",
    "Mn", "bn", "tn", "mila", "mil", "%", "\u0663\u0663\u0663", "U.S.", "GPT-4", "e.g.", "'s",
    "O'", "X", "(", "R", "-", "\u00a0", "_", "Musk", "ÉLAN", "word", ":", "/", "!", "中国",
)  # fmt: skip
odd = st.one_of(
    st.text(), st.text(ODD, max_size=60), st.lists(st.sampled_from(PARTS), max_size=30).map("".join)
)


def _same(name: str, *args: Any) -> Any:
    found = getattr(textloops, name)(*args)
    assert found == getattr(PLAIN, name)(*args)
    return found


@in_c
@given(odd)
@example("x" * 3_000 + " " + "é" * 3_000 + "\ud800" * 1_024)
@example("$1,234,567,89k 12,3456 1,234k 5\x1c% 5\u2003%")
def test_the_tokens_of_a_text(text: str) -> None:
    raw, signs, _ = _same("cut", text)
    assert len(raw) == len(signs)


def _known(token: str) -> Any:
    """Something of a token, the same each time."""
    if token in ("word", "X", "R"):
        return {"word": ("wa", "word", 3.0)}.get(token, ())
    stem, name = ("w" + token[:2].lower(), token, len(token) / 3), ("@" + token[:1], token, 1.0)
    if token.islower():
        return stem
    middle = (stem, 1.0, name, 0.4)
    return middle, middle if len(token) % 2 else (stem, 0.3), (stem[0], "@x"), len(token) % 3 > 0


@in_c
@given(odd, odd, st.booleans(), st.sampled_from((1.0, 0.5)))
def test_what_the_tokens_of_a_text_count_for(one: str, two: str, cased: bool, place: float) -> None:
    told = []
    for room in (textloops, PLAIN):
        words: dict[str, Any] = {"word": ("wa", "W", 5.0)}
        asked: list[Any] = []

        def look(token: str, kind: int, words: Any = words, asked: Any = asked) -> Any:
            asked.append((token, kind))
            return words.setdefault(token, _known(token))

        def lettered(letter: str, token: str, asked: Any = asked) -> Any:
            asked.append((letter, token))
            return (("@" + letter + token, token, 0.0), 1.0)

        def counted(raw: list[str], at: int, clocked: int, asked: Any = asked) -> Any:
            asked.append((raw[at], at, clocked))
            return () if clocked else (("#" + raw[at], raw[at], 0.0), 1.3)

        parts: list[Any] = [
            (*PLAIN.cut(text)[:2], words, look, place, cased) for text in (one, two, one)
        ]
        parts.insert(2, ((("wa", "A", 0.1), 0.7, ("", "", 9.0), 0.3), place))
        more = ("@m", "", 1.0), 0.4, ("wwo", "wo", 9.0), 1.0
        found = room.tally(parts, lettered, counted, 0.15, 0.7, ("#1", "wa", "no"), 0.3, more)
        told.append((found, asked))
    assert told[0] == told[1]


@in_c
def test_what_is_no_text_is_refused() -> None:
    def take(raw: Any, signs: Any, found: Any, puts: Any = ()) -> None:
        part = raw, signs, {}, lambda *_: found, 1.0, False
        textloops.tally([part], lambda *_: puts, lambda *_: puts, 0.1, 0.7, (), 0.3, ())

    word, number = bytes((textloops.WORD | textloops.CAPITAL,)), bytes((textloops.NUMBER,))
    with pytest.raises(TypeError):
        textloops.cut(b"bytes")  # type: ignore[arg-type]
    with pytest.raises(IndexError):
        take([], word, ())
    with pytest.raises(TypeError):
        take([None], word, ())
    for found in ((1,), (1, 2), ((1, 1.0), (1, 1.0), (), True), (((), 1.0), (), (), True), 7):
        with pytest.raises((TypeError, ValueError, SystemError, IndexError)):
            take(["Musk"], word, found)
    for puts in (None, (1, 1.0), (("a", "b", 1.0), "c"), ((), 1.0)):
        with pytest.raises((TypeError, SystemError, IndexError)):
            take(["1"], number, (), puts)
    keys = array("I", [textloops.key_of("a")])
    any_of = textloops.any_of([(keys, b"")])
    with pytest.raises(IndexError):
        textloops.met(["a"], {}, 1, [(keys, b"")], any_of)
    for most, tables, bits in ((65, [], any_of), (1, [(keys, b"")] * 65, any_of), (1, [], b"")):
        with pytest.raises(ValueError, match="too many"):
            textloops.met(["a"], {}, most, tables, bits)
    for places, values, width in (({"a": 1}, b"a", 1), ({"a": -3}, b"a", 1), ({"a": 0}, b"a", 2)):
        with pytest.raises(IndexError):
            textloops.voted(["a"], {}, places, values, width)
    with pytest.raises(ValueError, match="languages"):
        textloops.voted(["a"], {}, {}, b"", 0)
    with pytest.raises(IndexError):
        textloops.zipf((keys, b"", b"a"), 30, "a", "")
    with pytest.raises(ValueError, match="ready"):
        textloops.among(["a"], b"", "a")
    for run, most in ((0, 1), (1, -1), (1, 1025)):
        with pytest.raises(ValueError, match="a run"):
            textloops.prints("a", run, 1, most)
    for wrong in ((), 7, (1, 1.0), ((("a", 1, 1.0), 1.0), 1.0), ([], b"", {}, 1.0)):
        with pytest.raises((TypeError, IndexError, SystemError)):
            textloops.tally([wrong], str, str, 0.1, 0.7, (), 0.3, ())  # type: ignore
    with pytest.raises(TypeError):
        textloops.tally([((("a", "a", 1.0), 1.0), 1.0)], str, str, 0.1, 0.7, (7,), 0.3, ())  # type: ignore


@in_c
@given(st.lists(odd), odd, odd)
def test_which_words_are_in_a_text(words: list[str], one: str, other: str) -> None:
    for text in (one, one + "".join(words[:1]) + other):
        told = PLAIN.among(words, PLAIN.sought(words), text)
        assert textloops.among(words, textloops.sought(words), text) == told
        _same("first_of", text, one[:3] + ":|\u2013-")


@in_c
@given(st.one_of(odd, st.text("tschzkruqwxoejyaivgml", max_size=12)), st.booleans())
@example("x" * 900, False)
@example("naumowskiego", True)
def test_what_a_name_is_called(name: str, cases: bool) -> None:
    _same("plain_name", name, cases)


_words = st.lists(st.one_of(st.text("abAÉé中\u017fK", min_size=1, max_size=3), odd), max_size=40)
_key_of = st.text("abcé", max_size=3).map(textloops.key_of)


@in_c
@given(odd)
@example("\ufdfa" * 600)
def test_a_text_without_accents(text: str) -> None:
    _same("folded", text, FOLDED)
    assert textloops.folded(text, FOLDED) == fold(text)


@in_c
@given(_words, st.lists(st.text("abé", min_size=1, max_size=3), unique=True), st.data())
def test_what_words_vote_for(words: list[str], known: list[str], data: st.DataObject) -> None:
    places, width = {word: place for place, word in enumerate(known)}, data.draw(st.integers(1, 3))
    values = data.draw(st.binary(min_size=width * len(known), max_size=width * len(known)))
    _same("voted", words, FOLDED, places, values, width)


@in_c
@given(_words, st.lists(st.dictionaries(_key_of, st.integers(0, 255)), max_size=4))
def test_in_which_tables_words_are(words: list[str], given: list[dict[int, int]]) -> None:
    tables = [(array("I", sorted(one)), bytes([one[key] for key in sorted(one)])) for one in given]
    words = [word for word in words if word.isalnum()]  # as all tokens begin
    _same("met", words, FOLDED, 24, tables, _same("any_of", tables))
    for word in map(fold, words):
        for keys, values in tables:
            _same("zipf", (keys, values, values[::-1]), 30, word, "")
            _same("zipf", (keys, values, values[::-1]), 30, "none", word)


@in_c
@given(st.integers(0, 1 << 24), st.integers(0, 2_000), st.integers(1, 9_000), st.text("ab"))
def test_a_place_among_keys_that_lie_unevenly(first: int, many: int, step: int, word: str) -> None:
    keys = array("I", sorted({*range(first, first + many * step, step), textloops.key_of("a")}))
    values = bytes(number % 256 for number in range(len(keys)))
    _same("zipf", (keys, values, values), 30, word, "a")


@in_c
@given(st.binary())
def test_keys_told_by_the_gaps_between_them(gaps: bytes) -> None:
    _same("unpacked", gaps[: 3 * 200])


_of_words = st.one_of(
    st.sampled_from(("The", "the", "USA", "usa", "says", "France", "quake", "Quake", "XVI",
                     "iPhone", "NATO", "monday", "Monday", "k", "Ukraine", "Boris", "may",
                     "OpenAI", "EU")),
    st.text("abeiorstXVIMcz", min_size=1, max_size=9),
    odd.filter(bool),
)  # fmt: skip


@in_c
@given(_of_words, st.sampled_from(("en", "fr", "pl", "es", "", "xx")))
@example("a" * 201, "en")
def test_what_a_word_is(token: str, language: str) -> None:
    table = known.tables().of(language, False)
    assert table._tongue is not None
    told = textloops.worded(token, *table._tongue)
    plain = 0 < len(token) <= 200 and token.isascii() and token.isalpha()
    assert (told is not None) == plain
    if plain:
        assert told == table._word(token, textloops.WORD)


@in_c
@given(odd, st.integers(1, 5), st.integers(0, 9), st.integers(0, 20))
@example("one two " * 90 + "\ud800\u2003x\U0001f600", 4, 9, 12)
def test_the_fingerprints_of_a_text(text: str, run: int, fewest: int, most: int) -> None:
    _same("prints", text, run, fewest, most)


def _read(stories: list[Telling]) -> list[Any]:
    known.tables.cache_clear()
    return [*reading_of({})(stories), *reading_of({"Маск": "Elon Musk", "GPT-4": "it"})(stories)]


def _same_reading(monkeypatch: pytest.MonkeyPatch, stories: list[Telling]) -> None:
    compiled = _read(stories)
    with monkeypatch.context() as patch:
        for loop in NAMES:
            patch.setattr(textloops, loop, getattr(PLAIN, loop))
        assert _read(stories) == compiled


@in_c
@pytest.mark.parametrize("name", ["events_languages", "events_many", "lookalikes"])
def test_stories_are_read_the_same_without_a_compiler(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    lines = [json.loads(line) for line in (DATA / f"{name}.jsonl").open(encoding="utf-8")][:250]
    stories = [
        Telling(n, n, 1, "", line["title"], line.get("summary", ""), line.get("url", ""))
        for n, line in enumerate(lines)
    ]
    _same_reading(monkeypatch, stories)


@in_c
@given(odd, odd, st.sampled_from(("", "en", "de", "tr", "ru", "ja")))
def test_odd_stories_are_read_the_same_without_a_compiler(
    title: str, summary: str, language: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        _same_reading(patch, [Telling(1, 1, 1, "", title, summary, "", language)])
