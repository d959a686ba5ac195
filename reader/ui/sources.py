"""The sources pane: views, folders with their feeds, tags; with unread counts and health."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.strip import Strip

from reader.ui.cells import Part
from reader.ui.drawing import bar, finish
from reader.ui.ink import Ink
from reader.ui.linelist import LineList, RowState
from reader.ui.listing import Listing, quoted
from reader.words import _

if TYPE_CHECKING:
    from reader.model import FeedRow, FolderRow
    from reader.services.reading import Sources


FOLDED, UNFOLDED = "▸", "▾"


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the pane. ``kind``: title, view, all, folder, feed, tag. ``key`` is stable."""

    kind: str
    key: str
    name: str
    depth: int = 0
    unread: int | None = 0
    folded: bool | None = None
    failing: bool = False
    paused: bool = False
    query: str = ""
    group: str = "thread"
    sort: str = ""
    number: int = 0

    @property
    def listing(self) -> Listing:
        """What choosing this node lists."""
        return Listing(self.name, self.query, self.kind, self.key, group=self.group, sort=self.sort)


def nodes_of(sources: Sources, folded: frozenset[str]) -> list[Node]:
    """The lines of the pane, with what is folded left out."""
    nodes = [Node("title", "t:views", _("Views"))]
    nodes += [
        Node(
            "view",
            f"v:{view.name}",
            _(view.name) if view.builtin else view.name,
            unread=view.unread,
            query=view.query,
            group=view.group or "thread",
            sort="" if view.sort == "date" else view.sort,
        )
        for view in sources.views
    ]
    nodes += [Node("title", "t:1", ""), Node("title", "t:feeds", _("Feeds"))]
    feeds = [feed for feed in sources.feeds if not feed.removed]
    if all(feed.paused for feed in feeds):  # the sample edition: nothing to tell apart
        feeds = [replace(feed, paused=False) for feed in feeds]
    total = sum(feed.unread for feed in feeds)
    nodes.append(Node("all", "a:", _("All stories"), unread=total))
    nodes += _folder_nodes(sources.folders, feeds, None, 0, folded)
    loose = [feed for feed in feeds if not feed.folders]
    nodes += [_feed_node(feed, 0) for feed in sorted(loose, key=_by_name)]
    if sources.tags:
        nodes += [Node("title", "t:2", ""), Node("title", "t:tags", _("Tags"))]
        nodes += [
            Node(
                "tag",
                f"#{tag.name}",
                f"#{tag.name}",
                unread=tag.unread,
                query=f"tag:{quoted(tag.name)}",
            )
            for tag in sources.tags
        ]
    return nodes


def _by_name(row: FeedRow) -> str:
    return row.source.casefold()


def _folder_nodes(
    folders: Sequence[FolderRow],
    feeds: Sequence[FeedRow],
    parent: int | None,
    depth: int,
    folded: frozenset[str],
) -> list[Node]:
    nodes: list[Node] = []
    inside = [folder for folder in folders if folder.parent == parent]
    for folder in sorted(inside, key=lambda row: row.name.casefold()):
        key = f"d:{folder.id}"
        shut = key in folded
        nodes.append(
            Node(
                "folder",
                key,
                folder.name,
                depth,
                folder.unread,
                folded=shut,
                query=f"folder:{quoted(folder.name)}",
                number=folder.id,
            )
        )
        if not shut:
            nodes += _folder_nodes(folders, feeds, folder.id, depth + 1, folded)
            own = [feed for feed in feeds if folder.id in feed.folders]
            nodes += [_feed_node(feed, depth + 1) for feed in sorted(own, key=_by_name)]
    return nodes


def _feed_node(feed: FeedRow, depth: int) -> Node:
    return Node(
        "feed",
        f"f:{feed.id}",
        feed.source,
        depth,
        feed.unread,
        failing=bool(feed.state.error),
        paused=feed.paused,
        query=f"feed:{feed.id}",
        number=feed.id,
    )


def node_lines(node: Node, width: int, state: RowState, ink: Ink) -> list[Strip]:
    """One node: bar, fold mark, name, unread count flush right."""
    if node.kind == "title":
        return [finish([(f" {node.name}", ink.source)], [], width, state, ink)]
    mark = " " if node.folded is None else FOLDED if node.folded else UNFOLDED
    name = ink.text if node.unread or node.kind not in ("feed", "folder") else ink.dim
    if node.kind == "tag":
        name = ink.tag
    left: list[Part] = [bar(state, ink), (" " * node.depth * 2, ink.base)]
    if node.failing:
        left.append(("! ", ink.error))
    elif node.paused:
        left.append(("‖ ", ink.faint))
    elif node.kind in ("folder", "feed"):
        left.append((mark + " ", ink.dim))
    left.append((node.name, name))
    right: list[Part] = []
    if node.unread:
        right.append((str(node.unread), ink.dim))
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

    def take(self, sources: Sources) -> None:
        """Show other sources; the cursor stays on its node."""
        self._sources = sources
        self._show()

    def _show(self) -> None:
        if self._sources is None:
            return
        here = self.node.key if self.node else ""
        nodes = nodes_of(self._sources, self.folded)
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

    def fold_all(self, on: bool) -> None:
        folders = self._sources.folders if self._sources else ()
        self.folded = frozenset(f"d:{folder.id}" for folder in folders) if on else frozenset()
        self._show()

    def feed(self, number: int) -> FeedRow | None:
        feeds = self._sources.feeds if self._sources else ()
        return next((feed for feed in feeds if feed.id == number), None)

    @property
    def sources(self) -> Sources | None:
        return self._sources
