"""When a mute, a snooze or a rule ends, as people write it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from reader.errors import UsageError
from reader.model import FOR_GOOD
from reader.query.ruling import split_unless as split_unless

#: Hours of the day at which evening and morning begin, for "tonight" and "tomorrow".
EVENING, MORNING = 19, 7
_SECONDS = {
    "min": 60,
    "h": 3_600,
    "d": 86_400,
    "w": 7 * 86_400,
    "m": 30 * 86_400,
    "y": 365 * 86_400,
}
#: Seconds from which no calendar has a date for an end.
_LAST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())
_SPAN = re.compile(r"(\d{1,4})\s*(min|h|d|w|m|y)[a-z]*")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ](\d{1,2}):(\d{2}))?")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS = ("tonight", "tomorrow", "weekend", *_DAYS)


def end_of(text: str, now: int) -> int:
    """The end that ``text`` names, in local time: ``3d``, ``2w``, ``2026-12-24`` (its first
    second), ``2026-12-24 18:00``, ``tonight``, ``tomorrow``, ``weekend``, ``friday``, ``for good``;
    ``until:`` and ``for`` before it are taken. ``UsageError`` when it is none, or past."""
    said = re.sub(r"^(until|for)[:\s]+", "", text.strip().lower())
    if said in ("good", "ever", "for good", "forever", "always"):
        return FOR_GOOD
    end = _end(said, now)
    if end is None:
        raise UsageError(
            f"“{text.strip()}” is no time to come", "Say 3d, 2w, friday, 2026-12-24, for good"
        )
    if end >= _LAST:
        raise UsageError(f"“{text.strip()}” is too far away", "Say for good")
    if end <= now:
        raise UsageError(f"“{text.strip()}” is past", "Name a time to come")
    return end


def _end(said: str, now: int) -> int | None:
    span = _SPAN.fullmatch(said)
    if span:
        return now + int(span[1]) * _SECONDS[span[2]]
    date = _DATE.fullmatch(said)
    if date:
        try:
            at = datetime(*(int(part) for part in date.groups() if part is not None))  # type: ignore[arg-type]
            return int(at.timestamp())
        except (ValueError, OverflowError, OSError):
            return None
    named = [word for word in _WORDS if len(said) > 2 and word.startswith(said)]
    return _named(named[0], datetime.fromtimestamp(now)) if len(named) == 1 else None


def _named(word: str, here: datetime) -> int:
    day = here.replace(hour=0, minute=0, second=0, microsecond=0)
    if word == "tonight":
        return int(day.replace(hour=EVENING).timestamp())
    if word == "tomorrow":
        days = 1
    elif word == "weekend":
        days = (5 - here.weekday()) % 7 or 7
    else:
        days = (_DAYS.index(word) - here.weekday()) % 7 or 7
    return int((day + timedelta(days=days, hours=MORNING)).timestamp())
