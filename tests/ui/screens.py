"""The screens that are kept as text: every cell of them, and how it is coloured.

A kept screen is its lines, then as many lines of letters that stand for the styles of the cells
above them, then what the letters mean. The themes have the list and an article, and of them only
what the letters mean, since the lines are the same in each. After a change that is meant write them
anew, then look at the difference:

    CLEW_KEEP_SCREENS=1 pytest tests/ui/test_kept_screens.py; git diff tests/data/screens
"""

from __future__ import annotations

import os
import string
from pathlib import Path

import world
from rich.segment import Segment
from rich.style import Style

from reader.paths import themes_dir
from reader.ui import themes

KEPT = Path(__file__).parents[1] / "data" / "screens"
WIDTHS = (60, 100, 160)
HEIGHT = 20
#: Screen → keys that lead to it from the one before.
WAY = {
    "list": ("j",),
    "sources": ("h",),
    "thread": ("l", "G", "enter"),
    "article": ("q", "g", "g", "enter"),
    "help": ("question_mark",),
}
_LETTERS = string.ascii_letters + string.digits


def _told(style: Style | None) -> str:
    """A style in words: ``bold #f4f6fa on #12161d``."""
    if style is None:
        return "plain"
    names = ("bold", "italic", "underline", "reverse", "dim", "strike")
    words = [name for name in names if getattr(style, name)]
    words.append(style.color.name if style.color else "default")
    words.append(f"on {style.bgcolor.name if style.bgcolor else 'default'}")
    return " ".join(words)


def _seen(segments: list[Segment], legend: dict[str, str]) -> str:
    """A line's styles as a letter a cell."""
    letters = ""
    for segment in segments:
        told = _told(segment.style)
        if told not in legend:
            legend[told] = _LETTERS[len(legend)]
        letters += legend[told] * segment.cell_length
    return letters


def pictured(screen: world.Screen) -> tuple[str, str]:
    """The screen as lines of text and of letters; and what the letters mean."""
    legend: dict[str, str] = {}
    strips = screen.app.screen._compositor.render_strips()
    text = [strip.text.rstrip() for strip in strips]
    styles = [_seen(list(strip), legend) for strip in strips]
    meaning = [f"{letter} {told}" for told, letter in legend.items()]
    return "\n".join([*text, *styles, ""]), "\n".join([*meaning, ""])


async def walked(folder: Path, width: int) -> dict[str, str]:
    """Name → text of every screen at a width, in the theme that the program comes with."""
    found = {}
    async with world.running(world.made(folder).services, (width, HEIGHT)) as screen:
        for name, keys in WAY.items():
            await screen.press(*keys)
            screen.app.main.text_pane.article.whole()  # its bar says how long it is
            await screen.still()
            found[f"{name}-{width}"] = "".join(pictured(screen))
    return found


async def themed(folder: Path) -> dict[str, str]:
    """Name → the colours of list and article in every theme."""
    found: dict[str, str] = {}
    async with world.running(world.made(folder).services, (100, HEIGHT)) as screen:
        app = screen.app
        await screen.press("j", "enter")
        for name in themes.names([themes_dir()]):
            app.use_theme(name)
            await screen.still()
            found[f"theme-{name}"] = pictured(screen)[1]
    return found


def check(drawn: dict[str, str]) -> None:
    """Every screen is as it was kept; or keep them so, when that is asked for."""
    if os.environ.get("CLEW_KEEP_SCREENS"):
        KEPT.mkdir(exist_ok=True)
        for name, text in drawn.items():
            (KEPT / f"{name}.txt").write_text(text, encoding="utf-8")
    for name, text in drawn.items():
        kept = (KEPT / f"{name}.txt").read_text(encoding="utf-8")
        assert text.splitlines() == kept.splitlines(), name
