"""How the roles of an article's pieces look."""

from __future__ import annotations

from rich.style import Style

from reader.ui.article import wrap as roles
from reader.ui.ink import Ink


def style_of(role: int, ink: Ink) -> Style:
    """The style of a role."""
    style = ink.code if role & roles.CODE else Style()
    if role & roles.QUOTE:
        style += ink.quote
    if role & roles.DIM:
        style += ink.dim
    if role & roles.FAINT:
        style += ink.faint
    if role & roles.META:
        style += ink.source
    if role & roles.TAG:
        style += ink.tagged(roles.tag_color(role))
    if role & roles.ACCENT:
        style += ink.accent
    if role & roles.HEADING:
        style += ink.heading
    if role & roles.TITLE:
        style += ink.strong
    if role & roles.BOLD:
        style += Style(bold=True)
    if role & roles.ITALIC:
        style += Style(italic=True)
    if role & (roles.STRIKE | roles.REMOVED):
        style += Style(strike=True)
    if role & roles.KNOWN:
        style += ink.dim
    if role & roles.ADDED:
        style += ink.good + Style(underline=True, bold=True)
    if role & roles.REMOVED:
        style += ink.error + Style(bold=False)
    return style
