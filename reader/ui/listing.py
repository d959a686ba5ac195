"""What the list pane lists: where from, how ordered, narrowed by what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from operator import eq

#: The query of the view Unread, known before the store is asked.
UNREAD = "is:unread -is:muted -is:hidden"


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
    # Whole lists are gone through by the interpreter's own loops, the rest only as far as needed:
    # this runs between two keys.
    lost = frozenset(keep).difference(new).intersection(old)
    if not lost:
        return new
    places = dict(zip(new, range(len(new)), strict=True))
    put: dict[int, list[int]] = {}  # place in the new list → what comes before it
    place, left = -1, len(lost)
    first: list[int] = []  # what followed no row that is still there
    for id_ in old:
        if id_ in lost:
            (first if place < 0 else put.setdefault(place, [])).append(id_)
            left -= 1
        elif id_ in places:
            if place < 0:
                put[places[id_]] = first
            place = places[id_] + 1
        if not left and place >= 0:
            break
    result = first if place < 0 else []
    begin = 0
    for place in sorted(put):
        result += new[begin:place]
        result += put[place]
        begin = place
    result += new[begin:]
    return result
