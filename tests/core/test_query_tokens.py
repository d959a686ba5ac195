"""Words in Python are the words of the SQLite in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.query.tokens import bigrams, fold, has_cjk, sought, tokens


def indexed_as(texts: list[str]) -> list[list[str]]:
    """The terms of each text in an index of its own."""
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute(
            "CREATE VIRTUAL TABLE f USING fts5(t, tokenize='unicode61 remove_diacritics 2')"
        )
        index.execute("CREATE VIRTUAL TABLE v USING fts5vocab(f, 'instance')")
        index.executemany("INSERT INTO f(rowid, t) VALUES (?, ?)", list(enumerate(texts, 1)))
        found: dict[int, list[tuple[int, str]]] = {}
        for term, doc, offset in index.execute("SELECT term, doc, offset FROM v"):
            found.setdefault(doc, []).append((offset, term))
    return [[term for _, term in sorted(found.get(n, []))] for n in range(1, len(texts) + 1)]


def test_every_character_of_the_first_planes() -> None:
    codes = [c for c in range(1, 0x20000) if not 0xD800 <= c < 0xE000]
    texts = [f"q{chr(code)}q" for code in codes]
    wrong = [
        hex(code)
        for code, text, expected in zip(codes, texts, indexed_as(texts), strict=True)
        if tokens(text) != expected
    ]
    assert wrong == []


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(
        st.characters(max_codepoint=0x2FFFF, exclude_categories=["Cs"], exclude_characters="\0")
    )
)
def test_any_text(text: str) -> None:
    assert [tokens(text)] == indexed_as([text])


def test_accents_case_and_marks_fold() -> None:
    assert fold("Élan VITAL, e\u0301lan—Über!") == "elan vital elan uber"
    assert tokens("don't AT&T multi-agent C++") == ["don", "t", "at", "t", "multi", "agent", "c"]


def test_cjk_is_cut_into_pairs() -> None:
    assert has_cjk("新 x")
    assert not has_cjk("naïve")
    assert tokens(bigrams("iPhone東京都 x")) == ["iphone", "東京", "京都", "都", "x"]
    assert sought("東京") == (["東京"], False)
    assert sought("東京都") == (["東京", "京都"], False)
    assert sought("京") == (["京"], True)
    assert sought("iPhone 東京!") == (["iphone", "東京"], False)
    assert sought("東京 x") == (["東京", "京", "x"], False)
    assert sought("naïve") == (["naive"], False)
