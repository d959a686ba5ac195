"""The styles lines are drawn with, made once from the theme in use.

A theme may set any of the ``ink-…`` variables; each has a default made of the theme's own colours.
State is never colour alone: unread is bold with a mark, the cursor has a bar, and with no colours
(``NO_COLOR``) or the terminal's own sixteen it is reversed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from rich.style import Style
from textual.color import Color, ColorParseError

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
        colour = partial(_style, variables)
        bare = ansi or no_color
        base = Style(
            color=Color.parse(variables["ink-text"]).rich_color,
            bgcolor=Color.parse(variables["background"]).rich_color,
        )
        text, dim = colour("ink-text"), colour("ink-dim")
        if ansi:
            dim = text + Style(dim=True) if variables["ink-dim"] == variables["ink-text"] else dim
        strong = colour("ink-strong") + Style(bold=True)
        # The whole row in one pair of colours: a reversed patchwork would be unreadable.
        reverse = Style(color=base.color, bgcolor=base.bgcolor, reverse=True)
        return cls(
            base=base,
            text=text,
            strong=strong,
            unread=strong,
            dim=dim,
            faint=colour("ink-faint"),
            accent=colour("ink-accent") + Style(bold=True),
            new=colour("ink-new") + Style(bold=True),
            source=colour("ink-source"),
            tag=colour("ink-tag"),
            star=colour("ink-star"),
            spark=colour("ink-spark"),
            link=colour("ink-link") + Style(underline=True),
            code=colour("ink-code") + (Style() if bare else colour("ink-code-ground", ground=True)),
            quote=colour("ink-quote") + Style(italic=True),
            heading=colour("ink-heading") + Style(bold=True),
            error=colour("ink-error") + Style(bold=True),
            warning=colour("ink-warning"),
            good=colour("ink-good"),
            match=reverse if bare else colour("ink-match", ground=True),
            match_here=reverse + Style(bold=True),
            cursor=reverse if bare else colour("ink-cursor", ground=True),
            quiet=Style(underline=True) if bare else colour("ink-cursor-quiet", ground=True),
            bar=Style() if bare else colour("ink-bar", ground=True),
            selected=colour("ink-accent") + Style(bold=True),
            key=colour("ink-accent") + Style(bold=True),
            tags={name: colour(f"ink-tag-{name}") for name in TAG_HUES},
        )
