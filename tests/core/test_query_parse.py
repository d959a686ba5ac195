"""The language: what parses to what, what is an error where, and back to text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import QueryError
from reader.query import describe
from reader.query.parse import MAX_LENGTH, parse
from reader.query.tree import (
    And,
    Date,
    Everything,
    Fuzzy,
    Has,
    InView,
    Like,
    Near,
    Node,
    Not,
    Number,
    Or,
    Origin,
    Phrase,
    Prefix,
    Query,
    Regex,
    State,
    Tag,
    ThreadIs,
    ThreadOf,
    Word,
)
from reader.query.unparse import unparse

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("", Everything()),
        ("  ", Everything()),
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b c", Or((A, And((B, C))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a (b c)", And((A, B, C))),
        ("-a", Not(A)),
        ("NOT a", Not(A)),
        ('OR"0"', And((Phrase("OR"), Phrase("0")))),
        ("-(a OR b)", Not(Or((A, B)))),
        ("a or not b", And((A, Word("or"), Word("not"), B))),
        ('"a  b"', Phrase("a b")),
        ("“a b”", Phrase("a b")),
        ("pre*", Prefix("pre")),
        ('"a b"*', Prefix("a b")),
        ("~semaphor", Fuzzy("semaphor")),
        ("/a b/i", Regex("a b", True)),
        ("/usr/bin", Word("/usr/bin")),
        ("a NEAR/5 b", Near(A, B, 5)),
        ("a NEAR b", Near(A, B, 10)),
        ("title:a", Word("a", "title")),
        ("title:(a OR b*)", Or((Word("a", "title"), Prefix("b", "title")))),
        ('subject:"a b"', Phrase("a b", "title")),
        ("intitle:a by:b", And((Word("a", "title"), Word("b", "author")))),
        ("from:c list:d", And((Word("c", "from"), Origin("feed", "d")))),
        ("is:(unread OR starred)", Or((State("unread"), State("starred")))),
        ("feed:verge", Origin("feed", "verge")),
        ('feed:(verge OR "le monde")', Or((Origin("feed", "verge"), Origin("feed", "le monde")))),
        ("lang:fr site:x.org", And((Origin("lang", "fr"), Origin("site", "x.org")))),
        ("lang:English", Origin("lang", "en")),
        ("language:(pt-BR OR fran)", Or((Origin("lang", "pt-BR"), Origin("lang", "fr")))),
        ("#ai", Tag("ai")),
        ("tag:ai", Tag("ai")),
        ("label:ai", Tag("ai")),
        ("+ai", Tag("ai")),
        ('#"two words"', Tag("two words")),
        ("+unread", State("unread")),
        ("unread", State("unread")),
        ('unread = "yes"', State("unread")),
        ('unread != "yes"', State("read")),
        ("is:unread -is:muted", And((State("unread"), Not(State("muted"))))),
        ("has:code has:attachment", And((Has("code"), Has("media")))),
        ("sources:>=3", Number("sources", 3, None)),
        ("stories:>5", Number("stories", 6, None)),
        ("words:<300", Number("words", None, 299)),
        ("langs:2", Number("langs", 2, 2)),
        ("sources:2..5", Number("sources", 2, 5)),
        ("words:>1k", Number("words", 1001, None)),
        ("date:today", Date("date", "today", "today")),
        ("date:2026-11-01..2026-11-15", Date("date", "2026-11-01", "2026-11-15")),
        ("after:2026-11-01", Date("date", "2026-11-01", "")),
        ("before:2026-11-01", Date("date", "", "<2026-11-01")),
        ("newer:3d", Date("date", "3d", "")),
        ("older_than:2w", Date("date", "", "2w")),
        ('newer:"1 hour ago"', Date("date", "1 hour ago", "")),
        ("seen:yesterday", Date("seen", "yesterday", "yesterday")),
        ("readat:>2026", Date("readat", ">2026", "")),
        ("@1week", Date("date", "1week", "")),
        ("@6-months-ago", Date("date", "6-months-ago", "")),
        ("@2019-06-20--2019-06-24", Date("date", "2019-06-20", "2019-06-24")),
        ("@handle", Word("@handle")),
        ("thread:12", ThreadIs(12)),
        ("thread:(a b)", ThreadOf(And((A, B)))),
        ("thread:{a b}", ThreadOf(And((A, B)))),
        ("in:unread", InView("unread")),
        ("like:7", Like(7)),
        ("C++", Word("C++")),
        ("AT&T don't", And((Word("AT&T"), Word("don't")))),
        ("foo - bar", And((Word("foo"), Word("bar")))),
        ("--force", Word("--force")),
        ("http://x.org/y", Word("http://x.org/y")),
        ("12:30", Word("12:30")),
        ("Musk: the feud", And((Word("Musk:"), Word("the"), Word("feud")))),
        ("(Musk: feud)", And((Word("Musk:"), Word("feud")))),
        ("🚀", Word("🚀")),
        ("a\0b", Word("a\ufffdb")),
    ],
)
def test_what_parses_to_what(text: str, root: Node) -> None:
    assert parse(text).root == root


def test_controls_stand_anywhere_outside_parentheses() -> None:
    query = parse("sort:-sources a limit:20 group:none")
    assert query == Query(A, "sources", True, 20, "none")
    assert parse("a -sort:sources") == Query(A, "sources", True)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("titel:x", 0, "Did you mean title:?"),
        ("a is:unred", 5, "Did you mean is:unread?"),
        ("has:cod", 4, "Did you mean has:code?"),
        ("lang:klingon", 5, "There is no language klingon"),
        ("sort:dat a", 5, "Did you mean sort:date?"),
        ("date:tody", 5, "Did you mean today?"),
        ('a "b c', 2, "This quote is not closed"),
        ("a (b", 2, "This parenthesis is not closed"),
        ("a) b", 1, "closing parenthesis"),
        ("a OR", 2, "OR needs something"),
        ("OR a", 0, "OR needs something"),
        ("AND", 0, "AND needs something"),
        ("a NOT", 2, "NOT needs something"),
        ("NEAR/3 a", 0, "NEAR stands between"),
        ("a NEAR/3 -b", 2, "NEAR stands between"),
        ("a NEAR 🚀", 2, "NEAR needs a word"),
        ("()", 0, "nothing between the parentheses"),
        ('""', 0, "nothing between the quotes"),
        ("???", 0, "no letter, digit or sign"),
        ("f*o", 0, "* stands only at the end"),
        ("date:2026-13", 5, "2026-13 is not a date"),
        ("date:2026-02-30", 5, "is not a date"),
        ("date:2026-12..2026-11", 5, "runs backwards"),
        ("sources:many", 8, "takes a number"),
        ("sources:5..2", 8, "runs backwards"),
        ("thread:x", 7, "takes a whole number"),
        ("limit:0", 6, "above 0"),
        ("(limit:3)", 1, "stands outside parentheses"),
        ("title:", 0, "needs a value"),
        ("title:(is:unread)", 7, "cannot stand inside title:"),
        ("feed:(thread:(a))", 0, "takes words, OR and parentheses"),
        ("-limit:3 a", 0, "NOT stands before a condition"),
        ("(" * 60 + "a" + ")" * 60, 40, "more than 40 deep"),
        ("a" * (MAX_LENGTH + 1), MAX_LENGTH, "the most"),
        ("a " * 3000, 4000, "More than 2000 conditions"),
    ],
)
def test_errors_mark_the_column(text: str, column: int, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.column == column
    assert says in str(caught.value)


FRAGMENTS = """( ) " “ ” - NOT OR AND NEAR NEAR/3 a b* multi-agent title: body:x title:( #t # +
+unread ~fuzy /re/ /re is:unread is: is:x has:note feed:x feed:( date:today date:2026-1 newer:3d
@1week sources:>2 words:..5 heat:<0 heat:>2 thread:3 thread:( thread:{ } in:today sort:rank : .. *
sort:-date limit:3 group:none 東京 🚀 C++ unread = É ' ; -- %"""
PIECES = st.sampled_from([*FRAGMENTS.split(), "\0", "\ud800"])
QUERIES = st.one_of(
    st.text(max_size=80),
    st.lists(PIECES, max_size=12).map(" ".join),
    st.lists(PIECES, max_size=8).map("".join),
)


@settings(max_examples=700, deadline=None)
@given(QUERIES)
def test_any_text_is_a_query_or_an_error_with_its_column(text: str) -> None:
    problem: QueryError | None = None
    try:
        query = parse(text)
    except QueryError as error:
        problem = error
    if problem is not None:
        assert 0 <= problem.column <= len(text)
        assert problem.message
        return
    assert parse(unparse(query)) == query
    assert describe.sentence(query)


def test_fields_in_fields_without_end_are_refused() -> None:
    with pytest.raises(QueryError, match="deep"):
        parse("title:" * 2_000 + "x")
