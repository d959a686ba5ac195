"""What names a tag, a folder or a feed, when that is renamed: kept queries follow, and rules that
give the tag give it by its new name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from reader.query.match import feed_named, named_so
from reader.query.ruling import parse_effects, write_effects
from reader.query.tree import Node, Or, Origin, Tag
from reader.store.naming import rewrite
from reader.store.plan import Plan, as_int
from reader.store.sources import SOURCE
from reader.store.tagnames import IN_USE, meant


def tag(plan: Plan, old: str, new: str, others: Collection[str]) -> None:
    """``others`` are the further tags in use: what means one of them too goes on to."""
    wanted = old.casefold()
    shared = any(name.casefold() == wanted for name in others)

    def leaf(node: Node) -> Node:
        if not isinstance(node, Tag) or node.name.casefold() != wanted:
            return node
        return Or((node, Tag(new))) if shared else Tag(new)

    if new.casefold() != wanted:
        rewrite(plan, leaf)
    for rule, action in plan.rows("SELECT name, action FROM rule"):
        now = _giving(str(action), old, new, others)
        if now != action:
            plan.edits.add("rule", (str(rule),), ("action",), (str(action),), (now,))
    # By its verdicts a rule knows what it gave, when that is to be taken back.
    for (action,) in plan.rows("SELECT DISTINCT action FROM verdict"):
        now = _giving(str(action), old, new, others)
        for story, rule, at in plan.rows(_VERDICTS, action) if now != action else ():
            key, before = (as_int(story), str(rule)), (as_int(at), str(action))
            plan.edits.add("verdict", key, ("at", "action"), before, (as_int(at), now))


_VERDICTS = (
    "SELECT v.story, r.name, v.at FROM verdict v JOIN rule r ON r.id = v.rule WHERE v.action = ?"
)


def _giving(action: str, old: str, new: str, others: Collection[str]) -> str:
    """The action of a rule with the tag by its new name; as it is written when it gives another."""
    effects = parse_effects(action)[0]
    renamed = tuple(
        replace(one, name=new) if meant(one.name, [old, *others]) == old else one for one in effects
    )
    return write_effects(tuple(dict.fromkeys(renamed))) if renamed != effects else action


def let_go(plan: Plan, names: Collection[str]) -> None:
    """Forget tags of these names that nothing carries, that have no looks of their own and that no
    kept query or rule names: a name that was mistyped and undone is not known any more."""
    named = {
        effect.name.casefold()
        for (action,) in plan.rows("SELECT action FROM rule")
        for effect in parse_effects(str(action))[0]
    }

    def leaf(node: Node) -> Node:
        if isinstance(node, Tag):
            named.add(node.name.casefold())
        return node

    rewrite(plan, leaf)  # to look through them: nothing changes
    plan.connection.executemany(
        f"DELETE FROM tag AS g WHERE name = ? AND color = '' AND position = 0 AND NOT {IN_USE}",
        ((name,) for name in names if name.casefold() not in named),
    )


def folder(plan: Plan, id_: int, old: str, new: str) -> None:
    others = [str(name) for (name,) in plan.rows("SELECT name FROM folder WHERE id <> ?", id_)]

    def leaf(node: Node) -> Node:
        if not isinstance(node, Origin) or node.name != "folder":
            return node
        if not named_so(old, node.text) or named_so(new, node.text):
            return node
        shared = any(named_so(name, node.text) for name in others)
        return Or((node, Origin("folder", new))) if shared else Origin("folder", new)

    rewrite(plan, leaf)


def feed(plan: Plan, id_: int, name: str | None, title: str | None = None) -> None:
    """``name`` is what the user calls it from now on, None: nothing of its own; ``title`` its own
    title from now on, None: as it is."""
    ((now, url),) = plan.rows(f"SELECT {SOURCE}, f.url FROM feed f WHERE f.id = ?", id_)
    new, old = str(plan.rows(_RENAMED, name, title, id_)[0][0]), (id_, str(now), str(url))

    def leaf(node: Node) -> Node:
        if not isinstance(node, Origin) or node.name != "feed":
            return node
        if not feed_named(*old, node.text) or feed_named(id_, new, old[2], node.text):
            return node
        others = [
            (as_int(other), str(source), str(url)) for other, source, url in plan.rows(_OTHERS, id_)
        ]
        alone = not new.isdigit() and not any(feed_named(*row, new) for row in others)
        own = Origin("feed", new if alone else str(id_))
        shared = any(feed_named(*row, node.text) for row in others)
        return Or((node, own)) if shared else own

    rewrite(plan, leaf)


_OTHERS = f"SELECT f.id, {SOURCE}, f.url FROM feed f WHERE f.id <> ?"
_RENAMED = (
    f"SELECT {SOURCE} FROM"
    " (SELECT ? AS name, coalesce(?, title) AS title, key FROM feed WHERE id = ?) f"
)
