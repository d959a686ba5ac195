"""Arranging the sources pane: folders, order, settings of single feeds, their pages.

Each call is one action, one journal row, one thing to undo.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from reader.errors import UsageError
from reader.model import Action, Actor, Done, FeedFigures, FeedRow, JournalRow, Verb
from reader.store import Store

#: Minutes between two requests that may be asked for, as for ``refresh.interval``.
LEAST_INTERVAL, MOST_INTERVAL = 60, 24 * 60
#: Rows of the journal on a feed's page.
CHANGES = 12


@dataclass(frozen=True, slots=True)
class FeedPage:
    """All that is told of one feed. ``folders`` are paths ("World/Deutsch"); ``changes`` what was
    done to it, newest first; ``onto`` another feed that has the address which this one moved to."""

    row: FeedRow
    figures: FeedFigures
    folders: tuple[str, ...]
    changes: tuple[JournalRow, ...] = ()
    onto: FeedRow | None = None

    @property
    def weekly(self) -> float:
        """Stories a week, measured from the week of the oldest of the last twelve on."""
        weeks = self.figures.weeks
        first = next((at for at, n in enumerate(weeks) if n), 0)
        return sum(weeks) / (len(weeks) - first)


class Arranging:
    """What stands where in the sources pane, and what is set for single feeds."""

    def __init__(self, store: Store, actor: Actor = Actor.SCREEN) -> None:
        self._store = store
        self._actor = actor

    def _do(self, action: Action) -> Done:
        return self._store.actions.do(action, self._actor)

    # ------------------------------------------------------------------ folders

    def paths(self) -> dict[int, str]:
        """Every folder's path, in the order of the pane."""
        paths: dict[int, str] = {}
        for row in self._store.feeds.folders():  # parents before children
            above = paths.get(row.parent, "") if row.parent is not None else ""
            paths[row.id] = f"{above}/{row.name}" if above else row.name
        return paths

    def add_folder(self, path: str) -> Done:
        """A new folder of that path; ``UsageError`` when it is there already."""
        done = self._do(Action(Verb.ADD_FOLDER, text=path))
        if done.entry is None:
            raise UsageError(f"There is a folder {path} already", "Choose another name")
        return done

    def rename_folder(self, folder: int, name: str) -> Done:
        """Give a folder another name; it stays where it is."""
        return self._do(Action(Verb.RENAME_FOLDER, into=folder, text=name))

    def remove_folder(self, folder: int) -> Done:
        """The folder and those in it go; their feeds stay."""
        return self._do(Action(Verb.REMOVE_FOLDER, into=folder))

    def move_folder(self, folder: int, path: str) -> Done:
        """Below the folder of that path, made where missing; "" is the top."""
        return self._do(Action(Verb.MOVE_FOLDER, into=folder, text=path))

    def move_feeds(self, feeds: Sequence[int], path: str) -> Done:
        """Into the folder of that path, made where missing; "" takes out of all folders."""
        return self._do(Action(Verb.MOVE_FEED, feeds=tuple(feeds), text=path))

    def order(self, kind: str, names: Sequence[int | str], folder: int | None = None) -> Done:
        """The new order of what stands side by side: feeds (of a folder or of none), folders,
        views, tags."""
        wanted = (("order", json.dumps(list(names), ensure_ascii=False)),)
        return self._do(Action(Verb.ORDER, text=kind, into=folder, more=wanted))

    # ------------------------------------------------------------------ one feed

    def page(self, feed: int) -> FeedPage | None:
        """The feed's page; None when there is no such feed."""
        row, figures = self._store.feeds.get(feed), self._store.feeds.figures(feed)
        if row is None or figures is None:
            return None
        paths = self.paths()
        folders = tuple(paths[id_] for id_ in row.folders if id_ in paths)
        changes = self._store.rows.journal(CHANGES, feed=feed)
        return FeedPage(row, figures, folders, tuple(changes), self.moved_onto(row))

    def readdress(self, feed: int, url: str) -> Done:
        """Ask the feed at another address from now on; its stories stay."""
        from reader.fetch import discover

        return self._do(Action(Verb.READDRESS, feeds=(feed,), text=discover.normalise(url)))

    def unite(self, feed: int, into: int) -> Done:
        """Make one feed of two: ``feed`` leaves its stories, marks, folders and tags to ``into``,
        and is not subscribed any more. ``UsageError`` when that cannot be."""
        other = self._store.feeds.get(into)
        source = other.source if other is not None else ""
        return self._do(Action(Verb.UNITE_FEEDS, feeds=(feed,), into=into, text=source))

    def moved_onto(self, row: FeedRow) -> FeedRow | None:
        """The other feed that has the address this one moved to; None when there is none."""
        other = self._store.feeds.by_url(row.state.moved_to) if row.state.moved_to else None
        return None if other is None or other.removed or other.id == row.id else other

    def set_interval(self, feed: int, minutes: int | None) -> Done:
        """Least minutes between two requests; None: as for all feeds."""
        if minutes is not None and not LEAST_INTERVAL <= minutes <= MOST_INTERVAL:
            raise UsageError(
                f"A feed is asked every {LEAST_INTERVAL} to {MOST_INTERVAL} minutes,"
                f" not every {minutes}"
            )
        return self._set(feed, "interval", "" if minutes is None else str(minutes))

    def set_fulltext(self, feed: int, on: bool) -> Done:
        """Fetch the whole text of every story that arrives."""
        return self._set(feed, "fulltext", "always" if on else "")

    def set_hidden(self, feed: int, on: bool) -> Done:
        """Keep the feed's stories out of Unread; they stand in the feed's own list."""
        return self._set(feed, "hidden", "1" if on else "")

    def set_language(self, feed: int, code: str) -> Done:
        """What its stories count as written in, as a code of two letters; "": as found."""
        code = code.strip().casefold()
        if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise UsageError(f"{code} is no language", "Two letters, such as en, de, fr")
        return self._set(feed, "language", code)

    def set_mute_copies(self, feed: int, on: bool) -> Done:
        """Store its copies of others' stories as read."""
        return self._set(feed, "copies", "mute" if on else "")

    def set_leads(self, feed: int, on: bool) -> Done:
        """Its headlines name the threads it tells of, from the next refresh on."""
        return self._set(feed, "leads", "1" if on else "")

    def _set(self, feed: int, name: str, value: str) -> Done:
        return self._do(Action(Verb.FEED_SETTINGS, feeds=(feed,), more=((name, value),)))
