"""When a story counts as read: as it is opened, at its end, as one goes past it, or by hand alone.

A view may say so for itself; else ``reading.mark_read`` of ``config.toml`` does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reader.model import StoryRow, ThreadRow
from reader.ui.acting import Targets, read_story

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen


class ReadingMarks:
    """Marks stories read by how one reads."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._cursor = -1
        #: The story whose end was seen last: scrolling on there marks nothing again.
        self._ended = 0

    @property
    def mode(self) -> str:
        """open, end, passed or never, where one is now."""
        screen = self._screen
        return screen.lister.listing.mark_read or screen.services.config.text("reading.mark_read")

    def opened(self, row: StoryRow) -> None:
        """A story was opened to be read."""
        screen = self._screen
        self._ended = 0
        read = self.mode in ("open", "passed")
        screen.lister.touched |= {row.id, row.thread}
        was_unread = not row.read

        def show() -> None:
            less = int(read and was_unread)
            if less:
                screen.acting.patch(Targets(stories=(row.id,)), None, read_story)
            screen.acting.patch(
                Targets(threads=(row.thread,)),
                lambda thread: replace(thread, unread=max(0, thread.unread - less), new=0),
            )

        triage = screen.services.triage
        screen.acting.do(lambda: triage.open_story(row.id, read=read), show=show, paint=True)

    def scrolled(self) -> None:
        """The article was scrolled: its end may have come into sight."""
        screen = self._screen
        view = screen.text_pane.article
        if self.mode != "end" or screen.scope != "article" or view.article is None:
            return
        row = view.article.row
        if not view.at_end or self._ended == row.id:
            return
        self._ended = row.id
        if not row.read:
            self._read(Targets(stories=(row.id,), rows=(row,)))

    def moved(self, row: int) -> None:
        """The list's cursor went to another row; the one it left downwards is passed."""
        screen, before = self._screen, self._cursor
        self._cursor = row
        if self.mode != "passed" or row != before + 1 or before < 0 or screen.pane != "list":
            return
        ids = screen.stories.ids
        if before >= len(ids):
            return
        left = dict(screen.stories.cached()).get(ids[before])
        if isinstance(left, ThreadRow) and left.unread:
            self._read(Targets(threads=(left.id,), rows=(left,)))
        elif isinstance(left, StoryRow) and not left.read:
            self._read(Targets(stories=(left.id,), rows=(left,)))

    def _read(self, targets: Targets) -> None:
        screen = self._screen
        screen.lister.touched.update((*targets.stories, *targets.threads))

        def show() -> None:
            if targets.stories:
                screen.acting.patch(Targets(stories=targets.stories), None, read_story)
                threads = tuple(row.thread for row in targets.rows if isinstance(row, StoryRow))
                screen.acting.patch(
                    Targets(threads=threads),
                    lambda row: replace(row, unread=max(0, row.unread - 1)),
                )
            else:
                screen.acting.patch(
                    Targets(threads=targets.threads), lambda row: replace(row, unread=0)
                )

        triage = screen.services.triage
        screen.acting.do(lambda: triage.read(targets.stories, targets.threads), show=show)
