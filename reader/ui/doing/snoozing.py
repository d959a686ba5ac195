"""Snooze: a thread goes out of sight and comes back at a time."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from reader.errors import UsageError
from reader.services.ending import end_of
from reader.ui.acting import Targets
from reader.ui.dates import moment
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import counted, undoes
from reader.ui.matching import Item
from reader.ui.told import told_error
from reader.words import N_, _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Times offered, as ``services.ending`` reads them; those past today are left out.
TIMES = {
    "tonight": N_("tonight"),
    "tomorrow": N_("tomorrow"),
    "weekend": N_("at the weekend"),
    "monday": N_("on Monday"),
    "1w": N_("in a week"),
}


def times(now: int) -> list[tuple[int, str]]:
    """The times offered, in local time: (when, its name), soonest first, none twice."""
    found: dict[int, str] = {}
    for text, name in TIMES.items():
        with contextlib.suppress(UsageError):  # tonight is past at night
            found.setdefault(end_of(text, now), _(name))
    return sorted(found.items())


def snooze(screen: MainScreen, count: int | None) -> None:
    """Ask until when; a snoozed thread can be brought back at once."""
    targets = screen.acting.threads()
    if not targets:
        return
    now = screen.services.clock.now()
    items = [Item(at, name, moment(at, now)) for at, name in times(now)]
    items.append(Item(0, _("bring back now")))

    def picked(value: int | str) -> None:
        try:
            until = value if isinstance(value, int) else end_of(value, now)
        except UsageError as error:
            screen.say(told_error(error), "error")
            return
        _snooze(screen, targets, until or None)

    title = _("Snooze {what}").format(what=counted(targets))
    foot = _("or type when: 3h, friday, 2026-12-24 18:00")
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
