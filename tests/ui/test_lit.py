"""Which words of a search are lit, and where."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from reader.query.parse import parse
from reader.services.lighting import patterns, words
from reader.ui.lit import excerpt, lit_parts, pattern, spans


def lit_in(query: str, text: str) -> list[str]:
    asked = parse(query)
    lit = pattern(words(asked), patterns(asked))
    return [text[start:end] for start, end in spans(text, lit)]


def test_words_are_lit_without_case_and_accents() -> None:
    assert lit_in("elysee", "À l'Élysée, ELYSEE; l'élyséen") == ["Élysée", "ELYSEE"]


def test_prefixes_phrases_and_what_is_excluded() -> None:
    assert lit_in("tele*", "Telescope and telegram") == ["Tele", "tele"]
    assert lit_in('"x corp"', "X-Corp, X Corp; corp x") == ["X-Corp", "X Corp"]
    assert lit_in("musk -tesla is:unread feed:bbc", "Musk sells Tesla at the BBC") == ["Musk"]
    assert lit_in("is:unread", "unread") == []


def test_cjk_is_lit_inside_a_run_and_where_a_line_is_broken() -> None:
    assert lit_in("東京", "新東京駅、東 京") == ["東京", "東 京"]
    assert lit_in("京", "東京都") == ["京"]
    assert lit_in("ai", "AI選挙 said") == ["AI"]
    assert lit_in("ai選挙", "AI 選挙、AI選挙") == ["AI 選挙", "AI選挙"]
    assert lit_in("서울", "사업 서울에서") == ["서울"]  # no other syllables that begin alike
    assert lit_in("カラ", "ガラス カラス") == ["カラ"]


def test_signs_are_lit_as_written() -> None:
    assert lit_in("c++", "C++ and C, then c++!") == ["C++", "c++"]
    assert lit_in("🚀", "to 🚀 and 👩\u200d🚀") == ["🚀", "🚀"]
    assert lit_in("at&t", "AT&T at T") == ["AT&T", "at T"]


def test_numbers_are_lit_however_they_are_written() -> None:
    assert lit_in("10000", "10,000 10 000 10000 100,000") == ["10,000", "10 000", "10000"]


def test_words_spelled_almost_alike_are_lit() -> None:
    assert lit_in("~semaphor", "Semafor's semaphore, seminar") == ["Semafor", "semaphore"]
    assert lit_in("-~semaphor x", "Semafor") == []


def test_letters_are_lit_however_they_are_written() -> None:
    assert lit_in("αθηνας", "της Αθήνας, ΑΘΗΝΑΣ") == ["Αθήνας", "ΑΘΗΝΑΣ"]
    assert lit_in("елка", "ёлка и мой") == ["ёлка"]
    assert lit_in("oeuvre", "l'Œuvre, oeuvre") == ["Œuvre", "oeuvre"]


def test_many_words_are_lit_each_at_its_own_edges() -> None:
    many = " ".join(f"w{n}x" for n in range(1_500))
    assert lit_in(f"{many} 東京 c++ tele*", "w7x w7xy 新東京 C++ Telegram aw8x") == [
        "w7x",
        "東京",
        "C++",
        "Tele",
    ]


def test_underscores_part_words() -> None:
    assert lit_in("bar", "foo_bar") == ["bar"]


def test_what_a_thread_is_found_by_is_lit_but_no_part_of_addresses() -> None:
    assert lit_in("thread:(curie) url:paris", "Curie in Paris") == ["Curie"]


@given(st.text(max_size=60), st.text(max_size=12))
def test_lit_parts_are_the_text(text: str, word: str) -> None:
    parts = lit_parts(text, Style(), pattern([(word, False)]), Style(bold=True))
    assert "".join(piece for piece, _style in parts) == text


def test_an_excerpt_near_the_end_of_a_text_fills_its_room_with_what_stands_before() -> None:
    text = f"{'before ' * 30}hired von DeepMind."
    shown = excerpt(text, pattern([("deepmind", False)]), 40)
    assert shown.endswith("before hired von DeepMind.")
    assert 30 < len(shown) <= 41
