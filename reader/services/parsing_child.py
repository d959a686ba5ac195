"""The parser child of a refresh: of a feed that is read for the first time, of which all is new, it
also makes what is stored of each item.

``parsing.FeedParser`` starts it, ``python -m`` this ``MEMORY``.
"""

from __future__ import annotations

import sys
from typing import Any

from reader.model import ParsedFeed
from reader.parse import frames, worker
from reader.parse.serving import serve
from reader.store.content import pressed


def answer(request: tuple[Any, ...]) -> tuple[Any, ...]:
    """As ``worker.answer``, and to ("first", …) as to ("feed", …), but with tuples of ``pressed``
    instead of the items' HTML: ("feed", (tuples, pressed))."""
    what, *rest = request
    if what == "first":
        return worker.answer(("feed", *rest), _first)
    return worker.answer(request)


def _first(feed: ParsedFeed) -> tuple[Any, ...]:
    made = tuple([tuple(pressed(item)) for item in feed.items])
    return frames.from_feed(feed, html=False), made


if __name__ == "__main__":
    serve(answer, int(sys.argv[1]))
