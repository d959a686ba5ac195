"""Feeds as they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that a story carries; ``length`` in bytes where the feed states a sane one."""

    url: str
    type: str = ""
    length: int | None = None


class ParsedItem(NamedTuple):
    """One item of a feed as read: a tuple, as ten thousand are made at a time.

    ``id`` is the text key: guid, else link, else a hash; ``id2`` is the same without scheme, host
    prefix and trailing slash, so that a move to https finds the story again. ``content`` and
    ``summary`` are HTML reduced to the allow-list; ``text`` is the plain text of the fuller one.
    ``stated`` is the date as the feed wrote it; ``terms`` are names of categories for machines,
    where they differ from ``categories``. ``hash`` covers what makes a revision.
    """

    id: str
    url: str = ""
    title: str = ""
    published: int | None = None
    updated: int | None = None
    author: str = ""
    content: str = ""
    summary: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    id2: str = ""
    stated: str = ""
    language: str = ""
    comments_url: str = ""
    categories: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    text: str = ""
    hash: bytes = b""


@dataclass(frozen=True, slots=True)
class PageText:
    """The article of a web page: sanitised HTML, and its plain text."""

    html: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read. ``warnings`` name what was repaired or lost; ``unreadable``: items lost.

    ``ttl`` (seconds), ``skip_hours`` (0-23, GMT) and ``skip_days`` (0 = Monday) are the publisher's
    wishes for the schedule; ``moved_to`` is an itunes:new-feed-url or RSS redirect.
    """

    title: str
    items: tuple[ParsedItem, ...] = ()
    site: str = ""
    language: str = ""
    description: str = ""
    ttl: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    moved_to: str = ""
    format: str = ""
    warnings: tuple[str, ...] = ()
    unreadable: int = 0
