"""Going to views, feeds and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.ui.doing.kinds import Handler
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen
    from reader.ui.sources import Node


def go_source(screen: MainScreen, key: str) -> None:
    """List the source of that key and go to the list; as soon as it is known which there are."""
    if screen.sources.sources is None:
        screen.watching.wanted = key
        return
    node = screen.sources.choose(key) or _brought(screen, key)
    if node is None:
        screen.say(_("It is not there any more"), "warning")
        return
    screen.query_box.open = False
    screen.before_search = None
    screen.set_zen(False)
    screen.lister.go(node.listing)
    screen.focus_pane("list")


def _brought(screen: MainScreen, key: str) -> Node | None:
    """A node that is folded away or hidden, brought into sight."""
    sources = screen.sources
    if key.startswith("f:"):
        feed = sources.feed(int(key[2:]))
        sources.unfold_to(feed.folders[0] if feed and feed.folders else None)
    elif key.startswith("d:"):
        rows = sources.sources.folders if sources.sources else ()
        sources.unfold_to(next((row.parent for row in rows if f"d:{row.id}" == key), None))
    sources.reveal_key(key)
    return sources.choose(key)


def _to(key: str) -> Handler:
    def go(screen: MainScreen, count: int | None) -> None:
        go_source(screen, key)

    return go


def tags(screen: MainScreen, count: int | None) -> None:
    """The first tag of the sources pane."""
    screen.set_zen(False)
    if screen.sources.first_of("tag") is None:
        screen.say(_("No tags yet; {key} tags").format(key=screen.keymap_.shown("mark.tag")))
        return
    screen.focus_pane("sources")
    screen.watching.source_rests()


HANDLERS: dict[str, Handler] = {
    "go.unread": _to("v:Unread"),
    "go.followed": _to("v:Followed"),
    "go.starred": _to("v:Starred"),
    "go.all": _to("a:"),
    "go.tags": tags,
}
