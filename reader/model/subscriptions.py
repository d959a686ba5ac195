"""Lists of subscriptions taken and given."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of an OPML file or newsboat ``urls``: address, name, folder path, tags; ``quiet``
    when its stories are to be kept out of Unread."""

    url: str
    title: str = ""
    folder: tuple[str, ...] = ()
    site: str = ""
    tags: tuple[str, ...] = ()
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class OutlineFile:
    """A subscription list as read; ``skipped`` says line by line what was not taken and why.

    ``queries`` are newsboat ``query:`` lines as (name, query) pairs.
    """

    outlines: tuple[Outline, ...] = ()
    skipped: tuple[str, ...] = ()
    queries: tuple[tuple[str, str], ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; ``views`` are the names of those made of newsboat's queries."""

    added: tuple[int, ...] = ()
    already: int = 0
    restored: int = 0
    skipped: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
