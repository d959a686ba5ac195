"""The sources pane arranged: names, folders, order, what is hidden; each kind of node its own way.

Whatever adds a kind of node adds its deeds to the tables ``RENAME`` and ``REMOVE``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.model import Done, FeedRow
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import undoes
from reader.ui.matching import Item, matching
from reader.ui.sources import Node
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

Deed = Callable[["MainScreen", Node], None]


def feed_here(screen: MainScreen) -> FeedRow | None:
    """The feed under the cursor of the sources pane, else that of the story meant."""
    if screen.scope == "sources":
        node = screen.sources.node
        return screen.sources.feed(node.number) if node and node.kind == "feed" else None
    story = screen.acting.story()
    return screen.sources.feed(story.feed) if story is not None else None


def health_words(screen: MainScreen, node: Node) -> str:
    """What the mark before a feed's name says."""
    feed = screen.sources.feed(node.number)
    shown = screen.keymap_.shown
    if feed is None:
        return ""
    return {
        "failing": _("Fails: {error} — {page} says more, {refresh} asks again"),
        "paused": _("Paused: it is not asked; {pause} resumes it"),
        "moved": _("It moved for good: {page} offers its new address"),
        "never": _("Not asked yet; {refresh} asks now"),
    }[node.health].format(
        error=feed.state.error.rstrip("."),
        page=shown("feed.page"),
        refresh=shown("feed.refresh"),
        pause=shown("feed.pause"),
    )


def node_here(screen: MainScreen) -> Node | None:
    """The node under the cursor, with the focus elsewhere that of the story's feed."""
    if screen.scope == "sources":
        return screen.sources.node
    feed = feed_here(screen)
    return Node("feed", f"f:{feed.id}", feed.source, number=feed.id) if feed else None


def arrange(
    screen: MainScreen,
    work: Callable[[], Done],
    saying: str = "",
    then: Callable[[Done], None] | None = None,
) -> None:
    """Do one action to the pane, read the sources anew, and say how to take it back. A refusal is
    said as it is: nothing was shown that would have to be taken back."""

    def done(result: Done) -> None:
        screen.watching.look()
        screen.watching.when_sources(lambda: then(result) if then else None)
        if saying and result.entry is not None:
            screen.say(f"{saying} — {undoes(screen)}", "good")

    screen.background.run("acting", work, done)


# --------------------------------------------------------------------------- names


def rename(screen: MainScreen, count: int | None) -> None:
    """Another name for what is under the cursor."""
    _by_kind(screen, RENAME, _("It has no name to change"))


def remove(screen: MainScreen, count: int | None) -> None:
    """What is under the cursor goes; undo brings it back."""
    _by_kind(screen, REMOVE, _("It cannot be removed"))


def _by_kind(screen: MainScreen, deeds: dict[str, Deed], refused: str) -> None:
    node = node_here(screen)
    if node is None:
        screen.say(_("No feed under the cursor"))
    elif node.kind in deeds:
        deeds[node.kind](screen, node)
    else:
        screen.say(refused)


def _ask_name(
    screen: MainScreen,
    title: str,
    before: str,
    work: Callable[[str], Done],
    foot: str = "",
    key: Callable[[str], str] | None = None,
) -> None:
    """Ask for another name; ``key`` is that of the node by its name, where it has no other, so that
    the cursor stays on it."""

    def named(name: str) -> None:
        def stay(_done: Done) -> None:
            if key is not None:
                screen.sources.choose(key(name))

        if name != before:
            arrange(screen, lambda: work(name), _("Renamed"), stay)

    screen.pick(Picker(title, free=True, text=before, foot=foot), named)


def _rename_feed(screen: MainScreen, node: Node) -> None:
    work = screen.services.subscriptions.rename
    foot = _("empty: its own title again")
    _ask_name(screen, _("Name of the feed"), node.name, lambda name: work(node.number, name), foot)


def _rename_folder(screen: MainScreen, node: Node) -> None:
    work = screen.services.arranging.rename_folder
    _ask_name(screen, _("Name of the folder"), node.name, lambda name: work(node.number, name))


def _rename_tag(screen: MainScreen, node: Node) -> None:
    before = node.key.removeprefix("#")
    work = screen.services.tagging.rename
    foot = _("a tag that is there already takes this one in")
    _ask_name(
        screen,
        _("Name of the tag"),
        before,
        lambda name: work(before, name.lstrip("#")),
        foot,
        lambda name: f"#{name.lstrip('#')}",
    )


def _remove_feed(screen: MainScreen, node: Node) -> None:
    said = _("Unsubscribed from {source}, its stories stay").format(source=node.name)
    arrange(screen, lambda: screen.services.subscriptions.remove([node.number]), said)


def _remove_folder(screen: MainScreen, node: Node) -> None:
    said = _("Removed the folder {name}, its feeds stay").format(name=node.name)
    arrange(screen, lambda: screen.services.arranging.remove_folder(node.number), said)


def _remove_tag(screen: MainScreen, node: Node) -> None:
    name = node.key.removeprefix("#")

    def work() -> Done:
        return screen.services.tagging.remove(name)

    def then(done: Done) -> None:
        n = done.changed
        told = ngettext("Took #{tag} off {n} thing", "Took #{tag} off {n} things", n)
        screen.say(f"{told.format(tag=name, n=n)} — {undoes(screen)}", "good")

    arrange(screen, work, then=then)


RENAME: dict[str, Deed] = {"feed": _rename_feed, "folder": _rename_folder, "tag": _rename_tag}
REMOVE: dict[str, Deed] = {"feed": _remove_feed, "folder": _remove_folder, "tag": _remove_tag}


# --------------------------------------------------------------------------- folders


def new_folder(screen: MainScreen, count: int | None) -> None:
    """A new folder, inside the one under the cursor."""
    node = screen.sources.node if screen.scope == "sources" else None
    paths = screen.services.arranging.paths()
    inside = node.number if node and node.kind == "folder" else node.parent if node else None
    start = f"{paths[inside]}/" if inside in paths else ""

    def named(path: str) -> None:
        if path.strip("/ ") and path != start:
            arrange(
                screen,
                lambda: screen.services.arranging.add_folder(path),
                _("Added the folder {name}").format(name=path),
                lambda done: _show_folder(screen, done.made),
            )

    foot = _("a name; / goes inside: Tech/AI")
    screen.pick(Picker(_("New folder"), free=True, text=start, foot=foot), named)


def _show_folder(screen: MainScreen, folder: int | None) -> None:
    screen.sources.unfold_to(folder)
    screen.sources.choose(f"d:{folder}")


def move(screen: MainScreen, count: int | None) -> None:
    """Into another folder: picked, or typed to make a new one."""
    node = node_here(screen)
    if node is None or node.kind not in ("feed", "folder"):
        screen.say(_("Only feeds and folders stand in folders"))
        return
    arranging = screen.services.arranging
    paths = arranging.paths()
    own = paths.get(node.number, "") if node.kind == "folder" else ""
    items = [
        Item(path, path)
        for id_, path in paths.items()
        if id_ != node.parent and not (own and (path == own or path.startswith(own + "/")))
    ]
    if node.parent is not None or node.kind == "feed":
        items.append(Item("", _("no folder")))

    def picked(path: str) -> None:
        where = path or _("no folder")
        work = (
            (lambda: arranging.move_folder(node.number, path))
            if node.kind == "folder"
            else (lambda: arranging.move_feeds([node.number], path))
        )
        arrange(
            screen,
            work,
            _("Moved {name} to {where}").format(name=node.name, where=where),
            lambda _done: _show_moved(screen, node.key),
        )

    title = _("Move {name} to").format(name=node.name)
    foot = _("pick one, or type a new one: Tech/AI")
    screen.pick(Picker(title, lambda typed: matching(items, typed), free=True, foot=foot), picked)


def _show_moved(screen: MainScreen, key: str) -> None:
    sources = screen.sources
    if key.startswith("f:"):
        feed = sources.feed(int(key[2:]))
        sources.unfold_to(feed.folders[0] if feed and feed.folders else None)
    else:
        rows = sources.sources.folders if sources.sources else ()
        parent = next((row.parent for row in rows if f"d:{row.id}" == key), None)
        sources.unfold_to(parent)
    sources.choose(key)


# --------------------------------------------------------------------------- order and sight


def _by(step: int) -> Handler:
    def handler(screen: MainScreen, count: int | None) -> None:
        _reorder(screen, step * (count or 1))

    return handler


#: What the store calls the kinds that have an order.
_ORDERED = {"feed": "feeds", "folder": "folders", "tag": "tags", "view": "views"}


def _reorder(screen: MainScreen, by: int) -> None:
    """The node under the cursor changes places with its neighbours."""
    node = screen.sources.node
    if screen.sources.hide_read:
        screen.say(_("Show all first: what is hidden has its place too"), "warning")
        return
    rows: list[Node] = []
    if node is not None and node.kind in _ORDERED:
        builtin = {f"v:{view.name}" for view in _views(screen) if view.builtin}
        rows = [row for row in screen.sources.beside(node) if row.key not in builtin]
    here = rows.index(node) if node in rows else 0
    there = max(0, min(len(rows) - 1, here + by))
    if node not in rows or here == there:
        screen.say(_("It stays where it is"))
        return
    rows.insert(there, rows.pop(here))
    names: list[int | str] = [
        row.number or row.key.removeprefix("#").removeprefix("v:") for row in rows
    ]
    arrange(
        screen,
        lambda: screen.services.arranging.order(_ORDERED[node.kind], names, node.parent),
        then=lambda _done: _choose(screen, node.key),
    )


def _choose(screen: MainScreen, key: str) -> None:
    screen.sources.choose(key)


def _views(screen: MainScreen):  # type: ignore[no-untyped-def]
    return screen.sources.sources.views if screen.sources.sources else ()


def hide_read(screen: MainScreen, count: int | None) -> None:
    """Leave out what has nothing unread, or show all again; kept for the next start."""
    on = not screen.sources.hide_read
    screen.sources.set_hide_read(on)
    reading = screen.services.reading
    screen.background.run("acting", lambda: reading.set_state("hide_read", "1" if on else ""))
    screen.say(
        _("Only what has something unread, and what fails") if on else _("All sources are shown")
    )


def pause(screen: MainScreen, count: int | None) -> None:
    """Ask a feed no more, or again."""
    feed = feed_here(screen)
    if feed is None:
        screen.say(_("No feed under the cursor"))
        return
    said = _("Resumed {source}") if feed.paused else _("Paused {source}: it is not asked")
    arrange(
        screen,
        lambda: screen.services.subscriptions.pause([feed.id], on=not feed.paused),
        said.format(source=feed.source),
    )


HANDLERS: dict[str, Handler] = {
    "feed.rename": rename,
    "feed.remove": remove,
    "feed.pause": pause,
    "source.move": move,
    "source.new_folder": new_folder,
    "source.up": _by(-1),
    "source.down": _by(1),
    "source.hide_read": hide_read,
}
