"""How wide and high the panes are: by key, by mouse, remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events

from reader.ui.panes import LIMITS, Arrangement, Box, Sizes, arrangement
from reader.words import _

if TYPE_CHECKING:
    from textual.widget import Widget

    from reader.ui.main_screen import MainScreen

#: No line at the left of a pane; without it the pane has the one of the style sheet.
_NO_EDGE: Final = ("", "transparent")


class Sizing:
    """Applies sizes to the panes, and changes them."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self.sizes = Sizes()
        #: What the panes were arranged to.
        self.at = Arrangement("")
        #: Which border is held by the mouse.
        self._held = ""

    def start(self) -> None:
        """Take the sizes of the last time."""
        self.sizes = Sizes.load(self._screen.services.reading.state("sizes") or "")

    def wanted(self) -> Arrangement:
        """How the panes are to stand now."""
        screen = self._screen
        width, height = screen.size
        return arrangement(width, height, screen.pane, screen.zen, self.sizes)

    def arrange(self) -> None:
        """Arrange the panes as they are to stand now."""
        before, at = self.at, self.wanted()
        if at == before:
            return
        self.at = at
        screen = self._screen
        if screen.pane != "text" and "text" in at.panes and "text" not in before.panes:
            screen.opening.preview_soon()  # the cursor may have moved while it was out of sight
        screen.header.display = at.shape != "zen"
        screen.panes.styles.layout = "vertical" if at.stacked else "horizontal"
        panes: dict[str, Widget] = {
            "sources": screen.sources_pane,
            "list": screen.list_pane,
            "text": screen.text_pane,
        }
        for name, pane in panes.items():
            box = at.boxes.get(name)
            pane.display = box is not None
            if box is not None:
                _fit(pane, box)

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
        if self.at.shape == "medium" and pane != "sources":
            return "rows"
        if self.at.shape == "wide":
            return "sources" if pane == "sources" else "list"
        return ""

    def _now(self, name: str) -> int:
        """A size as it was chosen, else as it is on the screen."""
        chosen = getattr(self.sizes, name)
        if isinstance(chosen, int):  # the screen may not show it yet: keys come quickly
            return chosen
        screen = self._screen
        if name == "sources":
            return screen.sources_pane.outer_size.width
        whole = screen.panes.size
        if name == "list":
            return round(100 * screen.list_pane.outer_size.width / max(1, whole.width))
        return round(100 * screen.list_pane.outer_size.height / max(1, whole.height))

    def _set(self, name: str, value: int) -> None:
        self.sizes = self.sizes.set(name, value)
        self._changed()

    def _changed(self) -> None:
        self.arrange()
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
        panes = self._screen.panes.region
        if self._held == "sources":
            value = event.screen_x - panes.x
        elif self._held == "list":
            value = round(100 * (event.screen_x - self._screen.list_pane.region.x) / panes.width)
        else:
            value = round(100 * (event.screen_y - panes.y) / panes.height)
        self.sizes = self.sizes.set(self._held, value)
        self.arrange()

    def release(self) -> None:
        """Let go of a border; where it is now is remembered."""
        if self._held:
            self._held = ""
            self._screen.release_mouse()
            self._changed()

    def _border(self, x: int, y: int) -> str:
        text, panes = self._screen.text_pane.region, self.at.panes
        if self.at.shape == "wide":
            if x == text.x:
                return "list"
            if x == self._screen.list_pane.region.x and "sources" in panes:
                return "sources"
        if self.at.stacked and y == text.y and x >= text.x:
            return "rows"
        return ""


def _fit(pane: Widget, box: Box) -> None:
    """Give a pane the size and the line of its box."""
    styles = pane.styles
    styles.width, styles.height = box.width, box.height
    styles.border_left = None if box.edge else _NO_EDGE
