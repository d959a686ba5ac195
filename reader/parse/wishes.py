"""What a publisher asks of our schedule."""

from __future__ import annotations

import re

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {
    "hourly": 3600,
    "daily": 86400,
    "weekly": 604800,
    "monthly": 2592000,
    "yearly": 31536000,
}


def wishes(document: str) -> tuple[int | None, tuple[int, ...], tuple[int, ...]]:
    """What the publisher asks of our schedule: seconds between requests (the longer of ``ttl`` and
    ``sy:updatePeriod``/``updateFrequency``), hours (GMT) and days (0 = Monday) to keep away."""
    head = document[:20_000] + document[-5_000:] if len(document) > 25_000 else document
    seconds: list[int] = []
    if found := re.search(r"<ttl>\s*(\d{1,7})\s*</ttl>", head):
        seconds.append(int(found[1]) * 60)
    if found := re.search(r"<\w+:updatePeriod[^>]*>\s*(\w+)\s*</", head):
        often = re.search(r"<\w+:updateFrequency[^>]*>\s*(\d{1,5})\s*</", head)
        period = _PERIODS.get(found[1].lower())
        if period:
            seconds.append(period // max(1, int(often[1]) if often else 1))
    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    if found := re.search(r"<skipHours>(.{0,4000}?)</skipHours>", head, re.DOTALL):
        stated = re.findall(r"<hour>\s*(\d{1,2})\s*</hour>", found[1])
        hours = tuple(sorted({int(one) % 24 for one in stated if int(one) <= 24}))
    if found := re.search(r"<skipDays>(.{0,2000}?)</skipDays>", head, re.DOTALL):
        named = [one.strip().lower() for one in re.findall(r"<day>([^<]*)</day>", found[1])]
        days = tuple(sorted({_DAYS.index(one) for one in named if one in _DAYS}))
    return max((one for one in seconds if one > 0), default=None), hours, days
