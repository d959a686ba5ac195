"""Phases of a thread: it went quiet, and something new happened. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from statistics import median

#: Seconds without an account that are a pause at least, and so many times the thread's own rhythm:
#: one night is none, and a thread told once a day has none between two days.
PAUSE, TIMES = 16 * 3_600, 4
#: Accounts that a thread needs: two have no rhythm, and one more after a day is no burst.
ACCOUNTS = 4
#: Seconds of silence after which a single account begins a phase: days later it is a development.
SILENCE = 3 * 86_400


def starts(accounts: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The stories that begin a new phase, of accounts as (time, story) in any order.

    A phase is a burst after a pause: ``PAUSE`` and ``TIMES`` the median gap before it, and two
    accounts at least within a pause of each other; or what comes after so long a ``SILENCE``. What
    began the thread begins no new phase.
    """
    told = sorted(accounts)
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(told)]
    found: set[int] = set()
    for at, gap in enumerate(gaps):
        burst = len(told) >= ACCOUNTS and at + 1 < len(gaps) and gaps[at + 1] < PAUSE
        least = PAUSE if burst else SILENCE
        others = [*gaps[:at], *gaps[at + 1 :]]
        if gap >= max(least, TIMES * (median(others) if others else 0)):
            found.add(told[at + 1][1])
    return frozenset(found)
