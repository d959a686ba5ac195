"""What of the texts in sight is new to the reader: asked behind, told where it is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.timer import Timer

from reader.model import StoryRow, ThreadRow
from reader.ui.timing import after
from reader.words import _

if TYPE_CHECKING:
    from reader.model import Article, Document, Familiar
    from reader.ui.main_screen import MainScreen

#: Seconds that a preview is shown before it is asked what of it is known.
REST = 0.4
#: Threads of the list whose share is remembered.
_REMEMBERED = 500


class Knowing:
    """Dims what was read before, and says how much is new: in article, thread page and list."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._timer: Timer | None = None
        #: Thread → (what it was asked for, share): asked again when the thread has moved.
        self._shares: dict[int, tuple[tuple[int, int | None], int | None]] = {}

    def soon(self, ask: Callable[[], None]) -> None:
        """Ask of what is shown beside the list once one stays with it: the keys come first."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = after(self._screen, REST, lambda: self._rested(ask))

    def _rested(self, ask: Callable[[], None]) -> None:
        self._timer = None
        if not self._screen.background.closed:
            ask()

    # ------------------------------------------------------------------ articles

    def start(self) -> None:
        """Dim or not, as it was left."""
        self._screen.text_pane.article.dims = self._screen.services.reading.state("dim") != "off"

    def article(self, article: Article) -> None:
        """Ask what of the article shown is known."""
        view = self._screen.text_pane.article
        reading = self._screen.services.reading

        def take(found: Familiar | None) -> None:
            shown = view.article
            if found is None or shown is None or shown.document != article.document:
                return
            view.learn(found)

        self._screen.background.run("looking", lambda: reading.familiar(article), take)

    def toggle(self) -> None:
        """Dim what is known, or nothing."""
        screen = self._screen
        view = screen.text_pane.article
        view.dim(not view.dims)
        dims = view.dims
        screen.say(
            _("What you have read in this thread is dimmed") if dims else _("Nothing is dimmed")
        )
        reading = screen.services.reading
        screen.background.run("acting", lambda: reading.set_state("dim", "on" if dims else "off"))

    def changes(self, story: StoryRow) -> None:
        """Show what the publisher changed since the first version; the text again if that is
        shown."""
        screen = self._screen
        view = screen.text_pane.article
        if view.changes is not None:
            view.show_changes(None)
            return
        reading = screen.services.reading

        def take(found: Document | None) -> None:
            if found is None:
                screen.say(_("Its publisher has changed nothing since it was first seen"))
                return
            if screen.text_pane.shown != ("story", story.id):
                screen.opening.open_story(story.id, from_thread=screen.scope == "thread")
            view.show_changes(found)
            key = screen.keymap_.shown("read.changes")
            screen.say(_("What its publisher changed; {key} shows the text").format(key=key))

        screen.background.run("looking", lambda: reading.changed(story.id), take)

    # ------------------------------------------------------------------ threads

    def thread(self, thread: int) -> None:
        """Ask how much the unread stories of the page shown add to what was read of it."""
        view = self._screen.text_pane.thread
        reading = self._screen.services.reading

        def take(news: dict[int, int]) -> None:
            if view.page_ is not None and view.page_.row.id == thread:
                view.tell_news(news)

        self._screen.background.run("looking", lambda: reading.news(thread), take)

    # ------------------------------------------------------------------ the list

    def fetching(
        self, fetch: Callable[[Sequence[int]], list[ThreadRow]]
    ) -> Callable[[Sequence[int]], list[ThreadRow]]:
        """``fetch``, and of its rows that have news the share of it is asked for behind."""

        def fetched(ids: Sequence[int]) -> list[ThreadRow]:
            rows = fetch(ids)
            for row in rows:
                if row.new and row.opened_at is not None:
                    self._ask(row)
            return rows

        return fetched

    def share(self, row: ThreadRow) -> int | None:
        """How much of what came since the thread was opened is new, in per cent; None: unknown."""
        asked, share = self._shares.get(row.id, (None, None))
        return share if asked == (row.moved_at, row.opened_at) else None

    def _ask(self, row: ThreadRow) -> None:
        screen = self._screen
        key = (row.moved_at, row.opened_at)
        if self._shares.get(row.id, (None,))[0] == key:
            return
        while len(self._shares) >= _REMEMBERED:
            del self._shares[next(iter(self._shares))]
        self._shares[row.id] = (key, None)
        reading = screen.services.reading

        def take(share: int | None) -> None:
            if share is not None and self._shares.get(row.id, (None,))[0] == key:
                self._shares[row.id] = (key, share)
                screen.stories.draw_again((row.id,))

        screen.background.run("looking", lambda: reading.share_of_news(row.id), take)
