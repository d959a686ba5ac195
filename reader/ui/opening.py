"""Opening threads and stories in the text pane: preview, in, out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from textual.timer import Timer

from reader.errors import ClewError
from reader.model import StoryRow, ThreadRow
from reader.ui.acting import Targets
from reader.ui.timing import after
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.model import Article, Place, ThreadPage
    from reader.ui.lit import Lit
    from reader.ui.main_screen import MainScreen

T = TypeVar("T")

#: Seconds the cursor rests on a row before its text is shown beside the list; so many times longer
#: while a query is typed, whose letters come slower than a held key and go before.
PREVIEW_AFTER = 0.06
TYPING = 4


class Opening:
    """What the text pane shows."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._wanted = 0
        self._timer: Timer | None = None
        #: When the cursor will have rested long enough, by the monotonic clock.
        self._due = 0.0
        #: Whether the cursor is not stepped with but put on another list: its text comes with that.
        self.at_once = False
        #: Threads gone through by related links, to come back to.
        self._trail: list[int] = []
        #: Whether the article was opened from its thread's page.
        self.from_thread = False
        #: What was lit last in the text that is shown.
        self.lit: Lit = None

    # ------------------------------------------------------------------ preview

    def preview_soon(self) -> None:
        """Show the row under the cursor once the cursor rests. A held key moves the time on;
        it does not make a timer for each step."""
        self._wanted += 1
        if self.at_once:
            self.at_once = False
            self._stop()
            if self._screen.text_in_sight:
                self.preview()
            return
        rest = PREVIEW_AFTER * (TYPING if self._screen.query_box.open else 1)
        self._due = monotonic() + rest
        if self._timer is None and self._screen.text_in_sight:
            self._timer = after(self._screen, rest, self._rested)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _rested(self) -> None:
        if self._screen.background.closed:
            return
        left = self._due - monotonic()
        if left > 0:
            self._timer = after(self._screen, left, self._rested)
        elif self._screen.text_in_sight:
            self.preview()
        else:
            self._timer = None

    def preview(self) -> None:
        """Show the row under the cursor without opening it. What was opened meanwhile stays."""
        self._timer = None
        screen = self._screen
        if screen.pane == "text":
            return
        row = screen.stories.current
        if row is None:
            if not screen.stories.ids:
                screen.text_pane.clear()
            return
        thread = isinstance(row, ThreadRow) and row.stories > 1
        story = row.lead if isinstance(row, ThreadRow) else row.id
        if screen.text_pane.shown == (("thread", row.id) if thread else ("story", story)):
            if self.lit != screen.stories.lit:  # by a letter typed meanwhile
                self.light()
        elif thread:
            self.load_thread(row.id, self.show_thread)
        else:
            self._load_article(story, self._show_article)

    def load_thread(
        self, thread: int, then: Callable[[ThreadPage], None], *, now: bool = False
    ) -> None:
        self._load(lambda: self._screen.services.reading.thread_page(thread), then, now)

    def _load_article(
        self, story: int, then: Callable[[Article], None], *, now: bool = False
    ) -> None:
        self._load(lambda: self._screen.services.reading.article(story), then, now)

    def _load(self, work: Callable[[], T | None], then: Callable[[T], None], now: bool) -> None:
        """Previews are read behind. What was opened is read ``now``, so that the keys typed
        after Enter go to what Enter opened."""
        self._wanted += 1
        if now:
            self._load_now(work, then)
            return
        wanted = self._wanted

        def take(value: T | None) -> None:
            if wanted == self._wanted and value is not None:
                then(value)

        self._screen.background.run("looking", work, take)

    def _load_now(self, work: Callable[[], T | None], then: Callable[[T], None]) -> None:
        self._stop()

        def take(value: T | None) -> None:
            if value is None:
                self._screen.say(_("It is not there any more"), "warning")
            else:
                then(value)

        self._screen.background.now(work, take)

    def show_thread(self, page: ThreadPage) -> None:
        self.keep_place()
        self.from_thread = False
        screen = self._screen
        screen.text_pane.show_thread(page)
        self.light()
        screen.knowing.soon(lambda: screen.knowing.thread(page.row.id))

    def _show_article(self, article: Article) -> None:
        self.keep_place()
        self.from_thread = False
        self._screen.text_pane.show_article(article)
        self._screen.knowing.soon(lambda: self._screen.knowing.article(article))
        self.light()
        self._screen.tell_article()

    def light(self) -> int:
        """Light in the text what is lit in the list now; the places lit in an article."""
        screen = self._screen
        self.lit = screen.stories.lit
        kind, shown = screen.text_pane.shown
        if kind == "story":
            return screen.text_pane.article.light(self.lit)
        if kind == "thread":
            try:
                matching = screen.lister.matching(shown)
            except ClewError:
                matching = frozenset()  # half a query in the box: it is told there
            screen.text_pane.thread.light(matching, self.lit)
        return 0

    # ------------------------------------------------------------------ in

    def open_row(self) -> None:
        """Enter on the list: a thread's page, or the story of a thread of one."""
        row = self._screen.stories.current
        self._trail.clear()
        if isinstance(row, ThreadRow) and row.stories > 1:
            self.open_thread(row.id)
        elif row is not None:
            self.open_story(row.lead if isinstance(row, ThreadRow) else row.id)

    def open_thread(self, thread: int, *, trail: bool = False) -> None:
        """Open a thread's page and note that it was opened."""
        screen = self._screen
        if trail and screen.text_pane.thread.page_ is not None:
            self._trail.append(screen.text_pane.thread.page_.row.id)

        def opened(page: ThreadPage) -> None:
            screen.text_pane.bring(screen.text_pane.thread)
            screen.focus_pane("text")
            self.show_thread(page)
            if page.row.opened_at is None:  # it may have more room now than beside the list
                screen.text_pane.thread.begin()
            screen.lister.touched.add(page.row.id)
            services = screen.services
            screen.acting.do(
                lambda: services.triage.open_thread(page.row.id),
                show=lambda: self._thread_opened(page.row.id),
                paint=True,
            )

        self.load_thread(thread, opened, now=True)

    def _thread_opened(self, thread: int) -> None:
        self._screen.acting.patch(Targets(threads=(thread,)), lambda row: replace(row, new=0))

    def open_story(
        self, story: int, *, from_thread: bool = False, place: Place | None = None
    ) -> None:
        """Open a story to read, at ``place`` or where one was: it is read, and its thread was
        opened."""
        screen = self._screen

        def opened(article: Article) -> None:
            self.keep_place()
            self.from_thread = from_thread
            row = article.row
            read = row.read or screen.reading_marks.mode in ("open", "passed")
            screen.text_pane.bring(screen.text_pane.article)
            screen.focus_pane("text")  # first: the text is wrapped to the width it gets by that
            screen.text_pane.show_article(replace(article, row=replace(row, read=read)), place)
            if n := self.light():
                told = ngettext("{n} place lit", "{n} places lit", n).format(n=n)
                screen.say(_("{told}; n and N step, Esc ends").format(told=told))
            screen.tell_article()
            screen.reading_marks.opened(row)  # drawn with that: what follows takes its time
            screen.tell_article()
            screen.knowing.article(article)

        self._load_article(story, opened, now=True)

    # ------------------------------------------------------------------ out

    def out(self) -> None:
        """One level out of the text pane."""
        screen = self._screen
        self.keep_place()
        if screen.scope == "article" and self.from_thread:
            story = screen.text_pane.shown[1]
            screen.text_pane.back_to_thread()
            screen.text_pane.thread.go_story(story)
            screen.focus_pane("text")
            self.from_thread = False
            self.reload_thread()
        elif screen.scope == "thread" and self._trail:
            self.load_thread(self._trail.pop(), self.show_thread, now=True)
        else:
            screen.set_zen(False)
            screen.focus_pane("list")
            self.preview_soon()

    def keep_place(self) -> None:
        """Remember where the reader is in the article shown."""
        screen = self._screen
        view = screen.text_pane.article
        if view.covered or view.article is None:
            return
        story, place = view.article.row.id, view.place
        if place != view.article.place:
            view.article = replace(view.article, place=place)
            screen.background.run(
                "acting", lambda: screen.services.reading.keep_place(story, place)
            )

    # ------------------------------------------------------------------ drawn anew

    def reload_thread(self) -> None:
        """Read the shown thread's page again; its cursor and rule stay."""
        pane = self._screen.text_pane
        page = pane.thread.page_
        if page is None:
            return
        thread = page.row.id

        def take(fresh: ThreadPage | None) -> None:
            now = pane.thread.page_
            if fresh is not None and now is not None and now.row.id == thread and fresh != now:
                pane.renew_thread(fresh)
                self._screen.knowing.thread(thread)

        reading = self._screen.services.reading
        self._screen.background.run("looking", lambda: reading.thread_page(thread), take)

    def reload_article(self) -> None:
        """Read the shown article's marks again; the place stays."""
        pane = self._screen.text_pane
        if pane.article.covered or pane.article.article is None:
            return
        story = pane.article.article.row.id
        reading = self._screen.services.reading

        def take(fresh: Article | None) -> None:
            now = pane.article.article
            if fresh is not None and now is not None and now.row.id == story and fresh != now:
                pane.article.update(fresh)
                self._screen.tell_article()

        self._screen.background.run("looking", lambda: reading.article(story), take)

    def patch_stories(self, targets: Targets, change: Callable[[StoryRow], StoryRow]) -> None:
        """Change story rows on the page or article in sight."""
        pane = self._screen.text_pane

        def meant(row: StoryRow) -> bool:
            return row.id in targets.stories or row.thread in targets.threads

        page = pane.thread.page_
        told = () if page is None else tuple(each.story for each in page.mentions)
        if page is not None and any(meant(row) for row in (*page.stories, *told)):
            rows = tuple(change(row) if meant(row) else row for row in page.stories)
            mentions = tuple(
                replace(each, story=change(each.story)) if meant(each.story) else each
                for each in page.mentions
            )
            pane.thread.show_page(replace(page, stories=rows, mentions=mentions))
        article = pane.article.article
        if article is not None and meant(article.row):
            row = change(article.row)
            if row != article.row:
                pane.article.update(replace(article, row=row))
