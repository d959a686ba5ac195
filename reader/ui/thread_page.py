"""The thread page: what it is about, who was first, the tellings by day, copies folded.

Newest first. What came since the thread was last opened stands above a rule of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.strip import Strip

from reader.model import FOR_GOOD, RelatedThread, StoryRow, ThreadPage, ThreadRow
from reader.ui.article.wrap import BOLD, text_of, wrap
from reader.ui.cells import Part, cut, line, pad, rule
from reader.ui.dates import clock, day, day_key, moment
from reader.ui.drawing import (
    BAR,
    FOLLOWED,
    MUTED,
    SELECTED,
    STARRED,
    UNREAD,
    finish,
    joined,
    sparkline,
)
from reader.ui.ink import Ink
from reader.ui.linelist import LineList, RowState
from reader.words import _, ngettext

#: Widest column of source names, in cells.
_SOURCE_COLUMN = 18


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of the page. ``kind``: title, facts, rule, day, story, copies, related, was, empty.
    Only story, copies and related take the cursor."""

    kind: str
    text: str = ""
    story: StoryRow | None = None
    copies: tuple[StoryRow, ...] = ()
    related: RelatedThread | None = None
    parts: tuple[tuple[str, str], ...] = ()
    is_copy: bool = False


_TAKES_CURSOR = frozenset({"story", "copies", "related"})


def page_lines(
    page: ThreadPage, width: int, now: int, since: int | None, unfolded: frozenset[int]
) -> list[PageLine]:
    """The lines of a page in ``width`` cells. ``since``: when it was last opened before now."""
    row = page.row
    lines = [
        PageLine("title", text_of(rows))
        for rows in wrap([(row.title, BOLD, 0)], max(10, width - 4))[:4]
    ]
    lines.append(PageLine("facts", parts=_facts(row, now)))
    lines.append(PageLine("first", parts=_first(page)))
    standing = _standing(row, page.thread_tags, now)
    if standing:
        lines.append(PageLine("facts", parts=standing))
    lines += _timeline(page.stories, now, since, unfolded)
    older = [head for head in page.headlines if head.title != row.title]
    if older:
        lines += [PageLine("empty"), PageLine("rule", _("earlier headlines"))]
        lines += [
            PageLine("was", f"{moment(head.at, now)}  {head.source}: {head.title}")
            for head in older[-5:]
        ]
    if page.related:
        lines += [PageLine("empty"), PageLine("rule", _("related"))]
        lines += [PageLine("related", related=related) for related in page.related]
    return lines


def _facts(row: ThreadRow, now: int) -> tuple[tuple[str, str], ...]:
    sources = ngettext("{n} source", "{n} sources", row.sources).format(n=row.sources)
    stories = ngettext("{n} story", "{n} stories", row.stories).format(n=row.stories)
    since = _("since {when}").format(when=moment(row.first_at, now))
    facts = [("source", sources), ("dim", stories)]
    if row.new:
        facts.append(("new", _("+{n} new").format(n=row.new)))
    if row.languages:
        facts.append(("dim", " ".join(row.languages)))
    return (*facts, ("dim", since))


def _first(page: ThreadPage) -> tuple[tuple[str, str], ...]:
    first = page.first_source or (page.stories[0].source if page.stories else "")
    if not first:
        return ()
    at = next((row.sort_at for row in page.stories if row.source == first), page.row.first_at)
    return (("dim", _("first: {source} {time}").format(source=first, time=clock(at))),)


def _standing(row: ThreadRow, tags: Sequence[str], now: int) -> tuple[tuple[str, str], ...]:
    parts: list[tuple[str, str]] = []
    if row.followed:
        parts.append(("star", f"{FOLLOWED} " + _("followed")))
    if row.muted:
        until = row.muted_until
        told = (
            _("muted for good")
            if until is None or until >= FOR_GOOD
            else _("muted until {when}").format(when=moment(until, now))
        )
        parts.append(("warning", f"{MUTED} {told}"))
    if row.named:
        parts.append(("dim", _("named by you")))
    return (*parts, *(("tag", f"#{tag}") for tag in tags))


def _timeline(
    stories: Sequence[StoryRow], now: int, since: int | None, unfolded: frozenset[int]
) -> list[PageLine]:
    copies: dict[int, list[StoryRow]] = {}
    here = {story.id for story in stories}
    accounts: list[StoryRow] = []
    for story in stories:
        if story.copy_of is not None and story.copy_of in here:
            copies.setdefault(story.copy_of, []).append(story)
        else:
            accounts.append(story)
    fresh = [story for story in accounts if since is not None and story.first_seen > since]
    new = {story.id for story in fresh} if len(fresh) < len(accounts) else set()
    lines: list[PageLine] = []
    if new:
        lines += [PageLine("empty"), PageLine("rule", _("since you last read"))]
        lines += _days([s for s in accounts if s.id in new], copies, now, unfolded)
    lines.append(PageLine("empty"))
    if new:
        lines.append(PageLine("rule", _("earlier")))
    lines += _days([s for s in accounts if s.id not in new], copies, now, unfolded)
    return lines


def _days(
    accounts: Sequence[StoryRow],
    copies: dict[int, list[StoryRow]],
    now: int,
    unfolded: frozenset[int],
) -> list[PageLine]:
    lines: list[PageLine] = []
    last: tuple[int, int] | None = None
    for story in sorted(accounts, key=lambda row: (row.sort_at, row.id), reverse=True):
        if day_key(story.sort_at) != last:
            last = day_key(story.sort_at)
            lines.append(PageLine("day", day(story.sort_at, now)))
        lines.append(PageLine("story", story=story))
        same = copies.get(story.id, [])
        if same:
            lines.append(PageLine("copies", story=story, copies=tuple(same)))
            if story.id in unfolded:
                lines += [PageLine("story", story=copy, is_copy=True) for copy in same]
    return lines


class ThreadView(LineList, inherit_bindings=False):
    """The page as a list: the cursor stops at stories, folded copies and related threads."""

    def __init__(self, now: Callable[[], int]) -> None:
        super().__init__(
            self._draw_line, skips=lambda row: row.kind not in _TAKES_CURSOR, id="thread"
        )
        self._now = now
        self.page_: ThreadPage | None = None
        self.since: int | None = None
        self.unfolded: frozenset[int] = frozenset()
        self.lines: list[PageLine] = []
        self._column = 8
        self._width = 0

    def show_page(self, page: ThreadPage | None) -> None:
        """Show a thread. The same thread again keeps cursor, folds and its *since* rule."""
        same = page is not None and self.page_ is not None and page.row.id == self.page_.row.id
        if not same:
            self.since = page.row.opened_at if page else None
            self.unfolded = frozenset()
        self.page_ = page
        self._lay(keep=same)

    def _lay(self, *, keep: bool) -> None:
        here = self._place_key()
        page = self.page_
        self._width = self.scrollable_content_region.width
        self.lines = (
            page_lines(page, self._width, self._now(), self.since, self.unfolded) if page else []
        )
        sources = [cell_len(line.story.source) for line in self.lines if line.story]
        room = max(6, min(_SOURCE_COLUMN, self._width // 4))
        self._column = min(room, max(sources, default=6))
        place = 0
        if keep:
            keys = [self._key(line) for line in self.lines]
            place = keys.index(here) if here in keys else min(self.cursor, len(keys) - 1)
        lines = self.lines
        self.show(range(len(lines)), lambda ids: [lines[at] for at in ids], keep=False, at=place)
        if not keep:
            self.scroll_to(y=0, animate=False, force=True)

    def on_resize(self, event: object) -> None:
        if self.page_ is not None and self._width != self.scrollable_content_region.width:
            self._lay(keep=True)

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
        """The story under the cursor."""
        line = self.line_here
        return line.story if line and line.kind in ("story", "copies") else None

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
                if row.kind == "story" and row.story and row.story.id == story:
                    self.move_to(at)
                    return
            if not self.toggle_fold(story):
                return

    # ------------------------------------------------------------------ drawing

    def _draw_line(self, row: PageLine, width: int, state: RowState, ink: Ink) -> list[Strip]:
        drawn = getattr(self, f"_draw_{row.kind}")(row, width, state, ink)
        return [drawn]

    def _draw_title(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        return line([("  " + row.text, ink.strong)], width, ink.base)

    def _draw_facts(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        groups = [[(text, getattr(ink, style))] for style, text in row.parts]
        spark: list[Part] = []
        if row.kind == "first" and self.page_ is not None and self.page_.row.stories > 2:
            spark = [("   ", ink.base), *sparkline(self.page_.row.activity, ink)]
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
        left: list[Part] = [_bar(state, ink), mark, (" ", ink.base)]
        if row.is_copy:
            left.append(("  = ", ink.faint))
        left += [
            (clock(story.sort_at) + "  ", ink.dim),
            (pad(story.source, self._column) + "  ", ink.source),
            (story.title, ink.dim if story.read else ink.unread),
        ]
        right: list[Part] = []
        if story.starred and not story.read:
            right.append((STARRED, ink.star))
        if story.tags:
            right.append((" " + " ".join(f"#{tag}" for tag in story.tags), ink.tag))
        if story.updated:
            right.append((" " + _("updated"), ink.new))
        return finish(left, right if width > 50 else [], width, state, ink)

    def _draw_copies(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        n = len(row.copies)
        names = ", ".join(dict.fromkeys(copy.source for copy in row.copies))
        told = ngettext("= {n} copy", "= {n} copies", n).format(n=n)
        shut = "▾" if row.story and row.story.id in self.unfolded else "▸"
        left: list[Part] = [
            _bar(state, ink),
            ("         ", ink.base),
            (f"{shut} {told} ", ink.dim),
            (cut(f"({names})", max(0, width - 26)), ink.faint + ink.dim),
        ]
        return finish(left, [], width, state, ink)

    def _draw_related(self, row: PageLine, width: int, state: RowState, ink: Ink) -> Strip:
        related = row.related
        assert related is not None
        right: list[Part] = [(" ".join(related.terms[:3]) + " ", ink.dim)] if width > 60 else []
        left: list[Part] = [_bar(state, ink), ("→ ", ink.accent), (related.title, ink.text)]
        left.append((f"  {related.stories}", ink.dim))
        return finish(left, right, width, state, ink)


def _bar(state: RowState, ink: Ink) -> Part:
    return (BAR if state.cursor else " ", ink.accent if state.focused else ink.faint)
