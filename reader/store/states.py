"""``model.FeedState`` as a row of ``feed_state``, both ways."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from reader.model import FeedState, Validators
from reader.store.content import clean

#: Columns in the order that ``state_of`` reads and ``save`` writes.
COLUMNS = (
    "etag, last_modified, body_hash, asked_at, fetched_at, changed_at, next_at, next_why, failures,"
    " failing_since, error_kind, error, warning, moved_to, moved_count, moved_since, ttl,"
    " skip_hours, skip_days, unconditional_at, gone, moved_said"
)
_NAMES = COLUMNS.replace(" ", "").split(",")
_SAVE = (
    f"INSERT INTO feed_state(feed, {COLUMNS}) VALUES ({', '.join('?' * (len(_NAMES) + 1))})"
    f" ON CONFLICT(feed) DO UPDATE SET {', '.join(f'{n} = excluded.{n}' for n in _NAMES)}"
)


def state_of(row: Sequence[Any]) -> FeedState:
    """The state in ``row`` (``COLUMNS``); a feed never asked has NULLs throughout."""
    if row[6] is None:
        return FeedState()
    return FeedState(
        validators=Validators(etag=row[0], last_modified=row[1]),
        body_hash=row[2] or b"",
        asked_at=row[3],
        fetched_at=row[4],
        changed_at=row[5],
        next_at=row[6],
        next_why=row[7],
        failures=row[8],
        failing_since=row[9],
        error_kind=row[10],
        error=row[11],
        warning=row[12],
        moved_to=row[13],
        moved_count=row[14],
        moved_since=row[15],
        ttl=row[16],
        skip_hours=_numbers(row[17]),
        skip_days=_numbers(row[18]),
        unconditional_at=row[19],
        gone=bool(row[20]),
        moved_said=bool(row[21]),
    )


def save(connection: sqlite3.Connection, feed: int, state: FeedState) -> None:
    """Write the whole state of one feed."""
    connection.execute(
        _SAVE,
        (
            feed,
            state.validators.etag,
            state.validators.last_modified,
            state.body_hash,
            state.asked_at,
            state.fetched_at,
            state.changed_at,
            state.next_at,
            clean(state.next_why),
            state.failures,
            state.failing_since,
            state.error_kind,
            clean(state.error),
            clean(state.warning),
            clean(state.moved_to),
            state.moved_count,
            state.moved_since,
            state.ttl,
            ",".join(map(str, state.skip_hours)),
            ",".join(map(str, state.skip_days)),
            state.unconditional_at,
            int(state.gone),
            int(state.moved_said),
        ),
    )


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part)
