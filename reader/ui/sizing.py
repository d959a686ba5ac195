"""How wide and high the panes are: by key, by mouse, remembered.

A size is kept for each arrangement that it was chosen in: columns of the sources pane, the list's
share of the width where panes stand side by side, its share of the height where the text is below.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING

from textual import events

from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen
    from reader.ui.panes import Arrangement

#: name → (least, most, one step of a key)
LIMITS = {"sources": (16, 60, 2), "list": (20, 75, 4), "rows": (15, 85, 5)}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes the user chose; None is the arrangement's own."""

    sources: int | None = None
    list: int | None = None
    rows: int | None = None

    def set(self, name: str, value: int) -> Sizes:
        """The same with one size, inside its limits."""
        low, high, _step = LIMITS[name]
        return replace(self, **{name: min(max(value, low), high)})

    def dump(self) -> str:
        return json.dumps({name: value for name, value in asdict(self).items() if value})

    @staticmethod
    def load(text: str) -> Sizes:
        """What ``dump`` wrote; anything else is no choice."""
        try:
            found = json.loads(text or "{}")
        except ValueError:
            return Sizes()
        sizes = Sizes()
        for each in fields(Sizes):
            value = found.get(each.name) if isinstance(found, dict) else None
            if isinstance(value, int):
                sizes = sizes.set(each.name, value)
        return sizes


class Sizing:
    """Applies sizes to the panes, and changes them."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self.sizes = Sizes()
        self._at: Arrangement | None = None
        #: Which border is held by the mouse.
        self._held = ""

    def start(self) -> None:
        """Take the sizes of the last time."""
        self.sizes = Sizes.load(self._screen.services.reading.state("sizes") or "")

    def apply(self, at: Arrangement) -> None:
        """Give the panes of an arrangement their sizes."""
        self._at = at
        screen, sizes = self._screen, self.sizes
        beside = "-wide" in at.classes and ("-at-text" not in at.classes or "-huge" in at.classes)
        below = "-medium" in at.classes and "-at-sources" not in at.classes
        stretched = "-short" in at.classes and "-at-text" in at.classes
        screen.query_one("#sources-pane").styles.width = sizes.sources if beside else None
        screen.list_pane.styles.width = f"{sizes.list}%" if beside and sizes.list else None
        rows = f"{sizes.rows}fr {100 - sizes.rows}fr" if below and sizes.rows else None
        screen.query_one("#panes").styles.grid_rows = None if stretched else rows

    # ------------------------------------------------------------------ by key

    def step(self, pane: str, steps: int) -> None:
        """Make the pane in use wider (or narrower, ``steps`` < 0); the text grows by the list's
        shrinking."""
        name = self._name(pane)
        if not name:
            self._screen.say(_("There is only one pane here"))
            return
        sign = -1 if pane == "text" else 1
        self._set(name, self._now(name) + sign * steps * LIMITS[name][2])

    def reset(self) -> None:
        """The sizes the program comes with."""
        self.sizes = Sizes()
        self._changed()

    def _name(self, pane: str) -> str:
        classes = self._at.classes if self._at is not None else ()
        if "-medium" in classes and pane != "sources":
            return "rows"
        if "-wide" in classes:
            return "sources" if pane == "sources" else "list"
        return ""

    def _now(self, name: str) -> int:
        """A size as it was chosen, else as it is on the screen."""
        chosen = getattr(self.sizes, name)
        if isinstance(chosen, int):  # the screen may not show it yet: keys come quickly
            return chosen
        screen = self._screen
        if name == "sources":
            return screen.query_one("#sources-pane").outer_size.width
        whole = screen.query_one("#panes").size
        if name == "list":
            return round(100 * screen.list_pane.outer_size.width / max(1, whole.width))
        return round(100 * screen.list_pane.outer_size.height / max(1, whole.height))

    def _set(self, name: str, value: int) -> None:
        self.sizes = self.sizes.set(name, value)
        self._changed()

    def _changed(self) -> None:
        if self._at is not None:
            self.apply(self._at)
        screen, text = self._screen, self.sizes.dump()
        screen.background.run("acting", lambda: screen.services.reading.set_state("sizes", text))

    # ------------------------------------------------------------------ by mouse

    def press(self, event: events.MouseDown) -> None:
        """Take hold of a border, when the mouse is on one."""
        self._held = self._border(event.screen_x, event.screen_y)
        if self._held:
            self._screen.capture_mouse()
            event.stop()

    def drag(self, event: events.MouseMove) -> None:
        """Move the border that is held."""
        if not self._held:
            return
        panes = self._screen.query_one("#panes").region
        if self._held == "sources":
            value = event.screen_x - panes.x
        elif self._held == "list":
            value = round(100 * (event.screen_x - self._screen.list_pane.region.x) / panes.width)
        else:
            value = round(100 * (event.screen_y - panes.y) / panes.height)
        self.sizes = self.sizes.set(self._held, value)
        if self._at is not None:
            self.apply(self._at)

    def release(self) -> None:
        """Let go of a border; where it is now is remembered."""
        if self._held:
            self._held = ""
            self._screen.release_mouse()
            self._changed()

    def _border(self, x: int, y: int) -> str:
        classes = self._at.classes if self._at is not None else ()
        text = self._screen.text_pane.region
        if "-wide" in classes and self._screen.text_in_sight:
            if x == text.x and "text" in self._panes():
                return "list"
            if x == self._screen.list_pane.region.x and "sources" in self._panes():
                return "sources"
        if "-medium" in classes and y == text.y and x >= text.x:
            return "rows"
        return ""

    def _panes(self) -> frozenset[str]:
        return self._at.panes if self._at is not None else frozenset()
