"""Leaving the screen: browser, clipboard, files."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from reader.model import StoryRow
from reader.text import line, masked, openable, untracked
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.lending import lent
from reader.ui.matching import Item
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Browsers that live in the terminal: they get it, and give it back.
_IN_TERMINAL = frozenset(
    {"w3m", "lynx", "links", "links2", "elinks", "browsh", "carbonyl", "chawan", "cha"}
)
#: Programs that open an address the desktop's own way.
_OPENERS = ("xdg-open", "open", "wslview", "gio")


#: Where a command takes the address: put in once, as an address may have such signs itself.
_PLACE = re.compile("%[us]")


def command_for(url: str, configured: str) -> list[str] | None:
    """The argument list that opens ``url``: the configured command, $BROWSER, the desktop's."""
    chosen = configured or os.environ.get("BROWSER", "").split(":")[0]
    if chosen:
        words = shlex.split(chosen)
        if not words:
            return None
        if any("%u" in word or "%s" in word for word in words):
            return [_PLACE.sub(lambda _found: url, word) for word in words]
        return [*words, url]
    for name in _OPENERS:
        if shutil.which(name):
            return [name, "open", url] if name == "gio" else [name, url]
    return None


def open_url(screen: MainScreen, url: str) -> bool:
    """Hand an address to the browser; whether it could be."""
    if not openable(url):
        screen.say(
            _("Not opened: {url} is no http address").format(url=masked(url) or _("(none)")),
            "warning",
        )
        return False
    url = untracked(url)
    try:
        command = command_for(url, screen.services.config.text("open.browser"))
    except ValueError as error:
        screen.say(_("open.browser cannot be read: {error}").format(error=error), "error")
        return False
    if command is None:
        screen.say(_("No browser found: set open.browser in config.toml"), "warning")
        return False
    if not start(screen, command):
        return False
    screen.say(_("Opened {url}").format(url=masked(url)))
    return True


def start(screen: MainScreen, command: list[str]) -> bool:
    """Start a program that goes on by itself, or lend it the terminal where it lives in one;
    whether it could be."""
    try:
        if Path(command[0]).name in _IN_TERMINAL:
            with lent(screen.app):
                subprocess.run(command, check=False)
        else:
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
    except SuspendNotSupported:
        screen.say(_("This terminal cannot be lent to {name}").format(name=command[0]), "warning")
        return False
    except OSError as error:
        told = _("Cannot start {command}: {error}")
        screen.say(told.format(command=command[0], error=error.strerror), "error")
        return False
    return True


def _with_story(screen: MainScreen, then: Callable[[StoryRow], None]) -> None:
    story = screen.acting.story()
    if story is not None:
        then(story)


def browser(screen: MainScreen, count: int | None) -> None:
    _with_story(screen, lambda story: void(open_url(screen, story.url)))


def void(_value: object) -> None:
    """Drop a value where only the doing counts."""


def browser_on(screen: MainScreen, count: int | None) -> None:
    """Open, mark read, go on."""
    story = screen.acting.story()
    if story is None or not open_url(screen, story.url):
        return
    from reader.ui.lister import is_unread

    targets = screen.acting.targets()
    if any(is_unread(row) for row in targets.rows):
        from reader.ui.doing.marking import toggle_read

        toggle_read(screen, None)
    if screen.scope == "list":
        screen.stories.move(1)
    else:
        screen.reading_on.next_unread_story(1)


def comments(screen: MainScreen, count: int | None) -> None:
    def go(story: StoryRow) -> None:
        if story.comments_url:
            open_url(screen, story.comments_url)
        else:
            screen.say(_("The feed names no comments page"))

    _with_story(screen, go)


def open_link(screen: MainScreen, number: int) -> None:
    """Link ``number`` of the article, as it is numbered there; an image is viewed."""
    from reader.ui.doing.figures import images_of, look

    article = screen.text_pane.article.article
    links = article.document.links if article else ()
    if article is not None and any(number == link for _at, link, _alt in images_of(article)):
        look(screen, article, number)
    elif 0 < number <= len(links):
        open_url(screen, links[number - 1])
    else:
        screen.say(_("There is no link {n}").format(n=number))


def link_list(screen: MainScreen, count: int | None) -> None:
    """All links of the article."""
    article = screen.text_pane.article.article
    links = article.document.links if article else ()
    if not links:
        screen.say(_("No links here"))
        return
    items = [
        Item(number, f"[{number}] {masked(url)}", style="link" if openable(url) else "dim")
        for number, url in enumerate(links, 1)
    ]
    screen.pick(Picker(_("Links"), items), lambda number: open_link(screen, number))


def copy_link(screen: MainScreen, count: int | None) -> None:
    def copy(story: StoryRow) -> None:
        if story.url:
            url = untracked(line(story.url))
            screen.app.copy_to_clipboard(url)
            screen.say(_("Sent to clipboard: {text}").format(text=masked(url)))
        else:
            screen.say(_("This story has no address"))

    _with_story(screen, copy)


def copy_markdown(screen: MainScreen, count: int | None) -> None:
    def copy(story: StoryRow) -> None:
        def sent(text: str) -> None:
            screen.app.copy_to_clipboard(text)
            screen.say(_("Sent to clipboard: {text}").format(text=text))

        exporting = screen.services.exporting
        screen.background.run("looking", lambda: exporting.citation(story.id), sent)

    _with_story(screen, copy)


def save(screen: MainScreen, count: int | None) -> None:
    """Save the story as Markdown in the folder clew was started from."""

    def go(story: StoryRow) -> None:
        exporting = screen.services.exporting
        screen.background.run(
            "looking",
            lambda: exporting.save(story.id, Path.cwd()),
            lambda path: screen.say(_("Saved {path}").format(path=path)),
        )

    _with_story(screen, go)


HANDLERS: dict[str, Handler] = {
    "open.browser": browser,
    "open.browser_on": browser_on,
    "open.comments": comments,
    "open.links": link_list,
    "copy.link": copy_link,
    "copy.markdown": copy_markdown,
    "export.save": save,
}
