"""Decide: what of a feed's answer is new, changed or the same as what is stored. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reader.model import (
    ChangedStory,
    FeedRow,
    FeedState,
    FeedUpdate,
    FetchResult,
    Known,
    NewStory,
    ParsedFeed,
    ParsedItem,
)

DAY = 86_400
#: 1 January 1990: no feed is older; what states an earlier date states none.
EARLIEST = 631_152_000


def decide(
    feed: FeedRow,
    result: FetchResult,
    parsed: ParsedFeed,
    known: Sequence[Known],
    now: int,
    state: FeedState,
) -> FeedUpdate:
    """What ``parsed`` changes: new, changed and same told apart by key, second key and hash.

    ``known`` are the stored stories that have one of the items' keys; ``state`` is the feed's
    state after this request, stored in the same transaction.
    """
    items = _distinct(parsed.items)
    if feed.settings.language:  # the user's word against what the publisher states
        items = [item._replace(language=feed.settings.language) for item in items]
    new, changed = _sort_out(items, known, now)
    return FeedUpdate(
        feed=feed.id,
        state=state,
        new=new,
        changed=changed,
        title=parsed.title,
        site=parsed.site,
        language=parsed.language,
        status=result.status,
        received=result.received,
        seconds=result.seconds,
    )


def _distinct(items: Iterable[ParsedItem]) -> list[ParsedItem]:
    """One item a key, the last one said being right, in the order they were first said."""
    by_key: dict[str, ParsedItem] = {}
    for item in items:
        by_key[item.id] = item
    return list(by_key.values())


def _sort_out(
    items: Sequence[ParsedItem], known: Sequence[Known], now: int
) -> tuple[tuple[NewStory, ...], tuple[ChangedStory, ...]]:
    by_key = {story.key: story for story in known}
    met = {by_key[item.id].story for item in items if item.id in by_key}
    # Only a story that no item names by its key can have moved to another one.
    by_key2 = {story.key2: story for story in known if story.key2 and story.story not in met}
    new: list[NewStory] = []
    changed: list[ChangedStory] = []
    for item in items:
        before = by_key.get(item.id) or by_key2.pop(item.id2, None)
        if before is None:
            new.append(_new(item, now))
        elif before.gone:
            continue
        elif item.hash != before.hash:
            changed.append(ChangedStory(before.story, item))
        elif item.id != before.key or item.url != before.url:
            changed.append(ChangedStory(before.story, item, revise=False))
    # Feeds list the newest first. Among stories of one sort_at the one stored last counts as the
    # newest, so they are stored from the end.
    return tuple(reversed(new)), tuple(changed)


def _new(item: ParsedItem, now: int) -> NewStory:
    if item.published is None:
        return NewStory(item, now, now, "absurd" if item.stated else "missing")
    if item.published < EARLIEST:
        return NewStory(item, now, now, "absurd")
    if item.published > now + DAY:
        return NewStory(item, now, now + DAY, "future")
    return NewStory(item, now, item.published)
