"""Dates of the query language: words and ISO dates → spans of seconds, in local time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

#: Earliest and latest second that a span may touch (years 1 and 9999).
EARLIEST = -62_135_596_800
LATEST = 253_402_300_799

WORDS = (
    "today",
    "yesterday",
    "tomorrow",
    "thisweek",
    "lastweek",
    "thismonth",
    "lastmonth",
    "thisyear",
    "lastyear",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = {"week": "thisweek", "month": "thismonth", "year": "thisyear"}

_UNITS = {
    "s": ("s", "sec", "secs", "second", "seconds"),
    "min": ("min", "mins", "minute", "minutes"),
    "h": ("h", "hour", "hours"),
    "d": ("d", "day", "days"),
    "w": ("w", "week", "weeks"),
    "m": ("m", "mo", "month", "months"),
    "y": ("y", "year", "years"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
_AGE = re.compile(r"(\d{1,6})[\s_-]*([a-z]+)(?:[\s_-]*(?:ago|old))?")
_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")
_WEEK = re.compile(r"(\d{4})-?w(\d{1,2})")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(?::\d{2})?(?:z|[+-]\d{2}:?\d{2})?")


class BadDate(ValueError):
    """Not a date of the language."""


def local() -> tzinfo | None:
    """The zone the user lives in: None, which ``datetime`` reads as the system's own."""
    return None


def is_age(text: str) -> bool:
    """Whether ``text`` is an age ("3d", "1 week ago") rather than a date."""
    match = _AGE.fullmatch(_clean(text))
    return match is not None and match.group(2) in _UNIT_OF


def check(text: str) -> None:
    """Raise ``BadDate`` unless ``text`` is a date or an age."""
    span_of(text, 0, UTC)


def span_of(text: str, now: int, zone: tzinfo | None) -> tuple[int, int]:
    """The seconds [start, end) of one date; an age is the empty span at that moment.

    ``zone`` None is the system's local time.
    """
    cleaned = _clean(text)
    if is_age(cleaned):
        moment = _ago(cleaned, now, zone)
        return moment, moment
    if _MOMENT.fullmatch(cleaned):
        moment = _moment(cleaned, zone)
        return moment, moment + 1
    try:
        first, last = _days(cleaned, datetime.fromtimestamp(now, zone).date())
        return _midnight(first, zone), _midnight(last, zone)
    except (ValueError, OverflowError, OSError):
        raise BadDate(text) from None


def span(low: str, high: str, now: int, zone: tzinfo | None) -> tuple[int, int]:
    """The seconds [start, end) from ``low`` to ``high``, both as written in the query.

    "" is open. ``low`` counts from its start, ``high`` to its end (of the day, month, ...); a
    ``>`` before ``low`` counts from its end, a ``<`` before ``high`` to its start.
    """
    start, end = EARLIEST, LATEST
    if low:
        begin, finish = span_of(low.lstrip(">"), now, zone)
        start = finish if low.startswith(">") else begin
    if high:
        begin, finish = span_of(high.lstrip("<"), now, zone)
        end = begin if high.startswith("<") else finish
    return start, end


def _clean(text: str) -> str:
    return " ".join(text.lower().split())


def _ago(text: str, now: int, zone: tzinfo | None) -> int:
    match = _AGE.fullmatch(text)
    assert match
    count, unit = int(match.group(1)), _UNIT_OF[match.group(2)]
    if unit in _SECONDS:
        return max(EARLIEST, now - count * _SECONDS[unit])
    moment = datetime.fromtimestamp(now, zone)
    months = moment.year * 12 + moment.month - 1 - count * (12 if unit == "y" else 1)
    if months < 12:
        return EARLIEST
    year, month = divmod(months, 12)
    last = (_next_month(year, month + 1) - timedelta(days=1)).day
    moved = moment.replace(year=year, month=month + 1, day=min(moment.day, last))
    try:
        return max(EARLIEST, _seconds(moved))
    except (ValueError, OverflowError, OSError):
        return EARLIEST


def _moment(text: str, zone: tzinfo | None) -> int:
    try:
        moment = datetime.fromisoformat(text.upper())
        return _seconds(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    except (ValueError, OverflowError, OSError):
        raise BadDate(text) from None


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _midnight(day: date, zone: tzinfo | None) -> int:
    return _seconds(datetime.combine(day, time(), tzinfo=zone))


def _days(text: str, today: date) -> tuple[date, date]:
    """First day and the day after the last of a date that names whole days."""
    one = timedelta(days=1)
    word = text.replace("-", "").replace("_", "").replace(" ", "")
    if word in WEEKDAYS:
        first = today - (today.weekday() - WEEKDAYS.index(word)) % 7 * one
        return first, first + one
    named = _named(_SHORT.get(word, word), today)
    if named:
        return named
    week = _WEEK.fullmatch(text)
    if week:
        first = date.fromisocalendar(int(week.group(1)), int(week.group(2)), 1)
        return first, first + 7 * one
    iso = _ISO.fullmatch(text)
    if not iso:
        raise BadDate(text)
    year, month, day = int(iso.group(1)), iso.group(2), iso.group(3)
    if day:
        first = date(year, int(month), int(day))
        return first, first + one
    if month:
        return date(year, int(month), 1), _next_month(year, int(month))
    return date(year, 1, 1), date(year + 1, 1, 1)


def _named(word: str, today: date) -> tuple[date, date] | None:
    one = timedelta(days=1)
    near = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if word in near:
        first = today + near[word] * one
        return first, first + one
    if word in ("thisweek", "lastweek"):
        monday = today - today.weekday() * one - (7 * one if word == "lastweek" else 0 * one)
        return monday, monday + 7 * one
    if word in ("thismonth", "lastmonth"):
        first = today.replace(day=1)
        if word == "lastmonth":
            first = (first - one).replace(day=1)
        return first, _next_month(first.year, first.month)
    if word in ("thisyear", "lastyear"):
        year = today.year - (word == "lastyear")
        return date(year, 1, 1), date(year + 1, 1, 1)
    return None


def _next_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)
