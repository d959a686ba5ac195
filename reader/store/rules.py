"""Rules: their rows, the stories they have to look at, and what they decided."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reader.clock import Clock
from reader.model import Action, Actor, RuleRow, Verb, Verdict
from reader.store.connection import Connections
from reader.store.merging import GROWN
from reader.store.sources import ids as as_json

if TYPE_CHECKING:
    from reader.query.memory import Subject

_RULES = """
SELECT r.name, r.query, r.action, r.unless, r.until, r.enabled, r.problem,
       (SELECT count(*) FROM verdict v WHERE v.rule = r.id),
       (SELECT max(at) FROM verdict v WHERE v.rule = r.id),
       (SELECT count(*) FROM thread t WHERE t.muted = 1 AND t.muted_by = r.name
         AND t.stories > 0 AND t.merged_into IS NULL)
  FROM rule r ORDER BY r.position, r.id
"""
#: Muted threads with a break-through that hold a story waiting in the queue, or took another in.
_BREAKING = """
SELECT t.id, t.muted_unless FROM thread t
 WHERE t.muted = 1 AND t.muted_unless <> ''
   AND t.id IN (SELECT s.thread FROM rule_queue q CROSS JOIN story s ON s.id = q.story
                 UNION SELECT CAST(substr(name, length(:grown) + 1) AS INTEGER) FROM state
                        WHERE name GLOB :grown || '*')
"""


@dataclass(slots=True)
class Judgement:
    """What rules decided of some stories. ``applied``: rule → stories it is to be applied to;
    ``tested``: threads of which it was asked whether their mute ends, ``broken``: those of which it
    does; ``problems``: rule → why it could not be asked ("" when it
    could); ``early``/``done``: stories that were looked at on arrival, or for good."""

    applied: dict[str, list[int]] = field(default_factory=dict)
    tested: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)
    early: tuple[int, ...] = ()
    done: tuple[int, ...] = ()


class Rules:
    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    def all(self) -> list[RuleRow]:
        """Every rule, in the order they are asked."""
        return self._connections.read(_rows)

    def verdicts(self, story: int) -> list[Verdict]:
        """What rules did with the story, oldest first."""
        return self._connections.read(
            lambda connection: [
                Verdict(*row)
                for row in connection.execute(
                    "SELECT r.name, v.action, v.at FROM verdict v JOIN rule r ON r.id = v.rule"
                    " WHERE v.story = ? ORDER BY v.at, r.position, r.id",
                    (story,),
                )
            ]
        )

    def waiting(self, limit: int) -> list[tuple[int, bool]]:
        """(story, whether it had its early look) of stories that stand in their thread and that no
        rule has looked at since, oldest first."""
        return self._connections.read(
            lambda connection: [
                (story, bool(early))
                for story, early in connection.execute(
                    "SELECT q.story, q.early FROM rule_queue q JOIN story s ON s.id = q.story"
                    " WHERE s.placed_at IS NOT NULL ORDER BY q.story LIMIT ?",
                    (limit,),
                )
            ]
        )

    def breaking(self) -> dict[int, str]:
        """Muted thread → the query that ends its mute, of those that moved lately."""
        return self._connections.read(
            lambda connection: dict(connection.execute(_BREAKING, {"grown": GROWN}))
        )

    def subjects(self, stories: Sequence[int]) -> list[Subject]:
        """The stories as rules see them, in any order."""
        from reader.store.subjects import subjects  # few refreshes have rules to ask

        return self._connections.read(
            lambda connection: subjects(connection, stories, self._clock.now())
        )

    def siblings(self, thread: int) -> list[Subject]:
        """All stories of a thread as rules see them."""
        from reader.store.subjects import subjects

        def work(connection: sqlite3.Connection) -> list[Subject]:
            rows = connection.execute("SELECT id FROM story WHERE thread = ?", (thread,))
            return subjects(connection, [row[0] for row in rows], self._clock.now())

        return self._connections.read(work)

    def judge(self, judgement: Judgement) -> int:
        """Store what was decided, each rule as one action of its own in the journal; how many
        stories it changed. Background work: it never keeps the user's own actions waiting long."""
        now = self._clock.now()
        return self._connections.write(lambda connection: _judge(connection, judgement, now))


def _rows(connection: sqlite3.Connection) -> list[RuleRow]:
    return [
        RuleRow(name, query, action, unless, until, bool(enabled), problem, stories, last, muted)
        for name, query, action, unless, until, enabled, problem, stories, last, muted
        in connection.execute(_RULES)
    ]  # fmt: skip


def _judge(connection: sqlite3.Connection, judgement: Judgement, now: int) -> int:
    from reader.store.actions import do_within

    changed = 0
    for rule, stories in judgement.applied.items():
        here = _there(connection, stories)
        if not here or not _is_rule(connection, rule):
            continue  # removed in this very moment
        action = Action(Verb.APPLY_RULE, stories=here, text=rule)
        changed += do_within(connection, action, Actor.RULE, now).changed
    connection.executemany(
        "DELETE FROM state WHERE name = ?", ((f"{GROWN}{one}",) for one in judgement.tested)
    )
    if judgement.broken:
        do_within(connection, Action(Verb.UNMUTE, threads=judgement.broken), Actor.RULE, now)
    _note_problems(connection, judgement.problems)
    _unqueue(connection, judgement)
    return changed


def _is_rule(connection: sqlite3.Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM rule WHERE name = ?", (name,)).fetchone() is not None


def _there(connection: sqlite3.Connection, stories: Iterable[int]) -> tuple[int, ...]:
    rows = connection.execute(
        "SELECT id FROM story WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (as_json(stories),),
    )
    return tuple(row[0] for row in rows)


def _note_problems(connection: sqlite3.Connection, problems: Mapping[str, str]) -> None:
    connection.executemany(
        "UPDATE rule SET problem = :problem WHERE name = :name AND problem <> :problem",
        ({"name": name, "problem": problem} for name, problem in problems.items()),
    )


def _unqueue(connection: sqlite3.Connection, judgement: Judgement) -> None:
    connection.execute(
        "UPDATE rule_queue SET early = 1 WHERE story IN (SELECT value FROM json_each(?))",
        (as_json(judgement.early),),
    )
    connection.execute(
        "DELETE FROM rule_queue WHERE story IN (SELECT value FROM json_each(?))",
        (as_json(judgement.done),),
    )
