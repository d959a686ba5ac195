"""Sentence vectors beside the stories: one byte a dimension, by the name of their model."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from reader.store.connection import Connections

#: The newest stories that get vectors: older ones meet no news any more, and a first import must
#: not keep the machine busy for hours.
NEWEST = 20_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A story's vector as it is kept, with what it is compared by."""

    story: int
    language: str
    scale: float
    data: bytes


class Vectors:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def waiting(self, model: str, limit: int = -1) -> list[int]:
        """Placed stories among the ``NEWEST`` that have no vector of the model, newest first."""
        sql = (
            "SELECT s.id FROM"
            " (SELECT id FROM story ORDER BY sort_at DESC, id DESC LIMIT ?) n"
            " JOIN story s ON s.id = n.id WHERE s.placed_at IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM vector v WHERE v.story = s.id AND v.model = ?)"
            " ORDER BY s.sort_at DESC, s.id DESC LIMIT ?"
        )
        return self._connections.read(
            lambda c: [row[0] for row in c.execute(sql, (NEWEST, model, limit))]
        )

    def save(self, model: str, rows: Sequence[tuple[int, float, bytes]]) -> None:
        """Keep (story, scale, bytes); a story that is gone is left out."""
        self._connections.write(
            lambda c: c.executemany(
                "INSERT OR REPLACE INTO vector(story, model, scale, data)"
                " SELECT id, ?, ?, ? FROM story WHERE id = ?",
                [(model, scale, data, story) for story, scale, data in rows],
            )
        )

    def between(self, model: str, since: int, until: int) -> list[Kept]:
        """Vectors of the stories with sort_at in [since, until], in order of sort_at."""
        return self._read(
            model, "WHERE s.sort_at BETWEEN ? AND ? ORDER BY s.sort_at, s.id", since, until
        )

    def newest(self, model: str, limit: int) -> list[Kept]:
        """Vectors of the newest stories."""
        return self._read(model, "ORDER BY s.sort_at DESC, s.id DESC LIMIT ?", limit)

    def of(self, model: str, stories: Sequence[int]) -> list[Kept]:
        """Vectors of these stories, as far as they have one."""
        where = "WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.sort_at, s.id"
        return self._read(model, where, json.dumps(list(stories)))

    def _read(self, model: str, rest: str, *values: int | str) -> list[Kept]:
        sql = (
            "SELECT s.id, s.language, v.scale, v.data FROM story s"
            f" JOIN vector v ON v.story = s.id AND v.model = ? {rest}"
        )
        return self._connections.read(
            lambda c: [Kept(*row) for row in c.execute(sql, (model, *values))]
        )

    def size(self, model: str) -> tuple[int, int]:
        """(vectors of the model, bytes of all vectors)."""

        def work(connection: sqlite3.Connection) -> tuple[int, int]:
            row = connection.execute(
                "SELECT count(*) FILTER (WHERE model = ?), ifnull(sum(length(data)), 0)"
                " FROM vector",
                (model,),
            ).fetchone()
            return int(row[0]), int(row[1])

        return self._connections.read(work)
