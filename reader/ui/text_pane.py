"""The text pane: a thread's page or an article, and its title."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from reader.ui.article.view import ArticleView
from reader.ui.bars import TitleLine
from reader.ui.room import Column, Room
from reader.ui.thread_page import ThreadView
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.model import Article, Place, ThreadPage


class TextPane(Column):
    """Shows one of the two. ``shown`` is ("thread" | "story" | "", id).

    Both lie in the same place, one over the other, and the one not shown draws nothing: going from
    one to the other lays nothing out.
    """

    DEFAULT_CSS = """
    TextPane {
        #text-body { layers: under over; }
        #thread { layer: under; overflow-y: scroll; }
        #article { layer: over; overflow-y: scroll; }
    }
    """

    def __init__(self, now: Callable[[], int], measure: int, *, justified: bool = False) -> None:
        super().__init__(id="text-pane")
        self.title = TitleLine(id="text-title")
        self.thread = ThreadView(now)
        self.article = ArticleView(measure, justified=justified)

    def compose(self) -> ComposeResult:
        self.article.covered = True
        yield self.title
        with Room(id="text-body"):
            yield self.thread
            yield self.article

    @property
    def shown(self) -> tuple[str, int]:
        if not self.article.covered and self.article.article is not None:
            return "story", self.article.article.row.id
        if self.thread.page_ is not None:
            return "thread", self.thread.page_.row.id
        return "", 0

    @property
    def body(self) -> ArticleView | ThreadView:
        """What is shown and takes the focus."""
        return self.thread if self.article.covered else self.article

    def bring(self, view: ArticleView | ThreadView, *, fit: bool = False) -> None:
        """Show that one of the two. ``fit``: what it showed before is shown again."""
        if view.covered:
            other = self.body
            other.covered = True
            view.uncover(fit=fit)
            if other.has_focus:
                self.screen.set_focus(view, scroll_visible=False)

    def show_thread(self, page: ThreadPage | None) -> None:
        self.bring(self.thread)
        self.thread.show_page(page)
        self._tell_thread()

    def renew_thread(self, page: ThreadPage) -> None:
        """The page as it is now, whether it is in sight or an article of it is."""
        self.thread.show_page(page)
        if not self.thread.covered:
            self._tell_thread()

    def _tell_thread(self) -> None:
        page = self.thread.page_
        n = page.row.stories if page else 0
        told = ngettext("{n} story", "{n} stories", n).format(n=n) if page else ""
        self.title.tell(_("Thread") if page else "", told, right="")

    def show_article(self, article: Article, place: Place | None = None) -> None:
        self.bring(self.article)
        self.article.show(article, place)
        self.title.tell(article.row.source, self._which(article))

    def _which(self, article: Article) -> str:
        """Which one it is of its thread, when that was paged through to it."""
        page = self.thread.page_
        if page is None or page.row.id != article.row.thread:
            return ""
        ids = [story.id for story in self.thread.stories_in_order()]
        if len(ids) < 2 or article.row.id not in ids:
            return ""
        return _("{at} of {n}").format(at=ids.index(article.row.id) + 1, n=len(ids))

    def tell_share(self) -> bool:
        """How far the article is read, and which match one is at, at the right of the title;
        whether there is an article."""
        view = self.article
        if view.covered or view.article is None:
            return False
        right = f"{view.share} %" if view.max_scroll_y > 0 else ""
        if view.matches and view.found >= 0:
            right = f"{view.found + 1}/{len(view.matches)}  {right}"
        self.title.tell(right=right)
        return True

    def back_to_thread(self) -> None:
        """The page an article was opened from, as it was left."""
        self.bring(self.thread, fit=True)
        self._tell_thread()

    def color(self, colors: Mapping[str, str]) -> None:
        """Draw tags in these colours (tag → name of a colour)."""
        self.thread.color(colors)
        self.article.color(colors)

    def clear(self) -> None:
        self.article.show(None)
        self.show_thread(None)
