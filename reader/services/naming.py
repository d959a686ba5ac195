"""What to call a feed where two might read alike."""

from __future__ import annotations

from urllib.parse import urlsplit

from reader import text
from reader.model import FeedRow


def told_apart(feed: FeedRow) -> str:
    """A feed's name; its address, secrets masked, while it has no name but its host."""
    return text.masked(feed.url) if _only_host(feed) else feed.source


def briefly(feed: FeedRow) -> str:
    """As ``told_apart`` where there is little room: host and path of the address."""
    if not _only_host(feed):
        return feed.source
    return feed.source + urlsplit(text.masked(feed.url)).path.rstrip("/")


def _only_host(feed: FeedRow) -> bool:
    host = urlsplit(feed.url).netloc.rpartition("@")[2].lower()
    return feed.source.lower() in (host, host.removeprefix("www."))
