"""The first screen of an empty profile: three ways to begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip

from reader.ui.bars import Line
from reader.ui.cells import Part, line
from reader.ui.dialogs.dialog import Dialog
from reader.ui.dialogs.picker import item_lines
from reader.ui.hinting import Hint
from reader.ui.linelist import LineList
from reader.ui.matching import Item
from reader.ui.messages import RowOpened
from reader.words import _


class _Words(Line):
    """The program's name and what it is for."""

    DEFAULT_CSS = "_Words { height: 7; }"

    def render_line(self, y: int) -> Strip:
        ink = self.ink
        rows: list[list[Part]] = [
            [],
            [("   ╭─╮", ink.accent)],
            [("   │ │  ", ink.accent), ("clew", ink.strong)],
            [("   ╰─┼──╴", ink.accent), (_(" a ball of thread, to find the way by"), ink.dim)],
            [],
            [("   " + _("There are no feeds yet. How shall it begin?"), ink.text)],
            [],
        ]
        return line(rows[y] if y < len(rows) else [], self.size.width, ink.base)


class Welcome(Dialog[str], inherit_bindings=False):
    """Gives "import", "add", "sample" or "quit"."""

    def __init__(self) -> None:
        super().__init__()
        self._items = [
            Item("sample", _("Open the sample edition"), "s"),
            Item("add", _("Add a feed, or a page that has one"), "a"),
            Item("import", _("Import a file: OPML, newsboat urls"), "i"),
            Item("quit", _("Quit"), "q"),
        ]
        self._list = LineList(item_lines, id="welcome-list")

    def compose(self) -> ComposeResult:
        with Vertical(id="welcome"):
            yield _Words(id="welcome-words")
            yield self._list

    @property
    def hints(self) -> Sequence[Hint]:
        return ("Enter", _("Choose"), "enter"), ("j/k", _("Move"), "j"), ("q", _("Quit"), "q")

    def on_click(self, event: events.Click) -> None:
        self.clicked_hint(event)

    def on_mount(self) -> None:
        items = self._items
        self._list.show(range(len(items)), lambda ids: [items[at] for at in ids], keep=False)
        self.set_focus(self._list)

    def on_row_opened(self, event: RowOpened) -> None:
        event.stop()
        self.dismiss(self._items[event.row].value)

    def take_key(self, key: str) -> bool:
        values: dict[str, Any] = {item.note: item.value for item in self._items}
        if key in values:
            self.dismiss(values[key])
        elif key in ("j", "down", "tab"):
            self._list.move(1)
        elif key in ("k", "up", "S-tab"):
            self._list.move(-1)
        elif key in ("enter", "l", "space"):
            self._list.open()
        elif key in ("C-c", "escape"):
            self.dismiss("quit" if key == "C-c" else "")
        return True
