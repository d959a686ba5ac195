"""A screen over another, which is seen through it; the foot of the lowest names its keys.

Textual draws what lies below through a console, segment by segment, three times for each dialog
that comes up, which took longer than all else about it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.await_complete import AwaitComplete
from textual.color import Color
from textual.geometry import Region
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.strip import Strip

from reader.ui.bars import FooterBar
from reader.ui.compositing import LineCompositor
from reader.ui.framing import WholeFrames
from reader.ui.hinting import Hint


class Dialog(WholeFrames, ModalScreen[ScreenResultType], inherit_bindings=False):
    """Draws the lines of the screen below under a veil of its own background."""

    def __init__(self, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._compositor = LineCompositor()
        #: Styles as they are under a veil of that colour.
        self._veiled: dict[Style, Style] = {}
        self._veil: Color | None = None
        self.ready = False  # until it is mounted
        #: What it is dismissed with as soon as nothing lies on it; () as long as it stays.
        self._leaving: tuple[ScreenResultType | None] | tuple[()] = ()

    def on_mount(self) -> None:
        """Called after those of the classes that build on this one."""
        self.ready = True
        self.app.go_on_typing()  # type: ignore[attr-defined]

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """As a screen is dismissed, once: keys that were pressed before it was gone come to it
        still, and textual would answer again and take the screen below away.

        One that another lies on goes when that is gone: textual would take the other away.
        """
        if self not in self.app.screen_stack:
            return AwaitComplete()
        if self.app.screen is not self:
            self._leaving = (result,)
            return AwaitComplete()
        return super().dismiss(result)

    def on_screen_resume(self) -> None:
        """What lay on it is gone."""
        if self._leaving and self.app.screen is self:
            self.dismiss(*self._leaving)

    @property
    def hints(self) -> Sequence[Hint]:
        """What its keys do, for the foot of the screen, where those of the screen below would
        mislead."""
        return ()

    def take_key(self, key: str) -> bool:
        """Act on a key; false leaves it to the focused widget."""
        raise NotImplementedError

    def clicked_hint(self, event: events.Click) -> bool:
        """Do what the hint that was clicked says; whether the click was on the foot."""
        foot = self._foot()
        if foot is None or event.screen_y < foot.region.y:
            return False
        if (hint := foot.clicked(self.hints, event.screen_x)) is not None:
            self.take_key(hint[2])
        return True

    def _foot(self) -> FooterBar | None:
        foot = getattr(self.app.screen_stack[0], "footer", None)
        return foot if isinstance(foot, FooterBar) and foot.region else None

    def _below(self) -> Screen[object] | None:
        stack = self.app.screen_stack
        at = stack.index(self) if self in stack else 0
        return stack[at - 1] if at > 0 else None

    def render_lines(self, crop: Region) -> list[Strip]:
        below = self._below()
        veil = self.styles.background
        if below is None or veil.a == 1 or not below._compositor.size.region.contains_region(crop):
            return super().render_lines(crop)
        if self._veil != veil:
            self._veil, self._veiled = veil, {}
        rows = Region(0, crop.y, below._compositor.size.width, crop.height)
        chops = below._compositor._render_chops(rows, rows.line_range.__contains__)
        filters = self.get_line_filters()
        strips = []
        foot = self._foot()
        for y in crop.line_range:
            if foot is not None and y >= foot.region.y:
                strip = foot.drawn_with(self.hints, y - foot.region.y)
            else:
                seen = Strip.join(chops[y].values())
                strip = Strip([self._under(segment, veil) for segment in seen])
            for one in filters:
                strip = strip.apply_filter(one, veil)
            strips.append(strip.crop(crop.x, crop.right))
        return strips

    def _under(self, segment: Segment, veil: Color) -> Segment:
        """A segment under the veil; its links lead nowhere."""
        text, style, control = segment
        if control:
            return segment
        style = style or Style.null()
        seen = self._veiled.get(style)
        if seen is None:
            seen = self._veiled[style] = _through(style.clear_meta_and_links(), veil)
        return Segment(text, seen)


def _through(style: Style, veil: Color) -> Style:
    if veil.a == 0:
        return style
    front, back = (
        (Color.from_rich_color(color) + veil).rich_color if color is not None else None
        for color in (style.color, style.bgcolor)
    )
    return style + Style.from_color(front, back)
