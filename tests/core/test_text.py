# ruff: noqa: RUF001
"""The guard between the world and the screen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import text

ESCAPES = [
    "\x1b",
    "\x1b]",
    "\x1b[",
    "\x9d",
    "\x9b",
    "\x90",
    "\x07",
    "\x1b\\",
    "\x9c",
    "52;c;",
    "0;",
    "2J",
]
OTHERS = [
    "a",
    "é",
    " ",
    "\n",
    "\t",
    "\u202e",
    "\u2066",
    "\u0301\u0301\u0301",
    "\ud800",
    "\U000e0041",
    "中",
]
ANY = st.text(st.characters(), max_size=200) | st.lists(
    st.sampled_from(ESCAPES + OTHERS), max_size=30
).map("".join)

FORBIDDEN = {"Cc", "Cs"}
OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


def unsafe(shown: str) -> list[str]:
    return [c for c in shown if unicodedata.category(c) in FORBIDDEN or c in OVERRIDES]


@given(ANY)
def test_a_line_holds_nothing_that_acts_on_a_terminal(given_text: str) -> None:
    shown = text.line(given_text)
    assert not unsafe(shown)
    assert shown == shown.strip()
    assert "  " not in shown


@given(ANY)
def test_cleaning_twice_changes_nothing(given_text: str) -> None:
    for clean in (text.line, text.block, text.display):
        assert clean(clean(given_text)) == clean(given_text)


@given(ANY)
def test_a_block_keeps_only_line_breaks_and_tabs(given_text: str) -> None:
    assert set(unsafe(text.block(given_text))) <= {"\n", "\t"}


@given(ANY)
def test_what_is_drawn_holds_no_control(given_text: str) -> None:
    assert not unsafe(text.display(given_text))


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=80), st.integers(1, 40))
def test_a_limit_holds(given_text: str, limit: int) -> None:
    assert len(text.line(given_text, limit)) <= limit


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("a\x1b]52;c;Zm9v\x07b", "ab"),
        ("a\x1b]0;title\x1b\\b", "ab"),
        ("a\x1b[2J\x1b[31mb\x9b1mc", "abc"),
        ("a\x9d0;x\x9cz", "az"),
        ("\x1b_Gf=100;AAAA\x1b\\picture", "picture"),
        *(
            (f"a{begin}payload{end}b", "ab")
            for begin in ("\x1b]", "\x1bP", "\x1bX", "\x1b^", "\x1b_", *"\x9d\x90\x98\x9e\x9f")
            for end in ("\x07", "\x1b\\", "\x9c")
        ),
        ("a\x1bcb\x1b7c\x1b(0d\x1b#8e", "abcde"),
        ("never \x9dended", "never ended"),
        ("a\r\nb\u2028c\td", "a b c d"),
        ("a < b, AT&T, List<String>", "a < b, AT&T, List<String>"),
        ("\u202eevil\u202c", "evil"),
        ("שלום مرحبا", "שלום مرحبا"),
        ("👩\u200d👩\u200d👧 ok", "👩\u200d👩\u200d👧 ok"),
        ("\u200d\u200d⺀ \u200da\u200d", "⺀ a"),
        ("می\u200cخواهم क्\u200dष", "می\u200cخواهم क्\u200dष"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * text.MAX_MARKS),
        ("tag\U000e0041\U000e0042", "tag"),
        ("lone \ud83d", "lone \ufffd"),
    ],
)
def test_lines(given_text: str, shown: str) -> None:
    assert text.line(given_text) == shown


@pytest.mark.parametrize("url", ["https://a.example/x?y=1#z", "http://[::1]:80/"])
def test_addresses_that_open(url: str) -> None:
    assert text.openable(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "--flag",
        "|cmd",
        "https://",
        "http://a b/",
        "https://x\n.example/",
        "data:text/html,x",
        "//host/x",
        "https://a/\x1b[0m",
        "mailto:a@b.c",
    ],
)
def test_addresses_that_are_only_shown(url: str) -> None:
    assert not text.openable(url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:secret@h.example/x", "https://u:***@h.example/x"),
        ("https://token@h.example/x", "https://***@h.example/x"),
        ("https://h.example/f?api_key=1&page=2", "https://h.example/f?api_key=***&page=2"),
        (
            "https://h.example/f?page=2&access_token=abc",
            "https://h.example/f?page=2&access_token=***",
        ),
        ("https://h.example/plain", "https://h.example/plain"),
    ],
)
def test_secrets_are_masked(url: str, shown: str) -> None:
    assert text.masked(url) == shown


def test_width_counts_cells() -> None:
    assert [text.width(t) for t in ("abc", "中文", "é", "e\u0301", "👩\u200d👩\u200d👧")] == [
        3,
        4,
        1,
        1,
        2,
    ]


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("https://a.test/x?utm_source=rss&id=5&utm_medium=feed#top", "https://a.test/x?id=5#top"),
        ("https://a.test/x?fbclid=abc", "https://a.test/x"),
        ("https://a.test/x?a=1&&b=%20", "https://a.test/x?a=1&&b=%20"),
        ("https://a.test/#utm_source=rss", "https://a.test/"),
        ("https://bank.test@evil.test/login", "https://evil.test/login"),
        ("https://a.test/?utm=1&source=x&q=utm_source", "https://a.test/?utm=1&source=x&q=utm_source"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("http://[::1", "http://[::1"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_opened_counts_no_clicks_and_shows_its_host(url: str, opened: str) -> None:
    assert text.untracked(url) == opened
    assert text.untracked(opened) == opened
