"""How the roles of an article's pieces look."""

from __future__ import annotations

from rich.style import Style

from reader.ui.article import wrap as roles
from reader.ui.ink import Ink

#: Flag of a role → its style, an ink by name where it is a theme's. A later one wins over those
#: before it.
_LOOKS: tuple[tuple[int, str | Style], ...] = (
    (roles.CODE, "code"),
    (roles.QUOTE, "quote"),
    (roles.DIM, "dim"),
    (roles.FAINT, "faint"),
    (roles.META, "source"),
    (roles.TAG, "tag"),
    (roles.ACCENT, "accent"),
    (roles.HEADING, "heading"),
    (roles.TITLE, "strong"),
    (roles.BOLD, Style(bold=True)),
    (roles.ITALIC, Style(italic=True)),
    (roles.STRIKE | roles.REMOVED, Style(strike=True)),
    (roles.KNOWN, "dim"),
    (roles.ADDED, "good"),
    (roles.ADDED, Style(underline=True, bold=True)),
    (roles.REMOVED, "error"),
    (roles.REMOVED, Style(bold=False)),
)


def style_of(role: int, ink: Ink) -> Style:
    """The style of a role."""
    style = Style()
    for flag, look in _LOOKS:
        if role & flag == 0:
            continue
        if flag == roles.TAG:
            style += ink.tagged(roles.tag_color(role))
        else:
            style += ink.named(look) if isinstance(look, str) else look
    return style
