"""Tags: added and taken away on the selection, on a thread, on feeds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reader.ui.acting import Targets
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import counted, undoes
from reader.ui.doing.sources import arrange
from reader.ui.matching import Item
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.model import FeedRow
    from reader.ui.main_screen import MainScreen


def tag(screen: MainScreen, count: int | None) -> None:
    """Ask for a tag, with completion from those in use."""
    if screen.scope == "sources":
        feeds = _feeds_here(screen)
        if feeds:
            _ask(screen, _feeds_told(feeds), lambda name: _tag_feeds(screen, feeds, name, on=True))
        return
    targets = screen.acting.targets()
    if targets:
        _ask(screen, counted(targets), lambda name: _add_tag(screen, targets, name))


def _ask(screen: MainScreen, what: str, then) -> None:  # type: ignore[no-untyped-def]
    tagging = screen.services.tagging
    colors = {row.name: row.color for row in tagging.all()}

    def complete(start: str) -> list[Item]:
        names = tagging.complete(start.lstrip("#"))
        return [Item(name, name, style=f"tag {colors.get(name, '')}") for name in names]

    def picked(name: str) -> None:
        name = name.strip().lstrip("#").strip()
        if name:
            then(name)

    title = _("Tag {what}").format(what=what)
    screen.pick(Picker(title, complete, free=True, placeholder=_("a tag")), picked)


def _add_tag(screen: MainScreen, targets: Targets, name: str) -> None:
    def with_tag(row):  # type: ignore[no-untyped-def]
        return row if name in row.tags else replace(row, tags=(*row.tags, name))

    said = _("Tagged {what} #{tag}").format(what=counted(targets), tag=name)
    screen.acting.do(
        lambda: screen.services.tagging.tag(name, targets.stories, targets.threads),
        saying=f"{said} — {undoes(screen)}",
        show=lambda: screen.acting.patch(targets, with_tag, with_tag),
    )
    screen.stories.clear_selected()


def untag(screen: MainScreen, count: int | None) -> None:
    """Take away one of the tags there are."""
    if screen.scope == "sources":
        feeds = _feeds_here(screen)
        if feeds:
            names = {name for feed in feeds for name in feed.tags}
            _pick_one(screen, names, lambda name: _tag_feeds(screen, feeds, name, on=False))
        return
    targets = screen.acting.targets()
    rows = (*targets.rows, *screen.acting.others(targets))
    names = {name for row in rows for name in row.tags}
    _pick_one(screen, names, lambda name: _take_tag(screen, targets, name))


def _pick_one(screen: MainScreen, names: set[str], then) -> None:  # type: ignore[no-untyped-def]
    if not names:
        screen.say(_("No tag here"))
    elif len(names) == 1:
        then(*names)
    else:
        items = [Item(name, name, style="tag") for name in sorted(names, key=str.casefold)]
        screen.pick(Picker(_("Take away which tag"), items), then)


def _take_tag(screen: MainScreen, targets: Targets, name: str) -> None:
    """Off the rows; off a thread also the tags of its stories, since the row shows them as one."""

    def bare(row):  # type: ignore[no-untyped-def]
        return replace(row, tags=tuple(tag for tag in row.tags if tag != name))

    screen.acting.do(
        lambda: screen.services.tagging.untag_all(name, targets.stories, targets.threads),
        saying=_("Took #{tag} away — {undoes}").format(tag=name, undoes=undoes(screen)),
        show=lambda: screen.acting.patch(targets, bare, bare),
    )
    screen.stories.clear_selected()


# --------------------------------------------------------------------------- feeds


def _feeds_here(screen: MainScreen) -> list[FeedRow]:
    """The feed under the cursor of the sources pane, or those of the folder there."""
    node = screen.sources.node
    rows = screen.sources.sources.feeds if screen.sources.sources else ()
    if node is not None and node.kind == "feed":
        return [row for row in rows if row.id == node.number]
    if node is not None and node.kind == "folder":
        inside = screen.sources.folder_tree(node.number)
        return [row for row in rows if not row.removed and inside & set(row.folders)]
    screen.say(_("Only feeds and folders of feeds are tagged here"))
    return []


def _feeds_told(feeds: list[FeedRow]) -> str:
    if len(feeds) == 1:
        return feeds[0].source
    return ngettext("{n} feed", "{n} feeds", len(feeds)).format(n=len(feeds))


def _tag_feeds(screen: MainScreen, feeds: list[FeedRow], name: str, *, on: bool) -> None:
    ids = [feed.id for feed in feeds]
    said = _("Tagged {what} #{tag}, with all stories") if on else _("Took #{tag} off {what}")
    arrange(
        screen,
        lambda: screen.services.tagging.tag_feeds(name, ids, on=on),
        said.format(what=_feeds_told(feeds), tag=name),
    )


HANDLERS: dict[str, Handler] = {"mark.tag": tag, "mark.untag": untag}
