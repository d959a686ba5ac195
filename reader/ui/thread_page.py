"""The thread page as a list: the cursor stops at stories, folded copies and related threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rich.style import Style
from textual.strip import Strip

from reader.model import AlsoTold, StoryRow, ThreadPage
from reader.text import line as clean
from reader.ui.article.head import told_share
from reader.ui.cells import Part, cut, line, pad, parts_width, rule
from reader.ui.dates import clock
from reader.ui.drawing import SELECTED, STARRED, UNREAD, bar, finish, joined, sparkline, tag_parts
from reader.ui.ink import Ink
from reader.ui.linelist import LineList, RowState
from reader.ui.lit import Lit, lit_parts
from reader.ui.thread_layout import (
    BELONGS,
    BESIDE_FROM,
    TAKES_CURSOR,
    PageLine,
    page_lines,
    source_column,
)
from reader.words import _, ngettext

#: Per cent of a story that is new when nothing of it was read before: not worth the words.
_ALL = 100


class ThreadView(LineList, inherit_bindings=False):
    """The page as a list: the cursor stops at stories, folded copies, round-ups that tell of this
    too, and related threads."""

    def __init__(self, now: Callable[[], int]) -> None:
        super().__init__(
            self._draw_line, skips=lambda row: row.kind not in TAKES_CURSOR, id="thread"
        )
        self._now = now
        self.page_: ThreadPage | None = None
        self.since: int | None = None
        self.unfolded: frozenset[int] = frozenset()
        self.lines: list[PageLine] = []
        #: How a doubtful thread is answered, for the line above those.
        self.keys_ = ""
        #: The stories a search found here, and its words.
        self.matching: frozenset[int] = frozenset()
        self.lit: Lit = None
        #: Unread stories → how much of them is new, in per cent.
        self.news: dict[int, int] = {}
        #: Tag → name of its colour.
        self.tag_colors: Mapping[str, str] = {}
        self._column = 8
        self._width = 0

    def show_page(self, page: ThreadPage | None) -> None:
        """Show a thread. The same thread again keeps cursor, folds and its *since* rule."""
        same = page is not None and self.page_ is not None and page.row.id == self.page_.row.id
        if not same:
            self.since = page.row.opened_at if page else None
            self.unfolded = frozenset()
            self.news = {}
        self.page_ = page
        self.take_place()
        self._lay(keep=same)
        if not same and page is not None and page.row.opened_at is None:
            self.begin()

    def begin(self) -> None:
        """Put the cursor on the story that heads a thread never opened, if it is in sight: reading
        begins with the headline one saw."""
        if self.page_ is None or self.matching:
            return
        lead = ("story", self.page_.row.lead)
        in_sight = [self._key(line) for line in self.lines[: self.size.height]]
        if lead in in_sight:
            self.move_to(in_sight.index(lead))

    def tell_news(self, news: dict[int, int]) -> None:
        """How much of the unread stories is new."""
        if news != self.news:
            self.news = news
            self.redraw()

    def color(self, colors: Mapping[str, str]) -> None:
        """Draw tags in these colours (tag → name of a colour)."""
        if colors != self.tag_colors:
            self.tag_colors = colors
            self.redraw()

    def light(self, matching: frozenset[int], lit: Lit) -> None:
        """Mark the stories a search found and go to the first of them."""
        if (matching, lit) == (self.matching, self.lit):
            return
        self.matching, self.lit = matching, lit
        self.redraw()
        first = next((s.id for s in self.stories_in_order() if s.id in matching), None)
        if first is not None:
            self.go_story(first)

    def _lay(self, *, keep: bool) -> None:
        here = self._place_key()
        selected = {self._key(self.lines[at]) for at in self.selected if at < len(self.lines)}
        page = self.page_
        self._width = self.room.width
        self.lines = (
            page_lines(page, self._width, self._now(), self.since, self.unfolded, self.keys_)
            if page
            else []
        )
        self._column = source_column(page, self._width) if page else 8
        place = 0
        self.selected = set()
        if keep:
            keys = [self._key(line) for line in self.lines]
            self.selected = {at for at, key in enumerate(keys) if key in selected}
            place = keys.index(here) if here in keys else min(self.cursor, len(keys) - 1)
        lines = self.lines
        self.show(range(len(lines)), lambda ids: [lines[at] for at in ids], keep=False, at=place)
        if not keep:
            self.scroll_to(y=0, animate=False, force=True)

    def sized(self) -> None:
        if self.page_ is not None and self._width != self.room.width:
            self._lay(keep=True)
        super().sized()

    @staticmethod
    def _key(line: PageLine) -> tuple[str, int]:
        if line.related is not None:
            return line.kind, line.related.id
        return line.kind, line.story.id if line.story else 0

    def _place_key(self) -> tuple[str, int]:
        line = self.line_here
        return self._key(line) if line else ("", 0)

    @property
    def line_here(self) -> PageLine | None:
        return self.lines[self.cursor] if 0 <= self.cursor < len(self.lines) else None

    @property
    def story(self) -> StoryRow | None:
        """The story under the cursor; one told of in a round-up is of another thread."""
        line = self.line_here
        return line.story if line and line.kind in ("story", "copies") else None

    @property
    def acted_on(self) -> StoryRow | None:
        """The story that marks act on: under the cursor, wherever it stands."""
        line = self.line_here
        return line.story if line and line.kind == "told" else self.story

    def stories_in_order(self) -> list[StoryRow]:
        """The accounts as the page shows them, top to bottom, then copies."""
        seen = [line.story for line in self.lines if line.kind == "story" and line.story]
        shown = {story.id for story in seen}
        rest = [s for s in (self.page_.stories if self.page_ else ()) if s.id not in shown]
        return [*seen, *rest]

    def selected_stories(self) -> list[StoryRow]:
        picked = [self.lines[at] for at in sorted(self.selected) if at < len(self.lines)]
        return [line.story for line in picked if line.story is not None and line.kind == "story"]

    def toggle_fold(self, story: int | None = None) -> bool:
        """Fold or unfold the copies under the cursor; whether there were any."""
        wanted = story if story is not None else self.story.id if self.story else None
        owner = next(
            (
                line.story.id
                for line in self.lines
                if line.kind == "copies"
                and line.story
                and (line.story.id == wanted or any(copy.id == wanted for copy in line.copies))
            ),
            None,
        )
        if owner is None:
            return False
        self.unfolded ^= {owner}
        self._lay(keep=True)
        return True

    def fold_all(self, on: bool) -> None:
        copied = {line.story.id for line in self.lines if line.kind == "copies" and line.story}
        self.unfolded = frozenset() if on else frozenset(copied)
        self._lay(keep=True)

    def go_story(self, story: int) -> None:
        """Put the cursor on a story, unfolding the copies it hides in."""
        for _turn in range(2):
            for at, row in enumerate(self.lines):
                if row.kind in ("story", "told") and row.story and row.story.id == story:
                    self.move_to(at)
                    return
            if not self.toggle_fold(story):
                return

    # ------------------------------------------------------------------ moving

    def _stops(self) -> list[int]:
        return [at for at, line in enumerate(self.lines) if line.kind in TAKES_CURSOR]

    def move(self, by: int) -> None:
        """So many stories on, however many lines each takes."""
        stops = self._stops()
        if self.cursor not in stops:
            super().move(by)
            return
        at = stops.index(self.cursor) + by
        self.move_to(stops[max(0, min(at, len(stops) - 1))], direction=by)

    @property
    def page(self) -> int:
        """Stories that fit on the pane, about."""
        return max(1, super().page * len(self._stops()) // max(1, len(self.lines)))

    # ------------------------------------------------------------------ drawing

    def render_line(self, y: int) -> Strip:
        width = self.room.width
        if width != self._width:  # laid for another width: anew in a moment
            return Strip.blank(max(0, width), self.ink.base)
        return super().render_line(y)

    def _draw_line(self, row: PageLine, width: int, state: RowState, ink: Ink) -> list[Strip]:
        drawn = getattr(self, f"_draw_{row.kind}")(row, width, state, ink)
        return [drawn]

    def _draw_title(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        return line([("  " + row.text, ink.strong)], width, ink.base)

    def _draw_facts(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        groups = [
            tag_parts([text], ink, self.tag_colors)
            if style == "tag"
            else [(text, getattr(ink, style))]
            for style, text in row.parts
        ]
        spark: list[Part] = []
        if row.kind == "first" and self.page_ is not None and self.page_.row.stories > 2:
            spark = [("   ", ink.base), *sparkline(self.page_.row.activity, ink)]
            if 2 + parts_width([*joined(groups, ink), *spark]) > width:
                spark = []
        return line([("  ", ink.base), *joined(groups, ink), *spark], width, ink.base)

    _draw_first = _draw_facts

    def _draw_rule(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        lit = ink.new if row.text == _("since you last read") else ink.dim
        return rule(width, ink.faint, ink.base, row.text, lit)

    def _draw_day(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        return line([("  " + row.text, ink.dim)], width, ink.base)

    def _draw_empty(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        return line([], width, ink.base)

    def _draw_was(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        return line([("  " + row.text, ink.dim)], width, ink.base)

    def _owner(self, index: int) -> int:
        while index > 0 and self.lines[index].kind in BELONGS:
            index -= 1
        return index

    def _refresh_row(self, index: int) -> None:
        super()._refresh_row(index)
        below = index + 1
        while below < len(self.lines) and self.lines[below].kind in BELONGS:
            super()._refresh_row(below)
            below += 1

    def _draw_story(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        story = row.story
        assert story is not None
        mark: Part = (" ", ink.base)
        if state.selected:
            mark = (SELECTED, ink.selected)
        elif not story.read:
            mark = (UNREAD, ink.accent)
        elif story.starred:
            mark = (STARRED, ink.star)
        found = ("»", ink.new) if story.id in self.matching else (" ", ink.base)
        left: list[Part] = [bar(state, ink), mark, found]
        if row.is_copy:
            left.append(("  = ", ink.faint))
        right: list[Part] = []
        if self._width >= BESIDE_FROM:
            left += [
                (clock(story.sort_at) + "  ", ink.dim),
                (pad(story.source, self._column) + "  ", ink.source),
            ]
            right = self._marks(story, ink)
        left += lit_parts(row.text, self._title_style(story, ink), self.lit, ink.match)
        return finish(left, right, width, state, ink)

    def _marks(self, story: StoryRow, ink: Ink) -> list[Part]:
        """Star, tags, change and share of news of a story, at the right."""
        marks: list[Part] = []
        if story.starred and not story.read:
            marks.append((STARRED, ink.star))
        if story.tags:
            marks += [(" ", ink.base), *tag_parts(story.tags, ink, self.tag_colors)]
        if story.updated:
            marks.append((" " + _("updated"), ink.new))
        share = self.news.get(story.id)
        if share is not None and share < _ALL and not story.read:
            marks.append((" " + told_share(share), ink.new if share else ink.dim))
        return [*marks, (" ", ink.base)] if marks else marks

    @staticmethod
    def _title_style(story: StoryRow, ink: Ink) -> Style:
        return ink.dim if story.read else ink.unread

    def _draw_more(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        assert row.story is not None
        left = [
            bar(state, ink),
            (self._indent(row), ink.base),
            *lit_parts(row.text, self._title_style(row.story, ink), self.lit, ink.match),
        ]
        return finish(left, [], width, state, ink)

    def _draw_note(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        left = [bar(state, ink), (self._indent(row), ink.base), (row.text, ink.star)]
        return finish(left, [], width, state, ink)

    def _indent(self, row: PageLine) -> str:
        """Up to where headlines begin, after a row's bar."""
        beside = self._column + 9 if self._width >= BESIDE_FROM else 0
        return " " * (2 + (4 if row.is_copy else 0) + beside)

    def _draw_by(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        story = row.story
        assert story is not None
        left: list[Part] = [
            bar(state, ink),
            ("  " + ("    " if row.is_copy else ""), ink.base),
            (clock(story.sort_at) + "  ", ink.dim),
            (story.source, ink.source),
        ]
        return finish(left, self._marks(story, ink), width, state, ink)

    def _draw_copies(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        n = len(row.copies)
        names = ", ".join(dict.fromkeys(copy.source for copy in row.copies))
        told = ngettext("= {n} copy", "= {n} copies", n).format(n=n)
        shut = "▾" if row.story and row.story.id in self.unfolded else "▸"
        left: list[Part] = [
            bar(state, ink),
            ("  " if self._width < BESIDE_FROM else "         ", ink.base),
            (f"{shut} {told} ", ink.dim),
            (cut(f"({names})", max(0, width - 26)), ink.faint + ink.dim),
        ]
        return finish(left, [], width, state, ink)

    def _draw_told(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        told = row.told
        assert told is not None
        story = told.story
        mark = (" ", ink.base) if story.read else (UNREAD, ink.accent)
        left: list[Part] = [bar(state, ink), mark]
        right: list[Part] = []
        if self._width >= BESIDE_FROM:
            left += [(" ¶".ljust(8), ink.dim), (pad(story.source, self._column) + "  ", ink.source)]
            right = [(f"  {_paragraphs(told)} ", ink.dim)]
        else:
            left.append((" ", ink.base))
        left.append((clean(story.title), self._title_style(story, ink)))
        return finish(left, right, width, state, ink)

    def _draw_where(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        told = row.told
        assert told is not None
        left: list[Part] = [bar(state, ink), ("  ", ink.base), (told.story.source, ink.source)]
        left.append((f"  {_paragraphs(told)}", ink.dim))
        return finish(left, [], width, state, ink)

    def _draw_related(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        related = row.related
        assert related is not None
        right: list[Part] = [(" ".join(related.terms[:3]) + " ", ink.dim)] if width > 60 else []
        mark = "? " if related.doubtful else "→ "
        left: list[Part] = [bar(state, ink), (mark, ink.accent), (related.title, ink.text)]
        left.append((f"  {related.stories}", ink.dim))
        return finish(left, right, width, state, ink)


def _paragraphs(told: AlsoTold) -> str:
    from reader.services.why import paragraphs

    return paragraphs(told.first, told.last)
