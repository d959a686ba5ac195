"""The few lines under the query box: what may go on there, one of them lit; Tab takes it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import Input

from reader.services.candidates import Candidate
from reader.ui.bars import Line
from reader.ui.cells import Part, line
from reader.ui.ink import Inked
from reader.words import _

#: Most lines shown at once.
MOST = 7
#: Cells before the text of the query box, as before a row's.
INDENT = 3


class QueryBox(Inked, Input):
    """The box a query is typed in. A longer text makes it scroll, never wider: so it asks for no
    new layout of the whole screen with each letter, which took as long as all the rest."""

    virtual_size = reactive(Size(0, 0), layout=False)
    #: The key that opened it, drawn before the text.
    mark = ""
    #: Whether it is typed in; else it only says what the list is narrowed by.
    open = False

    def keep(self, text: str) -> None:
        """Go on saying what the list is narrowed by, unless it is typed in: its line stays, so that
        what was found stays where it is. "" puts it away."""
        if self.open:
            return
        self.display = bool(text)
        if text != self.value:
            with self.prevent(Input.Changed):
                self.put(text)

    def render_lines(self, crop: Region) -> list[Strip]:
        strips = super().render_lines(crop)
        if crop.x or not self.mark:
            return strips
        mark = line([(f" {self.mark}", self.ink.accent)], INDENT, self.ink.bar)
        return [Strip.join([mark, strip.crop(INDENT, strip.cell_length)]) for strip in strips]

    def suggest(self, text: str) -> None:
        """Show how the text may go on, dim after the cursor; the right arrow takes it."""
        self._suggestion = text if text != self.value else ""

    @property
    def suggested(self) -> str:
        """What is shown as going on, "" when nothing is."""
        return self._suggestion if self.cursor_at_end else ""

    def put(self, text: str) -> None:
        """Another text, the cursor at its end."""
        self.value = text
        self.cursor_position = len(text)


class Offered(Line):
    """Candidates under each other."""

    DEFAULT_CSS = "Offered { display: none; }"

    class Taken(Message):
        """One was clicked."""

        def __init__(self, candidate: Candidate) -> None:
            super().__init__()
            self.candidate = candidate

    def __init__(self) -> None:
        super().__init__(id="offered")
        self.title = ""
        self.shown: Sequence[Candidate] = ()
        self.at = 0
        self._top = 0
        #: Whether the user moved among the lines: then Enter takes the lit one.
        self.moved = False

    def tell(self, shown: Sequence[Candidate] = (), title: str = "") -> None:
        """Offer these; none hides the lines."""
        if (tuple(shown), title) == (self.shown, self.title):
            return
        self.shown, self.title = tuple(shown), title
        self.at, self.moved, self._top = 0, False, 0
        self.display = bool(shown)
        self.take_rows(min(len(self.shown), MOST) + bool(title))

    @property
    def lit(self) -> Candidate | None:
        return self.shown[self.at] if self.shown else None

    def move(self, by: int) -> None:
        """Light the line that many further on, round the ends."""
        if self.shown:
            self.at = (self.at + by) % len(self.shown)
            self._top = min(max(self._top, self.at - MOST + 1), self.at)
            self.moved = True
            self.refresh()

    def render_line(self, y: int) -> Strip:
        ink = self.ink
        base = ink.base + self.ground(ink)
        row = y - bool(self.title) + self._top
        if y < bool(self.title):
            return line([("  " + self.title, ink.dim)], self.size.width, base)
        if row >= len(self.shown):
            return Strip.blank(self.size.width, base)
        one, lit = self.shown[row], row == self.at
        left: list[Part] = [("  ▸ " if lit else "    ", ink.accent)]
        left.append((one.shown, ink.strong if lit else ink.text))
        hint = "  " + (_("Tab") if lit else " " * len(_("Tab")))
        note = one.note
        more = len(self.shown) - self._top - MOST
        if more > 0 and row == self._top + MOST - 1:
            note = _("{n} more").format(n=more)
        right: list[Part] = [(note, ink.dim), (hint + " ", ink.accent)]
        return line(left, self.size.width, base, right)

    def on_click(self, event: events.Click) -> None:
        row = event.y - bool(self.title) + self._top
        if self._top <= row < len(self.shown):
            self.post_message(self.Taken(self.shown[row]))
