"""The article view: lines of at most 80 cells, centred; place kept by block; find with matches."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip

from reader.model import Document, Place
from reader.text import openable
from reader.ui.article import wrap as roles
from reader.ui.article.find import Match, lit_matches, matches_of
from reader.ui.article.head import Hints, foot_lines, head_lines
from reader.ui.article.layout import Layout
from reader.ui.article.shifting import cut_to, furthest, shift_for
from reader.ui.article.styles import style_of
from reader.ui.article.wrap import WrappedLine, cells_of
from reader.ui.ink import Ink
from reader.ui.line_view import LineView
from reader.ui.lit import Lit
from reader.ui.messages import LinkOpened, MenuAsked
from reader.ui.timing import after

if TYPE_CHECKING:
    from reader.model import Article, Familiar


#: Seconds between two slices of wrapping what is not in sight, and lines a slice.
_SLICE_EVERY, _SLICE = 0.01, 400


class ArticleView(LineView, can_focus=True, inherit_bindings=False):
    """Shows one article. ``show`` sets it; ``place`` says where the reader is."""

    def __init__(self, measure: int = 80, *, justified: bool = False) -> None:
        super().__init__(id="article")
        self.can_focus = True
        self.measure = measure
        self.justified = justified
        self.article: Article | None = None
        self.familiar: Familiar | None = None
        self.dims = True
        self.hints = Hints()
        #: Tag → name of its colour.
        self.tag_colors: Mapping[str, str] = {}
        #: What the publisher changed, while that is shown, and where the text was left for it.
        self.changes: Document | None = None
        self._left_at = Place()
        self.layout_: Layout | None = None
        self.matches: list[Match] = []
        self.found = -1
        self._styles_of: dict[int, Style] = {}
        self._styles_ink: Ink | None = None
        self._place = Place()
        self._growing = False
        #: How far tables that are wider than the text are scrolled to the right, in cells.
        self.shift = 0
        #: Lines drawn, by number, while what they were drawn from is the same.
        self._drawn: dict[int, Strip] = {}
        self._drawn_state: tuple[object, ...] = ()
        self._drawn_matches: list[Match] | None = None

    # ------------------------------------------------------------------ what is shown

    def show(self, article: Article | None, place: Place | None = None) -> None:
        """Show an article at ``place`` (its own kept place unless given)."""
        self.article = article
        self.familiar = self.changes = None
        self.matches, self.found, self.shift = [], -1, 0
        self._place = place or (article.place if article else Place())
        self.take_place()
        self._wrap_anew()

    def update(self, article: Article) -> None:
        """The same story with other marks or text; the place stays."""
        self._place = self.place
        found = self.found
        if self.article is None or self.article.document != article.document:
            self.familiar = None
        self.article = article
        self._wrap_anew()
        self.found = min(found, len(self.matches) - 1)

    @property
    def document(self) -> Document:
        """What is drawn: the article's blocks, with what is known dimmed, or what was changed."""
        if self.changes is not None:
            return self.changes
        if self.dims and self.familiar is not None:
            return self.familiar.document
        return self.article.document if self.article is not None else Document()

    def learn(self, familiar: Familiar) -> None:
        """What of the article its reader knows; the place stays."""
        self.familiar = familiar
        self._draw_anew()

    def dim(self, on: bool) -> None:
        """Dim what is known, or nothing."""
        self.dims = on
        if self.familiar is not None:
            self._draw_anew()

    def show_changes(self, changes: Document | None) -> None:
        """Show what the publisher changed in place of the text; None shows the text again."""
        if self.changes is None:
            self._left_at = self.place
        self.changes = changes
        self.matches, self.found = [], -1
        self._place = self._left_at if changes is None else Place()
        self._wrap_anew()

    def _draw_anew(self) -> None:
        matches, found = self.matches, self.found
        self._place = self.place
        self._wrap_anew()
        self.matches, self.found = matches, found

    @property
    def place(self) -> Place:
        """Block and line of the topmost line in sight of the text."""
        if self.changes is not None:
            return self._left_at
        if self.layout_ is None:
            return self._place
        return self.layout_.place_of(round(self.scroll_y)) if self.scroll_y > 0 else Place()

    @property
    def column(self) -> int:
        """Width of the text in cells."""
        return max(8, min(self.measure, self.room.width - 2))

    def _wrap_anew(self) -> None:
        article = self.article
        if article is None or self.room.width <= 0:
            self.layout_ = None
            self.set_length(0)
            self.refresh()
            return
        width = self.column
        layout = Layout(
            self.document,
            width,
            head_lines(
                article, width, self.familiar.share if self.familiar else None, self.tag_colors
            ),
            () if self.changes is not None else foot_lines(article, width, self.hints),
            justified=self.justified,
            wide=self.hints.wide,
        )
        line = layout.line_of(self._place)
        layout.grow(line + 3 * max(20, self.size.height))
        self.layout_ = layout
        self._resize()
        self.scroll_to(y=line, animate=False, force=True)
        self.refresh()
        if not layout.complete:
            self._grow_later()

    def _resize(self) -> None:
        if self.layout_ is not None:
            self.set_length(len(self.layout_.lines) + 1)

    def _grow_later(self) -> None:
        if not self._growing:
            self._growing = True
            after(self, _SLICE_EVERY, self._grow)

    def _grow(self) -> None:
        self._growing = False
        if self.layout_ is not None and not self.layout_.complete:
            self.layout_.grow(len(self.layout_.lines) + _SLICE)
            self._resize()
            self._grow_later()

    def whole(self) -> Layout | None:
        """The layout with every block wrapped."""
        if self.layout_ is not None and not self.layout_.complete:
            self.layout_.grow(0, len(self.layout_.document.blocks))
            self._resize()
        return self.layout_

    def sized(self) -> None:
        if self.article is None:
            return
        if self.layout_ is None or self.layout_.width != self.column:
            if self.layout_ is not None:
                self._place = self.place
            self._wrap_anew()
        else:
            self._resize()

    # ------------------------------------------------------------------ moving

    @property
    def at_end(self) -> bool:
        """Whether the last line is in sight."""
        layout = self.layout_
        if layout is None:
            return True
        bottom = round(self.scroll_y) + self.room.height
        return layout.complete and bottom >= len(layout.lines)

    def scroll_lines(self, by: int) -> None:
        if by > 0 and self.layout_ is not None and not self.layout_.complete:
            self.layout_.grow(round(self.scroll_y) + by + 3 * self.size.height)
            self._resize()
        self.scroll_to(y=round(self.scroll_y) + by, animate=False, force=True)

    def scroll_pages(self, by: float) -> None:
        """Whole or half pages; a whole one keeps two lines in sight."""
        height = self.room.height
        step = max(1, height - 2) if abs(by) >= 1 else max(1, height // 2)
        self.scroll_lines(step if by > 0 else -step)

    def shift_by(self, by: int) -> bool:
        """Scroll wide tables by so many cells; whether there is one."""
        far = furthest(self.layout_)
        self.shift = max(0, min(far, self.shift + by))
        self.refresh()
        return far > 0

    def go_first(self) -> None:
        self.scroll_to(y=0, animate=False, force=True)

    def go_last(self) -> None:
        layout = self.whole()
        if layout is not None:
            self.scroll_to(y=len(layout.lines), animate=False, force=True)

    @property
    def share(self) -> int:
        """How much is read, in per cent."""
        layout = self.layout_
        if layout is None or not layout.lines:
            return 100
        bottom = round(self.scroll_y) + self.room.height
        return min(100, 100 * bottom // len(layout.lines))

    def color(self, colors: Mapping[str, str]) -> None:
        """Draw tags in these colours (tag → name of a colour)."""
        if colors != self.tag_colors:
            self.tag_colors = colors
            self._wrap_anew()

    # ------------------------------------------------------------------ finding

    def find(self, text: str) -> int:
        """Light every place of ``text`` and go to the first in or below sight; how many."""
        layout = self.whole()
        self.matches = matches_of(layout, text) if layout is not None and text else []
        self.found = -1
        if self.matches:
            top = round(self.scroll_y)
            below = (at for at, match in enumerate(self.matches) if match.line >= top)
            self.go_match(next(below, 0))
        self.refresh()
        return len(self.matches)

    def light(self, lit: Lit) -> int:
        """Light the words of a search where they stand, without going there; how many places."""
        layout = self.whole() if lit is not None else None
        self.matches = lit_matches(layout, lit) if layout is not None else []
        top = round(self.scroll_y)
        self.found = sum(match.line < top for match in self.matches) - 1
        self.refresh()
        return len(self.matches)

    def go_match(self, number: int) -> None:
        """Go to a match, counted from 0 and around."""
        if not self.matches:
            return
        self.found = number % len(self.matches)
        line = self.matches[self.found].line
        height = self.room.height
        top = round(self.scroll_y)
        if not top <= line < top + height - 1:
            self.scroll_to(y=max(0, line - height // 3), animate=False, force=True)
        if self.layout_ is not None:
            self.shift = shift_for(self.layout_, self.matches[self.found], self.shift)
        self.refresh()

    # ------------------------------------------------------------------ drawing

    def render_line(self, y: int) -> Strip:
        ink = self.ink
        width = self.room.width
        number = y + round(self.scroll_y)
        layout = self.layout_
        if ink is not self._styles_ink:
            self._styles_of, self._styles_ink = {}, ink
        state = (layout, ink, width, self.found, self.shift)
        if self._drawn_state != state or self._drawn_matches is not self.matches:
            self._drawn, self._drawn_state, self._drawn_matches = {}, state, self.matches
        if layout is None or number >= len(layout.lines) or width <= 0:
            number = -1
        strip = self._drawn.get(number)
        if strip is None:
            strip = self._drawn[number] = self._draw(number, width, ink)
        return strip

    def _draw(self, number: int, width: int, ink: Ink) -> Strip:
        """A line of the layout across the pane; -1 is an empty one."""
        layout = self.layout_
        if number < 0 or layout is None:
            return Strip.blank(max(0, width), ink.base)
        left = max(0, (width - layout.width) // 2)
        segments = self._segments(layout.lines[number], number, ink)
        used = cells_of(layout.lines[number])
        if used > layout.width:
            segments = cut_to(Strip(segments, used), layout.width, self.shift, ink)
            used = layout.width
        segments = [Segment(" " * left, ink.base), *segments]
        used += left
        if used < width:
            segments.append(Segment(" " * (width - used), ink.base))
        return Strip(segments, max(used, width)).crop(0, width)

    def _segments(self, line: WrappedLine, number: int, ink: Ink) -> list[Segment]:
        lit = [(at, match) for at, match in enumerate(self.matches) if match.line == number]
        segments: list[Segment] = []
        column = 0
        for text, role, link in line:
            style = self._style(role, link, ink)
            if not lit:
                segments.append(Segment(text, style))
            else:
                segments += self._lit(text, style, column, lit, ink)
            column += len(text)
        return segments

    def _lit(
        self, text: str, style: Style, column: int, lit: list[tuple[int, Match]], ink: Ink
    ) -> list[Segment]:
        """A piece cut where matches begin and end."""
        edges = {0, len(text)}
        for _at, match in lit:
            edges |= {
                max(0, min(len(text), match.start - column)),
                max(0, min(len(text), match.end - column)),
            }
        points = sorted(edges)
        segments = []
        for start, end in pairwise(points):
            inside = next(
                (at for at, m in lit if m.start <= column + start and column + end <= m.end), None
            )
            over = (
                Style() if inside is None else ink.match_here if inside == self.found else ink.match
            )
            segments.append(Segment(text[start:end], style + over))
        return segments

    def _style(self, role: int, link: int, ink: Ink) -> Style:
        key = role | link << roles.ROLE_BITS
        style = self._styles_of.get(key)
        if style is None:
            style = ink.base + style_of(role, ink)
            if link:
                url = self._link(link)
                if not role & roles.DIM:
                    style += ink.link
                if url:
                    style += Style(link=url)
                style += Style.from_meta({"link": link})
            self._styles_of[key] = style
        return style

    def _link(self, number: int) -> str:
        links = self.article.document.links if self.article else ()
        url = links[number - 1] if 0 < number <= len(links) else ""
        return url if openable(url) else ""

    def notify_style_update(self) -> None:
        self._styles_of, self._drawn = {}, {}
        super().notify_style_update()

    def on_click(self, event: events.Click) -> None:
        if event.button == 3:
            event.stop()
            self.post_message(MenuAsked(self, 0, None))
            return
        link = event.style.meta.get("link") if event.style else None
        if isinstance(link, int):
            event.stop()
            self.post_message(LinkOpened(link))
