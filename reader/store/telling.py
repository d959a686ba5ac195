"""Answers that take their time, told while they are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from reader.model import Hits
from reader.query.tree import And, Node
from reader.store import answering, streams
from reader.store.select import Select
from reader.store.sweep import sweeps

#: Seconds between two tellings of what a long search has found so far.
_TELL_EVERY = 0.1
#: How much longer than the last telling took it goes on looking before the next one.
_TELL_PAUSE = 10


def swept(select: Select, asked: answering.Asked, tell: Callable[[Hits], None]) -> Hits:
    """The whole answer of a query that looks into stories one by one; ``tell`` hears now and then
    what is found so far, in the order asked for, and how many stories are looked into already."""
    candidates = _candidates(select, asked.query.root)
    found: list[int] = []

    def so_far() -> Hits:
        hits = answering.whole(select, replace(asked, found=found))
        return replace(hits, looked=min(select.sweep.looked, candidates), among=candidates)

    next_at = monotonic() + _TELL_EVERY

    def tick() -> None:
        nonlocal next_at
        begun = monotonic()
        if begun >= next_at:
            tell(replace(so_far(), complete=False))
            # Where much is found telling takes long: it shall not be most of the work.
            next_at = monotonic() + max(_TELL_EVERY, _TELL_PAUSE * (monotonic() - begun))

    select.sweep.tick = tick
    for row in streams.newest(select, asked.query.root):
        found.append(row[1])
        tick()
    return so_far()


def _candidates(select: Select, node: Node) -> int:
    """How many stories there are to look into: those that the rest of the query selects."""
    parts = node.parts if isinstance(node, And) else (node,)
    rest = [part for part in parts if not sweeps(part, select.view)]
    if not rest:
        row = select.connection.execute("SELECT n FROM counter WHERE name = 'stories'").fetchone()
    else:
        where = select.where(rest[0] if len(rest) == 1 else And(tuple(rest)))
        sql = f"SELECT count(*) FROM story s WHERE {where.text}"
        row = select.connection.execute(sql, where.values).fetchone()
    return int(row[0])
