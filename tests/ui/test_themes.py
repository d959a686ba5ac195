"""Themes: every shipped one loads, reads well, and faults of a user's are all named."""

from __future__ import annotations

from pathlib import Path

import pytest
import world
from textual.color import Color

from reader.errors import ConfigError
from reader.paths import themes_dir
from reader.ui import themes
from reader.ui.app import ClewApp
from reader.ui.ink import TAG_HUES, Ink, variable_defaults

NAMES = themes.names([themes_dir()])
READ = ("ink-text", "ink-strong", "ink-dim", "ink-source", "ink-tag", "ink-link", "ink-quote")
READ += ("ink-heading", "ink-new", "ink-accent", "ink-error", "ink-warning", "ink-star")
READ += tuple(f"ink-tag-{hue}" for hue in TAG_HUES)


def variables(name: str) -> dict[str, str]:
    theme = themes.load(name, [themes_dir()])
    colours = {
        key: str(getattr(theme, key))
        for key in (
            "primary", "secondary", "accent", "success", "warning", "error", "foreground",
            "background", "surface",
        )
    }  # fmt: skip
    return {**variable_defaults(colours), **theme.variables, "background": colours["background"]}


def luminance(colour: Color) -> float:
    def channel(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * channel(colour.r) + 0.7152 * channel(colour.g) + 0.0722 * channel(colour.b)


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(Color.parse(a)), luminance(Color.parse(b))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_default_comes_first_and_all_are_there() -> None:
    assert NAMES[0] == themes.DEFAULT
    assert set(NAMES) >= {
        "clew-dark", "clew-light", "newsprint", "gruvbox", "nord", "catppuccin-mocha",
        "catppuccin-latte", "solarized-dark", "solarized-light", "rose-pine", "high-contrast",
        "mono", "terminal",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_theme_makes_an_ink(name: str) -> None:
    ink = Ink.of(variables(name), ansi=name == "terminal", no_color=False)
    assert ink.cursor.bgcolor is not None or ink.cursor.reverse


@pytest.mark.parametrize("name", [name for name in NAMES if name != "terminal"])
@pytest.mark.parametrize("ground", ["background", "ink-cursor", "ink-bar"])
def test_text_stands_out_enough(name: str, ground: str) -> None:
    """4.5:1 is the least for text (WCAG 2.2, 1.4.3)."""
    values = variables(name)
    read = READ if ground == "background" else ("ink-text", "ink-strong", "ink-dim", "ink-accent")
    weak = {
        ink: round(contrast(values[ink], values[ground]), 2)
        for ink in read
        if contrast(values[ink], values[ground]) < 4.5
    }
    assert weak == {}
    assert contrast(values["ink-strong"], values["ink-match"]) >= 4.5


def test_faults_of_a_theme_are_all_named(tmp_path: Path) -> None:
    bad = tmp_path / "mine.toml"
    bad.write_text('primry = "#fff"\naccent = "#zzz"\n[variables]\nink-lnk = "red"\n')
    with pytest.raises(ConfigError) as raised:
        themes.load("mine", [themes_dir(), tmp_path])
    told = str(raised.value)
    for part in ("did you mean primary?", "accent", "primary is missing", "did you mean ink-link?"):
        assert part in told


def test_a_users_theme_of_the_same_name_wins(tmp_path: Path) -> None:
    (tmp_path / "nord.toml").write_text('primary = "#123456"\n')
    assert themes.load("nord", [themes_dir(), tmp_path]).primary == "#123456"


def test_an_unknown_theme_names_the_nearest() -> None:
    with pytest.raises(ConfigError, match="gruvbox"):
        themes.load("grovbox", [themes_dir()])


def test_titles_part_the_panes_without_colours_too() -> None:
    assert Ink.of(variables("clew-dark"), ansi=False, no_color=True).title.underline
    assert Ink.of(variables("terminal"), ansi=True, no_color=False).title.underline
    assert Ink.of(variables("clew-dark"), ansi=False, no_color=False).title.bgcolor


@pytest.mark.parametrize(
    ("term", "colours", "theme"),
    [("linux", "", themes.SIXTEEN), ("xterm-256color", "", themes.DEFAULT)],
)
def test_a_terminal_of_sixteen_colours_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, term: str, colours: str, theme: str
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLORTERM", colours)
    monkeypatch.setenv("FORCE_COLOR", "1")
    opened = world.services(tmp_path)
    assert ClewApp(opened).theme == theme
    opened.close()
