"""Which words of a search are lit, and where."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from reader.query.parse import parse
from reader.services.lighting import words
from reader.ui.lit import excerpt, lit_parts, pattern, spans


def lit_in(query: str, text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text, pattern(words(parse(query))))]


def test_words_are_lit_without_case_and_accents() -> None:
    assert lit_in("elysee", "À l'Élysée, ELYSEE; l'élyséen") == ["Élysée", "ELYSEE"]


def test_prefixes_phrases_and_what_is_excluded() -> None:
    assert lit_in("tele*", "Telescope and telegram") == ["Tele", "tele"]
    assert lit_in('"x corp"', "X-Corp, X Corp; corp x") == ["X-Corp", "X Corp"]
    assert lit_in("musk -tesla is:unread feed:bbc", "Musk sells Tesla at the BBC") == ["Musk"]
    assert lit_in("is:unread", "unread") == []


@given(st.text(max_size=60), st.text(max_size=12))
def test_lit_parts_are_the_text(text: str, word: str) -> None:
    parts = lit_parts(text, Style(), pattern([(word, False)]), Style(bold=True))
    assert "".join(piece for piece, _style in parts) == text


def test_an_excerpt_near_the_end_of_a_text_fills_its_room_with_what_stands_before() -> None:
    text = f"{'before ' * 30}hired von DeepMind."
    shown = excerpt(text, pattern([("deepmind", False)]), 40)
    assert shown.endswith("before hired von DeepMind.")
    assert 30 < len(shown) <= 41
