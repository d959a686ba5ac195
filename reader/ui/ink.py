"""The styles lines are drawn with, made once from the theme in use.

A theme may set any of the ``ink-…`` variables; each has a default made of the theme's own colours.
State is never colour alone: unread is bold with a mark, the cursor has a bar, and with no colours
(``NO_COLOR``) or the terminal's own sixteen it is reversed and the titles of panes are underlined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rich.style import Style
from textual.color import Color, ColorParseError

if TYPE_CHECKING:
    from textual.widget import Widget as _Widget
else:
    _Widget = object  # textual looks for style sheets along the first base that is a widget

#: Defaults of our own theme variables, in terms of the theme's colours.
DEFAULTS: dict[str, str] = {
    "ink-text": "foreground",
    "ink-strong": "foreground",
    "ink-dim": "foreground 62%",
    "ink-faint": "foreground 28%",
    "ink-accent": "primary",
    "ink-new": "accent",
    "ink-source": "secondary",
    "ink-tag": "success",
    "ink-star": "warning",
    "ink-spark": "secondary",
    "ink-link": "primary",
    "ink-code": "accent",
    "ink-quote": "foreground 75%",
    "ink-heading": "primary",
    "ink-error": "error",
    "ink-warning": "warning",
    "ink-good": "success",
    "ink-match": "warning 40%",
    "ink-cursor": "primary 22%",
    "ink-cursor-quiet": "foreground 8%",
    "ink-bar": "surface",
    "ink-code-ground": "foreground 6%",
}

#: What each colour of a tag looks like on a dark and on a light ground (at least 4.5:1 on either,
#: which a test computes), and in the terminal's own sixteen.
TAG_HUES = {
    "red": ("#f08a8a", "#a8201a", "ansi_red"),
    "orange": ("#f0a868", "#8a4600", "ansi_yellow"),
    "yellow": ("#e2cc5c", "#6b5900", "ansi_bright_yellow"),
    "green": ("#8ccf7e", "#23651a", "ansi_green"),
    "cyan": ("#6fd0c8", "#00605c", "ansi_cyan"),
    "blue": ("#8ab8f5", "#1c56a8", "ansi_blue"),
    "violet": ("#bfa3f0", "#6a3cb0", "ansi_magenta"),
    "pink": ("#ee97c5", "#9c2168", "ansi_bright_magenta"),
}
DEFAULTS |= {f"ink-tag-{name}": f"tag {name}" for name in TAG_HUES}

_BACKGROUNDS = ("ink-match", "ink-cursor", "ink-cursor-quiet", "ink-bar", "ink-code-ground")


def variable_defaults(colours: Mapping[str, str]) -> dict[str, str]:
    """A value for each of our variables from a theme's colours (name → value)."""
    ground = _parse(colours.get("background", "#000000"))
    values: dict[str, str] = {}
    for name, spec in DEFAULTS.items():
        colour, _, share = spec.partition(" ")
        if colour == "tag":
            values[name] = _hue(TAG_HUES[share], ground)
            continue
        value = colours.get(colour, "ansi_default")
        parsed = _parse(value)
        if share and parsed.ansi is None and ground.ansi is None:
            value = ground.blend(parsed, int(share.rstrip("%")) / 100, alpha=1).hex
        values[name] = value
    return values


def _hue(hues: tuple[str, str, str], ground: Color) -> str:
    """The hue that stands out from the ground."""
    dark, light, ansi = hues
    if ground.ansi is not None:
        return ansi
    return dark if ground.brightness < 0.5 else light


def _parse(value: str) -> Color:
    try:
        return Color.parse(value)
    except ColorParseError:
        return Color(0, 0, 0)


def _style(variables: Mapping[str, str], name: str, *, ground: bool = False) -> Style:
    value = Color.parse(variables[name]).rich_color
    return Style(bgcolor=value) if ground else Style(color=value)


def _dim(variables: Mapping[str, str], *, ansi: bool) -> Style:
    """Of sixteen colours none may be left for it: then it is the text, dimmed."""
    if ansi and variables["ink-dim"] == variables["ink-text"]:
        return _style(variables, "ink-text") + Style(dim=True)
    return _style(variables, "ink-dim")


def _on_grounds(variables: Mapping[str, str]) -> dict[str, Style]:
    """The styles that stand out by a ground of their own."""
    ground = partial(_style, variables, ground=True)
    return {
        "code": _style(variables, "ink-code") + ground("ink-code-ground"),
        "match": _style(variables, "ink-strong") + ground("ink-match"),
        "cursor": ground("ink-cursor"),
        "quiet": ground("ink-cursor-quiet"),
        "bar": ground("ink-bar"),
        "title": ground("ink-bar"),
    }


def _without_grounds(variables: Mapping[str, str], reverse: Style) -> dict[str, Style]:
    """The same where grounds have no colours."""
    underline = Style(underline=True)
    return {
        "code": _style(variables, "ink-code"),
        "match": reverse,
        "cursor": reverse,
        "quiet": underline,
        "bar": Style(),
        "title": underline,
    }


@dataclass(frozen=True, slots=True)
class Ink:
    """Rich styles by what they mean. ``cursor`` and ``quiet`` go over a whole row: the cursor of
    the pane in use, and of the others."""

    base: Style
    text: Style
    strong: Style
    unread: Style
    dim: Style
    faint: Style
    accent: Style
    new: Style
    source: Style
    tag: Style
    star: Style
    spark: Style
    link: Style
    code: Style
    quote: Style
    heading: Style
    error: Style
    warning: Style
    good: Style
    match: Style
    match_here: Style
    cursor: Style
    quiet: Style
    bar: Style
    title: Style
    selected: Style
    key: Style
    tags: Mapping[str, Style]

    def named(self, name: str) -> Style:
        """The style of that name; "tag red" is a tag of that colour."""
        word, _, color = name.partition(" ")
        return self.tagged(color) if color else getattr(self, word)

    def tagged(self, color: str) -> Style:
        """The style of a tag of that colour, "" for none of its own."""
        return self.tags.get(color, self.tag)

    @classmethod
    def of(cls, variables: Mapping[str, str], *, ansi: bool, no_color: bool) -> Ink:
        """The styles of a theme's variables. Without colours, reverse and underline serve."""
        colour, bold = partial(_style, variables), Style(bold=True)
        base = colour("ink-text") + _style(variables, "background", ground=True)
        strong, accent = colour("ink-strong") + bold, colour("ink-accent") + bold
        # The whole row in one pair of colours: a reversed patchwork would be unreadable.
        reverse = base + Style(reverse=True)
        bare = ansi or no_color
        grounds = _without_grounds(variables, reverse) if bare else _on_grounds(variables)
        return cls(
            base=base,
            text=colour("ink-text"),
            strong=strong,
            unread=strong,
            dim=_dim(variables, ansi=ansi),
            faint=colour("ink-faint"),
            accent=accent,
            new=colour("ink-new") + bold,
            source=colour("ink-source"),
            tag=colour("ink-tag"),
            star=colour("ink-star"),
            spark=colour("ink-spark"),
            link=colour("ink-link") + Style(underline=True),
            quote=colour("ink-quote") + Style(italic=True),
            heading=colour("ink-heading") + bold,
            error=colour("ink-error") + bold,
            warning=colour("ink-warning"),
            good=colour("ink-good"),
            match_here=reverse + bold,
            selected=accent,
            key=accent,
            tags={name: colour(f"ink-tag-{name}") for name in TAG_HUES},
            **grounds,
        )


class Inked(_Widget):
    """A widget that draws itself with the app's ink."""

    @property
    def ink(self) -> Ink:
        ink: Ink = self.app.ink  # type: ignore[attr-defined]
        return ink
