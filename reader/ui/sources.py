"""The sources pane: views, folders with their feeds, tags; with unread counts and health."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual import events
from textual.strip import Strip

from reader.services.naming import briefly
from reader.ui.cells import Part
from reader.ui.drawing import TOLD, bar, finish
from reader.ui.ink import Ink
from reader.ui.linelist import LineList, RowState
from reader.ui.listing import Listing, quoted
from reader.ui.messages import Folded
from reader.words import _

if TYPE_CHECKING:
    from reader.model import FeedRow, FolderRow
    from reader.services.reading import Sources


FOLDED, UNFOLDED = "▸", "▾"
#: A feed's health before its name: mark and style. The marks alone tell them apart.
HEALTH = {
    "failing": ("!", "error"),
    "paused": ("‖", "faint"),
    "moved": ("→", "new"),
    "never": ("∘", "faint"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the pane. ``kind``: title, view, all, folder, feed, tag. ``key`` is stable;
    ``parent`` the folder it stands in; ``health`` a name of ``HEALTH`` or ""; ``stale``: its number
    is being counted anew; ``told``: its news are told of; ``color`` that of a tag."""

    kind: str
    key: str
    name: str
    depth: int = 0
    unread: int | None = 0
    folded: bool | None = None
    health: str = ""
    query: str = ""
    group: str = "thread"
    sort: str = ""
    number: int = 0
    parent: int | None = None
    quiet: bool = False
    mark_read: str = ""
    stale: bool = False
    told: bool = False
    color: str = ""

    @property
    def listing(self) -> Listing:
        """What choosing this node lists."""
        return Listing(
            self.name,
            self.query,
            self.kind,
            self.key,
            group=self.group,
            sort=self.sort,
            mark_read=self.mark_read,
        )


@dataclass(frozen=True, slots=True)
class Showing:
    """How the pane shows its sources: the keys of folded folders; whether what has nothing unread
    is left out, but for the node of the key ``stays``; whether the user's views are being counted
    anew (``stale``)."""

    folded: frozenset[str] = frozenset()
    hide_read: bool = False
    stays: str = ""
    stale: bool = False

    def shows(self, node: Node) -> bool:
        """Whether the node is in sight; what fails is, read or not."""
        if not self.hide_read or node.key == self.stays or node.unread != 0:
            return True
        return node.health == "failing"


def nodes_of(sources: Sources, showing: Showing) -> list[Node]:
    """The lines of the pane, with what is folded or hidden left out."""
    nodes: list[Node] = []
    for number, section in enumerate(SECTIONS):
        rows = section(sources, showing)
        if rows:
            nodes += [Node("title", f"t:{number}", "")] if nodes else []
            nodes += rows
    return nodes


def view_nodes(sources: Sources, showing: Showing) -> list[Node]:
    """The built-in views, then the user's."""
    rows = [
        Node(
            "view",
            f"v:{view.name}",
            _(view.name) if view.builtin else view.name,
            unread=view.unread,
            query=view.query,
            group=view.group or "thread",
            sort="" if view.sort == "date" else view.sort,
            mark_read="" if view.mark_read == "open" else view.mark_read,
            stale=showing.stale and not view.builtin,
            told=view.notify,
        )
        for view in sources.views
    ]
    own = {f"v:{view.name}" for view in sources.views if not view.builtin}
    rows = [row for row in rows if row.key not in own or showing.shows(row)]
    return [Node("title", "t:views", _("Views")), *rows]


def feed_nodes(sources: Sources, showing: Showing) -> list[Node]:
    """All stories, folders with what is in them, feeds in no folder."""
    feeds = [feed for feed in sources.feeds if not feed.removed]
    if all(feed.paused for feed in feeds):  # the sample edition: nothing to tell apart
        feeds = [replace(feed, paused=False) for feed in feeds]
    total = sum(feed.unread for feed in feeds)
    nodes = [
        Node("title", "t:feeds", _("Feeds")),
        Node("all", "a:", _("All stories"), unread=total),
    ]
    tree = _Tree(sources.folders, feeds, showing)
    return nodes + tree.folders_in(None, 0) + tree.feeds_in(None, 0)


def tag_nodes(sources: Sources, showing: Showing) -> list[Node]:
    """The tags in use."""
    rows = [
        Node(
            "tag",
            f"#{tag.name}",
            f"#{tag.name}",
            unread=tag.unread,
            query=f"tag:{quoted(tag.name)}",
            color=tag.color,
        )
        for tag in sources.tags
    ]
    rows = [row for row in rows if showing.shows(row)]
    return [Node("title", "t:tags", _("Tags")), *rows] if rows else []


#: The pane from top to bottom, with a free line between sections.
SECTIONS: tuple[Callable[[Sources, Showing], list[Node]], ...] = (view_nodes, feed_nodes, tag_nodes)


class _Tree:
    """Folders and feeds by where they stand, in the user's order."""

    def __init__(
        self, folders: Sequence[FolderRow], feeds: Sequence[FeedRow], showing: Showing
    ) -> None:
        self._showing = showing
        self._folders: dict[int | None, list[FolderRow]] = {}
        for folder in folders:  # as they come: in order
            self._folders.setdefault(folder.parent, []).append(folder)
        self._feeds: dict[int | None, list[tuple[float, str, int, FeedRow]]] = {}
        for feed in feeds:
            name = briefly(feed).casefold()
            for folder_id, place in zip(feed.folders, feed.places, strict=True):
                self._feeds.setdefault(folder_id, []).append((place, name, feed.id, feed))
            if not feed.folders:
                self._feeds.setdefault(None, []).append((feed.place, name, feed.id, feed))

    def feeds_in(self, folder: int | None, depth: int) -> list[Node]:
        rows = sorted(self._feeds.get(folder, ()), key=lambda row: row[:3])
        nodes = (_feed_node(feed, depth, folder) for *_order, feed in rows)
        return [node for node in nodes if self._showing.shows(node)]

    def folders_in(self, parent: int | None, depth: int) -> list[Node]:
        nodes: list[Node] = []
        for folder in self._folders.get(parent, ()):
            inside = self.folders_in(folder.id, depth + 1) + self.feeds_in(folder.id, depth + 1)
            node = _folder_node(folder, depth, self._showing.folded)
            if inside or self._showing.shows(node):
                nodes.append(node)
                nodes += () if node.folded else inside
        return nodes


def _folder_node(folder: FolderRow, depth: int, folded: frozenset[str]) -> Node:
    key = f"d:{folder.id}"
    return Node(
        "folder",
        key,
        folder.name,
        depth,
        folder.unread,
        folded=key in folded,
        query=f"folder:{quoted(folder.name)}",
        number=folder.id,
        parent=folder.parent,
    )


def _feed_node(feed: FeedRow, depth: int, parent: int | None) -> Node:
    return Node(
        "feed",
        f"f:{feed.id}",
        briefly(feed),
        depth,
        feed.unread,
        health=health_of(feed),
        query=f"feed:{feed.id}",
        number=feed.id,
        parent=parent,
        quiet=feed.settings.hidden,
    )


def health_of(feed: FeedRow) -> str:
    """What is to be said of a feed before its name; "" when all is well."""
    if feed.paused:
        return "paused"
    if feed.state.error:
        return "failing"
    if feed.state.moved_to:
        return "moved"
    return "never" if feed.state.asked_at is None else ""


def mark_at(node: Node) -> range:
    """The columns of a node's mark (fold or health)."""
    return range(1 + 2 * node.depth, 3 + 2 * node.depth)


def node_lines(node: Node, width: int, state: RowState, ink: Ink) -> list[Strip]:
    """One node: bar, fold or health mark, name, unread count flush right."""
    if node.kind == "title":
        return [finish([(f" {node.name}", ink.source)], [], width, state, ink)]
    lively = (node.unread and not node.quiet) or node.kind not in ("feed", "folder")
    name = ink.tagged(node.color) if node.kind == "tag" else ink.text if lively else ink.dim
    left: list[Part] = [bar(state, ink), (" " * node.depth * 2, ink.base)]
    if node.health:
        mark, style = HEALTH[node.health]
        left.append((mark + " ", getattr(ink, style)))
    elif node.kind in ("folder", "feed"):
        mark = " " if node.folded is None else FOLDED if node.folded else UNFOLDED
        left.append((mark + " ", ink.dim))
    left.append((node.name, name))
    left += [(f" {TOLD}", ink.faint)] if node.told else []
    right: list[Part] = []
    if node.unread:
        right.append((f"{node.unread:,}", ink.faint if node.quiet or node.stale else ink.dim))
    elif node.unread is None:
        right.append(("…", ink.faint))
    right.append((" ", ink.base))
    return [finish(left, right, width, state, ink)]


class SourcesList(LineList, inherit_bindings=False):
    """The pane's list. Rows are nodes; ids are their places in ``nodes``."""

    opens_on_click = True

    def __init__(self) -> None:
        super().__init__(node_lines, skips=lambda node: node.kind == "title", id="sources")
        self.nodes: list[Node] = []
        self._sources: Sources | None = None
        self.folded: frozenset[str] = frozenset()
        self.hide_read = False
        self._stale = False

    def take(self, sources: Sources) -> None:
        """Show other sources; the cursor stays on its node."""
        if sources == self._sources and not self.hide_read:
            return
        self._sources = sources
        self._show()

    def listed_by(self, key: str) -> Listing | None:
        """What the node of that key lists; None when it is not shown."""
        return next((node.listing for node in self.nodes if node.key == key), None)

    def reveal_key(self, key: str) -> None:
        """Show the node of that key, though it may have nothing unread."""
        self._show(key)

    def _show(self, stays: str = "") -> None:
        if self._sources is None:
            return
        here = stays or (self.node.key if self.node else "")
        nodes = nodes_of(self._sources, Showing(self.folded, self.hide_read, here, self._stale))
        if nodes == self.nodes:
            return
        self.nodes = nodes
        place = next((at for at, node in enumerate(nodes) if node.key == here), self.cursor)
        self.show(
            range(len(nodes)),
            lambda ids: [nodes[at] for at in ids],
            keep=False,
            at=min(place, len(nodes) - 1),
        )

    @property
    def node(self) -> Node | None:
        return self.nodes[self.cursor] if 0 <= self.cursor < len(self.nodes) else None

    def choose(self, key: str) -> Node | None:
        """Put the cursor on the node of that key, if it is there."""
        for at, node in enumerate(self.nodes):
            if node.key == key:
                self.move_to(at)
                return node
        return None

    def first_of(self, kind: str) -> Node | None:
        """Put the cursor on the first node of a kind."""
        for at, node in enumerate(self.nodes):
            if node.kind == kind:
                self.move_to(at)
                return node
        return None

    def fold(self, key: str) -> None:
        """Fold or unfold the folder of that key."""
        self.folded ^= {key}
        self._show()
        self.post_message(Folded())

    def fold_here(self) -> None:
        """Fold or unfold the folder under the cursor, or the one the cursor's feed stands in."""
        node = self.node
        if node is None:
            return
        if node.kind == "folder":
            self.fold(node.key)
        elif node.parent is not None:
            self.fold(f"d:{node.parent}")
            self.choose(f"d:{node.parent}")

    def folder_tree(self, folder: int) -> set[int]:
        """The folder and all folders inside it."""
        inside = {folder}
        for row in self._sources.folders if self._sources else ():  # parents before children
            if row.parent in inside:
                inside.add(row.id)
        return inside

    def unfold_to(self, folder: int | None) -> None:
        """Bring what stands in a folder into sight."""
        parents = {row.id: row.parent for row in (self._sources.folders if self._sources else ())}
        shut = self.folded
        while folder is not None:
            self.folded -= {f"d:{folder}"}
            folder = parents.get(folder)
        if shut != self.folded:
            self._show()

    @property
    def counts_views(self) -> bool:
        """Whether there are views whose stories must be counted."""
        return any(not view.builtin for view in (self._sources.views if self._sources else ()))

    def set_stale(self, on: bool) -> None:
        """The numbers of the user's views are of before, or true again."""
        if on != self._stale:
            self._stale = on
            self._show()

    def set_hide_read(self, on: bool) -> None:
        """Leave out what has nothing unread, or show all again."""
        self.hide_read = on
        self._show()

    def beside(self, node: Node) -> list[Node]:
        """What stands beside a node, in the order shown, the hidden left out."""
        return [
            other for other in self.nodes if (other.kind, other.parent) == (node.kind, node.parent)
        ]

    def on_click(self, event: events.Click) -> None:
        """A click on a fold mark folds; elsewhere it selects and opens."""
        index = event.y + round(self.scroll_y)
        node = self.nodes[index] if 0 <= index < len(self.nodes) else None
        if node is not None and node.kind == "folder" and event.x in mark_at(node):
            event.stop()
            event.prevent_default()
            self.fold(node.key)

    def fold_all(self, on: bool) -> None:
        folders = self._sources.folders if self._sources else ()
        self.folded = frozenset(f"d:{folder.id}" for folder in folders) if on else frozenset()
        self._show()
        self.post_message(Folded())

    def feed(self, number: int) -> FeedRow | None:
        feeds = self._sources.feeds if self._sources else ()
        return next((feed for feed in feeds if feed.id == number), None)

    @property
    def sources(self) -> Sources | None:
        return self._sources
