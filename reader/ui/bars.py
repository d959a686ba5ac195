"""The lines around the panes: the header with counts and refresh, pane titles, the footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from reader.text import line as clean
from reader.ui.article.wrap import text_of, wrap
from reader.ui.cells import Part, cut, line
from reader.ui.drawing import joined
from reader.ui.hinting import Hint, drawn, hint_at
from reader.ui.ink import Ink, Inked
from reader.ui.messages import HintTaken
from reader.ui.room import Settled
from reader.words import _

#: Lines a message may take.
_MOST_LINES = 4


class Line(Inked, Settled, Widget, can_focus=False, inherit_bindings=False):
    """One line that draws itself, or a few."""

    DEFAULT_CSS = "Line { height: 1; width: 1fr; }"

    #: What it shows does not follow from its size, nor its size from that: no second layout.
    virtual_size = reactive(Size(0, 0), layout=False)

    def parts(self, ink: Ink) -> tuple[Sequence[Part], Sequence[Part]]:
        """What stands left and what stands right."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        ink = self.ink
        base = ink.base + self.ground(ink)
        left, right = self.parts(ink)
        return line(left, self.size.width, base, right)

    def ground(self, ink: Ink) -> Style:
        return ink.bar

    def take_rows(self, rows: int) -> None:
        """Be that many lines high, and drawn anew."""
        if self.styles.height is None or self.styles.height.value != rows:
            self.styles.height = rows
        self.refresh()


@dataclass(frozen=True, slots=True)
class Progress:
    """A refresh under way: feeds answered of feeds asked; ``doing`` when past asking."""

    done: int = 0
    total: int = 0
    doing: str = ""


class HeaderBar(Line):
    """``clew  Unread 312 · Followed 4 new        ⟳ 38/62 feeds   14:07``"""

    def __init__(self) -> None:
        super().__init__(id="header")
        self.counts: Sequence[tuple[str, int | None]] = ()
        self.progress: Progress | None = None
        self.download = ""
        self.clock = ""
        self.sample = False
        self.trouble = ""

    def parts(self, ink: Ink) -> tuple[Sequence[Part], Sequence[Part]]:
        left: list[Part] = [(" clew  ", ink.accent)]
        groups = [
            [(f"{name} ", ink.dim), (f"{count:,}", ink.strong)]
            for name, count in self.counts
            if count
        ]
        if self.trouble:
            groups.append([("! ", ink.warning), (self.trouble, ink.dim)])
        left += joined(groups, ink)
        if self.sample:
            left += [("   ", ink.dim), (_("sample edition"), ink.new)]
        right: list[Part] = []
        if self.progress is not None:
            moving = self.progress.doing or _("{done}/{total} feeds").format(
                done=self.progress.done, total=self.progress.total
            )
            right = [("⟳ ", ink.accent), (moving, ink.text), ("   ", ink.text)]
        if self.download:
            right += [("↓ ", ink.accent), (self.download, ink.text), ("   ", ink.text)]
        right.append((self.clock + " ", ink.dim))
        return left, right

    def tell(
        self,
        *,
        counts: Sequence[tuple[str, int | None]] | None = None,
        clock: str | None = None,
        sample: bool | None = None,
        trouble: str | None = None,
    ) -> None:
        """Set what changed; drawn anew only if something did. ``trouble``: that feeds fail."""
        before = (self.counts, self.clock, self.sample, self.trouble)
        if counts is not None:
            self.counts = tuple(counts)
        if clock is not None:
            self.clock = clock
        if sample is not None:
            self.sample = sample
        if trouble is not None:
            self.trouble = clean(trouble)
        if before != (self.counts, self.clock, self.sample, self.trouble):
            self.refresh()

    def tell_download(self, told: str) -> None:
        """Tell of the download under way; "" ends it."""
        if told != self.download:
            self.download = clean(told)
            self.refresh()

    def move(self, progress: Progress | None) -> None:
        if progress != self.progress:
            self.progress = progress
            self.refresh()


class TitleLine(Line):
    """A pane's title; lit while the pane has the focus."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.title = ""
        self.note = ""
        self.right = ""
        self.lit = False

    def ground(self, ink: Ink) -> Style:
        return ink.title if self.title else ink.base

    def parts(self, ink: Ink) -> tuple[Sequence[Part], Sequence[Part]]:
        room = self.size.width - cell_len(self.right) - 2
        title, note = titled(self.title, self.note, room)
        left: list[Part] = [(" " + title, ink.accent if self.lit else ink.dim)]
        if note:
            left += [(" · ", ink.faint), (note, ink.dim)]
        return left, [(self.right + " ", ink.dim)] if self.right else []

    def tell(
        self,
        title: str | None = None,
        note: str | None = None,
        *,
        right: str | None = None,
        lit: bool | None = None,
    ) -> None:
        before = (self.title, self.note, self.right, self.lit)
        self.title = self.title if title is None else title
        self.note = self.note if note is None else note
        self.right = self.right if right is None else right
        self.lit = self.lit if lit is None else lit
        if before != (self.title, self.note, self.right, self.lit):
            self.refresh()


def wrapped(message: str, width: int) -> list[str]:
    """A message in as many lines as it needs, up to ``_MOST_LINES``."""
    rows = [text_of(row) for row in wrap([(clean(message), 0, 0)], max(10, width))]
    if len(rows) > _MOST_LINES:
        rows = [*rows[: _MOST_LINES - 1], rows[_MOST_LINES - 1] + " …"]
    return rows


def titled(title: str, note: str, room: int) -> tuple[str, str]:
    """A title and its note as they fit side by side, the first part of the note at least."""
    if note:
        first = note.partition(" · ")[0]
        title = cut(title, max(room // 2, room - cell_len(f" · {first}")))
    return title, fitting(note, room - cell_len(f"{title} · "))


def fitting(note: str, room: int) -> str:
    """As many whole parts of a note as there is room for: " · " stands between them, a comma within
    them. The first is there whatever the room."""
    for mark in (" · ", ", "):
        while cell_len(note) > room and mark in note:
            note = note.rpartition(mark)[0]
    return note


class FooterBar(Line):
    """What keys do here; a message while there is one; at its right the prefix or count typed."""

    def __init__(self) -> None:
        super().__init__(id="footer")
        self.hints: Sequence[Hint] = ()
        self.pending = ""
        self.message = ""
        self.tone = "text"

    def _said(self, ink: Ink, width: int) -> list[list[Part]]:
        """The message in as many lines as it needs."""
        return [[(" " + row, getattr(ink, self.tone))] for row in wrapped(self.message, width - 2)]

    def _shown(self, ink: Ink, width: int, hints: Sequence[Hint]) -> list[list[Part]]:
        if self.message:
            return self._said(ink, width)
        return [drawn(hints, self._room(width), ink)]

    def _room(self, width: int) -> int:
        """Cells that hints have beside the prefix or count typed."""
        return width - (len(self.pending) + 2 if self.pending else 0)

    def _fit_height(self) -> None:
        """As high as what it says; the panes give way."""
        self.take_rows(len(self._shown(self.ink, self.size.width, ())) if self.size.width else 1)

    def on_resize(self) -> None:
        self._fit_height()

    def render_line(self, y: int) -> Strip:
        return self.drawn_with(self.hints, y)

    def drawn_with(self, hints: Sequence[Hint], y: int) -> Strip:
        """A line of it with these hints: those of what lies over the screen, while that does."""
        ink = self.ink
        rows = self._shown(ink, self.size.width, hints)
        right: list[Part] = [(f" {self.pending} ", ink.new)] if self.pending and y == 0 else []
        return line(rows[y] if y < len(rows) else [], self.size.width, ink.base + ink.bar, right)

    def say(self, message: str, tone: str = "text") -> None:
        """Show a message (``tone``: text, good, warning, error) until a later key."""
        if (message, tone) != (self.message, self.tone):
            self.message, self.tone = message, tone
            self._fit_height()

    def hint(self, hints: Sequence[Hint]) -> None:
        if tuple(hints) != self.hints:
            self.hints = tuple(hints)
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if (hint := self.clicked(self.hints, event.x)) is not None:
            self.post_message(HintTaken(hint[2]))

    def clicked(self, hints: Sequence[Hint], x: int) -> Hint | None:
        """Which of these hints, drawn on it, a click in that column is on; a message goes by it."""
        if self.message:
            self.say("")
            return None
        return hint_at(hints, self._room(self.size.width), x)

    def wait(self, pending: str) -> None:
        """Show an open prefix or count; "" ends it."""
        if pending != self.pending:
            self.pending = pending
            self.refresh()
