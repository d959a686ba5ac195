"""The full text of a story, fetched from its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.errors import ClewError
from reader.model import Article
from reader.ui.doing.kinds import Handler
from reader.ui.told import told_error
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen


def full(screen: MainScreen, count: int | None) -> None:
    """Fetch and show the full text; where it is shown, the feed's own, and back."""
    story = screen.acting.story()
    if story is None:
        return
    shown = screen.text_pane.article.article
    if shown is not None and shown.row.id == story.id and shown.has_full:
        _show(screen, story.id, own=shown.full)
        return
    if screen.refreshing.offline:
        screen.say(_("Started with --offline: nothing is fetched"), "warning")
        return
    screen.say(_("Fetching the full text…"))

    def fetched(_none: None) -> None:
        screen.watching.look()
        key = screen.keymap_.shown("read.full")
        screen.say(_("The full text; {key} shows the feed's own").format(key=key), "good")
        _show(screen, story.id, own=False)

    def failed(error: ClewError) -> None:
        screen.say(told_error(error), "error")

    wholetext = screen.services.wholetext
    screen.background.run("fetching", lambda: wholetext.fetch(story.id), fetched, failed)


def _show(screen: MainScreen, story: int, *, own: bool) -> None:
    """Show the story's text anew, if it is the one in sight."""

    def show(article: Article | None) -> None:
        if article is None or screen.text_pane.shown != ("story", story):
            return
        screen.text_pane.show_article(article)
        screen.tell_article()

    reading = screen.services.reading
    screen.background.run("looking", lambda: reading.article(story, own=own), show)


HANDLERS: dict[str, Handler] = {"read.full": full}
