"""The plan of making one feed of two: the one that goes leaves all it has to the one that stays."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable

from reader.errors import UsageError
from reader.model import Verb
from reader.query.match import feed_named
from reader.query.tree import Node, Or, Origin
from reader.store.edits import Value
from reader.store.marking import mark_read
from reader.store.naming import rewrite
from reader.store.plan import Plan, as_int, as_real, ids
from reader.store.sources import SOURCE
from reader.store.subscribing import leave, put_into

_MARKS = ("read_at", "read_how", "opened_at", "starred_at")


def unite(plan: Plan) -> None:
    """The feed of ``feeds`` goes, the feed ``into`` stays.

    Stories that only the one has become the other's. Of those that both have, the other's stands:
    it takes over what the user said of its double, which stays behind as its copy, read and without
    marks, with the feed that is not subscribed any more. Folders, tags, settings and the user's
    name of the feed are handed on too, where the other has none of its own, and that it never
    joins. Views and rules that name the one that goes name both.
    """
    old, new = _both(plan)
    doubles: dict[int, int] = {}
    taken: set[int] = set()
    # A story that stands is the double of one: two that became the same address are two still,
    # and what was said of each is kept.
    rows = plan.rows(_DOUBLES, new, new, new, old)
    for story, double, _same_key in sorted(rows, key=lambda row: not row[2]):
        if double is None or as_int(double) in taken:
            plan.changed += plan.set("story", (as_int(story),), ("feed",), (old,), (new,))
        else:
            doubles[as_int(story)] = as_int(double)
            taken.add(as_int(double))
    for story, double_ in doubles.items():
        plan.changed += _hand_on(plan, story, double_)
    mark_read(plan, list(doubles), "unsubscribed")
    _fold(plan, doubles)
    # What was let go of the one is not to come back as new because the other lists it, too.
    for (story,) in plan.rows("SELECT story FROM shelf WHERE feed = ?", old):
        plan.edits.add("shelf", (as_int(story),), ("feed",), (old,), (new,))
    _hand_on_feed(plan, old, new)
    rewrite(plan, _naming_both(plan, old, new))
    leave(plan)


#: The stories of a feed, each with the story of another feed that is the same by its key, else by
#: its second key; and whether it is by its key.
_DOUBLES = """
SELECT a.id, coalesce(
  (SELECT b.id FROM story b WHERE b.feed = ? AND b.key = a.key),
  (SELECT b.id FROM story b WHERE b.feed = ? AND b.key2 = a.key2 AND a.key2 <> '' LIMIT 1)),
  EXISTS (SELECT 1 FROM story b WHERE b.feed = ? AND b.key = a.key)
FROM story a WHERE a.feed = ? ORDER BY a.id
"""


def _both(plan: Plan) -> tuple[int, int]:
    feeds, new = plan.feeds(), plan.action.into
    if len(feeds) != 1 or new is None:
        raise UsageError("Two feeds become one: say which goes, and into which")
    there = plan.rows("SELECT 1 FROM feed WHERE id = ? AND removed_at IS NULL", new)
    if not there or feeds[0] == new:
        raise UsageError(
            f"Feed {feeds[0]} cannot go into feed {new}", "'clew feeds' shows the numbers of feeds"
        )
    return feeds[0], new


def _hand_on(plan: Plan, story: int, double: int) -> bool:
    """What was said of ``story`` is said of its double; whether there was anything."""
    marks = _hand_on_marks(plan, story, double)
    tags = plan.rows(
        "SELECT t.name, s.at, s.tag IN (SELECT tag FROM story_tag WHERE story = ?)"
        " FROM story_tag s JOIN tag t ON t.id = s.tag WHERE s.story = ?",
        double,
        story,
    )
    for name, at, there in tags:
        plan.edits.add("story_tag", (str(name), story), ("at",), (as_int(at),), None)
        if not there:
            plan.edits.add("story_tag", (str(name), double), ("at",), None, (as_int(at),))
    note = plan.row("note", "story", story, ("text", "at"))
    if note is not None:
        other = plan.row("note", "story", double, ("text", "at"))
        plan.edits.add("note", (story,), ("text", "at"), note, None)
        plan.edits.add("note", (double,), ("text", "at"), other, _both_notes(note, other))
    return marks or bool(tags) or note is not None


def _both_notes(note: tuple[Value, ...], other: tuple[Value, ...] | None) -> tuple[Value, ...]:
    if other is None:
        return note
    return other if other[0] == note[0] else (f"{other[0]}\n\n{note[0]}", note[1])


def _hand_on_marks(plan: Plan, story: int, double: int) -> bool:
    mine = plan.row("mark", "story", story, _MARKS)
    if mine is None:
        return False
    theirs = plan.row("mark", "story", double, _MARKS) or (None, "", None, None)
    read, opened, starred = mine[0], mine[2], mine[3]
    after = (
        *(theirs[:2] if read is None or theirs[0] is not None else mine[:2]),
        opened if theirs[2] is None else theirs[2],
        starred if theirs[3] is None else theirs[3],
    )
    plan.set("mark", (story,), ("starred_at",), (starred,), (None,))
    return plan.set("mark", (double,), _MARKS, theirs, after)


def _fold(plan: Plan, doubles: dict[int, int]) -> None:
    """In every thread that holds both, a story left behind is a copy of the one that stands."""
    threads: dict[int, int] = {}
    before: dict[int, int | None] = {}
    for row in plan.rows(
        "SELECT id, thread, copy_of FROM story WHERE thread IN"
        " (SELECT thread FROM story WHERE id IN (SELECT value FROM json_each(?)))",
        ids([*doubles, *doubles.values()]),
    ):
        story = as_int(row[0])
        threads[story] = as_int(row[1])
        before[story] = None if row[2] is None else as_int(row[2])
    after = dict(before)
    copies: defaultdict[int, list[int]] = defaultdict(list)
    for story, of in before.items():
        if of is not None:
            copies[of].append(story)
    for left, stands in doubles.items():
        if threads[left] != threads[stands] or after[left] is not None:
            continue
        if after[stands] == left:
            after[stands] = None
        account = after[stands] or stands
        for story in (left, *copies.pop(left, ())):
            if story != stands:
                after[story] = account
                copies[account].append(story)
    for story, of in after.items():
        plan.set("story", (story,), ("copy_of",), (before[story],), (of,))


def _hand_on_feed(plan: Plan, old: int, new: int) -> None:
    for (folder,) in plan.rows("SELECT folder FROM feed_folder WHERE feed = ?", old):
        put_into(plan, new, as_int(folder))
    for name, at in plan.rows(
        "SELECT t.name, f.at FROM feed_tag f JOIN tag t ON t.id = f.tag WHERE f.feed = ?"
        " AND f.tag NOT IN (SELECT tag FROM feed_tag WHERE feed = ?)",
        old,
        new,
    ):
        plan.edits.add("feed_tag", (str(name), new), ("at",), None, (as_real(at),))
    for (at,) in plan.rows(
        "SELECT at FROM never_join WHERE kind = 'feed' AND value = ? AND NOT EXISTS"
        " (SELECT 1 FROM never_join WHERE kind = 'feed' AND value = ?)",
        str(old),
        str(new),
    ):
        plan.edits.add("never_join", ("feed", str(new)), ("at",), None, (as_int(at),))
    columns = ("name", "settings")
    mine, theirs = plan.row("feed", "id", old, columns), plan.row("feed", "id", new, columns)
    assert mine is not None
    assert theirs is not None
    values = json.loads(str(mine[1])) | json.loads(str(theirs[1]))
    settings = json.dumps(values, ensure_ascii=False, sort_keys=True) if values else theirs[1]
    plan.set("feed", (new,), columns, theirs, (theirs[0] or mine[0], settings))


def _naming_both(plan: Plan, old: int, new: int) -> Callable[[Node], Node]:
    """Puts ``feed:`` of both feeds where that of the one that goes stands and does not mean the
    other as well: a part of a name may mean further feeds, which it goes on to mean."""
    named = {
        as_int(id_): (as_int(id_), str(source), str(url))
        for id_, source, url in plan.rows(
            f"SELECT f.id, {SOURCE}, f.url FROM feed f WHERE f.id IN (?, ?)", old, new
        )
    }

    def leaf(node: Node) -> Node:
        if not isinstance(node, Origin) or node.name != "feed":
            return node
        if not feed_named(*named[old], node.text) or feed_named(*named[new], node.text):
            return node
        return Or((node, Origin("feed", str(new))))

    return leaf


PLANS = {Verb.UNITE_FEEDS: unite}
