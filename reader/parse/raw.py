"""What the roads into a feed (feedparser, expat, JSON) have in common before it is finished.

A road only gathers what the feed states; cleaning, dates, keys and hashes are ``finish``'s alone,
so that every road gives the same values.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_CDATA = "<![CDATA["


@dataclass(slots=True)
class Markup:
    """A value with its kind: "text", "html" or "guess" (RSS, where nothing says which)."""

    value: str
    kind: str = "html"
    base: str = ""

    def __post_init__(self) -> None:
        # A CDATA section that was escaped itself: its marks are no part of what it holds.
        if self.value.lstrip().startswith(_CDATA) and self.value.rstrip().endswith("]]>"):
            self.value = self.value.strip()[len(_CDATA) : -3].strip()


@dataclass(slots=True)
class RawItem:
    """An item as stated. ``dates`` are (what, text) in order of worth; ``parsed`` holds times that
    the road itself read, by what. ``language`` is None where the item states none, so that the
    feed's holds, and "" where it says that it is in none. ``terms`` are the categories' names for
    machines, where they differ from those for people."""

    guid: str = ""
    link: str = ""
    title: Markup | None = None
    contents: list[Markup] = field(default_factory=list)
    summary: Markup | None = None
    published: str = ""
    updated: str = ""
    created: str = ""
    parsed: dict[str, int] = field(default_factory=dict)
    author: str = ""
    enclosures: list[tuple[str, str, str]] = field(default_factory=list)
    comments: str = ""
    categories: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    language: str | None = None
    base: str = ""


@dataclass(slots=True)
class RawFeed:
    """A feed as stated."""

    format: str
    title: Markup | None = None
    items: list[RawItem] = field(default_factory=list)
    site: str = ""
    language: str = ""
    description: Markup | None = None
    ttl: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    moved_to: str = ""
    warnings: list[str] = field(default_factory=list)
    unreadable: int = 0
