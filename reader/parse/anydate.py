# ruff: noqa: RUF001
"""Stated dates of all the forms that are not the common ones, in any language."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta

from reader.parse import dates
from reader.parse.dates import LONGEST, MONTHS, common, seconds_of

_ZONES = {
    "z": 0, "ut": 0, "gmt": 0, "utc": 0, "wet": 0, "bst": 3600, "west": 3600, "ist": 19800,
    "cet": 3600, "met": 3600, "mez": 3600, "cest": 7200, "mest": 7200, "mesz": 7200,
    "eet": 7200, "eest": 10800, "msk": 10800, "jst": 32400, "kst": 32400, "hkt": 28800,
    "sgt": 28800, "aest": 36000, "aedt": 39600, "acst": 34200, "awst": 28800, "nzst": 43200,
    "nzdt": 46800, "ast": -14400, "adt": -10800, "est": -18000, "edt": -14400, "et": -18000,
    "cst": -21600, "cdt": -18000, "ct": -21600, "mst": -25200, "mdt": -21600, "mt": -25200,
    "pst": -28800, "pdt": -25200, "pt": -28800, "akst": -32400, "akdt": -28800, "hst": -36000,
    "brt": -10800, "art": -10800, "clt": -14400, "cot": -18000, "pet": -18000, "nst": -12600,
    "ndt": -9000, "wat": 3600, "cat": 7200, "sast": 7200, "eat": 10800, "trt": 10800, "gst": 14400,
    "pkt": 18000, "wib": 25200, "ict": 25200, "wita": 28800, "pht": 28800, "wit": 32400,
    "irst": 12600, "irdt": 16200, "npt": 20700, "idt": 10800,
}  # fmt: skip

_WEEKDAY = r"(?:[^\W\d_]{1,12}[,.]?\s+)?"
_CLOCK = r"(\d{1,2})[:.h](\d{1,2})(?:[:.](\d{1,2}))?(?:[.,]\d+)?\s*([ap]\.?m\b\.?)?"
_ZONE = (
    r"(z|[+-]\d{1,3}:?\d{2}(?!\d)|[+-]\d{1,2}(?!\d)|[a-z]+(?:/[a-z_-]+){1,2}|[a-z]{2,5})?"
    r"(?:\s*\([^)]*\))?"
)
_TIME = (
    rf"(?:[\s,T:]*(?:um|à|at|@|às|a las|klo|kl\.?|г\.?,?|-)?\s*{_CLOCK}\s*(?:gmt|utc)?\s*{_ZONE})?"
)
# Thu, 01 Jan 2004 19:48:21 GMT; 1. März 2018; 24 de setembro de 2018 14h05
_DAY_FIRST = re.compile(
    rf"^(?:[^\d,]{{1,20}}[,.]?\s*)?(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s,./-]*(?:de\s+|of\s+)?"
    rf"(?:[^\W\d_]{{3,12}},\s+)?([^\W\d_]{{3,12}})\.?[\s,./-]*(?:de\s+)?"
    rf"(\d{{4}}(?!\d)|\d{{2}}(?![\d:])){_TIME}",
    re.IGNORECASE,
)
# January 5, 2018 14:05; Thu Jan 1 19:48:21 2004 is left to the last pattern
_MONTH_FIRST = re.compile(
    rf"^(?:[^\W\d_]{{2,12}}[,.]?\s+)?([^\W\d_]{{3,12}})\.?[\s-]+(\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:,|[\s-])[\s-]*(\d{{4}})(?![\d:]){_TIME}",
    re.IGNORECASE,
)
# 2018. május 5., 2018-Jan-05
_YEAR_FIRST = re.compile(
    rf"^(\d{{4}})[\s,./-]+([^\W\d_]{{3,12}})\.?[\s./-]+(\d{{1,2}})(?!\d)\.?{_TIME}", re.IGNORECASE
)
# 31.12.2018 14:05, 31/12/2018; 12/31/18 2:05 PM; Sat, 11 04 2020
_NUMBERS = re.compile(
    rf"^(?:[^\W\d_]{{1,12}}[,.]?\s+){{0,2}}(\d{{1,2}})([./-]|\s(?=\d\d?\s\d{{4}}))(\d{{1,2}})\2"
    rf"(\d{{4}}|\d{{2}})(?!\d){_TIME}",
    re.IGNORECASE,
)
# Nov. 2020: the first of it, as of "2020-11"
_MONTH = re.compile(r"^([^\W\d_]{3,12})\.?,?\s+(\d{4})$")
# 2004年05月28日 01:31, 2004년 5월 28일 오후 11:23
_EAST = re.compile(r"(\d{4})\s*[年년-]\s*(\d{1,2})\s*[月월-]\s*(\d{1,2})\s*[日일]?")
_HALF = re.compile(r"(오전|上午|午前)|(오후|下午|午後)")
_HOURS = re.compile(r"\s*[時时시点點]\s*(?=\d)")
_ASCTIME = re.compile(
    r"^[^\W\d_]{2,4}\.?\s+([^\W\d_]{3,9})\s+(\d{1,2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"(?:\s+([a-z]{2,5}|[+-]\d{4}))?\s+(\d{4})(?:\s+([a-z]{2,5}|[+-]\d{4}))?$",
    re.IGNORECASE,
)
# 2004-01-01T19:48:21.5Z, 2016/6/29 15:07:41, 2004-01-01, 2016. 6. 29. 15:07, 2004-01-01 at 19:48
_ISO = re.compile(
    rf"^{_WEEKDAY}(\d{{4}})[-/.]\s?(\d{{1,2}})[-/.]\s?(\d{{1,2}})(?!\d)\.?"
    rf"(?:(?:[T\s_]|at\b)*{_CLOCK}\s*{_ZONE})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"^(\d{4})(\d{2})(\d{2})(?:[T\s]?(\d{2}):?(\d{2}):?(\d{2})?\s*(\S+)?)?$", re.I
)
_EPOCH = re.compile(r"^1\d{9}(?:\d{3})?(?:\.\d+)?$")
# 2020-W10-3, 2020W103, 2020-064: by the week, by the day of the year (ISO 8601)
_ISO_OTHER = re.compile(
    rf"^(\d{{4}})-?(?:W(\d\d)-?([1-7])|(\d{{3}}))(?!\d)(?:[T\s]+{_CLOCK}\s*{_ZONE})?$", re.I
)
# The clock before the day; no colons in it; minutes left out; a mark or a name too many before the
# zone; none before it; the hour alone; Arabic's halves of the day; zones in full.
_ORDER = (
    (
        re.compile(r"^(\d{1,2}:\d\d(?::\d\d)?)[\s,|-]+(\S.*?\d{4}|\d{4}-\d\d-\d\d)(?=\s|$)"),
        r"\2 \1",
    ),
    (re.compile(r"(?<=\d-\d\d)T(\d\d)(\d\d)(\d\d)(?!\d)"), r"T\1:\2:\3"),
    (re.compile(r"(\b\d{4}(?:-\d\d-\d\d)?[T\s])(\d\d)(?=\s?(?:Z|[+-]\d\d:?\d\d)$)"), r"\1\2:00"),
    (re.compile(r"(?<=:\d\d)(?:\s?[:-]|\s(?![AP]M)[A-Z]{2,5}\s?)(?=[+-]\d\d:?\d\d$)"), ""),
    (re.compile(r"(?<=:\d\d)\s(?=\d\d:\d\d$)"), "+"),
    (re.compile(r"(?<=[\s,])(\d{1,2})\s?(?=[ap]\.?m\b)", re.IGNORECASE), r"\1:00 "),
    (re.compile(r"(?<=\d)\s?ص$"), " AM"),
    (re.compile(r"(?<=\d)\s?م$"), " PM"),
    (
        re.compile(
            r"(?<=[\dM]\s)([PMCEA])(?:acific|ountain|entral|astern|tlantic)"
            r"\s([SD])(?:tandard|aylight)\sTime$"
        ),
        r"\1\2T",
    ),
    (
        re.compile(r"(?<=[\dM]\s)(C)entral\s(E)uropean(?:\sStandard|\s(S)ummer)?\s(T)ime$"),
        r"\1\2\3\4",
    ),
)
# What HTML says a date with
_HTML = re.compile(r"""<time\s[^<>]*\bdatetime\s*=\s*["']([^"'<>]+)""")
_TAG = re.compile(r"<[^<>]*>")
# 14 tháng 10, 2019
_VIETNAMESE = re.compile(r"\s+tháng\s+(\d{1,2}),?\s+(?=\d{4})", re.IGNORECASE)


def read(stated: str) -> int | None:
    """What a date of no common form means; None where no form fits, ``ValueError`` where one does
    and there is no such time."""
    seconds = None
    if "<" in stated:
        found = _HTML.search(stated[:LONGEST])
        stated = found[1] if found else _TAG.sub(" ", stated[:LONGEST]).strip()
        seconds = common(stated)
    if seconds is None:
        seconds = _odd(_ordered(" ".join(html.unescape(stated[:LONGEST]).split())))
    return seconds


# Where feedparser puts in this month or year of ours, so that it would read another date tomorrow.
_OF_TODAY = re.compile(r"-|\d{1,2}:|\d{4}(?![\d-]|$)|\d{4}-(?!\d)|\d{4}-?\d{3}(?!\d)")


def whole(stated: str, seconds: int) -> bool:
    """Whether a date that only feedparser can read, as ``seconds``, can be and states its year and
    month itself: it takes an hour for a year, and counts on where there is no such day."""
    stated = stated.strip()
    try:
        dates.read(stated)
    except (ValueError, OverflowError):
        return False
    near = {datetime.fromtimestamp(seconds + day, UTC).year for day in (-86_400, 86_400)}
    years = "|".join(f"{year}|(?<!\\d){year % 100:02d}(?![\\d:])" for year in near)
    return not _OF_TODAY.match(stated) and re.search(years, stated) is not None


def _ordered(stated: str) -> str:
    """A date as the patterns know it: the day, the clock with colons, the zone."""
    for pattern, order in _ORDER:
        stated = pattern.sub(order, stated)
    return _western(stated)


def _western(stated: str) -> str:
    """A date of East Asia with the signs the patterns know; any other as it is."""
    stated = _VIETNAMESE.sub(r".\1.", stated)
    if stated.isascii() or not (_HALF.search(stated) or _EAST.match(stated)):
        return stated
    zone = " +0900" if re.search("[년월일오]", stated) and not re.search(r"[+Z]", stated) else ""
    half = _HALF.search(stated)
    stated = _HOURS.sub(":", _HALF.sub("", _EAST.sub(r"\1-\2-\3 ", stated, count=1)))
    stated = " ".join(re.sub("[^\x00-\x7f]", " ", stated).split())
    return stated + (f" {'AM' if half[1] else 'PM'}" if half else "") + zone


def _odd(stated: str) -> int | None:
    if found := _ISO.match(stated):
        year, month, day, *clock = found.groups()
        return _with_clock(int(year), int(month), int(day), clock)
    if found := _ISO_OTHER.match(stated):
        return _counted(*found.groups()[:4], clock=list(found.groups()[4:]))
    if _EPOCH.match(stated):
        return int(stated[:10])
    if found := _COMPACT.match(stated):
        year, month, day, hour, minute, second, zone = found.groups()
        return _with_clock(int(year), int(month), int(day), [hour, minute, second, None, zone])
    if found := _ASCTIME.match(stated):
        name, day, hour, minute, second, zone, year, behind = found.groups()
        return _named(year, name, day, [hour, minute, second, None, zone or behind])
    if found := _DAY_FIRST.match(stated):
        day, name, year, *clock = found.groups()
        return _named(year, name, day, clock)
    if found := _MONTH_FIRST.match(stated):
        name, day, year, *clock = found.groups()
        return _named(year, name, day, clock)
    if found := _YEAR_FIRST.match(stated):
        year, name, day, *clock = found.groups()
        return _named(year, name, day, clock)
    if found := _NUMBERS.match(stated):
        first, mark, second, year, *clock = found.groups()
        return _numbered(int(first), mark, int(second), _full(year), clock)
    if found := _MONTH.match(stated):
        return _named(found[2], found[1], "1", [None] * 5)
    return None


def _numbered(first: int, mark: str, second: int, year: int, clock: list[str | None]) -> int | None:
    """Day and month in whichever order is certain: dots are German, spaces the mail's, a half of
    the day American; one above twelve is the day. Anything else could be either, and a wrong date
    is worse than none.
    """
    if (mark in ". " and second <= 12) or first > 12:
        return _with_clock(year, second, first, clock)
    if clock[3] or second > 12 or first == second:
        return _with_clock(year, first, second, clock)
    return None


def _counted(
    year: str, week: str | None, weekday: str | None, day: str | None, *, clock: list[str | None]
) -> int:
    """By week and weekday, or by the day of the year."""
    if week and weekday:
        found = date.fromisocalendar(int(year), int(week), int(weekday))
    elif 0 < int(day or 0) < 367:
        found = date(int(year), 1, 1) + timedelta(int(day or 0) - 1)
    else:
        raise ValueError("no such day")
    return _with_clock(found.year, found.month, found.day, clock)


def _named(year: str, name: str, day: str, clock: list[str | None]) -> int | None:
    # Hebrew's "in", Finnish's "of"
    name = name.lower().removeprefix("ב").removesuffix("ta")
    month = MONTHS.get(name) or MONTHS.get(name[:3])
    if month is None:
        return None
    return _with_clock(_full(year), month, int(day), clock)


def _full(year: str) -> int:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 70 else 1900
    return number


def _with_clock(year: int, month: int, day: int, clock: list[str | None]) -> int:
    hour, minute, second, half, zone = clock
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    local = seconds_of(year, month, day, hours, int(minute or 0), int(second or 0))
    return local - (_place(zone, local) if zone and "/" in zone else _offset(zone))


def _place(zone: str, local: int) -> int:
    """Seconds east of Greenwich in a place ("America/Los_Angeles") at a local time; 0 where this
    system does not know it."""
    from zoneinfo import ZoneInfo

    try:
        place = ZoneInfo(zone)
    except (OSError, ValueError, LookupError):
        return 0
    offset = datetime.fromtimestamp(local, UTC).replace(tzinfo=place).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _offset(zone: str | None) -> int:
    if not zone:
        return 0
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
        seconds = int(hours) * 3600 + int(minutes) * 60
        return -seconds if zone[0] == "-" else seconds
    return _ZONES.get(zone.lower(), 0)
