"""Unread counts of the user's views: counted anew behind, the old numbers dim meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from reader.ui.dates import day_key
from reader.ui.timing import after
from reader.words import _

if TYPE_CHECKING:
    from reader.model import ViewRow
    from reader.services.searching import Interrupt
    from reader.ui.main_screen import MainScreen

#: Seconds without a further change after which views are counted anew; and the longest wait while
#: changes go on.
REST, LONGEST = 0.6, 5.0


class Counting:
    """Counts the views of the open screen. A change while it counts makes it begin again."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._timer: Timer | None = None
        self._since = 0.0
        self._interrupt: Interrupt | None = None
        self._day = day_key(screen.services.clock.now())
        self._telling = False
        self._before: dict[str, int | None] = {}

    @property
    def waiting(self) -> bool:
        """Whether a count is still to come."""
        return self._timer is not None or self._interrupt is not None

    def soon(self) -> None:
        """Something changed: the numbers shown are of before."""
        screen = self._screen
        if screen.background.closed or not screen.sources.counts_views:
            return
        now = screen.services.clock.monotonic()
        screen.sources.set_stale(True)
        if self._timer is None:
            self._since = now
        elif now - self._since > LONGEST:
            return  # it is counted in between, though changes go on
        else:
            self._timer.stop()
        self._timer = after(screen, REST, self._count)

    def refresh_begins(self) -> None:
        """Remember the numbers, to tell afterwards what came."""
        sources = self._screen.sources.sources
        self._before = {view.name: view.unread for view in (sources.views if sources else ())}

    def refresh_ended(self) -> None:
        """What came into views with a mark for it is told once it is counted."""
        if self._interrupt is not None:
            self._interrupt.stop()  # it may have counted before the last came
            self._interrupt = None
        self._telling = True
        self.soon()

    def new_day(self) -> bool:
        """Whether midnight passed since this was last asked: ``date:today`` means other stories."""
        day = day_key(self._screen.services.clock.now())
        passed, self._day = day != self._day, day
        return passed

    def _count(self) -> None:
        from reader.services.searching import Interrupt

        self._timer = None
        screen = self._screen
        if screen.background.closed:
            return
        if self._interrupt is not None:
            self._interrupt.stop()
        interrupt = self._interrupt = Interrupt()

        def then(views: list[ViewRow] | None) -> None:
            if interrupt is not self._interrupt:
                return  # another count is under way
            self._interrupt = None
            screen.sources.set_stale(False)
            if views is not None:
                screen.watching.ask_sources()
                self._tell(views)

        viewing = screen.services.viewing
        screen.background.run("counting", lambda: viewing.recount(interrupt), then)

    def _tell(self, views: list[ViewRow]) -> None:
        from reader.services.viewing import news

        telling, self._telling = self._telling, False
        came = news(self._before, views) if telling else {}
        if came:
            told = ", ".join(_("{view} +{n}").format(view=name, n=n) for name, n in came.items())
            self._screen.say(told, "new")
