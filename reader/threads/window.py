"""How much is held: memory and time stay bounded however old the archive is."""

from __future__ import annotations

from reader.threads.index import Index

#: Stories held before some are dropped, and how many stay: at about 3.5 kB a story, what a refresh
#: may take of memory. 15,000 is five days of a thousand feeds with three stories a day each; a
#: smaller reader keeps months, so that late old stories still meet those of their days.
HELD, KEPT = 18_000, 15_000


def drop(index: Index, now: int, most: int = HELD, kept: int = KEPT) -> int:
    """Drop the stories farthest in story time from both the newest one and ``now``, the time of
    the story placed last; the number dropped."""
    if len(index) <= most:
        return 0
    newest = max(index.at)
    ranked = sorted(
        (min(abs(newest - row.at), abs(now - row.at)), row.story)
        for row in index.rows
        if row is not None
    )
    gone = {story for _, story in ranked[kept:]}
    index.remove(gone)
    return len(gone)
