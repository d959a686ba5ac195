"""Snooze: a thread goes out of sight and comes back at a time."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from reader.ui.acting import Targets
from reader.ui.dates import moment
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.correcting import until_of
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import counted, undoes
from reader.ui.matching import Item
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Hours of the day at which evening and morning begin, for "tonight" and "tomorrow".
EVENING, MORNING = 19, 7


def times(now: int) -> list[tuple[int, str]]:
    """The times offered, in local time: (when, its name); those not yet past."""
    here = datetime.datetime.fromtimestamp(now)
    day = here.replace(hour=0, minute=0, second=0, microsecond=0)
    tonight = day.replace(hour=EVENING)
    tomorrow = day + datetime.timedelta(days=1, hours=MORNING)
    monday = day + datetime.timedelta(days=7 - here.weekday(), hours=MORNING)
    offered = [(tonight, _("tonight")), (tomorrow, _("tomorrow")), (monday, _("on Monday"))]
    return [(int(at.timestamp()), name) for at, name in offered if at > here]


def snooze(screen: MainScreen, count: int | None) -> None:
    """Ask until when; a snoozed thread can be brought back at once."""
    targets = screen.acting.threads()
    if not targets:
        return
    now = screen.services.clock.now()
    items = [Item(at, name, moment(at, now)) for at, name in times(now)]
    items.append(Item(0, _("bring back now")))

    def picked(value: int | str) -> None:
        until = value if isinstance(value, int) else until_of(value, now)
        if until is None:
            screen.say(_("“{text}” is no date: 3d, 2w or 2026-12-24").format(text=value), "error")
        else:
            _snooze(screen, targets, until or None)

    title = _("Snooze {what}").format(what=counted(targets))
    foot = _("or type how long: 3d, 2w, 2026-12-24")
    screen.pick(Picker(title, items, free=True, foot=foot), picked)


def _snooze(screen: MainScreen, targets: Targets, until: int | None) -> None:
    now = screen.services.clock.now()
    if until is None:
        said = _("Brought {what} back").format(what=counted(targets))
    else:
        said = _("Snoozed {what} until {when}").format(
            what=counted(targets), when=moment(until, now)
        )

    def show() -> None:
        if until is not None:
            screen.lister.let_go |= set(targets.threads)

    screen.acting.do(
        lambda: screen.services.triage.snooze(targets.threads, until),
        saying=f"{said} — {undoes(screen)}",
        show=show,
        then=lambda _done: screen.opening.reload_thread(),
        relist=True,
    )
    screen.stories.clear_selected()


HANDLERS: dict[str, Handler] = {"thread.snooze": snooze}
