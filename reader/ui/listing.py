"""What the list pane lists: where from, how ordered, narrowed by what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from operator import eq

#: The query of the view Unread, known before the store is asked.
UNREAD = "is:unread -is:muted -is:hidden"

#: Rows to be kept that are looked for one by one rather than in a set of all that is listed.
_FEW = 20


@dataclass(frozen=True, slots=True)
class Listing:
    """``base`` is the query of the source chosen; ``narrow`` a filter or search within it.

    ``kind`` is view, feed, folder, tag, all or search; ``key`` names it in the sources pane.
    ``group`` is thread or none; ``sort`` a name of the query language, ``-`` before it reverses.
    ``mark_read`` is when what is listed counts as read, "" as the settings say.
    """

    title: str
    base: str
    kind: str = "view"
    key: str = ""
    group: str = "thread"
    sort: str = ""
    narrow: str = ""
    searching: bool = False
    mark_read: str = ""

    def narrowed(self, text: str, *, searching: bool = False) -> Listing:
        return replace(self, narrow=text, searching=searching and bool(text))

    def ordered(self, sort: str, group: str) -> Listing:
        return replace(self, sort=sort, group=group)


def quoted(name: str) -> str:
    """A name as a value of the query language."""
    return '"' + name.replace("\\", "").replace('"', "") + '"'


def same(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether both hold the same ids in the same order, packed or not."""
    return len(one) == len(other) and all(map(eq, one, other))


def kept_together(old: Sequence[int], new: Sequence[int], keep: Collection[int]) -> Sequence[int]:
    """``new`` with the ids of ``keep`` that it lost, each after the row it followed in ``old``.

    So a row that was just read stays where it is until the list is left.
    """
    if not keep or (len(keep) < _FEW and all(id_ in new for id_ in keep)):
        return new
    fresh = set(new)
    after: dict[int | None, list[int]] = {}
    before: int | None = None
    for id_ in old:
        if id_ in fresh:
            before = id_
        elif id_ in keep:
            after.setdefault(before, []).append(id_)
    if not after:
        return new
    head = after.pop(None, [])
    first_old = next((id_ for id_ in old if id_ in fresh), None)
    result: list[int] = []
    if first_old is None:
        result += head
    for id_ in new:
        if id_ == first_old:
            result += head
        result.append(id_)
        result += after.get(id_, ())
    return tuple(result)
