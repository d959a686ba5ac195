"""newsboat's filter expressions as queries of ours."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.query.newsboat import Untranslatable, translate
from reader.query.parse import parse


@pytest.mark.parametrize(
    ("expression", "query"),
    [
        ('unread = "yes"', "is:unread"),
        ('unread != "yes"', "is:read"),
        ('tags # "two words"', 'tag:"two words"'),
        ('tags !# "ads"', '-tag:"ads"'),
        ('title =~ "linux"', 'title:"linux"'),
        ('feedtitle =~ "The Times" and unread="yes"', 'feed:"The Times" is:unread'),
        ('title !~ "foo|bar baz"', '-(title:"foo" OR title:"bar baz")'),
        ('rssurl =~ "example.com"', 'feed:"example.com"'),
        ('author =~ ".*Ann.*"', 'author:"Ann"'),
        ('title =~ "^[0-9]+ ways"', "title:/^[0-9]+ ways/i"),
        ('link !~ "example.org/(a|b)/"', r"-url:/example.org\/(a|b)\//i"),
        ('content =~ "(?i)linux"', "body:/(?i)linux/i"),
        (r'title =~ "a\\/b"', r"title:/a\\\/b/i"),
        ('author == "Bob (B.) Smith"', r"author:/^Bob \(B\.\) Smith$/i"),
        ("age < 3", "newer:3d"),
        ("age <= 3", "newer:4d"),
        ("age > 3", "older:4d"),
        ("age between 0:7", "newer:8d"),
        ("age between 2:7", "older:2d newer:8d"),
        (
            '(unread = "yes" or age < 2) and not (tags # "x")',
            '((is:unread OR newer:2d)) -((tag:"x"))',
        ),
    ],
)
def test_translations(expression: str, query: str) -> None:
    assert translate(expression) == query
    parse(query)


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("", "ends too early"),
        ('feedtitle =~ "^a.*b$"', "regular expression"),
        ('title =~ "(a"', "no regular expression of ours"),
        ('title =~ ""', "regular expression"),
        ('title < "whole"', "no like here"),
        ('flags # "s"', "flags has no like"),
        ('unread = "yes" unread', "not understood"),
        ('(unread = "yes"', "parenthesis"),
        ("(" * 200, "too deep"),
        ("age < x", "no like"),
        ("age < 0", "says nothing"),
        ('tags = "x"', "no like"),
        ('unread = "perhaps"', "not understood"),
        ("~", "not understood"),
    ],
)
def test_what_cannot_be_told_says_why(expression: str, why: str) -> None:
    with pytest.raises(Untranslatable, match=why):
        translate(expression)


PIECES = 'unread tags title age feedtitle and or not ( ) ! = =~ !~ # !# < >= ~ | 3 "yes" "x|y"'
WORDS = st.sampled_from(PIECES.split())


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS | st.text(max_size=4), max_size=12).map(" ".join))
def test_any_text_is_a_query_of_ours_or_says_why(expression: str) -> None:
    try:
        query = translate(expression)
    except Untranslatable:
        return
    parse(query)
