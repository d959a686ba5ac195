"""What a planner of an action works with: the action, what is stored now, the edits it asks for."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reader.errors import UsageError
from reader.store import tagnames
from reader.store.edits import Edits, Key, Values
from reader.store.merging import live_thread
from reader.store.sources import ids as ids

if TYPE_CHECKING:
    from reader.model import Action


@dataclass(slots=True)
class Plan:
    """An action on its way to becoming edits. ``changed`` counts the targets that change."""

    connection: sqlite3.Connection
    action: Action
    now: int
    edits: Edits = field(default_factory=Edits)
    changed: int = 0
    made: int | None = None
    #: Tags that the action names, by their name without case.
    tags: dict[str, str] = field(default_factory=dict)

    def more(self, name: str) -> str | None:
        """The action's further value of that name."""
        return dict(self.action.more).get(name)

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        return self.connection.execute(sql, values).fetchall()

    def row(
        self, table: str, key: str, value: str | int, columns: tuple[str, ...]
    ) -> Values | None:
        """Those columns of the row of that key, None when there is none."""
        found: Values | None = self.connection.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE {key} = ?", (value,)
        ).fetchone()
        return found

    def set(
        self, table: str, key: Key, columns: tuple[str, ...], before: Values, after: Values
    ) -> bool:
        """Ask for another state of a row that is there; only what differs is kept."""
        differing = [n for n in range(len(columns)) if before[n] != after[n]]
        return self.edits.add(
            table,
            key,
            tuple(columns[n] for n in differing),
            tuple(before[n] for n in differing),
            tuple(after[n] for n in differing),
        )

    def stories(self) -> list[int]:
        """The action's stories, each once; ``UsageError`` when one is unknown."""
        return self._known("story", "stories", self.action.stories)

    def feeds(self) -> list[int]:
        """The action's feeds, each once, subscribed or not."""
        return self._known("feed", "feeds", self.action.feeds)

    def _known(self, one: str, many: str, named: Sequence[int]) -> list[int]:
        wanted = list(dict.fromkeys(named))
        sql = f"SELECT id FROM {one} WHERE id IN (SELECT value FROM json_each(?))"
        known = {row[0] for row in self.rows(sql, ids(wanted))}
        refuse_unknown(one, many, [n for n in wanted if n not in known])
        return wanted

    def tag(self, name: str) -> str:
        """The tag that ``name`` means: one in use that differs by its case at most, or that the
        action has made; else a new one, of that name."""
        in_use = tagnames.names(self.connection)
        if name in in_use:
            return name
        return self.tags.setdefault(name.casefold(), tagnames.meant(name, in_use) or name)

    def threads(self) -> list[int]:
        """The threads the action's threads live on in, each once."""
        wanted = list(dict.fromkeys(self.action.threads))
        merged = {
            row[0]: row[1]
            for row in self.rows(
                "SELECT id, merged_into FROM thread WHERE id IN (SELECT value FROM json_each(?))",
                ids(wanted),
            )
        }
        refuse_unknown("thread", "threads", [n for n in wanted if n not in merged])
        return list(
            dict.fromkeys(
                n if merged[n] is None else live_thread(self.connection, n) for n in wanted
            )
        )

    def one_thread(self) -> int:
        """The one thread the action is about."""
        threads = self.threads()
        if len(threads) != 1:
            raise UsageError(f"{self.action.verb} takes one thread, not {len(threads)}")
        return threads[0]

    def stories_and_threads(self) -> list[int]:
        """The action's stories and all stories that are in its threads now, each once."""
        inside = self.rows(
            "SELECT id FROM story WHERE thread IN (SELECT value FROM json_each(?))"
            " ORDER BY sort_at, id",
            ids(self.threads()),
        )
        return list(dict.fromkeys([*self.stories(), *(as_int(row[0]) for row in inside)]))


def as_int(value: object) -> int:
    assert isinstance(value, int), value
    return value


def as_real(value: object) -> float:
    assert isinstance(value, int | float), value
    return float(value)


def refuse_unknown(one: str, many: str, unknown: Sequence[int]) -> None:
    """``UsageError`` that names the ids nobody knows, if there are any."""
    if unknown:
        names = ", ".join(str(n) for n in unknown[:5])
        rest = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        raise UsageError(
            f"There is no {one if len(unknown) == 1 else many} {names}{rest}",
            f"'clew list' and 'clew threads' show the numbers of {many}"
            if one != "feed"
            else "'clew feeds' shows the numbers of feeds",
        )


def name_of(text: str, what: str, limit: int = 200) -> str:
    """A name as it may be stored: one safe line, not empty, not longer than ``limit``."""
    from reader.text import line

    name = line(text)
    if not name:
        raise UsageError(f"The name of a {what} cannot be empty")
    if len(name) > limit:
        raise UsageError(f"The name of a {what} has {len(name)} characters", f"{limit} is the most")
    return name
