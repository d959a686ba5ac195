"""Grouping of any stories with the app's own engine, without a store."""

from __future__ import annotations

from collections.abc import Sequence

from reader.model import Telling
from reader.threads import new_engine

#: Stories placed at a time: as many as a refresh places in one transaction.
BATCH = 200


def group(tellings: Sequence[Telling], tightness: float = 0.0) -> dict[int, int]:
    """Story → thread, merges followed; each telling stands in a thread of its own before.

    The stories may come in any order: they are placed in that of a refresh.
    """
    engine = new_engine(tightness=tightness)
    thread = {telling.story: telling.thread for telling in tellings}
    merged: dict[int, int] = {}
    ordered = sorted(tellings, key=lambda telling: (telling.sort_at, telling.feed, telling.story))
    for start in range(0, len(ordered), BATCH):
        for outcome in (engine.place(ordered[start : start + BATCH]), engine.settle()):
            thread.update((placed.story, placed.thread) for placed in outcome.placements)
            merged.update((merge.absorbed, merge.survivor) for merge in outcome.merges)
            for split in outcome.splits:
                thread.update(dict.fromkeys(split.stories, split.made))
    return {story: _survivor(found, merged) for story, found in thread.items()}


def _survivor(thread: int, merged: dict[int, int]) -> int:
    while thread in merged:
        thread = merged[thread]
    return thread
