"""Numbers are found however their thousands are set apart."""

from __future__ import annotations

import pytest

from reader.query.memory import text_matches
from reader.query.numerals import spelled
from reader.query.tokens import tokens
from reader.query.tree import Phrase, Prefix, Word

WRITTEN = ("10000", "10,000", "10.000", "10 000", "10\u202f000", "10'000")


@pytest.mark.parametrize("sought", WRITTEN)
@pytest.mark.parametrize("text", WRITTEN)
def test_one_number_is_found_in_every_way_to_write_it(sought: str, text: str) -> None:
    assert text_matches(Word(sought), f"Musk buys {text} GPUs")
    assert text_matches(Phrase(f"buys {sought} gpus"), f"Musk buys {text} GPUs")
    assert text_matches(Prefix(sought), f"Musk buys {text} GPUs")


@pytest.mark.parametrize(
    ("sought", "text"),
    [("10000", "100000"), ("10,000", "10"), ("10,000", "000 10"), ("2023", "2024"), ("007", "7")],
)
def test_other_numbers_are_not(sought: str, text: str) -> None:
    assert not text_matches(Word(sought), text)


def test_millions_and_lakhs() -> None:
    for written in ("1234567", "1,234,567", "12,34,567"):
        ways = [tuple(way) for way in spelled(tokens(written))]
        assert set(ways) == {("1234567",), ("1", "234", "567"), ("12", "34", "567")}


def test_words_and_dates_stay_as_they_are() -> None:
    for row in (["musk"], [], ["2023", "04", "11"], ["0012"], ["9" * 20], ["5", "gpus"]):
        assert spelled(row)[0] == row
    assert spelled(["2023"]) == [["2023"], ["2", "023"]]
