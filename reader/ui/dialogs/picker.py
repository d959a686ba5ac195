"""One dialog for all that is picked or asked: a box to type in over a list that it narrows.

Palette, help, tags, notes, themes, links, history, errors and every question use it, so that they
all answer to the same keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Input

from reader.errors import ClewError
from reader.text import display
from reader.text import line as clean
from reader.ui.article.wrap import text_of, wrap
from reader.ui.bars import Line
from reader.ui.cells import Part, line, pad
from reader.ui.dialogs.dialog import Dialog
from reader.ui.drawing import bar, finish
from reader.ui.hinting import Hint
from reader.ui.ink import Ink
from reader.ui.linelist import LineList, RowState
from reader.ui.matching import Item, holding, matching
from reader.ui.messages import CursorMoved, RowOpened
from reader.ui.room import Column
from reader.ui.told import told_error
from reader.words import _

#: Lines the foot of a dialog may take.
_MOST_LINES = 5
#: Cells of an item's text before what is told of it.
_ABOUT_AT = 24

_MOVES = {
    "down": 1, "up": -1, "C-n": 1, "C-p": -1, "C-j": 1, "C-k": -1, "tab": 1, "S-tab": -1,
}  # fmt: skip


def item_lines(item: Item, width: int, state: RowState, ink: Ink) -> list[Strip]:
    """One item of a picker."""
    if item.heading:
        return [finish([(" " + item.text, ink.dim)], [], width, RowState(), ink)]
    left: list[Part] = [bar(state, ink), (" ", ink.base)]
    left += [(item.label, ink.named(item.label_style))] if item.label else []
    text = pad(item.text, _ABOUT_AT - 1) + " " if item.about else item.text
    left += [(text, ink.named(item.style)), (item.about, ink.dim)]
    right: list[Part] = [(item.note + " ", ink.dim)] if item.note else []
    return [finish(left, right, width, state, ink)]


class _Label(Line):
    def __init__(self, text: str, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.text = text
        self.tone = "dim"

    def _rows(self) -> list[str]:
        """The text in as many lines as it needs, up to ``_MOST_LINES``."""
        width = max(10, self.size.width - 2)
        rows = [text_of(row) for row in wrap([(clean(self.text), 0, 0)], width)]
        return [*rows[: _MOST_LINES - 1], rows[-1]] if len(rows) > _MOST_LINES else rows

    def render_line(self, y: int) -> Strip:
        ink = self.ink
        style = ink.accent if self.id == "picker-title" else getattr(ink, self.tone)
        rows = self._rows()
        parts: list[Part] = [(" " + rows[y], style)] if y < len(rows) else []
        return line(parts, self.size.width, ink.base + ink.bar)

    def tell(self, text: str, tone: str = "dim") -> None:
        self.text, self.tone = text, tone
        self.on_resize()

    def on_resize(self) -> None:
        self.take_rows(max(1, len(self._rows())) if self.size.width else 1)


class _Items(LineList, inherit_bindings=False):
    opens_on_click = True
    #: Whether Enter takes the item under the cursor, while the keys go to the box above.
    taken = False

    @property
    def in_use(self) -> bool:
        return self.taken or super().in_use


class Picker(Dialog[Any], inherit_bindings=False):
    """Gives the picked item's value, the text typed (with ``free``), or None.

    ``items`` may be a callable of what is typed. ``ask`` false leaves the box out: then plain keys
    move and ``q`` leaves, and ``keys`` may give further ones something to do with the value under
    the cursor. ``lit`` is called with the item under the cursor, ``typed`` with what is typed.
    """

    CSS_PATH = None

    def __init__(
        self,
        title: str,
        items: Sequence[Item] | Callable[[str], Sequence[Item]] = (),
        *,
        ask: bool = True,
        free: bool = False,
        text: str = "",
        placeholder: str = "",
        foot: str = "",
        at: int = 0,
        lit: Callable[[Any], None] | None = None,
        typed: Callable[[Picker, str], None] | None = None,
        keys: Mapping[str, Callable[[Picker, Any], None]] | None = None,
    ) -> None:
        # A box that is typed in stays where it is while the list under it grows and shrinks.
        super().__init__(classes="-asks" if ask else "")
        self._items = items
        self._ask = ask
        self._free = free
        self._lit = lit
        self._typed = typed
        self._keys = keys or {}
        self._at = at
        self.shown: list[Item] = []
        self._moved = False
        #: The text that what is shown was made for.
        self._followed = text
        self._told: Sequence[Hint] = ()
        self._tail: list[Item] = []
        self._title = _Label(title, id="picker-title")
        self._input = Input(
            value=text, placeholder=display(placeholder), id="picker-input", compact=True
        )
        self._list = _Items(item_lines, skips=lambda item: item.heading, id="picker-list")
        self.foot = _Label(foot, id="picker-foot")

    def compose(self) -> ComposeResult:
        with Column(id="picker"):
            yield self._title
            if self._ask:
                yield self._input
            yield self._list
            yield self.foot

    def on_mount(self) -> None:
        self.foot.display = bool(self.foot.text)
        if self._ask:
            self._input.cursor_position = len(self._input.value)
            self.set_focus(self._input)
        else:
            self.set_focus(self._list)
        self._narrow(self._at)
        if self._typed:
            self._typed(self, self._input.value)

    @property
    def hints(self) -> Sequence[Hint]:
        moves = ("↑/↓" if self._ask else "j/k", _("Move"), "down")
        close = ("Esc" if self._ask else "q", _("Close"), "escape")
        if self._ask and self._takes_typed:
            accept = ("Enter", _("Accept"), "enter")
            some = any(not item.heading for item in self.shown)
            return (accept, moves, close) if some else (accept, close)
        if not any(item.value is not None for item in self.shown):  # only to be read
            return moves, close
        return ("Enter", _("Choose"), "enter"), moves, close

    @property
    def _takes_typed(self) -> bool:
        """Whether Enter gives what is typed, and not the item under the cursor."""
        if not self._free:
            return False
        typed = self._input.value.strip()
        current = self._list.current if self.shown else None
        if current is None or current.heading:
            return True
        return bool(typed) and not self._moved and current.text.casefold() != typed.casefold()

    def _tell_taken(self) -> None:
        """Show what Enter takes: in the list, and at the foot."""
        taken = self._ask and not self._takes_typed
        if taken != self._list.taken:
            self._list.taken = taken
            self._list.refresh()
        if self._told != (told := self.hints):
            self._told = told
            self.refresh(Region(0, self.size.height - 1, self.size.width, 1))

    @property
    def text(self) -> str:
        """What is typed."""
        return self._input.value

    @property
    def value(self) -> Any:
        """The value of the item under the cursor; None when there is none."""
        return self._list.current.value if self.shown and self._list.current else None

    def set_items(
        self, items: Sequence[Item] | Callable[[str], Sequence[Item]], *, keep: bool = False
    ) -> None:
        """Other items to pick from; ``keep`` leaves the cursor on the line where it is."""
        self._items = items
        self._narrow(self._list.cursor if keep else 0)

    def set_tail(self, items: Sequence[Item]) -> None:
        """Show further items under those that match what is typed."""
        if list(items) != self._tail:
            self._tail = list(items)
            self._narrow(self._list.cursor)

    def go_to(self, value: Any) -> None:
        """Put the cursor on the item of that value, if it is shown."""
        for at, item in enumerate(self.shown):
            if item.value == value and not item.heading:
                self._list.move_to(at)
                return

    def tell(self, text: str, tone: str = "dim") -> None:
        """Say something under the list."""
        self.foot.display = bool(text)
        self.foot.tell(text, tone)

    def _narrow(self, at: int) -> None:
        self._followed = self._input.value
        self.shown = shown = self._wanted(self._followed)
        self._list.show(range(len(shown)), lambda ids: [shown[at] for at in ids], keep=False, at=at)
        self._moved = False
        room = self.app.size.height * 9 // 10 - (7 if self._ask else 5)  # as the style sheet has it
        height = max(1, min(len(shown), room))
        self._list.styles.height = height if shown or not self._free else 0
        self._tell_taken()

    def _wanted(self, typed: str) -> list[Item]:
        """The items for what is typed."""
        items = self._items
        if callable(items):
            found = list(items(typed))
        else:  # what is only like it is no use beside what is it
            found = (holding if self._tail else matching)(items, typed)
        if not (found or self._tail or self._free) and typed.strip():
            return [Item(None, _("Nothing is called so"), heading=True)]
        return [*found, *self._tail]

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._follow_typed()
        if self._typed:
            self._typed(self, self._input.value)
        self.paint()

    def _follow_typed(self) -> None:
        """Show what fits what is typed. The box tells of it late: keys that act on what is shown
        may come before."""
        if self._followed != self._input.value:
            self._narrow(0)

    @on(CursorMoved)
    def _cursor_moved(self, event: CursorMoved) -> None:
        event.stop()
        if self._lit and 0 <= event.row < len(self.shown):
            self._lit(self.shown[event.row].value)

    @on(RowOpened)
    def _row_opened(self, event: RowOpened) -> None:
        event.stop()
        self._pick()

    @on(events.Click)
    def _clicked(self, event: events.Click) -> None:
        if event.widget is self and not self.clicked_hint(event):
            self.dismiss(None)

    def take_key(self, key: str) -> bool:
        """Keys that are the dialog's; the rest go to the box."""
        self._follow_typed()
        if not self._ask and key in self._keys:
            self._deed(key)
        elif key in ("escape", "C-c") or (not self._ask and key in ("q", "h", "left")):
            self.dismiss(None)
        elif key == "enter" or (not self._ask and key in ("l", "space", "right")):
            self._pick()
        elif key in _MOVES:
            self._move(_MOVES[key])
        elif key in ("pagedown", "C-f"):
            self._move(self._list.page)
        elif key in ("pageup", "C-b"):
            self._move(-self._list.page)
        elif not self._ask and key in ("g", "home", "G", "end"):
            self._move(len(self.shown) * (1 if key in ("G", "end") else -1))
        elif not self._ask and key in ("j", "k"):
            self._move(1 if key == "j" else -1)
        else:
            return not self._ask
        return True

    def _deed(self, key: str) -> None:
        """Do what the caller gave the key, or say why not: another process may have taken away
        what is shown."""
        try:
            self._keys[key](self, self.value)
        except ClewError as error:
            self.tell(told_error(error), "error")

    def _move(self, by: int) -> None:
        into = by == 1 and self._ask and self._takes_typed  # from the box to the first item
        self._moved = True
        self._list.move(0 if into else by)
        self._tell_taken()
        if self._free and self._ask and self._list.current is not None:
            self.tell(self.foot.text)

    def _pick(self) -> None:
        if not self._ask and "enter" in self._keys:
            self._deed("enter")
            return
        current = self._list.current if self.shown else None
        if self._takes_typed:
            self.dismiss(self._input.value.strip())
        elif current is not None and not current.heading:
            self.dismiss(current.value)
