"""Which id a thread keeps when its stories were grouped anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence


def settled(
    groups: Iterable[Sequence[int]],
    thread_of: Mapping[int, int],
    fixed: Container[int] = frozenset(),
) -> dict[int, int]:
    """Story → the id its group keeps: of the threads its stories come from the one that most of
    them do (of equal ones the oldest), unless a group with more has it; -1, -2 … for those that
    are left with none. Ids stay with what people know by them. Stories that are ``fixed`` keep
    their own, and their threads' ids stay with them."""
    whole = [list(group) for group in groups]
    claims = []
    for at, group in enumerate(whole):
        counts = Counter(thread_of[story] for story in group)
        stay = {thread_of[story] for story in group if story in fixed}
        claims += [(thread not in stay, -count, thread, at) for thread, count in counts.items()]
    taken: dict[int, int] = {}
    named: dict[int, int] = {}
    for _, _, thread, at in sorted(claims):
        if thread not in taken and at not in named:
            taken[thread] = at
            named[at] = thread
    made = 0
    for at in range(len(whole)):
        if at not in named:
            made -= 1
            named[at] = made
    return {
        story: thread_of[story] if story in fixed else named[at]
        for at, group in enumerate(whole)
        for story in group
    }
