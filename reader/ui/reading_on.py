"""On to the next that is unread: within the thread first, then down the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.model import StoryRow, ThreadRow
from reader.words import _

if TYPE_CHECKING:
    from reader.model import ThreadPage
    from reader.ui.main_screen import MainScreen


class ReadingOn:
    """Where reading goes on from where one is."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        #: The thread gone through, and its stories that were seen: they may stay unread.
        self._thread = 0
        self._seen: set[int] = set()

    def next_unread_story(self, direction: int) -> None:
        """From where one is: within the thread first, then down the list."""
        screen = self._screen
        if screen.scope in ("thread", "article"):
            row = self._next_in_thread(direction)
            if row is not None:
                screen.opening.open_story(row.id, from_thread=True)
                return
        self.next_unread_row(direction, open_it=screen.scope in ("thread", "article"))

    def _next_in_thread(self, direction: int) -> StoryRow | None:
        """The next unread account of the page the article came from, as the page shows them."""
        screen = self._screen
        view = screen.text_pane.thread
        if view.page_ is None or not (screen.scope == "thread" or screen.opening.from_thread):
            return None
        rows = view.stories_in_order()
        reading = screen.scope == "article"
        here = screen.text_pane.shown[1] if reading else view.story.id if view.story else 0
        if view.page_.row.id != self._thread or not reading:  # gone through anew
            self._thread, self._seen = view.page_.row.id, set()
        if reading:
            self._seen.add(here)
        # Without a place among them one is below, on what is related.
        at = next((at for at, row in enumerate(rows) if row.id == here), len(rows))
        if direction < 0:
            order = rows[:at][::-1]
        else:  # those above come last: one may have begun with the story that heads it, or any
            begin = at + reading  # the one under the cursor, too
            order = [row for row in rows[begin:] + rows[:begin] if row.id not in self._seen]
        return next((row for row in order if not row.read and row.copy_of is None), None)

    def next_unread_row(self, direction: int, *, open_it: bool) -> None:
        """The next row of the list with something unread."""
        screen = self._screen
        place = screen.lister.next_unread(direction)
        if place is None:
            screen.say(
                _("Nothing unread further down") if direction > 0 else _("Nothing unread above")
            )
            return
        screen.stories.move_to(place, direction=direction)
        if open_it:
            row = screen.stories.current
            if isinstance(row, ThreadRow) and row.stories > 1:
                self._open_first_unread(row.id)
            else:
                screen.opening.open_row()

    def _open_first_unread(self, thread: int) -> None:
        """Go on reading: a thread's page, then its first unread account, which of a thread never
        opened is the one that heads it."""
        screen = self._screen

        def opened(page: ThreadPage) -> None:
            screen.opening.show_thread(page)
            rows = screen.text_pane.thread.stories_in_order()
            unread = [row for row in rows if not row.read]
            if page.row.opened_at is None:
                unread.sort(key=lambda row: row.id != page.row.lead)
            if not unread:
                screen.opening.open_thread(thread)
            else:
                screen.text_pane.thread.go_story(unread[0].id)
                screen.opening.open_story(unread[0].id, from_thread=True)

        screen.opening.load_thread(thread, opened, now=True)

    def read_on(self) -> None:
        """Space: a page of text; at its end the next unread."""
        screen = self._screen
        view = screen.text_pane.article
        if screen.scope == "article":
            if view.at_end:
                self.next_unread_story(1)
            else:
                view.scroll_pages(1)
                screen.tell_article()
        elif screen.scope == "thread":
            self.next_unread_story(1)
        else:
            row = screen.stories.current
            if isinstance(row, ThreadRow) and row.stories > 1 and row.unread:
                self._open_first_unread(row.id)
            elif row is not None and (not isinstance(row, ThreadRow) or row.unread):
                screen.opening.open_row()
            else:
                self.next_unread_row(1, open_it=True)
