"""The box of the ``:`` line: Tab completes, the arrows walk through the lines of before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reader.ui.dialogs.picker import Picker
from reader.ui.hinting import Hint
from reader.ui.matching import Item
from reader.words import _


class CommandLine(Picker):
    """Gives the line typed. ``complete`` offers items whose value is the whole line; ``accept``
    says whether a line may be done now (it says why not in the foot); ``history`` is oldest first.
    """

    def __init__(
        self,
        title: str,
        complete: Callable[[str], Sequence[Item]],
        history: Sequence[str],
        *,
        accept: Callable[[CommandLine, str], bool],
        typed: Callable[[Picker, str], None],
        text: str = "",
        foot: str = "",
    ) -> None:
        super().__init__(title, complete, free=True, text=text, typed=typed, foot=foot)
        self._accept = accept
        self._history = list(history)
        self._cycle: list[Item] = []
        self._at_cycle = -1
        #: What was typed before the arrows, and the line of the history shown (-1: none).
        self._before = text
        self._back = -1

    @property
    def hints(self) -> Sequence[Hint]:
        return (
            ("Enter", _("Do it"), "enter"),
            ("Tab", _("Complete"), "tab"),
            ("↑/↓", _("Earlier lines"), "up"),
            ("Esc", _("Close"), "escape"),
        )

    def _wanted(self, typed: str) -> list[Item]:
        if self._cycle and typed == self._cycle[self._at_cycle].value:
            return [*self._cycle, *self._tail]
        self._cycle = []
        return super()._wanted(typed)

    def _narrow(self, at: int) -> None:
        if self._cycle and self.text == self._cycle[self._at_cycle].value:
            at = self._at_cycle
        super()._narrow(at)

    def take_key(self, key: str) -> bool:
        self._follow_typed()
        if key in ("tab", "S-tab"):
            self._complete(1 if key == "tab" else -1)
        elif key in ("up", "down", "C-p", "C-n"):
            self._walk(1 if key in ("up", "C-p") else -1)
        elif key == "enter":
            line = self.text.strip()
            if not line:
                self.dismiss(None)
            elif self._accept(self, line):
                self.dismiss(line)
        else:
            return super().take_key(key)
        return True

    def _complete(self, by: int) -> None:
        """The next completion into the box; a single one is taken for good."""
        if not self._cycle:
            wanted = super()._wanted(self.text)
            self._cycle = [item for item in wanted if not item.heading]
            self._at_cycle = -1 if by > 0 else 0
        if not self._cycle:
            return
        self._at_cycle = (self._at_cycle + by) % len(self._cycle)
        line = self._cycle[self._at_cycle].value
        if len(self._cycle) == 1:
            self._cycle = []
        self.put(line)
        self._narrow(self._at_cycle if self._cycle else 0)

    def _walk(self, by: int) -> None:
        """A line of before that begins with what was typed."""
        if self._back < 0:
            self._before = self.text
        fitting = [line for line in reversed(self._history) if line.startswith(self._before)]
        at = self._back + by
        if at < -1 or at >= len(fitting):
            return
        self._back = at
        self.put(self._before if at < 0 else fitting[at])

    def put(self, line: str) -> None:
        """Another line into the box."""
        self._input.value = line
        self._input.cursor_position = len(line)

    def _pick(self) -> None:
        """A click on a completion takes it into the box."""
        current = self.value
        if isinstance(current, str):
            self._cycle = []
            self.put(current)
