"""The stories nearest to one in meaning, wherever they stand and whatever language tells them."""

from __future__ import annotations

from reader.meaning import MODEL, installed
from reader.store import Store
from reader.store.vectors import NEWEST

#: Stories that are found at most, and the likeness they have: below, one reads of other things.
MOST, LEAST = 40, 0.4


def kindred(store: Store, number: int, model: str = MODEL) -> tuple[int, ...] | None:
    """Those of a story, or of the lead of a thread, the nearest first. None when that cannot be
    told: without the extra, or before the story got its vector."""
    if not installed():
        return None
    story = number
    if not store.vectors.of(model, [story]):
        threads = store.rows.threads([number])
        story = threads[0].lead if threads else number
    own = store.vectors.of(model, [story])
    if not own:
        return None
    from reader.meaning.vectors import Space, means, unpack

    kept = store.vectors.newest(model, NEWEST)
    if all(each.story != story for each in kept):
        kept += own
    size = len(own[0].data)
    rows = unpack([(each.scale, each.data) for each in kept], size)
    stories, languages = [each.story for each in kept], [each.language for each in kept]
    space = Space(stories, languages, rows, means(model, size))
    return tuple(other for _, other in space.near([story], MOST, LEAST))
