"""Rows as the JSON lines that commands print; their keys are a promise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader import text
from reader.cli.output import count, iso
from reader.model import FeedRow, FolderRow, StoryRow, ThreadRow

if TYPE_CHECKING:
    from reader.services.backups import Backup
    from reader.services.subscriptions import Coming


def story(row: StoryRow) -> dict[str, object]:
    """A story in ``list`` and ``search``."""
    return {
        "id": row.id,
        "thread": row.thread,
        "title": row.title,
        "source": row.source,
        "feed": row.feed,
        "url": row.url,
        "published": iso(row.published),
        "read": row.read,
        "starred": row.starred,
        "tags": list(row.tags),
    }


def told(row: StoryRow) -> dict[str, object]:
    """A story inside its thread."""
    return {
        "id": row.id,
        "title": row.title,
        "source": row.source,
        "lang": row.language,
        "url": row.url,
        "published": iso(row.published),
    }


def thread(row: ThreadRow, stories: Sequence[StoryRow]) -> dict[str, object]:
    """A thread with its stories, oldest first."""
    return {
        "id": row.id,
        "title": row.title,
        "sources": row.sources,
        "languages": list(row.languages),
        "unread": row.unread,
        "first": iso(row.first_at),
        "last": iso(row.last_at),
        "tags": list(row.tags),
        "stories": [told(each) for each in stories],
    }


def feed(row: FeedRow, paths: dict[int, str], coming: Coming | None = None) -> dict[str, object]:
    """A feed; its folder as a path, "" for none; an address with its secrets masked. ``coming``
    knows more of when it is asked next than the feed itself does."""
    at, why = (coming.at, coming.why) if coming else (row.state.next_at, row.state.next_why)
    return {
        "id": row.id,
        "title": row.source,
        "url": text.masked(row.url),
        "folder": paths.get(row.folders[0], "") if row.folders else "",
        "stories": row.stories,
        "unread": row.unread,
        "last_fetch": iso(row.state.asked_at),
        "next_fetch": None if row.paused or row.state.gone else iso(at or None),
        "next_why": None if row.paused else why or None,
        "error": row.state.error or None,
        "warning": row.state.warning or None,
    }


def folder_paths(folders: Sequence[FolderRow]) -> dict[int, str]:
    """Folder id → its path, "/" between levels."""
    known = {row.id: row for row in folders}

    def path(row: FolderRow) -> str:
        names, seen = [row.name], {row.id}
        while row.parent in known and row.parent not in seen:
            row = known[row.parent]
            seen.add(row.id)
            names.append(row.name)
        return "/".join(reversed(names))

    return {row.id: path(row) for row in folders}


def backup(made: Backup) -> dict[str, object]:
    """A backup in ``backup`` and ``restore``."""
    return {
        "path": str(made.path),
        "made": iso(made.at),
        "size": made.size,
        "schema": made.schema,
        **{name: dict(made.counts).get(name) for name in ("feeds", "stories", "starred", "tags")},
        "problem": made.problem,
    }


def backup_counts(made: Backup) -> str:
    """What a backup holds, for people: ``16 feeds, 181 stories, 3 starred``."""
    held = dict(made.counts)
    parts = [count(held.get("feeds", 0), "feed"), count(held.get("stories", 0), "story", "stories")]
    if held.get("starred"):
        parts.append(f"{held['starred']:,} starred")
    return ", ".join(parts)
