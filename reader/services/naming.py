"""What to call a feed where two might read alike."""

from __future__ import annotations

from urllib.parse import urlsplit

from reader import text
from reader.model import FeedRow


def told_apart(feed: FeedRow) -> str:
    """A feed's name; its address, secrets masked, while it has no name but its host."""
    host = urlsplit(feed.url).netloc.rpartition("@")[2].lower()
    only_host = feed.source.lower() in (host, host.removeprefix("www."))
    return text.masked(feed.url) if only_host else feed.source
