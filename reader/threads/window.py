"""How much is held: memory and time stay bounded however old the archive is."""

from __future__ import annotations

from reader.threads.index import Index

#: Stories held before some are dropped, and how many stay: at 4 to 8 kB a story, what a refresh may
#: take of memory (150 MB in all). 8,000 is two days of a thousand feeds with four stories a day; a
#: smaller reader keeps months, so that late old stories still meet those of their days.
HELD, KEPT = 34_000, 30_000


def drop(index: Index, now: int, most: int = HELD, kept: int = KEPT) -> int | None:
    """Drop the stories farthest in story time from both the newest one and ``now``, the time of
    the story placed last; the time of the newest one dropped, None for none."""
    if len(index) <= most:
        return None
    rows = index.rows
    newest = max(rows.at)
    ranked = sorted(
        (min(abs(newest - at), abs(now - at)), story)
        for at, story in zip(rows.at, rows.story, strict=True)
    )
    gone = {story for _, story in ranked[kept:]}
    until = max(rows.at[index.where[story]] for story in gone)
    index.remove(gone)
    return until
