"""When something ends, as people write it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reader.errors import UsageError
from reader.model import FOR_GOOD
from reader.services.ending import end_of

#: A Wednesday.
NOW = int(datetime(2026, 11, 25, 12, 30, tzinfo=UTC).timestamp())
MINUTE, HOUR, DAY = 60, 3_600, 86_400


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90min", 90 * MINUTE), ("3h", 3 * HOUR), ("1 day", DAY), ("2w", 14 * DAY), ("1m", 30 * DAY),
     ("until: 1y", 365 * DAY), ("for 2 weeks", 14 * DAY)],
)  # fmt: skip
def test_spans_count_from_now(text: str, seconds: int) -> None:
    assert end_of(text, NOW) == NOW + seconds


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("tonight", "2026-11-25 19:00"),
        ("tomorrow", "2026-11-26 07:00"),
        ("weekend", "2026-11-28 07:00"),
        ("fri", "2026-11-27 07:00"),
        ("wednesday", "2026-12-02 07:00"),
        ("until 2026-12-24", "2026-12-24 00:00"),
        ("2026-12-24 18:05", "2026-12-24 18:05"),
        ("2026-12-24T18:05", "2026-12-24 18:05"),
    ],
)
def test_times_are_those_of_the_calendar(text: str, when: str) -> None:
    assert datetime.fromtimestamp(end_of(text, NOW), UTC).strftime("%Y-%m-%d %H:%M") == when


@pytest.mark.parametrize("text", ["good", "for good", "forever", "always", "FOR EVER"])
def test_for_good_has_no_end(text: str) -> None:
    assert end_of(text, NOW) == FOR_GOOD


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "no time to come"), ("soon", "no time"), ("t", "no time"), ("2026-02-30", "no time"),
     ("3 lightyears", "no time"), ("2026-11-25", "is past"), ("9999y", "too far away"),
     ("9999-12-31", "too far away")],
)  # fmt: skip
def test_what_is_no_time_to_come_is_told(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        end_of(text, NOW)


def test_tonight_is_past_at_night() -> None:
    with pytest.raises(UsageError, match="is past"):
        end_of("tonight", NOW + 7 * HOUR)
