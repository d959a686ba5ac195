"""How times are written on the screen, in local time."""

from __future__ import annotations

import time

from reader.words import _

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def month(number: int) -> str:
    """A month's short name, 1-12."""
    names = (
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"),
        _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"),
    )  # fmt: skip
    return names[number - 1]


def weekday(number: int) -> str:
    """A weekday's short name, Monday being 0."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))[number]


def age(at: int, now: int, *, absolute: bool = False, year: bool = True) -> str:
    """How long ago, short: ``now``, ``12m``, ``5h``, ``3d``; from two weeks on the day, with its
    ``year`` where that is another."""
    passed = now - at
    if absolute:
        return _absolute(at, now, year)
    if -DAY < passed < MINUTE:
        return _("now")
    if passed < 0:
        return _day(at, now, year)
    if passed < HOUR:
        return f"{passed // MINUTE}m"
    if passed < DAY:
        return f"{passed // HOUR}h"
    if passed < 14 * DAY:
        return f"{passed // DAY}d"
    return _day(at, now, year)


def _absolute(at: int, now: int, year: bool) -> str:
    if time.localtime(at)[:3] == time.localtime(now)[:3]:
        return clock(at)
    return _day(at, now, year)


def _day(at: int, now: int, year: bool = True) -> str:
    then = time.localtime(at)
    day = f"{then.tm_mday} {month(then.tm_mon)}"
    told = year and then.tm_year != time.localtime(now).tm_year
    return f"{day} {then.tm_year}" if told else day


def clock(at: int) -> str:
    """Hour and minute."""
    return time.strftime("%H:%M", time.localtime(at))


def day(at: int, now: int) -> str:
    """A day in words: ``Today``, ``Yesterday``, ``Tue 11 Apr 2023``."""
    then = time.localtime(at)
    if then[:3] == time.localtime(now)[:3]:
        return _("Today")
    if then[:3] == time.localtime(now - DAY)[:3]:
        return _("Yesterday")
    return f"{weekday(then.tm_wday)} {_day(at, now)}"


def day_key(at: int) -> tuple[int, int]:
    """Equal for times of one local day."""
    then = time.localtime(at)
    return then.tm_year, then.tm_yday


def moment(at: int, now: int) -> str:
    """Day and minute within a sentence: ``Tue 11 Apr 2023 09:12``, ``today 09:12``."""
    then = time.localtime(at)
    if then[:3] == time.localtime(now)[:3]:
        return _("today {time}").format(time=clock(at))
    if then[:3] == time.localtime(now - DAY)[:3]:
        return _("yesterday {time}").format(time=clock(at))
    return f"{day(at, now)} {clock(at)}"


def soon(at: int, now: int) -> str:
    """A time to come, short: the minute within a day, else the day: ``07:00``, ``25 Apr``."""
    return clock(at) if at - now < DAY else _day(at, now)


def full(at: int) -> str:
    """The whole date and the minute: ``Tue 11 Apr 2023, 09:12``."""
    return f"{full_day(at)}, {clock(at)}"


def full_day(at: int) -> str:
    """The whole date: ``Tue 11 Apr 2023``."""
    then = time.localtime(at)
    return f"{weekday(then.tm_wday)} {then.tm_mday} {month(then.tm_mon)} {then.tm_year}"
