"""The text of rules: taken apart and put together again."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import UsageError
from reader.query.parse import parse
from reader.query.ruling import (
    DEEDS,
    Effect,
    RuleText,
    of_story,
    parse_effects,
    parse_rule,
    write_effects,
    write_rule,
)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("when bitcoin then star", RuleText("bitcoin", (Effect("star"),))),
        (
            "bitcoin OR ether then tag money, read",
            RuleText("bitcoin OR ether", (Effect("tag", "money"), Effect("read"))),
        ),
        (
            "When a then mute for 1w unless sources:>=5",
            RuleText("a", (Effect("mute"),), "sources:>=5", "1w"),
        ),
        (
            "when a then mute until:2026-12-01, #x",
            RuleText("a", (Effect("mute"), Effect("tag", "x")), "", "2026-12-01"),
        ),
        ('when "now and then" then follow', RuleText('"now and then"', (Effect("follow"),))),
        ("when (a then b) then star", RuleText("(a then b)", (Effect("star"),))),
        ("when a then b then star", RuleText("a then b", (Effect("star"),))),
        ('when a then tag "b, c"', RuleText("a", (Effect("tag", "b, c"),))),
        ("when a then tag two words", RuleText("a", (Effect("tag", "two words"),))),
        ("when a then mute for good", RuleText("a", (Effect("mute"),))),
    ],
)
def test_rules_are_read(text: str, rule: RuleText) -> None:
    assert parse_rule(text) == rule


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "does not say what to do"),
        ("bitcoin", "does not say what to do"),
        ("when then star", "no query"),
        ("when a then", "does not say what to do"),
        ("when a then stra", "Did you mean star"),
        ("when a then tag", "needs a name"),
        ("when a then star now", "stands alone"),
        ("when a then star until:2026-12-01", "stands alone"),
        ("when a then mute, follow", "both followed and muted"),
        ("when a then star unless", "Nothing follows unless"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_rule(text)
    assert said in str(raised.value)


@given(st.text())
def test_any_text_is_a_rule_or_an_error(text: str) -> None:
    with contextlib.suppress(UsageError):
        parse_rule(text)


effects = st.one_of(
    st.sampled_from([*DEEDS]).map(Effect),
    st.text(min_size=1).filter(lambda name: name.strip() == name).map(lambda n: Effect("tag", n)),
)


@given(st.lists(effects, min_size=1, unique=True).map(tuple))
def test_effects_are_read_as_they_are_written(done: tuple[Effect, ...]) -> None:
    deeds = {effect.deed for effect in done}
    if {"mute", "follow"} <= deeds:
        return
    assert parse_effects(write_effects(done)) == (done, "")
    rule = RuleText("a OR b", done, "sources:>=2", "1w" if "mute" in deeds else "")
    assert parse_rule(write_rule(rule)) == rule


@pytest.mark.parametrize(
    ("query", "early"),
    [
        ("bitcoin title:x feed:1 lang:en words:>5 is:unread has:link", True),
        ("-bitcoin OR is:starred", True),
        ("sources:>=2", False),
        ("is:copy", False),
        ("bitcoin -is:muted", False),
        ("#money", False),
        ("in:unread", False),
        ("thread:(bitcoin)", False),
    ],
)
def test_what_is_known_on_arrival(query: str, early: bool) -> None:
    assert of_story(parse(query).root) is early
