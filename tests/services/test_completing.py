"""Completing queries: fields, values, quotes; whatever is offered can be read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query.fields import FIELDS
from reader.query.parse import parse
from reader.services.completing import _FIELD_HELP, Names, complete

NAMES = Names(
    feeds=("Le Monde", "BBC News", "Monday Notes"),
    folders=("World", "Tech & AI"),
    tags=("ai", "to read"),
    views=("Unread", "Long reads"),
    languages=("de", "en"),
)


def shown(text: str) -> list[str]:
    return [one.shown for one in complete(text, NAMES)]


def test_every_field_is_explained() -> None:
    assert set(_FIELD_HELP) == set(FIELDS)


def test_fields_and_states_complete() -> None:
    assert shown("openai fe") == ["feed:"]
    assert shown("unr") == ["is:unread"]
    assert "title:" in shown("")
    assert shown("x O") == ["older:", "OR", "is:opened"]


@pytest.mark.parametrize(
    ("text", "first", "becomes"),
    [
        ("feed:mon", "feed:Monday Notes", 'feed:"Monday Notes" '),
        ("a -feed:bb", "feed:BBC News", 'a -feed:"BBC News" '),
        ('(feed:"le mo', "feed:Le Monde", '(feed:"Le Monde" '),
        ("folder:te", "folder:Tech & AI", 'folder:"Tech & AI" '),
        ("#a", "#ai", "#ai "),
        ("#to", "#to read", 'tag:"to read" '),
        ("is:un", "is:unread", "is:unread "),
        ("sort:-st", "sort:-stories", "sort:-stories "),
        ("in:long", "in:Long reads", 'in:"Long reads" '),
        ("date:to", "date:today", "date:today "),
        ("fol", "folder:", "folder:"),
    ],
)
def test_values_complete_quoted_where_they_must_be(text: str, first: str, becomes: str) -> None:
    found = complete(text, NAMES)
    assert found[0].shown == first
    assert found[0].into(text) == becomes


def test_a_word_in_the_middle_completes_in_its_place() -> None:
    text = "feed:le older:2w"
    (found,) = complete(text, NAMES, at=7)
    assert found.into(text) == 'feed:"Le Monde" older:2w'


@given(st.text(max_size=30), st.integers(0, 30))
def test_no_text_fails_and_what_is_offered_can_be_read(text: str, at: int) -> None:
    for one in complete(text, NAMES, min(at, len(text))):
        assert 0 <= one.start <= one.end <= len(text)
        if not one.open and one.insert not in ("OR", "NOT", "NEAR/5"):
            parse(one.shown if one.shown.startswith("is:") else f"x {_whole(one.shown)}")


def _whole(shown: str) -> str:
    field, colon, value = shown.partition(":")
    return f'{field}:"{value}"' if colon and " " in value else shown.replace("#to read", "#ai")
