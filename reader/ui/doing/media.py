"""Enclosures and images: played, viewed, fetched into files. Nothing is loaded but on its key."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.text import line, masked, openable
from reader.ui.article.head import told_size
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.figures import images_of, look
from reader.ui.doing.kinds import Handler
from reader.ui.doing.links import open_url, start
from reader.ui.matching import Item
from reader.ui.timing import after
from reader.words import _

if TYPE_CHECKING:
    from reader.model import Article, Enclosure
    from reader.services.downloading import Download
    from reader.ui.main_screen import MainScreen

#: Players looked for when none is set, the first that is there.
_PLAYERS = ("mpv", "vlc", "mplayer")
#: Seconds between two looks at downloads under way.
_LOOK_EVERY = 0.5


def media(screen: MainScreen, count: int | None) -> None:
    """What the story carries beside its text: play, view or download."""
    story = screen.acting.story()
    if story is None:
        return

    def show(article: Article | None) -> None:
        if article is None:
            return
        images = images_of(article)
        if images and not (article.enclosures or screen.services.downloads.all):
            look(screen, article, images[0][1])  # they lead to each other
            return
        items = [*_enclosures(article), *_images(article), *_downloads(screen)]
        if not items:
            screen.say(_("No enclosures and no images here"))
            return
        moving = bool(screen.services.downloads.moving)
        foot = _("Enter gives up a download that is under way") if moving else ""
        picker = Picker(_("Enclosures and images"), items, ask=False, foot=foot)
        screen.pick(picker, lambda picked: _do(screen, article, picked))

    reading = screen.services.reading
    screen.background.now(lambda: reading.article(story.id), show)


def _enclosures(article: Article) -> list[Item]:
    items: list[Item] = []
    if article.enclosures:
        items.append(Item(None, _("Enclosures"), heading=True))
    for enclosure in article.enclosures:
        told = _told(enclosure)
        items.append(Item(("play", enclosure.url), _("Play {what}").format(what=told)))
        items.append(Item(("get", enclosure.url), _("Download {what}").format(what=told)))
    return items


def _told(enclosure: Enclosure) -> str:
    from reader.services.downloading import name_of

    facts = [name_of(enclosure.url), line(enclosure.type)]
    if enclosure.length:
        facts.append(told_size(enclosure.length))
    return " · ".join(fact for fact in facts if fact)


def _images(article: Article) -> list[Item]:
    items: list[Item] = []
    for _block, link, alt in images_of(article):
        if not items:
            items.append(Item(None, _("Images"), heading=True))
        url = article.document.links[link - 1]
        items.append(Item(("view", link), alt or masked(url), f"[{link}]"))
    return items


def _downloads(screen: MainScreen) -> list[Item]:
    items: list[Item] = []
    for one in screen.services.downloads.all:
        if not items:
            items.append(Item(None, _("Downloads"), heading=True))
        if not one.ended:
            value = "stop", one.url
        else:
            value = ("file", str(one.path)) if one.path else ("get", one.url)
        items.append(Item(value, one.name, _standing(one)))
    return items


def _standing(one: Download) -> str:
    if one.cancelled and one.ended:
        return _("given up")
    if one.error:
        return _("failed: {error}").format(error=one.error)
    if one.ended:
        return str(one.path)
    if not one.begun:
        return _("waiting")
    return f"{one.share} %" if one.total else told_size(one.done)


def _do(screen: MainScreen, article: Article, picked: tuple[str, Any]) -> None:
    """Do what was picked: of an image its link's number, else an address or a file."""
    what, target = picked
    if what == "view":
        look(screen, article, target)
    elif what == "stop":
        screen.services.downloads.cancel(target)
    elif what == "get":
        download(screen, target, article.row.feed)
    elif what == "file" or openable(target):
        play(screen, target)
    else:
        told = _("Not opened: {url} is no http address").format(url=masked(target))
        screen.say(told, "warning")


def play(screen: MainScreen, target: str) -> None:
    """Hand an address or a file to the player."""
    try:
        words = shlex.split(screen.services.config.text("open.player"))
    except ValueError as error:
        screen.say(_("open.player cannot be read: {error}").format(error=error), "error")
        return
    found = next((name for name in _PLAYERS if shutil.which(name)), "")
    if not words and not found:
        open_url(screen, target)
        return
    command = words or [found, "--", "%u"]
    if any("%u" in word for word in command):
        command = [word.replace("%u", target) for word in command]
    else:
        command = [*command, target]
    if start(screen, command):
        name = Path(command[0]).name
        screen.say(_("{player} plays {what}").format(player=name, what=masked(target)))


def download(screen: MainScreen, url: str, feed: int) -> None:
    """Put an enclosure into the queue; its progress is told until all are there."""
    if screen.refreshing.offline:
        screen.say(_("Started with --offline: nothing is fetched"), "warning")
        return
    if not openable(url):
        screen.say(_("Not opened: {url} is no http address").format(url=masked(url)), "warning")
        return
    downloads = screen.services.downloads
    followed = any(not earlier.told for earlier in downloads.all)
    one = downloads.add(url, feed)
    if one.ended:
        screen.say(_("Already there: {path}").format(path=one.path))
    elif not followed:
        _follow(screen, one)
    else:
        n = len(downloads.moving) - 1
        screen.say(_("{name} waits behind {n}").format(name=one.name, n=n))


def _follow(screen: MainScreen, one: Download) -> None:
    """Tell how a download goes on, then the next one."""
    if screen.background.closed:
        return
    if not one.ended:
        screen.header.tell_download(f"{one.name} {_standing(one)}")
        after(screen, _LOOK_EVERY, lambda: _follow(screen, one))
        return
    screen.header.tell_download("")
    one.told = True
    if one.cancelled:
        screen.say(_("Given up: {name}").format(name=one.name))
    elif one.error:
        told = _("{name} could not be had: {error}")
        screen.say(told.format(name=one.name, error=one.error), "error")
    else:
        screen.say(_("Downloaded {path}").format(path=one.path), "good")
    following = next((each for each in screen.services.downloads.all if not each.told), None)
    if following is not None:
        _follow(screen, following)


HANDLERS: dict[str, Handler] = {"open.media": media}
