"""What a list of feeds asks for: one wish a feed, with all its folders and tags."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from reader.errors import UsageError
from reader.fetch import discover
from reader.fetch.address import ip_of, is_loopback, is_private
from reader.model import Outline

#: Names that exist only inside somebody's own network (RFC 6762, RFC 8375, ICANN 2024).
_LOCAL = (".local", ".lan", ".home.arpa", ".internal", ".localdomain")


@dataclass
class Wish:
    """One feed asked for; the same feed in several folders is one wish."""

    url: str
    name: str = ""
    site: str = ""
    folders: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    quiet: bool = False

    def take(self, outline: Outline) -> None:
        """Add what one more outline says of the feed."""
        path = "/".join(part.replace("/", "-") for part in outline.folder)
        if path and path not in self.folders:
            self.folders.append(path)
        self.tags += [tag for tag in outline.tags if tag not in self.tags]
        self.name = self.name or outline.title
        self.site = self.site or outline.site
        self.quiet = self.quiet or outline.quiet

    def as_dict(self) -> dict[str, object]:
        """As ``Verb.SUBSCRIBE`` wants it."""
        return {
            "url": self.url,
            "name": self.name,
            "site": self.site,
            "folders": self.folders,
            "tags": self.tags,
            "allow_private": is_local(self.url),
        }


def gather(outlines: Iterable[Outline]) -> tuple[dict[str, Wish], list[str]]:
    """Wishes by the key of their feed, in the order of the list; and what is refused, why."""
    wishes: dict[str, Wish] = {}
    refused: list[str] = []
    for outline in outlines:
        try:
            url = discover.normalise(outline.url)
        except UsageError as error:
            refused.append(error.message)
            continue
        wishes.setdefault(discover.key(url), Wish(url)).take(outline)
    return wishes, refused


def is_local(url: str) -> bool:
    """Whether an address is written as one of the user's own network."""
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    ip = ip_of(host)
    return is_loopback(host) or host.endswith(_LOCAL) or (ip is not None and is_private(ip))
