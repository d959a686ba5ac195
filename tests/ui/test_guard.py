"""The last guard before the terminal, whatever a widget drew."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color

from reader.ui.plain import Guard

BLACK = Color(0, 0, 0)


def guarded(*segments: Segment) -> list[Segment]:
    return Guard().apply(list(segments), BLACK)


@pytest.mark.parametrize(
    "text", ["a\x1b]52;c;eA==\x07b", "a\x9b31mb", "a\u202eb", "a\x00b", "a\tb", "a\U000e0041b"]
)
def test_text_is_harmless_in_as_many_cells(text: str) -> None:
    (segment,) = guarded(Segment(text))
    assert segment.text.isprintable()
    assert "\u202e" not in segment.text
    assert cell_len(segment.text) == cell_len(text.replace("\t", " "))


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://a.test/", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("mailto:a@b.test", False),
        ("https://a.test/\x1b\\\x1b]0;x", False),
    ],
)
def test_only_addresses_of_the_web_are_links(link: str, kept: bool) -> None:
    (segment,) = guarded(Segment("x", Style(bold=True, link=link)))
    assert segment.style is not None
    assert segment.style.link == (link if kept else None)
    assert segment.style.bold


def test_what_textual_itself_says_to_the_terminal_goes_through() -> None:
    control = Segment("\x1b[2J", None, [(ControlType.CLEAR,)])
    assert guarded(control) == [control]
