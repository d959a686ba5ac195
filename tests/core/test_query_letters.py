"""Words in all the ways people write them."""

# ruff: noqa: RUF001 - the letters are Greek and Russian

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.query.letters import bare, forms
from reader.query.match import in_row, named_so
from reader.query.tokens import indexed


def found(text: str, sought: str, *, goes_on: bool = False) -> bool:
    return in_row(indexed(text), indexed(sought), goes_on)


def test_greek_is_found_with_and_without_accents() -> None:
    for written in ("Αθήνα", "ΑΘΗΝΑ", "αθηνα"):
        assert all(found(written, sought) for sought in ("Αθήνα", "ΑΘΗΝΑ", "αθηνα"))
    assert found("το αυτοκίνητό μου", "αυτοκινητο")
    assert found("τον Μάιο, του Μαΐου", "μαιου")
    assert found("στην Αθήνα χθες", "στην ΑΘΗΝΑ χθες")
    assert found("Αθηναίοι", "αθηνα", goes_on=True)
    assert not found("Αθήνα", "Αθηνά ι")


def test_russian_yo_and_letters_written_for_two() -> None:
    assert found("ёлка", "елка")
    assert found("елка", "ЁЛКА")
    assert found("un chef-d'œuvre", "chef d oeuvre")
    assert found("les coeurs", "cœur", goes_on=True)
    assert found("curriculum vitæ", "vitae")
    assert found("Hauptstraße", "hauptstrasse")
    assert found("STRASSE", "Straße")
    assert not found("мой", "мои")


def test_names_are_told_however_they_are_written() -> None:
    assert named_so("Καθημερινή", "καθημερινη")
    assert named_so("Süße Zeitung", "susse")


@given(st.text("αειου ωσλάΐωή", max_size=8) | st.text("aeosœæßеёк", max_size=10))
def test_each_form_is_the_word_to_a_reader(word: str) -> None:
    for part in indexed(word):
        ways = forms(part)
        assert ways[0] == part
        assert len(ways) <= 256
        assert {bare(way) for way in ways} == {bare(part)}
