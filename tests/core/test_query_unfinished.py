"""Queries while they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import QueryError
from reader.query.parse import parse
from reader.query.unfinished import unfinished
from reader.query.unparse import unparse


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("", ""),
        ("m", ""),
        ("mu", "mu*"),
        ("musk ", "musk"),
        ("musk o", "musk"),
        ("musk op", "musk op*"),
        ("musk OR", "musk"),
        ("musk OR ", "musk"),
        ("musk OR te", "musk OR te*"),
        ("(musk OR te", "musk OR te*"),
        ("musk -", "musk"),
        ("musk -te", "musk -te"),
        ('"openai let', '"openai let"*'),
        ('musk "', "musk"),
        ("\u201eopenai let", '"openai let"'),
        ("\u201eopenai let\u201c", '"openai let"'),
        ("thread:{#ai musk", "thread:(#ai musk*)"),
        ("title:", ""),
        ("title:te", "title:te*"),
        ("is:", ""),
        ("is:un", ""),
        ("musk is:unread", "musk is:unread"),
        ("musk sort:so", "musk"),
        ("sources:>", ""),
        ("date:2023-", ""),
        ("date:yes", ""),
        ("musk NEAR/5", "musk"),
        ("musk NEAR/5 op", "musk NEAR/5 op*"),
        ("thread:(mu", "thread:(mu*)"),
        ("東", "東*"),
        ("C++", "C++"),
        ("10000", "10000*"),
    ],
)
def test_what_is_typed_so_far_is_a_query(typed: str, means: str) -> None:
    assert unparse(unfinished(typed)).replace('"', "") == means.replace('"', "")


@pytest.mark.parametrize(
    ("typed", "column"),
    [
        ("is:unred", 3),
        ("is:un ", 3),
        ("musk titel:x ", 5),
        ("colour:red", 0),
        ("colour:red x", 0),
        ("a) b", 1),
        ("words:many", 6),
    ],
)
def test_what_more_letters_cannot_mend_is_said(typed: str, column: int) -> None:
    with pytest.raises(QueryError) as caught:
        unfinished(typed)
    assert caught.value.column == column


SCRAPS = st.lists(
    st.sampled_from(
        ["musk", "is:unread", "title:", '"a b"', "OR", "NOT", "-", "(", ")", "#t", "東京", "~gpu"]
    ),
    max_size=7,
)


@settings(max_examples=300, deadline=None)
@given(scraps=SCRAPS, cut=st.integers(0, 6))
def test_a_query_cut_anywhere_is_a_query_or_says_what_is_wrong(scraps: list[str], cut: int) -> None:
    whole = " ".join(scraps)
    try:
        parse(whole)
    except QueryError:
        return
    typed = whole[: len(whole) - cut]
    column = 0
    try:
        unparse(unfinished(typed))
    except QueryError as error:
        column = error.column
    assert 0 <= column <= len(typed) + 2
