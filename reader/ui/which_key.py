"""What may follow an open prefix, in columns over the foot of the screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from reader.ui.cells import Part, cut, line, pad
from reader.ui.ink import Inked
from reader.ui.timing import after

#: Seconds a prefix stands open before the hint comes: who knows the keys never sees it.
HINT_AFTER = 0.4
#: Cells between two columns.
_GAP = 3


class WhichKey(Inked, Widget, can_focus=False, inherit_bindings=False):
    """Comes a moment after a prefix was pressed; goes with the next key."""

    def __init__(self) -> None:
        super().__init__(id="which-key")
        self.pairs: Sequence[tuple[str, str]] = ()
        self._timer: Timer | None = None
        self.display = False

    def offer(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show (key, title) pairs soon; at once when others are shown already."""
        self.pairs = pairs
        if self.display:
            self._show()
        elif self._timer is None:
            self._timer = after(self, HINT_AFTER, self._show)

    def drop(self) -> None:
        """The prefix is closed."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.display:
            self.display = False

    def _show(self) -> None:
        self._timer = None
        rows = len(self.rows(self.screen.size.width))
        self.styles.height = max(1, min(rows, self.screen.size.height - 3))
        self.display = True
        self.refresh()

    def rows(self, width: int) -> list[list[tuple[str, str]]]:
        """The pairs in rows, filled column by column."""
        if not self.pairs:
            return []
        columns = max(1, width // self._column(width))
        height = -(-len(self.pairs) // columns)
        return [list(self.pairs[at::height]) for at in range(height)]

    def _keys_width(self) -> int:
        return max(cell_len(key) for key, _title in self.pairs)

    def _column(self, width: int) -> int:
        widest = max(cell_len(title) for _key, title in self.pairs)
        return min(max(1, width), 1 + self._keys_width() + 2 + widest + _GAP)

    def render_line(self, y: int) -> Strip:
        ink, width = self.ink, self.size.width
        rows = self.rows(width)
        parts: list[Part] = []
        if y < len(rows):
            keys, column = self._keys_width(), self._column(width)
            room = column - 1 - keys - 2
            for key, title in rows[y]:
                parts += [
                    (" " + pad(key, keys) + "  ", ink.key),
                    (pad(cut(title, room - 1), room), ink.text),
                ]
        return line(parts, width, ink.base + ink.bar)
