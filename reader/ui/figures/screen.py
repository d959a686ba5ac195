"""The screen on which an article's images are looked at, one after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from reader.errors import ClewError
from reader.model import Figure
from reader.services.figures import Waiting
from reader.text import masked
from reader.ui.article.wrap import text_of, wrap
from reader.ui.background import Background
from reader.ui.bars import Line
from reader.ui.cells import Part, line
from reader.ui.figures.drawing import Drawn, Way
from reader.ui.ink import Ink, Inked
from reader.ui.told import told_error
from reader.words import _

#: Lines of an image's description.
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One image of an article: its address, what it shows in words, its link's number."""

    url: str
    alt: str
    number: int


#: The figure made to fit so many pixels, over a ground (six hexadecimal digits), as long as it is
#: waited for.
Getter = Callable[[Shown, tuple[int, int], str, Waiting], Figure]


class _Bar(Line):
    """A line of the frame; the screen gives it what stands in it."""

    def __init__(self, tell: Callable[[Ink], tuple[Sequence[Part], Sequence[Part]]]) -> None:
        super().__init__()
        self._tell = tell

    def parts(self, ink: Ink) -> tuple[Sequence[Part], Sequence[Part]]:
        return self._tell(ink)


class FigureView(Inked, Widget, can_focus=True, inherit_bindings=False):
    """The image in the middle of its room with its description under it, or a sentence."""

    DEFAULT_CSS = "FigureView { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.drawn: Drawn | None = None
        self.said = ""
        self.alt = ""

    def caption(self) -> list[str]:
        """The description in lines."""
        width = max(10, min(80, self.size.width - 4))
        rows = [text_of(row) for row in wrap([(self.alt, 0, 0)], width)] if self.alt else []
        if len(rows) > _MOST_LINES:
            rows = [*rows[: _MOST_LINES - 1], rows[_MOST_LINES - 1][: width - 1] + "…"]
        return rows

    @property
    def room(self) -> tuple[int, int]:
        """Columns and rows for the image itself."""
        below = len(self.caption())
        return max(1, self.size.width - 2), max(1, self.size.height - below - (2 if below else 1))

    def show(self, drawn: Drawn | None, said: str = "") -> None:
        if self.drawn is not None:
            self.drawn.close()
        self.drawn, self.said = drawn, said
        self.refresh()

    def render_lines(self, crop) -> list[Strip]:  # type: ignore[no-untyped-def]
        # All of it at once: an image in pixels is drawn by its last line.
        width, height = self.size.width, self.size.height
        filters = self.app.get_line_filters()
        ground = self.background_colors[1]
        strips = self._lines(width, height)[crop.y : crop.bottom]
        for each in filters:
            strips = [strip.apply_filter(each, ground) for strip in strips]
        return strips

    def _lines(self, width: int, height: int) -> list[Strip]:
        ink = self.ink
        empty = Strip([Segment(" " * width, ink.base)], width)
        caption = [self._middle(row, width, ink) for row in self.caption()]
        if self.drawn is not None:
            body = self.drawn.strips
        else:
            body = [self._middle(row, width, ink) for row in self._sentence(width)]
        all_ = [*body, empty, *caption] if caption else list(body)
        above = max(0, (height - len(all_)) // 2)
        lines = [*[empty] * above, *all_]
        return [*lines, *[empty] * max(0, height - len(lines))][:height]

    def _sentence(self, width: int) -> list[str]:
        return [text_of(row) for row in wrap([(self.said, 0, 0)], max(10, min(72, width - 4)))]

    def _middle(self, text: str, width: int, ink: Ink) -> Strip:
        from rich.cells import cell_len

        left = max(0, (width - cell_len(text)) // 2)
        return line([(" " * left, ink.base), (text, ink.dim)], width, ink.base)


class FigureScreen(Screen[None], inherit_bindings=False):
    """Shows ``figures`` beginning with the one at ``at``; what is looked at is had by ``get`` in
    the background, ``browse`` opens an address in the browser."""

    CSS_PATH = None

    def __init__(
        self,
        title: str,
        figures: Sequence[Shown],
        at: int,
        *,
        way: Way,
        background: Background,
        get: Getter,
        browse: Callable[[str], object],
    ) -> None:
        super().__init__()
        self._title, self._figures, self._at = title, figures, at
        self._way, self._background, self._get = way, background, get
        self._browse = browse
        self._waiting = Waiting()
        self._full: tuple[int, int] | None = None
        self.view = FigureView()
        self._top, self._foot = _Bar(self._told), _Bar(self._keys)

    def compose(self) -> ComposeResult:
        yield self._top
        yield self.view
        yield self._foot

    @property
    def figure(self) -> Shown:
        """The one in sight."""
        return self._figures[self._at]

    def on_mount(self) -> None:
        self.set_focus(self.view)

    def on_resize(self) -> None:
        self.call_after_refresh(self._load)

    def on_unmount(self) -> None:
        self._waiting.give_up()
        self.view.show(None)

    def _told(self, ink: Ink) -> tuple[Sequence[Part], Sequence[Part]]:
        right: list[Part] = []
        if self._full:
            right.append((f"{self._full[0]} x {self._full[1]}  ", ink.dim))
        if len(self._figures) > 1:
            said = _("{n} of {all}").format(n=self._at + 1, all=len(self._figures))
            right.append((said + " ", ink.strong))
        return [(" " + self._title, ink.strong)], right

    def _keys(self, ink: Ink) -> tuple[Sequence[Part], Sequence[Part]]:
        keys = [("n", _("Next")), ("p", _("Previous"))] if len(self._figures) > 1 else []
        keys += [("o", _("Open in browser")), ("Esc", _("Close"))]
        left: list[Part] = []
        for key, word in keys:
            left += [(" " + key, ink.key), (f" {word} ", ink.dim)]
        return left, [(masked(self.figure.url) + " ", ink.dim)] if self.size.width > 100 else []

    def _load(self) -> None:
        """Have the figure in sight for the room there is."""
        if not self.is_mounted or self.view.size.width <= 0:
            return
        self._waiting.give_up()
        waiting = self._waiting = Waiting()
        self._full = None
        shown, view = self.figure, self.view
        view.alt = shown.alt
        view.show(None, _("Fetching…"))
        self._top.refresh()
        self._foot.refresh()
        size, ground = self._way.pixels(*view.room), self._ground()

        def got(figure: Figure) -> None:
            if waiting.given_up:
                return
            self._full = figure.full
            base = view.ink.base
            view.show(Drawn(figure, self._way, view.size.width, base, self.app.console))
            self._top.refresh()

        def failed(error: ClewError) -> None:
            if not waiting.given_up:
                view.show(None, told_error(error))

        self._background.run(
            "figures", lambda: self._get(shown, size, ground, waiting), got, failed
        )

    def _ground(self) -> str:
        color = self.view.background_colors[1]
        return f"{color.r:02x}{color.g:02x}{color.b:02x}"

    def _go(self, by: int) -> None:
        at = max(0, min(len(self._figures) - 1, self._at + by))
        if at != self._at:
            self._at = at
            self._load()

    def take_key(self, key: str) -> bool:
        if key in ("escape", "q", "h", "v", "enter", "C-c"):
            self.dismiss(None)
        elif key in ("n", "j", "l", "space", "right", "down", "pagedown"):
            self._go(1)
        elif key in ("p", "k", "left", "up", "backspace", "S-space", "pageup"):
            self._go(-1)
        elif key in ("g", "home", "G", "end"):
            self._go(len(self._figures) * (1 if key in ("G", "end") else -1))
        elif key == "o":
            self._browse(self.figure.url)
        return True

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._go(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._go(-1)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.dismiss(None)
