"""The values that cross every boundary: frozen, slotted, and free of behaviour with side effects.

Times are whole seconds since 1970 UTC. Ids are integers. Texts have passed ``reader.text``.

Each name is imported from here (``from reader.model import StoryRow``); its room is loaded when it
is first asked for, because making dozens of dataclasses is a good part of a cold start.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.model.acting import *  # noqa: F403
    from reader.model.actors import *  # noqa: F403
    from reader.model.arriving import *  # noqa: F403
    from reader.model.articles import *  # noqa: F403
    from reader.model.feeds import *  # noqa: F403
    from reader.model.fetching import *  # noqa: F403
    from reader.model.grouping import *  # noqa: F403
    from reader.model.pages import *  # noqa: F403
    from reader.model.rows import *  # noqa: F403
    from reader.model.sources import *  # noqa: F403
    from reader.model.subscriptions import *  # noqa: F403

#: Room → the names that are had from here.
ROOMS = {
    "acting": "Action Done JournalRow MARK_READ MAX_TAG TAG_COLORS Verb",
    "actors": "Actor",
    "arriving": "ChangedStory FeedStored FeedUpdate Known NewStory",
    "articles": "Article Block BlockKind Document Familiar Figure Place Span",
    "feeds": "Enclosure PageText ParsedFeed ParsedItem",
    "fetching": "FETCH_ERRORS FOR_GOOD FeedState FetchKind FetchResult FetchTarget RefreshEvent"
    " Validators",
    "grouping": "Apart Bar Correction Likeness LinkKind LinkState Mention Merge Outcome Passage"
    " PlacedBy Placement Reason Resettled Split Telling ThreadLink",
    "pages": "AlsoTold Headline RelatedThread Revision StoredBody ThreadPage",
    "rows": "Changes Hits StoryRow ThreadRow",
    "sources": "FeedFigures FeedRow FeedSettings FetchLine FolderRow RuleRow TagRow Verdict"
    " ViewRow",
    "subscriptions": "ImportReport Outline OutlineFile",
}
_HOMES = {name: room for room, names in ROOMS.items() for name in names.split()}


def __getattr__(name: str) -> object:
    room = _HOMES.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{room}"), name)
    globals()[name] = value
    return value
